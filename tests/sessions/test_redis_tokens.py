"""A token that a cloud gave out: fetched once for many, anew before its end, and what happens meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from pathlib import Path

import pytest

from mcp_code_analysis.errors import StoreUnavailable
from mcp_code_analysis.redis.address import Login
from mcp_code_analysis.redis.credentials import (
    REFRESH_BEFORE_SECONDS,
    RETIRED_SHARE,
    RETRY_AFTER_SECONDS,
    Token,
    TokenProvider,
)
from mcp_code_analysis.redis.node import Limits, Node
from tests.sessions import redis_server
from tests.sessions.clocks import HandClock
from tests.sessions.waiting import wait_for, wait_until

pytestmark = pytest.mark.anyio


class Source:
    """Tokens of an hour, fetched when the test lets them be."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self.count = 0
        self.error: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()

    def fetch(self) -> Token:
        self.count += 1
        self.gate.wait(60)
        if self.error:
            raise self.error
        return Token("user", f"token {self.count}", self._clock.time() + 3600)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def source(clock: HandClock) -> Source:
    return Source(clock)


async def test_many_connections_share_one_token(clock: HandClock, source: Source) -> None:
    provider = TokenProvider(source.fetch, clock.time)
    answers = await asyncio.gather(*(provider.get_credentials_async() for _ in range(50)))
    assert set(answers) == {("user", "token 1")}
    clock.turn(3600 - REFRESH_BEFORE_SECONDS - 1)
    assert await provider.get_credentials_async() == ("user", "token 1")
    assert source.count == 1


async def test_a_token_is_fetched_anew_before_its_end_and_nobody_waits(
    clock: HandClock, source: Source
) -> None:
    provider = TokenProvider(source.fetch, clock.time)
    await provider.get_credentials_async()
    clock.turn(3600 - REFRESH_BEFORE_SECONDS)
    source.gate.clear()
    assert await provider.get_credentials_async() == ("user", "token 1")
    assert await provider.get_credentials_async() == ("user", "token 1")
    await wait_until(lambda: source.count == 2)
    source.gate.set()

    async def is_given() -> bool:
        return await provider.get_credentials_async() == ("user", "token 2")

    await wait_for(is_given)
    assert source.count == 2


async def test_a_token_is_used_to_its_end_where_no_other_is_to_be_had(
    clock: HandClock, source: Source
) -> None:
    provider = TokenProvider(source.fetch, clock.time)
    await provider.get_credentials_async()
    source.error = OSError("a secret in a text")
    clock.turn(3600 - REFRESH_BEFORE_SECONDS)
    assert await provider.get_credentials_async() == ("user", "token 1")
    await wait_until(lambda: source.count == 2)
    assert await provider.get_credentials_async() == ("user", "token 1")
    assert source.count == 2
    clock.turn(RETRY_AFTER_SECONDS)

    async def is_tried_again() -> bool:
        assert await provider.get_credentials_async() == ("user", "token 1")
        return source.count == 3

    await wait_for(is_tried_again)
    clock.turn(REFRESH_BEFORE_SECONDS)
    with pytest.raises(StoreUnavailable) as refused:
        await provider.get_credentials_async()
    assert "secret" not in str(refused.value)
    source.error = None
    user, password = await provider.get_credentials_async()  # type: ignore[misc]
    assert (user, password) == ("user", f"token {source.count}")


async def test_whoever_gives_up_leaves_the_token_to_the_others(clock: HandClock, source: Source) -> None:
    provider = TokenProvider(source.fetch, clock.time)
    source.gate.clear()
    calls = [asyncio.ensure_future(provider.get_credentials_async()) for _ in range(3)]
    await wait_until(lambda: source.count == 1)
    calls[0].cancel()
    source.gate.set()
    assert await asyncio.gather(*calls[1:]) == [("user", "token 1")] * 2
    assert calls[0].cancelled()


async def test_a_connection_is_replaced_before_the_token_that_opened_it_ends(
    tmp_path: Path, clock: HandClock, source: Source
) -> None:
    provider = TokenProvider(source.fetch, clock.time)
    with redis_server.running(tmp_path) as server:
        with server.client() as admin:
            admin.execute_command("ACL", "SETUSER", "user", "on", ">token 1", ">token 2", "+client")
        node = Node((server.host, server.port), Login(), tls=None, provider=provider, limits=Limits())
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(node.close)
            first = await node.exchange([("CLIENT", "ID")])
            clock.turn(3600 - REFRESH_BEFORE_SECONDS)
            assert await node.exchange([("CLIENT", "ID")]) == first
            await provider.get_credentials_async()
            await wait_until(lambda: source.count == 2)
            clock.turn(REFRESH_BEFORE_SECONDS * (1 - RETIRED_SHARE))
            second = await node.exchange([("CLIENT", "ID")])
            assert second != first
            assert await node.exchange([("CLIENT", "ID")]) == second


async def test_a_call_does_not_wait_long_for_a_token_that_does_not_come(
    clock: HandClock, source: Source
) -> None:
    provider = TokenProvider(source.fetch, clock.time)
    source.gate.clear()
    with pytest.raises(StoreUnavailable, match="has not come yet"):
        await provider.ready()
    source.gate.set()
    await provider.ready()
    assert source.count == 1


def test_a_token_is_not_shown() -> None:
    assert "secret" not in repr(Token("user", "secret", 1.0))
