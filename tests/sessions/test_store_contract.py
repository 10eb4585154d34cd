"""What every session store does, whatever it is built on: sessions, their versions and their lives."""

from __future__ import annotations

import asyncio

import pytest

from mcp_code_analysis.errors import LockTaken, VersionConflict
from mcp_code_analysis.sessions.store import (
    OPERATIONS_REMEMBERED,
    TTL_DEFAULT_SECONDS,
    SessionStore,
    Write,
)
from tests.sessions.backings import Backing
from tests.sessions.waiting import wait_for

pytestmark = pytest.mark.anyio

EVERYTHING = {
    "none": None,
    "numbers": [0, -1, 2**63 - 1, -(2**63), 2**64 - 1, 1.5, -0.0],
    "text": "π \x00 \U0001f600",
    "bytes": b"\x00\xff",
    "nested": {"a": [{"b": [True, False, None]}], "": {}},
}


@pytest.mark.requirement("SES-5")
async def test_a_session_that_was_never_made_is_none(store: SessionStore) -> None:
    assert await store.get_session("acme.none") is None
    assert await store.get_session_ttl("acme.none") is None
    assert not await store.extend_session_ttl("acme.none", 10)
    assert await store.update_session("acme.none", {"a": 1}) is None
    assert await store.get_session("acme.none") is None


@pytest.mark.requirement("SES-1", "SES-5", "SES-6")
async def test_what_one_instance_sets_another_reads(store: SessionStore, other: SessionStore) -> None:
    made = await store.set_session("acme.a", EVERYTHING)
    read = await other.get_session("acme.a")
    assert read == made
    assert read is not None
    assert (read.id, read.state, read.version) == ("acme.a", EVERYTHING, 1)


@pytest.mark.requirement("SES-6")
async def test_setting_replaces_the_whole_state(store: SessionStore) -> None:
    await store.set_session("acme.a", {"old": 1, "kept": 1})
    await store.set_session("acme.a", {"kept": 2})
    session = await store.get_session("acme.a")
    assert session is not None
    assert (session.state, session.version) == ({"kept": 2}, 2)


async def test_an_empty_state_is_a_session(store: SessionStore) -> None:
    await store.set_session("acme.a", {})
    session = await store.get_session("acme.a")
    assert session is not None
    assert session.state == {}


@pytest.mark.requirement("SES-1", "EXE-3")
async def test_updating_writes_the_named_sections_only(
    store: SessionStore, other: SessionStore, backing: Backing
) -> None:
    await store.set_session("acme.a", {"left": 1, "changed": 1, "removed": 1})
    untouched = backing.section("acme.a", "left")
    backing.damage("acme.a", "left", b"not read, not written")
    answer = await other.update_session("acme.a", {"changed": 2, "new": 2}, remove=("removed", "missing"))
    assert answer is not None
    assert (answer.state, answer.version) == ({"changed": 2, "new": 2}, 2)
    assert backing.section("acme.a", "left") == b"not read, not written"
    backing.damage("acme.a", "left", untouched)
    session = await store.get_session("acme.a")
    assert session is not None
    assert session.state == {"left": 1, "changed": 2, "new": 2}


async def test_sections_are_read_in_the_order_of_their_names(store: SessionStore) -> None:
    await store.set_session("acme.a", {"b": 1, "c": 1})
    await store.update_session("acme.a", {"a": 1})
    session = await store.get_session("acme.a")
    assert session is not None
    assert list(session.state) == ["a", "b", "c"]


async def test_what_a_caller_does_to_its_values_later_is_not_stored(store: SessionStore) -> None:
    value = [1]
    made = await store.set_session("acme.a", {"list": value})
    value.append(2)
    made.state["more"] = 3
    session = await store.get_session("acme.a")
    assert session is not None
    assert session.state == {"list": [1]}


