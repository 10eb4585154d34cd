"""What every arm is: something that is opened on a repository and answers questions about it.

The recipe of an arm is fixed for each kind of question, and sees nothing of what is true.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

import mcp_types as types
from mcp import Client

from benches.evaluation.questions import Question, Reply

Ask = Callable[[Question], Awaitable[Reply]]


class Arm(Protocol):
    """A tool under evaluation."""

    name: str
    kinds: frozenset[str]
    """The kinds of question that it has a way to answer."""

    def missing(self) -> str | None:
        """Return why it cannot be asked here; nothing when it can."""

    def version(self) -> str:
        """Return what it is, to the version."""

    def opened(self, tree: Path, language: str) -> AbstractAsyncContextManager[Ask]:
        """Make it ready on a repository."""


class Conversation:
    """The calls of one answer: what was said, and when it began."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._began = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Return how long it has taken."""
        return time.perf_counter() - self._began

    async def call(self, client: Client, tool: str, arguments: dict[str, object]) -> types.CallToolResult:
        """Call a tool over MCP, and keep what a model would read of the answer."""
        result = await client.call_tool(tool, arguments)
        text = "".join(block.text for block in result.content if isinstance(block, types.TextContent))
        self.texts.append(text)
        return result

    @property
    def text(self) -> str:
        """Return everything that was said."""
        return "\n".join(self.texts)


def simple(name: str) -> str:
    """Return the last part of a qualified name."""
    return name.rsplit(".", 1)[-1]


def owner(name: str) -> str:
    """Return the part of a qualified name before the last; empty where there is none."""
    return name.rpartition(".")[0]
