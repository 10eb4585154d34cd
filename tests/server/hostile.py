"""A server beside something hostile: what it needs of memory, and whether it goes on answering meanwhile."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import anyio
import mcp_types as types
import pytest
from mcp import Client

from tests.server.every_tool import ENGINE, asked
from tests.server.repositories import write
from tests.server.servers import MODERN, Here, text_of, value_of

DEADLINE_SECONDS: Final = 280.0
"""Only there to end a server that hangs."""

MEMORY_BYTES_MAX: Final = 512 * 1024 * 1024
"""What a hostile file may cost beyond what a server needs anyway."""

CLEAR: Final = frozenset({"INVALID_REQUEST", "NOT_FOUND", "LIMIT_EXCEEDED", "UNREADABLE", "OUTSIDE_ROOT"})
"""Errors that say what is wrong with what was asked."""


@dataclass(frozen=True)
class Beside:
    """A client of a server that has a hostile folder and a calm one."""

    client: Client
    process: Path

    async def ask(self, tool: str, **arguments: Any) -> types.CallToolResult:
        """Ask about the hostile folder; the answer is one, or an error that is clear."""
        result = await asked(self.client, tool, {"root": "hostile", **arguments})
        if result.is_error:
            error = json.loads(text_of(result))["error"]
            assert error["code"] in CLEAR, (tool, arguments, error)
            assert error["hint"], (tool, arguments, error)
        return result

    async def every_tool(self, **questions: Mapping[str, Any]) -> dict[str, types.CallToolResult]:
        """Ask every tool about the hostile folder, while the calm one is asked about as well."""
        answers = {}
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._stay_calm)
            for tool, arguments in {**ENGINE, **questions}.items():
                answers[tool] = await self.ask(tool, **arguments)
            await self.calm()
            tasks.cancel_scope.cancel()
        return answers

    async def calm(self) -> None:
        """Assert that the calm folder is answered about, as if nothing was."""
        found = value_of(await self.client.call_tool("find_symbol", {"name": "greet", "root": "calm"}))
        assert [match["path"] for match in found["result"]["matches"]] == ["greeter.py"]

    async def _stay_calm(self) -> None:
        while True:
            await self.calm()

    async def listed(self) -> dict[str, set[str]]:
        """Return the files that were passed over or read with problems, each with what is said of it."""
        status = value_of(await self.ask("index", max_tokens=100_000))["result"]
        found: dict[str, set[str]] = {each["path"]: {each["reason"]} for each in status["skipped"]}
        for each in status["problems"]:
            found.setdefault(each["path"], set()).add(each["kind"])
        return found

    def memory_bytes(self, line: str = "VmRSS") -> int:
        """Return what the server takes now, or took at most: ``VmHWM``."""
        status = (self.process / "status").read_text(encoding="ascii").splitlines()
        (found,) = (each.split() for each in status if each.startswith(f"{line}:"))
        return int(found[1]) * 1024


@asynccontextmanager
async def beside(
    here: Here, hostile: Mapping[str, str | bytes] | Iterable[str] = ()
) -> AsyncIterator[Beside]:
    """Start a server beside these files, and hold its memory and its calm to what they may cost."""
    files = hostile if isinstance(hostile, Mapping) else dict.fromkeys(hostile, "")
    write(here.root, {"calm/greeter.py": "def greet():\n    return 'hello'\n"})
    (here.root / "hostile").mkdir(exist_ok=True)
    write(here.root / "hostile", files)
    with anyio.fail_after(DEADLINE_SECONDS):
        parameters = here.parameters()
        # One file at a time, so that what is measured is what one costs.
        alone = parameters.model_copy(update={"env": {**(parameters.env or {}), "RAYON_NUM_THREADS": "1"}})
        async with Client(alone, mode=MODERN) as client:
            await client.list_tools()  # Only then has the server told its id.
            process = Path("/proc") / here.pid_file.read_text(encoding="utf-8").strip()
            server = Beside(client, process)
            await server.calm()
            if not process.exists():
                pytest.skip("what a process takes is not told here")
            before = server.memory_bytes()
            yield server
            await server.calm()
            assert server.memory_bytes("VmHWM") - before < MEMORY_BYTES_MAX
