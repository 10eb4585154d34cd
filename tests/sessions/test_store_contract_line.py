"""What every session store does with those who wait for a lock: one line, in the order of arrival."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from mcp_code_analysis.errors import LimitExceeded, LockLost
from mcp_code_analysis.sessions.base import StoreBase
from mcp_code_analysis.sessions.locks import HEARTBEAT_MS, WAITERS_MAX
from mcp_code_analysis.sessions.store import Lock, SessionStore, Write
from tests.sessions.backings import Backing, RedisBacking
from tests.sessions.waiting import wait_for, wait_until

pytestmark = pytest.mark.anyio

ID = "acme.a"
WORKERS = 20
ROUNDS = 8
STEP_SECONDS = 0.02

Waiting = asyncio.Future[Lock | None]


@pytest.fixture
def passing(backing: Backing, store: StoreBase, other: StoreBase) -> Callable[[], Awaitable[None]]:
    """Let a little time pass, and everything happen that happens in it."""

    async def pass_time() -> None:
        backing.turn(STEP_SECONDS)
        for _ in range(10):
            await asyncio.sleep(0)
            for instance in (store, other):
                await instance.extend_session_ttl("acme.none", 1)

    return pass_time


async def joined(backing: Backing, stores: list[StoreBase], count: int) -> list[Waiting]:
    """Let that many wait for the lock, one after another, on the stores in turn."""
    waiting: list[Waiting] = []
    before = len(backing.waiters(ID))
    for number in range(count):
        call = stores[number % len(stores)].take_lock(ID, timeout=3600, lease=3600)
        waiting.append(asyncio.ensure_future(call))
        await wait_until(lambda: len(backing.waiters(ID)) == before + len(waiting))
    return waiting


async def served(waiter: Waiting, passing: Callable[[], Awaitable[None]]) -> Lock:
    async def is_done() -> bool:
        await passing()
        return waiter.done()

    await wait_for(is_done)
    lock = waiter.result()
    assert lock is not None
    return lock


async def taken(store: SessionStore) -> Lock:
    lock = await store.take_lock(ID, lease=3600)
    assert lock is not None
    return lock


@pytest.mark.requirement("LOCK-5", "S9")
async def test_those_who_wait_are_served_in_the_order_of_their_arrival(
    backing: Backing, store: StoreBase, other: StoreBase, passing: Callable[[], Awaitable[None]]
) -> None:
    lock = await taken(store)
    waiting = await joined(backing, [store, other, other], 9)
    fences = [lock.fence]
    for number, waiter in enumerate(waiting):
        assert not any(later.done() for later in waiting[number:])
        assert await store.release_lock(ID, lock.token)
        lock = await served(waiter, passing)
        fences.append(lock.fence)
    assert fences == sorted(set(fences))
    assert backing.waiters(ID) == []


@pytest.mark.requirement("LOCK-5")
async def test_a_newcomer_overtakes_nobody(backing: Backing, store: StoreBase, other: StoreBase) -> None:
    lock = await taken(store)
    # Two that are not heard of for the moment, and have not lost their place yet.
    for token in ("first", "second"):
        attempt = await other._take(ID, token, 1000, waits=True)
        assert attempt is not None
        assert attempt.fence is None
    assert await store.release_lock(ID, lock.token)
    for instance in (store, other):
        assert await instance.acquire_lock(ID) is None
        assert await instance.acquire_lock(ID, timeout=0) is None
    assert backing.waiters(ID) == ["first", "second"]
    second = await store._take(ID, "second", 1000, waits=True)
    assert second is not None
    assert second.fence is None
    first = await store._take(ID, "first", 1000, waits=True)
    assert first is not None
    assert first.fence is not None
    assert first.fence > lock.fence


@pytest.mark.requirement("LOCK-5", "S9")
async def test_a_dead_waiter_delays_the_next_by_its_heartbeat_at_most(
    backing: Backing, store: StoreBase, other: StoreBase, passing: Callable[[], Awaitable[None]]
) -> None:
    lock = await taken(store)
    await other._take(ID, "dead", 1000, waits=True)
    (waiter,) = await joined(backing, [store], 1)
    assert await store.release_lock(ID, lock.token)
    start = store.clock.monotonic()
    await served(waiter, passing)
    if not isinstance(backing, RedisBacking):
        assert store.clock.monotonic() - start <= HEARTBEAT_MS / 1000 + 5 * STEP_SECONDS


@pytest.mark.requirement("LOCK-5")
async def test_who_gives_up_leaves_the_line_and_the_next_is_served(
    backing: Backing, store: StoreBase, other: StoreBase, passing: Callable[[], Awaitable[None]]
) -> None:
    lock = await taken(store)
    waiting = await joined(backing, [store, other], 6)
    for number in (0, 3, 5):
        waiting[number].cancel()
    await wait_until(lambda: len(backing.waiters(ID)) == 3)
    await asyncio.gather(*(waiting[number] for number in (0, 3, 5)), return_exceptions=True)
    for number in (1, 2, 4):
        assert await store.release_lock(ID, lock.token)
        lock = await served(waiting[number], passing)


@pytest.mark.requirement("LOCK-5")
async def test_who_waited_too_long_is_not_in_the_line_any_more(
    backing: Backing, store: StoreBase, other: StoreBase, passing: Callable[[], Awaitable[None]]
) -> None:
    lock = await taken(store)
    waiter = asyncio.ensure_future(other.take_lock(ID, timeout=0.1))

    async def is_over() -> bool:
        await passing()
        return waiter.done()

    await wait_for(is_over)
    assert waiter.result() is None
    assert backing.waiters(ID) == []
    assert await store.release_lock(ID, lock.token)
    assert await store.take_lock(ID) is not None


@pytest.mark.requirement("LOCK-3", "LOCK-5")
async def test_the_first_in_the_line_is_served_when_the_lease_of_a_dead_holder_ends(
    backing: Backing, store: StoreBase, other: StoreBase, passing: Callable[[], Awaitable[None]]
) -> None:
    assert await store.take_lock(ID, lease=0.3) is not None
    waiting = await joined(backing, [other, store], 2)
    await served(waiting[0], passing)
    assert not waiting[1].done()
    waiting[1].cancel()
    await asyncio.gather(waiting[1], return_exceptions=True)


async def test_clearing_the_session_lets_the_next_one_in(
    backing: Backing, store: StoreBase, other: StoreBase, passing: Callable[[], Awaitable[None]]
) -> None:
    await store.set_session(ID, {})
    await taken(store)
    waiting = await joined(backing, [other], 1)
    assert await store.clear_session(ID)
    await served(waiting[0], passing)


async def test_a_line_that_is_full_takes_nobody_in(backing: Backing, store: StoreBase) -> None:
    lock = await taken(store)
    for number in range(WAITERS_MAX):
        await store._take(ID, f"t{number}", 1000, waits=True)
        if number % 300 == 0:
            await store._take(ID, "t0", 1000, waits=True)
    with pytest.raises(LimitExceeded) as refused:
        await store.acquire_lock(ID, timeout=5)
    assert refused.value.retry_after
    assert len(backing.waiters(ID)) == WAITERS_MAX
    assert await store.release_lock(ID, lock.token)
    attempt = await store._take(ID, "t0", 1000, waits=True)
    assert attempt is not None
    assert attempt.fence is not None


@pytest.mark.requirement("LOCK-5", "S9", "F20")
async def test_the_lock_goes_round_among_those_who_want_it_again_and_again(
    backing: Backing, store: StoreBase, other: StoreBase, passing: Callable[[], Awaitable[None]]
) -> None:
    turns: list[int] = []

    async def work(number: int) -> None:
        instance = (store, other)[number % 2]
        for _ in range(ROUNDS):
            token = await instance.acquire_lock(ID, timeout=3600, lease=3600)
            assert token is not None
            turns.append(number)
            if len(turns) == WORKERS * 2 + 5:
                victim.cancel()
            assert await instance.release_lock(ID, token)

    lock = await taken(store)
    workers = []
    for number in range(WORKERS):
        workers.append(asyncio.ensure_future(work(number)))
        await wait_until(lambda: len(backing.waiters(ID)) == len(workers))
    victim = workers[12]
    assert await store.release_lock(ID, lock.token)

    async def are_done() -> bool:
        await passing()
        return all(worker.done() for worker in workers)

    await wait_for(are_done)
    assert [worker.cancelled() for worker in workers] == [worker is victim for worker in workers]
    living = [number for number in range(WORKERS) if number != 12]
    assert [number for number in turns if number != 12] == living * ROUNDS
    assert turns.count(12) == 2


@pytest.mark.requirement("LOCK-6", "S8")
async def test_of_all_who_ever_held_the_lock_only_the_last_may_write_under_it(
    backing: Backing, store: StoreBase, other: StoreBase
) -> None:
    await store.set_session(ID, {"by": "nobody"}, ttl=100_000)
    stale: list[str] = []
    for number in range(4):
        lock = await (store, other)[number % 2].take_lock(ID, lease=100)
        assert lock is not None
        for token in stale:
            with pytest.raises(LockLost):
                await store.update_session(ID, {"by": "late"}, write=Write(lock_token=token))
        await other.update_session(ID, {"by": number}, write=Write(lock_token=lock.token))
        stale.append(lock.token)
        if number % 2:
            assert await store.release_lock(ID, lock.token)
        else:
            backing.age(ID, 101)
        with pytest.raises(LockLost):
            await other.set_session(ID, {"by": "late"}, write=Write(lock_token=lock.token))
    session = await store.get_session(ID)
    assert session is not None
    assert (session.state, session.version) == ({"by": 3}, 5)
