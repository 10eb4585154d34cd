"""A store of each kind, over something real, for every test that asks for one."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from redis import RedisCluster

from mcp_code_analysis.sessions.base import StoreBase
from tests.sessions import redis_server, redis_sets
from tests.sessions.backings import Backing, FallbackBacking, MemoryBacking, RedisBacking, SqliteBacking
from tests.sessions.redis_server import RedisServer
from tests.sessions.redis_sets import ClusterSet, SentinelSet


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One server for all tests that leave it as they found it, but for its data."""
    with redis_server.running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def own(tmp_path: Path) -> Iterator[RedisServer]:
    """A server that the test may put into any condition."""
    with redis_server.running(tmp_path) as server:
        yield server


@pytest.fixture
def redis_backing(redis: RedisServer) -> Iterator[RedisBacking]:
    with redis.client() as client:
        yield RedisBacking(redis.url, client)


@pytest.fixture(scope="session")
def sentinels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SentinelSet]:
    """One set for all tests that leave its servers as they found them."""
    with redis_sets.sentinels(tmp_path_factory.mktemp("sentinels")) as servers:
        yield servers


@pytest.fixture
def sentinel_backing(sentinels: SentinelSet) -> Iterator[RedisBacking]:
    with sentinels.primary().client() as client:
        yield RedisBacking(sentinels.url, client)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterSet]:
    """One cluster for all tests that leave its nodes as they found them."""
    with redis_sets.cluster(tmp_path_factory.mktemp("cluster")) as servers:
        yield servers


@pytest.fixture
def cluster_backing(cluster: ClusterSet) -> Iterator[RedisBacking]:
    with contextlib.closing(
        RedisCluster(host="127.0.0.1", port=cluster.servers[0].port, protocol=2)
    ) as client:
        yield RedisBacking(cluster.url, client)


@pytest.fixture
def sqlite_backing(tmp_path: Path) -> SqliteBacking:
    return SqliteBacking(tmp_path)


@pytest.fixture(params=["memory", "sqlite", "redis", "sentinel", "cluster", "fallback"])
def make_backing(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Backing]:
    """Make a backing with nothing in it, each time it is called."""
    match request.param:
        case "memory":
            return MemoryBacking
        case "sqlite":
            numbers = itertools.count()
            return lambda: SqliteBacking(tmp_path / str(next(numbers)))
        case "fallback":
            behind: RedisBacking = request.getfixturevalue("redis_backing")
            journals = itertools.count()
            return lambda: FallbackBacking(behind.url, behind.client, tmp_path / f"j{next(journals)}")
        case _:
            empty: RedisBacking = request.getfixturevalue(f"{request.param}_backing")
            return lambda: RedisBacking(empty.url, empty.client)


@pytest.fixture
def backing(make_backing: Callable[[], Backing]) -> Backing:
    return make_backing()


@pytest.fixture
async def store(backing: Backing) -> AsyncIterator[StoreBase]:
    async with backing.instance() as store:
        yield store


@pytest.fixture
async def other(backing: Backing) -> AsyncIterator[StoreBase]:
    """A second instance over the same data."""
    async with backing.instance() as store:
        yield store
