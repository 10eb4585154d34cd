"""The commits of a repository, read by the engine and by git, in one run.

Prints one table, and how many line counts agree: `python -m benches.analyze_history PROGRAMS [REPOSITORY]`.
Without a repository it is the one that this project lies in.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from benches import measure

ROUNDS: Final = 5
GIT: Final = ("git", "-c", "core.quotePath=false", "-C")


def main(programs: Path, repository: Path) -> None:
    """Measure everything in one run and print it."""
    engine = programs / "history"
    plain = ("log", "--no-renames", "--format=%H", "HEAD")
    commands: dict[str, list[str | Path]] = {
        "git log --raw": [*GIT, repository, plain[0], "--raw", *plain[1:]],
        "engine, commits": [engine, "commits", repository],
        "git log --numstat": [*GIT, repository, plain[0], "--numstat", *plain[1:]],
        "engine, lines": [engine, "lines", repository],
        "engine, one more": [engine, "increment", repository],
    }
    with tempfile.TemporaryDirectory() as folder:
        costs = measure.alternate(commands, ROUNDS, Path(folder))
        found = (Path(folder) / "engine, commits").read_text(encoding="utf-8").strip()
        print(f"\n{repository.name}: {found}; median of {ROUNDS}")
        print(f"{'':20}{'wall s':>8}{'cpu s':>8}{'peak MiB':>10}")
        for name, cost in costs.items():
            print(f"{name:20}{cost.wall_s:8.2f}{cost.processor_s:8.2f}{cost.peak_bytes / (1 << 20):10.0f}")
        increment = float((Path(folder) / "engine, one more").read_text())
        theirs = counts_of_git(repository)
        ours = set((Path(folder) / "engine, lines").read_text(encoding="utf-8").splitlines())
    lines = costs["engine, lines"].wall_s / costs["git log --numstat"].wall_s
    commits = costs["engine, commits"].wall_s / costs["git log --raw"].wall_s
    print(f"P11 lines: {lines:.2f} of git log --numstat; P12 commits: {commits:.2f} of git log --raw")
    print(f"P13 one more commit: {increment:.1f} ms")
    print(f"line counts that agree: {len(ours & theirs)} of {len(theirs)}, only ours: {len(ours - theirs)}")


def counts_of_git(repository: Path) -> set[str]:
    """Return commit, lines added, lines removed and path of every change, as git counts them."""
    command = [*GIT, str(repository), "log", "--numstat", "--no-renames", "-z", "--format=%x01%H", "HEAD"]
    output = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    rows: set[str] = set()
    for commit in output.split("\x01")[1:]:
        name, *changes = (part.strip("\n") for part in commit.split("\0"))
        rows.update(f"{name}\t{change}" for change in changes if change)
    return rows


if __name__ == "__main__":
    here = Path(__file__).parents[1]
    main(
        Path(sys.argv[1] if len(sys.argv) > 1 else "target/release"),
        Path(sys.argv[2]) if len(sys.argv) > 2 else here,
    )
