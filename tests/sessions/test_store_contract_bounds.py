"""What every session store refuses: malformed names and numbers, values and states too large, damage."""

from __future__ import annotations

import math
import random
from collections.abc import Awaitable, Callable

import pytest

from mcp_code_analysis._native import seal
from mcp_code_analysis.errors import CorruptRecord, InvalidRequest, LimitExceeded, StoreMisconfigured
from mcp_code_analysis.sessions import pages, records
from mcp_code_analysis.sessions.store import PAGE_MAX, SessionStore, Write
from tests.sessions.backings import Backing

pytestmark = pytest.mark.anyio

BAD_IDS = (
    "",
    ".",
    "acme",
    "acme.",
    ".a",
    "acme.a.b",
    "a}.b",
    "{a}.b",
    "acme.a\n",
    "ä.b",
    "a b.c",
    "x" * 65 + ".a",
)
NAN = math.nan


@pytest.mark.requirement("S13")
@pytest.mark.parametrize("bad", BAD_IDS)
async def test_an_id_of_another_form_is_refused_everywhere(store: SessionStore, bad: str) -> None:
    for call in (
        store.get_session(bad),
        store.set_session(bad, {}),
        store.update_session(bad, {}),
        store.create_session_if_not_exists(bad, {}),
        store.clear_session(bad),
        store.acquire_lock(bad),
        store.release_lock(bad, "token"),
        store.renew_lock(bad, "token"),
        store.extend_session_ttl(bad, 10),
        store.get_session_ttl(bad),
    ):
        with pytest.raises(InvalidRequest):
            await call


