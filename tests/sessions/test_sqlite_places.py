"""Places and neighbours that an SQLite file cannot do with: refused or endured, and the way out is said."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import anyio
import apsw
import pytest

from mcp_code_analysis import sqlite
from mcp_code_analysis.cache.sqlite_file import CacheFile
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.errors import StoreError, StoreFull, StoreMisconfigured, StoreReadOnly
from mcp_code_analysis.results.sqlite import SqliteResults
from mcp_code_analysis.sessions.sqlite import SqliteStore
from mcp_code_analysis.sessions.sqlite_file import KIND
from tests.sessions.small_disk import Disk, small_disk

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("F15")]

ID = "acme.a"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk", mebibytes=2) as disk:
        yield disk


@pytest.fixture
def make_read_only(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Path, Callable[[], None]]]:
    """Give a folder, and what takes from this user the right to write in it."""
    if os.geteuid():
        place = tmp_path / "folder"
        place.mkdir()
        yield place, lambda: place.chmod(0o500)
        place.chmod(0o700)
    else:  # Nothing is forbidden to root but what is read-only for everybody.
        disk: Disk = request.getfixturevalue("disk")
        yield disk.place, lambda: disk.mount("remount,ro")


async def refusals(path: Path) -> list[StoreError]:
    """Return what each way of using the store is answered with."""
    refused = []
    async with SqliteStore(path) as store:
        for call in (store.get_session(ID), store.set_session(ID, {"n": 1}), store.take_lock(ID)):
            with pytest.raises(StoreError) as raised:
                await call
            refused.append(raised.value)
        health = await store.health()
        assert not health.available
        assert {health.problem} == {error.code for error in refused}
        assert str(refused[0].hint) in health.detail
    return refused


async def test_a_folder_that_is_read_only_is_refused_with_a_way_out(
    make_read_only: tuple[Path, Callable[[], None]],
) -> None:
    folder, make = make_read_only
    async with SqliteStore(folder / "old.db") as store:
        await store.set_session(ID, {"n": 1})
    make()
    for name in ("new.db", "new/folder/new.db", "old.db"):
        for refused in await refusals(folder / name):
            assert isinstance(refused, StoreReadOnly), refused
            assert "give a file in a folder" in str(refused)
    assert {each.name for each in folder.iterdir()} <= {"old.db", "old.db-wal", "old.db-shm"}


@pytest.mark.parametrize("place", ["file/below/sessions.db", "file/sessions.db", "link/sessions.db"])
async def test_a_folder_that_cannot_be_made_is_refused_with_a_way_out(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "nowhere" / "at all")
    for refused in await refusals(tmp_path / place):
        assert isinstance(refused, StoreMisconfigured), refused
        assert "folder that can be written" in str(refused)


async def test_a_file_is_not_made_on_a_full_disk_and_is_once_there_is_room(disk: Disk) -> None:
    ballast = disk.fill()
    for path in (disk.place / "sessions.db", disk.place / "new" / "sessions.db"):
        for refused in await refusals(path):
            assert isinstance(refused, StoreFull), refused
            assert refused.retryable
            assert "Make room" in str(refused)
    async with SqliteStore(disk.place / "sessions.db") as store:
        with pytest.raises(StoreFull):
            await store.set_session(ID, {"n": 1})
        ballast.unlink()
        await store.set_session(ID, {"n": 1})
        assert (await store.health()).available


async def test_a_file_that_is_there_is_not_opened_on_a_full_disk_and_is_whole_afterwards(disk: Disk) -> None:
    path = disk.place / "sessions.db"
    async with SqliteStore(path) as store:
        await store.set_session(ID, {"n": 1})
    ballast = disk.fill()
    for refused in await refusals(path):
        assert isinstance(refused, StoreFull), refused
    ballast.unlink()
    async with SqliteStore(path) as store:
        session = await store.get_session(ID)
        assert session is not None
        assert session.state == {"n": 1}


async def test_every_kind_of_file_keeps_to_its_size(tmp_path: Path) -> None:
    writer = sqlite.open_writer(tmp_path / "sessions.db", KIND, 100, 1 << 20)
    with pytest.raises(StoreFull, match="Make room"), sqlite.errors_of(tmp_path, "session store"):
        writer.execute("INSERT INTO sections VALUES ('acme.a', 'n', zeroblob(1 << 21))")
    assert writer.execute("SELECT count(*) FROM sections").get == 0
    writer.close()
    cache = CacheFile(tmp_path / "cache.db", CacheLimits(shared_bytes_max=1 << 20))
    cache.save([("a", b"x")], 60)
    results = SqliteResults(tmp_path / "results.db")
    await results.put("text", b"x", tenant="acme")
    bounds = []
    for connection in (cache._connection, results._connection):
        assert connection is not None
        bounds.append(connection.pragma("max_page_count") * connection.pragma("page_size"))
    assert bounds == [3 << 19, 4 << 30]
    cache.close()
    await results.close()


async def test_looking_at_a_store_that_is_not_there_yet_makes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "sessions.db"
    async with SqliteStore(path) as store:
        health = await store.health()
        assert health.available
        assert "no file yet" in health.detail
        assert not path.parent.parent.exists()
        await store.set_session(ID, {"n": 1})
        assert "1 sessions" in (await store.health()).detail


FOREIGN = """
import sqlite3, sys
file = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
file.execute("CREATE TABLE IF NOT EXISTS notes (number INTEGER PRIMARY KEY, text BLOB)")
for number in range(int(sys.argv[2])):
    file.execute("INSERT INTO notes VALUES (?, randomblob(3000))", (number,))
    print(number, flush=True)
