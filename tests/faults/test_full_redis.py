"""A Redis without memory left: what is there lives on, what is new is refused, and room brings all back."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import redis as redis_py

from mcp_code_analysis.cache.redis_owner import open_shelf
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.errors import StoreFull
from mcp_code_analysis.sessions import SessionStore, Write, open_store
from mcp_code_analysis.sessions.holding import hold
from tests.sessions import redis_server
from tests.sessions.redis_server import RedisServer

pytestmark = pytest.mark.anyio

MIB = 1024 * 1024
SESSIONS = 50
LOCKS = 10
HOUR = 3600.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    with redis_server.running(tmp_path, "--maxmemory", str(24 * MIB)) as server:
        yield server


@pytest.fixture
async def store(server: RedisServer) -> AsyncIterator[SessionStore]:
    async with open_store(server.url) as store:
        yield store


def fill(client: redis_py.Redis) -> int:
    """Leave no memory, with what another program stores; return how many keys that took."""
    count = 0
    with contextlib.suppress(redis_py.exceptions.OutOfMemoryError):
        while True:
            client.set(f"other:{count}", bytes(100_000))
            count += 1
    # Past the limit by more than what buffers give back.
    client.config_set("maxmemory", 23 * MIB)
    return count


@pytest.mark.requirement("F8", "KEY-7")
async def test_on_a_full_redis_sessions_and_locks_live_and_what_is_new_is_refused(
    server: RedisServer, store: SessionStore
) -> None:
    ids = [f"acme.{number}" for number in range(SESSIONS)]
    for session_id in ids:
        await store.set_session(session_id, {"id": session_id, "body": "x" * 500}, ttl=HOUR)
    tokens = {session_id: await store.acquire_lock(session_id, lease=60) for session_id in ids[:LOCKS]}
    with server.client() as client:
        count = fill(client)
        for refused in (
            store.set_session("acme.new", {}),
            store.update_session(ids[0], {"more": 1}),
            store.create_session_if_not_exists("acme.new", {}),
            store.acquire_lock(ids[-1]),
        ):
            with pytest.raises(StoreFull) as told:
                await refused
            assert (told.value.code, told.value.retryable) == ("STORE_FULL", True)
        for session_id in ids:
            found = await store.get_session(session_id)
            assert found is not None
            assert found.state["id"] == session_id
        assert await store.get_sessions("acme") is not None
        assert await store.extend_session_ttl(ids[0], HOUR)
        for session_id, token in tokens.items():
            assert token is not None
            assert await store.renew_lock(session_id, token, lease=60)
            assert await store.release_lock(session_id, token)
        assert await store.clear_session(ids[-1])
        assert await store.get_session(ids[-1]) is None
        assert not client.exists("mcp:session:{acme.new}", *(f"mcp:lock:{{{name}}}" for name in ids))
        client.unlink(*(f"other:{number}" for number in range(count)))
    await store.set_session("acme.new", {"n": 1})
    async with hold(store, "acme.new", timeout=5) as held:
        await store.update_session("acme.new", {"n": 2}, write=Write(lock_token=held.token))


@pytest.mark.requirement("F8")
async def test_work_under_a_lock_goes_on_while_redis_is_full(
    server: RedisServer, store: SessionStore
) -> None:
    await store.set_session("acme.a", {"n": 1})
    with server.client() as client:
        async with hold(store, "acme.a", timeout=5) as held:
            fill(client)
            with pytest.raises(StoreFull):
                await store.update_session("acme.a", {"n": 2}, write=Write(lock_token=held.token))
            assert await store.renew_lock("acme.a", held.token)
            held.check()
        assert client.exists("mcp:lock:{acme.a}") == 0
    session = await store.get_session("acme.a")
    assert session is not None
    assert session.state == {"n": 1}


async def crowded(server: RedisServer, store: SessionStore, entries: int) -> int:
    """Write cache entries without end beside sessions and a lock; return how many entries had to go."""
    for number in range(500):
        await store.set_session(f"acme.{number}", {"n": number}, ttl=HOUR)
    token = await store.acquire_lock("acme.0", lease=600)
    assert token is not None
    shelf = open_shelf(server.url, CacheLimits(shared_bytes_max=8 * MIB))
    for number in range(entries):
        await shelf.save({f"e{number}": bytes(20_000)}, HOUR)
    for number in range(500):
        session = await store.get_session(f"acme.{number}")
        assert session is not None
        assert session.state == {"n": number}
    assert await store.release_lock("acme.0", token)
    await shelf.close()
    return shelf.evicted


@pytest.mark.requirement("F8", "KEY-6")
async def test_a_cache_beside_sessions_never_fills_their_redis(
    server: RedisServer, store: SessionStore
) -> None:
    assert await crowded(server, store, 600) > 100


@pytest.mark.faults
async def test_a_hundred_thousand_entries_beside_sessions(
    server: RedisServer, store: SessionStore, capsys: pytest.CaptureFixture[str]
) -> None:
    evicted = await crowded(server, store, 100_000)
    with capsys.disabled():
        print(
            f"\nF8: 100000 entries of 20 kB into 8 MiB beside 500 sessions: {evicted} went, 500 sessions live"
        )
