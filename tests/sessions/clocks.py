"""A clock that only a test turns."""

from __future__ import annotations

import asyncio


class HandClock:
    """Time stands still until ``turn``; whoever sleeps wakes when its time has come."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def time(self) -> float:
        return 1_800_000_000.0 + self._seconds

    def monotonic(self) -> float:
        return self._seconds

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
