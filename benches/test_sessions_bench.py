"""Session reads and writes on SQLite and Redis, each beside raw commands of the same client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import apsw
import pytest
from redis.asyncio import Redis

from benches.conftest import Measure
from mcp_code_analysis._native import seal
from mcp_code_analysis.sessions.base import StoreBase
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.sqlite import SqliteStore
from mcp_code_analysis.sessions.store import Write
from tests.sessions import redis_server
from tests.sessions.redis_server import RedisServer

VALUE = {"words": [f"word {number}" for number in range(60)], "numbers": list(range(60))}
BODY = seal(VALUE, schema=1)
SET_LUA = "#!lua\nredis.call('HSET', KEYS[1], 's', ARGV[1]) return redis.call('PEXPIRE', KEYS[1], 3600000)"


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


def test_redis_read(redis_store: StoreBase, redis_client: Redis, measure: Measure) -> None:
    measure(
        "Redis: read a session",
        lambda: redis_store.get_session("bench.a"),
        {"HGET": lambda: execute(redis_client, "HGET", "raw", "s")},
    )


def test_redis_write(
    redis_store: StoreBase, redis_client: Redis, runner: asyncio.Runner, measure: Measure
) -> None:
    digest = runner.run(execute(redis_client, "SCRIPT LOAD", SET_LUA))
    assert isinstance(digest, str | bytes)
    measure(
        "Redis: write a section under its version",
        versioned_write(redis_store, runner),
        {
            "EVALSHA": lambda: execute(redis_client, "EVALSHA", digest, 1, "raw", BODY),
            "HSET": lambda: execute(redis_client, "HSET", "raw", "s", BODY),
        },
    )


def test_sqlite_read(sqlite_store: StoreBase, connection: apsw.Connection, measure: Measure) -> None:
    async def read() -> None:
        connection.execute("SELECT body FROM raw WHERE name = 's'").fetchall()

    measure("SQLite: read a session", lambda: sqlite_store.get_session("bench.a"), {"SELECT": read})


def test_sqlite_write(
    sqlite_store: StoreBase, connection: apsw.Connection, runner: asyncio.Runner, measure: Measure
) -> None:
    statement = "UPDATE raw SET body = ? WHERE name = 's'"
    with ThreadPoolExecutor(max_workers=1) as thread:

        async def write() -> None:
            connection.execute(statement, (BODY,))

        async def write_on_a_thread() -> None:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(thread, connection.execute, statement, (BODY,))

        measure(
            "SQLite: write a section under its version",
            versioned_write(sqlite_store, runner),
            {"UPDATE on a thread": write_on_a_thread, "UPDATE": write},
        )