@pytest.mark.requirement("SES-13")
async def test_who_creates_second_gets_the_session_of_the_first(
    store: SessionStore, other: SessionStore
) -> None:
    first = await store.create_session_if_not_exists("acme.a", {"by": 1})
    await store.update_session("acme.a", {"more": 1})
    second = await other.create_session_if_not_exists("acme.a", {"by": 2})
    assert (first.state, first.version) == ({"by": 1}, 1)
    assert (second.state, second.version) == ({"by": 1, "more": 1}, 2)


@pytest.mark.requirement("SES-13")
async def test_of_many_creators_at_once_one_wins(store: SessionStore, other: SessionStore) -> None:
    created = await asyncio.gather(
        *(
            instance.create_session_if_not_exists("acme.a", {"by": number})
            for number in range(20)
            for instance in (store, other)
        )
    )
    assert len({session.state["by"] for session in created}) == 1
    assert {session.version for session in created} == {1}


@pytest.mark.requirement("SES-7")
async def test_clearing_removes_the_session_and_what_hangs_on_it(
    store: SessionStore, other: SessionStore
) -> None:
    await store.set_session("acme.a", {"a": 1})
    await store.set_session("acme.b", {"b": 1})
    token = await store.acquire_lock("acme.a")
    assert token is not None
    assert await other.clear_session("acme.a")
    assert await store.get_session("acme.a") is None
    assert not await store.release_lock("acme.a", token)
    assert (await store.get_sessions("acme")).ids == ("acme.b",)
    assert not await store.clear_session("acme.a")
    assert (await store.create_session_if_not_exists("acme.a", {"again": 1})).version == 1


@pytest.mark.requirement("SES-8")
async def test_sessions_are_listed_by_tenant_in_order_page_by_page(
    store: SessionStore, other: SessionStore
) -> None:
    ids = [f"acme.{name}" for name in ("-", "0", "Z", "_", *(f"s{number:03}" for number in range(40)), "z")]
    for session_id in reversed(ids):
        await store.set_session(session_id, {})
    for stranger in ("acm.a", "acme2.a", "acme-.a", "ACME.a"):
        await store.set_session(stranger, {})
    listed: list[str] = []
    cursor: str | None = None
    while True:
        page = await other.get_sessions("acme", cursor=cursor, limit=7)
        assert len(page.ids) <= 7
        listed += page.ids
        cursor = page.next_cursor
        if cursor is None:
            break
    assert listed == ids
    assert (await store.get_sessions("acme", limit=len(ids))).next_cursor is None
    assert (await store.get_sessions("nobody")).ids == ()


@pytest.mark.requirement("SES-8")
async def test_a_list_goes_on_while_sessions_come_and_go(store: SessionStore) -> None:
    for name in "bdfh":
        await store.set_session(f"acme.{name}", {})
    page = await store.get_sessions("acme", limit=2)
    assert page.ids == ("acme.b", "acme.d")
    await store.clear_session("acme.d")
    await store.clear_session("acme.f")
    for name in "aceg":
        await store.set_session(f"acme.{name}", {})
    page = await store.get_sessions("acme", cursor=page.next_cursor)
    assert page.ids == ("acme.e", "acme.g", "acme.h")
    assert page.next_cursor is None


@pytest.mark.requirement("SES-3", "SES-12")
async def test_a_session_has_a_lifetime_even_when_none_is_given(store: SessionStore) -> None:
    await store.set_session("acme.a", {})
    await store.create_session_if_not_exists("acme.b", {})
    for session_id in ("acme.a", "acme.b"):
        left = await store.get_session_ttl(session_id)
        assert left is not None
        assert TTL_DEFAULT_SECONDS - 60 < left <= TTL_DEFAULT_SECONDS


@pytest.mark.requirement("SES-3", "SES-12")
async def test_an_unused_session_ends_with_its_lifetime(store: SessionStore, backing: Backing) -> None:
    await store.set_session("acme.a", {"a": 1}, ttl=1000)
    await store.set_session("acme.b", {"b": 1}, ttl=2000)
    backing.age("acme.a", 1000)
    assert await store.get_session("acme.a") is None
    assert await store.get_session_ttl("acme.a") is None
    assert not await store.extend_session_ttl("acme.a", 10)
    assert not await store.clear_session("acme.a")
    assert (await store.get_sessions("acme")).ids == ("acme.b",)
    assert (await store.create_session_if_not_exists("acme.a", {"new": 1})).version == 1


