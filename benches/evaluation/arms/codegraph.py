"""codegraph (npm `@colbymchenry/codegraph`), over MCP on standard input and output, on a copy with an index.

The tools that it keeps unlisted are asked, because they answer these questions with the fewest tokens.
None of them lists subtypes, so that it is not asked for them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from mcp import Client, StdioServerParameters

from benches.evaluation.arms.base import Ask, Conversation, simple
from benches.evaluation.questions import KINDS, Item, Question, Reply

LIMIT: Final = 100
SETTINGS: Final = {
    "CODEGRAPH_MCP_TOOLS": "node,search,callers,callees",
    "CODEGRAPH_NO_DAEMON": "1",
    "CODEGRAPH_TELEMETRY": "0",
    "DO_NOT_TRACK": "1",
}
SECTION: Final = re.compile(r"^\*\*(?P<name>\S+)\*\* \((?P<kind>\w+)\) — (?P<path>.+):(?P<line>\d+)$")
ROW: Final = re.compile(
    r"^- (?P<name>.+) \((?P<kind>\w+)\) - (?P<path>.+?):(?P<line>\d+)(?: — via (?P<via>.*))?$"
)
FOUND: Final = re.compile(
    r"^\*\*(?P<name>.+)\*\* \((?P<kind>\w+)\)\n(?P<path>\S+):(?P<line>\d+)$", re.MULTILINE
)
USED_BY: Final = re.compile(r"used by \d+ files?: (.*)")
MORE: Final = re.compile(r"\+\d+ more")
NOT_CALLS: Final = ("reference", "import")


class Codegraph:
    """The server of `codegraph`."""

    name = "codegraph"
    kinds = frozenset(KINDS) - {"implementations"}

    def __init__(self, peers: Path) -> None:
        self._program = peers / "node_modules/.bin/codegraph"
        self._environment = {**os.environ, **SETTINGS}

    def missing(self) -> str | None:
        return (
            None
            if self._program.exists()
            else f"npm package @colbymchenry/codegraph is not in {self._program}"
        )

    def version(self) -> str:
        return f"codegraph {self._run('--version').strip()}"

    @asynccontextmanager
    async def opened(self, tree: Path, language: str) -> AsyncIterator[Ask]:
        del language
        with tempfile.TemporaryDirectory() as folder:
            copy = shutil.copytree(tree, Path(folder) / tree.name)
            self._run("init", str(copy))
            parameters = StdioServerParameters(
                command=str(self._program),
                args=["serve", "--mcp", "--path", str(copy)],
                env=self._environment,
            )
            async with Client(parameters) as client:

                async def ask(question: Question) -> Reply:
                    return await answered(client, question)

                yield ask

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(self._program), *arguments],
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env=self._environment,
        )
        return str(done.stdout)


async def answered(client: Client, question: Question) -> Reply:
    """Ask one question."""
    talk = Conversation()
    symbol = question.symbol
    asked = symbol.within or symbol.name
    here: dict[str, object] = {"symbol": simple(asked), "file": symbol.path, "limit": LIMIT}
    match question.kind:
        case "definition":
            await talk.call(client, "codegraph_search", {"query": symbol.name, "limit": LIMIT})
            named = [row for row in FOUND.finditer(talk.text) if row["name"] == simple(symbol.name)]
            named = [row for row in named if row["kind"] == symbol.kind] or named
            items = [Item(row["path"], (int(row["line"]),), row["name"]) for row in named]
        case "importers":
            await talk.call(
                client, "codegraph_node", {"file": symbol.path.removeprefix("./"), "symbolsOnly": True}
            )
            users = USED_BY.search(talk.text)
            items = [Item(path.strip()) for path in users[1].split(",")] if users else []
            items = [one for one in items if not MORE.match(one.path)]
        case "callees" | "meaning":
            await talk.call(client, "codegraph_callees", here)
            items = rows(talk.text, asked, symbol.first, symbol.end)
            if question.kind == "meaning":
                items = [one for one in items if one.name == symbol.name]
        case _:
            await talk.call(client, "codegraph_callers", here)
            items = rows(talk.text, asked, symbol.first, symbol.end)
    unknown = symbol.path.endswith("/") or "not found" in talk.text[:200].lower()
    return Reply(tuple(items), talk.text, talk.seconds, unsure=bool(MORE.search(talk.text)), unknown=unknown)


def rows(text: str, asked: str, first: int, end: int) -> list[Item]:
    """Return what is listed, of several definitions only that of the one that was asked for."""
    wanted = True
    items = []
    for line in text.splitlines():
        section = SECTION.match(line)
        if section:
            is_named = section["name"].replace("::", ".") == asked
            wanted = is_named or first <= int(section["line"]) <= min(end, first + 3)
        row = ROW.match(line)
        if row and wanted and not (row["via"] or "").startswith(NOT_CALLS):
            place = () if row["kind"] == "file" else (int(row["line"]),)
            items.append(Item(row["path"], place, "" if row["kind"] == "file" else row["name"]))
    return items
