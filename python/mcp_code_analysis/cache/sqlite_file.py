"""Cache entries in one SQLite file of the user, shared by all processes: sync, for threads that may wait.

The file keeps to its size: what was used least lately makes room, in batches.
Refuses to be more than a cache: every failure is raised, and whoever asks is to go on without it.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import apsw
import msgspec

from mcp_code_analysis import sqlite
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.errors import CorruptRecord

BUSY_MS: Final = 100
"""How long a call waits for another process; the answer can be had without the cache."""

_FRESH_MS: Final = 3600 * 1000
_ROWS_A_BATCH: Final = 256

_TABLES: Final = """
CREATE TABLE entries (
    key TEXT PRIMARY KEY,
    body BLOB NOT NULL,
    used_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX entries_by_use ON entries (used_ms);
CREATE TABLE total (bytes INTEGER NOT NULL) STRICT;
INSERT INTO total VALUES (0);
CREATE TRIGGER entry_added AFTER INSERT ON entries BEGIN
    UPDATE total SET bytes = bytes + length(new.body) + length(new.key);
END;
CREATE TRIGGER entry_removed AFTER DELETE ON entries BEGIN
    UPDATE total SET bytes = bytes - length(old.body) - length(old.key);
END;
"""

_TABLES_SINCE_2: Final = """
CREATE TABLE generations (
    namespace TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE leases (
    key TEXT PRIMARY KEY,
    token TEXT NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

_KIND: Final = sqlite.Kind("cache", 0x4D434143, (_TABLES, _TABLES_SINCE_2))  # "MCAC"


class CacheFile:
    """A cache in a file, opened at its first use. Safe to use from several threads, which take turns."""

    def __init__(
        self,
        path: Path,
        limits: CacheLimits = CacheLimits(),
        *,
        busy_ms: int = BUSY_MS,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._limits = limits
        self._busy_ms = busy_ms
        self._clock = clock
        self._turn = threading.Lock()
        self._connection: apsw.Connection | None = None
        self.evicted = 0

    def load(self, keys: Sequence[str]) -> list[bytes | None]:
        """Return what is kept under each key, in order; they count as used now."""
        now = self._now_ms()
        asked = msgspec.json.encode(keys).decode()
        with self._opened() as connection:
            rows = connection.execute(
                "SELECT key, body, used_ms FROM entries"
                " WHERE key IN (SELECT value FROM json_each(?)) AND expires_ms > ?",
                (asked, now),
            )
            found: dict[object, object] = {}
            is_stale = False
            for key, body, used_ms in rows:
                found[key] = body
                is_stale = is_stale or used_ms < now - _FRESH_MS
            if is_stale:
                # Rarely, so that reading does not write; a busy file keeps the older time.
                with contextlib.suppress(apsw.BusyError):
                    connection.execute(
                        "UPDATE entries SET used_ms = ?1 WHERE used_ms < ?1 - ?2"
                        " AND key IN (SELECT value FROM json_each(?3))",
                        (now, _FRESH_MS, asked),
                    )
        bodies = (found.get(key) for key in keys)
        return [body if isinstance(body, bytes) else None for body in bodies]

    def save(self, entries: Sequence[tuple[str, bytes]], ttl_seconds: float) -> None:
        """Keep entries, in one transaction; others are evicted first where they would not fit."""
        incoming = sum(len(key) + len(body) for key, body in entries)
        if not entries or incoming > self._limits.low_water * self._limits.shared_bytes_max:
            return
        now = self._now_ms()
        expires_ms = now + round(ttl_seconds * 1000)
        with self._opened() as connection, sqlite.immediate(connection):
            self._make_room(connection, incoming, now)
            # Not INSERT OR REPLACE: that removes a row without its trigger.
            connection.executemany("DELETE FROM entries WHERE key = ?", ((key,) for key, _ in entries))
            connection.executemany(
                "INSERT INTO entries VALUES (?, ?, ?, ?)",
                ((key, body, now, expires_ms) for key, body in dict(entries).items()),
            )

    def delete(self, keys: Sequence[str]) -> None:
        """Forget entries."""
        with self._opened() as connection, sqlite.immediate(connection):
            connection.executemany("DELETE FROM entries WHERE key = ?", ((key,) for key in keys))

    def generation(self, namespace: str) -> int:
        """Return the namespace's generation, 0 before the first."""
        with self._opened() as connection:
            number = connection.execute(
                "SELECT number FROM generations WHERE namespace = ?", (namespace,)
            ).get
        return number if isinstance(number, int) else 0

    def advance(self, namespace: str) -> int:
        """Begin a new generation, above every one there was; a file that was lost makes none again."""
        with self._opened() as connection, sqlite.immediate(connection):
            number = connection.execute(
                "INSERT INTO generations VALUES (?1, ?2) ON CONFLICT (namespace)"
                " DO UPDATE SET number = max(number + 1, excluded.number) RETURNING number",
                (namespace, self._now_ms() * 1000),
            ).get
        return int(str(number))

    def lease(self, key: str, seconds: float) -> str | None:
        """Return a token if nobody else has the key's lease."""
        token, now = secrets.token_hex(12), self._now_ms()
        with self._opened() as connection, sqlite.immediate(connection):
            connection.execute("DELETE FROM leases WHERE expires_ms <= ?", (now,))
            connection.execute(
                "INSERT INTO leases VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (key, token, now + round(seconds * 1000)),
            )
            return token if connection.changes() else None

    def release(self, key: str, token: str) -> None:
        """End the lease if the token has it."""
        with self._opened() as connection, sqlite.immediate(connection):
            connection.execute("DELETE FROM leases WHERE key = ? AND token = ?", (key, token))

    def size_bytes(self) -> int:
        """Return how many bytes of keys and values are kept."""
        with self._opened() as connection:
            size = connection.execute("SELECT bytes FROM total").get
            return size if isinstance(size, int) else 0

    def close(self) -> None:
        """Close the file; a later call opens it again."""
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _now_ms(self) -> int:
        return round(self._clock() * 1000)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[apsw.Connection]:
        with self._turn:
            try:
                with sqlite.errors_of(self._path, _KIND.name):
                    if self._connection is None:
                        # Its indexes and free pages are half as much again as its entries may be.
                        bytes_max = self._limits.shared_bytes_max * 3 // 2
                        self._connection = sqlite.open_writer(self._path, _KIND, self._busy_ms, bytes_max)
                    yield self._connection
            except CorruptRecord:
                self._discard()
                raise

    def _discard(self) -> None:
        """Remove a damaged file: it is a cache, and the next call makes a new one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)

    def _make_room(self, connection: apsw.Connection, incoming: int, now_ms: int) -> None:
        most = self._limits.shared_bytes_max
        held = connection.execute("SELECT bytes FROM total").get
        if not isinstance(held, int) or held + incoming <= most * self._limits.high_water:
            return
        room = int(most * self._limits.low_water) - incoming
        connection.execute("DELETE FROM entries WHERE expires_ms <= ?", (now_ms,))
        while True:
            held = connection.execute("SELECT bytes FROM total").get
            if not isinstance(held, int) or held <= room:
                return
            connection.execute(
                "DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries ORDER BY used_ms LIMIT ?)",
                (_ROWS_A_BATCH,),
            )
            self.evicted += connection.changes()
