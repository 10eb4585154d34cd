"""Every operation, its answer lost or its connection cut: done once, and not refused for its own doing."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import pytest

from mcp_code_analysis.errors import StoreUnavailable
from mcp_code_analysis.redis import Limits
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.store import SessionStore, Write
from tests.sessions import proxy
from tests.sessions.backings import RedisBacking
from tests.sessions.proxy import Fate, Proxy
from tests.sessions.redis_server import RedisServer
from tests.sessions.waiting import wait_for

pytestmark = pytest.mark.anyio

IMPATIENT = Limits(attempt_seconds=1.0)
SHORT, LONG = 150, 10_000
FATES = (Fate.UNSENT, Fate.CUT) * 4 + (Fate.SWALLOWED,)
"""An answer that is swallowed costs a whole attempt, so there are fewer of them."""

Outcome = object
Operation = Callable[[SessionStore, str, str], Awaitable[Outcome]]


async def version_of(call: Awaitable[object]) -> object:
    session = await call
    return getattr(session, "version", None)


OPERATIONS: Mapping[str, tuple[Operation, Outcome, int]] = {
    "get": (lambda store, name, _: version_of(store.get_session(name)), 1, 1),
    "set": (lambda store, name, _: version_of(store.set_session(name, {"n": 2})), 2, 2),
    "set under version": (
        lambda store, name, _: version_of(store.set_session(name, {"n": 2}, write=Write(expected_version=1))),
        2,
        2,
    ),
    "update under lock": (
        lambda store, name, token: version_of(
            store.update_session(name, {"m": 2}, write=Write(lock_token=token))
        ),
        2,
        2,
    ),
    "create again": (lambda store, name, _: version_of(store.create_session_if_not_exists(name, {})), 1, 1),
    "create": (
        lambda store, name, _: version_of(store.create_session_if_not_exists(f"{name}x", {"mine": 1})),
        1,
        1,
    ),
    "renew": (lambda store, name, token: store.renew_lock(name, token), True, 1),
    "extend": (lambda store, name, _: store.extend_session_ttl(name, 500.0), True, 1),
    "lock": (lambda store, name, _: taken(store, f"{name}y"), True, 1),
}
"""What is called, what it answers when all goes well, and the version the session has then."""


async def taken(store: SessionStore, name: str) -> bool:
    token = await store.acquire_lock(name, lease=3600)
    return token is not None and await store.renew_lock(name, token)


@pytest.fixture
async def wire(redis: RedisServer, redis_backing: RedisBacking) -> AsyncIterator[Proxy]:
    assert redis_backing.url == redis.url
    async with proxy.proxy_to(redis.port) as wire:
        yield wire


async def injected(redis: RedisServer, wire: Proxy, count: int) -> int:
    """Call operations in a random order, each once with a fault, and check what came of it."""
    chance = random.Random(count)
    async with RedisStore(redis.url) as direct, RedisStore(wire.url, limits=IMPATIENT) as faulty:
        # Its connection and its check of the server are behind it, so that the fault meets the operation.
        await faulty.set_session("acme.first", {})
        for number in range(count):
            name = f"acme.s{number}"
            operation = chance.choice(list(OPERATIONS))
            call, expected, version = OPERATIONS[operation]
            await direct.set_session(name, {"n": 1})
            token = await direct.acquire_lock(name, lease=3600)
            assert token is not None
            await faulty.get_session(name)
            wire.next_answer = fate = chance.choice(FATES)
            answer = await call(faulty, name, token)
            session = await direct.get_session(name)
            assert session is not None
            seen = f"{operation} with {fate.name}"
            assert (answer, session.version) == (expected, version), seen
        return wire.answers_stopped


@pytest.mark.requirement("F2", "S4", "LOCK-4")
async def test_no_fault_doubles_or_refuses_what_an_operation_does(redis: RedisServer, wire: Proxy) -> None:
    assert await injected(redis, wire, SHORT) == SHORT


@pytest.mark.faults
async def test_ten_thousand_faults(
    redis: RedisServer, wire: Proxy, capsys: pytest.CaptureFixture[str]
) -> None:
    stopped = await injected(redis, wire, LONG)
    with capsys.disabled():
        print(f"\nF2: {stopped} faults over {len(OPERATIONS)} operations, 0 double effects, 0 false refusals")
    assert stopped == LONG


@pytest.mark.requirement("CONN-1", "F13")
async def test_two_thousand_callers_over_few_connections_all_get_their_answer(
    redis_backing: RedisBacking,
) -> None:
    few = Limits(connections_max=4, attempt_seconds=30.0)
    async with RedisStore(redis_backing.url, limits=few) as store:
        await store.set_session("acme.a", {"n": 1})
        answers = await asyncio.gather(*(store.get_session("acme.a") for _ in range(2000)))
        assert all(answer is not None for answer in answers)
        assert redis_backing.client.info("clients")["connected_clients"] <= few.connections_max + 1


@pytest.mark.requirement("CONN-1", "F13")
async def test_a_server_that_takes_no_more_clients_is_unavailable_and_then_is_not(
    redis_backing: RedisBacking, redis: RedisServer
) -> None:
    with redis.client() as client:
        before = int(client.config_get("maxclients")["maxclients"])
        client.config_set("maxclients", int(client.info("clients")["connected_clients"]))
        async with RedisStore(redis_backing.url) as store:
            callers = (store.get_session("acme.a") for _ in range(100))
            answers = await asyncio.gather(*callers, return_exceptions=True)
            assert all(isinstance(answer, StoreUnavailable) for answer in answers), answers[0]
            client.config_set("maxclients", before)

            async def answers_again() -> bool:
                with contextlib.suppress(StoreUnavailable):
                    return await store.get_session("acme.a") is None
                return False

            await wait_for(answers_again)
