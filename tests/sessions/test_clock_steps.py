"""Locks on machines whose clocks are set: no lease is longer or shorter for it, and fences only grow."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import anyio
import pytest

from mcp_code_analysis.errors import LockLost
from mcp_code_analysis.sessions import sqlite_locks
from mcp_code_analysis.sessions.base import StoreBase
from mcp_code_analysis.sessions.clock import BOOT_ID, now, offset_of
from mcp_code_analysis.sessions.locks import HEARTBEAT_MS
from mcp_code_analysis.sessions.memory import Memory, MemoryStore
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.sqlite import SqliteStore
from mcp_code_analysis.sessions.store import Lock, SessionStore, Write
from tests.sessions.backings import RedisBacking, SqliteBacking
from tests.sessions.clocks import HandClock

pytestmark = pytest.mark.anyio

ID = "acme.a"
HOUR = 3600.0
STEPS = (HOUR, -HOUR, -30 * 24 * HOUR, 400 * 24 * HOUR)

MakeStore = Callable[[HandClock], StoreBase]


@pytest.fixture(params=["memory", "sqlite"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> MakeStore:
    """Make another store over the same data, on a clock of its own."""
    if request.param == "sqlite":
        return lambda clock: SqliteStore(tmp_path / "sessions.db", clock=clock)
    memory = Memory()
    return lambda clock: MemoryStore(memory, clock=clock)


async def taken(store: SessionStore, lease: float = 100) -> Lock:
    lock = await store.take_lock(ID, lease=lease)
    assert lock is not None
    return lock


@pytest.mark.parametrize("seconds", STEPS)
@pytest.mark.requirement("F14")
async def test_a_lease_is_as_long_as_it_was_given_however_the_clock_is_set(
    make: MakeStore, seconds: float
) -> None:
    clock = HandClock()
    async with make(clock) as store, make(clock) as other:
        first = await taken(store)
        clock.step(seconds)
        clock.turn(99)
        assert await other.take_lock(ID) is None, "the lock has two holders"
        assert await store.renew_lock(ID, first.token, lease=100)
        clock.step(-2 * seconds)
        clock.turn(99)
        assert await other.take_lock(ID) is None
        clock.turn(2)
        assert not await store.renew_lock(ID, first.token)
        second = await taken(other)
        assert second.fence > first.fence
        with pytest.raises(LockLost):
            await store.set_session(ID, {}, write=Write(lock_token=first.token))
        await other.set_session(ID, {}, write=Write(lock_token=second.token))


@pytest.mark.requirement("F14")
async def test_fences_grow_whatever_the_clock_says(make: MakeStore) -> None:
    clock = HandClock()
    fences: list[int] = []
    async with make(clock) as store:
        for seconds in (*STEPS, *STEPS):
            for _ in range(3):
                lock = await taken(store)
                assert await store.release_lock(ID, lock.token)
                fences.append(lock.fence)
            clock.step(seconds)
    assert fences == sorted(set(fences))


@pytest.mark.parametrize("seconds", STEPS)
@pytest.mark.requirement("F14")
async def test_a_dead_waiter_keeps_its_place_no_longer_for_a_clock_that_was_set(
    make: MakeStore, seconds: float
) -> None:
    clock = HandClock()
    async with make(clock) as store, make(clock) as other:
        first = await taken(store)
        await other._take(ID, "dead", 1000, waits=True)
        assert await store.release_lock(ID, first.token)
        clock.step(seconds)
        assert await other.take_lock(ID) is None
        clock.turn(HEARTBEAT_MS / 1000 + 0.001)
        assert await other.take_lock(ID) is not None


@pytest.mark.requirement("F14")
async def test_a_lease_of_an_earlier_run_of_the_machine_is_over(tmp_path: Path) -> None:
    path, clock = tmp_path / "sessions.db", HandClock()
    clock.turn(30 * 24 * HOUR)
    async with SqliteStore(path, clock=clock) as store:
        first = await taken(store, lease=HOUR)
        await store._take(ID, "dead", 1000, waits=True)
    clock.restart("boot-2")
    async with SqliteStore(path, clock=clock) as store:
        second = await taken(store)
        assert second.fence > first.fence
        with pytest.raises(LockLost):
            await store.set_session(ID, {}, write=Write(lock_token=first.token))


@pytest.mark.requirement("F14")
async def test_processes_that_cannot_name_the_run_of_the_machine_go_by_the_wall_clock(tmp_path: Path) -> None:
    path, knows, does_not = tmp_path / "sessions.db", HandClock(), HandClock(boot="")
    async with SqliteStore(path, clock=knows) as store, SqliteStore(path, clock=does_not) as other:
        for holder, loser in ((store, other), (other, store)):
            lock = await taken(holder)
            assert await loser.take_lock(ID) is None
            for clock in (knows, does_not):
                clock.turn(101)
            assert (await taken(loser)).fence > lock.fence
            for clock in (knows, does_not):
                clock.turn(101)


@pytest.mark.requirement("F14")
async def test_a_lease_on_redis_is_the_servers_whatever_the_clients_clocks_say(
    redis_backing: RedisBacking,
) -> None:
    ahead, behind = HandClock(), HandClock()
    ahead.step(HOUR)
    behind.step(-HOUR)
    async with (
        RedisStore(redis_backing.url, clock=ahead) as store,
        RedisStore(redis_backing.url, clock=behind) as other,
    ):
        first = await taken(store)
        for clock in (ahead, behind):
            clock.step(10 * HOUR)
        assert await other.take_lock(ID) is None
        redis_backing.age(ID, 101)
        second = await taken(other)
        assert second.fence > first.fence
        assert await store.take_lock(ID) is None


@pytest.mark.requirement("F14")
async def test_fences_on_redis_grow_though_the_servers_clock_was_set_back(
    redis_backing: RedisBacking,
) -> None:
    async with RedisStore(redis_backing.url) as store:
        await store.set_session(ID, {})
        first = await taken(store)
        assert await store.release_lock(ID, first.token)
        # What a server leaves behind whose clock was an hour ahead.
        later = first.fence + round(HOUR * 1e6)
        redis_backing.client.set(f"mcp:fence:{{{ID}}}", later, px=100_000)
        second = await taken(store)
        assert second.fence == later + 1
        assert await store.release_lock(ID, second.token)
        # And where only a write of then remembers it.
        redis_backing.client.delete(f"mcp:fence:{{{ID}}}")
        redis_backing.client.hset(f"mcp:session:{{{ID}}}", "f", second.fence)
        assert (await taken(store)).fence == second.fence + 1


@pytest.mark.skipif(not BOOT_ID.exists(), reason="only Linux names its boots there")
@pytest.mark.parametrize("ahead", [0, 7200])
@pytest.mark.requirement("F14")
async def test_all_processes_of_this_machine_count_alike(tmp_path: Path, ahead: int) -> None:
    asked = (*namespace(ahead), sys.executable, "-c", TAKES, str(tmp_path / "sessions.db"))
    async with SqliteStore(tmp_path / "sessions.db") as store:
        first = await taken(store)
        held = await anyio.run_process(asked)
        assert held.stdout == b"None\n"
        assert await store.release_lock(ID, first.token)
        got = await anyio.run_process(asked)
        assert int(got.stdout) > first.fence
        assert await store.take_lock(ID) is None
        left = await store._read(sqlite_locks.held, ID)
        assert left is not None
        assert 0 < left.expires_ms - now(store.clock).ticks_ms <= 100_000


def namespace(ahead: int) -> tuple[str, ...]:
    """Return what starts a process whose boot clock is ahead, as a container's may be."""
    if not ahead:
        return ()
    prefix = ("unshare", "--time", "--boottime", str(ahead), "--fork")
    if (
        not shutil.which("unshare")
        or subprocess.run((*prefix, "true"), check=False, capture_output=True).returncode
    ):
        pytest.skip("no time namespace can be made here")
    return prefix


