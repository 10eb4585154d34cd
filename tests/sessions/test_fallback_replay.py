"""What was written while the store was away, sent to it: once, in order, and never over what others wrote."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from mcp_code_analysis.errors import NotFound, StoreError, StoreUnavailable, VersionConflict
from mcp_code_analysis.sessions import fallback_rows as rows
from mcp_code_analysis.sessions.fallback import FallbackStore
from mcp_code_analysis.sessions.fallback_conflicts import Conflicts
from mcp_code_analysis.sessions.fallback_rows import LEASE_MS
from mcp_code_analysis.sessions.records import QUARANTINE_SECONDS
from mcp_code_analysis.sessions.rules import Applied
from mcp_code_analysis.sessions.store import FRESH, Session, Source, Write
from tests.sessions.away import AwayStore, Machine, Wire
from tests.sessions.waiting import wait_for

pytestmark = pytest.mark.anyio

ID = "acme.a"
SEEDS = 60


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def conflicts_of(store: FallbackStore) -> Conflicts:
    assert store.conflicts is not None
    return store.conflicts


async def in_conflict(machine: Machine, store: FallbackStore, behind: AwayStore) -> str:
    """Write two sections here and one of them elsewhere, and let the store come back; return the conflict."""
    await store.set_session(ID, {"ours": 1, "theirs": 1, "old": 1})
    behind.wire = Wire.GONE
    await store.update_session(ID, {"ours": 2}, remove=("old",))
    await store.update_session(ID, {"more": 2})
    await machine.direct.update_session(ID, {"theirs": 2})
    behind.wire = Wire.WELL
    session = await store.get_session(ID)
    assert session == Session(ID, {"ours": 1, "theirs": 2, "old": 1}, 2)
    (conflict,) = await conflicts_of(store).list()
    assert (conflict.session_id, conflict.base_version) == (ID, 1)
    assert conflict.reason == "the store has version 2"
    return conflict.id


@pytest.mark.requirement("CONN-3")
async def test_where_others_wrote_meanwhile_both_are_kept_and_shown(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        sides = await conflicts_of(store).show(await in_conflict(machine, store, behind))
        assert sides.here.state == {"ours": 2, "theirs": 1, "more": 2}
        assert sides.here.version == 3
        assert sides.store is not None
        assert sides.store.state == {"ours": 1, "theirs": 2, "old": 1}
        assert (sides.written, sides.removed) == (("more", "ours"), ("old",))
        # The session is as the store has it, and is written on.
        assert (await store.set_session(ID, {"n": 1})).origin == FRESH


async def test_a_conflict_is_resolved_for_the_store(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        conflict = await in_conflict(machine, store, behind)
        await conflicts_of(store).keep_store(conflict)
        assert await conflicts_of(store).list() == []
        session = await store.get_session(ID)
        assert session is not None
        assert session.version == 2
        for call in (conflicts_of(store).keep_store(conflict), conflicts_of(store).show("no")):
            with pytest.raises(NotFound):
                await call


async def test_a_conflict_is_resolved_by_what_was_written_here_as_a_new_version(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        conflict = await in_conflict(machine, store, behind)
        with pytest.raises(VersionConflict):
            await conflicts_of(store).apply_mine(conflict, seen_version=1)
        assert await conflicts_of(store).apply_mine(conflict, seen_version=2) == 3
        session = await store.get_session(ID)
        assert session == Session(ID, {"ours": 2, "theirs": 2, "more": 2}, 3)
        assert await conflicts_of(store).list() == []


async def test_a_resolution_that_was_cut_short_is_made_once(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        conflict = await in_conflict(machine, store, behind)
        behind.wire = Wire.LOST
        with pytest.raises(StoreUnavailable):
            await conflicts_of(store).apply_mine(conflict)
        behind.wire = Wire.GONE
        with pytest.raises(StoreUnavailable):
            await conflicts_of(store).apply_mine(conflict)
        behind.wire = Wire.WELL
        await conflicts_of(store).apply_mine(conflict)
        session = await store.get_session(ID)
        assert session is not None
        assert (session.version, session.state["ours"]) == (3, 2)


async def test_a_session_that_has_ended_in_the_store_is_not_brought_back_unasked(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        await store.set_session(ID, {"n": 1, "m": 1})
        behind.wire = Wire.GONE
        await store.update_session(ID, {"n": 2})
        await machine.direct.clear_session(ID)
        behind.wire = Wire.WELL
        assert await store.get_session(ID) is None
        (conflict,) = await conflicts_of(store).list()
        assert conflict.reason == "the store has none"
        assert await conflicts_of(store).apply_mine(conflict.id) == 1
        session = await store.get_session(ID)
        assert session is not None
        assert session.state == {"n": 2, "m": 1}


async def test_writes_to_a_session_whose_life_is_over_by_then_are_set_apart(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        await store.set_session(ID, {"n": 1}, 100.0)
        behind.wire = Wire.GONE
        await store.update_session(ID, {"n": 2})
        machine.clock.turn(100)
        with pytest.raises(StoreUnavailable):
            await store.get_session(ID)
        behind.wire = Wire.WELL
        assert await store.get_session(ID) is None
        (conflict,) = await conflicts_of(store).list()
        assert "life ended" in conflict.reason
        machine.clock.turn(QUARANTINE_SECONDS)
        assert await conflicts_of(store).list() == []


async def test_a_life_that_ended_here_ends_what_was_written_before_and_begins_anew(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        behind.wire = Wire.GONE
        await store.set_session(ID, {"n": 1}, 100.0)
        machine.clock.turn(100)
        assert (await store.set_session(ID, {"n": 2}, 100.0)).version == 1
        behind.wire = Wire.WELL
        session = await store.get_session(ID)
        assert session is not None
        assert (session.state, session.version) == ({"n": 2}, 1)
        (conflict,) = await conflicts_of(store).list()
        assert "life ended" in conflict.reason


@pytest.mark.parametrize("pass_time", ["turn", "step"])
@pytest.mark.requirement("F14")
async def test_one_process_at_a_time_sends_and_another_takes_over_from_one_that_was_killed(
    machine: Machine, pass_time: str
) -> None:
    (killed, behind), (other, behind_other) = machine.process(), machine.process()
    async with killed, other:
        for wire in (behind, behind_other):
            wire.wire = Wire.GONE
        await killed.set_session(ID, {"n": 1})
        await killed.update_session(ID, {"n": 2})
        assert killed._journal is not None
        assert killed._replay is not None
        await killed._replay.close()
        is_ours, entry = await killed._journal.change(rows.claim, ID, "killed")
        assert is_ours
        assert entry is not None
        # It has sent the first write, and is killed before it could say so.
        await machine.direct._apply(entry.change)
        behind_other.wire = Wire.WELL
        session = await other.get_session(ID)
        assert session is not None
        assert (session.origin.source, session.version) == (Source.LOCAL, 2)
        if pass_time == "turn":
            machine.clock.turn(LEASE_MS / 1000)
        else:
            machine.clock.step(-3600)
        assert await other.get_session(ID) == Session(ID, {"n": 2}, 2)
        assert await conflicts_of(other).list() == []
        # Should the first one wake up again, it changes nothing any more.
        assert await killed._journal.change(rows.sent, entry, "killed", Applied(1)) is None
        await killed._journal.change(rows.refused, entry, "killed", "late")
        assert await conflicts_of(other).list() == []


class World:
    """Two processes of a machine, one server elsewhere, and a chance that decides what happens."""

    def __init__(self, machine: Machine, seed: int) -> None:
        self.machine = machine
        self.chance = random.Random(seed)
        self.processes = [machine.process(), machine.process()]
        self.ids = ("acme.a", "acme.b")
        self.written = 0
        self.elsewhere: Counter[str] = Counter()
        self.local: dict[str, set[str]] = {session_id: set() for session_id in self.ids}
        self.acknowledged: dict[str, set[str]] = {session_id: set() for session_id in self.ids}

    async def step(self) -> None:
        store, behind = self.chance.choice(self.processes)
        match self.chance.randrange(20):
            case 0 | 1:
                wire = self.chance.choice(list(Wire))
                for _, each in self.processes:
                    each.wire = wire
            case 2:
                behind.wire = self.chance.choice(list(Wire))
            case 3:
                await self.replace(store)
            case 4:
                session_id = self.chance.choice(self.ids)
                await self.machine.direct.update_session(session_id, {"elsewhere": 1})
                self.elsewhere[session_id] += 1
            case 5:
                self.machine.clock.turn(self.chance.choice((0.1, 1, LEASE_MS / 1000)))
            case _:
                await self.write(store)

    async def replace(self, store: FallbackStore) -> None:
        """Start another process for one whose every task ends where it is, as at a kill."""
        number = next(place for place, (one, _) in enumerate(self.processes) if one is store)
        assert store._replay is not None
        assert store._journal is not None
        for task in (store._replay._watching, store._flushing):
            if task:
                task.cancel()
        await store._journal.close()
        self.processes[number] = self.machine.process()

    async def write(self, store: FallbackStore) -> None:
        session_id, name = self.chance.choice(self.ids), f"w{self.written}"
        self.written += 1
        write = Write(operation_id=name)
        try:
            # Every write leaves a section of its own, so that what is there says what was done, how often.
            made = await store.update_session(session_id, {name: 1}, write=write)
        except StoreError:
            return
        assert made is not None
        is_local = made.origin.source is Source.LOCAL
        (self.local if is_local else self.acknowledged)[session_id].add(name)

    async def settle(self) -> None:
        store, behind = self.processes[0]
        for _, each in self.processes:
            each.wire = Wire.WELL

        async def is_settled() -> bool:
            self.machine.clock.turn(1)
            try:
                for session_id in self.ids:
                    await store.get_session(session_id)
            except StoreUnavailable:
                return False  # The other process sends it just now.
            assert store._journal is not None
            return not await store._journal.change(rows.waiting)

        await wait_for(is_settled)
        assert behind.wire is Wire.WELL


@pytest.mark.requirement("CONN-3", "S4")
async def test_whatever_happens_every_acknowledged_write_is_in_the_store_or_in_a_conflict(
    tmp_path: Path,
) -> None:
    seen: Counter[str] = Counter()
    for seed in range(SEEDS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        world = World(Machine(folder), seed)
        for session_id in world.ids:
            await world.processes[0][0].set_session(session_id, {})
        for _ in range(60):
            await world.step()
        await world.settle()
        store = world.processes[0][0]
        for session_id in world.ids:
            session = await world.machine.direct.get_session(session_id)
            assert session is not None, seed
            there = session.state.keys() - {"elsewhere"}
            apart = await in_conflicts(store, session_id)
            assert world.acknowledged[session_id] <= there, seed
            assert world.local[session_id] <= there | apart, seed
            # One version for each write that is there, and none besides but the first and those elsewhere.
            assert session.version == 1 + world.elsewhere[session_id] + len(there), seed
            seen["sent"] += len(world.local[session_id] & there)
            seen["apart"] += len(world.local[session_id] & apart)
        for each, _ in world.processes:
            await each.close()
    assert seen["sent"] > SEEDS
    assert seen["apart"] > SEEDS


async def in_conflicts(store: FallbackStore, session_id: str) -> set[str]:
    found: set[str] = set()
    for conflict in await conflicts_of(store).list():
        if conflict.session_id == session_id:
            found |= set((await conflicts_of(store).show(conflict.id)).written)
    return found
