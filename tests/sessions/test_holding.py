"""Working under locks, on every store: kept while the work goes on, and the work ends with the lock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from mcp_code_analysis.errors import InvalidRequest, LockLost, LockTaken
from mcp_code_analysis.sessions.base import StoreBase
from mcp_code_analysis.sessions.holding import hold, hold_many
from mcp_code_analysis.sessions.memory import MemoryStore
from mcp_code_analysis.sessions.store import Write
from tests.sessions.backings import Backing
from tests.sessions.clocks import HandClock
from tests.sessions.waiting import wait_for, wait_until

pytestmark = pytest.mark.anyio

ID = "acme.a"


@pytest.mark.requirement("LOCK-3", "LOCK-6")
async def test_a_lock_is_held_for_the_block_and_its_token_and_fence_are_known(
    store: StoreBase, other: StoreBase
) -> None:
    fences = []
    for number in range(3):
        async with hold(store, ID) as held:
            assert await other.acquire_lock(ID) is None
            await store.set_session(ID, {"n": number}, write=Write(lock_token=held.token))
            held.check()
            fences.append(held.fence)
        with pytest.raises(LockLost):
            held.check()
    assert fences == sorted(set(fences))
    assert await other.acquire_lock(ID) is not None


@pytest.mark.requirement("LOCK-3")
async def test_a_lock_is_renewed_for_as_long_as_the_work_takes(
    store: StoreBase, other: StoreBase, backing: Backing
) -> None:
    renewals = 0
    async with hold(store, ID, lease=0.6) as held:
        before = held.remaining_seconds

        async def is_renewed() -> bool:
            nonlocal before, renewals
            if held.remaining_seconds > 0.2:  # Time stands still while a renewal that is due is on its way.
                backing.turn(0.01)
            assert await other.acquire_lock(ID) is None
            renewals += held.remaining_seconds > before
            before = held.remaining_seconds
            return renewals == 4

        await wait_for(is_renewed)
        held.check()


@pytest.mark.requirement("LOCK-3")
async def test_work_is_cancelled_when_its_lock_is_lost(
    store: StoreBase, other: StoreBase, backing: Backing
) -> None:
    ends: list[str] = []
    is_held = asyncio.Event()

    async def work() -> None:
        async with hold(store, ID, lease=0.6):
            is_held.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                ends.append("cancelled")
                raise

    worker = asyncio.ensure_future(work())
    await is_held.wait()
    await other.clear_session(ID)
    assert await other.acquire_lock(ID, lease=3600) is not None

    def is_over() -> bool:
        backing.turn(0.001)
        return worker.done()

    await wait_until(is_over)
    with pytest.raises(LockLost):
        await worker
    assert ends == ["cancelled"]
    assert worker.cancelling() == 0
    # What the late worker did at its end took nothing from the one who holds the lock now.
    assert await store.acquire_lock(ID) is None


@pytest.mark.requirement("LOCK-3")
async def test_a_holder_that_is_cancelled_gives_the_lock_back_first(
    store: StoreBase, other: StoreBase
) -> None:
    is_held = asyncio.Event()

    async def work() -> None:
        async with hold(store, ID, lease=3600):
            is_held.set()
            await asyncio.Event().wait()

    worker = asyncio.ensure_future(work())
    await is_held.wait()
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    assert await other.acquire_lock(ID) is not None


async def test_an_error_of_the_work_rises_as_it_is_and_the_lock_is_given_back(
    store: StoreBase, other: StoreBase
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with hold(store, ID, lease=3600):
            raise ZeroDivisionError
    assert await other.acquire_lock(ID) is not None


@pytest.mark.requirement("LOCK-8")
async def test_of_several_locks_all_are_taken_or_none(store: StoreBase, other: StoreBase) -> None:
    token = await other.acquire_lock("acme.c", lease=3600)
    assert token is not None
    with pytest.raises(LockTaken) as refused:
        async with hold_many(store, ("acme.c", "acme.a", "acme.b")):
            pytest.fail("not all of them were free")
    assert refused.value.retryable
    for session_id in ("acme.a", "acme.b"):
        free = await other.acquire_lock(session_id)
        assert free is not None
        assert await other.release_lock(session_id, free)
    assert await other.release_lock("acme.c", token)
    async with hold_many(store, ("acme.c", "acme.a", "acme.a")) as held:
        assert list(held) == ["acme.a", "acme.c"]
        assert await other.acquire_lock("acme.a") is None
        assert await other.acquire_lock("acme.c") is None


@pytest.mark.requirement("LOCK-8")
async def test_who_want_the_same_locks_in_any_order_never_wait_for_each_other(
    store: StoreBase, other: StoreBase, backing: Backing
) -> None:
    done: list[int] = []

    async def work(number: int) -> None:
        ids = ("acme.a", "acme.b", "acme.c")
        order = ids[number % 3 :] + ids[: number % 3]
        async with hold_many((store, other)[number % 2], order, timeout=3600, lease=3600):
            done.append(number)

    workers = [asyncio.ensure_future(work(number)) for number in range(9)]

    async def are_done() -> bool:
        backing.turn(0.01)
        for instance in (store, other):
            await instance.extend_session_ttl("acme.none", 1)
        return all(worker.done() for worker in workers)

    await wait_for(are_done)
    await asyncio.gather(*workers)
    assert sorted(done) == list(range(9))


@pytest.mark.requirement("LOCK-8")
async def test_a_lock_is_entered_again_only_by_who_was_handed_it(store: StoreBase) -> None:
    async with hold(store, ID, lease=3600) as held:
        with pytest.raises(LockTaken):
            async with hold(store, ID):
                pytest.fail("it was held")
        async with hold(store, ID, within=held) as again:
            assert again is held
        held.check()
        with pytest.raises(InvalidRequest):
            async with hold(store, "acme.b", within=held):
                pytest.fail("it is another's")
    with pytest.raises(LockLost):
        async with hold(store, ID, within=held):
            pytest.fail("it was released")


class SteppedClock(HandClock):
    """A clock whose hour can be set, while its seconds run on."""

    def __init__(self) -> None:
        super().__init__()
        self.step_seconds = 0.0

    def time(self) -> float:
        return super().time() + self.step_seconds


@pytest.mark.requirement("F14", "LOCK-3")
@pytest.mark.parametrize("step_seconds", [3600.0, -3600.0])
async def test_a_step_of_the_clock_neither_ends_a_lock_nor_lengthens_it(step_seconds: float) -> None:
    clock = SteppedClock()
    async with MemoryStore(clock=clock) as store:
        first = await store.take_lock(ID, lease=30)
        assert first is not None
        clock.step_seconds = step_seconds
        clock.turn(29)
        assert await store.renew_lock(ID, first.token, lease=30)
        clock.turn(31)
        assert not await store.renew_lock(ID, first.token, lease=30)
        second = await store.take_lock(ID)
        assert second is not None
        assert second.fence > first.fence


@pytest.mark.requirement("F14", "LOCK-3")
async def test_a_holder_that_could_not_renew_stops_before_its_lease_is_over() -> None:
    clock = HandClock()
    stuck: asyncio.Event = asyncio.Event()

    class Stuck(MemoryStore):
        async def _renew(self, session_id: str, token: str, lease_ms: int) -> bool:
            await stuck.wait()
            return await super()._renew(session_id, token, lease_ms)

    ended_after: list[float] = []

    async def work(store: StoreBase, is_held: Callable[[], None]) -> None:
        async with hold(store, ID, lease=30):
            is_held()
            try:
                await asyncio.Event().wait()
            finally:
                ended_after.append(clock.monotonic())

    async with Stuck(clock=clock) as store:
        is_held = asyncio.Event()
        worker = asyncio.ensure_future(work(store, is_held.set))
        await is_held.wait()

        async def is_over() -> bool:
            clock.turn(0.25)
            for _ in range(10):
                await asyncio.sleep(0)
            return worker.done()

        await wait_for(is_over)
        with pytest.raises(LockLost):
            await worker
        assert 28 <= ended_after[0] < 30
