"""What is particular to the cache file and to the cache on Redis: bounds, damage, being away."""

from __future__ import annotations

import time
from pathlib import Path

import apsw
import pytest

from mcp_code_analysis.cache.redis_owner import open_shelf
from mcp_code_analysis.cache.sqlite_file import CacheFile
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.errors import CorruptRecord, StoreError, StoreMisconfigured, StoreUnavailable
from tests.cache.conftest import RedisPlace
from tests.sessions.redis_server import free_port

HOUR = 3600.0
MIB = 1024 * 1024


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.mark.requirement("KEY-7")
def test_a_file_stays_within_its_bytes_and_lets_go_what_was_used_least_lately(tmp_path: Path) -> None:
    clock, path = Clock(), tmp_path / "cache.sqlite3"
    file = CacheFile(path, CacheLimits(shared_bytes_max=2 * MIB), clock=clock)
    file.save([("kept", bytes(1000))], HOUR * 24 * 90)
    for number in range(200):
        clock.now += HOUR + 1
        file.save([(f"{number}.{part}", bytes(5000)) for part in range(10)], HOUR * 24 * 90)
        assert file.load(["kept"]) != [None]
        assert file.size_bytes() <= 2 * MIB
    assert file.load(["0.0", "199.9"]) == [None, bytes(5000)]
    assert file.evicted > 1000
    file.close()
    assert sum(found.stat().st_size for found in tmp_path.iterdir()) <= 3 * MIB + MIB


@pytest.mark.requirement("KEY-6")
def test_water_marks_say_when_entries_go_and_how_many(tmp_path: Path) -> None:
    limits = CacheLimits(shared_bytes_max=10 * MIB, high_water=0.5, low_water=0.1)
    file = CacheFile(tmp_path / "cache.sqlite3", limits)
    for number in range(50):
        file.save([(str(number), bytes(100_000))], HOUR)
    assert file.evicted == 0
    for number in range(50, 54):
        file.save([(str(number), bytes(100_000))], HOUR)
    assert file.evicted > 0
    assert file.size_bytes() <= 2 * MIB
    file.close()


def test_more_than_the_file_may_hold_changes_nothing(tmp_path: Path) -> None:
    file = CacheFile(tmp_path / "cache.sqlite3", CacheLimits(shared_bytes_max=MIB))
    file.save([("a", b"1")], HOUR)
    file.save([("b", bytes(MIB))], HOUR)
    assert file.load(["a", "b"]) == [b"1", None]
    file.close()


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite3"
    path.write_bytes(b"no database" * 1000)
    file = CacheFile(path)
    with pytest.raises(CorruptRecord):
        file.load(["a"])
    file.save([("a", b"1")], HOUR)
    assert file.load(["a"]) == [b"1"]
    file.close()


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite3"
    connection = apsw.Connection(str(path))
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreMisconfigured):
        CacheFile(path).load(["a"])
    assert path.read_bytes() == before


def test_a_file_that_another_process_keeps_busy_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite3"
    file = CacheFile(path, busy_ms=1)
    file.save([("a", b"1")], HOUR)
    writer = apsw.Connection(str(path))
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        file.save([("b", b"2")], HOUR)
    assert file.load(["a"]) == [b"1"]
    writer.close()
    file.close()


@pytest.mark.anyio
async def test_every_key_on_redis_has_a_lifetime_and_stands_in_one_slot(redis_place: RedisPlace) -> None:
    shelf = redis_place.shelf()
    await shelf.save({"large": bytes(600 * 1024), "small": b"1"}, HOUR)
    chunks = [f"mcp:cache:{{large}}:c{number:04}" for number in range(3)]
    assert redis_place.entries() == sorted(["mcp:cache:{large}", *chunks, "mcp:cache:{small}"])
    assert {redis_place.client.ttl(key) for key in redis_place.entries()} <= set(range(1, 3601))
    assert all(redis_place.client.ttl(key) > 0 for key in redis_place.names())
    await shelf.close()


@pytest.mark.anyio
@pytest.mark.parametrize("chunk", [None, b"", b"another write, other bytes"])
async def test_an_entry_whose_chunks_are_not_its_own_is_dropped_and_counted(
    redis_place: RedisPlace, chunk: bytes | None
) -> None:
    shelf = redis_place.shelf()
    await shelf.save({"large": bytes(600 * 1024)}, HOUR)
    name = "mcp:cache:{large}:c0001"
    if chunk is None:
        redis_place.client.delete(name)
    else:
        redis_place.client.set(name, chunk)
    assert await shelf.load(["large"]) == [None]
    assert shelf.damaged == 1
    assert "mcp:cache:{large}" not in redis_place.names()
    await shelf.close()


@pytest.mark.anyio
async def test_a_redis_that_is_away_or_silent_is_an_error_within_its_bound(silent_url: str) -> None:
    for url in (f"redis://127.0.0.1:{free_port()}/0", silent_url):
        shelf = open_shelf(url, CacheLimits())
        with pytest.raises(StoreError):
            await shelf.load(["a"])
        await shelf.close()
