"""The program as users start it, and folders to start it on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.conftest import large_folder

__all__ = ["large_folder"]

PROGRAM = [sys.executable, "-m", "mcp_code_analysis"]

Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a user whose state is kept in ``home``, with nothing configured."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MCP_CODE_ANALYSIS_", "XDG_"))
    }
    removed = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM"}
    return {name: value for name, value in kept.items() if name not in removed} | {"HOME": str(home)} | more


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the program to its end, its standard input closed and no terminal in sight."""
    home = tmp_path / "home"
    home.mkdir()

    def run(*arguments: str, cwd: Path = tmp_path, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*PROGRAM, *arguments],
            cwd=cwd,
            env=environment(home, **more),
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
        )

    return run


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project: a cycle, a hub, a function with branches, files that are skipped."""
    root = tmp_path / "project"
    root.mkdir()
    branches = "".join(f"    if value == {number}:\n        return {number}\n" for number in range(7))
    (root / "base.py").write_text(f"import os\n\n\ndef choose(value):\n{branches}    return os.sep\n")
    (root / "left.py").write_text("import base\nimport right\n\n\ndef left():\n    return right.right()\n")
    (root / "right.py").write_text("import base\nimport left\n\n\ndef right():\n    return left.left()\n")
    (root / "notes.txt").write_text("nothing\n")
    (root / "image.py").write_bytes(b"\x00\x01")
    return root
