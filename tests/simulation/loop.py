"""An event loop on which time is a number and the order of waking is drawn from a seed.

Nothing waits: when nobody can run, the time becomes that of the next timer. Any schedule that comes up is one
that asyncio could have produced, and the seed brings it back.
"""

from __future__ import annotations

import asyncio
import random
import selectors
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any


class SimulatedLoop(asyncio.SelectorEventLoop):
    """asyncio's own loop, with its clock and its queue taken over."""

    def __init__(self, seed: int) -> None:
        super().__init__(selectors.SelectSelector())
        self.random = random.Random(seed)
        self._seconds = 0.0

    def time(self) -> float:
        return self._seconds

    def _run_once(self) -> None:
        loop: Any = self
        ready: list[asyncio.Handle] = list(loop._ready)
        timers = [timer for timer in loop._scheduled if not timer._cancelled]
        if not ready and timers:
            self._seconds = max(self._seconds, min(timer.when() for timer in timers))
        # Who became ready at the same moment may run in any order.
        self.random.shuffle(ready)
        loop._ready = deque(ready)
        super()._run_once()  # type: ignore[misc]


class SimulatedClock:
    """The loop's time as a store is given it; the time of day can be set."""

    boot = "simulated"

    def __init__(self, loop: SimulatedLoop) -> None:
        self._loop = loop
        self.step_seconds = 0.0

    def time(self) -> float:
        return 1_800_000_000.0 + self.step_seconds + self._loop.time()

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await passes(seconds)


async def passes(seconds: float) -> None:
    """Let that much of the loop's time pass, which takes none of ours."""
    loop = asyncio.get_running_loop()
    over: asyncio.Future[None] = loop.create_future()
    timer = loop.call_later(seconds, over.set_result, None)
    try:
        await over
    finally:
        timer.cancel()


def simulate(seeds: range, scene: Callable[[SimulatedLoop], Awaitable[None]]) -> None:
    """Play the scene once for each seed; what fails says with which."""

    async def played(loop: SimulatedLoop) -> None:
        await scene(loop)

    for seed in seeds:
        loop = SimulatedLoop(seed)
        try:
            with asyncio.Runner(loop_factory=lambda: loop) as runner:  # noqa: B023 - used at once
                runner.run(played(loop))
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
