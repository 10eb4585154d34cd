"""The commands of the command line, a module each, and how they end.

A command's module has ``add_arguments(parser)`` and ``run(options) -> exit code``.
It is imported only when it is asked for: the start of a server pays for no report.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from mcp_code_analysis.display import visible
from mcp_code_analysis.errors import CodeAnalysisError

__all__ = ["DONE", "FAILED", "INTERRUPTED", "PROGRAM", "WRONG_USAGE", "complain", "of"]

T = TypeVar("T")

PROGRAM: Final = "mcp-code-analysis"

DONE: Final = 0
FAILED: Final = 1
WRONG_USAGE: Final = 2
INTERRUPTED: Final = 130


def complain(problem: CodeAnalysisError | str, code: int = FAILED) -> int:
    """Say on standard error what was wrong, and return the exit code for it."""
    sentence = str(problem)
    if isinstance(problem, CodeAnalysisError) and problem.nearest:
        sentence += f" Nearest: {', '.join(problem.nearest)}."
    print(f"{PROGRAM}: {visible(sentence)}", file=sys.stderr)
    return code


def of(store: T) -> Callable[[], Awaitable[T]]:
    """Give a store that is open to whoever opens one when it is first needed."""

    async def opened() -> T:
        return store

    return opened
