"""Asking the engine from an event loop: a thread a call, cancellable, with progress.

What a call was too impatient to read is read on behind it, by one thread a folder.
The only place where waiting meets work. Knows neither sessions nor the wire.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import anyio

from mcp_code_analysis import _native
from mcp_code_analysis.errors import from_code
from mcp_code_analysis.tools.workspaces import Workspaces

log = logging.getLogger(__name__)

PROGRESS_INTERVAL_SECONDS: Final = 0.1

SILENT_INTERVALS_MAX: Final = 8
"""Intervals without a report, at most."""

ReportProgress = Callable[[float, int], Awaitable[None]]
"""Told (done, total); ``total`` is 0 while it is not known."""


class NativeAdapter:
    """The engine inside this process."""

    def __init__(self, workspaces: Workspaces, threads: ThreadPoolExecutor) -> None:
        self._workspaces = workspaces
        self._threads = threads
        self._reading: dict[Path, _native.Control] = {}

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

        Reports at most ten times a second, each time further on than before; by a part of a step where the
        work stays at one for most of a second, so that whoever waits knows that it goes on.
        When the caller is cancelled the work is told to stop, and this returns only after it has.
        """
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._threads, self._work, folder, tool, request, control)
        interval = None if report is None else PROGRESS_INTERVAL_SECONDS
        reported, silent = 0.0, 0
        try:
            while not (await asyncio.wait((work,), timeout=interval))[0]:
                done, total = control.progress()
                silent += 1
                if report is None or (done <= reported and silent < SILENT_INTERVALS_MAX):
                    continue
                # Half of what is left of the step, and half of that: always more, and never the next step.
                reported = done if done > reported else (reported + math.floor(reported) + 1) / 2
                silent = 0
                # Behind the last step that was foreseen nobody knows how far it is.
                await report(reported, total if reported <= total else 0)
        except BaseException:
            control.cancel()
            with anyio.CancelScope(shield=True):
                await asyncio.wait((work,))
            work.exception()  # Looked at here: nobody else will, and asyncio would complain.
            raise
        return work.result()

    def stop_reading(self) -> None:
        """Stop what is read behind calls that have been answered."""
        for control in tuple(self._reading.values()):
            control.cancel()

    def _work(self, folder: Path, tool: str, request: bytes, control: _native.Control) -> bytes:
        engine = self._workspaces.engine(folder)
        try:
            return engine.call(tool, request, control=control)
        except _native.EngineError as problem:
            raise from_code(*problem.args) from problem
        finally:
            if engine.pending and not control.cancelled and folder not in self._reading:
                self._reading[folder] = behind = _native.Control()
                with contextlib.suppress(RuntimeError):  # The threads have been told to end.
                    self._threads.submit(self._read_on, folder, engine, behind)

    def _read_on(self, folder: Path, engine: _native.Engine, control: _native.Control) -> None:
        try:
            engine.call("index", b"{}", control=control)
        except _native.EngineError as problem:
            log.info("reading on ended: %s", problem)
        finally:
            self._reading.pop(folder, None)
