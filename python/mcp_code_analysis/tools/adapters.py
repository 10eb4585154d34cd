"""Asking the engine from an event loop: a thread a call, cancellable, with progress.

The only place where waiting meets work. Knows neither sessions nor the wire.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import anyio

from mcp_code_analysis import _native
from mcp_code_analysis.errors import from_code
from mcp_code_analysis.tools.workspaces import Workspaces

PROGRESS_INTERVAL_SECONDS: Final = 0.1

ReportProgress = Callable[[int, int], Awaitable[None]]
"""Told (done, total); ``total`` is 0 while it is not known."""


class NativeAdapter:
    """The engine inside this process."""

    def __init__(self, workspaces: Workspaces, threads: ThreadPoolExecutor) -> None:
        self._workspaces = workspaces
        self._threads = threads

    async def call(
        self,
        folder: Path,
        tool: str,
        request: bytes,
        *,
        control: _native.Control,
        report: ReportProgress | None = None,
    ) -> bytes:
        """Return the engine's answer; raise a CodeAnalysisError.

        Reports at most ten times a second, each time further on than before.
        When the caller is cancelled the work is told to stop, and this returns only after it has.
        """
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._threads, self._work, folder, tool, request, control)
        interval = None if report is None else PROGRESS_INTERVAL_SECONDS
        reported = 0
        try:
            while not (await asyncio.wait((work,), timeout=interval))[0]:
                done, total = control.progress()
                if report is not None and done > reported:
                    reported = done
                    await report(done, total)
        except BaseException:
            control.cancel()
            with anyio.CancelScope(shield=True):
                await asyncio.wait((work,))
            work.exception()  # Looked at here: nobody else will, and asyncio would complain.
            raise
        return work.result()

    def _work(self, folder: Path, tool: str, request: bytes, control: _native.Control) -> bytes:
        engine = self._workspaces.engine(folder)
        try:
            return engine.call(tool, request, control=control)
        except _native.EngineError as problem:
            raise from_code(*problem.args) from problem
