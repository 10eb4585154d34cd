"""Folders for the tools to work on."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a folder with one Python file in it, and a neighbour that shares the beginning of its name."""
    root = tmp_path / "root"
    (root / "inside").mkdir(parents=True)
    (root / "app.py").write_text("def main() -> int:\n    return 0\n", encoding="utf-8")
    neighbour = tmp_path / "root-evil"
    neighbour.mkdir()
    (neighbour / "secret.py").write_text("password = 'x'\n", encoding="utf-8")
    return root
