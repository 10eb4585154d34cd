"""The Redis store on a bad wire: lost answers, cut connections, silence, callers that give up."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from mcp_code_analysis.errors import StoreUnavailable
from mcp_code_analysis.redis import Limits
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.store import LOCK_LEASE_DEFAULT_SECONDS, SessionStore, Write
from tests.sessions.backings import RedisBacking
from tests.sessions.proxy import Fate, Proxy
from tests.sessions.redis_server import RedisServer, free_port
from tests.sessions.waiting import wait_for, wait_until

pytestmark = pytest.mark.anyio

LOSSES = pytest.mark.parametrize("fate", [Fate.CUT, Fate.SWALLOWED], ids=["cut", "swallowed"])


@pytest.fixture
def fate() -> Fate:
    """What befalls answers where a test names nothing else."""
    return Fate.HELD


@pytest.fixture
async def store(wire: Proxy, fate: Fate) -> AsyncIterator[RedisStore]:
    """A store on the wire, with a session, whose connection and scripts are in use already.

    A cut is seen at once, so only what hears nothing waits an attempt out.
    """
    limits = Limits(attempt_seconds=30.0 if fate is Fate.CUT else 1.0)
    async with RedisStore(wire.url, limits=limits) as store:
        await store.set_session("acme.a", {"n": 1})
        await store.update_session("acme.a", {"n": 2})
        token = await store.acquire_lock("acme.z")
        assert token is not None
        assert await store.renew_lock("acme.z", token)
        assert await store.release_lock("acme.z", token)
        assert not await store.clear_session("acme.z")
        yield store


@pytest.mark.requirement("S4")
@LOSSES
async def test_a_write_whose_answer_is_lost_has_one_effect_and_is_acknowledged(
    wire: Proxy, store: SessionStore, fate: Fate
) -> None:
    for number in range(3, 6):
        wire.next_answer = fate
        write = Write(expected_version=number - 1)
        answer = await store.update_session("acme.a", {"n": number}, write=write)
        assert answer is not None
        assert answer.version == number
    assert wire.answers_stopped == 3
    session = await store.get_session("acme.a")
    assert session is not None
    assert (session.state, session.version) == ({"n": 5}, 5)


@pytest.mark.requirement("S4", "SES-13")
@LOSSES
async def test_a_creation_whose_answer_is_lost_is_not_taken_for_anothers(
    wire: Proxy, store: SessionStore, fate: Fate
) -> None:
    wire.next_answer = fate
    made = await store.create_session_if_not_exists("acme.b", {"mine": 1})
    assert (made.state, made.version) == ({"mine": 1}, 1)
    assert wire.answers_stopped == 1


@pytest.mark.requirement("LOCK-4")
@LOSSES
async def test_a_lock_whose_answer_is_lost_is_held_and_not_refused(
    wire: Proxy, store: SessionStore, fate: Fate
) -> None:
    for _ in range(2):
        wire.next_answer = fate
        token = await store.acquire_lock("acme.a")
        assert token is not None
        wire.next_answer = fate
        assert await store.renew_lock("acme.a", token)
        assert await store.release_lock("acme.a", token)
    assert wire.answers_stopped == 4


@pytest.mark.requirement("LOCK-4")
@LOSSES
async def test_a_release_whose_answer_is_lost_is_acknowledged_once(
    wire: Proxy, store: SessionStore, fate: Fate
) -> None:
    token = await store.acquire_lock("acme.a")
    assert token is not None
    wire.next_answer = fate
    assert await store.release_lock("acme.a", token)
    assert wire.answers_stopped == 1
    assert not await store.release_lock("acme.a", token)
    assert await store.acquire_lock("acme.a") is not None


async def test_a_clearing_whose_answer_is_lost_says_so_and_has_cleared(
    wire: Proxy, store: SessionStore
) -> None:
    # The question before it, until when the session is listed, would be asked again.
    wire.answers_passed, wire.next_answer = 1, Fate.CUT
    with pytest.raises(StoreUnavailable):
        await store.clear_session("acme.a")
    assert await store.get_session("acme.a") is None


@pytest.mark.requirement("LOCK-4")
async def test_a_lock_that_no_answer_came_for_is_given_back(
    redis: RedisServer, wire: Proxy, store: SessionStore
) -> None:
    wire.next_answer = Fate.HELD
    with pytest.raises(StoreUnavailable):
        await store.acquire_lock("acme.a")
    wire.let_go()
    async with RedisStore(redis.url) as other:

        async def free() -> bool:
            return await other.acquire_lock("acme.a") is not None

        # Not by the end of its lease, which is far off.
        async with asyncio.timeout(LOCK_LEASE_DEFAULT_SECONDS / 2):
            await wait_for(free)


async def test_a_caller_that_gives_up_never_leaves_its_answer_to_the_next(wire: Proxy) -> None:
    limits = Limits(connections_max=2, attempt_seconds=30.0)
    async with RedisStore(wire.url, limits=limits) as store:
        for name in ("a", "b"):
            await store.set_session(f"acme.{name}", {"name": name})
        for round_number in range(1, 21):
            wire.next_answer = Fate.HELD
            call = asyncio.ensure_future(store.get_session("acme.a"))
            await wait_until(lambda: wire.answers_stopped == round_number)  # noqa: B023 - awaited here
            call.cancel()
            with pytest.raises(asyncio.CancelledError):
                await call
            wire.let_go()
            # Both connections that there may be, at once: none is lost to those that gave up.
            one, two = await asyncio.gather(store.get_session("acme.b"), store.get_session("acme.b"))
            assert one is not None
            assert two is not None
            assert one.state == two.state == {"name": "b"}


CALLS: dict[str, Callable[[SessionStore], Awaitable[object]]] = {
    "get": lambda store: store.get_session("acme.a"),
    "set": lambda store: store.set_session("acme.a", {}),
    "update": lambda store: store.update_session("acme.a", {"n": 1}),
    "create": lambda store: store.create_session_if_not_exists("acme.a", {}),
    "clear": lambda store: store.clear_session("acme.a"),
    "list": lambda store: store.get_sessions("acme"),
    "acquire": lambda store: store.acquire_lock("acme.a", 5),
    "release": lambda store: store.release_lock("acme.a", "token"),
    "renew": lambda store: store.renew_lock("acme.a", "token"),
    "extend": lambda store: store.extend_session_ttl("acme.a", 10),
    "ttl": lambda store: store.get_session_ttl("acme.a"),
}


@pytest.mark.requirement("CONN-1")
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_every_call_to_a_port_where_nothing_listens_says_so(
    call: Callable[[SessionStore], Awaitable[object]],
) -> None:
    async with RedisStore(f"redis://127.0.0.1:{free_port()}/0") as store:
        with pytest.raises(StoreUnavailable) as refused:
            await call(store)
        assert refused.value.retryable
        assert refused.value.retry_after
        health = await store.health()
        assert not health.available
        assert health.detail.startswith("UNAVAILABLE")


@pytest.mark.requirement("CONN-1")
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_every_call_to_a_server_that_never_answers_ends_after_at_most_two_tries(
    call: Callable[[SessionStore], Awaitable[object]],
) -> None:
    connections: list[asyncio.StreamWriter] = []

    async def listen_in_silence(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)

    silent = await asyncio.start_server(listen_in_silence, "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    limits = Limits(connect_seconds=0.05, attempt_seconds=0.05)
    store = RedisStore(f"redis://127.0.0.1:{port}/0", limits=limits)
    try:
        with pytest.raises(StoreUnavailable):
            await call(store)
        # An attempt to take a lock is followed by one to give it back.
        assert 1 <= len(connections) <= 3
    finally:
        await store.close()
        silent.close()
        for writer in connections:
            writer.close()


@pytest.mark.requirement("CONN-1")
async def test_a_call_that_is_held_up_ends_after_two_attempts(wire: Proxy) -> None:
    async with RedisStore(wire.url, limits=Limits(attempt_seconds=0.1)) as store:
        wire.next_answer = Fate.HELD
        with pytest.raises(StoreUnavailable):
            await store.get_session("acme.a")
        assert wire.connections_made <= 2


@pytest.mark.requirement("CONN-1")
async def test_a_caller_that_finds_no_free_connection_waits_no_longer_than_an_attempt(wire: Proxy) -> None:
    async with RedisStore(wire.url, limits=Limits(attempt_seconds=0.1, connections_max=1)) as store:
        wire.next_answer = Fate.HELD
        calls = [asyncio.ensure_future(store.get_session("acme.a")) for _ in range(10)]
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(outcome) for outcome in outcomes} == {StoreUnavailable}


async def test_more_callers_than_connections_wait_for_their_turn(redis_backing: RedisBacking) -> None:
    limits = Limits(connections_max=3, attempt_seconds=30.0)
    async with RedisStore(redis_backing.url, limits=limits) as store:
        await asyncio.gather(*(store.set_session(f"acme.s{number}", {}) for number in range(200)))
        assert len((await store.get_sessions("acme", limit=500)).ids) == 200


async def test_a_backlog_that_is_full_is_no_answer_either() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        limits = Limits(connect_seconds=0.05, attempt_seconds=0.05)
        async with RedisStore(f"redis://127.0.0.1:{deaf.getsockname()[1]}/0", limits=limits) as store:
            with pytest.raises(StoreUnavailable):
                await store.get_session("acme.a")


async def test_a_process_that_was_held_up_does_not_take_an_answer_for_missing(wire: Proxy) -> None:
    async with RedisStore(wire.url, limits=Limits(attempt_seconds=0.2)) as store:
        await store.set_session("acme.a", {"n": 1})
        before = wire.requests_made
        call = asyncio.ensure_future(store.get_session("acme.a"))
        await wait_until(lambda: wire.requests_made > before)
        # Nothing else runs meanwhile, the answer is not even taken from the wire.
        held_until = time.monotonic() + 0.5
        while time.monotonic() < held_until:
            pass
        assert await call is not None
        assert wire.requests_made == before + 1
