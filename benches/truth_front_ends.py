"""The two parsers of a language against each other, on the Django 5.2 source archive.

Prints agreement; run it with `make bench-truth`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benches.analyze_django import django


def main(programs: Path) -> int:
    """Compare, and give the exit code of the program that does."""
    tree = django()
    if tree is None:
        print("skipped: the source archive of Django cannot be had here.")
        return 0
    return subprocess.run([programs / "front_ends", tree], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
