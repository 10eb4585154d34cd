"""Locks on Redis: twenty that wait in line, beside redis-py's lock; one lock alone, beside two raw scripts.

Not a round trip but a turn is what a waiter feels, so the waits are of a whole rotation.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import TypeVar

import msgspec
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from redis.asyncio import Redis

from benches.conftest import Measure
from benches.test_sessions_bench import execute
from mcp_code_analysis.sessions.redis import RedisStore
from tests.sessions import redis_server
from tests.sessions.redis_server import RedisServer

WAITERS = 20
TURNS = 8
HELD_SECONDS = 0.02
STORES = 4
LOCK_LUA = "#!lua\nreturn redis.call('SET', KEYS[1], 1, 'PX', 30000)"

HeldT = TypeVar("HeldT")


class Rotation(msgspec.Struct, frozen=True):
    """What a rotation took, in seconds, and whether each waiter had its turn before any had two."""

    longest_wait: float
    hand_over: float
    total: float
    is_strict: bool


async def rotation(
    take: Callable[[int], Awaitable[HeldT]], release: Callable[[int, HeldT], Awaitable[object]]
) -> Rotation:
    """Let the waiters take the lock in turns, each holding it for a while."""
    waits: list[float] = []
    order: list[int] = []
    gaps: list[float] = []
    freed = 0.0

    async def wait(number: int) -> None:
        nonlocal freed
        for _ in range(TURNS):
            asked = time.perf_counter()
            held = await take(number)
            now = time.perf_counter()
            waits.append(now - asked)
            if order:
                gaps.append(now - freed)
            order.append(number)
            await asyncio.sleep(HELD_SECONDS)
            freed = time.perf_counter()
            await release(number, held)

    start = time.perf_counter()
    await asyncio.gather(*(wait(number) for number in range(WAITERS)))
    rounds = [order[first : first + WAITERS] for first in range(0, len(order), WAITERS)]
    return Rotation(
        longest_wait=max(waits),
        hand_over=statistics.median(gaps),
        total=time.perf_counter() - start,
        is_strict=all(len(set(turn)) == WAITERS for turn in rounds),
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server.running(tmp_path_factory.mktemp("redis")) as server:
        yield server


async def ours(server: RedisServer) -> Rotation:
    async with AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(RedisStore(server.url)) for _ in range(STORES)]

        async def take(number: int) -> str:
            token = await stores[number % STORES].acquire_lock("bench.line", 600)
            assert token is not None
            return token

        return await rotation(
            take, lambda number, token: stores[number % STORES].release_lock("bench.line", token)
        )


async def theirs(server: RedisServer) -> Rotation:
    async with Redis(port=server.port, protocol=2) as client:

        async def take(_: int) -> object:
            lock = client.lock("line", timeout=30)
            await lock.acquire()
            return lock

        async def release(_: int, lock: object) -> None:
            await lock.release()  # type: ignore[attr-defined]

        return await rotation(take, release)


def test_twenty_wait_in_line(
    server: RedisServer,
    runner: asyncio.Runner,
    benchmark: BenchmarkFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    peer = runner.run(theirs(server))
    found: list[Rotation] = []
    in_rounds: Callable[..., object] = benchmark.pedantic
    in_rounds(lambda: found.append(runner.run(ours(server))), rounds=3)
    ideal = WAITERS * TURNS * HELD_SECONDS
    with capsys.disabled():
        print()
        for name, each in (("ours", found[-1]), ("redis-py", peer)):
            print(
                f"{name}: hand-over p50 {each.hand_over * 1e3:.2f} ms, longest wait"
                f" {each.longest_wait * 1e3:.0f} ms, {each.total / ideal:.2f} x the time that is held,"
                f" {'in' if each.is_strict else 'not in'} rotation"
            )
    assert all(each.is_strict for each in found)


def test_a_lock_that_nobody_waits_for(server: RedisServer, runner: asyncio.Runner, measure: Measure) -> None:
    store = RedisStore(server.url)
    client = Redis(port=server.port, protocol=2)
    digest = runner.run(execute(client, "SCRIPT LOAD", LOCK_LUA))
    assert isinstance(digest, str | bytes)

    async def lock() -> None:
        token = await store.acquire_lock("bench.alone")
        assert token is not None
        await store.release_lock("bench.alone", token)

    async def two_scripts() -> None:
        for _ in range(2):
            await execute(client, "EVALSHA", digest, 1, "alone")

    measure("a lock taken and released", lock, {"two EVALSHA": two_scripts})
    runner.run(store.close())
    runner.run(client.aclose())
