"""The circuit breaker: in whatever order things happen, one try at a time, and old calls decide nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mcp_code_analysis.breaker import TABLE, Breaker, Ending, Policy, State

POLICY = Policy(failures_max=3, open_seconds=1.0, open_seconds_max=6.0, growth=2.0, jitter=0.2)


class Turned:
    """A clock that the test turns, and a chance that it names."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.chance = 0.0


def breaker_on(turned: Turned) -> Breaker:
    return Breaker(POLICY, clock=lambda: turned.seconds, chance=lambda: turned.chance)


def fail(breaker: Breaker) -> None:
    opening = breaker.admit()
    assert opening is not None
    breaker.end(opening, Ending.FAILED)


@pytest.fixture
def turned() -> Turned:
    return Turned()


@pytest.fixture
def opened(turned: Turned) -> Breaker:
    breaker = breaker_on(turned)
    for _ in range(3):
        fail(breaker)
    return breaker


def test_the_table_says_what_every_ending_does_in_every_state() -> None:
    assert set(TABLE) == {(state, ending) for state in State for ending in Ending}


def test_only_failures_in_a_row_open_it(turned: Turned) -> None:
    breaker = breaker_on(turned)
    for ending in [Ending.FAILED, Ending.FAILED, Ending.SUCCEEDED] * 5 + [Ending.CANCELLED] * 5:
        opening = breaker.admit()
        assert opening is not None
        breaker.end(opening, ending)
    assert breaker.condition.state is State.CLOSED


@pytest.mark.requirement("LOCK-8")
def test_while_open_nothing_passes_and_then_one_try_at_a_time(opened: Breaker, turned: Turned) -> None:
    assert opened.admit() is None
    assert 0 < opened.retry_after <= 1.0
    turned.seconds = 1.0
    tries = [opened.admit() for _ in range(20)]
    assert len([each for each in tries if each is not None]) == 1
    assert tries[0] is not None
    opened.end(tries[0], Ending.SUCCEEDED)
    assert opened.admit() is not None
    assert opened.admit() is not None


@pytest.mark.requirement("LOCK-8")
def test_a_try_that_is_cancelled_leaves_its_place_to_the_next(opened: Breaker, turned: Turned) -> None:
    turned.seconds = 1.0
    first = opened.admit()
    assert first is not None
    assert opened.admit() is None
    opened.end(first, Ending.CANCELLED)
    assert opened.admit() is not None
    assert opened.admit() is None


@pytest.mark.requirement("LOCK-8")
def test_the_late_success_of_an_old_call_does_not_close_it(turned: Turned) -> None:
    breaker = breaker_on(turned)
    late = breaker.admit()
    assert late is not None
    for _ in range(3):
        fail(breaker)
    breaker.end(late, Ending.SUCCEEDED)
    assert breaker.admit() is None
    turned.seconds = 1.0
    assert breaker.admit() is not None
    breaker.end(late, Ending.SUCCEEDED)
    assert breaker.condition.state is State.HALF_OPEN


def test_each_failed_try_opens_it_for_longer_up_to_a_maximum_and_success_forgets(
    opened: Breaker, turned: Turned
) -> None:
    lengths = []
    for _ in range(5):
        lengths.append(opened.condition.open_until - turned.seconds)
        turned.seconds = opened.condition.open_until
        fail(opened)
    assert lengths == [1.0, 2.0, 4.0, 6.0, 6.0]
    turned.seconds = opened.condition.open_until
    opening = opened.admit()
    assert opening is not None
    opened.end(opening, Ending.SUCCEEDED)
    turned.chance = 0.999
    for _ in range(3):
        fail(opened)
    assert 0.8 <= opened.condition.open_until - turned.seconds < 1.0


class BreakerMachine(RuleBasedStateMachine):
    """Calls that begin and end in any order, beside a model that only counts."""

    def __init__(self) -> None:
        super().__init__()
        self.turned = Turned()
        self.breaker = breaker_on(self.turned)
        self.under_way: list[tuple[int, bool]] = []

    @rule(seconds=st.floats(0.0, 3.0), chance=st.floats(0.0, 0.99))
    def pass_time(self, seconds: float, chance: float) -> None:
        self.turned.seconds += seconds
        self.turned.chance = chance

    @rule()
    def begin(self) -> None:
        before = self.breaker.condition
        opening = self.breaker.admit()
        is_due = self.turned.seconds >= before.open_until
        may_pass = before.state is State.CLOSED or (before.state is State.OPEN and is_due)
        assert (opening is not None) == may_pass
        if opening is not None:
            self.under_way.append((opening, before.state is State.OPEN))

    @precondition(lambda self: self.under_way)
    @rule(data=st.data(), ending=st.sampled_from(Ending))
    def end(self, data: st.DataObject, ending: Ending) -> None:
        number = data.draw(st.integers(0, len(self.under_way) - 1))
        opening, is_try = self.under_way.pop(number)
        before = self.breaker.condition
        self.breaker.end(opening, ending)
        after = self.breaker.condition
        if opening != before.opening:
            assert after == before
        if before.state is State.OPEN:
            assert after == before
        if before.state is not State.CLOSED and after.state is State.CLOSED:
            assert is_try
            assert ending is Ending.SUCCEEDED
        if after.opening != before.opening:
            assert after.state is State.OPEN
            assert after.open_until > self.turned.seconds
            assert ending is Ending.FAILED

    @invariant()
    def one_try_at_a_time(self) -> None:
        condition = self.breaker.condition
        tries = [each for each in self.under_way if each == (condition.opening, True)]
        assert len(tries) == (condition.state is State.HALF_OPEN)
        assert condition.failures < POLICY.failures_max
        assert condition.open_seconds <= POLICY.open_seconds_max


TestBreakerMachine = BreakerMachine.TestCase


def test_a_breaker_before_a_server_that_comes_and_goes_loses_little_and_asks_little() -> None:
    for seed in range(300):
        chance = random.Random(seed)
        turned = Turned()
        breaker = Breaker(POLICY, clock=lambda: turned.seconds, chance=chance.random)  # noqa: B023
        is_up, asked_while_down, down_seconds, last_down = True, 0, 0.0, -100.0
        for _ in range(400):
            step = chance.uniform(0.0, 0.2)
            turned.seconds += step
            down_seconds += 0.0 if is_up else step
            is_up = is_up if chance.random() < 0.98 else not is_up
            last_down = last_down if is_up else turned.seconds
            opening = breaker.admit()
            if opening is not None:
                asked_while_down += not is_up
                breaker.end(opening, Ending.SUCCEEDED if is_up else Ending.FAILED)
            elif turned.seconds - last_down > POLICY.open_seconds_max:
                pytest.fail(f"seed {seed}: refused though the server is back for long")
        falls = breaker.condition.opening + 1
        assert asked_while_down <= 3 * falls + 3, f"seed {seed}"
