"""Time, as the stores are given it.

Nothing in ``sessions`` asks the operating system for the time in any other way.
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """What a store needs of time."""

    def time(self) -> float:
        """Return the seconds since 1970, which lifetimes are counted in."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back, which waits are counted in."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after that time."""
        ...


class SystemClock:
    """The machine's own clock."""

    def time(self) -> float:
        """Return the seconds since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Return the machine's monotonic seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let other tasks run for that time."""
        await asyncio.sleep(seconds)
