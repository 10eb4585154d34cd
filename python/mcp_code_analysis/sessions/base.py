"""What every store does the same way: checks at the door, sealing, waiting for locks, setting damage aside.

A store adds the primitives below the line; each of them is one atomic step.
Refuses to know how anything is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from abc import abstractmethod
from collections.abc import Coroutine, Mapping
from types import TracebackType
from typing import Final, Self

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.errors import (
    CorruptRecord,
    InvalidRequest,
    StoreError,
    StoreMisconfigured,
    StoreUnavailable,
    StoreUnconfirmed,
)
from mcp_code_analysis.sessions import locks, pages
from mcp_code_analysis.sessions.clock import Clock
from mcp_code_analysis.sessions.erasing import Erasing
from mcp_code_analysis.sessions.records import (
    QUARANTINE_SECONDS,
    Format,
    Record,
    check_section,
    seal_sections,
    unseal_sections,
)
from mcp_code_analysis.sessions.rules import (
    Applied,
    Change,
    Mode,
    check_version,
    known_too_old,
    milliseconds,
    operation_of,
    regressed,
)
from mcp_code_analysis.sessions.store import (
    LOCK_LEASE_DEFAULT_SECONDS,
    PAGE_DEFAULT,
    TTL_DEFAULT_SECONDS,
    Durability,
    Lock,
    Session,
    SessionPage,
    State,
    StoreHealth,
    TenantPage,
    Write,
    check_session_id,
    check_ttl,
)
from mcp_code_analysis.tenants import check_tenant

GIVING_UP_PAUSE_SECONDS: Final = 0.25
"""Between tries to give a lock back to a store that is away."""


class StoreBase(Erasing):
    """A ``SessionStore`` made of the primitives that a kind of store provides.

    ``durabilities`` are the levels that it can keep; a damaged record is kept for ``set_aside_seconds``.
    """

    durabilities: frozenset[Durability] = frozenset({Durability.MEMORY})
    set_aside_seconds: float = QUARANTINE_SECONDS

    def __init__(
        self, clock: Clock, keyring: Sealer | None = None, waiting: locks.Waiting | None = None
    ) -> None:
        self._clock = clock
        self._keyring = keyring
        self._waiting = waiting or locks.Waiting()
        self._form: Format = "messagepack"
        self._background: set[asyncio.Task[None]] = set()
        self._closing = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def get_session(
        self, session_id: str, *, seen_version: int = 0, seen_timeline: str = ""
    ) -> Session | None:
        """Return the session, or None when there is none or its life is over."""
        record = await self._load(check_session_id(session_id))
        if record and record.has_lost(seen_version, seen_timeline):
            older = known_too_old if record.origin.is_stale else regressed
            raise older(session_id, seen_version, record.version)
        return await self._opened(session_id, record) if record else None

    async def set_session(
        self, session_id: str, state: State, ttl: float | None = None, *, write: Write = Write()
    ) -> Session:
        """Replace the whole state, creating the session where needed."""
        lifetime_ms = 0 if ttl is None else milliseconds(check_ttl(ttl))
        change = self._change(session_id, Mode.SET, state, write, lifetime_ms=lifetime_ms)
        return _made(change, state, await self._apply(change))

    async def update_session(
        self,
        session_id: str,
        sections: Mapping[str, object],
        *,
        remove: tuple[str, ...] = (),
        write: Write = Write(),
    ) -> Session | None:
        """Write only the named sections and remove others; None when there is no such session."""
        if both := sections.keys() & set(remove):
            raise InvalidRequest(f"Section {min(both)} is to be written and removed at once.")
        change = self._change(session_id, Mode.UPDATE, sections, write, remove=remove)
        applied = await self._apply(change)
        if not applied.version:
            return None
        return _made(change, sections, applied)

    async def create_session_if_not_exists(
        self, session_id: str, initial: State, ttl: float | None = None
    ) -> Session:
        """Create the session in one step; whoever comes second gets the first one's session."""
        lifetime_ms = milliseconds(TTL_DEFAULT_SECONDS if ttl is None else check_ttl(ttl))
        change = self._change(session_id, Mode.CREATE, initial, Write(), lifetime_ms=lifetime_ms)
        applied = await self._apply(change)
        if applied.existing:
            return await self._opened(session_id, applied.existing)
        return _made(change, initial, applied)

    async def clear_session(self, session_id: str) -> bool:
        """Remove the session and everything that hangs on it; False when there was none."""
        return "sessions" in await self._erase(check_session_id(session_id))

    async def get_sessions(
        self, tenant: str, *, cursor: str | None = None, limit: int = PAGE_DEFAULT
    ) -> SessionPage:
        """List one tenant's living sessions, paged, in the order of their ids."""
        after = pages.position_of(cursor, check_tenant(tenant))
        ids, last = await self._page(tenant, after, pages.check_limit(limit))
        return SessionPage(tuple(ids), pages.cursor_after(last) if last else None)

    async def get_tenants(self, *, cursor: str | None = None, limit: int = PAGE_DEFAULT) -> TenantPage:
        """List the tenants that have living sessions, paged, in the order of their sessions' ids."""
        after = pages.tenant_position_of(cursor)
        tenants, last = await self._tenants(after, pages.check_limit(limit))
        return TenantPage(tuple(tenants), pages.cursor_after(last) if last else None)

    async def acquire_lock(
        self, session_id: str, timeout: float | None = None, *, lease: float = LOCK_LEASE_DEFAULT_SECONDS
    ) -> str | None:
        """Take the session's lock and return its token; None when it is still taken after ``timeout``."""
        lock = await self.take_lock(session_id, timeout, lease=lease)
        return lock.token if lock else None

    async def take_lock(
        self, session_id: str, timeout: float | None = None, *, lease: float = LOCK_LEASE_DEFAULT_SECONDS
    ) -> Lock | None:
        """Do what ``acquire_lock`` does, and return the fencing number with the token."""
        check_session_id(session_id)
        lease_ms = milliseconds(locks.check_lease(lease))
        seconds = locks.check_timeout(timeout) or 0.0
        return await self._wait_for_lock(session_id, locks.new_token(), lease_ms, seconds)

    async def release_lock(self, session_id: str, token: str) -> bool:
        """Release the lock if ``token`` holds it; a wrong token releases nothing and gives False."""
        return await self._drop(check_session_id(session_id), token)

    async def renew_lock(
        self, session_id: str, token: str, *, lease: float = LOCK_LEASE_DEFAULT_SECONDS
    ) -> bool:
        """Extend the lease if ``token`` holds the lock."""
        return await self._renew(check_session_id(session_id), token, milliseconds(locks.check_lease(lease)))

    async def extend_session_ttl(self, session_id: str, ttl: float) -> bool:
        """Let the session live ``ttl`` from now and from each later write; False when there is none."""
        return await self._touch(check_session_id(session_id), milliseconds(check_ttl(ttl)))

    async def get_session_ttl(self, session_id: str) -> float | None:
        """Return the seconds the session has left, None when there is none."""
        remaining_ms = await self._remaining_ms(check_session_id(session_id))
        return None if remaining_ms is None else remaining_ms / 1000

    @property
    def clock(self) -> Clock:
        """Return the clock that waits and leases are counted on here."""
        return self._clock

    async def close(self) -> None:
        """Give back connections and files. Calling it twice is harmless."""
        self._closing = True
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._close()

    def _change(
        self,
        session_id: str,
        mode: Mode,
        sections: Mapping[str, object],
        write: Write,
        *,
        remove: tuple[str, ...] = (),
        lifetime_ms: int = 0,
    ) -> Change:
        """Check and seal what is to be written."""
        return Change(
            session_id=check_session_id(session_id),
            mode=mode,
            sections=seal_sections(session_id, sections, self._keyring, self._form),
            removed=tuple(check_section(name) for name in dict.fromkeys(remove)),
            lifetime_ms=lifetime_ms,
            operation_id=operation_of(write),
            expected_version=check_version(write.expected_version),
            expected_timeline=write.expected_timeline,
            lock_token=write.lock_token,
            alone=write.alone,
            durability=self._durability(write),
        )

    async def _opened(self, session_id: str, record: Record) -> Session:
        try:
            state, harmed = unseal_sections(session_id, record.sections, self._keyring)
            return Session(
                session_id, state, record.version, harmed, timeline=record.timeline, origin=record.origin
            )
        except CorruptRecord as error:
            await self._set_aside(session_id, record.version, error.message)
            raise

    async def _wait_for_lock(self, session_id: str, token: str, lease_ms: int, seconds: float) -> Lock | None:
        deadline = self._clock.monotonic() + seconds
        with contextlib.ExitStack() as stack:
            waiter = stack.enter_context(self._waiting.joined(session_id, token, self._clock))
            for number in itertools.count():
                asked = self._clock.monotonic()
                attempt = await self._try_lock(session_id, token, lease_ms, waits=asked < deadline)
                if attempt.fence is not None:
                    return Lock(session_id, token, attempt.fence, asked)
                left = deadline - self._clock.monotonic()
                if left <= 0:
                    break
                if number == 0:
                    stack.enter_context(self._messages(session_id))
                try:
                    await self._turn(waiter, session_id, token, min(left, attempt.again_ms / 1000))
                except BaseException:
                    self._in_background(self._give_up(session_id, token, lease_ms))
                    raise
        if seconds:
            with contextlib.suppress(StoreError):
                await self._drop(session_id, token)
        return None

    async def _try_lock(self, session_id: str, token: str, lease_ms: int, *, waits: bool) -> locks.Attempt:
        asking = asyncio.ensure_future(self._take(session_id, token, lease_ms, waits=waits))
        try:
            # Unlike awaiting it, this does not cancel the attempt: its outcome has to be known.
            await asyncio.wait([asking])
            attempt = asking.result()
        except (asyncio.CancelledError, StoreUnavailable, StoreUnconfirmed):
            # The lock may be taken all the same, for a caller that is gone or was told otherwise. One that
            # replicas did not confirm is not to be relied on, so it is given back as well.
            self._in_background(self._give_up(session_id, token, lease_ms, asking))
            raise
        if attempt is None:
            raise locks.line_is_full(session_id)
        return attempt

    async def _give_up(
        self,
        session_id: str,
        token: str,
        lease_ms: int,
        asking: asyncio.Future[locks.Attempt | None] | None = None,
    ) -> None:
        """Drop the lock, and go on trying while the store is away and the lease would hold it."""
        if asking:
            await asyncio.gather(asking, return_exceptions=True)
        lease_ends = self._clock.monotonic() + lease_ms / 1000
        while True:
            try:
                await self._drop(session_id, token)
            except StoreUnavailable:
                if self._closing or self._clock.monotonic() >= lease_ends:
                    return
            except StoreError:
                return
            else:
                return
            await self._clock.sleep(GIVING_UP_PAUSE_SECONDS)

    def _messages(self, session_id: str) -> contextlib.AbstractContextManager[None]:  # noqa: ARG002
        """Wake those whose turn another process says it is, as long as the block lasts."""
        return contextlib.nullcontext()

    async def _turn(self, waiter: locks.Waiter, session_id: str, token: str, seconds: float) -> None:  # noqa: ARG002
        """Wait until it may be the token's turn, at most that long."""
        await waiter.woken_within(seconds)

    def _in_background(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)

    def _durability(self, write: Write) -> Durability | None:
        if write.durability is not None and write.durability not in self.durabilities:
            raise StoreMisconfigured(
                f"This store keeps no write at durability {write.durability}.",
                hint=f"It keeps {', '.join(sorted(self.durabilities))}; another needs another store.",
            )
        return write.durability

    # The primitives.

    @abstractmethod
    async def health(self) -> StoreHealth:
        """Say what this store is and what it can promise."""

    @abstractmethod
    async def _load(self, session_id: str) -> Record | None:
        """Read a living session whole, from one instant."""

    @abstractmethod
    async def _apply(self, change: Change) -> Applied:
        """Make the change if it may be made."""

    @abstractmethod
    async def _set_aside(self, session_id: str, version: int, reason: str) -> None:
        """Move a damaged session out of the way, unless it has changed since that version was read."""

    @abstractmethod
    async def _page(self, tenant: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        """List ids after a position, and the position to go on from when there may be more."""

    @abstractmethod
    async def _tenants(self, after: str | None, limit: int) -> tuple[list[str], str | None]:
        """List tenants after one, and the one to go on from when there may be more."""

    @abstractmethod
    async def _take(self, session_id: str, token: str, lease_ms: int, *, waits: bool) -> locks.Attempt | None:
        """Take the lock for ``token`` if it is free and nobody alive came before, or if ``token`` has it.

        Otherwise ``token`` stands in the line from now on where it ``waits``; None when the line is full.
        """

    @abstractmethod
    async def _drop(self, session_id: str, token: str) -> bool:
        """Free the lock if ``token`` has it, leave the line, and wake whoever is first in it by now."""

    @abstractmethod
    async def _renew(self, session_id: str, token: str, lease_ms: int) -> bool:
        """Let the lock run for the whole lease again if ``token`` has it."""

    @abstractmethod
    async def _touch(self, session_id: str, lifetime_ms: int) -> bool:
        """Give the session this lifetime, from now."""

    @abstractmethod
    async def _remaining_ms(self, session_id: str) -> int | None:
        """Say how long the session still lives."""

    @abstractmethod
    async def _close(self) -> None:
        """Give back connections and files."""


def _made(change: Change, state: State, applied: Applied) -> Session:
    return Session(
        change.session_id, dict(state), applied.version, timeline=applied.timeline, origin=applied.origin
    )
