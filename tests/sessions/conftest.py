"""A store of each kind, over something real, for every test that asks for one."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from mcp_code_analysis.sessions.base import StoreBase
from tests.sessions import redis_server
from tests.sessions.backings import Backing, MemoryBacking, RedisBacking, SqliteBacking
from tests.sessions.redis_server import RedisServer


@pytest.fixture(scope="session")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One server for all tests that leave it as they found it, but for its data."""
    with redis_server.running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_backing(redis: RedisServer) -> Iterator[RedisBacking]:
    with redis.client() as client:
        yield RedisBacking(redis.url, client)


@pytest.fixture
def sqlite_backing(tmp_path: Path) -> SqliteBacking:
    return SqliteBacking(tmp_path)


@pytest.fixture(params=["memory", "sqlite", "redis"])
def make_backing(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Backing]:
    """Make a backing with nothing in it, each time it is called."""
    match request.param:
        case "memory":
            return MemoryBacking
        case "sqlite":
            numbers = itertools.count()
            return lambda: SqliteBacking(tmp_path / str(next(numbers)))
        case _:
            empty: RedisBacking = request.getfixturevalue("redis_backing")
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
