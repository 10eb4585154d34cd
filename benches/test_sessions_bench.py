"""Session reads and writes on SQLite and Redis, each beside raw commands of the same client, in one run.

A round is 100 calls, one after the other; what counts is the ratio within a group.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import apsw
import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from redis.asyncio import Redis

from mcp_code_analysis._native import seal
from mcp_code_analysis.sessions.base import StoreBase
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.sqlite import SqliteStore
from mcp_code_analysis.sessions.store import Write
from tests.sessions import redis_server
from tests.sessions.redis_server import RedisServer

Measure = Callable[[Callable[[], Awaitable[object]]], None]

CALLS = 100
VALUE = {"words": [f"word {number}" for number in range(60)], "numbers": list(range(60))}
BODY = seal(VALUE, schema=1)
SET_LUA = "#!lua\nredis.call('HSET', KEYS[1], 's', ARGV[1]) return redis.call('PEXPIRE', KEYS[1], 3600000)"


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def measure(runner: asyncio.Runner, benchmark: BenchmarkFixture) -> Measure:
    def measure(call: Callable[[], Awaitable[object]]) -> None:
        async def calls() -> None:
            for _ in range(CALLS):
                await call()

        benchmark.extra_info["calls"] = CALLS
        benchmark(lambda: runner.run(calls()))

    return measure


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server.running(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_store(server: RedisServer, runner: asyncio.Runner) -> Iterator[StoreBase]:
    store = RedisStore(server.url)
    runner.run(store.set_session("bench.a", {"value": VALUE}))
    yield store
    runner.run(store.close())


@pytest.fixture
def redis_client(server: RedisServer, runner: asyncio.Runner) -> Iterator[Redis]:
    client = Redis(port=server.port, protocol=2)
    runner.run(execute(client, "HSET", "raw", "s", BODY))
    yield client
    runner.run(client.aclose())


@pytest.fixture
def sqlite_store(tmp_path: Path, runner: asyncio.Runner) -> Iterator[StoreBase]:
    store = SqliteStore(tmp_path / "sessions.db")
    runner.run(store.set_session("bench.a", {"value": VALUE}))
    yield store
    runner.run(store.close())


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[apsw.Connection]:
    connection = apsw.Connection(str(tmp_path / "raw.db"))
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "normal")
    connection.execute("CREATE TABLE raw (name TEXT PRIMARY KEY, body BLOB)")
    connection.execute("INSERT INTO raw VALUES ('s', ?)", (BODY,))
    yield connection
    connection.close()


async def execute(client: Redis, *parts: str | bytes | int) -> object:
    command: Callable[..., Awaitable[object]] = client.execute_command
    return await command(*parts)


def versioned_write(store: StoreBase, runner: asyncio.Runner) -> Callable[[], Awaitable[object]]:
    session = runner.run(store.get_session("bench.a"))
    assert session is not None
    version = session.version

    async def write() -> None:
        nonlocal version
        await store.update_session("bench.a", {"value": VALUE}, write=Write(expected_version=version))
        version += 1

    return write


@pytest.mark.benchmark(group="Redis: 100 reads of a session")
def test_redis_read(redis_store: StoreBase, measure: Measure) -> None:
    measure(lambda: redis_store.get_session("bench.a"))


@pytest.mark.benchmark(group="Redis: 100 reads of a session")
def test_peer_redis_hget(redis_client: Redis, measure: Measure) -> None:
    measure(lambda: execute(redis_client, "HGET", "raw", "s"))


@pytest.mark.benchmark(group="Redis: 100 versioned writes of a section")
def test_redis_write(redis_store: StoreBase, runner: asyncio.Runner, measure: Measure) -> None:
    measure(versioned_write(redis_store, runner))


@pytest.mark.benchmark(group="Redis: 100 versioned writes of a section")
def test_peer_redis_hset(redis_client: Redis, measure: Measure) -> None:
    measure(lambda: execute(redis_client, "HSET", "raw", "s", BODY))


@pytest.mark.benchmark(group="Redis: 100 versioned writes of a section")
def test_peer_redis_evalsha(redis_client: Redis, runner: asyncio.Runner, measure: Measure) -> None:
    digest = runner.run(execute(redis_client, "SCRIPT LOAD", SET_LUA))
    assert isinstance(digest, str | bytes)
    measure(lambda: execute(redis_client, "EVALSHA", digest, 1, "raw", BODY))


@pytest.mark.benchmark(group="SQLite: 100 reads of a session")
def test_sqlite_read(sqlite_store: StoreBase, measure: Measure) -> None:
    measure(lambda: sqlite_store.get_session("bench.a"))


@pytest.mark.benchmark(group="SQLite: 100 reads of a session")
def test_peer_sqlite_select(connection: apsw.Connection, measure: Measure) -> None:
    async def read() -> None:
        connection.execute("SELECT body FROM raw WHERE name = 's'").fetchall()

    measure(read)


@pytest.mark.benchmark(group="SQLite: 100 versioned writes of a section")
def test_sqlite_write(sqlite_store: StoreBase, runner: asyncio.Runner, measure: Measure) -> None:
    measure(versioned_write(sqlite_store, runner))


@pytest.mark.benchmark(group="SQLite: 100 versioned writes of a section")
def test_peer_sqlite_update(connection: apsw.Connection, measure: Measure) -> None:
    async def write() -> None:
        connection.execute("UPDATE raw SET body = ? WHERE name = 's'", (BODY,))

    measure(write)


@pytest.mark.benchmark(group="SQLite: 100 versioned writes of a section")
def test_peer_sqlite_update_on_a_thread(connection: apsw.Connection, measure: Measure) -> None:
    with ThreadPoolExecutor(max_workers=1) as thread:

        async def write() -> None:
            await asyncio.get_running_loop().run_in_executor(
                thread, connection.execute, "UPDATE raw SET body = ? WHERE name = 's'", (BODY,)
            )

        measure(write)
