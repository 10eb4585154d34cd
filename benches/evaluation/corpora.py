"""The repositories that are asked about, fetched once at pinned versions into the user's cache folder.

Each is taken from the registry of its language by that registry's own client, and holds nothing but sources.
Says nothing about what is asked.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benches.analyze_django import ARCHIVE, django


@dataclass(frozen=True, slots=True)
class Corpus:
    """One repository: what it is called, its language, and the archive that it comes from."""

    name: str
    language: str
    archive: str
    fetch: Callable[[Path, str], Path | None]
    kept: tuple[str, ...]
    """What of the archive is the repository; the whole of it where this is empty."""


class UnavailableError(Exception):
    """The archive cannot be had here: there is no client, or no registry."""


def place(corpus: Corpus) -> Path:
    """Return where a repository is kept, fetched or not."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mcp-code-analysis"
    return cache / "evaluation" / corpus.name


def tree(corpus: Corpus) -> Path:
    """Return the folder of a repository, fetched at first.

    Raises:
        UnavailableError: the archive cannot be had here.
    """
    fetched = place(corpus)
    if fetched.is_dir():
        return fetched
    fetched.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=fetched.parent) as folder:
        unpacked = corpus.fetch(Path(folder), corpus.archive)
        if unpacked is None:
            raise UnavailableError(f"{corpus.archive} cannot be had here")
        chosen = Path(folder) / "chosen"
        for kept in corpus.kept or (".",):
            source = unpacked / kept
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            target = chosen / kept
            target.parent.mkdir(parents=True, exist_ok=True)
            copy(source, target)
        subprocess.run(["chmod", "-R", "u+w", chosen], check=True)
        chosen.rename(fetched)
    return fetched


def _ran(command: list[str], folder: Path) -> str | None:
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    return None if done.returncode else done.stdout


def _unpacked(folder: Path, pattern: str) -> Path:
    with tarfile.open(next(folder.glob(pattern))) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    return next((folder / "unpacked").iterdir())


def _from_pip(_: Path, __: str) -> Path | None:
    return django()


def _from_npm(folder: Path, archive: str) -> Path | None:
    if _ran(["npm", "pack", "--silent", archive], folder) is None:
        return None
    return _unpacked(folder, "*.tgz")


def _from_go(folder: Path, archive: str) -> Path | None:
    (folder / "go.mod").write_text("module fetched\n")
    told = _ran(["go", "mod", "download", "-json", archive], folder)
    return None if told is None else Path(json.loads(told)["Dir"])


def _from_cargo(folder: Path, archive: str) -> Path | None:
    name, version = archive.split("@")
    package = '[package]\nname = "fetched"\nversion = "0.0.0"\nedition = "2021"\n'
    (folder / "Cargo.toml").write_text(f'{package}\n[dependencies]\n{name} = "={version}"\n')
    (folder / "src").mkdir()
    (folder / "src/lib.rs").write_text("")
    if _ran(["cargo", "vendor", "--quiet", "vendored"], folder) is None:
        return None
    return folder / "vendored" / name


CORPORA: Final = (
    Corpus("django-5.2", "python", ARCHIVE, _from_pip, ("django", "pyproject.toml", "LICENSE")),
    Corpus("rxjs-7.8.2", "typescript", "rxjs@7.8.2", _from_npm, ("src", "package.json", "LICENSE.txt")),
    Corpus("echo-4.13.4", "go", "github.com/labstack/echo/v4@v4.13.4", _from_go, ()),
    Corpus("zstd-1.5.7", "c", "zstd-sys@2.1.3+zstd.1.5.7", _from_cargo, ("zstd",)),
)


def named(name: str) -> Corpus:
    """Return a repository by its name."""
    return next(corpus for corpus in CORPORA if corpus.name == name)


if __name__ == "__main__":
    for each in CORPORA:
        print(tree(each))
