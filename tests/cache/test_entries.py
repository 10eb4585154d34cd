"""Values in two tiers: computed once, bounded here, given up everywhere when what is behind them changes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.cache.entries import Entries
from mcp_code_analysis.cache.recent import OVERHEAD_BYTES, Entry, Recent
from mcp_code_analysis.cache.redis import RedisShelf
from mcp_code_analysis.cache.redis_owner import open_shelf
from mcp_code_analysis.cache.shelf import Shelf
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.errors import StoreError
from tests.cache.conftest import RedisPlace
from tests.sessions import redis_sets
from tests.sessions.clocks import HandClock
from tests.sessions.redis_sets import ClusterSet, SentinelSet
from tests.sessions.waiting import wait_for, wait_until

pytestmark = pytest.mark.anyio

MIB = 1024 * 1024
HOUR = 3600.0


class Source:
    """A value that can change, and how often it was computed."""

    def __init__(self, value: bytes = b"value") -> None:
        self.value = value
        self.computed = 0
        self.gate = asyncio.Event()
        self.gate.set()

    async def compute(self) -> bytes:
        self.computed += 1
        value = self.value
        await self.gate.wait()
        return value


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def source() -> Source:
    return Source()


def entries(shelf: Shelf, clock: HandClock | None = None, keyring: Sealer | None = None) -> Entries:
    now = (clock or HandClock()).time
    return Entries(shelf, bytes_max=MIB, keyring=keyring, now=now, chance=lambda: 0.5)


async def get(cache: Entries, source: Source, key: str = "k") -> bytes:
    return await cache.get("ns", key, source.compute, ttl_seconds=HOUR)


async def is_seen(cache: Entries, source: Source) -> None:
    async def seen() -> bool:
        return await get(cache, source) == source.value

    await wait_for(seen)


@pytest.mark.requirement("CACHE-1")
def test_what_is_held_here_is_bounded_in_bytes_and_the_least_used_goes_first() -> None:
    recent = Recent(bytes_max=10 * (OVERHEAD_BYTES + 1200))
    for number in range(100):
        recent.put(str(number), Entry(bytes(1000), HOUR, 0.0))
        assert recent.get("0") is not None
        assert recent.size_bytes <= 10 * (OVERHEAD_BYTES + 1200)
    kept = [number for number in range(100) if recent.get(str(number))]
    assert kept == [0, *range(100 - len(kept) + 1, 100)]
    recent.put("large", Entry(bytes(MIB), HOUR, 0.0))
    assert recent.get("large") is None
    for number in range(100):
        recent.drop(str(number))
    assert recent.size_bytes == 0


@pytest.mark.requirement("CACHE-1", "CACHE-2", "CACHE-4")
async def test_a_value_is_computed_once_for_all_callers_and_instances(
    shelf: Shelf, other: Shelf, source: Source
) -> None:
    here, there = entries(shelf), entries(other)
    source.gate.clear()
    calls = [asyncio.ensure_future(get(cache, source)) for cache in (here, there) for _ in range(10)]
    await wait_until(lambda: source.computed == 1)
    source.gate.set()
    assert set(await asyncio.gather(*calls)) == {b"value"}
    assert await get(here, source) == await get(there, source) == b"value"
    assert source.computed == 1


@pytest.mark.requirement("CACHE-4")
async def test_a_caller_that_gives_up_leaves_the_value_to_the_others(shelf: Shelf, source: Source) -> None:
    cache = entries(shelf)
    source.gate.clear()
    first, second = (asyncio.ensure_future(get(cache, source)) for _ in range(2))
    await wait_until(lambda: source.computed == 1)
    first.cancel()
    source.gate.set()
    assert await second == b"value"
    assert source.computed == 1


@pytest.mark.requirement("CACHE-4")
async def test_an_instance_that_never_ends_computing_costs_the_others_its_lease_and_no_more(
    shelf: Shelf, other: Shelf, source: Source
) -> None:
    stuck = Source()
    stuck.gate.clear()
    hanging = asyncio.ensure_future(get(entries(other), stuck))
    await wait_until(lambda: stuck.computed == 1)
    assert await get(entries(shelf), source) == b"value"
    assert source.computed == 1
    stuck.gate.set()
    assert await hanging == b"value"


@pytest.mark.requirement("CACHE-4")
async def test_what_computing_raises_reaches_everybody_and_is_not_kept(shelf: Shelf, source: Source) -> None:
    cache = entries(shelf)

    async def fail() -> bytes:
        raise LookupError

    calls = (cache.get("ns", "k", fail, ttl_seconds=HOUR) for _ in range(3))
    found = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(problem) for problem in found] == [LookupError] * 3
    assert await get(cache, source) == b"value"


@pytest.mark.requirement("CACHE-3", "S11")
async def test_a_change_is_seen_by_every_instance(shelf: Shelf, other: Shelf, source: Source) -> None:
    here, there = entries(shelf), entries(other)
    await get(here, source)
    for number in range(20):
        source.value = str(number).encode()
        await there.advance("ns")
        await is_seen(here, source)
        assert await get(there, source) == source.value
    assert source.computed == 21
    await there.advance("another")
    assert await get(here, source) == b"19"
    assert source.computed == 21


async def heard(shelf: RedisShelf) -> None:
    """Wait until the shelf listens to what is said of the namespace."""
    generations = shelf._generations
    await wait_until(lambda: generations._channels.is_heard(generations._key("ns")))


async def shelves(url: str, stack: AsyncExitStack) -> list[RedisShelf]:
    made = [open_shelf(url, CacheLimits()) for _ in range(2)]
    for each in made:
        stack.push_async_callback(each.close)
    return made


@pytest.mark.requirement("CACHE-3", "F11", "S11")
async def test_a_change_that_no_message_told_of_is_seen_and_nothing_older_is_served_again(
    redis_place: RedisPlace, source: Source
) -> None:
    async with AsyncExitStack() as stack:
        first, second = await shelves(redis_place.url, stack)
        here, there = entries(first), entries(second)
        for number in range(5):
            source.value = str(number).encode()
            await get(here, source)
            await heard(first)
            redis_place.client.client_kill_filter(_type="pubsub")
            await there.advance("ns")
            await is_seen(here, source)
            await heard(first)
            for _ in range(20):
                assert await get(here, source) == source.value


@pytest.fixture(params=["sentinel", "cluster"])
def replicated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SentinelSet | ClusterSet]:
    made = redis_sets.sentinels if request.param == "sentinel" else redis_sets.cluster
    with made(tmp_path) as servers:
        yield servers


@pytest.mark.requirement("CACHE-2", "CACHE-3", "F11")
async def test_after_a_failover_no_instance_serves_what_was_given_up(
    replicated: SentinelSet | ClusterSet, source: Source
) -> None:
    def fail_over() -> None:
        if isinstance(replicated, SentinelSet):
            replicated.fail_over()
        else:
            replicated.fail_over("mcp:gen:{ns}")

    async with AsyncExitStack() as stack:
        first, second = await shelves(replicated.url, stack)
        here, there = entries(first), entries(second)
        assert await get(here, source) == await get(there, source) == b"value"
        await asyncio.to_thread(fail_over)
        source.value = b"new"

        async def is_told() -> bool:
            with suppress(StoreError):
                await there.advance("ns")
                return True
            return False

        await wait_for(is_told)
        await is_seen(here, source)
        for _ in range(20):
            assert await get(here, source) == await get(there, source) == b"new"


async def test_an_entry_ends_with_its_lifetime_here_and_there(
    shelf: Shelf, source: Source, clock: HandClock
) -> None:
    cache = entries(shelf, clock)
    await get(cache, source)
    source.value = b"new"
    clock.turn(HOUR - 1)
    assert await get(cache, source) == b"value"
    clock.turn(2)
    assert await get(cache, source) == b"new"


async def test_what_is_dear_to_make_is_made_anew_before_it_ends_and_nobody_waits(
    shelf: Shelf, source: Source, clock: HandClock
) -> None:
    cache = Entries(shelf, bytes_max=MIB, now=clock.time, chance=lambda: 0.999)
    await get(cache, source)
    (name,) = cache._recent._entries
    entry = cache._recent._entries[name]
    cache._recent.put(name, Entry(entry.body, entry.expires, 60.0))
    source.value = b"new"
    clock.turn(HOUR - 600)
    source.gate.clear()
    assert await get(cache, source) == b"value"
    assert source.computed == 1
    clock.turn(300)
    assert await get(cache, source) == b"value"
    await wait_until(lambda: source.computed == 2)
    assert await get(cache, source) == b"value"
    source.gate.set()
    await is_seen(cache, source)
    assert source.computed == 2


async def test_a_second_tier_that_is_away_costs_no_answer(source: Source) -> None:
    shelf = open_shelf("redis://127.0.0.1:1/0", CacheLimits())
    cache = entries(shelf)
    assert await get(cache, source) == b"value"
    assert await get(cache, source) == b"value"
    assert source.computed == 2  # Nobody can say that the first is still good.
    await shelf.close()


@pytest.mark.requirement("SEC-4")
async def test_with_keys_an_entry_is_sealed_and_opens_under_its_own_name_only(
    shelf: Shelf, other: Shelf, source: Source
) -> None:
    keyring = Sealer(keys={1: bytes(32)}, current=1)
    source.value = b"a name out of the source " * 10
    cache = entries(shelf, keyring=keyring)
    await get(cache, source)
    await get(cache, source, "another")
    first, second = cache._recent._entries
    kept = await other.load([first, second])
    assert all(body is not None and b"a name out of the source" not in body for body in kept)
    assert kept[1] is not None
    await other.save({first: kept[1]}, HOUR)
    assert await get(entries(other, keyring=keyring), source) == source.value
    assert source.computed == 3
    assert await get(entries(other, keyring=Sealer(keys={2: bytes(32)}, current=2)), source) == source.value
    assert source.computed == 4


@pytest.mark.requirement("KEY-6", "KEY-7", "F8")
async def test_on_a_redis_that_evicts_nothing_the_cache_keeps_to_its_share(redis_place: RedisPlace) -> None:
    limits = CacheLimits(shared_bytes_max=4 * MIB, high_water=0.9, low_water=0.5)
    shelf = open_shelf(redis_place.url, limits)
    sessions = [f"mcp:session:{{acme.{number}}}" for number in range(50)]
    for name in sessions:
        redis_place.client.set(name, b"x" * 1000, px=10**7)
    redis_place.client.set("mcp:lock:{acme.1}", b"token", px=10**7)
    await shelf.save({"used": bytes(1000)}, HOUR)
    for number in range(1000):
        await shelf.save({f"e{number}": bytes(10_000)}, HOUR)
        assert (await shelf.load(["used"]))[0] is not None
    kept = redis_place.entries()
    held = sum(int(redis_place.client.strlen(name)) for name in kept)
    assert 4 * MIB * 0.25 < held <= 4 * MIB * 0.95
    assert shelf.evicted > 500
    assert "mcp:cache:{e999}" in kept
    assert redis_place.client.exists(*sessions, "mcp:lock:{acme.1}") == 51
    await shelf.close()


async def test_a_large_entry_that_has_to_go_takes_its_chunks_along(redis_place: RedisPlace) -> None:
    shelf = open_shelf(redis_place.url, CacheLimits(shared_bytes_max=16 * MIB, low_water=0.3))
    await shelf.save({"large": bytes(900 * 1024)}, HOUR)
    assert len(redis_place.entries()) == 5
    for number in range(400):
        await shelf.save({f"e{number}": bytes(40_000)}, HOUR)
    assert not any(name.startswith("mcp:cache:{large}") for name in redis_place.entries())
    await shelf.close()


async def test_where_redis_evicts_by_itself_nothing_is_counted(redis_place: RedisPlace) -> None:
    redis_place.client.config_set("maxmemory-policy", "allkeys-lru")
    try:
        shelf = open_shelf(redis_place.url, CacheLimits())
        await shelf.save({"a": b"1"}, HOUR)
        assert redis_place.names() == ["mcp:cache:{a}"]
        await shelf.close()
    finally:
        redis_place.client.config_set("maxmemory-policy", "noeviction")
