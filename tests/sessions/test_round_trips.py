"""How often a call waits for Redis: what it sends together goes in one packet and costs one wait."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from mcp_code_analysis.errors import StoreAuthentication
from mcp_code_analysis.execution.journal import Journal
from mcp_code_analysis.execution.lifecycle import Event
from mcp_code_analysis.execution.record import new_run, summary
from mcp_code_analysis.redis import Address, Server, together
from mcp_code_analysis.results.redis import RedisResults
from mcp_code_analysis.results.store import CHUNK_BYTES
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.redis_lists import SessionLists
from mcp_code_analysis.sessions.store import SessionStore
from tests.sessions.backings import RedisBacking
from tests.sessions.proxy import Fate, Proxy

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("BATCH-1", "BATCH-2")]

ID = "acme.a"


@pytest.fixture
async def store(wire: Proxy) -> AsyncIterator[RedisStore]:
    """A store whose connection and scripts are in use already."""
    async with RedisStore(wire.url) as store:
        await use(store, "acme.before")
        yield store


async def use(store: SessionStore, session_id: str) -> None:
    await store.set_session(session_id, {"n": 1})
    token = await store.acquire_lock(session_id)
    assert token is not None
    assert await store.renew_lock(session_id, token)
    assert await store.release_lock(session_id, token)
    await store.extend_session_ttl(session_id, 100_000)
    await store.clear_session(session_id)


async def waits(wire: Proxy, call: Awaitable[object]) -> int:
    """Return how often the call waited for an answer."""
    before = wire.round_trips
    await call
    return wire.round_trips - before


async def test_a_call_about_a_session_waits_once(wire: Proxy, store: RedisStore) -> None:
    await store.set_session(ID, {"n": 1})
    sections = {f"s{number}": number for number in range(100)}
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "read": lambda: store.get_session(ID),
        "write many sections": lambda: store.update_session(ID, sections, remove=("n",)),
        "replace": lambda: store.set_session(ID, sections),
        "find it there": lambda: store.create_session_if_not_exists(ID, {}),
        "extend": lambda: store.extend_session_ttl(ID, 100),
        "ask for its life": lambda: store.get_session_ttl(ID),
        "try its lock": lambda: store.acquire_lock(ID),
    }
    assert {name: await waits(wire, call()) for name, call in calls.items()} == dict.fromkeys(calls, 1)


async def test_a_new_session_is_listed_with_its_tenant_in_one_packet(wire: Proxy, store: RedisStore) -> None:
    # Asked for, told that it has to be listed first; listed and its tenant with it; written.
    assert await waits(wire, store.set_session("acme.new", {})) == 3


async def test_a_page_of_all_lists_of_a_tenant_is_two_packets(wire: Proxy, store: RedisStore) -> None:
    for number in range(60):
        await store.set_session(f"acme.s{number}", {})
    # Sixteen lists together, then whether those on them live.
    assert await waits(wire, store.get_sessions("acme", limit=40)) == 2


async def test_many_tenants_are_asked_for_a_session_in_two_packets(wire: Proxy, store: RedisStore) -> None:
    for number in range(10):
        await store.set_session(f"t{number}.a", {})
    # The tenants, what is on their lists, and whether it lives.
    assert await waits(wire, store.get_tenants()) == 3


async def test_a_run_of_a_session_waits_once_for_each_state_that_it_records(
    wire: Proxy, store: RedisStore
) -> None:
    async def opened() -> SessionStore:
        return store

    journal = Journal(opened, runs_kept_max=100)
    await journal.open(ID, Path("/here"), at=0.0)
    run = new_run("search", "1.0.0", "owner", 0.0).after(Event.SET_PARAMETERS, 0.0).after(Event.START, 0.0)
    assert await waits(wire, journal.record(ID, run)) == 1
    run = run.after(Event.SUCCEED, 1.0, outcome=summary(b"x"))
    assert await waits(wire, journal.record(ID, run)) == 1
    assert await waits(wire, journal.get(ID)) == 1


async def test_a_result_of_many_chunks_is_counted_and_then_written_in_one_packet(wire: Proxy) -> None:
    results = RedisResults(Server(Address.parse(wire.url)))
    body = bytes(range(256)) * (CHUNK_BYTES * 5 // 256) + b"end"
    before = await results.put("text", b"x", tenant="acme")
    await results.delete(before, tenant="acme")
    made = wire.round_trips
    handle = await results.put("text", body, tenant="acme")
    assert wire.round_trips - made == 2
    assert (
        await results.page(handle, CHUNK_BYTES - 10, CHUNK_BYTES, tenant="acme")
        == (body[CHUNK_BYTES - 10 : 2 * CHUNK_BYTES - 10])
    )
    assert await waits(wire, results.page(handle, CHUNK_BYTES - 10, CHUNK_BYTES, tenant="acme")) == 1
    assert await waits(wire, results.delete(handle, tenant="acme")) == 2
    await results.close()


async def test_the_scripts_of_a_packet_are_sent_again_when_its_answer_is_lost(
    wire: Proxy, redis_backing: RedisBacking
) -> None:
    server = Server(Address.parse(wire.url))
    lists = SessionLists(server, "mcp")
    await lists.enter("acme.z", 1000)
    for fate in (Fate.CUT, Fate.SWALLOWED):
        wire.next_answer = fate
        ends = await together(
            server,
            lambda packet: lists.enter("acme.x", 1000, packet),
            lambda packet: lists.enter("acme.y", 1000, packet),
        )
        assert len(ends) == 2
        assert wire.answers_stopped
    # A server that lost its scripts gets their text, each once.
    redis_backing.client.script_flush()
    assert await together(server, lambda packet: lists.enter("acme.x", 1000, packet))
    await server.close()


async def test_one_script_of_a_packet_that_is_refused_fails_alone(redis_backing: RedisBacking) -> None:
    client = redis_backing.client
    client.acl_setuser(
        "some", enabled=True, passwords=["+word"], keys=["mcp:id*:{acme.*"], categories=["+@all"]
    )
    url = redis_backing.url.replace("redis://", "redis://some:word@")
    server = Server(Address.parse(url))
    lists = SessionLists(server, "mcp")

    async def refused(session_id: str, packet: object) -> str:
        try:
            await lists.enter(session_id, 1000, packet)  # type: ignore[arg-type]
        except StoreAuthentication:
            return "refused"
        return "listed"

    answers = await together(
        server, lambda packet: refused("acme.x", packet), lambda packet: refused("other.x", packet)
    )
    assert answers == ["listed", "refused"]
    await server.close()
    client.acl_deluser("some")
