"""What is particular to the SQLite store: its file, its library, its sweeping, and bad files."""

from __future__ import annotations

import asyncio
import random
import stat
from pathlib import Path

import apsw
import pytest

from mcp_code_analysis import sqlite
from mcp_code_analysis.errors import (
    CorruptRecord,
    StoreFull,
    StoreMisconfigured,
    StoreUnavailable,
)
from mcp_code_analysis.sessions import sqlite_file, sqlite_locks, sqlite_rows
from mcp_code_analysis.sessions.records import seal_sections
from mcp_code_analysis.sessions.sqlite import SqliteStore
from mcp_code_analysis.sessions.store import SessionStore
from tests.sessions.backings import SqliteBacking

pytestmark = pytest.mark.anyio


@pytest.fixture
def backing(sqlite_backing: SqliteBacking) -> SqliteBacking:
    return sqlite_backing


@pytest.mark.parametrize(
    ("version", "fixed"),
    [
        ("3.7.0", False),
        ("3.40.1", False),
        ("3.44.5", False),
        ("3.44.6", True),
        ("3.45.3", False),
        ("3.50.6", False),
        ("3.50.7", True),
        ("3.51.2", False),
        ("3.51.3", True),
        ("3.52.0", False),
        ("3.53.0", True),
        ("3.54.1", True),
        ("4.0", True),
        ("", False),
    ],
)
def test_a_library_that_can_lose_commits_is_refused(version: str, *, fixed: bool) -> None:
    if fixed:
        sqlite.check_library(version)
    else:
        with pytest.raises(StoreMisconfigured, match="lose"):
            sqlite.check_library(version)


async def test_the_file_and_its_folder_are_the_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "sessions.db"
    async with SqliteStore(path) as store:
        await store.set_session("acme.a", {"n": 1})
        assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


async def test_what_was_stored_is_there_when_the_file_is_opened_again(backing: SqliteBacking) -> None:
    for number in range(3):
        async with backing.instance() as store:
            await store.create_session_if_not_exists("acme.a", {"n": 0})
            session = await store.update_session("acme.a", {"n": number})
            assert session is not None
            assert session.version == number + 2


async def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "sessions.db"
    path.write_bytes(b"these are somebody's notes\n" * 500)
    before = path.read_bytes()
    async with SqliteStore(path) as store:
        with pytest.raises(CorruptRecord, match="damaged"):
            await store.get_session("acme.a")
        health = await store.health()
        assert (health.available, health.detail.split(":")[0]) == (False, "CORRUPT")
    assert path.read_bytes() == before


@pytest.mark.parametrize("statement", ["CREATE TABLE notes (text)", "PRAGMA user_version = 7"])
async def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "sessions.db"
    connection = apsw.Connection(str(path))
    connection.execute(statement)
    tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
    async with SqliteStore(path) as store:
        with pytest.raises(StoreMisconfigured, match="another program"):
            await store.set_session("acme.a", {})
    assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == tables
    connection.close()


async def test_a_file_of_a_later_version_is_refused(store: SessionStore, backing: SqliteBacking) -> None:
    await store.set_session("acme.a", {})
    backing.ask(f"PRAGMA user_version = {sqlite_file.SCHEMA_VERSION + 1}")
    async with backing.instance() as later:
        with pytest.raises(StoreMisconfigured, match="another version"):
            await later.get_session("acme.a")


@pytest.mark.parametrize("version", range(1, sqlite_file.SCHEMA_VERSION))
@pytest.mark.requirement("F16")
async def test_a_file_of_an_earlier_version_is_brought_up_to_date(
    backing: SqliteBacking, version: int
) -> None:
    kind = sqlite_file.KIND
    earlier = sqlite.Kind(kind.name, kind.application_id, kind.steps[:version])
    sqlite.open_writer(backing.path, earlier, 100, 1 << 30).close()
    written = seal_sections("acme.a", {"n": 1})["n"]
    backing.ask("INSERT INTO sessions VALUES ('acme.a', 1, 100000, 1 << 52, '', 0)")
    backing.ask("INSERT INTO sections VALUES ('acme.a', 'n', ?)", (written,))
    async with backing.instance() as later:
        session = await later.get_session("acme.a")
        assert session is not None
        assert session.state == {"n": 1}
        assert await later.acquire_lock("acme.a", timeout=5) is not None
    assert backing.ask("PRAGMA user_version") == [(sqlite_file.SCHEMA_VERSION,)]


