"""The line for a lock, holders and the breaker, on schedules drawn from seeds."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from mcp_code_analysis.breaker import Breaker, Ending, Policy, State
from mcp_code_analysis.errors import LockLost, LockTaken, StoreUnavailable
from mcp_code_analysis.sessions.holding import hold, hold_many
from mcp_code_analysis.sessions.locks import HEARTBEAT_MS, POLL_MS
from mcp_code_analysis.sessions.memory import Memory, MemoryStore
from tests.simulation.loop import SimulatedClock, SimulatedLoop, passes, simulate

ID = "acme.a"
LEASE = 6.0

LENGTHS = pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(300), id="short"),
        pytest.param(range(300, 10_300), id="long", marks=pytest.mark.faults),
    ],
)


class SlowStore(MemoryStore):
    """A store whose answers take time, get lost, or do not come."""

    def __init__(self, memory: Memory, loop: SimulatedLoop, clock: SimulatedClock) -> None:
        super().__init__(memory, clock=clock)
        self._chance = loop.random

    async def _renew(self, session_id: str, token: str, lease_ms: int) -> bool:
        await self._travel()
        answer = await super()._renew(session_id, token, lease_ms)
        await self._travel()
        return answer

    async def _travel(self) -> None:
        await passes(self._chance.choice((0.0, 0.001, 0.3, LEASE / 2)))
        if self._chance.random() < 0.1:
            raise StoreUnavailable("lost on the way")


async def rotate(loop: SimulatedLoop) -> None:
    """Let some wait again and again, while others die or leave; nobody alive may be overtaken."""
    memory, clock, chance = Memory(), SimulatedClock(loop), loop.random
    stores = [MemoryStore(memory, clock=clock) for _ in range(2)]
    served: list[int] = []
    inside = 0

    async def work(number: int) -> None:
        nonlocal inside
        store = stores[number % 2]
        for turn in range(4):
            key = number * 100 + turn
            lock = await store.take_lock(ID, timeout=3600, lease=LEASE)
            assert lock is not None
            served.append(key)
            inside += 1
            assert inside == 1
            await passes(chance.uniform(0.0, 0.2))
            inside -= 1
            assert await store.release_lock(ID, lock.token)

    async def leave() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(chance.uniform(0.0, 2.0)):
                lock = await stores[0].take_lock(ID, timeout=3600, lease=LEASE)
                if lock:
                    await stores[0].release_lock(ID, lock.token)

    async def die(number: int) -> None:
        attempt = await stores[1]._take(ID, f"dead{number}", int(LEASE * 1000), waits=True)
        assert attempt is not None

    workers = [asyncio.ensure_future(work(number)) for number in range(6)]
    others = [asyncio.ensure_future(each) for each in (leave(), leave(), die(1), die(2))]
    await asyncio.gather(*workers, *others)
    # Whoever came back behind five others is served after each of them: turns differ by one at most.
    for position in range(len(served)):
        turns = [sum(key // 100 == number for key in served[: position + 1]) for number in range(6)]
        assert max(turns) - min(turns) <= 2, served
    # Two dead waiters, or one dead holder: nothing else may hold the line up.
    deaths = 2 * (HEARTBEAT_MS + POLL_MS) / 1000 + 2 * LEASE
    assert loop.time() <= len(served) * 0.2 + deaths + 2.0
    for store in stores:
        await store.close()
    assert ID not in memory.lines or all(token.startswith("dead") for token in memory.lines[ID])


async def keep(loop: SimulatedLoop) -> None:
    """Let holders work on a store that is slow; two never work at once, and nobody works past a lease."""
    memory, clock = Memory(), SimulatedClock(loop)
    store = SlowStore(memory, loop, clock)
    working: set[int] = set()
    fences: list[int] = []
    ends = {"kept": 0, "lost": 0}

    async def work(number: int) -> None:
        try:
            async with hold(store, ID, timeout=3600, lease=LEASE) as held:
                assert working == set()
                working.add(number)
                fences.append(held.fence)
                clock.step_seconds = loop.random.choice((0.0, 3600.0, -3600.0))
                try:
                    for _ in range(loop.random.randrange(1, 40)):
                        await passes(0.25)
                        assert held.remaining_seconds <= LEASE
                finally:
                    working.remove(number)
            ends["kept"] += 1
        except LockLost:
            ends["lost"] += 1

    workers = [asyncio.ensure_future(work(number)) for number in range(5)]
    await asyncio.gather(*workers)
    assert sum(ends.values()) == 5
    assert fences == sorted(set(fences))
    await store.close()


async def cross(loop: SimulatedLoop) -> None:
    """Let many want several locks in any order; all are served, or told in time that they are not."""
    memory, clock, chance = Memory(), SimulatedClock(loop), loop.random
    store = MemoryStore(memory, clock=clock)
    inside: dict[str, int] = {}

    async def work(number: int) -> None:
        ids = chance.sample([f"acme.s{each}" for each in range(4)], 3)
        start, timeout = loop.time(), chance.choice((0.5, 3600.0))
        try:
            async with hold_many(store, ids, timeout=timeout, lease=LEASE):
                for session_id in ids:
                    assert inside.setdefault(session_id, number) == number
                await passes(chance.uniform(0.0, 0.5))
                for session_id in ids:
                    del inside[session_id]
        except LockTaken:
            assert loop.time() - start <= timeout + 0.01

    await asyncio.gather(*(work(number) for number in range(8)))
    assert memory.locks == {}
    assert loop.time() <= 8 * 0.5 + 0.1
    await store.close()


async def ask(loop: SimulatedLoop) -> None:
    """Let many ask a server that comes and goes through one breaker; it is tried by one at a time."""
    policy = Policy()
    breaker = Breaker(policy, clock=loop.time, chance=loop.random.random)
    chance = loop.random
    is_up = True
    trying = 0

    async def turn() -> None:
        nonlocal is_up
        for _ in range(6):
            await passes(chance.uniform(0.5, 4.0))
            is_up = not is_up
        is_up = True

    async def call() -> None:
        nonlocal trying
        is_try = breaker.condition.state is State.OPEN
        opening = breaker.admit()
        if opening is None:
            return
        trying += is_try
        assert trying <= 1
        ending = Ending.CANCELLED
        try:
            async with asyncio.timeout(chance.choice((0.2, 10.0))):
                await passes(chance.uniform(0.0, 0.5) if is_up else 0.5)
            ending = Ending.SUCCEEDED if is_up else Ending.FAILED
        except TimeoutError:
            pass
        finally:
            trying -= is_try
            breaker.end(opening, ending)

    async def calls() -> None:
        for _ in range(100):
            await passes(chance.uniform(0.0, 0.4))
            await call()

    await asyncio.gather(turn(), *(calls() for _ in range(5)))
    await passes(policy.open_seconds_max)
    assert breaker.admit() is not None


@LENGTHS
@pytest.mark.requirement("LOCK-5", "F20")
def test_nobody_in_the_line_is_overtaken(seeds: range) -> None:
    simulate(seeds, rotate)


@LENGTHS
@pytest.mark.requirement("LOCK-3", "F14")
def test_two_holders_never_work_at_once(seeds: range) -> None:
    simulate(seeds, keep)


@LENGTHS
@pytest.mark.requirement("LOCK-8")
def test_several_locks_are_taken_without_deadlock(seeds: range) -> None:
    simulate(seeds, cross)


@LENGTHS
@pytest.mark.requirement("LOCK-8", "F7")
def test_a_breaker_lets_one_try_through(seeds: range) -> None:
    simulate(seeds, ask)


def test_a_seed_brings_its_schedule_back_and_another_gives_another() -> None:
    def order(seed: int) -> list[int]:
        found: list[int] = []

        async def scene(loop: SimulatedLoop) -> None:
            async def add(number: int) -> None:
                await passes(1.0)
                found.append(number)

            await asyncio.gather(*(add(number) for number in range(8)))
            assert loop.time() == 1.0

        simulate(range(seed, seed + 1), scene)
        return found

    assert order(3) == order(3)
    assert len({tuple(order(seed)) for seed in range(20)}) > 10


def test_a_scene_that_fails_says_with_which_seed() -> None:
    async def scene(loop: SimulatedLoop) -> None:
        assert loop.random.random() < 0.9

    with pytest.raises(AssertionError) as failed:
        simulate(range(1000), scene)
    assert failed.value.__notes__[0].startswith("seed ")
