"""What is answered while the store is away: what is known here, and that it is; and no lock, ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.config import FallbackLimits
from mcp_code_analysis.errors import (
    StateRegressed,
    StoreError,
    StoreFull,
    StoreMisconfigured,
    StoreReadOnly,
    StoreUnavailable,
    VersionConflict,
)
from mcp_code_analysis.sessions import open_store
from mcp_code_analysis.sessions.fallback import FallbackStore
from mcp_code_analysis.sessions.fallback_journal import Journal
from mcp_code_analysis.sessions.memory import MemoryStore
from mcp_code_analysis.sessions.store import FRESH, Durability, Origin, Session, Source, Write
from tests.sessions.away import LOCAL, Machine, Wire
from tests.sessions.redis_server import RedisServer
from tests.sessions.waiting import wait_for

pytestmark = pytest.mark.anyio

REFUSE = FallbackLimits()
ID = "acme.a"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def is_local(session: Session | None, *, unsent: int) -> bool:
    return session is not None and session.origin == Origin(Source.LOCAL, session.origin.as_of, unsent)


@pytest.mark.requirement("S12")
async def test_a_read_while_the_store_is_away_is_the_last_known_state_and_says_so(machine: Machine) -> None:
    store, behind = machine.process(REFUSE)
    async with store:
        await store.set_session(ID, {"n": 1})
        seen = await store.get_session(ID)
        assert seen is not None
        assert seen.origin == FRESH
        known_at = machine.clock.time()
        behind.wire = Wire.GONE
        machine.clock.turn(60)
        session = await store.get_session(ID)
        assert session == Session(ID, {"n": 1}, 1, origin=Origin(Source.LOCAL, known_at, 0))
        behind.wire = Wire.WELL
        assert await store.get_session(ID) == seen


async def test_a_write_shows_in_what_is_known(machine: Machine) -> None:
    store, behind = machine.process(REFUSE)
    async with store:
        await store.set_session(ID, {"n": 1, "m": 1})
        await store.update_session(ID, {"n": 2}, remove=("m",))
        behind.wire = Wire.GONE
        session = await store.get_session(ID)
        assert session is not None
        assert (session.state, session.version) == ({"n": 2}, 2)


async def test_a_session_that_is_not_known_here_is_not_made_up(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        await machine.direct.set_session(ID, {"n": 1})
        behind.wire = Wire.GONE
        with pytest.raises(StoreUnavailable):
            await store.get_session(ID)
        with pytest.raises(StoreUnavailable):
            await store.update_session(ID, {"n": 2})


async def test_a_session_known_to_be_gone_or_over_is_not_answered(machine: Machine) -> None:
    store, behind = machine.process(REFUSE)
    async with store:
        for session_id, end in (("acme.cleared", True), ("acme.over", False)):
            await store.set_session(session_id, {"n": 1}, 100.0)
            if end:
                await machine.direct.clear_session(session_id)
                assert await store.get_session(session_id) is None
        machine.clock.turn(100)
        behind.wire = Wire.GONE
        for session_id in ("acme.cleared", "acme.over"):
            with pytest.raises(StoreUnavailable):
                await store.get_session(session_id)


async def test_what_is_known_is_not_older_than_what_the_caller_has_seen(machine: Machine) -> None:
    store, behind = machine.process(REFUSE)
    async with store:
        await store.set_session(ID, {"n": 1})
        await machine.direct.set_session(ID, {"n": 2})
        behind.wire = Wire.GONE
        assert await store.get_session(ID, seen_version=1) is not None
        with pytest.raises(StoreUnavailable, match="version 1; 2 was seen") as refused:
            await store.get_session(ID, seen_version=2)
        assert refused.value.retry_after


async def test_copies_are_bounded_in_number_and_in_bytes(machine: Machine) -> None:
    for limits in (FallbackLimits(copies_max=2), FallbackLimits(copies_bytes_max=3000)):
        store, behind = machine.process(limits)
        async with store:
            for name in "abc":
                await store.set_session(f"acme.{name}", {"n": name})
            behind.wire = Wire.GONE
            with pytest.raises(StoreUnavailable):
                await store.get_session("acme.a")
            assert await store.get_session("acme.b") is not None
            assert await store.get_session("acme.c") is not None


@pytest.mark.parametrize(
    ("wire", "error"),
    [(Wire.GONE, StoreUnavailable), (Wire.READ_ONLY, StoreReadOnly), (Wire.FULL, StoreFull)],
)
async def test_writes_are_refused_unless_the_policy_says_otherwise(
    machine: Machine, wire: Wire, error: type[StoreError]
) -> None:
    store, behind = machine.process(REFUSE)
    async with store:
        await store.set_session(ID, {"n": 1})
        behind.wire = wire
        for call in (store.set_session(ID, {"n": 2}), store.update_session(ID, {"n": 2})):
            with pytest.raises(error) as refused:
                await call
            assert refused.value.retryable
            assert refused.value.retry_after
        session = await store.get_session(ID)
        assert session is not None
        assert (session.state, session.version) == ({"n": 1}, 1)
    assert not machine.path.exists()


async def test_nothing_is_granted_here_that_only_the_store_can_give(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        await store.set_session(ID, {"n": 1})
        token = await store.acquire_lock(ID)
        assert token is not None
        behind.wire = Wire.GONE
        for call in (
            store.acquire_lock(ID),
            store.take_lock("acme.new"),
            store.clear_session(ID),
            store.extend_session_ttl(ID, 50.0),
            store.get_session_ttl(ID),
            store.get_sessions("acme"),
            store.update_session(ID, {"n": 2}, write=Write(lock_token=token)),
            store.update_session(ID, {"n": 2}, write=Write(expected_version=9, lock_token=token)),
        ):
            with pytest.raises(StoreUnavailable):
                await call
        behind.durabilities = store.durabilities = frozenset(Durability)
        with pytest.raises(StoreUnavailable):
            await store.update_session(ID, {"n": 2}, write=Write(durability=Durability.REPLICATED))


@pytest.mark.parametrize("wire", [Wire.GONE, Wire.READ_ONLY, Wire.FULL])
async def test_a_local_write_is_acknowledged_as_one_and_read_back_by_every_process_here(
    machine: Machine, wire: Wire
) -> None:
    (store, behind), (other, behind_other) = machine.process(), machine.process()
    async with store, other:
        await store.set_session(ID, {"n": 1})
        behind.wire = behind_other.wire = wire
        assert is_local(await store.update_session(ID, {"n": 2}), unsent=1)
        assert is_local(await other.update_session(ID, {"m": 2}), unsent=2)
        for each in (store, other):
            session = await each.get_session(ID)
            assert is_local(session, unsent=2)
            assert session is not None
            assert (session.state, session.version) == ({"m": 2, "n": 2}, 3)
        unchanged = await machine.direct.get_session(ID)
        assert unchanged is not None
        assert (unchanged.state, unchanged.version) == ({"n": 1}, 1)


async def test_a_local_write_is_judged_as_the_store_would(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        await store.set_session(ID, {"n": 1})
        behind.wire = Wire.GONE
        write = Write(operation_id="once", expected_version=1)
        for _ in range(2):
            made = await store.update_session(ID, {"n": 2}, write=write)
            assert made is not None
            assert made.version == 2
        with pytest.raises(VersionConflict) as conflict:
            await store.update_session(ID, {"n": 3}, write=Write(expected_version=1))
        assert (conflict.value.expected, conflict.value.actual) == (1, 2)
        assert (await store.create_session_if_not_exists(ID, {})).state == {"n": 2}
        assert is_local(await store.create_session_if_not_exists("acme.new", {"n": 0}, 50.0), unsent=1)
        assert await store.get_session_ttl("acme.new") == 50.0


@pytest.mark.requirement("CONN-3", "MIG-5")
async def test_what_was_written_here_is_sent_in_order_once_the_store_is_back(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        await store.set_session(ID, {"n": 1})
        behind.wire = Wire.GONE
        for number in range(2, 30):
            await store.update_session(ID, {"n": number, f"s{number}": number})
        await store.set_session("acme.new", {"n": 0})
        behind.wire = Wire.WELL
        session = await store.get_session(ID)
        assert session is not None
        assert session.origin == FRESH
        assert session.version == 29
        assert session.state == {"n": 29} | {f"s{number}": number for number in range(2, 30)}
        assert session == await machine.direct.get_session(ID)
        # What nobody asks for is sent as well.
        machine.clock.turn(1)

        async def is_sent() -> bool:
            machine.clock.turn(1)
            return await machine.direct.get_session("acme.new") is not None

        await wait_for(is_sent)
        assert (await store.health()).journal is not None


async def test_an_answer_that_was_lost_is_not_written_twice(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        await store.set_session(ID, {"n": 1})
        behind.wire = Wire.LOST
        assert is_local(await store.update_session(ID, {"n": 2}), unsent=1)
        behind.wire = Wire.GONE
        assert is_local(await store.update_session(ID, {"n": 3}), unsent=2)
        behind.wire = Wire.WELL
        session = await store.get_session(ID)
        assert session is not None
        assert (session.state, session.version, session.origin) == ({"n": 3}, 3, FRESH)
        assert store.conflicts is not None
        assert await store.conflicts.list() == []


async def test_a_new_process_knows_what_another_of_the_machine_knew(machine: Machine) -> None:
    store, _ = machine.process()
    async with store:
        await machine.direct.set_session(ID, {"n": 1})
        await store.get_session(ID)
    later, behind = machine.process()
    async with later:
        behind.wire = Wire.GONE
        session = await later.get_session(ID)
        assert is_local(session, unsent=0)
        assert session is not None
        assert session.state == {"n": 1}


async def test_the_journal_is_bounded_and_then_writes_are_refused(machine: Machine) -> None:
    store, behind = machine.process(FallbackLimits(writes="local", journal_bytes_max=20_000))
    async with store:
        await store.set_session(ID, {"n": 1})
        behind.wire = Wire.GONE
        kept = 0
        refused: StoreFull | None = None
        while refused is None:
            try:
                await store.update_session(ID, {"n": kept})
                kept += 1
            except StoreFull as error:
                refused = error
        assert kept > 10
        assert refused.retry_after
        session = await store.get_session(ID)
        assert session is not None
        assert session.state == {"n": kept - 1}


async def test_what_is_sealed_in_the_store_is_sealed_in_the_journal(machine: Machine) -> None:
    keyring = Sealer(keys={1: b"k" * 32}, current=1)
    away = MemoryStore(clock=machine.clock, keyring=keyring)
    journal = Journal(machine.path, "memory", clock=machine.clock)
    async with FallbackStore(away, LOCAL, journal) as store:
        await store.set_session(ID, {"n": "nobody may read this"})
        copies = store._copies.get(ID)
        assert copies is not None
    async with FallbackStore(away, LOCAL, Journal(machine.path, "memory", clock=machine.clock)) as store:
        assert await store.get_session(ID) is not None
    files = [path.read_bytes() for path in machine.path.parent.glob("journal.db*")]
    assert any(b"acme.a" in body for body in files)
    assert not any(b"nobody may read" in body for body in files)


async def test_a_journal_of_another_store_is_neither_sent_nor_written(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        behind.wire = Wire.GONE
        await store.set_session(ID, {"n": 1})
    foreign = Journal(machine.path, "another", clock=machine.clock)
    async with FallbackStore(behind, LOCAL, foreign) as store:
        with pytest.raises(StoreMisconfigured, match="of its own"):
            await store.set_session("acme.b", {"n": 1})
        assert (await store.health()).problem == "MISCONFIGURED"
        behind.wire = Wire.WELL
        assert await store.get_session(ID) is None


async def test_clearing_a_session_leaves_nothing_of_it_here(machine: Machine) -> None:
    store, behind = machine.process()
    async with store:
        behind.wire = Wire.GONE
        await store.set_session(ID, {"n": 1})
        behind.wire = Wire.WELL
        assert await store.clear_session(ID)
        behind.wire = Wire.GONE
        with pytest.raises(StoreUnavailable):
            await store.get_session(ID)
    assert b"acme.a" not in machine.path.read_bytes()


@pytest.mark.requirement("CONN-3")
async def test_a_redis_that_is_killed_is_stood_in_for_and_gone_back_to(
    own: RedisServer, tmp_path: Path
) -> None:
    limits = FallbackLimits(writes="local", journal=str(tmp_path / "journal.db"))
    async with open_store(own.url, fallback=limits) as store:
        await store.set_session(ID, {"n": 1})
        own.kill()
        with pytest.raises(StateRegressed):
            await store.update_session(
                ID, {"n": 2}, write=Write(expected_version=1, expected_timeline="another")
            )
        assert is_local(await store.update_session(ID, {"n": 2}), unsent=1)
        assert is_local(await store.update_session(ID, {"n": 3}), unsent=2)
        assert is_local(await store.get_session(ID), unsent=2)
        own.start()

        async def is_back() -> bool:
            session = await store.get_session(ID)
            return session is not None and session.origin == FRESH

        await wait_for(is_back)
    async with open_store(own.url) as store:
        session = await store.get_session(ID)
        assert session is not None
        assert (session.state, session.version) == ({"n": 3}, 3)


async def test_a_session_ended_and_made_anew_elsewhere_is_not_written_over(
    own: RedisServer, tmp_path: Path
) -> None:
    limits = FallbackLimits(writes="local", journal=str(tmp_path / "journal.db"))
    async with open_store(own.url, fallback=limits) as store:
        await store.set_session(ID, {"n": 1})
        own.kill()
        assert is_local(await store.update_session(ID, {"n": 2}), unsent=1)
    own.start()
    async with open_store(own.url) as elsewhere:
        await elsewhere.clear_session(ID)
        # The same version, by other writes.
        assert (await elsewhere.set_session(ID, {"other": 1})).version == 1
    async with open_store(own.url, fallback=limits) as store:
        session = await store.get_session(ID)
        assert session is not None
        assert (session.state, session.version, session.origin) == ({"other": 1}, 1, FRESH)
        assert isinstance(store, FallbackStore)
        assert store.conflicts is not None
        (conflict,) = await store.conflicts.list()
        assert conflict.reason == "the store has version 1, made by other writes"
