"""The other tools: where they come from, and the commands that do what a row measures.

Each is a release of its own makers, installed from PyPI or npm beside our environment, or from Debian.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import Final

PYPI: Final = {
    "bca": "big-code-analysis-cli==2.4.0",
    "lizard": "lizard==1.24.3",
    "radon": "radon==6.0.1",
    "complexipy": "complexipy==8.3.0",
    "grimp": "grimp==3.19",
    "ast-grep": "ast-grep-cli==0.51.1",
    "ruff": "ruff==0.17.6",
}
NPM: Final = {"jscpd": ("jscpd@5.3.3", "jscpd-linux-x64-gnu@5.3.3"), "madge": ("madge@8.0.0",)}
DEBIAN: Final = {"ctags": "universal-ctags", "rg": "ripgrep", "cloc": "cloc"}

GRIMP_SOURCE: Final = (
    "import sys, grimp; sys.path.insert(0, sys.argv[1]); grimp.build_graph({!r}, cache_dir=None)"
)


class Tools:
    """Other tools by name; ``missing`` says which cannot be had here."""

    def __init__(self, place: Path) -> None:
        self._found: dict[str, str] = {}
        self.missing: list[str] = []
        self._take_pypi(place / "pypi")
        self._take_npm(place / "npm")
        for name, package in DEBIAN.items():
            self._take(name, shutil.which(name), f"{package} (Debian)")

    def __getitem__(self, name: str) -> str | None:
        return self._found.get(name)

    def _take_pypi(self, place: Path) -> None:
        if not (place / "bin" / "python").exists():
            venv.create(place, with_pip=True)
        python = str(place / "bin" / "python")
        for name, requirement in PYPI.items():
            command = [python, "-m", "pip", "install", "--quiet", requirement]
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            program = place / "bin" / ("python" if name == "grimp" else name)
            is_there = program.exists() and (name != "grimp" or _imports(python, "grimp"))
            self._take(name, str(program) if is_there else None, requirement)

    def _take_npm(self, place: Path) -> None:
        place.mkdir(parents=True, exist_ok=True)
        npm = shutil.which("npm")
        for name, packages in NPM.items():
            if npm:
                command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(place)]
                subprocess.run([*command, *packages], check=False, stdout=subprocess.DEVNULL)
            program = place / "node_modules" / ".bin" / name
            self._take(name, str(program) if program.exists() else None, packages[0])

    def _take(self, name: str, program: str | None, source: str) -> None:
        if program is None:
            self.missing.append(source)
        else:
            self._found[name] = program


def _imports(python: str, module: str) -> bool:
    return not subprocess.run(
        [python, "-c", f"import {module}"], check=False, stderr=subprocess.DEVNULL
    ).returncode


def here() -> Path:
    """Return where the other tools are installed: beside our own environment."""
    return Path(sys.prefix) / "peers"
