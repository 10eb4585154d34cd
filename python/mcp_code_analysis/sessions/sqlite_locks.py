"""What one transaction does to the locks of the session file, and to the lines of those who wait for them.

Every function is called inside a transaction, or is a single statement; none opens, commits or waits.
A lease that has run out and a waiter that is not heard of are treated as not there. Both are counted on the
machine's own clock, which nobody can set, and end with the run of the machine that they began in; only where
a process cannot tell one run from another is the wall clock asked.
"""

from __future__ import annotations

from typing import Final

import apsw

from mcp_code_analysis.sessions.clock import Now
from mcp_code_analysis.sessions.locks import HEARTBEAT_MS, POLL_MS, WAITERS_MAX, Attempt
from mcp_code_analysis.sessions.rules import Held, next_fence

SWEEP_BATCH: Final = 32
"""How much of each kind a write that adds something may sweep."""

_LEFT: Final = (
    "CASE WHEN boot = '' OR :boot = '' THEN {wall} - :wall"
    " WHEN boot = :boot THEN until_ms - :ticks ELSE 0 END"
)
_LOCK_LEFT: Final = _LEFT.format(wall="expires_ms")
_WAITER_LEFT: Final = _LEFT.format(wall="alive_until_ms")
"""How many ms are left of a row, at most 0 when it is over."""

_TURN: Final = (
    f"SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM locks WHERE session_id = :id AND {_LOCK_LEFT} > 0)"  # noqa: S608
    f" AND NOT EXISTS (SELECT 1 FROM waiters WHERE session_id = :id AND {_WAITER_LEFT} > 0"
    " AND token <> :token"
    " AND place < coalesce((SELECT place FROM waiters WHERE session_id = :id AND token = :token), 9e18))"
)


def held(connection: apsw.Connection, now: Now, session_id: str) -> Held | None:
    """Read the lock that is on the session now, its end on the machine's own clock."""
    for token, left_ms, fence in connection.execute(
        f"SELECT token, {_LOCK_LEFT} AS left_ms, fence FROM locks WHERE session_id = :id AND left_ms > 0",  # noqa: S608
        _at(now, id=session_id),
    ):
        return Held(token, now.ticks_ms + left_ms, fence)
    return None


def version(connection: apsw.Connection, _: Now) -> int:
    """Return a number that changes whenever another connection, of any process, writes to the file."""
    return int(connection.pragma("data_version"))


def may_take(connection: apsw.Connection, now: Now, session_id: str, token: str) -> bool:
    """Say whether the lock is free, and nobody alive came before the token."""
    return connection.execute(_TURN, _at(now, id=session_id, token=token)).get is not None


def take(
    connection: apsw.Connection, now: Now, session_id: str, token: str, lease_ms: int, *, waits: bool
) -> Attempt | None:
    """Take the lock if it is free and nobody alive came before; otherwise stand in the line, or stay there.

    None when the line is full. Taking it again with the same token only lengthens the lease.
    """
    lock = held(connection, now, session_id)
    if lock and lock.token == token:
        renew(connection, now, session_id, token, lease_ms)
        return Attempt(lock.fence)
    if not lock and may_take(connection, now, session_id, token):
        connection.execute("DELETE FROM waiters WHERE session_id = ? AND token = ?", (session_id, token))
        sweep(connection, now)
        return Attempt(_lock(connection, now, session_id, token, lease_ms))
    if not waits:
        return Attempt(None)
    return _wait(connection, now, session_id, token, lock)


def drop(connection: apsw.Connection, now: Now, session_id: str, token: str) -> tuple[bool, str | None]:
    """Free the lock if the token has it and leave the line; say so, and who is served next if it is free."""
    connection.execute(
        f"DELETE FROM locks WHERE session_id = :id AND token = :token AND {_LOCK_LEFT} > 0",  # noqa: S608
        _at(now, id=session_id, token=token),
    )
    was_freed = connection.changes() == 1
    connection.execute("DELETE FROM waiters WHERE session_id = ? AND token = ?", (session_id, token))
    is_free = was_freed or held(connection, now, session_id) is None
    first = _first(connection, now, session_id) if is_free else None
    return was_freed, first[0] if first else None


