"""What one transaction does to the locks of the session file, and to the lines of those who wait for them.

Every function is called inside a transaction, or is a single statement; none opens, commits or waits.
A lease that has run out and a waiter that is not heard of are treated as not there.
"""

from __future__ import annotations

from typing import Final

import apsw

from mcp_code_analysis.sessions.locks import HEARTBEAT_MS, POLL_MS, WAITERS_MAX, Attempt
from mcp_code_analysis.sessions.rules import Held, next_fence

SWEEP_BATCH: Final = 32
"""How much of each kind a write that adds something may sweep."""

_TURN: Final = (
    "SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM locks WHERE session_id = ?1 AND expires_ms > ?2)"
    " AND NOT EXISTS (SELECT 1 FROM waiters WHERE session_id = ?1 AND alive_until_ms > ?2 AND token <> ?3"
    " AND place < coalesce((SELECT place FROM waiters WHERE session_id = ?1 AND token = ?3), 9e18))"
)


def held(connection: apsw.Connection, now_ms: int, session_id: str) -> Held | None:
    """Read the lock that is on the session now."""
    for row in connection.execute(
        "SELECT token, expires_ms, fence FROM locks WHERE session_id = ? AND expires_ms > ?",
        (session_id, now_ms),
    ):
        return Held(*row)
    return None


def version(connection: apsw.Connection, _: int) -> int:
    """Return a number that changes whenever another connection, of any process, writes to the file."""
    return int(connection.pragma("data_version"))


def may_take(connection: apsw.Connection, now_ms: int, session_id: str, token: str) -> bool:
    """Say whether the lock is free, and nobody alive came before the token."""
    return connection.execute(_TURN, (session_id, now_ms, token)).get is not None


def take(
    connection: apsw.Connection, now_ms: int, session_id: str, token: str, lease_ms: int, *, waits: bool
) -> Attempt | None:
    """Take the lock if it is free and nobody alive came before; otherwise stand in the line, or stay there.

    None when the line is full. Taking it again with the same token only lengthens the lease.
    """
    lock = held(connection, now_ms, session_id)
    if lock and lock.token == token:
        renew(connection, now_ms, session_id, token, lease_ms)
        return Attempt(lock.fence)
    if not lock and may_take(connection, now_ms, session_id, token):
        connection.execute("DELETE FROM waiters WHERE session_id = ? AND token = ?", (session_id, token))
        sweep(connection, now_ms)
        return Attempt(_lock(connection, now_ms, session_id, token, lease_ms))
    if not waits:
        return Attempt(None)
    return _wait(connection, now_ms, session_id, token, lock)


def drop(connection: apsw.Connection, now_ms: int, session_id: str, token: str) -> tuple[bool, str | None]:
    """Free the lock if the token has it and leave the line; say so, and who is served next if it is free."""
    connection.execute(
        "DELETE FROM locks WHERE session_id = ? AND token = ? AND expires_ms > ?", (session_id, token, now_ms)
    )
    was_freed = connection.changes() == 1
    connection.execute("DELETE FROM waiters WHERE session_id = ? AND token = ?", (session_id, token))
    is_free = was_freed or held(connection, now_ms, session_id) is None
    first = _first(connection, now_ms, session_id) if is_free else None
    return was_freed, first[0] if first else None


def renew(connection: apsw.Connection, now_ms: int, session_id: str, token: str, lease_ms: int) -> bool:
    """Let the lock run for the whole lease again if the token has it."""
    connection.execute(
        "UPDATE locks SET expires_ms = ? WHERE session_id = ? AND token = ? AND expires_ms > ?",
        (now_ms + lease_ms, session_id, token, now_ms),
    )
    return connection.changes() == 1


def sweep(connection: apsw.Connection, now_ms: int) -> None:
    """Remove some of the leases and waiters that have run out."""
    connection.execute(
        "DELETE FROM locks WHERE session_id IN (SELECT session_id FROM locks WHERE expires_ms <= ? LIMIT ?)",
        (now_ms, SWEEP_BATCH),
    )
    connection.execute(
        "DELETE FROM waiters WHERE place IN (SELECT place FROM waiters WHERE alive_until_ms <= ? LIMIT ?)",
        (now_ms, SWEEP_BATCH),
    )


def _lock(connection: apsw.Connection, now_ms: int, session_id: str, token: str, lease_ms: int) -> int:
    last = connection.execute(
        "SELECT max(fence) FROM (SELECT fence FROM fences UNION ALL SELECT fence FROM sessions WHERE id = ?)",
        (session_id,),
    ).get
    fence = next_fence(last or 0, now_ms)
    # One number for the whole file: it never falls, whatever becomes of a session or of the clock.
    connection.execute("INSERT OR REPLACE INTO fences (entry, fence) VALUES (1, ?)", (fence,))
    connection.execute(
        "INSERT OR REPLACE INTO locks (session_id, token, expires_ms, fence) VALUES (?, ?, ?, ?)",
        (session_id, token, now_ms + lease_ms, fence),
    )
    return fence


def _wait(
    connection: apsw.Connection, now_ms: int, session_id: str, token: str, lock: Held | None
) -> Attempt | None:
    alive_until_ms = now_ms + HEARTBEAT_MS
    connection.execute(
        "UPDATE waiters SET alive_until_ms = ? WHERE session_id = ? AND token = ?",
        (alive_until_ms, session_id, token),
    )
    if not connection.changes():
        count = connection.execute("SELECT count(*) FROM waiters WHERE session_id = ?", (session_id,)).get
        if count >= WAITERS_MAX:
            return None
        connection.execute(
            "INSERT INTO waiters (session_id, token, alive_until_ms) VALUES (?, ?, ?)",
            (session_id, token, alive_until_ms),
        )
    first = _first(connection, now_ms, session_id)
    if lock and first and first[0] == token:
        return Attempt(None, min(POLL_MS, lock.expires_ms - now_ms + 1))
    if not lock and first:
        return Attempt(None, min(POLL_MS, first[1] - now_ms + 1))
    return Attempt(None)


def _first(connection: apsw.Connection, now_ms: int, session_id: str) -> tuple[str, int] | None:
    """Return who is first in the line, and until when it counts as alive."""
    for token, alive_until_ms in connection.execute(
        "SELECT token, alive_until_ms FROM waiters WHERE session_id = ? AND alive_until_ms > ?"
        " ORDER BY place LIMIT 1",
        (session_id, now_ms),
    ):
        return str(token), int(alive_until_ms)
    return None
