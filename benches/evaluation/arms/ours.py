"""The tools of this project, over MCP on standard input and output, as agents reach them.

`find_symbol` answers where something is, `relations` everything else.
The meaning of a name at a place is read out of what the function round it calls.
A tool that refuses is taken at its word: the answer is unknown.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from mcp import Client, StdioServerParameters

from benches.evaluation.arms.base import Ask, Conversation, simple
from benches.evaluation.questions import KINDS, Item, Question, Reply

PAGES_MAX: Final = 10
BUDGET: Final = 8000
RELATIONS: Final = {"callers": "callers", "none": "callers", "callees": "callees", "meaning": "callees",
                    "implementations": "implementations", "importers": "importers"}  # fmt: skip


class Ours:
    """The server of this package."""

    name = "ours"
    kinds = frozenset(KINDS)

    def missing(self) -> str | None:
        return None

    def version(self) -> str:
        return f"mcp-code-analysis {metadata.version('mcp-code-analysis')}"

    @asynccontextmanager
    async def opened(self, tree: Path, language: str) -> AsyncIterator[Ask]:
        del language
        with tempfile.TemporaryDirectory() as folder:
            parameters = StdioServerParameters(
                command=sys.executable,
                args=[
                    "-m",
                    "mcp_code_analysis",
                    "serve",
                    "--root",
                    str(tree),
                    "--store",
                    "memory:",
                    "--tools",
                    "all",
                ],
                env={**os.environ, "MCP_CODE_ANALYSIS_CACHE_URL": f"sqlite:{folder}/cache.sqlite3"},
            )
            async with Client(parameters) as client:

                async def ask(question: Question) -> Reply:
                    return await answered(client, question)

                yield ask


async def answered(client: Client, question: Question) -> Reply:
    """Ask one question, page by page."""
    talk = Conversation()
    symbol = question.symbol
    if question.kind == "definition":
        tool, arguments = "find_symbol", {"name": symbol.name}
    else:
        name = symbol.within or symbol.name
        target = (
            symbol.path.removeprefix("./") or "."
            if question.kind == "importers"
            else f"{symbol.path}::{name}"
        )
        tool, arguments = "relations", {"symbol": target, "relation": RELATIONS[question.kind]}
    items: list[Item] = []
    unsure = False
    cursor: dict[str, object] = {}
    for _ in range(PAGES_MAX):
        told = await talk.call(client, tool, {**arguments, "max_tokens": BUDGET, **cursor})
        answer: dict[str, Any] = told.structured_content or {}
        if told.is_error or "result" not in answer:
            return Reply((), talk.text, talk.seconds, len(talk.texts), unknown=True)
        result = answer["result"]
        counts = result.get("counts", {})
        unsure = unsure or any(counts.get(key) for key in ("likely", "possible", "unresolved"))
        rows = result.get("matches", result.get("related", ()))
        rows = (
            [row for row in rows if row.get("kind") == symbol.kind] or rows if tool == "find_symbol" else rows
        )
        items += [found(row) for row in rows]
        if not answer.get("next_cursor"):
            break
        cursor = {"cursor": answer["next_cursor"]}
    if question.kind == "meaning":
        items = [one for one in items if symbol.line in one.lines and simple(one.name) == symbol.name]
        items = [Item(one.path, (), one.name, one.evidence) for one in items]
    if question.kind in {"callees", "meaning"}:
        items = [Item(one.path, (), one.name, one.evidence) for one in items]
    return Reply(tuple(items), talk.text, talk.seconds, len(talk.texts), unsure=unsure)


def found(row: dict[str, Any]) -> Item:
    """Return what a row names. The lines of a relation are those of its uses."""
    path, _, name = str(row["id"]).partition("::")
    lines = row.get("lines") or ([row["start_line"]] if "start_line" in row else ())
    return Item(path, tuple(lines), name.split("#")[0], row.get("evidence", ""))
