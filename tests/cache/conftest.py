"""A cache of each kind that processes share, over something real."""

from __future__ import annotations

import socket
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import apsw
import pytest
import redis as redis_py

from mcp_code_analysis.cache.redis import RedisShelf
from mcp_code_analysis.cache.redis_owner import open_shelf
from mcp_code_analysis.cache.shelf import Shelf
from mcp_code_analysis.cache.sqlite import SqliteShelf
from mcp_code_analysis.config import CacheLimits
from tests.sessions.redis_server import RedisServer

LIMITS = CacheLimits(shared_bytes_max=8 * 1024 * 1024, entry_bytes_max=2 * 1024 * 1024)


class Place(ABC):
    """What a shelf is kept in."""

    @abstractmethod
    def shelf(self) -> Shelf:
        """Make another shelf over the same data, as another process would."""

    @abstractmethod
    def age(self, seconds: float) -> None:
        """Let everything be that much older."""


class FilePlace(Place):
    def __init__(self, path: Path) -> None:
        self.path = path

    def shelf(self) -> Shelf:
        return SqliteShelf(self.path, LIMITS)

    def age(self, seconds: float) -> None:
        connection = apsw.Connection(str(self.path))
        connection.execute("UPDATE entries SET expires_ms = expires_ms - ?", (round(seconds * 1000),))
        connection.close()


class RedisPlace(Place):
    def __init__(self, server: RedisServer, client: redis_py.Redis) -> None:
        self.url = server.url
        self.client = client
        client.flushall()

    def shelf(self) -> RedisShelf:
        return open_shelf(self.url, LIMITS)

    def age(self, seconds: float) -> None:
        for key in self.names():
            left_ms = self.client.pttl(key)
            assert isinstance(left_ms, int)
            self.client.pexpire(key, left_ms - round(seconds * 1000))

    def entries(self) -> list[str]:
        return [name for name in self.names() if name.startswith("mcp:cache:")]

    def names(self) -> list[str]:
        keys = self.client.keys("*")
        assert isinstance(keys, list)
        return sorted(key.decode() for key in keys if isinstance(key, bytes))


@pytest.fixture
def silent_url() -> Iterator[str]:
    """A port where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


@pytest.fixture
def redis_place(redis: RedisServer) -> Iterator[RedisPlace]:
    with redis.client() as client:
        yield RedisPlace(redis, client)


@pytest.fixture(params=["sqlite", "redis"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return FilePlace(tmp_path / "cache.sqlite3")
    found: RedisPlace = request.getfixturevalue("redis_place")
    return found


@pytest.fixture
async def shelf(place: Place) -> AsyncIterator[Shelf]:
    shelf = place.shelf()
    yield shelf
    await shelf.close()


@pytest.fixture
async def other(place: Place) -> AsyncIterator[Shelf]:
    """A second instance over the same data."""
    shelf = place.shelf()
    yield shelf
    await shelf.close()
