"""Who waits for a lock is woken by message while time stands still, and looks each second if none comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from mcp_code_analysis.sessions.base import StoreBase
from mcp_code_analysis.sessions.locks import POLL_MS
from mcp_code_analysis.sessions.memory import Memory, MemoryStore
from mcp_code_analysis.sessions.redis import RedisStore
from tests.sessions.backings import RedisBacking
from tests.sessions.clocks import HandClock
from tests.sessions.waiting import wait_until

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("S9")]

ID = "acme.a"
WAITERS = 20


@pytest.fixture
def clock() -> HandClock:
    """Return a clock that stands still: nobody who waits looks by itself."""
    return HandClock()


@pytest.fixture(params=["memory", "redis", "sentinel", "cluster"])
def make(request: pytest.FixtureRequest, clock: HandClock) -> Callable[[], StoreBase]:
    if request.param == "memory":
        memory = Memory()
        return lambda: MemoryStore(memory, clock=clock)
    backing: RedisBacking = request.getfixturevalue(f"{request.param}_backing")
    return lambda: RedisStore(backing.url, clock=clock)


@pytest.fixture
async def stores(make: Callable[[], StoreBase]) -> AsyncIterator[list[StoreBase]]:
    """Two servers over one store."""
    made = [make(), make()]
    yield made
    for store in made:
        await store.close()


async def test_twenty_who_wait_are_woken_one_after_another_by_message_alone(stores: list[StoreBase]) -> None:
    token = await stores[0].acquire_lock(ID, lease=3600)
    served: list[int] = []

    async def wait(number: int) -> None:
        store = stores[number % 2]
        mine = await store.acquire_lock(ID, timeout=3600, lease=3600)
        assert mine is not None
        served.append(number)
        assert await store.release_lock(ID, mine)

    waiting = []
    for number in range(WAITERS):
        waiting.append(asyncio.ensure_future(wait(number)))
        await wait_until(lambda: all(each._waiting._waiters for each in stores[: len(waiting)]))
        await settled(stores)
    assert token is not None
    assert await stores[0].release_lock(ID, token)
    async with asyncio.timeout(60):
        await asyncio.gather(*waiting)
    assert served == list(range(WAITERS))


async def settled(stores: list[StoreBase]) -> None:
    """Let those who wait ask once and listen: what was sent before these calls is answered before them."""
    for _ in range(20):
        for store in stores:
            await store.get_session_ttl("acme.none")


async def test_a_message_that_is_lost_costs_a_second_and_no_more(
    redis_backing: RedisBacking, clock: HandClock
) -> None:
    async with RedisStore(redis_backing.url, clock=clock) as store, RedisStore(redis_backing.url) as other:
        for _ in range(3):
            assert await other.acquire_lock(ID, lease=3600) is not None
            waiter = asyncio.ensure_future(store.acquire_lock(ID, timeout=3600, lease=3600))
            await wait_until(lambda: len(redis_backing.waiters(ID)) == 1)
            await settled([store])
            # The lock is free, and nobody was told.
            redis_backing.client.delete(f"mcp:lock:{{{ID}}}")
            clock.turn(POLL_MS / 1000 - 0.1)
            await settled([store])
            assert not waiter.done()
            clock.turn(0.1)
            async with asyncio.timeout(60):
                token = await waiter
            assert token is not None
            assert await store.release_lock(ID, token)
