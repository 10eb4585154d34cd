"""Servers as tests start them, and how tests read their answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import anyio
import mcp_types as types
from mcp import Client, StdioServerParameters

MODERN: Final = "2026-07-28"
ERAS: Final = ("legacy", MODERN)
DEADLINE_SECONDS: Final = 60.0
LARGE_FILES: Final = 600
PROGRAM: Final = (sys.executable, "-m", "mcp_code_analysis")

Connect = Callable[..., AbstractAsyncContextManager[Client]]
"""Opens the SDK's client on a new server; takes further arguments of `serve`."""


@dataclass(frozen=True)
class Here:
    """A folder to analyse, the store beside it, and the command that serves both."""

    root: Path
    store: str
    pid_file: Path

    def command(self, *more: str) -> tuple[str, ...]:
        """Return the command of a server on standard input and output."""
        return (*PROGRAM, "serve", "--root", str(self.root), "--store", self.store, *more)

    def parameters(self, *more: str) -> StdioServerParameters:
        """Return the same for the SDK's client; the server's process id is left in ``pid_file``."""
        script = 'echo $$ > "$0"; exec "$@"'
        ours = ("MCP_CODE_ANALYSIS_", "RAYON_")
        return StdioServerParameters(
            command="sh",
            args=["-c", script, str(self.pid_file), *self.command(*more)],
            env={name: value for name, value in os.environ.items() if name.startswith(ours)},
        )

    def kill(self) -> None:
        """Kill the server that was started last, without a chance to tidy up."""
        os.kill(int(self.pid_file.read_text(encoding="utf-8")), signal.SIGKILL)


@dataclass(frozen=True)
class HttpServer:
    """A server over HTTP: where it is, and its process."""

    url: str
    process: subprocess.Popen[str]


async def until(condition: Callable[[], Awaitable[object]]) -> None:
    """Wait until the condition holds; TimeoutError when it does not come true."""
    with anyio.fail_after(DEADLINE_SECONDS):
        while not await condition():
            await anyio.sleep(0.01)


def text_of(result: types.CallToolResult) -> str:
    """Return the text of a result."""
    (block,) = result.content
    assert isinstance(block, types.TextContent)
    return block.text


def value_of(result: types.CallToolResult) -> dict[str, Any]:
    """Return the structured content of a result that is no error."""
    assert not result.is_error, text_of(result)
    assert isinstance(result.structured_content, dict)
    return result.structured_content
