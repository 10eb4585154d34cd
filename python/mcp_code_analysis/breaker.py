"""Not asking what does not answer: a circuit breaker, as a table of states and the few effects around it.

Closed, calls pass. After some failures in a row it is open, and calls fail at once. After a while one call
may try (half open): its success closes the breaker, its failure opens it for longer.
Knows no store; who calls says what counts as a failure. Sends and sleeps nothing.
"""

from __future__ import annotations

import enum
import random
import time
from collections.abc import Callable
from typing import Final

import msgspec


class State(enum.StrEnum):
    """Whether calls pass."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Ending(enum.StrEnum):
    """How a call ended. One that was cancelled says nothing about who was called."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Policy(msgspec.Struct, frozen=True):
    """After how many failures in a row a breaker opens, and for how long.

    Each opening that follows a failed try is ``growth`` times longer, up to the maximum. Openings are
    shortened by up to ``jitter`` of their length, so that callers do not come back all at once.
    """

    failures_max: int = 3
    open_seconds: float = 0.5
    open_seconds_max: float = 2.0
    growth: float = 2.0
    jitter: float = 0.2


class Condition(msgspec.Struct, frozen=True):
    """What a breaker knows. ``opening`` counts how often it opened, and so tells old calls from new ones."""

    state: State = State.CLOSED
    failures: int = 0
    opening: int = 0
    open_until: float = 0.0
    open_seconds: float = 0.0


Step = Callable[[Condition, Policy, float, float], Condition]


def _counted(condition: Condition, policy: Policy, now: float, chance: float) -> Condition:
    failed = msgspec.structs.replace(condition, failures=condition.failures + 1)
    return failed if failed.failures < policy.failures_max else _opened(failed, policy, now, chance)


def _opened(condition: Condition, policy: Policy, now: float, chance: float) -> Condition:
    longer = condition.open_seconds * policy.growth or policy.open_seconds
    seconds = min(longer, policy.open_seconds_max)
    until = now + seconds * (1 - policy.jitter * chance)
    return Condition(State.OPEN, 0, condition.opening + 1, until, seconds)


def _closed(condition: Condition, policy: Policy, now: float, chance: float) -> Condition:  # noqa: ARG001
    return Condition(opening=condition.opening)


def _freed(condition: Condition, policy: Policy, now: float, chance: float) -> Condition:  # noqa: ARG001
    return msgspec.structs.replace(condition, state=State.OPEN, open_until=now)


def _same(condition: Condition, policy: Policy, now: float, chance: float) -> Condition:  # noqa: ARG001
    return condition


TABLE: Final[dict[tuple[State, Ending], Step]] = {
    (State.CLOSED, Ending.SUCCEEDED): _closed,
    (State.CLOSED, Ending.FAILED): _counted,
    (State.CLOSED, Ending.CANCELLED): _same,
    (State.OPEN, Ending.SUCCEEDED): _same,
    (State.OPEN, Ending.FAILED): _same,
    (State.OPEN, Ending.CANCELLED): _same,
    (State.HALF_OPEN, Ending.SUCCEEDED): _closed,
    (State.HALF_OPEN, Ending.FAILED): _opened,
    (State.HALF_OPEN, Ending.CANCELLED): _freed,
}
"""What an ending does to a breaker, for a call that was let through since its last opening."""


def admitted(condition: Condition, now: float) -> Condition | None:
    """Return the condition once a call is let through, None when it may not be."""
    match condition.state:
        case State.CLOSED:
            return condition
        case State.OPEN if now >= condition.open_until:
            return msgspec.structs.replace(condition, state=State.HALF_OPEN)
        case _:
            return None


def ended(
    condition: Condition, opening: int, ending: Ending, policy: Policy, now: float, chance: float
) -> Condition:
    """Return the condition after a call ended that was let through at that opening; 0 <= ``chance`` < 1."""
    if opening != condition.opening:
        # It began before the breaker opened last, so it says nothing about now.
        return condition
    return TABLE[condition.state, ending](condition, policy, now, chance)


class Breaker:
    """A breaker that is asked before each call and told how it ended, exactly once."""

    def __init__(
        self,
        policy: Policy | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._policy = policy or Policy()
        self._clock = clock
        self._chance = chance
        self.condition = Condition()

    def admit(self) -> int | None:
        """Let a call through and return what it is told back with; None when it must not be made."""
        condition = admitted(self.condition, self._clock())
        if condition is None:
            return None
        self.condition = condition
        return condition.opening

    def end(self, opening: int, ending: Ending) -> None:
        """Take note of how the call ended that was let through with that number."""
        self.condition = ended(self.condition, opening, ending, self._policy, self._clock(), self._chance())

    @property
    def retry_after(self) -> float:
        """Return the seconds after which asking may be worth it."""
        wait = self.condition.open_until - self._clock()
        return wait if wait > 0 else self._policy.open_seconds
