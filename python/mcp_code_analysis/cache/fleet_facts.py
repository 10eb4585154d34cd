"""Facts of source files on a shared tier, for engines that work in threads beside an event loop.

Asking waits for the loop, within a bound; keeping does not wait at all, but closing waits for it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TimeIsUp
from typing import Final, TypeVar

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.cache.counts import Counts
from mcp_code_analysis.cache.facts import AWAY_SECONDS, facts_key
from mcp_code_analysis.cache.sealing import Sealing
from mcp_code_analysis.cache.shelf import Shelf
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.errors import CodeAnalysisError

LOAD_SECONDS_MAX: Final = 1.0
SAVES_SECONDS_MAX: Final = 2.0
SAVES_WAITING_BYTES_MAX: Final = 32 * 1024 * 1024

T = TypeVar("T")
log = logging.getLogger(__name__)


class FleetFacts:
    """Facts on a shelf that lives on an event loop."""

    def __init__(
        self,
        shelf: Shelf,
        loop: asyncio.AbstractEventLoop,
        limits: CacheLimits,
        keyring: Sealer | None = None,
    ) -> None:
        self._shelf = shelf
        self._sealing = Sealing(keyring)
        self._loop = loop
        self._ttl_seconds = limits.facts_ttl_seconds
        self._away_until = 0.0
        self._waiting_bytes = 0
        self._saves: set[Future[None]] = set()
        self.counts = Counts()

    def load(self, keys: list[bytes], /) -> list[bytes | None]:
        """Return the facts of each key; none at all when the shelf is away or takes too long."""
        if time.monotonic() < self._away_until:
            self.counts.skipped += 1
            return [None] * len(keys)
        names = [facts_key(key) for key in keys]
        work = self._submit(self._shelf.load(names))
        try:
            kept = work.result(LOAD_SECONDS_MAX)
        except (CodeAnalysisError, TimeIsUp) as problem:
            work.cancel()
            self._left_alone(problem)
            return [None] * len(keys)
        found = [self._sealing.opened(name, body) for name, body in zip(names, kept, strict=True)]
        hits = len(found) - found.count(None)
        self.counts.hits += hits
        self.counts.misses += len(found) - hits
        return found

    def save(self, facts: list[tuple[bytes, bytes]], /) -> None:
        """Hand facts over to be kept; the caller goes on at once, and too many at a time are let go."""
        size = sum(len(body) for _, body in facts)
        if time.monotonic() < self._away_until or self._waiting_bytes + size > SAVES_WAITING_BYTES_MAX:
            self.counts.skipped += 1
            return
        self._waiting_bytes += size
        names = ((facts_key(key), body) for key, body in facts)
        named = {name: self._sealing.sealed(name, body) for name, body in names}

        def saved(work: Future[None]) -> None:
            self._waiting_bytes -= size
            self._saves.discard(work)
            if not work.cancelled() and isinstance(problem := work.exception(), CodeAnalysisError):
                self._left_alone(problem)

        work = self._submit(self._shelf.save(named, self._ttl_seconds))
        self._saves.add(work)
        work.add_done_callback(saved)

    async def close(self) -> None:
        """Wait, within a bound, for what is still being kept."""
        if waiting := [asyncio.wrap_future(work) for work in tuple(self._saves)]:
            await asyncio.wait(waiting, timeout=SAVES_SECONDS_MAX)

    def _submit(self, work: Coroutine[object, object, T]) -> Future[T]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _left_alone(self, problem: Exception) -> None:
        log.info("the cache is left alone for %s s: %s", AWAY_SECONDS, problem)
        self.counts.skipped += 1
        self._away_until = time.monotonic() + AWAY_SECONDS
