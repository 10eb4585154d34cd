"""Sessions in one SQLite file, shared by every process of a user.

Reads run where they are called; they wait for nobody. Writes run one after another on the store's own
thread, each in one transaction. Lifetimes are enforced when reading; writes sweep what has run out, in small
batches.
Refuses to decode what is damaged: it is moved to the table ``quarantine``.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar, TypeVarTuple

import apsw

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.erasure import Removed
from mcp_code_analysis.errors import StoreError, StoreMisconfigured, StoreUnavailable
from mcp_code_analysis.sessions import sqlite_locks, sqlite_rows
from mcp_code_analysis.sessions.base import StoreBase
from mcp_code_analysis.sessions.clock import Clock, Now, SystemClock, now
from mcp_code_analysis.sessions.locks import Attempt, Waiter
from mcp_code_analysis.sessions.records import Record, damaged
from mcp_code_analysis.sessions.rules import Applied, Change, milliseconds
from mcp_code_analysis.sessions.sqlite_file import BUSY_MS, KIND, errors_of, open_writer
from mcp_code_analysis.sessions.store import Durability, Promise, StoreHealth
from mcp_code_analysis.sqlite import (
    check_library,
    check_new,
    immediate,
    last_writer,
    open_reader,
    scrub,
)

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

LOOK_SECONDS_MIN: Final = 0.002
LOOK_SECONDS_MAX: Final = 0.02
"""How often a waiter looks whether another process wrote to the file, at first and later on."""


class SqliteStore(StoreBase):
    """A session store in an SQLite file, opened at its first use; a busy file is waited for ``busy_ms``.

    ``is_synced``: what is acknowledged survives a power cut, at the price of a disk flush a write.
    """

    durabilities = frozenset({Durability.MEMORY, Durability.LOGGED})

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock | None = None,
        busy_ms: int = BUSY_MS,
        is_synced: bool = False,
        keyring: Sealer | None = None,
    ) -> None:
        super().__init__(clock or SystemClock(), keyring)
        self._path = path
        self._is_synced = is_synced
        self._busy_ms = busy_ms
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sessions")
        self._opening = asyncio.Lock()
        self._connections: tuple[apsw.Connection, apsw.Connection] | None = None
        self._closed = False

    async def health(self) -> StoreHealth:
        """Say what this store is and what it can promise."""
        try:
            available, problem, detail = (
                True,
                None,
                f"SQLite {apsw.sqlite_lib_version()}, {await self._found()}",
            )
        except StoreError as error:
            available, problem, detail = False, error.code, f"{error.code}: {error}"
        return StoreHealth(
            kind="sqlite",
            location=str(self._path),
            available=available,
            detail=detail,
            problem=problem,
            promises={
                "survives_restart": Promise(is_kept=available),
                "survives_power_loss": Promise(
                    is_kept=available and self._is_synced,
                    reason="" if self._is_synced else "add ?synchronous=full to its URL",
                ),
                "survives_node_loss": Promise(is_kept=False, reason="it is on one machine"),
                "shared_by_processes": self._shared(is_available=available),
                "shared_by_machines": Promise(is_kept=False, reason="use a Redis store"),
                "never_evicts": Promise(is_kept=available, reason="it refuses writes when it is full"),
            },
        )

    async def _found(self) -> str:
        """Say what is in the file; one that is not there yet is not made for that."""
        if not self._connections and not self._path.exists():
            check_new(self._path, KIND.name)
            return "no file yet: the first use makes it"
        count = await self._read(
            lambda connection, _: connection.execute("SELECT count(*) FROM sessions").get
        )
        return f"{count} sessions"

    def _shared(self, *, is_available: bool) -> Promise:
        writer = last_writer(self._path)
        try:
            check_library(writer or apsw.sqlite_lib_version())
        except StoreMisconfigured:
            return Promise(
                is_kept=False,
                reason=f"another program writes to it with SQLite {writer}, which can lose what is committed;"
                " let it only read",
            )
        return Promise(is_kept=is_available)

    async def _load(self, session_id: str) -> Record | None:
        return await self._read(sqlite_rows.load, session_id)

    async def _apply(self, change: Change) -> Applied:
        try:
            return await self._write(sqlite_rows.apply, change)
        except sqlite_rows.DamagedHead as error:
            kept_ms = milliseconds(self.set_aside_seconds)
            await self._write(sqlite_rows.set_aside, change.session_id, None, str(error), kept_ms)
            raise damaged(change.session_id, str(error)) from error

    async def _erase(self, session_id: str) -> Removed:
        removed = await self._write(sqlite_rows.erase, session_id)
        self._waiting.wake_all(session_id)
        return removed

    async def _kept(self, session_id: str) -> Removed:
        return await self._read(sqlite_rows.kept, session_id)

    async def _traces(self, tenant: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        ids = await self._read(sqlite_rows.traces, tenant, after, limit + 1)
        return ids[:limit], ids[limit - 1] if len(ids) > limit else None

    async def _scrub(self) -> tuple[str, ...]:
        _, writer = self._connections or await self._open()

        def scrubbed() -> tuple[str, ...]:
            with errors_of(self._path):
                return scrub(writer)

        return await asyncio.get_running_loop().run_in_executor(self._thread, scrubbed)

    async def _set_aside(self, session_id: str, version: int, reason: str) -> None:
        await self._write(
            sqlite_rows.set_aside, session_id, version, reason, milliseconds(self.set_aside_seconds)
        )

    async def _page(self, tenant: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        ids = await self._read(sqlite_rows.page, tenant, after, limit + 1)
        return ids[:limit], ids[limit - 1] if len(ids) > limit else None

    async def _tenants(self, after: str | None, limit: int) -> tuple[list[str], str | None]:
        names = await self._read(sqlite_rows.tenants, after, limit + 1)
        return names[:limit], names[limit - 1] if len(names) > limit else None

    async def _take(self, session_id: str, token: str, lease_ms: int, *, waits: bool) -> Attempt | None:
        if not waits:
            # Whoever only tries looks first, so that it does not queue among the writers for nothing.
            lock = await self._read(sqlite_locks.held, session_id)
            if lock and lock.token != token:
                return Attempt(None)
        step = functools.partial(sqlite_locks.take, waits=waits)
        return await self._write(step, session_id, token, lease_ms)

    async def _drop(self, session_id: str, token: str) -> bool:
        was_freed, first = await self._write(sqlite_locks.drop, session_id, token)
        if first:
            self._waiting.wake(session_id, first)
        return was_freed

    async def _turn(self, waiter: Waiter, session_id: str, token: str, seconds: float) -> None:
        # No message comes from another process. A look at the file's version costs microseconds, and only
        # when something was written is there a look at the line.
        deadline, pause, seen = self._clock.monotonic() + seconds, LOOK_SECONDS_MIN, -1
        while (left := deadline - self._clock.monotonic()) > 0:
            version = await self._read(sqlite_locks.version)
            if version != seen and await self._read(sqlite_locks.may_take, session_id, token):
                return
            seen = version
            if await waiter.woken_within(min(left, pause)):
                return
            pause = min(pause * 2, LOOK_SECONDS_MAX)

    async def _renew(self, session_id: str, token: str, lease_ms: int) -> bool:
        return await self._write(sqlite_locks.renew, session_id, token, lease_ms)

    async def _touch(self, session_id: str, lifetime_ms: int) -> bool:
        return await self._write(sqlite_rows.touch, session_id, lifetime_ms)

    async def _remaining_ms(self, session_id: str) -> int | None:
        return await self._read(sqlite_rows.remaining_ms, session_id)

    async def _close(self) -> None:
        async with self._opening:
            self._closed = True
            connections, self._connections = self._connections, None
            if connections:
                reader, writer = connections
                reader.close()
                await asyncio.get_running_loop().run_in_executor(self._thread, writer.close)
            self._thread.shutdown()

    async def _read(self, step: Callable[[apsw.Connection, Now, *Ts], T], *arguments: *Ts) -> T:
        reader, _ = self._connections or await self._open()
        with errors_of(self._path):
            return step(reader, now(self._clock), *arguments)

    async def _write(self, step: Callable[[apsw.Connection, Now, *Ts], T], *arguments: *Ts) -> T:
        _, writer = self._connections or await self._open()

        def transaction() -> T:
            # The time is taken once the file is ours: a lease may have ended while another process wrote.
            with errors_of(self._path), immediate(writer):
                return step(writer, now(self._clock), *arguments)

        return await asyncio.get_running_loop().run_in_executor(self._thread, transaction)

    async def _open(self) -> tuple[apsw.Connection, apsw.Connection]:
        async with self._opening:
            if self._closed:
                raise StoreUnavailable("The session store was closed.")
            if not self._connections:
                loop = asyncio.get_running_loop()
                with errors_of(self._path):
                    opening = functools.partial(
                        open_writer, self._path, self._busy_ms, is_synced=self._is_synced
                    )
                    writer = await loop.run_in_executor(self._thread, opening)
                    self._connections = open_reader(self._path), writer
            return self._connections
