"""The real stores that tests of every part run on: files, and Redis servers that are started once for all.

Fixtures only; a part's own ways of looking into a store stand in its folder.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import RedisCluster

from tests.sessions import redis_server, redis_sets
from tests.sessions.backings import RedisBacking, SqliteBacking
from tests.sessions.redis_server import RedisServer, quick_folder
from tests.sessions.redis_sets import ClusterSet, SentinelSet


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One server for all tests that leave it as they found it, but for its data."""
    folder = quick_folder(tmp_path_factory.mktemp("redis"))
    with folder as place, redis_server.running(place) as server:
        yield server


@pytest.fixture
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A server that the test may put into any condition."""
    folder = quick_folder(tmp_path_factory.mktemp("redis"))
    with folder as place, redis_server.running(place) as server:
        yield server


@pytest.fixture
def redis_backing(redis: RedisServer) -> Iterator[RedisBacking]:
    with redis.client() as client:
        yield RedisBacking(redis.url, client)


@pytest.fixture(scope="session")
def sentinels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SentinelSet]:
    """One set for all tests that leave its servers as they found them."""
    folder = quick_folder(tmp_path_factory.mktemp("sentinels"))
    with folder as place, redis_sets.sentinels(place) as servers:
        yield servers


@pytest.fixture
def sentinel_backing(sentinels: SentinelSet) -> Iterator[RedisBacking]:
    with sentinels.primary().client() as client:
        yield RedisBacking(sentinels.url, client)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterSet]:
    """One cluster for all tests that leave its nodes as they found them."""
    folder = quick_folder(tmp_path_factory.mktemp("cluster"))
    with folder as place, redis_sets.cluster(place) as servers:
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


@pytest.fixture(params=["sqlite", "redis", "sentinel", "cluster"])
def shared_url(request: pytest.FixtureRequest) -> str:
    """Return the URL of an empty store that processes can share, without a clock of the test's own."""
    backing: SqliteBacking | RedisBacking = request.getfixturevalue(f"{request.param}_backing")
    return backing.url
