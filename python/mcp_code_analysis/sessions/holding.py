"""Working under a session's lock: the lock is kept while the work goes on, and the work ends when it is lost.

    async with hold(store, "acme.a", timeout=5) as held:
        await store.update_session("acme.a", {"n": 1}, write=Write(lock_token=held.token))

Whether a lock is still held is judged on the machine's own monotonic clock, from before it was asked for, so
that a slow answer or a step of any clock never makes it last longer here than in the store.
Never takes a lock twice: who holds it and calls on passes its ``Holding`` on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from types import TracebackType
from typing import Final, Self

from mcp_code_analysis.errors import InvalidRequest, LockLost, LockTaken, StoreError
from mcp_code_analysis.sessions.locks import check_lease, check_timeout, done_within
from mcp_code_analysis.sessions.store import (
    LOCK_LEASE_DEFAULT_SECONDS,
    Lock,
    SessionStore,
    check_session_id,
)

RENEWED_AFTER: Final = 1 / 3
"""The part of a lease after which it is renewed."""

TRIED_AGAIN_AFTER: Final = 1 / 12
"""The part of a lease after which a renewal that failed is tried again."""

RELIED_ON: Final = 19 / 20
"""The part of a lease that is relied on; the rest is for clocks that run unevenly, and for stopping."""

log = logging.getLogger(__name__)


class Holding:
    """A lock that is held. What is written elsewhere carries ``fence``, so an older one can be refused."""

    def __init__(self, store: SessionStore, lock: Lock, lease: float) -> None:
        self._store = store
        self._lease = lease
        self._asked = lock.asked_seconds
        self._is_lost = False
        self.session_id: Final = lock.session_id
        self.token: Final = lock.token
        self.fence: Final = lock.fence

    @property
    def remaining_seconds(self) -> float:
        """Return how long the lock may be relied on if it is not renewed; 0 when it is lost."""
        until = self._asked + self._lease * RELIED_ON
        return 0.0 if self._is_lost else max(0.0, until - self._store.clock.monotonic())

    def check(self) -> None:
        """Raise LockLost unless the lock is held; call it before what cannot be taken back."""
        if not self.remaining_seconds:
            raise lost(self.session_id)

    async def kept(self) -> None:
        """Renew the lease again and again; return when the lock is lost."""
        clock, due = self._store.clock, self._asked + self._lease * RENEWED_AFTER
        while left := self.remaining_seconds:
            await clock.sleep(min(max(0.0, due - clock.monotonic()), left))
            asked = clock.monotonic()
            match await self._renewed():
                case True:
                    self._asked, due = asked, asked + self._lease * RENEWED_AFTER
                case False:
                    break
                case None:
                    due = clock.monotonic() + self._lease * TRIED_AGAIN_AFTER
        self._is_lost = True

    async def release(self) -> None:
        """Give the lock back. A store that is away keeps it until its lease ends."""
        self._is_lost = True
        with contextlib.suppress(StoreError):
            if not await self._store.release_lock(self.session_id, self.token):
                log.warning("the lock of session %s had ended before it was released", self.session_id)

    async def _renewed(self) -> bool | None:
        """Say whether the lock runs on; None when the store did not say, and it may be asked again."""
        renewing = asyncio.ensure_future(
            self._store.renew_lock(self.session_id, self.token, lease=self._lease)
        )
        try:
            await done_within(renewing, self.remaining_seconds, self._store.clock)
            # An answer that comes after the time for which the last one stood is too late.
            if not renewing.done() or not self.remaining_seconds:
                return False
            return renewing.result()
        except StoreError as error:
            log.warning("the lock of session %s could not be renewed: %s", self.session_id, error.code)
            return None if error.retryable else False
        finally:
            renewing.cancel()


class _Keeping:
    """Keeps locks for the task that enters it, and cancels that task when one of them is lost."""

    def __init__(self, store: SessionStore, lease: float) -> None:
        self._store = store
        self._lease = lease
        self._holdings: list[Holding] = []
        self._keepers: list[asyncio.Task[None]] = []
        self._lost: str | None = None

    async def __aenter__(self) -> Self:
        task = asyncio.current_task()
        assert task is not None, "only a task can wait for this"  # noqa: S101 - asyncio runs nothing else
        self._task = task
        self._cancelling = task.cancelling()
        return self

    def keep(self, lock: Lock) -> Holding:
        """Keep one more lock."""
        holding = Holding(self._store, lock, self._lease)
        keeper = asyncio.ensure_future(self._kept(holding))
        self._holdings.append(holding)
        self._keepers.append(keeper)
        return holding

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for keeper in self._keepers:
            keeper.cancel()
        # Released whatever happens: who cancels now waits for that.
        releasing = asyncio.ensure_future(self._released())
        is_interrupted = False
        while not releasing.done():
            try:
                await asyncio.wait([releasing])
            except asyncio.CancelledError:
                is_interrupted = True
        is_cancelled = is_interrupted
        if self._lost is not None:
            # Our own request to cancel is answered by LockLost; anybody else's is left standing.
            is_cancelled = self._task.uncancel() > self._cancelling
            if not is_cancelled and kind in (None, asyncio.CancelledError):
                raise lost(self._lost) from None
        if is_cancelled and kind is None:
            raise asyncio.CancelledError

    async def _kept(self, holding: Holding) -> None:
        await holding.kept()
        if self._lost is None:
            self._lost = holding.session_id
            self._task.cancel()

    async def _released(self) -> None:
        await asyncio.gather(*self._keepers, return_exceptions=True)
        for holding in reversed(self._holdings):
            await holding.release()


@contextlib.asynccontextmanager
async def hold(
    store: SessionStore,
    session_id: str,
    *,
    timeout: float | None = None,
    lease: float = LOCK_LEASE_DEFAULT_SECONDS,
    within: Holding | None = None,
) -> AsyncIterator[Holding]:
    """Hold a session's lock as long as the block lasts; raise LockTaken when it is not free in time.

    When the lock is lost the block is cancelled, and LockLost raised in its place.
    ``within`` is the same lock as a caller holds it already: it is used as it is, and not released.
    """
    if within is not None:
        if within.session_id != session_id:
            raise InvalidRequest(f"The lock of session {within.session_id} is not that of {session_id}.")
        within.check()
        yield within
        return
    async with hold_many(store, (session_id,), timeout=timeout, lease=lease) as held:
        yield held[session_id]


@contextlib.asynccontextmanager
async def hold_many(
    store: SessionStore,
    session_ids: Iterable[str],
    *,
    timeout: float | None = None,
    lease: float = LOCK_LEASE_DEFAULT_SECONDS,
) -> AsyncIterator[Mapping[str, Holding]]:
    """Hold the locks of several sessions, or none of them; ``timeout`` is for all together.

    They are taken in the order of their ids, so that two who want the same ones never wait for each other.
    """
    ids = sorted({check_session_id(session_id) for session_id in session_ids})
    check_lease(lease)
    deadline = store.clock.monotonic() + (check_timeout(timeout) or 0.0)
    async with _Keeping(store, lease) as keeping:
        held: dict[str, Holding] = {}
        for session_id in ids:
            left = max(0.0, deadline - store.clock.monotonic())
            lock = await store.take_lock(session_id, left, lease=lease)
            if lock is None:
                raise LockTaken(
                    f"The lock of session {session_id} was not free within {timeout or 0:g} seconds.",
                    hint="Call again, or wait longer.",
                    retry_after=1.0,
                )
            held[session_id] = keeping.keep(lock)
        yield held


def lost(session_id: str) -> LockLost:
    """Say that the holder's time was over before its work was."""
    return LockLost(
        f"The lock of session {session_id} was lost while work went on under it.",
        hint="Another may have held it meanwhile: look at what was written, then do the work again.",
    )