TAKES = """
import asyncio, sys
from pathlib import Path
from mcp_code_analysis.sessions.sqlite import SqliteStore

async def main():
    async with SqliteStore(Path(sys.argv[1])) as store:
        lock = await store.take_lock("acme.a", lease=100)
        print(lock and lock.fence)

asyncio.run(main())
"""
"""A process that takes the lock and ends, as one that is killed does."""


@pytest.mark.requirement("F14")
async def test_the_lock_of_a_process_that_knows_no_boots_yet_is_respected(tmp_path: Path) -> None:
    backing, clock = SqliteBacking(tmp_path), HandClock()
    async with SqliteStore(backing.path, clock=clock) as store:
        first = await taken(store)
        assert await store.release_lock(ID, first.token)
        # What the version before wrote, which may still have the file open.
        until = round(clock.time() * 1000) + 100_000
        statement = "INSERT INTO locks (session_id, token, expires_ms, fence) VALUES (?, 'old', ?, ?)"
        backing.ask(statement, (ID, until, first.fence))
        assert await store.take_lock(ID) is None
        clock.turn(101)
        await taken(store)


@pytest.mark.requirement("F14")
def test_a_container_with_a_boot_clock_of_its_own_counts_as_the_machine_does() -> None:
    assert offset_of("") == 0
    assert offset_of("monotonic 0 0\nboottime 7200 500000000\n") == 7200.5
    assert offset_of("monotonic 5 0\n") == 0
