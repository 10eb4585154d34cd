"""The time that one attempt at a call may take.

Counts against a server only what the server took: where this process was held up when time was up, the
answer may be there already, and gets the time in which to be read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Final, TypeVar

T = TypeVar("T")

LATE_SECONDS: Final = 0.02
"""An event loop that is later than this was held up."""


class Attempt:
    """One attempt under way."""

    def __init__(self, seconds: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.time() + seconds
        self._limit = asyncio.timeout(None)
        self._timer = self._loop.call_at(self._until, self._end)
        self._was_held_up = False

    @property
    def is_over(self) -> bool:
        """Whether its time ran out."""
        return self._limit.expired()

    def extend(self, seconds: float) -> None:
        """Give it that much more time."""
        self._timer.cancel()
        self._until += seconds
        self._timer = self._loop.call_at(self._until, self._end)

    async def of(self, send: Callable[[], Awaitable[T]]) -> T:
        """Make the attempt; raise TimeoutError when its time runs out, and end what it does."""
        try:
            async with self._limit:
                return await send()
        finally:
            self._timer.cancel()

    def _end(self) -> None:
        late_seconds = self._loop.time() - self._until
        if late_seconds > LATE_SECONDS and not self._was_held_up:
            self._was_held_up = True
            self._until = self._loop.time()
            self.extend(late_seconds)
        else:
            self._limit.reschedule(self._loop.time())


ATTEMPT: Final[ContextVar[Attempt | None]] = ContextVar("attempt", default=None)
"""The attempt under way."""


async def attempted(send: Callable[[], Awaitable[T]], seconds: float) -> T:
    """Make one attempt that takes at most that long."""
    attempt = Attempt(seconds)
    ATTEMPT.set(attempt)
    return await attempt.of(send)
