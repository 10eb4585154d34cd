"""A clock that only a test turns."""

from __future__ import annotations

import asyncio


class HandClock:
    """Time stands still until ``turn``; whoever sleeps wakes when its time has come.

    ``step`` sets the wall clock, as an operator does; ``restart`` is what the machine does.
    """

    def __init__(self, *, boot: str = "boot-1") -> None:
        self.boot = boot
        self._seconds = 0.0
        self._stepped = 0.0
        self._booted = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def time(self) -> float:
        return 1_800_000_000.0 + self._seconds + self._stepped

    def monotonic(self) -> float:
        return self._seconds - self._booted

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._seconds + seconds, woken))
        await woken

    def turn(self, seconds: float) -> None:
        self._seconds += seconds
        for due, woken in self._sleepers:
            if due <= self._seconds and not woken.done():
                woken.set_result(None)
        self._sleepers = [(due, woken) for due, woken in self._sleepers if not woken.done()]

    def step(self, seconds: float) -> None:
        self._stepped += seconds

    def restart(self, boot: str) -> None:
        self.boot, self._booted = boot, self._seconds
