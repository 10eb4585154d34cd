"""A store of results of each kind, over something real."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import apsw
import pytest
import redis as redis_py

from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.redis import Address, Server
from mcp_code_analysis.results.base import ResultBase
from mcp_code_analysis.results.memory import Memory, MemoryResults
from mcp_code_analysis.results.redis import RedisResults
from mcp_code_analysis.results.sqlite import SqliteResults
from tests.sessions.redis_server import RedisServer

MIB = 1024 * 1024
LIMITS = CacheLimits(tenant_results_bytes_max=4 * MIB, result_ttls_seconds={"short": 60.0})


class Clock:
    """Time that a test can turn."""

    def __init__(self) -> None:
        self.turned = 0.0

    def __call__(self) -> float:
        return time.time() + self.turned


class Place(ABC):
    """What results are kept in."""

    def __init__(self) -> None:
        self.clock = Clock()

    @abstractmethod
    def store(self) -> ResultBase:
        """Make another store over the same data, as another server would."""

    @abstractmethod
    def age(self, seconds: float) -> None:
        """Let everything be that much older."""

    @abstractmethod
    def replace_chunk(self, handle: str, number: int, body: bytes | None) -> None:
        """Put these bytes in the place of a chunk, or nothing."""

    @abstractmethod
    def chunk(self, handle: str, number: int) -> bytes:
        """Give a chunk as it is kept."""

    @abstractmethod
    def replace_manifest(self, handle: str, body: bytes) -> None:
        """Put these bytes in the place of a manifest."""

    @abstractmethod
    def entries(self) -> int:
        """Count what is kept: manifests and chunks."""


class MemoryPlace(Place):
    def __init__(self) -> None:
        super().__init__()
        self.memory = Memory()

    def store(self) -> ResultBase:
        return MemoryResults(self.memory, LIMITS, self.clock)

    def age(self, seconds: float) -> None:
        self.clock.turned += seconds

    def replace_chunk(self, handle: str, number: int, body: bytes | None) -> None:
        if body is None:
            del self.memory.results[handle].chunks[number]
        else:
            self.memory.results[handle].chunks[number] = body

    def chunk(self, handle: str, number: int) -> bytes:
        return self.memory.results[handle].chunks[number]

    def replace_manifest(self, handle: str, body: bytes) -> None:
        self.memory.results[handle].manifest = body

    def entries(self) -> int:
        return sum(len(held.chunks) + bool(held.manifest) for held in self.memory.results.values())


class FilePlace(Place):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def store(self) -> ResultBase:
        return SqliteResults(self.path, LIMITS, clock=self.clock)

    def age(self, seconds: float) -> None:
        self.clock.turned += seconds

    def replace_chunk(self, handle: str, number: int, body: bytes | None) -> None:
        if body is None:
            self.ask("DELETE FROM chunks WHERE handle = ? AND number = ?", (handle, number))
        else:
            self.ask("UPDATE chunks SET body = ? WHERE handle = ? AND number = ?", (body, handle, number))

    def chunk(self, handle: str, number: int) -> bytes:
        body = self.ask("SELECT body FROM chunks WHERE handle = ? AND number = ?", (handle, number))
        assert isinstance(body, bytes)
        return body

    def replace_manifest(self, handle: str, body: bytes) -> None:
        self.ask("UPDATE manifests SET body = ? WHERE handle = ?", (body, handle))

    def entries(self) -> int:
        if not self.path.exists():
            return 0
        count = self.ask("SELECT (SELECT count(*) FROM manifests) + (SELECT count(*) FROM chunks)")
        assert isinstance(count, int)
        return count

    def ask(self, statement: str, values: tuple[str | bytes | int, ...] = ()) -> object:
        connection = apsw.Connection(str(self.path))
        try:
            return connection.execute(statement, values).get
        finally:
            connection.close()


class RedisPlace(Place):
    def __init__(self, url: str, client: redis_py.Redis) -> None:
        super().__init__()
        self.url = url
        self.client = client
        client.flushall()

    def store(self) -> ResultBase:
        return RedisResults(Server(Address.parse(self.url)), limits=LIMITS, clock=self.clock)

    def age(self, seconds: float) -> None:
        for name in self.names():
            left_ms = self.client.pttl(name)
            assert isinstance(left_ms, int)
            self.client.pexpire(name, left_ms - round(seconds * 1000))
        for name in self.names():
            if name.startswith("mcp:results:"):
                handles = self.client.zrange(name, 0, -1)
                assert isinstance(handles, list)
                for handle in handles:
                    assert isinstance(handle, bytes)
                    self.client.zincrby(name, -seconds * 1000, handle.decode())

    def replace_chunk(self, handle: str, number: int, body: bytes | None) -> None:
        name = f"mcp:result:{{{handle}}}:c{number:04}"
        if body is None:
            self.client.delete(name)
        else:
            self.client.set(name, body, keepttl=True)

    def chunk(self, handle: str, number: int) -> bytes:
        body = self.client.get(f"mcp:result:{{{handle}}}:c{number:04}")
        assert isinstance(body, bytes)
        return body

    def replace_manifest(self, handle: str, body: bytes) -> None:
        self.client.hset(f"mcp:result:{{{handle}}}", "m", body)

    def entries(self) -> int:
        return sum(name.startswith("mcp:result:") for name in self.names())

    def names(self) -> list[str]:
        names = self.client.keys("*")
        assert isinstance(names, list)
        return sorted(name.decode() for name in names if isinstance(name, bytes))


@pytest.fixture
def redis_place(redis: RedisServer) -> Iterator[RedisPlace]:
    with redis.client() as client:
        yield RedisPlace(redis.url, client)


@pytest.fixture(params=["memory", "sqlite", "redis"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    match request.param:
        case "memory":
            return MemoryPlace()
        case "sqlite":
            return FilePlace(tmp_path / "results.sqlite3")
        case _:
            found: RedisPlace = request.getfixturevalue("redis_place")
            return found


@pytest.fixture
async def store(place: Place) -> AsyncIterator[ResultBase]:
    store = place.store()
    yield store
    await store.close()


@pytest.fixture
async def other(place: Place) -> AsyncIterator[ResultBase]:
    """A second instance over the same data."""
    store = place.store()
    yield store
    await store.close()
