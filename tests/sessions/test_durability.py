"""What an acknowledged write survives, and that a store that lost one says so."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mcp_code_analysis.errors import InvalidRequest, StateRegressed, StoreMisconfigured, StoreUnconfirmed
from mcp_code_analysis.redis import Limits
from mcp_code_analysis.sessions import open_store
from mcp_code_analysis.sessions.records import TIMELINES_REMEMBERED
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.store import Durability, SessionStore, Write
from tests.sessions.backings import Backing, RedisBacking, SqliteBacking
from tests.sessions.redis_server import RedisServer, running
from tests.sessions.redis_sets import ClusterSet, SentinelSet, info, until

pytestmark = pytest.mark.anyio

REPLICATED = Durability.REPLICATED


@contextmanager
def paused(*servers: RedisServer) -> Iterator[None]:
    """Let servers hang, then go on."""
    try:
        for server in servers:
            os.kill(server.pid, signal.SIGSTOP)
        yield
    finally:
        for server in servers:
            os.kill(server.pid, signal.SIGCONT)


def replicas(servers: list[RedisServer]) -> list[RedisServer]:
    return [server for server in servers if info(server, "replication")["role"] == "slave"]


@pytest.fixture(params=["sentinel", "cluster"])
def replicated(request: pytest.FixtureRequest) -> tuple[str, list[RedisServer]]:
    """A store with a replica for each primary: its URL, and those replicas."""
    request.getfixturevalue(f"{request.param}_backing")
    if request.param == "sentinel":
        sentinels: SentinelSet = request.getfixturevalue("sentinels")
        return sentinels.url, replicas(sentinels.servers)
    cluster: ClusterSet = request.getfixturevalue("cluster")
    return cluster.url, replicas(cluster.servers)


@pytest.mark.requirement("S6")
async def test_a_replicated_write_is_on_the_replica_when_it_is_acknowledged(
    replicated: tuple[str, list[RedisServer]],
) -> None:
    url, copies = replicated
    async with open_store(url + "?durability=replicated") as store:
        for number in range(30):
            session_id = f"acme.s{number}"
            await store.set_session(session_id, {"n": number})
            found = []
            for copy in copies:
                with copy.client() as client:
                    pipeline = client.pipeline(transaction=False)
                    pipeline.execute_command("READONLY")
                    pipeline.execute_command("HGET", f"mcp:session:{{{session_id}}}", "v")
                    found.append(pipeline.execute(raise_on_error=False)[1])
            assert b"1" in found


@pytest.mark.requirement("S4", "S6")
async def test_a_write_that_no_replica_confirms_is_not_acknowledged_until_one_does(
    replicated: tuple[str, list[RedisServer]],
) -> None:
    url, copies = replicated
    quick = Limits(confirm_seconds=0.1)
    store = RedisStore(url, limits=quick)
    once = Write(operation_id="once", durability=REPLICATED)
    try:
        await store.set_session("acme.a", {"n": 0}, write=Write(durability=REPLICATED))
        with paused(*copies):
            for _ in range(3):
                with pytest.raises(StoreUnconfirmed) as refused:
                    await store.update_session("acme.a", {"n": 1}, write=once)
                assert refused.value.retryable
            # Another connection of another process is not told otherwise.
            other = RedisStore(url, limits=quick)
            with pytest.raises(StoreUnconfirmed):
                await other.update_session("acme.a", {"n": 1}, write=once)
            await other.close()
            at_most_memory = await store.update_session(
                "acme.a", {"m": 1}, write=Write(durability=Durability.MEMORY)
            )
            assert at_most_memory is not None
        until(lambda: all(info(copy, "replication")["master_link_status"] == "up" for copy in copies))
        confirmed = await store.update_session("acme.a", {"n": 1}, write=once)
        assert confirmed is not None
        assert (confirmed.version, at_most_memory.version) == (2, 3)
    finally:
        await store.close()


@pytest.mark.requirement("S6")
async def test_a_lock_that_no_replica_confirms_is_not_taken(
    replicated: tuple[str, list[RedisServer]],
) -> None:
    url, copies = replicated
    store = RedisStore(url + "?durability=replicated", limits=Limits(confirm_seconds=0.1))
    try:
        await store.set_session("acme.a", {"n": 0})
        with paused(*copies), pytest.raises(StoreUnconfirmed):
            await store.acquire_lock("acme.a", lease=3600)
        until(lambda: all(info(copy, "replication")["master_link_status"] == "up" for copy in copies))
        token = await store.acquire_lock("acme.a", timeout=60)
        assert token is not None
    finally:
        await store.close()


async def test_a_store_without_replicas_never_acknowledges_a_replicated_write(
    redis_backing: RedisBacking,
) -> None:
    store = RedisStore(redis_backing.url, limits=Limits(confirm_seconds=0.05))
    try:
        with pytest.raises(StoreUnconfirmed):
            await store.set_session("acme.a", {}, write=Write(durability=REPLICATED))
    finally:
        await store.close()


async def test_a_store_refuses_a_durability_that_it_cannot_keep(sqlite_backing: SqliteBacking) -> None:
    async with sqlite_backing.instance() as store:
        await store.set_session("acme.a", {}, write=Write(durability=Durability.LOGGED))
        with pytest.raises(StoreMisconfigured, match="logged, memory"):
            await store.set_session("acme.a", {"n": 1}, write=Write(durability=REPLICATED))
        session = await store.get_session("acme.a")
        assert session is not None
        assert session.version == 1


async def test_a_level_that_needs_a_log_is_refused_where_there_is_none(
    redis_backing: RedisBacking, redis: RedisServer
) -> None:
    with redis.client() as client:
        client.config_set("appendonly", "no")
        try:
            async with open_store(redis_backing.url + "?durability=logged") as store:
                with pytest.raises(StoreMisconfigured, match="appendonly yes"):
                    await store.set_session("acme.a", {})
            async with open_store(redis_backing.url + "?durability=memory") as store:
                await store.set_session("acme.a", {})
        finally:
            client.config_set("appendonly", "yes")
            until(lambda: info(redis, "persistence")["aof_rewrite_in_progress"] == 0)


async def test_a_level_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="memory, logged, replicated"):
        RedisStore("redis://localhost/0?durability=forever")


@pytest.mark.requirement("S7")
async def test_a_session_that_is_older_than_it_was_seen_is_reported_with_both_versions(
    store: SessionStore, other: SessionStore, backing: Backing
) -> None:
    await store.set_session("acme.a", {"n": 1})
    newest = await store.update_session("acme.a", {"n": 2})
    assert newest is not None
    assert await other.get_session("acme.a", seen_version=newest.version) is not None
    # What a failover does to a session that its new primary knows an older version of.
    await store.clear_session("acme.a")
    await store.set_session("acme.a", {"n": 1})
    for call in (
        other.get_session("acme.a", seen_version=2),
        other.update_session("acme.a", {"n": 3}, write=Write(expected_version=2)),
        other.set_session("acme.a", {"n": 3}, write=Write(expected_version=2)),
    ):
        with pytest.raises(StateRegressed) as regressed:
            await call
        assert (regressed.value.expected, regressed.value.actual) == (2, 1)
    assert backing.section("acme.a", "n")


@pytest.fixture
def forked(tmp_path: Path) -> Iterator[tuple[RedisServer, RedisServer]]:
    """A primary and its replica, which a test may tell to go on alone."""
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    with running(tmp_path / "first") as first:
        place = ("--replicaof", first.host, str(first.port), "--repl-diskless-sync-delay", "0")
        with running(tmp_path / "second", *place) as second:
            until(lambda: info(second, "replication")["master_link_status"] == "up")
            yield first, second


def has_all_of(replica: RedisServer, primary: RedisServer) -> bool:
    found = info(replica, "replication")["slave_repl_offset"]
    return found == info(primary, "replication")["master_repl_offset"]


def go_on_alone(server: RedisServer) -> None:
    with server.client() as client:
        client.replicaof("NO", "ONE")


@pytest.mark.requirement("S7", "S3")
async def test_the_same_version_made_by_other_writes_after_a_failover_is_reported(
    forked: tuple[RedisServer, RedisServer],
) -> None:
    first, second = forked
    async with open_store(first.url) as here, open_store(second.url) as there:
        shared = await here.set_session("acme.a", {"n": 1})
        until(lambda: has_all_of(second, first))
        go_on_alone(second)
        lost = await here.set_session("acme.a", {"n": "lost"})
        made = await there.set_session("acme.a", {"n": 2})
        assert (lost.version, made.version) == (2, 2)
        under = Write(expected_version=2, expected_timeline=lost.timeline)
        for call in (
            there.get_session("acme.a", seen_version=2, seen_timeline=lost.timeline),
            there.update_session("acme.a", {"n": 3}, write=under),
            there.set_session("acme.a", {"n": 3}, write=under),
        ):
            with pytest.raises(StateRegressed, match="by other writes") as regressed:
                await call
            assert (regressed.value.expected, regressed.value.actual) == (2, 2)
        # Further writes hide nothing, and what both have seen is no step back.
        for number in range(3, 30):
            made = await there.set_session("acme.a", {"n": number})
        with pytest.raises(StateRegressed):
            await there.get_session("acme.a", seen_version=2, seen_timeline=lost.timeline)
        for seen in (shared, made):
            found = await there.get_session("acme.a", seen_version=seen.version, seen_timeline=seen.timeline)
            assert found == made
        under = Write(expected_version=made.version, expected_timeline=made.timeline)
        assert (await there.set_session("acme.a", {}, write=under)).version == 30


@pytest.mark.requirement("S4")
async def test_a_write_sent_again_after_a_failover_names_the_timeline_of_its_first_effect(
    forked: tuple[RedisServer, RedisServer],
) -> None:
    first, second = forked
    async with open_store(first.url) as here, open_store(second.url) as there:
        under = Write(operation_id="once")
        made = await here.set_session("acme.a", {"n": 1}, write=under)
        until(lambda: has_all_of(second, first))
        go_on_alone(second)
        later = await there.set_session("acme.a", {"n": 2})
        assert later.timeline != made.timeline
        assert await there.set_session("acme.a", {"n": 1}, write=under) == made


@pytest.mark.requirement("S7")
async def test_a_timeline_that_is_forgotten_counts_as_lost(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        async with open_store(server.url) as store:
            newest = oldest = await store.set_session("acme.a", {"n": 0})
            for number in range(TIMELINES_REMEMBERED):
                # Whoever becomes a primary begins another history.
                with server.client() as client:
                    client.replicaof("127.0.0.1", 1)
                go_on_alone(server)
                newest = await store.set_session("acme.a", {"n": number})
            with pytest.raises(StateRegressed):
                await store.get_session("acme.a", seen_version=1, seen_timeline=oldest.timeline)
            assert await store.get_session(
                "acme.a", seen_version=newest.version, seen_timeline=newest.timeline
            )
