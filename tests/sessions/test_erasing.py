"""Erasing a session or a tenant: nothing of it is left, nothing else is touched, and the report says so."""

from __future__ import annotations

import asyncio
import contextlib
import random
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as redis_py

from mcp_code_analysis import sqlite
from mcp_code_analysis.errors import CorruptRecord
from mcp_code_analysis.results import open_results
from mcp_code_analysis.sessions import open_store, sqlite_file
from mcp_code_analysis.sessions.store import SessionStore
from tests.sessions import redis_server
from tests.sessions.backings import Backing
from tests.sessions.redis_server import RedisServer
from tests.sessions.redis_sets import info, until

pytestmark = pytest.mark.anyio


async def fill(store: SessionStore, tenant: str, count: int) -> None:
    for number in range(count):
        await store.set_session(f"{tenant}.s{number:02}", {"a": number, "b": tenant})


@pytest.mark.requirement("S15", "SEC-6")
async def test_an_erased_session_leaves_nothing_and_the_report_lists_it(
    store: SessionStore, other: SessionStore
) -> None:
    await fill(store, "acme", 3)
    token = await store.acquire_lock("acme.s01")
    assert token is not None
    report = await store.erase_session("acme.s01")
    assert {kind: report.removed[kind] for kind in ("sessions", "sections", "locks")} == {
        "sessions": 1,
        "sections": 2,
        "locks": 1,
    }
    assert await other.get_session("acme.s01") is None
    assert await other.renew_lock("acme.s01", token) is False
    assert (await other.get_sessions("acme")).ids == ("acme.s00", "acme.s02")
    assert "sessions" not in (await store.erase_session("acme.s01")).removed
    assert (await store.erase_session("acme.never")).removed == {}


@pytest.mark.requirement("S15", "SEC-6")
async def test_a_dry_run_reports_what_an_erasure_would_and_removes_nothing(
    store: SessionStore, other: SessionStore, backing: Backing
) -> None:
    await fill(store, "acme", 20)
    assert await store.acquire_lock("acme.s03", lease=100) is not None
    backing.damage("acme.s04", "a", b"\x00")
    backing.damage("acme.s04", "b", b"\x00")
    with pytest.raises(CorruptRecord):
        await store.get_session("acme.s04")
    before = [await store.erase_session(f"acme.s{n:02}", dry_run=True) for n in range(20)]
    whole = await store.erase_tenant("acme", dry_run=True)
    assert whole.remains == ()
    assert [await store.erase_session(f"acme.s{n:02}", dry_run=True) for n in range(20)] == before
    assert len((await other.get_sessions("acme")).ids) == 19
    assert (await store.erase_session("acme.never", dry_run=True)).removed == {}
    assert (await store.erase_tenant("acme")).removed == whole.removed
    assert (await store.erase_tenant("acme", dry_run=True)).removed == {}


@pytest.mark.requirement("S15", "SEC-6")
async def test_who_waits_for_the_lock_of_an_erased_session_gets_it(
    store: SessionStore, other: SessionStore
) -> None:
    await store.set_session("acme.a", {})
    await store.acquire_lock("acme.a")
    waiting = asyncio.ensure_future(other.acquire_lock("acme.a", 60))
    await asyncio.sleep(0)
    await store.erase_session("acme.a")
    assert await waiting is not None


@pytest.mark.requirement("S15", "SEC-6")
async def test_erasing_a_tenant_takes_all_of_it_and_none_of_another(
    store: SessionStore, other: SessionStore
) -> None:
    for tenant in ("acme", "acme2", "acm", "other"):
        await fill(store, tenant, 40)
    await store.acquire_lock("acme.s07")
    report = await store.erase_tenant("acme")
    assert report.removed["sessions"] == 40
    assert report.removed["sections"] == 80
    assert (await other.get_sessions("acme")).ids == ()
    assert (await other.get_tenants()).tenants == ("acm", "acme2", "other")
    for tenant in ("acme2", "acm", "other"):
        assert len((await other.get_sessions(tenant, limit=100)).ids) == 40
    assert (await store.erase_tenant("acme")).removed == {}


@pytest.mark.requirement("S15", "S14")
async def test_what_was_set_aside_is_erased_with_its_tenant(store: SessionStore, backing: Backing) -> None:
    await store.set_session("acme.a", {"a": 1})
    backing.damage("acme.a", "a", b"rubbish")
    with pytest.raises(CorruptRecord):
        await store.get_session("acme.a")
    assert backing.set_aside() == ["acme.a"]
    report = await store.erase_tenant("acme")
    assert report.removed["records set aside"] == 1
    assert backing.set_aside() == []


@pytest.mark.requirement("S15")
async def test_a_session_that_is_written_while_its_tenant_is_erased_is_gone_or_whole(
    store: SessionStore, other: SessionStore
) -> None:
    await fill(store, "acme", 30)

    async def write() -> None:
        for number in range(30, 60):
            await other.set_session(f"acme.s{number}", {"n": number})

    await asyncio.gather(store.erase_tenant("acme"), write())
    page = await other.get_sessions("acme", limit=100)
    for session_id in page.ids:
        session = await other.get_session(session_id)
        assert session is not None
        assert session.state.keys() == {"n"}
    await store.erase_tenant("acme")
    assert (await other.get_sessions("acme")).ids == ()


@pytest.mark.requirement("S15", "SES-8")
async def test_a_session_that_comes_back_while_it_is_erased_is_listed_if_it_lives(
    store: SessionStore, other: SessionStore
) -> None:
    for _ in range(20):
        await store.set_session("acme.a", {"n": 1})
        await asyncio.gather(
            store.erase_session("acme.a"), other.create_session_if_not_exists("acme.a", {"n": 2}, ttl=500)
        )
        is_living = await store.get_session("acme.a") is not None
        assert (await store.get_sessions("acme")).ids == (("acme.a",) if is_living else ())


