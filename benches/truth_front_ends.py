"""The two parsers of each language that has two against each other, on the sources of Django and of effect.

Prints agreement; run it with `make bench-truth`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benches.analyze_django import django
from benches.peers.corpora import effect


def main(programs: Path) -> int:
    """Compare, and give the exit code of the program that does."""
    trees = {"Django": django(), "effect": effect()}
    found = [tree for tree in trees.values() if tree is not None]
    for name in (name for name, tree in trees.items() if tree is None):
        print(f"skipped: the source archive of {name} cannot be had here.")
    if not found:
        return 0
    return subprocess.run([programs / "front_ends", *found], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