def renew(connection: apsw.Connection, now: Now, session_id: str, token: str, lease_ms: int) -> bool:
    """Let the lock run for the whole lease again if the token has it."""
    connection.execute(
        "UPDATE locks SET boot = :boot, until_ms = :ticks + :lease, expires_ms = :wall + :lease"  # noqa: S608
        f" WHERE session_id = :id AND token = :token AND {_LOCK_LEFT} > 0",
        _at(now, id=session_id, token=token, lease=lease_ms),
    )
    return connection.changes() == 1


def sweep(connection: apsw.Connection, now: Now) -> None:
    """Remove some of the leases and waiters that have run out."""
    for table, key, left in (("locks", "session_id", _LOCK_LEFT), ("waiters", "place", _WAITER_LEFT)):
        connection.execute(
            f"DELETE FROM {table} WHERE {key} IN (SELECT {key} FROM {table} WHERE {left} <= 0 LIMIT :batch)",  # noqa: S608
            _at(now, batch=SWEEP_BATCH),
        )


def _lock(connection: apsw.Connection, now: Now, session_id: str, token: str, lease_ms: int) -> int:
    last = connection.execute(
        "SELECT max(fence) FROM (SELECT fence FROM fences UNION ALL SELECT fence FROM sessions WHERE id = ?)",
        (session_id,),
    ).get
    fence = next_fence(last or 0, now.wall_ms)
    # One number for the whole file: it never falls, whatever becomes of a session or of the clock.
    connection.execute("INSERT OR REPLACE INTO fences (entry, fence) VALUES (1, ?)", (fence,))
    connection.execute(
        "INSERT OR REPLACE INTO locks (session_id, token, boot, until_ms, expires_ms, fence)"
        " VALUES (:id, :token, :boot, :ticks + :lease, :wall + :lease, :fence)",
        _at(now, id=session_id, token=token, lease=lease_ms, fence=fence),
    )
    return fence


def _wait(
    connection: apsw.Connection, now: Now, session_id: str, token: str, lock: Held | None
) -> Attempt | None:
    waiter = _at(now, id=session_id, token=token, beat=HEARTBEAT_MS)
    connection.execute(
        "UPDATE waiters SET boot = :boot, until_ms = :ticks + :beat, alive_until_ms = :wall + :beat"
        " WHERE session_id = :id AND token = :token",
        waiter,
    )
    if not connection.changes():
        count = connection.execute("SELECT count(*) FROM waiters WHERE session_id = ?", (session_id,)).get
        if count >= WAITERS_MAX:
            return None
        connection.execute(
            "INSERT INTO waiters (session_id, token, boot, until_ms, alive_until_ms)"
            " VALUES (:id, :token, :boot, :ticks + :beat, :wall + :beat)",
            waiter,
        )
    first = _first(connection, now, session_id)
    if lock and first and first[0] == token:
        return Attempt(None, min(POLL_MS, lock.expires_ms - now.ticks_ms + 1))
    if not lock and first:
        return Attempt(None, min(POLL_MS, first[1] + 1))
    return Attempt(None)


def _first(connection: apsw.Connection, now: Now, session_id: str) -> tuple[str, int] | None:
    """Return who is first in the line, and for how many ms it still counts as alive."""
    for token, left_ms in connection.execute(
        f"SELECT token, {_WAITER_LEFT} AS left_ms FROM waiters WHERE session_id = :id AND left_ms > 0"  # noqa: S608
        " ORDER BY place LIMIT 1",
        _at(now, id=session_id),
    ):
        return str(token), int(left_ms)
    return None


def _at(now: Now, **others: str | int) -> dict[str, str | int]:
    return {"wall": now.wall_ms, "boot": now.boot, "ticks": now.ticks_ms, **others}
