"""What a write may do, given what is there: a pure function for the stores that decide in Python.

The Redis store says the same in Lua, inside the step that writes; the contract suite holds both to it.
Touches no store and no clock.
"""

from __future__ import annotations

import enum
import re
import secrets
from typing import Final

import msgspec

from mcp_code_analysis.errors import (
    InvalidRequest,
    LockLost,
    LockTaken,
    StateRegressed,
    StoreUnavailable,
    VersionConflict,
)
from mcp_code_analysis.sessions.records import Record, Sealed
from mcp_code_analysis.sessions.store import (
    FRESH,
    OPERATIONS_REMEMBERED,
    TTL_DEFAULT_SECONDS,
    Durability,
    Origin,
    Write,
)

_OPERATION: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}", re.ASCII)


class Mode(enum.StrEnum):
    """What a write does to the sections that it does not name, and to a session that is not there."""

    SET = "set"
    UPDATE = "update"
    CREATE = "create"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One write, checked and sealed, ready to be made. ``lifetime_ms`` 0 keeps the session's own.

    ``durability`` None is the store's own level.
    """

    session_id: str
    mode: Mode
    sections: Sealed
    removed: tuple[str, ...] = ()
    lifetime_ms: int = 0
    operation_id: str
    expected_version: int | None = None
    expected_timeline: str = ""
    lock_token: str | None = None
    alone: bool = False
    durability: Durability | None = None


class Applied(msgspec.Struct, frozen=True):
    """What came of a change: the version it made and on which timeline, or the session that was there.

    Version 0: there was nothing to update.
    """

    version: int
    timeline: str = ""
    existing: Record | None = None
    origin: Origin = FRESH


class Head(msgspec.Struct, frozen=True):
    """What is known of a living session besides its sections.

    ``fence`` is the fencing number of the last write made under a lock.
    ``operations`` are the last operation ids with the version each made, newest first.
    """

    version: int
    lifetime_ms: int
    expires_ms: int
    operations: tuple[tuple[str, int], ...]
    fence: int


class Held(msgspec.Struct, frozen=True):
    """A lock that has not run out."""

    token: str
    expires_ms: int
    fence: int


class Verdict(enum.Enum):
    """What is to be done about a change."""

    WRITE = enum.auto()
    REPLAYED = enum.auto()
    EXISTS = enum.auto()
    MISSING = enum.auto()


def judge(change: Change, head: Head | None, held: Held | None) -> tuple[Verdict, int]:
    """Say what is to be done, and the version that this makes or finds.

    Raises LockLost, LockTaken and VersionConflict. An operation already made is answered before any of these.
    """
    if head:
        for operation_id, version in head.operations:
            if operation_id == change.operation_id:
                return Verdict.REPLAYED, version
    if change.lock_token is not None and not _holds(change.lock_token, head, held):
        raise lock_lost(change.session_id)
    if change.alone and change.lock_token is None and held is not None:
        raise lock_taken(change.session_id)
    version = head.version if head else 0
    if change.expected_version is not None and change.expected_version != version:
        raise conflict(change.session_id, change.expected_version, version)
    if head and change.mode is Mode.CREATE:
        return Verdict.EXISTS, version
    if not head and change.mode is Mode.UPDATE:
        return Verdict.MISSING, 0
    return Verdict.WRITE, version + 1


def next_head(change: Change, head: Head | None, held: Held | None, version: int, now_ms: int) -> Head:
    """Return the session's head after the change was made."""
    lifetime_ms = change.lifetime_ms or (head.lifetime_ms if head else milliseconds(TTL_DEFAULT_SECONDS))
    operations = ((change.operation_id, version), *(head.operations if head else ()))
    fence = held.fence if held and change.lock_token is not None else head.fence if head else 0
    return Head(version, lifetime_ms, now_ms + lifetime_ms, operations[:OPERATIONS_REMEMBERED], fence)


def operation_of(write: Write) -> str:
    """Return the write's operation id, or a new one where it has none."""
    if write.operation_id is None:
        return secrets.token_hex(12)
    if not _OPERATION.fullmatch(write.operation_id):
        raise InvalidRequest(
            f"{write.operation_id[:80]!r} is not an operation id.", hint="Use 1 to 64 of A-Z a-z 0-9 _ . : -."
        )
    return write.operation_id


def check_version(expected: int | None) -> int | None:
    """Return the version that a write expects; raise InvalidRequest for what is none."""
    if expected is not None and expected < 0:
        raise InvalidRequest(
            f"{expected} is not a version.", hint="Versions begin at 1; 0 means: must not exist."
        )
    return expected


def conflict(session_id: str, expected: int, actual: int) -> VersionConflict:
    """Say that somebody else wrote first; version 0 is a session that is not there.

    A version is expected because it was seen, so an older one, or the same on another timeline, is a step
    back and not a write in between.
    """
    if 0 < actual <= expected:
        return regressed(session_id, expected, actual)
    found = f"is at version {actual}" if actual else "does not exist"
    return VersionConflict(
        f"Session {session_id} {found}; version {expected} was expected.",
        expected=expected,
        actual=actual or None,
        hint="Read it again and repeat the change on what is there now.",
    )


def regressed(session_id: str, seen: int, actual: int) -> StateRegressed:
    """Say that a session is older than it was seen, or has come to that version by other writes."""
    found = "by other writes" if actual >= seen else f"and {seen} was seen before"
    return StateRegressed(
        f"Session {session_id} is at version {actual}, {found}. The store lost writes.",
        expected=seen,
        actual=actual,
        hint="Read it again and make the lost changes anew; durability `replicated` guards against this.",
    )


def known_too_old(session_id: str, seen: int, known: int) -> StoreUnavailable:
    """Say that what is known here of a store that is away is older than what the caller has seen."""
    return StoreUnavailable(
        f"The store is away, and session {session_id} is known here at version {known}; {seen} was seen.",
        hint="Call again a little later.",
        retry_after=1.0,
    )


def lock_lost(session_id: str) -> LockLost:
    """Say that the write's lock is not held any more."""
    return LockLost(
        f"The lock of session {session_id} is not held under this token any more.",
        hint="Take the lock again and look at what was written meanwhile.",
    )


def lock_taken(session_id: str) -> LockTaken:
    """Say that somebody else works under the session's lock."""
    return LockTaken(
        f"Another works under the lock of session {session_id}.",
        hint="Wait for the lock, or call again.",
        retry_after=1.0,
    )


def milliseconds(seconds: float) -> int:
    """Return whole milliseconds, at least one."""
    return max(1, round(seconds * 1000))


def next_fence(last: int, now_ms: int) -> int:
    """Return a fencing number above the last one; microseconds keep it above any that was forgotten."""
    return max(last + 1, now_ms * 1000)


def _holds(token: str, head: Head | None, held: Held | None) -> bool:
    return held is not None and held.token == token and held.fence >= (head.fence if head else 0)
