"""Twenty callers in several processes want one lock, and one is killed: everybody has a turn, and soon."""

from __future__ import annotations

import itertools
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest

from mcp_code_analysis.sessions.locks import HEARTBEAT_MS
from tests.faults.waiter import LEASE_SECONDS, Turn

ROOT = Path(__file__).parents[2]
ID = "acme.a"
WAITERS = 20
DEAD = 0
"""The caller that has a process of its own, which is killed after its first turn."""

SHORT, LONG = (3, 0.005), (40, 0.02)
"""Turns of each caller, and how long each holds the lock, in the suite and in `make faults`."""


def contended(url: str, rounds: int, hold_seconds: float) -> list[Turn]:
    """Let all of them go at once and kill one; return the turns in the order in which they were served."""
    shares = [(DEAD, 1), *((first, 5) for first in range(1, 16, 5)), (16, 4)]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(process(url, first, count, rounds, hold_seconds)) for first, count in shares
        ]
        for each in processes:
            assert each.stdout is not None
            assert each.stdout.readline() == b"ready\n"
        for each in processes:
            assert each.stdin is not None
            each.stdin.write(b"go\n")
            each.stdin.flush()
        victim, *others = processes
        assert victim.stdout is not None
        lines = [victim.stdout.readline()]
        victim.kill()
        for each in others:
            assert each.stdout is not None
            lines += each.stdout.readlines()
            assert each.wait() == 0
    turns = [msgspec.json.decode(line, type=Turn) for line in lines]
    return sorted(turns, key=lambda turn: turn.served)


def process(url: str, first: int, count: int, rounds: int, hold_seconds: float) -> subprocess.Popen[bytes]:
    arguments = (url, ID, str(first), str(count), str(rounds), str(hold_seconds))
    command = [sys.executable, "-m", "tests.faults.waiter", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def longest_seconds(turns: list[Turn]) -> float:
    return max(turn.served - turn.asked for turn in turns) / 1e9


def judge(turns: list[Turn], rounds: int, hold_seconds: float) -> None:
    """Assert that nobody was passed over, and that nobody waited much longer than the others' turns take."""
    counts = [sum(turn.caller == caller for turn in turns) for caller in range(WAITERS)]
    assert counts == [1] + [rounds] * (WAITERS - 1)
    assert all(before.fence < after.fence for before, after in itertools.pairwise(turns))
    for turn in turns:
        meanwhile = [other.caller for other in turns if turn.asked < other.served < turn.served]
        # Once for being first, and once more for having asked at the same moment.
        assert all(meanwhile.count(caller) <= 2 for caller in set(meanwhile)), turn
    ideal = (WAITERS - 1) * hold_seconds
    # The one that was killed stood in the line, or had the lock at that moment.
    assert longest_seconds(turns) <= 2 * ideal + HEARTBEAT_MS / 1000 + LEASE_SECONDS


@pytest.mark.requirement("F20", "S9", "LOCK-5")
def test_twenty_callers_have_their_turns_in_order_though_one_is_killed(shared_url: str) -> None:
    judge(contended(shared_url, *SHORT), *SHORT)


@pytest.mark.faults
def test_twenty_callers_for_eight_hundred_turns(shared_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    rounds, hold_seconds = LONG
    turns = contended(shared_url, rounds, hold_seconds)
    judge(turns, rounds, hold_seconds)
    steady = [turn for turn in turns if turn.asked > turns[2 * WAITERS].served]
    with capsys.disabled():
        print(
            f"\nF20 {shared_url.partition(':')[0]}: {len(turns)} turns of {WAITERS} callers, longest wait"
            f" {longest_seconds(turns):.2f} s with one killed, {longest_seconds(steady):.2f} s after,"
            f" {(WAITERS - 2) * hold_seconds:.2f} s ideal"
        )
