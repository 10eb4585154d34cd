"""The SQLite file that sessions are kept in: its schema, and opening it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import apsw

from mcp_code_analysis import sqlite

APPLICATION_ID: Final = 0x4D434153
"""What our files say they are: "MCAS"."""

BUSY_MS: Final = 5000
FILE_BYTES_MAX: Final = 4 * 1024 * 1024 * 1024
"""How large the file grows; beyond it writes are refused with STORE_FULL and reads go on."""

_SCHEMA: Final = """
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    lifetime_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    operations TEXT NOT NULL,
    fence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_ms);
CREATE TABLE sections (
    session_id TEXT NOT NULL,
    name TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (session_id, name)
) STRICT;
CREATE TABLE locks (
    session_id TEXT PRIMARY KEY,
    token TEXT NOT NULL,
    expires_ms INTEGER NOT NULL,
    fence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX locks_by_expiry ON locks (expires_ms);
CREATE TABLE quarantine (
    entry INTEGER PRIMARY KEY,
    session_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    name TEXT NOT NULL,
    body BLOB NOT NULL,
    reason TEXT NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX quarantine_by_session ON quarantine (session_id);
"""

_SCHEMA_SINCE_2: Final = """
CREATE TABLE waiters (
    place INTEGER PRIMARY KEY,
    session_id TEXT NOT NULL,
    token TEXT NOT NULL,
    alive_until_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX waiters_by_session ON waiters (session_id, token);
CREATE INDEX waiters_by_life ON waiters (alive_until_ms);
CREATE TABLE fences (
    entry INTEGER PRIMARY KEY CHECK (entry = 1),
    fence INTEGER NOT NULL
) STRICT;
"""
"""The lines of those who wait for locks, and the last fencing number given."""

_SCHEMA_SINCE_3: Final = """
ALTER TABLE locks ADD COLUMN boot TEXT NOT NULL DEFAULT '';
ALTER TABLE locks ADD COLUMN until_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE waiters ADD COLUMN boot TEXT NOT NULL DEFAULT '';
ALTER TABLE waiters ADD COLUMN until_ms INTEGER NOT NULL DEFAULT 0;
"""
"""Leases by the machine's own clock. A process that opened the file before goes on by the wall clock."""

KIND: Final = sqlite.Kind("session store", APPLICATION_ID, (_SCHEMA, _SCHEMA_SINCE_2, _SCHEMA_SINCE_3))
SCHEMA_VERSION: Final = len(KIND.steps)


def open_writer(path: Path, busy_ms: int, *, is_synced: bool = False) -> apsw.Connection:
    """Open the file for writing, creating it and its folder, readable by its owner only, where needed.

    ``is_synced``: every commit is on the disk before it is acknowledged, so that it survives a power cut.
    """
    connection = sqlite.open_writer(path, KIND, busy_ms, FILE_BYTES_MAX)
    if is_synced:
        connection.pragma("synchronous", "full")
    return connection


@contextmanager
def errors_of(path: Path) -> Iterator[None]:
    """Turn what SQLite and the file system say into the errors that a store may raise."""
    with sqlite.errors_of(path, KIND.name):
        yield
