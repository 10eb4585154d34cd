"""The checker of histories allows what may happen, and finds every violation that is planted in one."""

from __future__ import annotations

import random
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.history import Call, check, silent_forks, stale_fences

replaced = msgspec.structs.replace


def history(seed: int, writes: int = 30) -> list[Call]:
    """Make up what a store that keeps its promises did, with writes answered, refused and unanswered."""
    chance = random.Random(seed)
    calls: list[Call] = []
    version, maker, now = 0, "", 0
    for number in range(writes):
        operation = f"o{number}"
        began, ended = now + 1, now + 10
        now += chance.choice([5, 20])  # Some overlap, some do not.
        match chance.choice(["done", "done", "done", "refused", "made", "not made"]):
            case "done":
                version, maker = version + 1, operation
                ended = now = max(ended, now) + 1
                calls.append(
                    Call(
                        kind="write", session="a", began=began, ended=ended,
                        outcome="done", operation=operation, version=version,
                    )
                )  # fmt: skip
            case "refused":
                calls.append(
                    Call(
                        kind="write",
                        session="a",
                        began=began,
                        ended=ended,
                        outcome="refused",
                        operation=operation,
                    )
                )
            case "made":
                version, maker = version + 1, operation
                calls.append(Call(kind="write", session="a", began=began, operation=operation))
            case _:
                calls.append(Call(kind="write", session="a", began=began, operation=operation))
        if chance.random() < 0.7 or number == writes - 1:
            calls.append(read(now + 1, version, maker))
            now += 3
    return calls


def read(began: int, version: int, maker: str) -> Call:
    return Call(
        kind="read", session="a", began=began, ended=began + 1,
        outcome="done", version=version, head=maker, tail=maker,
    )  # fmt: skip


def lost(calls: list[Call]) -> list[Call]:
    newest = max(call.version for call in calls if call.kind == "write")
    return [call for call in calls if call.kind == "write" or call.version < newest] + [
        read(10**9, newest - 1, "elsewhere")
    ]


def stale(calls: list[Call]) -> list[Call]:
    return [*calls, read(10**9, 0, ""), replaced(calls[-1], began=2 * 10**9, ended=3 * 10**9)]


def torn(calls: list[Call]) -> list[Call]:
    return [*calls[:-1], replaced(calls[-1], tail="o-other")]


def doubled(calls: list[Call]) -> list[Call]:
    done = next(call for call in calls if call.outcome == "done" and call.kind == "write")
    return [
        *calls,
        replaced(calls[-1], head=done.operation, tail=done.operation, version=calls[-1].version + 1),
    ]


def forked(calls: list[Call]) -> list[Call]:
    done = next(call for call in calls if call.outcome == "done" and call.kind == "write")
    return [*calls, replaced(done, operation="twin")]


def reordered(calls: list[Call]) -> list[Call]:
    done = [call for call in calls if call.outcome == "done" and call.kind == "write"]
    first, last = done[0], done[-1]
    swapped = {
        first.operation: replaced(first, version=last.version),
        last.operation: replaced(last, version=first.version),
    }
    return [swapped.get(call.operation, call) if call in done else call for call in calls]


def refused_but_made(calls: list[Call]) -> list[Call]:
    made = calls[-1].head
    return [
        replaced(call, outcome="refused", version=0) if call.operation == made else call for call in calls
    ]


def without_writer(calls: list[Call]) -> list[Call]:
    return [*calls, read(10**9, calls[-1].version + 100, "nobody")]


PLANTED: dict[str, Callable[[list[Call]], list[Call]]] = {
    "lost": lost,
    "stale": stale,
    "torn": torn,
    "doubled": doubled,
    "forked": forked,
    "reordered": reordered,
    "refused but made": refused_but_made,
    "gap": without_writer,
}


@given(st.integers(0, 2**32))
def test_what_may_happen_is_allowed(seed: int) -> None:
    assert check(history(seed)) == []


@pytest.mark.parametrize("planted", PLANTED)
def test_every_planted_violation_is_found(planted: str) -> None:
    tried = 0
    for seed in range(300):
        calls = history(seed)
        done = [call for call in calls if call.kind == "write" and call.outcome == "done"]
        if len(done) < 2 or calls[-1].head != done[-1].operation:
            continue
        tried += 1
        found = {violation.promise for violation in check(PLANTED[planted](calls))}
        expected = "doubled" if planted == "forked" else planted
        assert expected in found, f"seed {seed}"
    assert tried > 50


def test_sessions_are_judged_apart() -> None:
    calls = history(1)
    twins = [replaced(call, session="b") for call in torn(calls)]
    assert {violation.session for violation in check([*calls, *twins])} == {"b"}


def test_a_fork_is_silent_unless_its_caller_is_told_before_it_goes_on() -> None:
    def write(caller: str, ended: int, version: int, operation: str) -> Call:
        return Call(
            kind="write", session="a", caller=caller, began=ended - 1, ended=ended,
            outcome="done", operation=operation, version=version,
        )  # fmt: skip

    here = [write("here", 10 * version, version, f"h{version}") for version in range(1, 6)]
    strayed = write("away", 25, 3, "lost")
    told = Call(kind="read", session="a", caller="away", began=43, ended=44, outcome="refused", version=4)
    goes_on = replaced(read(46, 4, "h4"), caller="away")
    assert silent_forks([*here, strayed, told, goes_on], "here") == []
    assert silent_forks([*here, goes_on], "here") == []
    [violation] = silent_forks([*here, strayed, goes_on], "here")
    assert violation.promise == "stale"


def test_a_write_under_an_older_lock_than_the_version_before_it_is_found() -> None:
    def write(version: int, fence: int) -> Call:
        return Call(
            kind="write", session="a", began=version, ended=version + 1,
            outcome="done", operation=f"o{version}", version=version, fence=fence,
        )  # fmt: skip

    assert stale_fences([write(2, 7), write(1, 5), write(3, 7)]) == []
    assert len(stale_fences([write(1, 5), write(2, 7), write(3, 5)])) == 1