CALLS: dict[str, Callable[[SessionStore], Awaitable[object]]] = {
    "ttl 0": lambda store: store.set_session("acme.a", {}, ttl=0),
    "ttl -1": lambda store: store.create_session_if_not_exists("acme.a", {}, ttl=-1),
    "ttl nan": lambda store: store.extend_session_ttl("acme.a", NAN),
    "ttl infinite": lambda store: store.extend_session_ttl("acme.a", math.inf),
    "ttl huge": lambda store: store.set_session("acme.a", {}, ttl=1e18),
    "lease 0": lambda store: store.acquire_lock("acme.a", lease=0),
    "lease nan": lambda store: store.renew_lock("acme.a", "token", lease=NAN),
    "lease huge": lambda store: store.acquire_lock("acme.a", lease=1e9),
    "wait -1": lambda store: store.acquire_lock("acme.a", -1),
    "wait endless": lambda store: store.acquire_lock("acme.a", math.inf),
    "version -1": lambda store: store.set_session("acme.a", {}, write=Write(expected_version=-1)),
    "operation empty": lambda store: store.set_session("acme.a", {}, write=Write(operation_id="")),
    "operation spaced": lambda store: store.set_session("acme.a", {}, write=Write(operation_id="a 1\nb")),
    "operation long": lambda store: store.update_session("acme.a", {}, write=Write(operation_id="o" * 65)),
    "section empty": lambda store: store.set_session("acme.a", {"": 1}),
    "section spaced": lambda store: store.update_session("acme.a", {"a b": 1}),
    "section long": lambda store: store.update_session("acme.a", {}, remove=("s" * 129,)),
    "section twice": lambda store: store.update_session("acme.a", {"a": 1}, remove=("a",)),
    "tenant empty": lambda store: store.get_sessions(""),
    "tenant of two": lambda store: store.get_sessions("acme.a"),
    "tenant wild": lambda store: store.get_sessions("*"),
    "page 0": lambda store: store.get_sessions("acme", limit=0),
    "cursor wild": lambda store: store.get_sessions("acme", cursor="***"),
    "cursor not text": lambda store: store.get_sessions("acme", cursor="_____w"),
    "cursor of another": lambda store: store.get_sessions("acme", cursor=pages.cursor_after("umbrella.a")),
    "value whole": lambda store: store.set_session("acme.a", {"a": 2**64}),
    "value nan": lambda store: store.set_session("acme.a", {"a": NAN}),
    "value strange": lambda store: store.set_session("acme.a", {"a": object()}),
    "value keyed": lambda store: store.set_session("acme.a", {"a": {1: 2}}),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_a_malformed_argument_is_refused_and_changes_nothing(
    store: SessionStore, call: Callable[[SessionStore], Awaitable[object]]
) -> None:
    await store.set_session("acme.a", {"a": 0})
    with pytest.raises(InvalidRequest) as refused:
        await call(store)
    assert refused.value.message
    session = await store.get_session("acme.a")
    assert session is not None
    assert (session.state, session.version) == ({"a": 0}, 1)
    assert await store.acquire_lock("acme.a") is not None


async def test_a_value_that_holds_itself_or_is_too_deep_is_refused(store: SessionStore) -> None:
    circle: list[object] = []
    circle.append(circle)
    deep: list[object] = []
    for _ in range(10_000):
        deep = [deep]
    for value in (circle, deep):
        with pytest.raises((InvalidRequest, LimitExceeded)):
            await store.set_session("acme.a", {"a": value})
    assert await store.get_session("acme.a") is None


async def test_a_page_that_is_too_large_is_refused(store: SessionStore) -> None:
    with pytest.raises(LimitExceeded):
        await store.get_sessions("acme", limit=PAGE_MAX + 1)


async def test_a_section_that_is_too_large_is_refused(store: SessionStore) -> None:
    large = random.Random(1).randbytes(records.SECTION_BYTES_MAX)
    with pytest.raises(LimitExceeded):
        await store.set_session("acme.a", {"large": large})
    assert await store.get_session("acme.a") is None


async def test_a_state_that_grows_too_large_is_refused_whole(store: SessionStore) -> None:
    large = random.Random(1).randbytes(records.SECTION_BYTES_MAX - 1000)
    await store.set_session("acme.a", {"one": large})
    await store.update_session("acme.a", {"two": large})
    with pytest.raises(LimitExceeded):
        await store.update_session("acme.a", {"three": large, "four": 4})
    with pytest.raises(LimitExceeded):
        await store.set_session("acme.a", {"one": large, "two": large, "three": large})
    session = await store.get_session("acme.a")
    assert session is not None
    assert (sorted(session.state), session.version) == (["one", "two"], 2)
    assert await store.update_session("acme.a", {"three": large}, remove=("one",)) is not None
    assert await store.update_session("acme.a", {"two": 2}) is not None
    assert await store.update_session("acme.a", {"four": large}) is not None


async def test_a_state_of_too_many_sections_is_refused_whole(store: SessionStore) -> None:
    most = {f"s{number}": number for number in range(records.SECTIONS_MAX)}
    await store.set_session("acme.a", most)
    with pytest.raises(LimitExceeded):
        await store.update_session("acme.a", {"more": 1})
    with pytest.raises(LimitExceeded):
        await store.set_session("acme.a", {**most, "more": 1})
    await store.update_session("acme.a", {"s0": 1, "more": 1}, remove=("s1", "s2"))
    await store.update_session("acme.a", {"most": 1})
    with pytest.raises(LimitExceeded):
        await store.update_session("acme.a", {"too-much": 1})
    session = await store.get_session("acme.a")
    assert session is not None
    assert (len(session.state), session.version) == (records.SECTIONS_MAX, 3)


@pytest.mark.requirement("S14")
@pytest.mark.parametrize("harm", ["flipped", "cut", "empty", "foreign", "other kind"])
async def test_a_damaged_section_is_named_and_the_others_are_read(
    store: SessionStore, other: SessionStore, backing: Backing, harm: str
) -> None:
    await store.set_session("acme.a", {"sound": 1, "harmed": {"n": [1, 2, 3]}})
    body = backing.section("acme.a", "harmed")
    harmed = {
        "flipped": bytes([*body[:-6], body[-6] ^ 1, *body[-5:]]),
        "cut": body[:-1],
        "empty": b"\x00",
        "foreign": b'{"json": true}',
        "other kind": seal(1, schema=records.SECTION_SCHEMA + 1),
    }
    backing.damage("acme.a", "harmed", harmed[harm])
    for instance in (other, store, other):
        session = await instance.get_session("acme.a")
        assert session is not None
        assert (session.state, session.damaged, session.version) == ({"sound": 1}, ("harmed",), 1)
    # Other sections are written beside it, and it is whole again once it is written itself.
    await store.update_session("acme.a", {"sound": 2})
    assert (await store.create_session_if_not_exists("acme.a", {})).damaged == ("harmed",)
    await store.update_session("acme.a", {"harmed": 3})
    healed = await other.get_session("acme.a")
    assert healed is not None
    assert (healed.state, healed.damaged) == ({"sound": 2, "harmed": 3}, ())


@pytest.mark.requirement("S14")
async def test_a_session_of_which_nothing_is_left_is_set_aside_and_the_others_go_on(
    store: SessionStore, other: SessionStore, backing: Backing
) -> None:
    await store.set_session("acme.sound", {"n": 1})
    await store.set_session("acme.a", {"one": 1, "two": 2})
    for name in ("one", "two"):
        backing.damage("acme.a", name, b"\x00")
    with pytest.raises(CorruptRecord, match=r"acme\.a.*two"):
        await other.get_session("acme.a")
    assert backing.set_aside() == ["acme.a"]
    assert await store.get_session("acme.a") is None
    assert (await store.get_sessions("acme")).ids == ("acme.sound",)
    sound = await store.get_session("acme.sound")
    assert sound is not None
    assert sound.state == {"n": 1}
    assert (await store.create_session_if_not_exists("acme.a", {"new": 1})).version == 1


@pytest.mark.requirement("S14")
async def test_who_creates_over_a_damaged_session_is_told(store: SessionStore, backing: Backing) -> None:
    await store.set_session("acme.a", {"n": 1})
    backing.damage("acme.a", "n", b"\x00")
    with pytest.raises(CorruptRecord):
        await store.create_session_if_not_exists("acme.a", {"n": 2})
    assert (await store.create_session_if_not_exists("acme.a", {"n": 2})).state == {"n": 2}


@pytest.mark.requirement("S14")
async def test_a_later_versions_section_is_left_where_it_is(store: SessionStore, backing: Backing) -> None:
    await store.set_session("acme.a", {"n": 1})
    later = seal(1, schema=records.SECTION_SCHEMA, schema_version=2)
    backing.damage("acme.a", "n", later)
    with pytest.raises(StoreMisconfigured):
        await store.get_session("acme.a")
    assert backing.set_aside() == []
    assert backing.section("acme.a", "n") == later
