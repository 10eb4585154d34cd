"""Caches whose link is cut while what they hold changes: nobody goes on with what was given up."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mcp_code_analysis.cache.entries import Entries
from mcp_code_analysis.cache.redis_owner import open_shelf
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.errors import StoreError
from tests.sessions import redis_server, redis_sets

pytestmark = pytest.mark.anyio

READERS = 3
BOUND_SECONDS = 1.0
MIB = 1024 * 1024


class Truth:
    """A value that a writer changes; when each change was acknowledged, and what readers saw."""

    def __init__(self) -> None:
        self.version = 0
        self.committed: list[tuple[float, int]] = [(time.monotonic(), 0)]
        self.is_over = False
        self.reads = 0
        self.gone_back = 0
        self.stalest_seconds = 0.0

    async def compute(self) -> bytes:
        return str(self.version).encode()

    async def write(self, cache: Entries, changes: int, disturb: Callable[[], None], every: int) -> None:
        """Change the value, and disturb the links between; a change that is refused is made again."""
        while self.version < changes:
            self.version += 1
            while True:
                with contextlib.suppress(StoreError):
                    await cache.advance("ns")
                    break
            self.committed.append((time.monotonic(), self.version))
            if self.version % every == 0:
                await asyncio.to_thread(disturb)
            seen = self.reads
            while self.reads < seen + 30:
                await asyncio.sleep(0)
        self.is_over = True

    async def read(self, cache: Entries) -> None:
        """Read as fast as it goes, and note how old the oldest thing was that was read."""
        known, place = 0, 0
        while not self.is_over:
            began = time.monotonic()
            version = int(await cache.get("ns", "k", self.compute, ttl_seconds=3600.0))
            self.gone_back += version < known
            known = max(known, version)
            while place < len(self.committed) and self.committed[place][1] <= version:
                place += 1
            if place < len(self.committed):
                self.stalest_seconds = max(self.stalest_seconds, began - self.committed[place][0])
            self.reads += 1
            await asyncio.sleep(0)


async def judged(url: str, changes: int, disturb: Callable[[], None], *, every: int) -> Truth:
    """Let readers and a writer work beside each other, each with connections of its own."""
    truth = Truth()
    async with contextlib.AsyncExitStack() as stack:
        caches = []
        for _ in range(READERS + 1):
            shelf = open_shelf(url, CacheLimits())
            stack.push_async_callback(shelf.close)
            caches.append(Entries(shelf, bytes_max=MIB))
        writer, *readers = caches
        await asyncio.gather(
            truth.write(writer, changes, disturb, every), *(truth.read(cache) for cache in readers)
        )
        for cache in readers:
            last = await cache.get("ns", "k", truth.compute, ttl_seconds=3600.0)
            assert int(last) == truth.version
    assert truth.gone_back == 0
    return truth


@pytest.mark.requirement("F11", "CACHE-3", "S11")
async def test_a_link_that_is_cut_again_and_again_makes_nothing_go_back(tmp_path: Path) -> None:
    with redis_server.running(tmp_path) as server, server.client() as client:
        truth = await judged(server.url, 60, lambda: client.client_kill_filter(_type="pubsub"), every=10)
    assert truth.reads >= 1000


@pytest.mark.faults
async def test_a_hundred_thousand_reads_beside_a_writer_whose_link_is_cut(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with redis_server.running(tmp_path) as server, server.client() as client:
        truth = await judged(server.url, 3400, lambda: client.client_kill_filter(_type="pubsub"), every=50)
    assert truth.reads >= 100_000
    assert truth.stalest_seconds <= BOUND_SECONDS
    with capsys.disabled():
        print(
            f"\nF11: link cut {3400 // 50} times, {truth.reads} reads, {truth.version} changes, 0 gone back, "
            f"the stalest {truth.stalest_seconds * 1e3:.0f} ms old"
        )


@pytest.mark.faults
async def test_a_hundred_thousand_reads_beside_failovers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with redis_sets.sentinels(tmp_path) as sentinels:
        truth = await judged(sentinels.url, 3400, sentinels.fail_over, every=1100)
    assert truth.reads >= 100_000
    with capsys.disabled():
        print(
            f"\nF11: 3 failovers, {truth.reads} reads, {truth.version} changes, 0 gone back, "
            f"the stalest {truth.stalest_seconds * 1e3:.0f} ms old"
        )