@pytest.mark.parametrize("place", ["folder", "file/below"])
async def test_a_place_where_no_file_can_be_is_said_to_be_misconfigured(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    async with SqliteStore(tmp_path / place) as store:
        with pytest.raises(StoreMisconfigured):
            await store.get_session("acme.a")


@pytest.mark.requirement("S14")
async def test_damaged_pages_are_reported_and_never_decoded(backing: SqliteBacking) -> None:
    async with backing.instance() as store:
        for number in range(200):
            await store.set_session(f"acme.s{number}", {"text": "x" * 500 + str(number)})
    content = bytearray(backing.path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    backing.path.write_bytes(content)
    async with backing.instance() as store:
        for call in (
            store.get_session("acme.s1"),
            store.set_session("acme.s1", {}),
            store.get_sessions("acme"),
        ):
            with pytest.raises(CorruptRecord):
                await call


@pytest.mark.requirement("S14")
async def test_a_session_whose_own_row_is_damaged_is_set_aside(
    store: SessionStore, backing: SqliteBacking
) -> None:
    await store.set_session("acme.sound", {"n": 1})
    await store.set_session("acme.a", {"n": 1})
    backing.ask("UPDATE sessions SET operations = 'what is this' WHERE id = 'acme.a'")
    with pytest.raises(CorruptRecord):
        await store.update_session("acme.a", {"n": 2})
    assert backing.set_aside() == ["acme.a"]
    assert await store.get_session("acme.a") is None
    assert (await store.create_session_if_not_exists("acme.a", {"n": 3})).version == 1
    assert await store.update_session("acme.sound", {"n": 2}) is not None


@pytest.mark.requirement("CONN-1")
async def test_a_file_that_another_process_keeps_busy_is_waited_for_and_then_given_up(
    store: SessionStore, backing: SqliteBacking
) -> None:
    await store.set_session("acme.a", {"n": 1})
    hog = apsw.Connection(str(backing.path))
    hog.execute("BEGIN IMMEDIATE")
    async with SqliteStore(backing.path, busy_ms=50) as impatient:
        # Opening is a write as well, and both are refused alike.
        with pytest.raises(StoreUnavailable) as refused:
            await impatient.update_session("acme.a", {"n": 2})
        assert refused.value.retryable
        hog.execute("ROLLBACK")
        assert await impatient.update_session("acme.a", {"n": 3}) is not None
        hog.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable):
            await impatient.acquire_lock("acme.b")
        session = await impatient.get_session("acme.a")
        assert session is not None, "readers wait for no writer"
        hog.execute("ROLLBACK")
    hog.close()


async def test_a_disk_that_is_full_refuses_writes_whole_and_serves_reads(
    store: SqliteStore, backing: SqliteBacking
) -> None:
    await store.set_session("acme.a", {"n": 1})
    assert store._connections is not None
    store._connections[1].pragma("max_page_count", 20)
    with pytest.raises(StoreFull):
        await store.update_session("acme.a", {"n": 2, "large": random.Random(1).randbytes(1_000_000)})
    session = await store.get_session("acme.a")
    assert session is not None
    assert (session.state, session.version) == ({"n": 1}, 1)
    store._connections[1].pragma("max_page_count", 1_000_000)
    assert await store.update_session("acme.a", {"n": 2}) is not None
    assert backing.ask("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.requirement("SES-3")
async def test_what_has_run_out_is_swept_in_small_batches(
    store: SessionStore, backing: SqliteBacking
) -> None:
    count = sqlite_locks.SWEEP_BATCH * 2 + 5
    for number in range(count):
        await store.set_session(f"old.s{number}", {"n": number}, ttl=100)
        await store.acquire_lock(f"old.s{number}", lease=100)
    backing.age("old.s0", 101)
    left = []
    for number in range(4):
        await store.set_session(f"new.s{number}", {})
        left.append(backing.ask("SELECT count(*) FROM sessions WHERE id LIKE 'old.%'")[0][0])
    assert left == [count - sqlite_locks.SWEEP_BATCH, count - 2 * sqlite_locks.SWEEP_BATCH, 0, 0]
    assert backing.ask("SELECT count(*) FROM locks") == [(0,)]
    assert backing.ask("SELECT count(*) FROM sections WHERE session_id LIKE 'old.%'") == [(0,)]


async def test_the_quarantine_keeps_the_newest_and_only_for_a_time(
    store: SessionStore, backing: SqliteBacking
) -> None:
    await store.set_session("acme.a", {"n": 1})
    backing.ask(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)"
        " INSERT INTO quarantine (session_id, version, name, body, reason, expires_ms)"
        " SELECT 'old.s' || n, 1, 'n', x'00', 'full', 1 << 52 FROM numbers",
        (sqlite_rows.QUARANTINE_MAX,),
    )
    backing.damage("acme.a", "n", b"\x00")
    with pytest.raises(CorruptRecord):
        await store.get_session("acme.a")
    assert backing.ask("SELECT count(*) FROM quarantine") == [(sqlite_rows.QUARANTINE_MAX,)]
    aside = backing.set_aside()
    assert "acme.a" in aside
    assert "old.s1" not in aside
    backing.age("acme.a", 8 * 24 * 3600)
    await store.set_session("acme.new", {})
    assert "acme.a" not in backing.set_aside()


async def test_a_store_that_was_closed_says_so(backing: SqliteBacking) -> None:
    store = backing.instance()
    await store.set_session("acme.a", {})
    await asyncio.gather(store.close(), store.close())
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.get_session("acme.a")
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.set_session("acme.a", {})