@pytest.mark.requirement("SES-3")
async def test_a_session_expires_by_the_stores_own_clock(store: SessionStore, backing: Backing) -> None:
    await store.set_session("acme.a", {"a": 1}, ttl=0.05)

    async def gone() -> bool:
        backing.turn(0.01)
        return await store.get_session("acme.a") is None

    await wait_for(gone)


@pytest.mark.requirement("SES-3")
async def test_each_write_lets_a_session_live_its_own_lifetime_again(
    store: SessionStore, backing: Backing
) -> None:
    await store.set_session("acme.a", {"a": 1}, ttl=1000)
    for write in (store.set_session("acme.a", {"a": 2}), store.update_session("acme.a", {"a": 3})):
        backing.age("acme.a", 600)
        left = await store.get_session_ttl("acme.a")
        assert left is not None
        assert 300 < left <= 400
        await write
        left = await store.get_session_ttl("acme.a")
        assert left is not None
        assert 900 < left <= 1000


@pytest.mark.requirement("SES-11", "SES-12")
async def test_an_extended_session_lives_as_long_as_was_asked(store: SessionStore, backing: Backing) -> None:
    await store.set_session("acme.a", {"a": 1}, ttl=100)
    for ttl in (5000, 200, 900_000):
        assert await store.extend_session_ttl("acme.a", ttl)
        left = await store.get_session_ttl("acme.a")
        assert left is not None
        assert ttl - 60 < left <= ttl
    await store.update_session("acme.a", {"a": 2})
    backing.age("acme.a", 800_000)
    assert await store.get_session("acme.a") is not None
    assert (await store.get_sessions("acme")).ids == ("acme.a",)


@pytest.mark.requirement("LOCK-7")
async def test_a_write_under_a_version_is_refused_once_another_wrote(
    store: SessionStore, other: SessionStore
) -> None:
    session = await store.set_session("acme.a", {"n": 0})
    await other.update_session("acme.a", {"n": 1}, write=Write(expected_version=session.version))
    for write in (
        store.update_session("acme.a", {"n": 9}, write=Write(expected_version=session.version)),
        store.set_session("acme.a", {"n": 9}, write=Write(expected_version=session.version)),
        store.set_session("acme.a", {"n": 9}, write=Write(expected_version=0)),
    ):
        with pytest.raises(VersionConflict) as refused:
            await write
        assert (refused.value.expected, refused.value.actual) in {(1, 2), (0, 2)}
    read = await store.get_session("acme.a")
    assert read is not None
    assert (read.state, read.version) == ({"n": 1}, 2)


@pytest.mark.requirement("LOCK-7")
async def test_a_write_under_a_version_is_refused_once_the_session_is_gone(store: SessionStore) -> None:
    await store.set_session("acme.a", {"n": 0})
    await store.clear_session("acme.a")
    for write in (
        store.set_session("acme.a", {"n": 1}, write=Write(expected_version=1)),
        store.update_session("acme.a", {"n": 1}, write=Write(expected_version=1)),
    ):
        with pytest.raises(VersionConflict) as refused:
            await write
        assert (refused.value.expected, refused.value.actual) == (1, None)
    assert await store.get_session("acme.a") is None
    assert (await store.set_session("acme.a", {"n": 1}, write=Write(expected_version=0))).version == 1


@pytest.mark.requirement("LOCK-7")
async def test_writers_that_repeat_refused_writes_lose_none(store: SessionStore, other: SessionStore) -> None:
    await store.set_session("acme.a", {"n": 0})

    async def add(instance: SessionStore) -> None:
        while True:
            session = await instance.get_session("acme.a")
            assert session is not None
            count = session.state["n"]
            assert isinstance(count, int)
            try:
                write = Write(expected_version=session.version)
                await instance.update_session("acme.a", {"n": count + 1}, write=write)
            except VersionConflict:
                continue
            return

    await asyncio.gather(*(add(instance) for _ in range(15) for instance in (store, other)))
    session = await store.get_session("acme.a")
    assert session is not None
    assert (session.state, session.version) == ({"n": 30}, 31)


