"""What one transaction does to the rows of the journal: writes that a store which was away has not got.

    copies      a session as it is known here; ``unsent`` above 0: the writes on top of it are in ``entries``
    entries     those writes in order, each with the version it was made on; they live as long as their copy
    conflicts   writes that did not fit any more when the store was back, whole, for somebody to resolve
    replays     who is sending a session's entries now, as a lease

Every function is called inside a transaction, or is a single statement; none opens, commits or waits.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Final, TypeVar

import apsw
import msgspec

from mcp_code_analysis.errors import CorruptRecord, StoreFull
from mcp_code_analysis.sessions.fallback_copies import Copy, newest, written_here
from mcp_code_analysis.sessions.records import QUARANTINE_SECONDS
from mcp_code_analysis.sessions.rules import Applied, Change, Mode, milliseconds
from mcp_code_analysis.sessions.store import JournalHealth

T = TypeVar("T")

SCHEMA: Final = """
CREATE TABLE home (
    entry INTEGER PRIMARY KEY CHECK (entry = 1),
    name TEXT NOT NULL
) STRICT;
CREATE TABLE copies (
    session_id TEXT PRIMARY KEY,
    unsent INTEGER NOT NULL,
    as_of_ms INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    body BLOB NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX copies_by_age ON copies (unsent, as_of_ms);
CREATE INDEX copies_by_expiry ON copies (expires_ms);
CREATE TABLE entries (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id TEXT NOT NULL,
    base_version INTEGER NOT NULL,
    written_ms INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    change BLOB NOT NULL
) STRICT;
CREATE INDEX entries_by_session ON entries (session_id, place);
CREATE TABLE conflicts (
    id TEXT PRIMARY KEY,
    session_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    base_version INTEGER NOT NULL,
    found_ms INTEGER NOT NULL,
    size_bytes INTEGER NOT NULL,
    body BLOB NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX conflicts_by_session ON conflicts (session_id);
CREATE TABLE replays (
    session_id TEXT PRIMARY KEY,
    token TEXT NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT;
"""

_KEPT_BY_SESSION: Final = {
    "journal entries": "entries",
    "copies on disk": "copies",
    "conflicts": "conflicts",
    "replays": "replays",
}
"""What is kept under a session's id: its kind, and its table."""

LEASE_MS: Final = 5_000
"""How long a replay that is not heard of keeps others from the session's entries; each entry renews it."""

SWEPT_ROWS: Final = 32

OVER: Final = "the session's life ended before the store was back"

_KEPT_MS: Final = milliseconds(QUARANTINE_SECONDS)
"""How long unsent writes outlive their session, and how long a conflict waits for somebody."""


class Entry(msgspec.Struct, frozen=True):
    """A write that the store has not got."""

    place: int
    session_id: str
    change: Change


class Branch(msgspec.Struct, frozen=True):
    """What became of a session here: the whole of it, and the writes that the store has not got."""

    copy: Copy
    changes: tuple[Change, ...]


def has_entries(connection: apsw.Connection, _: int, session_id: str) -> bool:
    """Say whether writes of the session wait to be sent."""
    statement = "SELECT EXISTS (SELECT 1 FROM entries WHERE session_id = ?)"
    return bool(connection.execute(statement, (session_id,)).get)


def copy_of(connection: apsw.Connection, _: int, session_id: str) -> Copy | None:
    """Return what is known of the session, its unsent writes included."""
    for (body,) in connection.execute("SELECT body FROM copies WHERE session_id = ?", (session_id,)):
        return decoded(body, Copy)
    return None


def write(
    connection: apsw.Connection, now_ms: int, change: Change, known: Copy | None, bytes_max: int
) -> Applied | None:
    """Make the change here, on what waits already or on what is known best; None where too little is known.

    A change that says nothing of what was there before begins a session of its own: whether the store has
    one will be seen when it is sent.
    """
    _sweep(connection, now_ms)
    copy = copy_of(connection, now_ms, change.session_id)
    if copy and copy.unsent and not copy.is_living(now_ms):
        set_apart(connection, now_ms, change.session_id, OVER)
        copy = None
    if copy is None or not copy.unsent:
        copy = newest(copy, known)
    if (copy is None or not copy.is_living(now_ms)) and not _stands_alone(change):
        return None
    applied, made = written_here(change, copy, now_ms)
    if made:
        body = msgspec.msgpack.encode(change)
        _check_room(connection, change.session_id, len(body) + made.size_bytes, bytes_max)
        put(connection, change.session_id, made)
        connection.execute(
            "INSERT INTO entries (session_id, base_version, written_ms, size_bytes, change)"
            " VALUES (?, ?, ?, ?, ?)",
            (change.session_id, applied.version - 1, now_ms, len(body), body),
        )
    return applied


def put(connection: apsw.Connection, session_id: str, copy: Copy) -> None:
    """Keep the copy in place of an earlier one."""
    expires_ms = copy.head.expires_ms + (_KEPT_MS if copy.unsent else 0)
    connection.execute(
        "INSERT OR REPLACE INTO copies (session_id, unsent, as_of_ms, size_bytes, body, expires_ms)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (session_id, copy.unsent, copy.as_of_ms, copy.size_bytes, msgspec.msgpack.encode(copy), expires_ms),
    )


def waiting(connection: apsw.Connection, _: int) -> list[str]:
    """List the sessions that have entries, the one that waits longest first."""
    rows = connection.execute("SELECT session_id FROM entries GROUP BY session_id ORDER BY min(place)")
    return [str(row[0]) for row in rows]


def claim(connection: apsw.Connection, now_ms: int, session_id: str, token: str) -> tuple[bool, Entry | None]:
    """Begin to send the session's entries: say whether nobody else does, and return the first of them.

    Writes of a session whose life is over by now are set apart: sending them would bring it back.
    """
    holder = connection.execute(
        # An end further away than a lease is long was written before the clock was set back.
        "SELECT token FROM replays WHERE session_id = ? AND expires_ms > ? AND expires_ms <= ?",
        (session_id, now_ms, now_ms + LEASE_MS),
    ).get
    if holder not in (None, token):
        return False, None
    copy = copy_of(connection, now_ms, session_id)
    if copy and copy.unsent and not copy.is_living(now_ms):
        set_apart(connection, now_ms, session_id, OVER)
    return True, _next(connection, now_ms, session_id, token)


def sent(
    connection: apsw.Connection, now_ms: int, entry: Entry, token: str, applied: Applied
) -> Entry | None:
    """Take the entry off, which the store has made so; return the next one that is to be sent."""
    if not _is_held(connection, now_ms, entry.session_id, token):
        return None
    connection.execute("DELETE FROM entries WHERE place = ?", (entry.place,))
    base_version = (entry.change.expected_version or 0) + 1
    copy = copy_of(connection, now_ms, entry.session_id)
    if copy and (base_version < copy.head.version or applied.version == base_version):
        timelines = ((applied.timeline, applied.version),) if applied.timeline else ()
        known = msgspec.structs.replace(copy, base_version=base_version, as_of_ms=now_ms, timelines=timelines)
        put(connection, entry.session_id, known)
    else:
        connection.execute("DELETE FROM copies WHERE session_id = ?", (entry.session_id,))
    return _next(connection, now_ms, entry.session_id, token)


def refused(connection: apsw.Connection, now_ms: int, entry: Entry, token: str, reason: str) -> None:
    """Set the entry and those after it apart: they do not fit what the store has."""
    if _is_held(connection, now_ms, entry.session_id, token):
        set_apart(connection, now_ms, entry.session_id, reason)


def release(connection: apsw.Connection, _: int, session_id: str, token: str) -> None:
    """Let others send the session's entries."""
    connection.execute("DELETE FROM replays WHERE session_id = ? AND token = ?", (session_id, token))


def set_apart(connection: apsw.Connection, now_ms: int, session_id: str, reason: str) -> None:
    """Make a conflict of all that waits for the session."""
    copy, entries = copy_of(connection, now_ms, session_id), _entries(connection, session_id)
    _forget_unsent(connection, session_id)
    if copy is None or not entries:
        return
    body = msgspec.msgpack.encode(Branch(copy, tuple(entry.change for entry in entries)))
    connection.execute(
        "INSERT INTO conflicts (id, session_id, reason, base_version, found_ms, size_bytes, body, expires_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            secrets.token_hex(6),
            session_id,
            reason,
            entries[0].change.expected_version or 0,
            now_ms,
            len(body),
            body,
            now_ms + _KEPT_MS,
        ),
    )


def kept(connection: apsw.Connection, _: int, session_id: str) -> dict[str, int]:
    """Say how much of what is here of the session."""
    return {
        kind: connection.execute(f"SELECT count(*) FROM {table} WHERE session_id = ?", (session_id,)).get  # noqa: S608
        for kind, table in _KEPT_BY_SESSION.items()
    }


def forget(connection: apsw.Connection, now_ms: int, session_id: str) -> dict[str, int]:
    """Remove everything of the session; say how much of what it was."""
    removed = kept(connection, now_ms, session_id)
    for table in _KEPT_BY_SESSION.values():
        connection.execute(f"DELETE FROM {table} WHERE session_id = ?", (session_id,))  # noqa: S608 - ours
    return removed


def traces(connection: apsw.Connection, _: int, tenant: str) -> list[str]:
    """List the ids of one tenant that any row is kept under."""
    union = " UNION ".join(
        f"SELECT session_id FROM {table} WHERE session_id > ?1 AND session_id < ?2"  # noqa: S608 - ours
        for table in _KEPT_BY_SESSION.values()
    )
    return [str(row[0]) for row in connection.execute(union, (f"{tenant}.", f"{tenant}/"))]


def keep(
    connection: apsw.Connection,
    now_ms: int,
    copies: Mapping[str, Copy | None],
    count_max: int,
    bytes_max: int,
) -> None:
    """Take over what a process knows of sessions, within the limits; None: it knows nothing any more.

    Where writes wait to be sent, what they were made on stays.
    """
    _sweep(connection, now_ms)
    for session_id, copy in copies.items():
        before = copy_of(connection, now_ms, session_id)
        if before and before.unsent:
            continue
        if copy is None:
            connection.execute("DELETE FROM copies WHERE session_id = ?", (session_id,))
        elif newest(before, copy) is copy:
            put(connection, session_id, copy)
    connection.execute(
        "DELETE FROM copies WHERE session_id IN (SELECT session_id FROM"
        " (SELECT session_id, row_number() OVER newest AS number, sum(size_bytes) OVER newest AS total"
        " FROM copies WHERE unsent = 0 WINDOW newest AS (ORDER BY as_of_ms DESC, session_id))"
        " WHERE number > ? OR total > ?)",
        (count_max, bytes_max),
    )


def health(connection: apsw.Connection, now_ms: int, location: str) -> JournalHealth:
    """Say what waits."""
    (entries, sessions, oldest_ms), *_ = connection.execute(
        "SELECT count(*), count(DISTINCT session_id), min(written_ms) FROM entries"
    )
    conflict_count = connection.execute("SELECT count(*) FROM conflicts WHERE expires_ms > ?", (now_ms,)).get
    return JournalHealth(
        location=location,
        entries=entries,
        sessions=sessions,
        conflicts=conflict_count,
        size_bytes=_size_bytes(connection, ""),
        oldest=None if oldest_ms is None else oldest_ms / 1000,
    )


def home(connection: apsw.Connection, _: int, name: str) -> str:
    """Return whose journal this is; it is that of ``name`` from now on if it was nobody's."""
    connection.execute("INSERT OR IGNORE INTO home (entry, name) VALUES (1, ?)", (name,))
    return str(connection.execute("SELECT name FROM home").get)


def decoded(body: bytes, kind: type[T]) -> T:
    """Return what a row holds."""
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except msgspec.MsgspecError as error:
        raise CorruptRecord(f"A row of the journal is damaged: {error}") from error


def _next(connection: apsw.Connection, now_ms: int, session_id: str, token: str) -> Entry | None:
    entry = next(iter(_entries(connection, session_id, limit=1)), None)
    if entry is None:
        release(connection, now_ms, session_id, token)
        return None
    copy = copy_of(connection, now_ms, session_id)
    if copy and copy.timelines:
        # The same version by other writes is not what it was made on.
        change = msgspec.structs.replace(entry.change, expected_timeline=copy.timelines[0][0])
        entry = Entry(entry.place, session_id, change)
    connection.execute(
        "INSERT OR REPLACE INTO replays (session_id, token, expires_ms) VALUES (?, ?, ?)",
        (session_id, token, now_ms + LEASE_MS),
    )
    return entry


def _entries(connection: apsw.Connection, session_id: str, limit: int = -1) -> list[Entry]:
    rows = connection.execute(
        "SELECT place, change, base_version FROM entries WHERE session_id = ? ORDER BY place LIMIT ?",
        (session_id, limit),
    )
    # What was a condition of the caller's has been met here; for the store it is the version it was made on.
    return [Entry(place, session_id, _on_version(decoded(body, Change), base)) for place, body, base in rows]


def _on_version(change: Change, base_version: int) -> Change:
    return msgspec.structs.replace(change, expected_version=base_version, expected_timeline="")


def _is_held(connection: apsw.Connection, now_ms: int, session_id: str, token: str) -> bool:
    statement = "SELECT 1 FROM replays WHERE session_id = ? AND token = ? AND expires_ms > ?"
    return connection.execute(statement, (session_id, token, now_ms)).get is not None


def _forget_unsent(connection: apsw.Connection, session_id: str) -> None:
    for table in ("entries", "copies", "replays"):
        connection.execute(f"DELETE FROM {table} WHERE session_id = ?", (session_id,))  # noqa: S608 - ours


def _sweep(connection: apsw.Connection, now_ms: int) -> None:
    for (session_id,) in connection.execute(
        "SELECT session_id FROM copies WHERE expires_ms <= ? LIMIT ?", (now_ms, SWEPT_ROWS)
    ).fetchall():
        _forget_unsent(connection, str(session_id))
    connection.execute(
        "DELETE FROM conflicts WHERE id IN (SELECT id FROM conflicts WHERE expires_ms <= ? LIMIT ?)",
        (now_ms, SWEPT_ROWS),
    )


def _stands_alone(change: Change) -> bool:
    return change.mode is not Mode.UPDATE and change.expected_version in (None, 0)


def _check_room(connection: apsw.Connection, session_id: str, more_bytes: int, bytes_max: int) -> None:
    if _size_bytes(connection, session_id) + more_bytes > bytes_max:
        raise StoreFull(
            f"The journal holds at most {bytes_max} bytes of writes that the store has not got.",
            hint="Bring the store back; what waits is sent then.",
            retry_after=5.0,
        )


def _size_bytes(connection: apsw.Connection, but: str) -> int:
    """Return what unsent writes and conflicts take, without the copy of one session."""
    return int(
        connection.execute(
            "SELECT (SELECT coalesce(sum(size_bytes), 0) FROM entries)"
            " + (SELECT coalesce(sum(size_bytes), 0) FROM conflicts)"
            " + (SELECT coalesce(sum(size_bytes), 0) FROM copies WHERE unsent > 0 AND session_id <> ?)",
            (but,),
        ).get
    )
