"""Servers, and Redis itself, are killed in the middle of writing: nothing acknowledged is lost."""

from __future__ import annotations

import random

import pytest

from tests.faults.fleet import Fleet, last_reads
from tests.faults.history import Call, acknowledged, check
from tests.sessions.redis_server import RedisServer

pytestmark = pytest.mark.anyio

SHORT, LONG = 8, 200
"""Kills in the suite and in `make faults`."""


async def judged(url: str, calls: list[Call]) -> int:
    """Assert that nothing forbidden happened; return how many writes were acknowledged."""
    calls = [*calls, *await last_reads(url, calls)]
    assert check(calls) == []
    return acknowledged(calls)


async def servers_killed(url: str, kills: int, writes_between: int) -> int:
    chance = random.Random(kills)
    with Fleet(url, servers=3, sessions=3) as fleet:
        for _ in range(kills):
            fleet.wait_for(chance.randrange(1, 2 * writes_between))
            fleet.kill(chance.randrange(3))
        calls = fleet.stop()
    return await judged(url, calls)


async def redis_killed(redis: RedisServer, kills: int, writes_between: int) -> int:
    chance = random.Random(kills)
    with Fleet(redis.url, servers=2, sessions=3) as fleet:
        for _ in range(kills):
            fleet.wait_for(chance.randrange(1, 2 * writes_between))
            redis.kill()
            redis.start()
        fleet.wait_for(1)
        calls = fleet.stop()
    return await judged(redis.url, calls)


@pytest.mark.requirement("F1", "S1", "S2", "S3", "SES-4")
async def test_servers_that_are_killed_lose_nothing_they_acknowledged(shared_url: str) -> None:
    assert await servers_killed(shared_url, SHORT, 50) > SHORT


@pytest.mark.requirement("F3", "S5")
async def test_a_redis_that_is_killed_keeps_every_acknowledged_write(own: RedisServer) -> None:
    assert await redis_killed(own, 3, 50) > 3


@pytest.mark.faults
async def test_two_hundred_kills_of_servers(shared_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    count = await servers_killed(shared_url, LONG, 600)
    kind = shared_url.partition(":")[0]
    with capsys.disabled():
        print(f"\nF1 {kind}: {LONG} kills, {count} acknowledged, 0 lost, torn or doubled")
    assert count >= 100_000


@pytest.mark.faults
async def test_twenty_kills_of_redis(own: RedisServer, capsys: pytest.CaptureFixture[str]) -> None:
    count = await redis_killed(own, 20, 6000)
    with capsys.disabled():
        print(f"\nF3: 20 kills of Redis, {count} acknowledged, 0 lost, torn or doubled")
    assert count >= 100_000
