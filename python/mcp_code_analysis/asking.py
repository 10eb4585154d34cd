"""Asking the engine from a thread that waits, with progress where it is wanted.

Ctrl-C stops the engine too. Knows no tool.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Final

from mcp_code_analysis._native import Control, Engine

Progress = Callable[[int, int], None]
"""Called in the caller's thread while the engine works: files done, files in all (0: not known yet)."""

_FORMAT: Final = "messagepack"
_POLL_SECONDS: Final = 0.05


def answered(engine: Engine, tool: str, request: bytes, progress: Progress | None) -> bytes:
    """Return the engine's answer as MessagePack. Raises EngineError."""
    if progress is None:
        return engine.call(tool, request, format=_FORMAT)
    return _followed(engine, tool, request, progress)


def _followed(engine: Engine, tool: str, request: bytes, progress: Progress) -> bytes:
    """Call the engine on a thread, so that this one can report progress."""
    control = Control()
    with ThreadPoolExecutor(max_workers=1) as worker:
        work = worker.submit(engine.call, tool, request, format=_FORMAT, control=control)
        try:
            while wait([work], timeout=_POLL_SECONDS).not_done:
                progress(*control.progress())
        except BaseException:
            control.cancel()
            raise
    progress(*control.progress())
    return work.result()
