"""The waiting line for a session's lock, as far as it is the same in every store.

A waiter stands in the store's line and is woken when its turn has come; it looks by itself at the latest
each ``POLL_MS``, which also tells the others that it lives. Knows no store.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Iterator
from typing import Any, Final, TypeVar

import msgspec

from mcp_code_analysis.errors import InvalidRequest, LimitExceeded
from mcp_code_analysis.sessions.clock import Clock

T = TypeVar("T")

LEASE_SECONDS_MAX: Final = 24 * 3600.0
WAIT_SECONDS_MAX: Final = 3600.0

POLL_MS: Final = 1000
"""How long a waiter goes without looking, should no message reach it."""

HEARTBEAT_MS: Final = 3000
"""How long a waiter that is not heard of keeps its place in the line."""

WAITERS_MAX: Final = 1000


class Attempt(msgspec.Struct, frozen=True):
    """What came of asking for a lock: its fencing number, or None and when to ask again at the latest."""

    fence: int | None
    again_ms: int = POLL_MS


class Waiter:
    """One who waits in this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def wake(self) -> None:
        """Let it look whether its turn has come."""
        if not self._woken.done():
            self._woken.set_result(None)

    async def woken_within(self, seconds: float) -> bool:
        """Wait to be woken, at most that long; say whether it was."""
        is_woken = await done_within(self._woken, seconds, self._clock)
        if is_woken:
            self._woken = asyncio.get_running_loop().create_future()
        return is_woken


class Waiting:
    """Everybody who waits for a lock in this process."""

    def __init__(self) -> None:
        self._waiters: dict[str, dict[str, Waiter]] = {}

    @contextlib.contextmanager
    def joined(self, session_id: str, token: str, clock: Clock) -> Iterator[Waiter]:
        """Be found by those who wake, as long as the block lasts."""
        waiters = self._waiters.setdefault(session_id, {})
        waiters[token] = waiter = Waiter(clock)
        try:
            yield waiter
        finally:
            del waiters[token]
            if not waiters and self._waiters.get(session_id) is waiters:
                del self._waiters[session_id]

    def wake(self, session_id: str, token: str) -> None:
        """Wake the one with that token, if it waits here."""
        if waiter := self._waiters.get(session_id, {}).get(token):
            waiter.wake()

    def wake_all(self, session_id: str) -> None:
        """Let everybody look who waits for that lock here: a message may have been lost."""
        for waiter in self._waiters.get(session_id, {}).values():
            waiter.wake()


async def done_within(future: asyncio.Future[T], seconds: float, clock: Clock) -> bool:
    """Wait for the future at most that long on the clock; say whether it is done."""
    if not future.done() and seconds > 0:
        timer = asyncio.ensure_future(clock.sleep(seconds))
        try:
            waited: list[asyncio.Future[Any]] = [future, timer]
            await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
    return future.done()


def new_token() -> str:
    """Return a token nobody can guess."""
    return secrets.token_urlsafe(18)


def line_is_full(session_id: str) -> LimitExceeded:
    """Say that too many wait already."""
    return LimitExceeded(
        f"{WAITERS_MAX} callers wait for the lock of session {session_id}, which is the limit.",
        hint="Wait for some of them to be served, then call again.",
        retry_after=1.0,
    )


def check_lease(lease: float) -> float:
    """Return the lease if it is above 0 and at most a day; raise InvalidRequest otherwise."""
    if not 0 < lease <= LEASE_SECONDS_MAX:
        raise InvalidRequest(
            f"A lease of {lease} seconds cannot be given.",
            hint=f"Use more than 0 and at most {LEASE_SECONDS_MAX:.0f}, and renew it while working.",
        )
    return lease


def check_timeout(timeout: float | None) -> float | None:
    """Return the wait if it is 0 to an hour, or None; raise InvalidRequest otherwise."""
    if timeout is not None and not 0 <= timeout <= WAIT_SECONDS_MAX:
        raise InvalidRequest(
            f"A wait of {timeout} seconds is not possible.", hint=f"Use 0 to {WAIT_SECONDS_MAX:.0f}."
        )
    return timeout
