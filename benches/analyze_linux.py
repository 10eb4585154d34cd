"""Cold index of the C of Linux 6.1, a gigabyte, beside parsing alone over the same files (P15).

The source comes from Debian's packages, and is unpacked once into the user's cache folder: 1.4 GB.
One run takes some minutes, so each program runs once.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from benches import measure
from benches.peers.corpora import cache

PACKAGE: Final = "linux-source-6.1"
GIB: Final = 1 << 30
BAR: Final = 1.2
QUESTIONS: Final = {
    "definitions": ("find_symbol", '{"name": "kmalloc"}'),
    "all facts": ("index", "{}"),
}


def main(programs: Path) -> None:
    """Measure everything in one run and print it; say so where the source cannot be had."""
    tree = linux()
    if tree is None:
        print(f"skipped: {PACKAGE} cannot be had here; it takes apt-get, dpkg-deb and tar.")
        return
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output"
        floor = measure.run([programs / "parse_only", tree], output)
        parsed = json.loads(output.read_text(encoding="utf-8"))
        print(f"{parsed['files']} files, {parsed['bytes'] / GIB:.2f} GiB of C")
        print(f"tree-sitter alone: {parsed['parse_wall_s']:.0f} s ({floor.processor_s:.0f} s of processors)")
        for what, question in QUESTIONS.items():
            cost = measure.run([programs / "code-analysis-engine", "call", tree, *question], output)
            ratio = cost.wall_s / parsed["parse_wall_s"]
            print(
                f"{what}: {cost.wall_s:.0f} s ({cost.processor_s:.0f} s), {ratio:.2f} x (bar {BAR}), "
                f"{cost.peak_bytes / GIB:.1f} GiB"
            )


def linux() -> Path | None:
    """Return the unpacked C of Linux, fetched once."""
    tree = cache() / PACKAGE
    if tree.is_dir():
        return tree
    if not all(map(shutil.which, ("apt-get", "dpkg-deb", "tar", "xz"))):
        return None
    with tempfile.TemporaryDirectory(dir=cache()) as folder:
        if subprocess.run(["apt-get", "--quiet", "download", PACKAGE], check=False, cwd=folder).returncode:
            return None
        package = next(Path(folder).glob("*.deb"))
        subprocess.run(["dpkg-deb", "--extract", package.name, "unpacked"], check=True, cwd=folder)
        archive = next((Path(folder) / "unpacked").rglob("*.tar.xz"))
        wanted = ["--wildcards", "*.c", "*.h"]
        subprocess.run(["tar", "--extract", "--file", str(archive), *wanted], check=True, cwd=folder)
        (Path(folder) / PACKAGE).rename(tree)
    return tree


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "target/release"))
