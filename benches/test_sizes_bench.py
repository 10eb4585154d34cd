"""Redis with much in it: a list among many keys, a large state, and a write that a replica confirms."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.asyncio import Redis

from benches.conftest import Call, Measure
from benches.test_sessions_bench import execute
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.store import Durability, Write
from tests.sessions import redis_server, redis_sets
from tests.sessions.redis_server import RedisServer

KEYS = 600_000
LISTED = 1000
FILL_LUA = "#!lua\nfor n = 1, 1000 do redis.call('SET', 'other:' .. ARGV[1] .. ':' .. n, n) end"
CHANCE = random.Random(3)
STATE = {
    f"part{part}": [
        {"name": f"name_{CHANCE.randrange(10**6)}", "line": CHANCE.randrange(10**4), "score": CHANCE.random()}
        for _ in range(270)
    ]
    for part in range(10)
}
"""160 kB as JSON, in ten sections."""
BODY = json.dumps(STATE).encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server.running(tmp_path_factory.mktemp("redis")) as server:
        yield server


ANOTHER_CLIENT = """
import select, statistics, sys, time
from redis import Redis

taken = []
with Redis(port=int(sys.argv[1])) as client:
    client.ping()
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        start = time.perf_counter()
        client.get("other:1:1")
        taken.append((time.perf_counter() - start) * 1e3)
print(f"{len(taken)} reads, p50 {statistics.median(taken):.2f} ms, longest {max(taken):.2f} ms")
"""


@contextlib.contextmanager
def another_client(server: RedisServer, name: str) -> Iterator[None]:
    """Read with the client of another process all the while, and print what its calls took."""
    command = [sys.executable, "-c", ANOTHER_CLIENT, str(server.port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield
        print(f"another client, {name}: {process.communicate('stop')[0].strip()}")


def test_a_list_among_many_keys(
    server: RedisServer, runner: asyncio.Runner, measure: Measure, capsys: pytest.CaptureFixture[str]
) -> None:
    store = RedisStore(server.url)
    client = Redis(port=server.port, protocol=2)

    async def fill() -> None:
        for number in range(KEYS // 1000):
            await execute(client, "EVAL", FILL_LUA, 0, number)
        for number in range(LISTED):
            await store.set_session(f"bench.{number:04}", {})

    async def list_all() -> None:
        page = await store.get_sessions("bench", limit=LISTED)
        assert len(page.ids) == LISTED

    async def exist() -> None:
        async with client.pipeline(transaction=False) as pipeline:
            for number in range(LISTED):
                pipeline.execute_command("EXISTS", f"mcp:session:{{bench.{number:04}}}")
            await pipeline.execute()

    async def list_on() -> None:
        for _ in range(100):
            await list_all()

    runner.run(fill())
    measure("list 1000 sessions", list_all, {"1000 EXISTS": exist})
    with capsys.disabled():
        with another_client(server, "alone"):
            runner.run(asyncio.sleep(0.5))
        with another_client(server, "beside the lists"):
            runner.run(list_on())
    runner.run(store.close())
    runner.run(client.aclose())


@pytest.mark.parametrize("way", ["write", "read"])
def test_a_large_state(server: RedisServer, runner: asyncio.Runner, measure: Measure, way: str) -> None:
    store = RedisStore(server.url)
    client = Redis(port=server.port, protocol=2)
    runner.run(store.set_session("bench.large", STATE))
    runner.run(execute(client, "SET", "large", BODY))
    ways: dict[str, tuple[Call, Call]] = {
        "write": (
            lambda: store.set_session("bench.large", STATE),
            lambda: execute(client, "SET", "large", BODY),
        ),
        "read": (lambda: store.get_session("bench.large"), lambda: execute(client, "GET", "large")),
    }
    call, peer = ways[way]
    measure(f"{way} a state of {len(BODY) // 1000} kB", call, {"raw JSON of as much": peer})
    runner.run(store.close())
    runner.run(client.aclose())


def test_a_write_that_a_replica_confirms(tmp_path: Path, runner: asyncio.Runner, measure: Measure) -> None:
    with redis_sets.sentinels(tmp_path) as sentinels:
        store = RedisStore(sentinels.url)
        client = Redis(port=sentinels.primary().port, protocol=2)
        state = {"n": "x" * 100}

        async def set_and_wait() -> None:
            async with client.pipeline(transaction=False) as pipeline:
                pipeline.execute_command("SET", "raw", "x" * 100)
                pipeline.execute_command("WAIT", 1, 1000)
                await pipeline.execute()

        measure(
            "a replicated write",
            lambda: store.set_session("bench.a", state, write=Write(durability=Durability.REPLICATED)),
            {
                "a logged write": lambda: store.set_session("bench.a", state),
                "SET": lambda: execute(client, "SET", "raw", "x" * 100),
                "SET and WAIT": set_and_wait,
            },
        )
        runner.run(store.close())
        runner.run(client.aclose())
