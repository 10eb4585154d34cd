"""The lists of sessions on Redis are set right in the background, in small steps, beside their users."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from mcp_code_analysis.sessions.clock import SystemClock
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.redis_upkeep import GRACE_SECONDS, INTERVAL_SECONDS, STEP_KEYS, Upkept
from tests.sessions.backings import RedisBacking
from tests.sessions.clocks import HandClock
from tests.sessions.waiting import wait_until

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("SES-8")]

COUNT = 250
"""More than one step looks at."""


class Hurried(SystemClock):
    """A clock whose sleeps take no time, but let others in; ``meanwhile`` happens in each long one."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile: Callable[[], object] = lambda: None

    async def sleep(self, seconds: float) -> None:
        if seconds >= GRACE_SECONDS:
            result = self.meanwhile()
            if asyncio.iscoroutine(result):
                await result
        await asyncio.sleep(0)


@pytest.fixture(params=["redis", "sentinel", "cluster"])
def backing(request: pytest.FixtureRequest) -> RedisBacking:
    found: RedisBacking = request.getfixturevalue(f"{request.param}_backing")
    return found


@pytest.fixture
def clock() -> Hurried:
    return Hurried()


@pytest.fixture
async def store(backing: RedisBacking, clock: Hurried) -> AsyncIterator[RedisStore]:
    async with RedisStore(backing.url, clock=clock) as store:
        yield store


async def ids(store: RedisStore, tenant: str) -> list[str]:
    found: list[str] = []
    cursor: str | None = None
    while True:
        page = await store.get_sessions(tenant, cursor=cursor, limit=100)
        found += page.ids
        if page.next_cursor is None:
            return found
        cursor = page.next_cursor


def lists(backing: RedisBacking, store: RedisStore, session_id: str) -> list[object]:
    """Give the entries of a session on its two lists."""
    ends, names = store._lists.keys(session_id)
    return [backing.client.zscore(ends, session_id), backing.client.zscore(names, session_id)]


async def test_sessions_that_a_failover_left_out_of_the_lists_are_put_there(
    store: RedisStore, backing: RedisBacking
) -> None:
    expected = sorted(f"acme.s{number}" for number in range(COUNT))
    for session_id in expected:
        await store.set_session(session_id, {"n": 1}, ttl=1000)
    for session_id in expected[::3]:
        for key in store._lists.keys(session_id):
            backing.client.zrem(key, session_id)
    backing.client.delete("mcp:tenants", "mcp:until:{mcp:tenants}") if not backing.is_cluster else None
    lost = len(expected[::3])
    assert len(await ids(store, "acme")) == COUNT - lost
    done = await store.upkeep.round()
    assert done == Upkept(looked=COUNT, listed=lost, removed=0)
    assert await ids(store, "acme") == expected
    assert (await store.get_tenants()).tenants == ("acme",)
    assert await store.upkeep.round() == Upkept(looked=COUNT, listed=0, removed=0)


async def test_a_session_is_listed_for_as_long_as_it_believes(
    store: RedisStore, backing: RedisBacking
) -> None:
    """It would not be listed anew when a write prolongs its life within that time."""
    await store.set_session("acme.a", {"n": 1}, ttl=1000)
    meta = backing.client.hget("mcp:session:{acme.a}", "m")
    assert isinstance(meta, bytes)
    believed = int(meta.split()[1])
    ends, names = store._lists.keys("acme.a")
    # What a list is left with that was set back to an earlier write.
    backing.client.zadd(ends, {"acme.a": believed - 900_000})
    assert (await store.upkeep.round()).listed == 1
    score = backing.client.zscore(ends, "acme.a")
    assert isinstance(score, float)
    assert score >= believed
    assert backing.client.zscore(names, "acme.a") is not None


async def test_entries_of_sessions_that_are_gone_leave_the_lists_after_a_while(
    store: RedisStore, backing: RedisBacking, clock: Hurried
) -> None:
    expected = sorted(f"acme.s{number}" for number in range(COUNT))
    for session_id in expected:
        await store.set_session(session_id, {"n": 1}, ttl=1000)
    gone = expected[::2]
    for session_id in gone:
        backing.client.delete(f"mcp:session:{{{session_id}}}")
    before: list[object] = []
    clock.meanwhile = lambda: before.extend(lists(backing, store, gone[0]))
    done = await store.upkeep.round()
    assert done == Upkept(looked=COUNT - len(gone), listed=0, removed=len(gone))
    assert None not in before, "an entry left its list at once"
    for session_id in gone:
        assert lists(backing, store, session_id) == [None, None]
    assert await ids(store, "acme") == expected[1::2]


