"""A first answer about the Django 5.2 source archive, by what was read before and by whom.

Each figure is a process of its own, from its start to the answer, over a cache in a file and one on Redis.
Prints one table; run it with `make bench`.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from benches.analyze_django import ARCHIVE, django
from mcp_code_analysis._native import Engine
from mcp_code_analysis.cache import open_facts
from mcp_code_analysis.config import CacheLimits
from tests.sessions import redis_server

ROUNDS: Final = 3
TOUCHED: Final = "django/db/models/query.py"
ANSWERED: Final = "answered"


def main() -> None:
    """Measure everything in one run and print it; say so where the archive cannot be had."""
    tree = django()
    if tree is None:
        print(f"skipped: the source archive of {ARCHIVE} cannot be had here.")
        return
    print(f"\n{ARCHIVE}: from the start of a process to its first answer; median of {ROUNDS}, wall ms")
    print(f"{'':32}{'file':>10}{'redis':>10}")
    with tempfile.TemporaryDirectory() as folder:
        places = [measured(tree, Path(folder), kind) for kind in ("file", "redis")]
    for row in places[0]:
        print(f"{row:32}" + "".join(f"{place[row]:>10}" for place in places))
    print("command: make bench, or python -m benches.cached_django")


def measured(tree: Path, folder: Path, kind: str) -> dict[str, str]:
    """Return the rows of one kind of cache."""
    rounds: dict[str, list[float]] = {}
    shares: list[float] = []
    own, other = (folder / f"{kind}{name}" for name in "ab")
    for copy in (own, other):
        shutil.copytree(tree, copy)
    touched = own / TOUCHED
    text = touched.read_text()
    for number in range(ROUNDS):
        with cache(kind, folder / f"{kind}{number}") as url:
            files, _, _ = noted(rounds, "cold, alone", url, own)
            noted(rounds, "unchanged, another process", url, own)
            noted(rounds, "unchanged, another worktree", url, other)
            touched.write_text(f"{text}\n\ndef touched(): return 1\n")
            assert noted(rounds, "one file touched", url, own)[0] == 1
            touched.write_text(text)
        with cache(kind, folder / f"{kind}{number}again") as url:
            began = time.perf_counter()
            both = [started(url, copy) for copy in (own, other)]
            parsed = [ended(process)[0] for process in both]
            rounds.setdefault("cold, two processes at once", []).append(time.perf_counter() - began)
            shares.append(sum(parsed) / files)
    rows = {row: f"{statistics.median(times) * 1e3:.0f}" for row, times in rounds.items()}
    return {**rows, "files parsed by the two, of all": f"{statistics.median(shares):.2f}"}


@contextmanager
def cache(kind: str, folder: Path) -> Iterator[str]:
    """An empty cache of its own."""
    folder.mkdir()
    if kind == "file":
        yield f"sqlite:{folder / 'cache.sqlite3'}"
        return
    with redis_server.running(folder) as server:
        yield server.url


def noted(rounds: dict[str, list[float]], row: str, url: str, tree: Path) -> tuple[int, int, int]:
    """Ask one process, note how long it took, and return how many files it parsed, reused and refused."""
    began = time.perf_counter()
    process = started(url, tree)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == ANSWERED
    rounds.setdefault(row, []).append(time.perf_counter() - began)
    return ended(process)


def started(url: str, tree: Path) -> subprocess.Popen[str]:
    """Start a process that answers once."""
    command = [sys.executable, "-m", "benches.cached_django", url, str(tree)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen[str]) -> tuple[int, int, int]:
    """Wait for a process, and return how many files it parsed, reused and refused."""
    told, _ = process.communicate()
    assert process.returncode == 0
    parsed, reused, refused = json.loads(told.splitlines()[-1])
    return parsed, reused, refused


async def answer(url: str, tree: str) -> None:
    """Answer once, and say how the facts were come by."""
    facts = open_facts(url, CacheLimits())
    async with facts.running():
        engine = Engine(tree, facts=facts)
        await asyncio.to_thread(engine.call, "index", b"{}")
        print(ANSWERED, flush=True)
    print(json.dumps(engine.facts_counts))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(answer(*sys.argv[1:]))
    else:
        main()
