"""What every session store tells whoever runs it: which tenants have sessions."""

from __future__ import annotations

import pytest

from mcp_code_analysis.errors import InvalidRequest, LimitExceeded
from mcp_code_analysis.sessions.redis_tenants import ASKED_AT_ONCE
from mcp_code_analysis.sessions.store import SessionStore
from tests.sessions.backings import Backing

pytestmark = pytest.mark.anyio


async def every_tenant(store: SessionStore, limit: int) -> list[str]:
    """Read the list page by page."""
    listed: list[str] = []
    cursor: str | None = None
    while True:
        page = await store.get_tenants(cursor=cursor, limit=limit)
        assert len(page.tenants) <= limit
        listed += page.tenants
        cursor = page.next_cursor
        if cursor is None:
            return listed


async def test_tenants_are_listed_once_each_in_order_page_by_page(
    store: SessionStore, other: SessionStore
) -> None:
    assert (await store.get_tenants()).tenants == ()
    names = [
        *(f"t{number:02}" for number in range(2 * ASKED_AT_ONCE)),
        "acme",
        "acme-",
        "acme-b",
        "ACME",
        "_",
    ]
    for tenant in reversed(names):
        for name in ("a", "b"):
            await store.set_session(f"{tenant}.{name}", {})
    in_order = sorted(names, key=lambda tenant: f"{tenant}.")
    for limit in (1, 7, len(names), 1000):
        assert await every_tenant(other, limit) == in_order


async def test_a_tenant_is_listed_as_long_as_it_has_a_session(store: SessionStore, backing: Backing) -> None:
    for number in range(ASKED_AT_ONCE + 1):
        await store.create_session_if_not_exists(f"gone{number:02}.a", {}, ttl=50)
    await store.create_session_if_not_exists("umbrella.a", {}, ttl=100)
    await store.create_session_if_not_exists("acme.a", {}, ttl=50)
    await store.create_session_if_not_exists("acme.b", {}, ttl=50)
    await store.extend_session_ttl("acme.b", 5000)
    await store.clear_session("acme.a")
    for number in range(ASKED_AT_ONCE + 1):
        await store.clear_session(f"gone{number:02}.a")
    assert await every_tenant(store, 1) == ["acme", "umbrella"]
    backing.age("umbrella.a", 200)
    assert await every_tenant(store, 100) == ["acme"]
    await store.clear_session("acme.b")
    assert await every_tenant(store, 100) == []


async def test_a_page_of_tenants_that_cannot_be_given_is_refused(store: SessionStore) -> None:
    await store.set_session("acme.a", {})
    await store.set_session("acme.b", {})
    session_cursor = (await store.get_sessions("acme", limit=1)).next_cursor
    for cursor in ("", "~", "YS5i", session_cursor):
        with pytest.raises(InvalidRequest, match="cursor"):
            await store.get_tenants(cursor=cursor)
    with pytest.raises(InvalidRequest):
        await store.get_tenants(limit=0)
    with pytest.raises(LimitExceeded):
        await store.get_tenants(limit=1001)
