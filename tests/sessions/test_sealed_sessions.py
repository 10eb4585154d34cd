"""Sessions in a store with keys: what can be read, by whom, and what is only a missing key."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.errors import CorruptRecord, StoreMisconfigured
from mcp_code_analysis.sessions import open_store
from mcp_code_analysis.sessions.base import StoreBase
from tests.sessions.backings import Backing

pytestmark = pytest.mark.anyio

KEYS = {1: b"a" * 32, 2: b"b" * 32}
PLAN = {"plan": {"folder": "a secret folder", "steps": [1, 2, 3]}}


def keyed(backing: Backing, *, current: int = 1, ids: tuple[int, ...] = (1, 2)) -> StoreBase:
    """Make a store over the backing's data, with keys."""
    store = backing.instance()
    store._keyring = Sealer(keys={key_id: KEYS[key_id] for key_id in ids}, current=current)
    return store


@pytest.fixture
async def sealed(backing: Backing) -> AsyncIterator[StoreBase]:
    async with keyed(backing) as store:
        yield store


@pytest.mark.requirement("SEC-4")
async def test_what_is_stored_is_encrypted_and_is_read_again(sealed: StoreBase, backing: Backing) -> None:
    await sealed.create_session_if_not_exists("acme.a", PLAN)
    await sealed.update_session("acme.a", {"notes": "a secret note"})
    session = await sealed.get_session("acme.a")
    assert session
    assert session.state == {**PLAN, "notes": "a secret note"}
    for section in ("plan", "notes"):
        assert b"secret" not in backing.section("acme.a", section)


@pytest.mark.requirement("SEC-4", "S13")
async def test_a_section_copied_to_another_place_is_not_opened(sealed: StoreBase, backing: Backing) -> None:
    for source in (("acme.a", "plan"), ("other.a", "plan"), ("acme.b", "notes")):
        for session_id in ("acme.a", "acme.b", "other.a"):
            await sealed.set_session(session_id, {**PLAN, "notes": "own"})
        backing.damage("acme.b", "plan", backing.section(*source))
        session = await sealed.get_session("acme.b")
        assert session is not None
        assert (session.state, session.damaged) == ({"notes": "own"}, ("plan",))
        assert await sealed.get_session("acme.a") is not None
        await sealed.clear_session("acme.b")


@pytest.mark.requirement("SEC-4", "S14")
async def test_a_changed_byte_is_set_aside(sealed: StoreBase, backing: Backing) -> None:
    await sealed.set_session("acme.a", PLAN)
    body = bytearray(backing.section("acme.a", "plan"))
    body[-20] ^= 1
    backing.damage("acme.a", "plan", bytes(body))
    with pytest.raises(CorruptRecord):
        await sealed.get_session("acme.a")
    assert backing.set_aside() == ["acme.a"]


@pytest.mark.requirement("SEC-4", "S14")
async def test_without_the_key_nothing_is_read_and_nothing_is_set_aside(
    sealed: StoreBase, backing: Backing
) -> None:
    await sealed.set_session("acme.a", PLAN)
    async with backing.instance() as without, keyed(backing, current=2, ids=(2,)) as newer:
        for store in (without, newer):
            with pytest.raises(StoreMisconfigured, match="key 1") as caught:
                await store.get_session("acme.a")
            assert "left as it is" in str(caught.value)
            with pytest.raises(StoreMisconfigured):
                await store.create_session_if_not_exists("acme.a", {})
    assert backing.set_aside() == []
    session = await sealed.get_session("acme.a")
    assert session
    assert session.state == PLAN


@pytest.mark.requirement("SEC-4")
async def test_keys_come_in_and_rotate_while_sessions_live(backing: Backing) -> None:
    async with backing.instance() as plain:
        await plain.set_session("acme.a", PLAN)
    async with keyed(backing, current=1, ids=(1,)) as first:
        await first.update_session("acme.a", {"first": 1})
    async with keyed(backing, current=2) as rotated:
        await rotated.update_session("acme.a", {"second": 2})
        session = await rotated.get_session("acme.a")
        assert session
        assert session.state == {**PLAN, "first": 1, "second": 2}
        await rotated.set_session("acme.a", session.state)
    async with keyed(backing, current=2, ids=(2,)) as last:
        session = await last.get_session("acme.a")
        assert session
        assert session.state == {**PLAN, "first": 1, "second": 2}


@pytest.mark.requirement("SEC-4")
async def test_a_store_is_opened_with_a_key_ring(tmp_path_factory: pytest.TempPathFactory) -> None:
    url = f"sqlite:{tmp_path_factory.mktemp('keys') / 'sessions.db'}"
    async with open_store(url, Sealer(keys=KEYS, current=1)) as store:
        await store.set_session("acme.a", PLAN)
    async with open_store(url) as store:
        with pytest.raises(StoreMisconfigured):
            await store.get_session("acme.a")
    async with open_store(url, Sealer(keys=KEYS, current=2)) as store:
        session = await store.get_session("acme.a")
        assert session
        assert session.state == PLAN
