"""What one transaction does to the rows of the session file.

Every function is called inside a transaction, or is a single statement; none opens, commits or waits.
Whatever has run out is treated as not there.
"""

from __future__ import annotations

from typing import Final, cast

import apsw

from mcp_code_analysis.sessions import sqlite_locks
from mcp_code_analysis.sessions.clock import Now
from mcp_code_analysis.sessions.records import Record, check_sizes
from mcp_code_analysis.sessions.rules import (
    Applied,
    Change,
    Head,
    Mode,
    Verdict,
    judge,
    next_head,
)

_KEPT_BY_SESSION: Final = {
    "sections": "sections",
    "locks": "locks",
    "waiters": "waiters",
    "records set aside": "quarantine",
}
"""What is kept under a session's id besides itself: its kind, and its table."""

QUARANTINE_MAX: Final = 1000
"""How many sections are kept aside at most; the oldest go first."""


class DamagedHead(Exception):
    """The row of a session says what no write of ours leaves behind."""


def load(connection: apsw.Connection, now: Now, session_id: str) -> Record | None:
    """Read a session whole, in one statement and so from one instant."""
    # Twice as fast as the join of the two tables.
    rows = cast(
        "list[tuple[int | None, str, bytes]]",
        connection.execute(
            "SELECT version, '', x'' FROM sessions WHERE id = ?1 AND expires_ms > ?2"
            " UNION ALL SELECT NULL, name, body FROM sections WHERE session_id = ?1",
            (session_id, now.wall_ms),
        ).fetchall(),
    )
    version = next((version for version, _, _ in rows if version is not None), None)
    if version is None:
        return None
    return Record(version, {name: body for found, name, body in rows if found is None})


def page(connection: apsw.Connection, now: Now, tenant: str, after: str | None, limit: int) -> list[str]:
    """List ids of one tenant in order."""
    # "/" follows "." in ASCII, so these are the ids that begin with "<tenant>.".
    rows = connection.execute(
        "SELECT id FROM sessions WHERE id > ? AND id < ? AND expires_ms > ? ORDER BY id LIMIT ?",
        (after or f"{tenant}.", f"{tenant}/", now.wall_ms, limit),
    )
    return [str(row[0]) for row in rows]


def tenants(connection: apsw.Connection, now: Now, after: str | None, limit: int) -> list[str]:
    """List tenants that have a living session, each found by one step over the sessions of the one before."""
    found: list[str] = []
    start = f"{after}/" if after else ""
    while len(found) < limit:
        session_id = connection.execute(
            "SELECT id FROM sessions WHERE id > ? AND expires_ms > ? ORDER BY id LIMIT 1",
            (start, now.wall_ms),
        ).get
        if session_id is None:
            break
        found.append(str(session_id).partition(".")[0])
        start = f"{found[-1]}/"
    return found


def remaining_ms(connection: apsw.Connection, now: Now, session_id: str) -> int | None:
    """Say how long a session still lives."""
    for row in connection.execute("SELECT expires_ms FROM sessions WHERE id = ?", (session_id,)):
        return int(row[0]) - now.wall_ms if row[0] > now.wall_ms else None
    return None


def apply(connection: apsw.Connection, now: Now, change: Change) -> Applied:
    """Make the change if it may be made; raise DamagedHead when the session cannot be trusted."""
    head = _head(connection, now, change.session_id)
    lock = sqlite_locks.held(connection, now, change.session_id)
    verdict, version = judge(change, head, lock)
    if verdict is Verdict.EXISTS:
        return Applied(version, existing=load(connection, now, change.session_id))
    if verdict is Verdict.WRITE:
        if not head:
            sweep(connection, now)
            _remove(connection, change.session_id)
        _write_sections(connection, change)
        _write_head(connection, change.session_id, next_head(change, head, lock, version, now.wall_ms))
    return Applied(version)


def kept(connection: apsw.Connection, now: Now, session_id: str) -> dict[str, int]:
    """Say how much of what is kept under the id, and name ``sessions`` if one is alive."""
    found = {"sessions": int(remaining_ms(connection, now, session_id) is not None)}
    for kind, table in _KEPT_BY_SESSION.items():
        statement = f"SELECT count(*) FROM {table} WHERE session_id = ?"  # noqa: S608 - ours
        found[kind] = connection.execute(statement, (session_id,)).get
    return {kind: count for kind, count in found.items() if count}


def erase(connection: apsw.Connection, now: Now, session_id: str) -> dict[str, int]:
    """Remove everything under the id; say how much of what it was, and name ``sessions`` if one was alive."""
    removed = kept(connection, now, session_id)
    for table in _KEPT_BY_SESSION.values():
        connection.execute(f"DELETE FROM {table} WHERE session_id = ?", (session_id,))  # noqa: S608 - ours
    connection.execute("DELETE FROM sessions WHERE id = ?", (session_id,))
    return removed


