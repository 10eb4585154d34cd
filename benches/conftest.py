"""What the benches share: an event loop, and a way to measure a call beside its peers.

A call and its peers take turns, a batch each, so that the ratios printed compare the code and not the hour.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeAlias

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

Call: TypeAlias = Callable[[], Awaitable[object]]
Measure: TypeAlias = Callable[[str, Call, dict[str, Call]], None]

CALLS = 50
ROUNDS = 40


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def measure(
    runner: asyncio.Runner, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> Measure:
    def measure(name: str, call: Call, peers: dict[str, Call]) -> None:
        taken: dict[str, list[float]] = {name: [], **{peer: [] for peer in peers}}

        async def batch(name: str, call: Call) -> None:
            start = time.perf_counter()
            for _ in range(CALLS):
                await call()
            taken[name].append((time.perf_counter() - start) / CALLS)

        def take_turns() -> None:
            for peer, peer_call in peers.items():
                runner.run(batch(peer, peer_call))

        in_rounds: Callable[..., object] = benchmark.pedantic
        in_rounds(lambda: runner.run(batch(name, call)), setup=take_turns, rounds=ROUNDS, warmup_rounds=2)
        middle = {each: statistics.median(times[2:]) for each, times in taken.items()}
        for peer in peers:
            benchmark.extra_info[f"ratio to {peer}"] = middle[name] / middle[peer]
        ratios = ", ".join(
            f"{middle[name] / middle[peer]:.2f} x {peer} ({middle[peer] * 1e6:.0f} us)" for peer in peers
        )
        with capsys.disabled():
            print(f"\n{name}: {middle[name] * 1e6:.0f} us = {ratios}")

    return measure
