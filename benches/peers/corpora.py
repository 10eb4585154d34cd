"""What is measured on: source archives from package registries, fetched once into the user's cache folder.

An archive that cannot be had is None, and the rows that need it say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from benches.analyze_django import django

EFFECT: Final = "effect@3.17.7"
CRATES: Final = {"openssl-src": "=300.5.4", "tokio": "=1.47.1"}

__all__ = ["EFFECT", "cache", "crate", "django", "effect", "size_bytes"]


def effect() -> Path | None:
    """Return the sources of a large TypeScript package from npm."""
    tree = cache() / EFFECT
    if tree.is_dir():
        return tree
    npm = shutil.which("npm")
    if npm is None:
        return None
    with tempfile.TemporaryDirectory(dir=cache()) as folder:
        pack = [npm, "pack", "--silent", "--pack-destination", folder, EFFECT]
        if subprocess.run(pack, check=False, stdout=subprocess.DEVNULL).returncode:
            return None
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            archive.extractall(folder, filter="data")
        (Path(folder) / "package" / "src").rename(tree)
    return tree


def crate(name: str) -> Path | None:
    """Return the sources of one of the crates."""
    trees = cache() / "crates"
    if not (trees / name).is_dir() and not _vendored(trees):
        return None
    return trees / name


def size_bytes(tree: Path, suffixes: Iterable[str]) -> int:
    """Return how large the files with these endings are together."""
    wanted = tuple(suffixes)
    return sum(path.stat().st_size for path in tree.rglob("*") if path.name.endswith(wanted))


def _vendored(trees: Path) -> bool:
    needs = "".join(f'{name} = "{version}"\n' for name, version in CRATES.items())
    with tempfile.TemporaryDirectory(dir=cache()) as folder:
        (Path(folder) / "src").mkdir()
        (Path(folder) / "src" / "lib.rs").touch()
        manifest = Path(folder) / "Cargo.toml"
        manifest.write_text(f'[package]\nname = "corpora"\nedition = "2024"\n\n[dependencies]\n{needs}')
        command = ["cargo", "vendor", "--quiet", "--manifest-path", str(manifest), str(trees)]
        return not subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode


def cache() -> Path:
    """Return the folder of what is fetched, in the user's cache."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mcp-code-analysis"
    cache.mkdir(parents=True, exist_ok=True)
    return cache