def traces(connection: apsw.Connection, _: Now, tenant: str, after: str | None, limit: int) -> list[str]:
    """List ids of one tenant that any row is kept under, in order."""
    tables = (("sessions", "id"), *((table, "session_id") for table in _KEPT_BY_SESSION.values()))
    union = " UNION ".join(
        f"SELECT {column} AS id FROM {table} WHERE {column} > ?1 AND {column} < ?2"  # noqa: S608 - ours
        for table, column in tables
    )
    rows = connection.execute(f"{union} ORDER BY id LIMIT ?3", (after or f"{tenant}.", f"{tenant}/", limit))
    return [str(row[0]) for row in rows]


def set_aside(
    connection: apsw.Connection, now: Now, session_id: str, version: int | None, reason: str, kept_ms: int
) -> None:
    """Move the session to the quarantine, unless it is at another version by now; None takes any."""
    found = connection.execute("SELECT version FROM sessions WHERE id = ?", (session_id,)).get
    if found is None or version not in (None, found):
        return
    connection.execute(
        "INSERT INTO quarantine (session_id, version, name, body, reason, expires_ms)"
        " SELECT s.id, s.version, coalesce(c.name, ''), coalesce(c.body, x''), ?, ?"
        " FROM sessions s LEFT JOIN sections c ON c.session_id = s.id WHERE s.id = ?",
        (reason, now.wall_ms + kept_ms, session_id),
    )
    connection.execute(
        "DELETE FROM quarantine WHERE entry <= (SELECT max(entry) FROM quarantine) - ?", (QUARANTINE_MAX,)
    )
    _remove(connection, session_id)


def touch(connection: apsw.Connection, now: Now, session_id: str, lifetime_ms: int) -> bool:
    """Give a living session this lifetime, from now."""
    connection.execute(
        "UPDATE sessions SET lifetime_ms = ?, expires_ms = ? WHERE id = ? AND expires_ms > ?",
        (lifetime_ms, now.wall_ms + lifetime_ms, session_id, now.wall_ms),
    )
    return connection.changes() == 1


def sweep(connection: apsw.Connection, now: Now) -> None:
    """Remove some of what has run out."""
    for row in connection.execute(
        "SELECT id FROM sessions WHERE expires_ms <= ? LIMIT ?", (now.wall_ms, sqlite_locks.SWEEP_BATCH)
    ).fetchall():
        _remove(connection, str(row[0]))
    sqlite_locks.sweep(connection, now)
    connection.execute(
        "DELETE FROM quarantine WHERE entry IN (SELECT entry FROM quarantine WHERE expires_ms <= ? LIMIT ?)",
        (now.wall_ms, sqlite_locks.SWEEP_BATCH),
    )


def _head(connection: apsw.Connection, now: Now, session_id: str) -> Head | None:
    for version, lifetime_ms, expires_ms, operations, fence in connection.execute(
        "SELECT version, lifetime_ms, expires_ms, operations, fence FROM sessions"
        " WHERE id = ? AND expires_ms > ?",
        (session_id, now.wall_ms),
    ):
        return Head(version, lifetime_ms, expires_ms, _operations(operations), fence)
    return None


def _operations(text: str) -> tuple[tuple[str, int], ...]:
    try:
        pairs = [line.split(" ") for line in text.splitlines()]
        return tuple((operation_id, int(version)) for operation_id, version in pairs)
    except ValueError as error:
        raise DamagedHead("its operations cannot be read") from error


def _write_sections(connection: apsw.Connection, change: Change) -> None:
    session_id = change.session_id
    if change.mode is Mode.UPDATE:
        sizes = dict(
            connection.execute("SELECT name, length(body) FROM sections WHERE session_id = ?", (session_id,))
        )
        sizes.update((name, len(body)) for name, body in change.sections.items())
        check_sizes(size for name, size in sizes.items() if name not in change.removed)
        connection.executemany(
            "DELETE FROM sections WHERE session_id = ? AND name = ?",
            [(session_id, name) for name in change.removed],
        )
    else:
        connection.execute("DELETE FROM sections WHERE session_id = ?", (session_id,))
    connection.executemany(
        "INSERT INTO sections (session_id, name, body) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET body = excluded.body",
        [(session_id, name, body) for name, body in change.sections.items()],
    )


def _write_head(connection: apsw.Connection, session_id: str, head: Head) -> None:
    operations = "\n".join(f"{operation_id} {version}" for operation_id, version in head.operations)
    connection.execute(
        # What a later version keeps in columns of its own stays.
        "INSERT INTO sessions (id, version, lifetime_ms, expires_ms, operations, fence)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET version = excluded.version,"
        " lifetime_ms = excluded.lifetime_ms, expires_ms = excluded.expires_ms,"
        " operations = excluded.operations, fence = excluded.fence",
        (session_id, head.version, head.lifetime_ms, head.expires_ms, operations, head.fence),
    )


def _remove(connection: apsw.Connection, session_id: str) -> None:
    connection.execute("DELETE FROM sections WHERE session_id = ?", (session_id,))
    connection.execute("DELETE FROM sessions WHERE id = ?", (session_id,))
