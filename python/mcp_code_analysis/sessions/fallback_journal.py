"""The journal: a file beside the servers of one machine, for what their store could not take.

Shared by every process of the machine, made when the first write needs it, and bound to one store: writes
meant for one are never sent to another. Sections are sealed in it as they are in the store.
Knows no store; what its rows say is in ``fallback_rows``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar, TypeVarTuple

import apsw

from mcp_code_analysis import sqlite
from mcp_code_analysis.errors import StoreMisconfigured, StoreUnavailable
from mcp_code_analysis.sessions import fallback_rows as rows
from mcp_code_analysis.sessions.clock import Clock, SystemClock

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

APPLICATION_ID: Final = 0x4D43414A
"""What the file says it is: "MCAJ"."""

BUSY_MS: Final = 500
FILE_BYTES_MAX: Final = 4 * 1024 * 1024 * 1024
"""How large the file grows, whatever was set for its entries and copies."""
VACUUM_BYTES_MAX: Final = 16 * 1024 * 1024
"""How large a file an erasure writes anew: others give up after half a second."""

_KIND: Final = sqlite.Kind("journal", APPLICATION_ID, (rows.SCHEMA,))


class Journal:
    """The journal of one store, named by ``home``, in a file that is opened when there is something in it."""

    def __init__(self, path: Path, home: str, *, clock: Clock | None = None) -> None:
        self.path = path
        self._home = home
        self._clock = clock or SystemClock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")
        self._opening = asyncio.Lock()
        self._connections: tuple[apsw.Connection, apsw.Connection] | None = None
        self._is_closed = False

    def exists(self) -> bool:
        """Whether there is anything to read."""
        return self._connections is not None or self.path.exists()

    async def look(self, step: Callable[[apsw.Connection, int, *Ts], T], *arguments: *Ts) -> T:
        """Read where it is called: what takes microseconds and waits for nobody."""
        reader, _ = self._connections or await self._open()
        with sqlite.errors_of(self.path, _KIND.name):
            return step(reader, self._now_ms(), *arguments)

    async def change(self, step: Callable[[apsw.Connection, int, *Ts], T], *arguments: *Ts) -> T:
        """Do all of a step or nothing, with no other process in between."""
        _, writer = self._connections or await self._open()

        def transaction() -> T:
            with sqlite.errors_of(self.path, _KIND.name), sqlite.immediate(writer):
                return step(writer, self._now_ms(), *arguments)

        return await asyncio.get_running_loop().run_in_executor(self._thread, transaction)

    async def scrub(self) -> tuple[str, ...]:
        """See to it that what was removed cannot be read any more, and say what remains of it."""
        _, writer = self._connections or await self._open()

        def scrubbed() -> tuple[str, ...]:
            with sqlite.errors_of(self.path, _KIND.name):
                return sqlite.scrub(writer, VACUUM_BYTES_MAX)

        return await asyncio.get_running_loop().run_in_executor(self._thread, scrubbed)

    async def close(self) -> None:
        """Close the file."""
        async with self._opening:
            self._is_closed = True
            connections, self._connections = self._connections, None
            if connections:
                reader, writer = connections
                reader.close()
                await asyncio.get_running_loop().run_in_executor(self._thread, writer.close)
            self._thread.shutdown()

    async def _open(self) -> tuple[apsw.Connection, apsw.Connection]:
        async with self._opening:
            if self._is_closed:
                raise StoreUnavailable("The journal was closed.")
            if not self._connections:
                with sqlite.errors_of(self.path, _KIND.name):
                    writer = await asyncio.get_running_loop().run_in_executor(self._thread, self._opened)
                    self._connections = sqlite.open_reader(self.path), writer
            return self._connections

    def _opened(self) -> apsw.Connection:
        writer = sqlite.open_writer(self.path, _KIND, BUSY_MS, FILE_BYTES_MAX)
        try:
            with sqlite.immediate(writer):
                self._check_home(rows.home(writer, 0, self._home))
        except BaseException:
            writer.close()
            raise
        return writer

    def _check_home(self, home: str) -> None:
        if home != self._home:
            raise StoreMisconfigured(
                f"The journal {self.path} holds writes for {home}, and the store is {self._home}.",
                hint="Give each store a journal of its own.",
            )

    def _now_ms(self) -> int:
        return int(self._clock.time() * 1000)
