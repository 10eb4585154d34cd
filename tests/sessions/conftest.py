"""A store of each kind, over something real, for every test that asks for one."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from mcp_code_analysis.sessions.base import StoreBase
from tests.sessions import proxy
from tests.sessions.backings import Backing, FallbackBacking, MemoryBacking, RedisBacking, SqliteBacking
from tests.sessions.proxy import Proxy
from tests.sessions.redis_server import RedisServer


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


@pytest.fixture
async def wire(redis: RedisServer, redis_backing: RedisBacking) -> AsyncIterator[Proxy]:  # noqa: ARG001 - emptied
    """A wire to an empty Redis, which a test can cut."""
    async with proxy.proxy_to(redis.port) as wire:
        yield wire
