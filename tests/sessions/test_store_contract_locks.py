"""What every session store does with locks: tokens, leases, waiting, and writes that name their lock."""

from __future__ import annotations

import asyncio

import pytest

from mcp_code_analysis.errors import LockLost
from mcp_code_analysis.sessions.store import SessionStore, Write
from tests.sessions.backings import Backing
from tests.sessions.waiting import wait_for, wait_until

pytestmark = pytest.mark.anyio


@pytest.mark.requirement("SES-9", "SES-10")
async def test_a_lock_is_held_by_one_until_it_is_released(store: SessionStore, other: SessionStore) -> None:
    token = await store.acquire_lock("acme.a")
    assert token is not None
    assert await other.acquire_lock("acme.a") is None
    assert await other.acquire_lock("acme.b") is not None
    assert await other.release_lock("acme.a", token)
    assert not await store.release_lock("acme.a", token)
    assert await other.acquire_lock("acme.a") is not None


@pytest.mark.requirement("LOCK-2")
async def test_every_lock_has_its_own_token_and_a_wrong_one_does_nothing(
    store: SessionStore, other: SessionStore
) -> None:
    tokens: set[str] = set()
    for _ in range(5):
        token = await store.acquire_lock("acme.a")
        assert token is not None
        for wrong in ("", "wrong", token[:-1], *tokens):
            assert not await other.release_lock("acme.a", wrong)
            assert not await other.renew_lock("acme.a", wrong)
        assert await other.acquire_lock("acme.a") is None
        assert await store.release_lock("acme.a", token)
        tokens.add(token)
    assert len(tokens) == 5


async def test_of_many_takers_at_once_one_has_the_lock(store: SessionStore, other: SessionStore) -> None:
    taken = await asyncio.gather(
        *(instance.acquire_lock("acme.a") for _ in range(20) for instance in (store, other))
    )
    assert len([token for token in taken if token]) == 1


async def test_a_lock_ends_with_its_lease_unless_it_is_renewed(
    store: SessionStore, other: SessionStore, backing: Backing
) -> None:
    token = await store.acquire_lock("acme.a", lease=100)
    assert token is not None
    backing.age("acme.a", 60)
    assert await store.renew_lock("acme.a", token, lease=100)
    backing.age("acme.a", 60)
    assert await other.acquire_lock("acme.a") is None
    backing.age("acme.a", 60)
    assert not await store.renew_lock("acme.a", token)
    assert not await store.release_lock("acme.a", token)
    assert await other.acquire_lock("acme.a") is not None


async def test_a_lease_ends_by_the_stores_own_clock(store: SessionStore, backing: Backing) -> None:
    assert await store.acquire_lock("acme.a", lease=0.05) is not None

    async def taken_again() -> bool:
        backing.turn(0.01)
        return await store.acquire_lock("acme.a", lease=0.05) is not None

    await wait_for(taken_again)


async def test_who_waits_gets_the_lock_once_it_is_released(
    store: SessionStore, other: SessionStore, backing: Backing
) -> None:
    token = await store.acquire_lock("acme.a")
    assert token is not None
    waiter = asyncio.ensure_future(other.acquire_lock("acme.a", timeout=3600))
    for _ in range(10):
        backing.turn(0.05)
        await asyncio.sleep(0)
    assert not waiter.done()
    assert await store.release_lock("acme.a", token)

    def served() -> bool:
        backing.turn(0.05)
        return waiter.done()

    await wait_until(served)
    assert waiter.result() is not None


async def test_who_waits_too_long_goes_without(
    store: SessionStore, other: SessionStore, backing: Backing
) -> None:
    token = await store.acquire_lock("acme.a", lease=3600)
    waiter = asyncio.ensure_future(other.acquire_lock("acme.a", timeout=0.2))

    def over() -> bool:
        backing.turn(0.05)
        return waiter.done()

    await wait_until(over)
    assert waiter.result() is None
    assert token is not None
    assert await store.release_lock("acme.a", token)
    assert await other.acquire_lock("acme.a", timeout=0) is not None


async def test_a_waiter_that_gives_up_leaves_no_lock_behind(
    store: SessionStore, other: SessionStore, backing: Backing
) -> None:
    for _ in range(10):
        waiter = asyncio.ensure_future(store.acquire_lock("acme.a", timeout=3600, lease=3600))
        await asyncio.sleep(0)
        waiter.cancel()
        await asyncio.gather(waiter, return_exceptions=True)

        async def free() -> bool:
            backing.turn(0.05)
            token = await other.acquire_lock("acme.a")
            return token is not None and await other.release_lock("acme.a", token)

        await wait_for(free)


@pytest.mark.requirement("LOCK-6")
async def test_a_write_that_names_its_lock_is_refused_once_the_lock_is_lost(
    store: SessionStore, other: SessionStore, backing: Backing
) -> None:
    stale = await store.acquire_lock("acme.a", lease=100)
    await store.set_session("acme.a", {"by": "first"}, ttl=10_000, write=Write(lock_token=stale))
    backing.age("acme.a", 101)
    with pytest.raises(LockLost):
        await store.update_session("acme.a", {"by": "late"}, write=Write(lock_token=stale))
    token = await other.acquire_lock("acme.a")
    await other.update_session("acme.a", {"by": "second"}, write=Write(lock_token=token))
    for write in (
        store.set_session("acme.a", {"by": "late"}, write=Write(lock_token=stale)),
        store.update_session("acme.a", {"by": "late"}, write=Write(lock_token=stale)),
        store.update_session("acme.a", {"by": "late"}, write=Write(lock_token="")),
    ):
        with pytest.raises(LockLost):
            await write
    session = await store.get_session("acme.a")
    assert session is not None
    assert session.state == {"by": "second"}


async def test_a_write_that_was_made_is_answered_though_its_lock_is_lost_since(
    store: SessionStore, backing: Backing
) -> None:
    token = await store.acquire_lock("acme.a", lease=100)
    write = Write(operation_id="once", lock_token=token)
    made = await store.set_session("acme.a", {"n": 1}, ttl=10_000, write=write)
    backing.age("acme.a", 101)
    assert await store.set_session("acme.a", {"n": 1}, write=write) == made
