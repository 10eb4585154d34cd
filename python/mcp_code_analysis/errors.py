"""Every error a caller can meet, and the codes they are known by.

    CodeAnalysisError
    ├── RequestError          the caller can mend it
    │   ├── InvalidRequest        INVALID_REQUEST
    │   ├── UnknownTool           UNKNOWN_TOOL
    │   ├── NotFound              NOT_FOUND
    │   ├── OutsideRoot           OUTSIDE_ROOT
    │   ├── StaleCursor           STALE_CURSOR
    │   └── LimitExceeded         LIMIT_EXCEEDED
    ├── StillReading              STILL_READING
    ├── Cancelled                 CANCELLED
    ├── Unreadable                UNREADABLE
    ├── InternalError             INTERNAL
    └── StoreError            the session store
        ├── StoreUnavailable      UNAVAILABLE
        ├── StoreUnconfirmed      UNCONFIRMED
        ├── VersionConflict       CONFLICT
        │   └── StateRegressed        STATE_REGRESSED
        ├── LockLost              LOCK_LOST
        ├── LockTaken             LOCK_TAKEN
        ├── StoreFull             STORE_FULL
        ├── StoreReadOnly         READ_ONLY
        ├── StoreAuthentication   AUTH
        ├── CorruptRecord         CORRUPT
        └── StoreMisconfigured    MISCONFIGURED

Imports nothing of ours.
"""

from __future__ import annotations

from typing import ClassVar


class CodeAnalysisError(Exception):
    """Base of every error raised on purpose.

    ``message`` says what was wrong, ``hint`` what to do next.
    ``nearest`` lists valid values close to a wrong one; ``retry_after`` is in seconds.
    """

    code: ClassVar[str] = "INTERNAL"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        nearest: tuple[str, ...] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.nearest = nearest
        self.retry_after = retry_after

    def __str__(self) -> str:
        if not self.hint:
            return self.message
        return f"{self.message}{' ' if self.message.endswith('.') else '; '}{self.hint}"


class RequestError(CodeAnalysisError):
    """The request cannot be answered as it stands; change it and call again."""


class InvalidRequest(RequestError):
    """An argument is missing, misspelt, of the wrong type or out of range."""

    code = "INVALID_REQUEST"


class UnknownTool(RequestError):
    """No tool has that name."""

    code = "UNKNOWN_TOOL"


class NotFound(RequestError):
    """No such path, symbol, session, run or result."""

    code = "NOT_FOUND"


class OutsideRoot(RequestError):
    """The path leads outside the roots the server was started with."""

    code = "OUTSIDE_ROOT"


class StaleCursor(RequestError):
    """The tree changed since the page before; start again without the cursor."""

    code = "STALE_CURSOR"


class LimitExceeded(RequestError):
    """The request or its answer is larger than a limit allows."""

    code = "LIMIT_EXCEEDED"


class Cancelled(CodeAnalysisError):
    """The caller cancelled the work."""

    code = "CANCELLED"
    retryable = True


class StillReading(CodeAnalysisError):
    """It is not among the files read so far; the others are being read."""

    code = "STILL_READING"
    retryable = True


class Unreadable(CodeAnalysisError):
    """A file or folder is there and cannot be read."""

    code = "UNREADABLE"


class InternalError(CodeAnalysisError):
    """A mistake of ours; the message carries what is needed to report it."""

    code = "INTERNAL"


class StoreError(CodeAnalysisError):
    """The session store refused or failed."""


class StoreUnavailable(StoreError):
    """The store does not answer. A write that was under way may or may not exist."""

    code = "UNAVAILABLE"
    retryable = True


class StoreUnconfirmed(StoreError):
    """The write could not be confirmed at the durability asked for; it may or may not exist."""

    code = "UNCONFIRMED"
    retryable = True


class VersionConflict(StoreError):
    """Somebody else wrote first.

    ``expected`` and ``actual`` are versions; ``actual`` is None when the session is gone.
    """

    code = "CONFLICT"
    retryable = True

    def __init__(self, message: str, *, expected: int, actual: int | None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.expected = expected
        self.actual = actual


class StateRegressed(VersionConflict):
    """The session is at an older version than the caller has seen: a failover lost acknowledged writes.

    ``expected`` is the version seen, ``actual`` the one that is there now.
    """

    code = "STATE_REGRESSED"
    retryable = False


class LockLost(StoreError):
    """The lock named in the write is not held any more."""

    code = "LOCK_LOST"


class LockTaken(StoreError):
    """Another holds the lock, and held it for as long as the caller would wait."""

    code = "LOCK_TAKEN"
    retryable = True


class StoreFull(StoreError):
    """The store has no room."""

    code = "STORE_FULL"
    retryable = True


class StoreReadOnly(StoreError):
    """The store accepts no writes."""

    code = "READ_ONLY"
    retryable = True


class StoreAuthentication(StoreError):
    """The store refused the credentials."""

    code = "AUTH"


class CorruptRecord(StoreError):
    """A stored record is damaged; it was set aside, not decoded."""

    code = "CORRUPT"


class StoreMisconfigured(StoreError):
    """The store cannot keep what it is asked to keep, as it is set up."""

    code = "MISCONFIGURED"


def _tree(base: type[CodeAnalysisError]) -> dict[str, type[CodeAnalysisError]]:
    found = {base.code: base} if "code" in vars(base) else {}
    for child in base.__subclasses__():
        found.update(_tree(child))
    return found


def from_code(
    code: str, message: str, hint: str | None = None, nearest: tuple[str, ...] = ()
) -> CodeAnalysisError:
    """Build the error that carries ``code``; an unknown code gives an InternalError."""
    kind = _tree(CodeAnalysisError).get(code, InternalError)
    if issubclass(kind, VersionConflict):
        kind = InternalError
    return kind(message, hint=hint, nearest=nearest)