async def test_a_session_that_is_made_anew_meanwhile_stays_on_its_list(
    store: RedisStore, backing: RedisBacking, clock: Hurried
) -> None:
    await store.set_session("acme.a", {"n": 1})
    await store.set_session("acme.b", {"n": 1})
    for name in ("a", "b"):
        backing.client.delete(f"mcp:session:{{acme.{name}}}")

    async def make() -> None:
        # One is whole by then, the other still on its way: listed, and not written yet.
        await store.set_session("acme.a", {"n": 2})
        await store._lists.enter("acme.b", 100_000)

    clock.meanwhile = make
    assert (await store.upkeep.round()).removed == 0
    assert await ids(store, "acme") == ["acme.a"]
    assert None not in lists(backing, store, "acme.b")


async def test_a_session_that_was_set_aside_stays_on_its_list(store: RedisStore) -> None:
    await store.set_session("acme.a", {"n": 1})
    await store._set_aside("acme.a", 1, "damaged")
    assert (await store.upkeep.round()).removed == 0
    assert (await store.erase_tenant("acme")).removed["records set aside"] == 1


async def test_what_is_no_session_of_ours_is_passed_over(store: RedisStore, backing: RedisBacking) -> None:
    backing.client.set("mcp:session:{acme.text}", "no hash")
    backing.client.hset("mcp:session:{acme.hash}", "a", "b")
    backing.client.hset("mcp:session:{acme.meta}", "m", "x y z")
    backing.client.set("mcp:session:{no id}", "x")
    backing.client.set("mcp:session:plain", "x")
    await store.set_session("acme.a", {})
    assert await store.upkeep.round() == Upkept(looked=4, listed=0, removed=0)


async def test_a_round_is_made_of_steps_that_look_at_few_keys(
    store: RedisStore, backing: RedisBacking
) -> None:
    for number in range(STEP_KEYS * 3):
        await store.set_session(f"acme.s{number}", {})
    if backing.is_cluster:
        pytest.skip("the commands are counted where there is one server")
    backing.client.config_resetstat()
    await store.upkeep.round()
    statistics = backing.client.info("commandstats")
    assert isinstance(statistics, dict)
    assert "cmdstat_keys" not in statistics
    assert statistics["cmdstat_scan"]["calls"] >= 3


async def test_one_server_of_a_fleet_does_it_once_an_hour(redis_backing: RedisBacking) -> None:
    clocks, client = [HandClock(), HandClock()], redis_backing.client

    def scans() -> int:
        statistics = client.info("commandstats")
        assert isinstance(statistics, dict)
        return int(statistics.get("cmdstat_scan", {"calls": 0})["calls"])

    def are_resting() -> bool:
        """Let the short pauses of a round pass, until both sleep for long."""
        for clock in clocks:
            clock.turn(0.2)
        return all(clock._sleepers and clock._sleepers[0][0] - clock._seconds > 1000 for clock in clocks)

    async def an_hour() -> None:
        client.config_resetstat()
        for clock in clocks:
            clock.turn(INTERVAL_SECONDS)
        # Both have asked whose turn it is, and one of them has walked.
        await wait_until(lambda: asked() == 2 and scans() == 1)

    def asked() -> int:
        statistics = client.info("commandstats")
        assert isinstance(statistics, dict)
        return int(statistics.get("cmdstat_set", {"calls": 0})["calls"])

    first, second = (RedisStore(redis_backing.url, clock=clock) for clock in clocks)
    async with first, second, first.upkeep.running(), second.upkeep.running():
        await wait_until(lambda: all(clock._sleepers for clock in clocks))
        await an_hour()
        life_ms = client.pttl("mcp:upkeep")
        assert isinstance(life_ms, int)
        assert 0 < life_ms <= INTERVAL_SECONDS * 1000
        await wait_until(are_resting)
        client.delete("mcp:upkeep")  # The hour is over in Redis as well.
        await an_hour()


async def test_a_redis_that_is_away_or_may_not_be_walked_through_does_no_harm() -> None:
    clock = HandClock()
    async with RedisStore("redis://127.0.0.1:1/0", clock=clock) as store, store.upkeep.running():
        for _ in range(3):
            await wait_until(lambda: bool(clock._sleepers))
            clock.turn(INTERVAL_SECONDS)
