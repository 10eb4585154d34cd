"""What a session store promises, whatever it is built on.

Holds the protocol and its values; refuses to know any implementation.
Every implementation passes ``tests/sessions/test_store_contract.py``.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from typing import Final, Protocol

import msgspec

from mcp_code_analysis.erasure import Erasure
from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.sessions.clock import Clock

TTL_DEFAULT_SECONDS: Final = 3600.0
TTL_SECONDS_MAX: Final = 400 * 24 * 3600.0
LOCK_LEASE_DEFAULT_SECONDS: Final = 30.0
OPERATIONS_REMEMBERED: Final = 16
PAGE_DEFAULT: Final = 100
PAGE_MAX: Final = 1000

State = Mapping[str, object]
"""A session's state: named sections, each a value that MessagePack can carry."""

_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}\.[A-Za-z0-9_-]{1,64}", re.ASCII)


class Source(enum.StrEnum):
    """Who gave an answer."""

    STORE = "store"
    LOCAL = "local"


class Origin(msgspec.Struct, frozen=True):
    """Where an answer comes from: the store as it is now, or what this machine knows while it is away.

    ``as_of``: the last moment, in seconds since 1970, at which the store is known to have held what the
    answer rests on; None is now. ``unsent``: the writes in it that only this machine has acknowledged.
    """

    source: Source = Source.STORE
    as_of: float | None = None
    unsent: int = 0

    @property
    def is_stale(self) -> bool:
        """Whether others may have changed it in the store since."""
        return self.source is Source.LOCAL


FRESH: Final = Origin()


class Session(msgspec.Struct, frozen=True):
    """A session as read: its id, its sections, and the version they are at (1 at creation, +1 a write).

    ``damaged`` names the sections that cannot be read any more; each is so until it is written or removed.
    ``timeline`` names the course of writes that made the version: after a failover that lost writes, other
    writes may come to the same version on another timeline. Empty where a store cannot lose any.
    """

    id: str
    state: dict[str, object]
    version: int
    damaged: tuple[str, ...] = ()
    timeline: str = ""
    origin: Origin = FRESH


class Durability(enum.StrEnum):
    """What an acknowledged write survives.

    ``memory``: the death of our processes. ``logged``: also that of the store's process, because the store
    logs what it keeps. ``replicated``: also the loss of any one machine of the store; a write that too few
    replicas confirm in time raises StoreUnconfirmed.
    """

    MEMORY = "memory"
    LOGGED = "logged"
    REPLICATED = "replicated"


class Write(msgspec.Struct, frozen=True, kw_only=True):
    """The conditions under which a write may happen.

    ``operation_id``: the same id sent again has no second effect and the same outcome; made up when missing.
    ``expected_version``: refuse with VersionConflict unless the session is at this version; 0 means "must
    not exist", and a session that is gone is at version 0. With ``expected_timeline``, where that is not
    empty, the same version on another timeline is refused as StateRegressed.
    ``lock_token``: refuse with LockLost unless this token holds the session's lock.
    ``alone``: refuse with LockTaken while another holds it, as if the lock were taken for this one step.
    ``durability``: what the write must survive; the store's own level when missing, and StoreMisconfigured
    where the store cannot keep it.
    """

    operation_id: str | None = None
    expected_version: int | None = None
    expected_timeline: str = ""
    lock_token: str | None = None
    alone: bool = False
    durability: Durability | None = None


class Promise(msgspec.Struct, frozen=True):
    """Whether a store keeps a promise: True, False, or None where it cannot be told; and why."""

    is_kept: bool | None
    reason: str = ""


class Lock(msgspec.Struct, frozen=True):
    """A lock as it was taken.

    ``fence`` is above that of every earlier holder; what is written elsewhere carries it, so that an older
    one can be refused there. ``asked_seconds`` is when the lock was asked for on the store's monotonic clock,
    from where its lease may be counted: the store began to count no earlier.
    """

    session_id: str
    token: str
    fence: int
    asked_seconds: float


class SessionPage(msgspec.Struct, frozen=True):
    """Some session ids of one tenant in a stable order, and the cursor for the next page."""

    ids: tuple[str, ...]
    next_cursor: str | None


class TenantPage(msgspec.Struct, frozen=True):
    """Some tenants in a stable order, and the cursor for the next page."""

    tenants: tuple[str, ...]
    next_cursor: str | None


