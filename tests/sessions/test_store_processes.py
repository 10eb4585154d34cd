"""Several processes over the same sessions, and processes that are killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from mcp_code_analysis.sessions import open_store
from tests.sessions.backings import RedisBacking
from tests.sessions.redis_server import RedisServer

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[2]
WRITES_BEFORE_THE_KILL = (1, 40, 150)
ON_ONE_MACHINE = pytest.mark.parametrize("shared_url", ["sqlite", "redis"], indirect=True)


@contextmanager
def child(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.sessions.child", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@ON_ONE_MACHINE
@pytest.mark.requirement("SES-1", "SES-13", "LOCK-7", "DEP-4")
async def test_processes_that_add_to_one_counter_at_once_lose_nothing(shared_url: str) -> None:
    with ExitStack() as stack:
        children = [stack.enter_context(child("increment", shared_url, "acme.a", "100")) for _ in range(3)]
        assert [process.communicate()[0] for process in children] == ["done\n"] * 3
    async with open_store(shared_url) as store:
        session = await store.get_session("acme.a")
    assert session is not None
    assert (session.state, session.version) == ({"count": 300}, 301)


@ON_ONE_MACHINE
@pytest.mark.requirement("S1", "S2", "S3", "SES-2")
async def test_a_writer_that_is_killed_loses_nothing_it_acknowledged(shared_url: str) -> None:
    for writes in WRITES_BEFORE_THE_KILL:
        with (
            child("write", shared_url, "acme.a") as writer,
            child("write", shared_url, "acme.b") as neighbour,
        ):
            assert writer.stdout is not None
            acknowledged = [int(writer.stdout.readline()) for _ in range(writes)]
            writer.kill()
            acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
            assert neighbour.stdout is not None
            still_writing = [int(neighbour.stdout.readline()) for _ in range(writes)]
        async with open_store(shared_url) as store:
            session = await store.get_session("acme.a")
            other = await store.get_session("acme.b")
        assert session is not None
        assert acknowledged == list(range(acknowledged[0], acknowledged[-1] + 1))
        assert session.version in (acknowledged[-1], acknowledged[-1] + 1)
        assert session.state == {"count": session.version, "copy": session.version}
        assert other is not None
        assert other.version >= still_writing[-1]


@pytest.mark.requirement("SES-2", "S5")
async def test_a_killed_redis_comes_back_with_every_acknowledged_write(
    redis: RedisServer, redis_backing: RedisBacking
) -> None:
    # With `everysec` a write waits in memory, up to two seconds, while a slow disk takes the one before.
    with redis.client() as client:
        client.config_set("appendfsync", "always")
    async with open_store(redis.url) as store:
        for _ in range(3):
            with child("write", redis_backing.url, "acme.a") as writer:
                assert writer.stdout is not None
                acknowledged = [int(writer.stdout.readline()) for _ in range(60)]
                redis.kill()
                acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
            redis.start("--appendfsync", "always")
            session = await store.get_session("acme.a")
            assert session is not None
            assert session.version in (acknowledged[-1], acknowledged[-1] + 1)
            assert session.state == {"count": session.version, "copy": session.version}


async def test_processes_that_make_the_file_at_once_all_find_it(tmp_path: Path) -> None:
    url = f"sqlite:{tmp_path / 'new' / 'sessions.db'}"
    with ExitStack() as stack:
        children = [stack.enter_context(child("increment", url, f"acme.s{n}", "1")) for n in range(6)]
        assert [process.communicate()[0] for process in children] == ["done\n"] * 6
    async with open_store(url) as store:
        assert len((await store.get_sessions("acme")).ids) == 6