@pytest.mark.requirement("S15", "SEC-6", "F19")
async def test_no_byte_of_an_erased_tenant_is_in_the_files_or_beside_them(tmp_path: Path) -> None:
    marks = await written_and_erased(f"sqlite:{tmp_path / 'sessions.db'}")
    check_bytes(tmp_path, marks)


@pytest.mark.requirement("S15", "SEC-6")
@pytest.mark.parametrize("seed", [0, 2, 5])
async def test_no_trace_of_an_erased_tenant_stays_where_rows_were_moved(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "sessions.db"
    chance = random.Random(seed)
    ids = [f"{'acme' if number % 2 else 'other'}.{number:0{3 + number % 30}}" for number in range(200)]
    chance.shuffle(ids)
    async with open_store(f"sqlite:{path}") as store:
        for session_id in ids:
            await store.set_session(session_id, {"a": "b" * chance.randrange(900)})
        assert (await store.erase_tenant("acme")).remains == ()
        assert b"acme" not in path.read_bytes() + path.with_name("sessions.db-wal").read_bytes()


@pytest.mark.requirement("S15", "SEC-6")
async def test_a_file_that_is_too_large_to_be_written_anew_is_said_to_keep_traces(tmp_path: Path) -> None:
    with contextlib.closing(sqlite_file.open_writer(tmp_path / "sessions.db", busy_ms=1)) as writer:
        assert sqlite.scrub(writer) == ()
        assert sqlite.scrub(writer, bytes_max=4096) == (sqlite.ROOM_REMAINS.format("sessions.db"),)


@pytest.mark.requirement("S15", "SEC-6")
async def test_a_file_that_others_write_to_is_said_to_keep_traces(tmp_path: Path) -> None:
    path = tmp_path / "sessions.db"
    with (
        contextlib.closing(sqlite_file.open_writer(path, busy_ms=1)) as writer,
        contextlib.closing(sqlite_file.open_writer(path, busy_ms=1)) as another,
        sqlite.immediate(another),
    ):
        remains = sqlite.ROOM_REMAINS.format("sessions.db"), sqlite.LOG_REMAINS
        assert sqlite.scrub(writer) == remains


@pytest.mark.requirement("S15", "SEC-6", "F19")
async def test_no_byte_of_an_erased_tenant_is_in_what_redis_writes_to_its_disk(own: RedisServer) -> None:
    marks = await written_and_erased(own.url)
    with own.client() as client:
        client.config_set("rdbcompression", "no")
        client.bgrewriteaof()
        until(lambda: info(own, "persistence")["aof_rewrite_in_progress"] == 0)
        client.save()
        place = client.config_get("dir")["dir"]
    check_bytes(Path(place), marks)


def check_bytes(folder: Path, marks: dict[str, list[bytes]]) -> None:
    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert [mark for mark in marks["acme"] if mark in written] == []
    assert b"acme" not in written
    assert all(mark in written for mark in marks["other"])


async def written_and_erased(url: str) -> dict[str, list[bytes]]:
    """Write for two tenants what can be recognised, some of it over again, and erase one of them."""
    marks: dict[str, list[bytes]] = {"acme": [], "other": []}
    async with open_store(url) as store, open_results(url) as results:
        for number in range(60):
            tenant = "acme" if number % 2 else "other"
            first, second, third = (secrets.token_bytes(32) for _ in range(3))
            marks[tenant] += [second, third]
            await store.set_session(f"{tenant}.s{number}", {"mark": first})
            await store.set_session(f"{tenant}.s{number}", {"mark": second})
            await results.put("report", third, tenant=tenant)
        assert (await store.erase_tenant("acme")).removed["sessions"] == 30
        assert (await results.erase_tenant("acme")).removed["results"] == 30
    return marks


@pytest.fixture
def own(tmp_path: Path) -> Iterator[RedisServer]:
    with redis_server.running(tmp_path) as server:
        yield server


@pytest.mark.requirement("SES-3", "KEY-5")
async def test_every_key_that_is_ever_written_has_a_lifetime(own: RedisServer) -> None:
    async with open_store(own.url) as store, open_store(own.url) as other, open_results(own.url) as results:
        await fill(store, "acme", 20)
        token = await store.acquire_lock("acme.s01")
        assert token is not None
        waiting = asyncio.ensure_future(other.acquire_lock("acme.s01", 60))
        handle = await results.put("report", b"x" * 600_000, tenant="acme")
        await results.page(handle, 0, 10, tenant="acme")
        with own.client() as client:
            await asyncio.to_thread(until, lambda: client.exists("mcp:lockq:{acme.s01}") == 1)
            for section in ("s:a", "s:b"):
                client.hset("mcp:session:{acme.s02}", section, b"rubbish")
            with pytest.raises(CorruptRecord):
                await store.get_session("acme.s02")
            await store.extend_session_ttl("acme.s03", 7200)
            kinds = lifetimes(client)
            await store.release_lock("acme.s01", token)
            await waiting
            await store.clear_session("acme.s04")
            kinds |= lifetimes(client)
    assert kinds == {
        "session", "lock", "lockq", "lockhb", "fence", "quarantine", "idx", "ids", "tenants", "until",
        "result", "results", "resultsize",
    }  # fmt: skip


def lifetimes(client: redis_py.Redis) -> set[str]:
    """Return the kinds of key that are there; each key has a lifetime."""
    kinds = set()
    for key in client.scan_iter():
        assert client.pttl(key) > 0, key
        kinds.add(key.decode().split(":")[1])
    return kinds
