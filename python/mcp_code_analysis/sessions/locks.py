"""Waiting for a session's lock: the same way in every store.

Asks again after short, uneven pauses until the time is up; knows no store.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Awaitable, Callable
from typing import Final

from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.sessions.clock import Clock

LEASE_SECONDS_MAX: Final = 24 * 3600.0
WAIT_SECONDS_MAX: Final = 3600.0
PAUSE_SECONDS_MIN: Final = 0.02
PAUSE_SECONDS_MAX: Final = 0.05


async def wait_for_lock(take: Callable[[], Awaitable[bool]], timeout: float | None, clock: Clock) -> bool:
    """Call ``take`` until it succeeds or ``timeout`` is over; None and 0 try once."""
    deadline = clock.monotonic() + (timeout or 0.0)
    while not await take():
        left = deadline - clock.monotonic()
        if left <= 0:
            return False
        pause = random.uniform(PAUSE_SECONDS_MIN, PAUSE_SECONDS_MAX)  # noqa: S311 - spreads waiters, keeps no secret
        await clock.sleep(min(left, pause))
    return True


def new_token() -> str:
    """Return a token nobody can guess."""
    return secrets.token_urlsafe(18)


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
