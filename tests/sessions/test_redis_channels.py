"""Waking by message on Redis: who waits is told, also after the connection that tells it was cut."""

from __future__ import annotations

import asyncio

import pytest

from mcp_code_analysis.sessions.redis import RedisStore
from tests.sessions.backings import RedisBacking
from tests.sessions.waiting import wait_until

pytestmark = pytest.mark.anyio

ID = "acme.a"
CHANNEL = "mcp:ev:{acme.a}"


@pytest.fixture
def backing(redis_backing: RedisBacking) -> RedisBacking:
    return redis_backing


def listeners(backing: RedisBacking) -> int:
    counts = dict(backing.client.pubsub_shardnumsub(CHANNEL))
    return int(counts[CHANNEL.encode()])


def ids_of_listeners(backing: RedisBacking) -> set[str]:
    return {client["id"] for client in backing.client.client_list(_type="pubsub")}


def told(backing: RedisBacking) -> int:
    """Give how often a release said whose turn it is."""
    statistics = backing.client.info("commandstats")
    assert isinstance(statistics, dict)
    calls = statistics.get("cmdstat_spublish", {"calls": 0})["calls"]
    assert isinstance(calls, int)
    return calls


@pytest.mark.requirement("LOCK-5", "S9")
async def test_a_release_tells_the_first_in_the_line_and_only_while_somebody_waits(
    store: RedisStore, other: RedisStore, backing: RedisBacking
) -> None:
    token = await store.acquire_lock(ID, lease=3600)
    backing.client.config_resetstat()
    waiting = []
    for _ in range(5):
        waiting.append(asyncio.ensure_future(other.acquire_lock(ID, timeout=3600, lease=3600)))
        await wait_until(lambda: len(backing.waiters(ID)) == len(waiting))
    await wait_until(lambda: listeners(backing) == 1)
    for number, waiter in enumerate(waiting, 1):
        assert token is not None
        assert await store.release_lock(ID, token)
        token = await waiter
        assert told(backing) == number
    assert token is not None
    assert await store.release_lock(ID, token)
    assert told(backing) == 5


@pytest.mark.requirement("LOCK-5")
async def test_after_the_connection_was_cut_the_channel_is_heard_again(
    store: RedisStore, other: RedisStore, backing: RedisBacking
) -> None:
    token = await store.acquire_lock(ID, lease=3600)
    assert token is not None
    waiter = asyncio.ensure_future(other.acquire_lock(ID, timeout=3600, lease=3600))
    for _ in range(3):
        await wait_until(lambda: listeners(backing) == 1)
        before = ids_of_listeners(backing)
        backing.client.client_kill_filter(_type="pubsub")
        await wait_until(lambda: not before & ids_of_listeners(backing))  # noqa: B023 - awaited here
    await wait_until(lambda: listeners(backing) == 1)
    assert await store.release_lock(ID, token)
    assert await waiter is not None


async def test_one_connection_hears_all_channels_of_a_store(store: RedisStore, backing: RedisBacking) -> None:
    tokens = [await store.acquire_lock(f"acme.s{number}", lease=3600) for number in range(10)]
    waiting = [
        asyncio.ensure_future(store.acquire_lock(f"acme.s{number}", timeout=3600)) for number in range(10)
    ]
    for number in range(10):
        await wait_until(lambda: len(backing.waiters(f"acme.s{number}")) == 1)  # noqa: B023 - awaited here
    assert len(backing.client.client_list(_type="pubsub")) <= 1
    for number, token in enumerate(tokens):
        assert token is not None
        assert await store.release_lock(f"acme.s{number}", token)
    assert None not in await asyncio.gather(*waiting)
