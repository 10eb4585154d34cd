"""What an agent feels: P9, the answer after an edit; P10, a warm call by MCP; P16, what is stored."""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from mcp import Client, StdioServerParameters

from mcp_code_analysis._native import Engine
from mcp_code_analysis.cache.facts import FileFacts

CALLS: Final = 200
EDITS: Final = 30
EDITED: Final = "django/db/models/query.py"
ASKED: Final = b'{"name": "QuerySet.filter"}'


def edits_ms(tree: Path) -> list[float]:
    """Return how long each answer took after an edit of one file, the look at the whole tree included."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(tree, Path(folder) / "tree"))
        engine = Engine(str(copy))
        engine.call("find_symbol", ASKED)
        taken = []
        for number in range(EDITS):
            with (copy / EDITED).open("a") as file:
                file.write(f"\n\ndef edited_{number}():\n    return {number}\n")
            start = time.perf_counter()
            answer = engine.call("find_symbol", f'{{"name": "edited_{number}"}}'.encode())
            taken.append((time.perf_counter() - start) * 1e3)
            assert b'"exact"' in answer
        return taken


async def warm_ms(tree: Path) -> list[float]:
    """Return how long each call of a tool took through a server on standard input and output."""
    arguments = ["-m", "mcp_code_analysis", "serve", "--root", str(tree), "--store", "memory:"]
    taken = []
    async with Client(StdioServerParameters(command=sys.executable, args=arguments)) as client:
        await client.call_tool("find_symbol", {"name": "QuerySet.filter"})
        for _ in range(CALLS):
            start = time.perf_counter()
            await client.call_tool("find_symbol", {"name": "QuerySet.filter"})
            taken.append((time.perf_counter() - start) * 1e3)
    return taken


def stored_share(tree: Path) -> float:
    """Return how many bytes are stored for each byte of the files that were analysed."""
    with tempfile.TemporaryDirectory() as folder:
        facts = FileFacts(Path(folder) / "cache.sqlite3")
        engine = Engine(str(tree), facts=facts)
        answer = json.loads(engine.call("index", b'{"max_tokens": 100000}'))
        stored = facts._file.size_bytes()
        facts.close()
    source: int = sum(language["bytes"] for language in answer["result"]["languages"])
    return stored / source


def main(tree: Path) -> dict[str, tuple[str, str, bool]]:
    """Return each row's figure, its bar, and whether it holds."""
    edits, calls, share = edits_ms(tree), asyncio.run(warm_ms(tree)), stored_share(tree)
    edit, p50 = statistics.median(edits), statistics.median(calls)
    p99 = statistics.quantiles(calls, n=100)[98]
    return {
        "P9 a file of Django edited, until the fresh answer": (f"{edit:.0f} ms", "120 ms", edit <= 120),
        "P10 a warm call through the server, p50": (f"{p50:.1f} ms", "30 ms", p50 <= 30),
        "P10 the same, p99": (f"{p99:.1f} ms", "100 ms", p99 <= 100),
        "P16 stored bytes for a byte of source": (f"{share:.2f}", "0.5", share <= 0.5),
    }
