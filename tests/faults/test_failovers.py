"""Primaries are killed, and slots moved, under load: what was replicated is not lost."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Callable

import pytest
from redis.crc import key_slot

from tests.faults.fleet import Fleet, last_reads
from tests.faults.history import Call, acknowledged, check, silent_steps_back
from tests.sessions.backings import RedisBacking
from tests.sessions.redis_sets import DOWN_AFTER_MS, ClusterSet, SentinelSet

pytestmark = pytest.mark.anyio

SESSIONS = 3
REPLICATED = "?durability=replicated"


async def judged(url: str, break_it: Callable[[], None], times: int, between: int) -> list[Call]:
    """Write without pause, break something again and again, and assert that nothing forbidden happened."""
    with Fleet(url, servers=2, sessions=SESSIONS) as fleet:
        for _ in range(times):
            fleet.wait_for(between)
            break_it()
        fleet.wait_for(between)
        calls = fleet.stop()
    assert check([*calls, *await last_reads(url, calls)]) == []
    return calls


def outages_s(calls: list[Call], count: int) -> list[float]:
    """Return the longest times in which no write was acknowledged."""
    ends = sorted(
        call.ended for call in calls if call.outcome == "done" and call.kind == "write" and call.ended
    )
    gaps = sorted((after - before) / 1e9 for before, after in itertools.pairwise(ends))
    return gaps[-count:]


def slots_of_sessions() -> list[int]:
    return sorted({key_slot(f"mcp:session:{{acme.h{number}}}".encode()) for number in range(SESSIONS)})


def fail_over_one_after_the_other(cluster: ClusterSet) -> Callable[[], None]:
    numbers = itertools.cycle(range(SESSIONS))
    return lambda: cluster.fail_over(f"mcp:session:{{acme.h{next(numbers)}}}")


@pytest.mark.requirement("F4", "S6", "DEP-2", "SES-2")
async def test_a_failover_under_sentinel_loses_no_replicated_write(
    sentinels: SentinelSet, sentinel_backing: RedisBacking
) -> None:
    calls = await judged(sentinel_backing.url + REPLICATED, sentinels.fail_over, 1, 100)
    assert acknowledged(calls) >= 200


@pytest.mark.requirement("F6", "S6", "DEP-3")
async def test_a_failover_in_a_cluster_loses_no_replicated_write(
    cluster: ClusterSet, cluster_backing: RedisBacking
) -> None:
    calls = await judged(cluster_backing.url + REPLICATED, fail_over_one_after_the_other(cluster), 1, 100)
    assert acknowledged(calls) >= 200


@pytest.mark.requirement("F6", "S3", "S4")
async def test_slots_that_move_under_load_lose_and_double_nothing(
    cluster: ClusterSet, cluster_backing: RedisBacking
) -> None:
    def move() -> None:
        cluster.move([*slots_of_sessions(), *range(1000, 1020)])

    calls = await judged(cluster_backing.url, move, 2, 100)
    assert acknowledged(calls) >= 300


@pytest.mark.faults
async def test_twenty_failovers_under_sentinel(
    sentinels: SentinelSet, sentinel_backing: RedisBacking, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = await judged(sentinel_backing.url + REPLICATED, sentinels.fail_over, 20, 300)
    waits = outages_s(calls, 20)
    with capsys.disabled():
        print(
            f"\nF4: 20 failovers, {acknowledged(calls)} acknowledged at replicated, 0 lost; writes waited "
            f"{statistics.median(waits):.1f} s (median), {waits[-1]:.1f} s (longest) for the only replica"
        )


@pytest.mark.faults
async def test_the_outage_of_twenty_failovers(
    sentinels: SentinelSet, sentinel_backing: RedisBacking, capsys: pytest.CaptureFixture[str]
) -> None:
    with Fleet(sentinel_backing.url, servers=2, sessions=SESSIONS) as fleet:
        for _ in range(20):
            fleet.wait_for(300)
            sentinels.fail_over()
        calls = fleet.stop()
    assert silent_steps_back(calls) == []
    outages = outages_s(calls, 20)
    with capsys.disabled():
        print(
            f"\nF4: outage of 20 failovers at logged, down-after {DOWN_AFTER_MS} ms: median "
            f"{statistics.median(outages):.1f} s, longest {outages[-1]:.1f} s"
        )


@pytest.mark.faults
async def test_failovers_and_three_thousand_slots_moved_in_a_cluster(
    cluster: ClusterSet, cluster_backing: RedisBacking, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = await judged(cluster_backing.url + REPLICATED, fail_over_one_after_the_other(cluster), 10, 300)
    outages = outages_s(calls, 10)
    moved = await judged(
        cluster_backing.url, lambda: cluster.move([*slots_of_sessions(), *range(1000, 4000)]), 1, 300
    )
    with capsys.disabled():
        print(
            f"\nF6: 10 failovers, {acknowledged(calls)} acknowledged, 0 lost; outage median "
            f"{statistics.median(outages):.1f} s, longest {outages[-1]:.1f} s; 3000 slots moved, "
            f"{acknowledged(moved)} acknowledged, 0 lost or doubled, "
            f"longest pause {outages_s(moved, 1)[0]:.1f} s"
        )
