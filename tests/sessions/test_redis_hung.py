"""A Redis that hangs: its process is stopped, its port still takes connections, and nothing is answered."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mcp_code_analysis.breaker import State
from mcp_code_analysis.errors import StoreUnavailable
from mcp_code_analysis.redis import Limits
from mcp_code_analysis.sessions.redis import RedisStore
from tests.sessions import redis_server
from tests.sessions.redis_server import RedisServer
from tests.sessions.waiting import wait_for

pytestmark = pytest.mark.anyio

LIMITS = Limits(connect_seconds=0.1, attempt_seconds=0.1)
CALLERS = 50


@pytest.fixture
def own(tmp_path: Path) -> Iterator[RedisServer]:
    with redis_server.running(tmp_path) as server:
        yield server


@pytest.fixture
async def store(own: RedisServer) -> AsyncIterator[RedisStore]:
    async with RedisStore(own.url, limits=LIMITS) as store:
        await store.set_session("acme.a", {"n": 1})
        yield store


@contextmanager
def stopped(server: RedisServer) -> Iterator[None]:
    assert server._process is not None
    server._process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        server._process.send_signal(signal.SIGCONT)


async def refusals(store: RedisStore, count: int) -> list[StoreUnavailable]:
    calls = (store.get_session("acme.a") for _ in range(count))
    found = await asyncio.gather(*calls, return_exceptions=True)
    refused = [problem for problem in found if isinstance(problem, StoreUnavailable)]
    assert len(refused) == count
    return refused


@pytest.mark.requirement("F7", "LOCK-8")
async def test_a_server_that_hangs_is_asked_by_one_call_at_a_time(
    own: RedisServer, store: RedisStore
) -> None:
    node = await store._server.owner(store._key("session", "acme.a"))
    with stopped(own):
        await refusals(store, 3)
        assert node.breaker.condition.state is State.OPEN
        openings = node.breaker.condition.opening
        for _ in range(3):
            # Whoever finds the breaker open is told at once, and when to come again.
            refused = await refusals(store, CALLERS)
            assert all(problem.retryable and problem.retry_after for problem in refused)
            not_sent = [problem for problem in refused if "was not sent" in problem.message]
            assert len(not_sent) >= CALLERS - 1
            node.breaker.condition = type(node.breaker.condition)(
                State.OPEN, 0, node.breaker.condition.opening, 0.0, 0.1
            )
            tries = await refusals(store, CALLERS)
            assert len([problem for problem in tries if "was not sent" not in problem.message]) <= 1
            openings += 1
            assert node.breaker.condition.opening == openings

    async def is_back() -> bool:
        try:
            return await store.get_session("acme.a") is not None
        except StoreUnavailable:
            return False

    await wait_for(is_back)
    assert node.breaker.condition.state is State.CLOSED


async def test_callers_that_give_up_do_not_open_it(own: RedisServer, store: RedisStore) -> None:
    node = await store._server.owner(store._key("session", "acme.a"))
    with stopped(own):
        for _ in range(10):
            call = asyncio.ensure_future(store.get_session("acme.a"))
            for _ in range(20):
                await asyncio.sleep(0)
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
    assert node.breaker.condition.state is State.CLOSED
    assert await store.get_session("acme.a") is not None


async def test_an_answer_that_came_in_time_counts_although_this_process_was_too_busy_to_read_it(
    store: RedisStore,
) -> None:
    key = store._key("session", "acme.a")
    asking = asyncio.ensure_future(store._server.command("EXISTS", key, repeatable=False))
    await asyncio.sleep(0)
    busy_until = time.monotonic() + 3 * LIMITS.attempt_seconds
    while time.monotonic() < busy_until:
        pass
    assert await asking == 1
    node = await store._server.owner(key)
    assert node.breaker.condition.state is State.CLOSED