@pytest.mark.requirement("S4")
async def test_an_operation_sent_twice_has_one_effect_and_one_answer(
    store: SessionStore, other: SessionStore
) -> None:
    creation = Write(operation_id="make", expected_version=0)
    made = await store.set_session("acme.a", {"n": 1}, write=creation)
    change = Write(operation_id="change", expected_version=1)
    changed = await store.update_session("acme.a", {"n": 2}, write=change)
    await store.update_session("acme.a", {"n": 3})
    assert await other.set_session("acme.a", {"n": 1}, write=creation) == made
    assert await other.update_session("acme.a", {"n": 2}, write=change) == changed
    session = await store.get_session("acme.a")
    assert session is not None
    assert (session.state, session.version) == ({"n": 3}, 3)


@pytest.mark.requirement("S4")
async def test_the_last_operations_of_a_session_are_remembered(store: SessionStore) -> None:
    await store.set_session("acme.a", {"n": 0})
    for number in range(1, 40):
        await store.update_session("acme.a", {"n": number}, write=Write(operation_id=f"op-{number}"))
    for number in range(40 - OPERATIONS_REMEMBERED, 40):
        answer = await store.update_session("acme.a", {"n": -1}, write=Write(operation_id=f"op-{number}"))
        assert answer is not None
        assert answer.version == number + 1
    session = await store.get_session("acme.a")
    assert session is not None
    assert session.state == {"n": 39}


async def test_a_refused_operation_may_be_sent_again(store: SessionStore) -> None:
    await store.set_session("acme.a", {"n": 0})
    with pytest.raises(VersionConflict):
        await store.update_session("acme.a", {"n": 1}, write=Write(operation_id="o", expected_version=7))
    answer = await store.update_session("acme.a", {"n": 1}, write=Write(operation_id="o", expected_version=1))
    assert answer is not None
    assert answer.version == 2


async def test_a_store_says_how_it_is_and_closes_twice(backing: Backing) -> None:
    store = backing.instance()
    await store.set_session("acme.a", {})
    health = await store.health()
    assert (health.kind, health.available) == (backing.name, True)
    assert health.detail
    assert health.promises["never_evicts"].is_kept
    await store.close()
    await store.close()


@pytest.mark.requirement("LOCK-1")
async def test_a_write_that_goes_alone_waits_for_nobody_and_never_writes_into_anothers_work(
    store: SessionStore, other: SessionStore
) -> None:
    await store.set_session("acme.a", {"n": 1})
    assert await other.update_session("acme.a", {"n": 2}, write=Write(alone=True)) is not None
    token = await store.acquire_lock("acme.a")
    assert token is not None
    for call in (
        other.update_session("acme.a", {"n": 3}, write=Write(alone=True)),
        other.set_session("acme.a", {"n": 3}, write=Write(alone=True)),
    ):
        with pytest.raises(LockTaken):
            await call
    assert await store.update_session("acme.a", {"n": 4}, write=Write(alone=True, lock_token=token))
    session = await other.get_session("acme.a")
    assert session is not None
    assert (session.state, session.version) == ({"n": 4}, 3)
    await store.release_lock("acme.a", token)
    assert await other.update_session("acme.a", {"n": 5}, write=Write(alone=True)) is not None


@pytest.mark.requirement("LOCK-1", "S4")
async def test_a_write_alone_that_is_sent_again_is_answered_although_the_lock_is_taken_by_now(
    store: SessionStore, other: SessionStore
) -> None:
    await store.set_session("acme.a", {"n": 1})
    under = Write(operation_id="once", alone=True)
    first = await store.update_session("acme.a", {"n": 2}, write=under)
    await other.acquire_lock("acme.a")
    assert await store.update_session("acme.a", {"n": 2}, write=under) == first