file.close()
"""
"""Another program with a SQLite of its own, that writes to our file for reasons of its own."""


@pytest.mark.skipif(
    sqlite3.sqlite_version == apsw.sqlite_lib_version(), reason="there is only one SQLite here"
)
async def test_another_sqlite_that_writes_to_the_file_meanwhile_costs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "sessions.db"
    async with SqliteStore(path) as store:
        session = await store.create_session_if_not_exists(ID, {"n": 0})
        command = [sys.executable, "-c", FOREIGN, str(path), "400"]
        async with await anyio.open_process(command, stderr=None) as other:
            while other.returncode is None:
                written = await store.update_session(ID, {"n": session.version, "text": os.urandom(3000)})
                assert written is not None
                assert written.version == session.version + 1
                session = written
                found = await store.get_session(ID)
                assert found is not None
                assert found.state["n"] == session.version - 1
        assert other.returncode == 0
    async with SqliteStore(path) as store:
        found = await store.get_session(ID)
        assert found is not None
        assert (found.version, found.state["n"]) == (session.version, session.version - 1)
    reader = apsw.Connection(str(path))
    assert reader.execute("PRAGMA integrity_check").get == "ok"
    assert reader.execute("SELECT count(*) FROM notes").get == 400
    reader.close()


async def test_a_program_with_a_sqlite_that_can_lose_commits_is_named(tmp_path: Path) -> None:
    path = tmp_path / "sessions.db"
    async with SqliteStore(path) as store:
        await store.set_session(ID, {"n": 1})
        assert (await store.health()).promises["shared_by_processes"].is_kept
    # Where this Python's own SQLite has the fault it serves as it is; elsewhere its mark is put there.
    await anyio.run_process([sys.executable, "-c", FOREIGN, str(path), "5"])
    try:
        sqlite.check_library(sqlite3.sqlite_version)
    except StoreMisconfigured:
        version = sqlite3.sqlite_version
    else:
        version = "3.40.1"
        with path.open("r+b") as file:
            file.seek(96)
            file.write((3_040_001).to_bytes(4, "big"))
    async with SqliteStore(path) as store:
        health = await store.health()
        assert health.available
        promise = health.promises["shared_by_processes"]
        assert promise.is_kept is False
        assert f"SQLite {version}" in promise.reason
        assert "let it only read" in promise.reason


def test_the_sqlite_that_wrote_last_is_known_from_the_files_head(tmp_path: Path) -> None:
    path = tmp_path / "sessions.db"
    assert sqlite.last_writer(path) is None
    path.write_bytes(b"")
    assert sqlite.last_writer(path) is None
    path.write_bytes(bytes(96) + (3_040_001).to_bytes(4, "big"))
    assert sqlite.last_writer(path) == "3.40.1"
