"""Sections changed by a merge patch, in every store: what a patch makes, and what it never does."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_code_analysis.errors import (
    InvalidRequest,
    LimitExceeded,
    LockLost,
    StateRegressed,
    VersionConflict,
)
from mcp_code_analysis.sessions.merging import TRIES_MAX, merge_session, merged
from mcp_code_analysis.sessions.store import SessionStore, Write

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=12,
)

EXAMPLES: list[tuple[object, object, object]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    (["a", "b"], ["c", "d"], ["c", "d"]),
    ({"a": "b"}, ["c"], ["c"]),
    ({"a": "foo"}, None, None),
    ({"a": "foo"}, "bar", "bar"),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]
"""Target, patch and result, as the standard's appendix lists them."""


def test_a_patch_makes_what_the_standard_says() -> None:
    for target, patch, result in EXAMPLES:
        assert merged(target, patch) == result


@given(target=JSON, patch=JSON)
def test_a_patch_made_twice_makes_no_more_than_made_once(target: object, patch: object) -> None:
    once = merged(target, patch)
    assert merged(once, patch) == once


@given(target=JSON, patch=st.dictionaries(st.text(max_size=2), JSON, max_size=3))
def test_what_a_patch_does_not_name_stays_and_what_it_sets_to_null_goes(
    target: object, patch: dict[str, object]
) -> None:
    result = merged(target, patch)
    assert isinstance(result, dict)
    before = target if isinstance(target, dict) else {}
    assert {name: value for name, value in result.items() if name not in patch} == {
        name: value for name, value in before.items() if name not in patch
    }
    assert not [name for name, value in patch.items() if value is None and name in result]


@pytest.mark.anyio
@pytest.mark.requirement("EXE-3")
async def test_a_merge_writes_the_patched_sections_and_leaves_the_others(
    store: SessionStore, other: SessionStore
) -> None:
    await store.set_session("acme.a", {"plan": {"step": 1, "old": True}, "notes": ["kept"], "list": [1]})
    patches: dict[str, dict[str, object]] = {
        "plan": {"step": 2, "old": None},
        "list": {"a": 1},
        "fresh": {"b": {"c": None}},
    }
    answer = await merge_session(store, "acme.a", patches)
    assert answer
    assert answer.version == 2
    assert answer.state == {"plan": {"step": 2}, "list": {"a": 1}, "fresh": {"b": {}}}
    session = await other.get_session("acme.a")
    assert session
    assert session.state == {**answer.state, "notes": ["kept"]}


@pytest.mark.anyio
async def test_a_merge_into_a_session_that_is_not_there_makes_none(store: SessionStore) -> None:
    assert await merge_session(store, "acme.a", {"plan": {"a": 1}}) is None
    assert await merge_session(store, "acme.a", {"plan": {"a": 1}}, write=Write(expected_version=0)) is None
    with pytest.raises(VersionConflict):
        await merge_session(store, "acme.a", {"plan": {"a": 1}}, write=Write(expected_version=1))
    assert await store.get_session("acme.a") is None


