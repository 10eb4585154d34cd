"""Results in one SQLite file, shared by every process of a user.

A file of its own and not tables beside the sessions: SQLite has one writer at a time, and a session is not to
wait for the megabytes of a result; and it may be removed without a session lost.
Writes sweep what has run out, in small batches.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, TypeVar

import apsw

from mcp_code_analysis import sqlite
from mcp_code_analysis._native import Sealer
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.results.base import ResultBase

BUSY_MS: Final = 5000
FILE_BYTES_MAX: Final = 4 * 1024 * 1024 * 1024
"""How large the file grows, whatever the tenants' own limits add up to."""

_SWEPT_ROWS: Final = 64
_TABLES: Final = """
CREATE TABLE manifests (
    handle TEXT PRIMARY KEY,
    body BLOB NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX manifests_by_expiry ON manifests (expires_ms);
CREATE TABLE chunks (
    handle TEXT NOT NULL,
    number INTEGER NOT NULL,
    body BLOB NOT NULL,
    expires_ms INTEGER NOT NULL,
    PRIMARY KEY (handle, number)
) STRICT;
CREATE INDEX chunks_by_expiry ON chunks (expires_ms);
CREATE TABLE shares (
    handle TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX shares_by_tenant ON shares (tenant, bytes);
CREATE INDEX shares_by_expiry ON shares (expires_ms);
"""

_KIND: Final = sqlite.Kind("result store", 0x4D434152, (_TABLES,))  # "MCAR"

T = TypeVar("T")


class SqliteResults(ResultBase):
    """A store of results in a file, opened at its first use and worked on by one thread."""

    def __init__(
        self,
        path: Path,
        limits: CacheLimits = CacheLimits(),
        *,
        clock: Callable[[], float] = time.time,
        busy_ms: int = BUSY_MS,
        keyring: Sealer | None = None,
    ) -> None:
        super().__init__(limits, clock, keyring)
        self._path = path
        self._busy_ms = busy_ms
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="results")
        self._connection: apsw.Connection | None = None

    async def scrub(self) -> tuple[str, ...]:
        """See to it that what was deleted cannot be read any more; say what remains where it can."""
        return await self._run(sqlite.scrub)

    async def close(self) -> None:
        """Close the file."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._shut)
        self._thread.shutdown()

    async def _reserve(self, tenant: str, handle: str, size: int, until_ms: int, limit: int) -> bool:
        now = self._now_ms()

        def reserve(connection: apsw.Connection) -> bool:
            with sqlite.immediate(connection):
                _sweep(connection, now)
                kept = connection.execute(
                    "SELECT coalesce(sum(bytes), 0) FROM shares"
                    " WHERE tenant = ? AND handle != ? AND expires_ms > ?",
                    (tenant, handle, now),
                ).get
                if not isinstance(kept, int) or kept + size > limit:
                    return False
                connection.execute(
                    "INSERT INTO shares VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (handle) DO UPDATE SET bytes = excluded.bytes",
                    (handle, tenant, size, until_ms),
                )
                return True

        return await self._run(reserve)

    async def _handles(self, tenant: str) -> list[tuple[str, int]]:
        statement = "SELECT handle, bytes FROM shares WHERE tenant = ?"
        rows = await self._run(lambda connection: connection.execute(statement, (tenant,)).fetchall())
        return [(str(handle), int(size or 0)) for handle, size in rows]

    async def _write_chunk(self, handle: str, number: int, chunk: bytes, until_ms: int) -> None:
        await self._run(
            lambda connection: connection.execute(
                "INSERT INTO chunks VALUES (?, ?, ?, ?)", (handle, number, chunk, until_ms)
            )
        )

    async def _write_manifest(self, handle: str, manifest: bytes, until_ms: int) -> None:
        await self._run(
            lambda connection: connection.execute(
                "INSERT INTO manifests VALUES (?, ?, ?)", (handle, manifest, until_ms)
            )
        )

    async def _read_manifest(self, handle: str) -> bytes | None:
        statement = "SELECT body FROM manifests WHERE handle = ?"
        body = await self._run(lambda connection: connection.execute(statement, (handle,)).get)
        return body if isinstance(body, bytes) else None

    async def _read_chunks(self, handle: str, numbers: range) -> list[bytes | None]:
        statement = "SELECT body FROM chunks WHERE handle = ? AND number = ?"
        bodies = await self._run(
            lambda connection: [connection.execute(statement, (handle, number)).get for number in numbers]
        )
        return [body if isinstance(body, bytes) else None for body in bodies]

    async def _erase(self, handle: str, tenant: str, chunk_count: int) -> None:  # noqa: ARG002
        def erase(connection: apsw.Connection) -> None:
            with sqlite.immediate(connection):
                for table in ("manifests", "chunks", "shares"):
                    connection.execute(f"DELETE FROM {table} WHERE handle = ?", (handle,))  # noqa: S608

        await self._run(erase)

    async def _run(self, work: Callable[[apsw.Connection], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._worked, work)

    def _worked(self, work: Callable[[apsw.Connection], T]) -> T:
        with sqlite.errors_of(self._path, _KIND.name):
            if self._connection is None:
                self._connection = sqlite.open_writer(self._path, _KIND, self._busy_ms, FILE_BYTES_MAX)
            return work(self._connection)

    def _shut(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _sweep(connection: apsw.Connection, now_ms: int) -> None:
    for table, key in (("manifests", "rowid"), ("chunks", "rowid"), ("shares", "handle")):
        connection.execute(
            f"DELETE FROM {table} WHERE {key} IN"  # noqa: S608 - names of ours
            f" (SELECT {key} FROM {table} WHERE expires_ms <= ? LIMIT ?)",
            (now_ms, _SWEPT_ROWS),
        )