class JournalHealth(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept on this machine for a store that was away.

    ``entries`` are writes of ``sessions`` that wait to be sent, the oldest since ``oldest`` (seconds since
    1970); ``conflicts`` wait for somebody to resolve them.
    """

    location: str
    entries: int
    sessions: int
    conflicts: int
    size_bytes: int
    oldest: float | None = None


class StoreHealth(msgspec.Struct, frozen=True, kw_only=True):
    """What ``doctor`` shows of a store: where it is, without secrets, and what it can promise.

    ``problem`` is the code of what is wrong with it, None where it takes reads and writes. ``breakers`` are
    the servers that are not asked at present, and the state of each one's breaker.
    """

    kind: str
    location: str
    available: bool
    detail: str
    promises: dict[str, Promise]
    problem: str | None = None
    breakers: dict[str, str] = {}
    journal: JournalHealth | None = None


class SessionStore(Protocol):
    """Sessions, their locks and their lives. All times are seconds.

    Every method raises InvalidRequest for a malformed id or lifetime,
    StoreUnavailable when the store does not answer within its limit,
    CorruptRecord when what is stored is damaged.
    """

    async def get_session(
        self, session_id: str, *, seen_version: int = 0, seen_timeline: str = ""
    ) -> Session | None:
        """Return the session, or None when there is none or its life is over.

        ``seen_version`` is the newest version that the caller knows of, and ``seen_timeline`` its timeline;
        a session that is older, or that did not come to where it is by way of that version, raises
        StateRegressed, or StoreUnavailable where it is only what this machine knows of a store that is away.
        """
        ...

    async def set_session(
        self, session_id: str, state: State, ttl: float | None = None, *, write: Write = Write()
    ) -> Session:
        """Replace the whole state, creating the session where needed.

        ``ttl`` None keeps the session's own lifetime, counted anew from now.
        """
        ...

    async def update_session(
        self,
        session_id: str,
        sections: Mapping[str, object],
        *,
        remove: tuple[str, ...] = (),
        write: Write = Write(),
    ) -> Session | None:
        """Write only the named sections and remove others; None when there is no such session.

        Its life is counted anew from now. The state of the answer holds only the sections written.
        """
        ...

    async def create_session_if_not_exists(
        self, session_id: str, initial: State, ttl: float | None = None
    ) -> Session:
        """Create the session in one step; whoever comes second gets the first one's session."""
        ...

    async def clear_session(self, session_id: str) -> bool:
        """Remove the session and everything that hangs on it; False when there was none."""
        ...

    async def erase_session(self, session_id: str, *, dry_run: bool = False) -> Erasure:
        """Remove the session and everything that was ever kept of it, and report what was removed.

        Unlike ``clear_session`` it goes through whatever may hold the session's data although the session is
        gone: what was set aside, who waits, lists. Cut off in the middle it can be asked for again.
        A ``dry_run`` reports what there is to remove, and removes nothing.
        """
        ...

    async def erase_tenant(self, tenant: str, *, dry_run: bool = False) -> Erasure:
        """Do so for every session of a tenant, and for what is kept of the tenant itself.

        What is written meanwhile is found as long as new sessions keep coming, within limits; whoever erases
        a tenant stops its clients first. For whoever runs the store.
        """
        ...

    async def get_sessions(
        self, tenant: str, *, cursor: str | None = None, limit: int = PAGE_DEFAULT
    ) -> SessionPage:
        """List one tenant's living sessions, paged, in the order of their ids."""
        ...

    async def get_tenants(self, *, cursor: str | None = None, limit: int = PAGE_DEFAULT) -> TenantPage:
        """List the tenants that have living sessions, paged, in the order of their sessions' ids.

        For whoever runs the store: it names every tenant, so what it answers is shown to none of them.
        """
        ...

    async def acquire_lock(
        self, session_id: str, timeout: float | None = None, *, lease: float = LOCK_LEASE_DEFAULT_SECONDS
    ) -> str | None:
        """Take the session's lock and return its token; None when it is still taken after ``timeout``.

        ``timeout`` None or 0 tries once, and overtakes nobody who waits. Whoever waits is served in the order
        of arrival. The lock ends by itself after ``lease``.
        """
        ...

    async def take_lock(
        self, session_id: str, timeout: float | None = None, *, lease: float = LOCK_LEASE_DEFAULT_SECONDS
    ) -> Lock | None:
        """Do what ``acquire_lock`` does, and return the fencing number with the token."""
        ...

    async def release_lock(self, session_id: str, token: str) -> bool:
        """Release the lock if ``token`` holds it; a wrong token releases nothing and gives False."""
        ...

    async def renew_lock(
        self, session_id: str, token: str, *, lease: float = LOCK_LEASE_DEFAULT_SECONDS
    ) -> bool:
        """Extend the lease if ``token`` holds the lock."""
        ...

    @property
    def clock(self) -> Clock:
        """Return the clock that waits and leases are counted on here."""
        ...

    async def extend_session_ttl(self, session_id: str, ttl: float) -> bool:
        """Let the session live ``ttl`` from now and from each later write; False when there is none."""
        ...

    async def get_session_ttl(self, session_id: str) -> float | None:
        """Return the seconds the session has left, None when there is none."""
        ...

    async def health(self) -> StoreHealth:
        """Say what this store is and what it can promise; never raises for a store that is away."""
        ...

    async def close(self) -> None:
        """Give back connections and files. Calling it twice is harmless."""
        ...


def check_session_id(session_id: str) -> str:
    """Return the id if it has the form ``<tenant>.<name>``; raise InvalidRequest otherwise."""
    if not _ID.fullmatch(session_id):
        raise InvalidRequest(
            f"{session_id[:80]!r} is not a session id.",
            hint="A session id is <tenant>.<name>, each part 1 to 64 of A-Z a-z 0-9 _ -.",
        )
    return session_id


def check_ttl(ttl: float) -> float:
    """Return the lifetime if it is above 0 and at most 400 days; raise InvalidRequest otherwise."""
    if not 0 < ttl <= TTL_SECONDS_MAX:
        raise InvalidRequest(
            f"A lifetime of {ttl} seconds cannot be kept.",
            hint=f"Use more than 0 and at most {TTL_SECONDS_MAX:.0f}.",
        )
    return ttl