@pytest.mark.anyio
@pytest.mark.requirement("LOCK-7")
async def test_merges_at_one_time_are_all_made(store: SessionStore, other: SessionStore) -> None:
    await store.set_session("acme.a", {"plan": {}})
    names = [f"n{number}" for number in range(TRIES_MAX)]
    await asyncio.gather(
        *(
            merge_session(instance, "acme.a", {"plan": {name: 1}})
            for name, instance in zip(names, (store, other) * (TRIES_MAX // 2), strict=True)
        )
    )
    session = await store.get_session("acme.a")
    assert session
    assert (session.state, session.version) == ({"plan": dict.fromkeys(names, 1)}, 1 + TRIES_MAX)


@pytest.mark.anyio
@pytest.mark.requirement("LOCK-7")
async def test_a_merge_that_expects_a_version_is_not_made_anew(store: SessionStore) -> None:
    await store.set_session("acme.a", {"plan": {"a": 1}})
    await store.update_session("acme.a", {"plan": {"a": 2}})
    with pytest.raises(VersionConflict) as refused:
        await merge_session(store, "acme.a", {"plan": {"b": 1}}, write=Write(expected_version=1))
    assert (refused.value.expected, refused.value.actual) == (1, 2)
    with pytest.raises(StateRegressed) as regressed:
        await merge_session(store, "acme.a", {"plan": {"b": 1}}, write=Write(expected_version=3))
    assert (regressed.value.expected, regressed.value.actual) == (3, 2)
    answer = await merge_session(store, "acme.a", {"plan": {"b": 1}}, write=Write(expected_version=2))
    assert answer
    assert (answer.version, answer.state) == (3, {"plan": {"a": 2, "b": 1}})


@pytest.mark.anyio
@pytest.mark.requirement("S4")
@pytest.mark.parametrize("expected", [None, 1])
async def test_a_merge_sent_twice_has_one_effect(
    store: SessionStore, other: SessionStore, expected: int | None
) -> None:
    await store.set_session("acme.a", {"plan": {}})
    write = Write(operation_id="merge", expected_version=expected)
    first = await merge_session(store, "acme.a", {"plan": {"a": 1}}, write=write)
    assert await merge_session(other, "acme.a", {"plan": {"a": 1}}, write=write) == first
    await store.update_session("acme.a", {"plan": {"a": 5}})
    again = await merge_session(other, "acme.a", {"plan": {"a": 1}}, write=write)
    assert again
    assert (again.version, again.state) == (3, {"plan": {"a": 5}})
    session = await store.get_session("acme.a")
    assert session
    assert (session.version, session.state) == (3, {"plan": {"a": 5}})


@pytest.mark.anyio
async def test_a_merge_under_a_lock_that_is_lost_writes_nothing(store: SessionStore) -> None:
    await store.set_session("acme.a", {"plan": {}})
    with pytest.raises(LockLost):
        await merge_session(store, "acme.a", {"plan": {"a": 1}}, write=Write(lock_token="gone"))
    session = await store.get_session("acme.a")
    assert session
    assert (session.version, session.state) == (1, {"plan": {}})


@pytest.mark.anyio
async def test_patches_that_are_no_objects_are_refused_and_nothing_is_written(store: SessionStore) -> None:
    await store.set_session("acme.a", {"plan": {"a": 1}})
    for patch in (None, 1, "text", [1], [{"a": 1}], True):
        patches = cast("dict[str, dict[str, object]]", {"fine": {"b": 1}, "plan": patch})
        with pytest.raises(InvalidRequest, match=r"section plan is no object.*update_session"):
            await merge_session(store, "acme.a", patches)
    keyed = cast("dict[str, object]", {"a": {1: "a"}})
    with pytest.raises(InvalidRequest, match="no text"):
        await merge_session(store, "acme.a", {"plan": keyed})
    with pytest.raises(InvalidRequest):
        await merge_session(store, "acme.a", {"plan": {"a": float("nan")}})
    session = await store.get_session("acme.a")
    assert session
    assert (session.version, session.state) == (1, {"plan": {"a": 1}})


@pytest.mark.anyio
async def test_patches_without_end_are_refused(store: SessionStore) -> None:
    await store.set_session("acme.a", {"plan": {}})
    ring: dict[str, object] = {}
    ring["ring"] = ring
    with pytest.raises(LimitExceeded, match="deeper"):
        await merge_session(store, "acme.a", {"plan": ring})
    many: dict[str, object] = {}
    for _ in range(100):
        many = {"left": many, "right": many}
    with pytest.raises(LimitExceeded, match="too large"):
        await merge_session(store, "acme.a", {"plan": many})
    session = await store.get_session("acme.a")
    assert session
    assert session.version == 1
