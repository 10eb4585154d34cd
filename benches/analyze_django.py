"""Cold analysis of the Django 5.2 source archive, beside parsing alone over the same files.

Prints one table; run it with `make bench`.
Nothing of the tree is cached by us between runs, so every run is cold; the kernel's file cache is warm.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

from benches import measure

ARCHIVE: Final = "django==5.2"
ROUNDS: Final = 5
MIB: Final = 1 << 20


def main(programs: Path) -> None:
    """Measure everything in one run and print it; say so where the archive cannot be had."""
    tree = django()
    if tree is None:
        print(f"skipped: the source archive of {ARCHIVE} cannot be had here.")
        return
    package = Path(sys.executable).parent / "mcp-code-analysis"
    commands: dict[str, list[str | Path]] = {
        "analyze": [package, "analyze", "--json", tree],
        "engine": [programs / "code-analysis-engine", "call", tree, "index"],
        "parse": [programs / "parse_only", tree],
    }
    with tempfile.TemporaryDirectory() as folder:
        costs = measure.alternate(commands, ROUNDS, Path(folder))
        parsed = json.loads((Path(folder) / "parse").read_text(encoding="utf-8"))
    print_table(costs, parsed["files"], parsed["bytes"], parsed["parse_processor_s"])
    print("command: make bench, or python -m benches.analyze_django FOLDER-OF-PROGRAMS")


def print_table(
    costs: dict[str, measure.Cost], files: int, size_bytes: int, parse_processor_s: float
) -> None:
    """Print costs as measured, and what they are to one another."""
    print(
        f"\n{ARCHIVE}: {files} files with a language of ours, {size_bytes / MIB:.1f} MiB; median of {ROUNDS}"
    )
    print(f"{'':24}{'wall s':>8}{'cpu s':>8}{'peak MiB':>10}{'files/s':>9}{'MiB/s':>8}{'peak/source':>13}")
    names = {"analyze": "analyze --json", "engine": "engine, index only", "parse": "tree-sitter only"}
    for name, title in names.items():
        cost = costs[name]
        speed = f"{files / cost.wall_s:9.0f}{size_bytes / MIB / cost.wall_s:8.1f}"
        memory = f"{cost.peak_bytes / MIB:10.0f}"
        ratio = f"{cost.peak_bytes / size_bytes:13.1f}"
        print(f"{title:24}{cost.wall_s:8.2f}{cost.processor_s:8.2f}{memory}{speed}{ratio}")
    share = parse_processor_s / costs["analyze"].processor_s
    print(f"tree-sitter parsing alone is {share:.0%} of the processor time of analyze")
    print(
        f"analyze takes {costs['analyze'].wall_s / costs['parse'].wall_s:.2f} times as long as parsing alone"
    )


def django() -> Path | None:
    """Return the unpacked source archive, fetched once into the user's cache folder."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mcp-code-analysis"
    tree = cache / "django-5.2"
    if tree.is_dir():
        return tree
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "django"]
        if subprocess.run([*pip, "--dest", folder, ARCHIVE], check=False).returncode:
            return None
        with tarfile.open(next(Path(folder).glob("*.tar.gz"))) as archive:
            archive.extractall(Path(folder) / "unpacked", filter="data")
        next((Path(folder) / "unpacked").iterdir()).rename(tree)
    return tree


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "target/release"))
