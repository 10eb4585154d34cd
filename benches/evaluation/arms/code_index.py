"""code-index-mcp (PyPI), over MCP on standard input and output, with its deep index built.

It says what calls a symbol of a file; for the rest it has text search, for which ripgrep stands.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from mcp import Client, StdioServerParameters

from benches.evaluation.arms.base import Ask, Conversation, simple
from benches.evaluation.questions import Item, Question, Reply


class CodeIndex:
    """The server `code-index-mcp`."""

    name = "code-index-mcp"
    kinds = frozenset({"callers", "none"})

    def __init__(self, peers: Path) -> None:
        self._program = peers / "python/bin/code-index-mcp"

    def missing(self) -> str | None:
        return None if self._program.exists() else f"PyPI package code-index-mcp is not in {self._program}"

    def version(self) -> str:
        told = subprocess.run(
            [self._program.parent / "pip", "show", "code-index-mcp"],
            check=True,
            capture_output=True,
            text=True,
        )
        return f"code-index-mcp {told.stdout.splitlines()[1].split()[-1]}"

    @asynccontextmanager
    async def opened(self, tree: Path, language: str) -> AsyncIterator[Ask]:
        del language
        with tempfile.TemporaryDirectory() as folder:
            parameters = StdioServerParameters(
                command=str(self._program), args=["--project-path", str(tree), "--indexer-path", folder]
            )
            async with Client(parameters) as client:
                await client.call_tool("build_deep_index", {})

                async def ask(question: Question) -> Reply:
                    return await answered(client, question)

                yield ask


async def answered(client: Client, question: Question) -> Reply:
    """Ask for the symbol by its qualified name, and by its simple one where that is not known."""
    talk = Conversation()
    symbol = question.symbol
    for name in dict.fromkeys((symbol.name, simple(symbol.name))):
        arguments: dict[str, object] = {"file_path": symbol.path, "symbol_name": name}
        await talk.call(client, "get_symbol_body", arguments)
        answer = json.loads(talk.texts[-1]) if talk.texts[-1].startswith("{") else {}
        if answer.get("status") == "success":
            items = tuple(item(one) for one in answer.get("called_by", ()))
            return Reply(items, talk.text, talk.seconds, len(talk.texts))
    return Reply((), talk.text, talk.seconds, len(talk.texts), unknown=True)


def item(named: str) -> Item:
    """Return what an entry of `called_by` names: a symbol of a file, or a line."""
    path, separator, name = named.partition("::")
    if separator:
        return Item(path, (), name)
    path, _, line = named.rpartition(":")
    return Item(path, (int(line),) if line.isdigit() else ())
