"""How long an attempt may take: one timer in place of redis-py's three.

What it interrupts loses its connection. An answer that has arrived counts, however late this process comes
to read it: a loop that is busy is not a server that hangs.
"""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Final, Self

LATE_SECONDS: Final = 0.02
"""A loop that is later than this was held up."""


class Limit:
    """Raise TimeoutError in the block when its time is up."""

    def __init__(self, seconds: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.time() + seconds
        self._timeout = asyncio.timeout(None)
        self._timer: asyncio.TimerHandle | None = None
        self._was_late = False

    @property
    def is_over(self) -> bool:
        """Whether the time was up."""
        return self._timeout.expired()

    def extend(self, seconds: float) -> None:
        """Allow that much more."""
        if self._timer:
            self._timer.cancel()
        self._until += seconds
        self._timer = self._loop.call_at(self._until, self._end)

    async def __aenter__(self) -> Self:
        await self._timeout.__aenter__()
        self.extend(0.0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer:
            self._timer.cancel()
        await self._timeout.__aexit__(kind, error, trace)

    def _end(self) -> None:
        late_seconds = self._loop.time() - self._until
        if late_seconds > LATE_SECONDS and not self._was_late:
            # Whoever answers us may have been held up with us: the time comes back, once.
            self._was_late = True
            self._until = self._loop.time()
            self.extend(late_seconds)
            return
        # It takes effect in the loop's next round, after whoever was woken in this one.
        self._timeout.reschedule(self._loop.time())
