"""Folders for the engine, and ways to ask it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.asking import write_tree


@pytest.fixture
def small_tree(tmp_path: Path) -> Path:
    """Return a folder with two languages, an import and a broken file."""
    return write_tree(
        tmp_path / "small",
        {
            "app/main.py": "from app import tools\n\n\ndef main(x):\n    return tools.double(x)\n",
            "app/tools.py": "class Double: ...\n\ndef double(x):\n    return 2 * x if x else 0\n",
            "web/index.ts": "export function start(): number { return 1; }\n",
            "app/broken.py": "def half(:\n    return\n",
        },
    )


@pytest.fixture(scope="session")
def large_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with more to parse than anybody waits for in a test."""
    body = "\n".join(
        f"def function_{number}(a, b):\n    if a and b:\n        return [a, b, {number}]\n    return a or b\n"
        for number in range(400)
    )
    files = {
        f"package_{number % 20}/module_{number}.py": f"NUMBER = {number}\n{body}" for number in range(1500)
    }
    return write_tree(tmp_path_factory.mktemp("large"), files)
