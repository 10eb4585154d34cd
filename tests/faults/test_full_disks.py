"""A disk that is full: writes are refused, reads go on, and room brings everything back."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from mcp_code_analysis.errors import StoreError, StoreFull, StoreReadOnly, StoreUnavailable
from mcp_code_analysis.sessions import SessionStore, open_store
from tests.sessions import redis_server
from tests.sessions.small_disk import Disk, small_disk
from tests.sessions.waiting import wait_for

pytestmark = pytest.mark.anyio

WRITE_BYTES = 40_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    with small_disk(tmp_path / "disk", mebibytes=6) as disk:
        yield disk


class Writer:
    """Writes ever new sections of one session, and knows which of them were acknowledged."""

    def __init__(self, store: SessionStore) -> None:
        self._store = store
        self._chance = random.Random(9)
        self.kept: dict[str, bytes] = {}

    async def write(self) -> None:
        section, body = f"s{len(self.kept) % 50}", self._chance.randbytes(WRITE_BYTES)
        await self._store.update_session("acme.a", {section: body})
        self.kept[section] = body

    async def can_write(self) -> bool:
        with contextlib.suppress(StoreReadOnly):
            await self.write()
            return True
        return False

    async def until_refused(self) -> StoreError:
        for _ in range(2000):
            try:
                await self.write()
            except StoreError as refused:
                return refused
        pytest.fail("the disk never filled")


async def stored(store: SessionStore) -> dict[str, object]:
    session = await store.get_session("acme.a")
    assert session is not None
    return {name: value for name, value in session.state.items() if name != "first"}


@pytest.mark.parametrize("synchronous", ["normal", "full"])
@pytest.mark.requirement("F9")
async def test_sqlite_on_a_full_disk_refuses_writes_and_comes_back(disk: Disk, synchronous: str) -> None:
    url = f"sqlite:{disk.place / 'sessions.db'}?synchronous={synchronous}"
    async with open_store(url) as store:
        await store.set_session("acme.a", {"first": 1})
        writer = Writer(store)
        await writer.write()
        ballast = disk.fill()
        assert isinstance(await writer.until_refused(), StoreFull)
        assert await stored(store) == writer.kept
        async with open_store(url) as other:
            assert await stored(other) == writer.kept
        ballast.unlink()
        await writer.write()
        assert await stored(store) == writer.kept
    async with open_store(url) as store:
        assert await stored(store) == writer.kept


@pytest.mark.requirement("F9")
async def test_redis_on_a_full_disk_takes_no_writes_serves_reads_and_comes_back(disk: Disk) -> None:
    with redis_server.running(disk.place) as server:
        async with open_store(server.url) as store:
            await store.set_session("acme.a", {"first": 1})
            writer = Writer(store)
            await writer.write()
            ballast = disk.fill()
            refused = await writer.until_refused()
            assert isinstance(refused, StoreReadOnly), refused
            assert refused.retryable
            assert await stored(store) == writer.kept
            ballast.unlink()
            await wait_for(writer.can_write)
            assert await stored(store) == writer.kept


@pytest.mark.requirement("F9")
async def test_redis_that_logs_every_write_loses_none_to_a_full_disk(disk: Disk) -> None:
    with redis_server.running(disk.place, "--appendfsync", "always") as server:
        async with open_store(server.url) as store:
            await store.set_session("acme.a", {"first": 1})
            writer = Writer(store)
            await writer.write()
            ballast = disk.fill()
            # Redis ends itself rather than acknowledge what it cannot log.
            assert isinstance(await writer.until_refused(), StoreUnavailable)
            ballast.unlink()
            server.kill()
            server.start()
            await wait_for(lambda: answers(store))
            kept = await stored(store)
            assert {name: kept[name] for name in writer.kept} == writer.kept
            await writer.write()


async def answers(store: SessionStore) -> bool:
    """Say whether the store is asked again: after failures it is left alone for a moment."""
    with contextlib.suppress(StoreUnavailable):
        return await store.get_session("acme.a") is not None
    return False
