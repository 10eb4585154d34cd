"""Time, as the stores are given it.

Nothing in ``sessions`` asks the operating system for the time in any other way.
"""

from __future__ import annotations

import asyncio
import functools
import time
from pathlib import Path
from typing import Final, Protocol

import msgspec

BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
OFFSETS: Final = Path("/proc/self/timens_offsets")


class Now(msgspec.Struct, frozen=True):
    """An instant: since 1970 by the wall clock, which can be set, and by the machine's own, which cannot.

    ``boot`` names the run of the machine that ``ticks_ms`` are counted in, "" where runs are not told apart.
    """

    wall_ms: int
    boot: str
    ticks_ms: int


class Clock(Protocol):
    """What a store needs of time."""

    @property
    def boot(self) -> str:
        """Name the run of the machine in which all its processes count ``monotonic`` alike, "" for none."""
        ...

    def time(self) -> float:
        """Return the seconds since 1970, which lifetimes are counted in."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back, which waits and leases are counted in."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after that time."""
        ...


class SystemClock:
    """The machine's own clock. On Linux it goes on while the machine sleeps, as a lease does."""

    def __init__(self) -> None:
        self._is_boot_time, self._boot, self._offset = _boot_clock()

    @property
    def boot(self) -> str:
        """Name the run of the machine."""
        return self._boot

    def time(self) -> float:
        """Return the seconds since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Return the seconds of the run of the machine."""
        if self._is_boot_time:
            return time.clock_gettime(time.CLOCK_BOOTTIME) - self._offset
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Let other tasks run for that time."""
        await asyncio.sleep(seconds)


def now(clock: Clock) -> Now:
    """Return the instant that it is on the clock."""
    return Now(int(clock.time() * 1000), clock.boot, int(clock.monotonic() * 1000))


@functools.cache
def _boot_clock() -> tuple[bool, str, float]:
    """Say whether time since the boot is known, the boot's name, and what a container's clock is ahead by."""
    if not hasattr(time, "CLOCK_BOOTTIME"):
        return False, "", 0.0
    try:
        boot = BOOT_ID.read_text(encoding="ascii").strip()
        return True, boot, offset_of(OFFSETS.read_text(encoding="ascii") if OFFSETS.exists() else "")
    except (OSError, ValueError):
        return True, "", 0.0


def offset_of(offsets: str) -> float:
    """Return the seconds by which a time namespace is ahead of the machine, from Linux's list of them."""
    for line in offsets.splitlines():
        name, *numbers = line.split()
        if name == "boottime" and len(numbers) == 2:
            return int(numbers[0]) + int(numbers[1]) / 1e9
    return 0.0
