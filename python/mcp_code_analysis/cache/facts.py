"""Facts of source files, kept for the engine: the store that it asks before it parses.

The engine asks from threads of its own, for a whole tree at once, and is never told of a failure:
a store that is away has nothing, and is left alone for a while.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.cache.counts import Counts
from mcp_code_analysis.cache.sealing import Sealing
from mcp_code_analysis.cache.sqlite_file import CacheFile
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.errors import CodeAnalysisError
from mcp_code_analysis.file_system import file_of

AWAY_SECONDS: Final = 5.0

log = logging.getLogger(__name__)


def facts_key(key: bytes) -> str:
    """Return the name of a key of the engine in a cache."""
    return f"facts.{key.hex()}"


def file_facts(url: str, keyring: Sealer | None = None) -> FileFacts | None:
    """Return the facts kept in the file that the URL names; None where it names none or a server."""
    scheme, _, place = url.partition(":")
    return (
        FileFacts(file_of(place, "the cache", "none for no cache"), keyring=keyring)
        if scheme == "sqlite"
        else None
    )


class FileFacts:
    """Facts in the cache file of the user."""

    def __init__(
        self,
        path: Path,
        limits: CacheLimits = CacheLimits(),
        *,
        keyring: Sealer | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._sealing = Sealing(keyring)
        self._file = CacheFile(path, limits)
        self._ttl_seconds = limits.facts_ttl_seconds
        self._clock = clock
        self._away_until = 0.0
        self.counts = Counts()

    def load(self, keys: list[bytes], /) -> list[bytes | None]:
        """Return the facts of each key; none at all while the file cannot be used."""
        names = [facts_key(key) for key in keys]
        kept = self._attempt(lambda: self._file.load(names))
        if kept is None:
            return [None] * len(keys)
        found = [self._sealing.opened(name, body) for name, body in zip(names, kept, strict=True)]
        hits = len(found) - found.count(None)
        self.counts.hits += hits
        self.counts.misses += len(found) - hits
        return found

    def save(self, facts: list[tuple[bytes, bytes]], /) -> None:
        """Keep facts, where the file takes them."""
        names = ((facts_key(key), body) for key, body in facts)
        named = [(name, self._sealing.sealed(name, body)) for name, body in names]
        self._attempt(lambda: self._file.save(named, self._ttl_seconds))
        self.counts.evicted = self._file.evicted

    def close(self) -> None:
        """Close the file; a later question opens it again."""
        self._file.close()

    def _attempt(self, work: Callable[[], list[bytes | None] | None]) -> list[bytes | None] | None:
        if self._clock() < self._away_until:
            self.counts.skipped += 1
            return None
        try:
            return work()
        except CodeAnalysisError as problem:
            log.info("the cache is left alone for %s s: %s", AWAY_SECONDS, problem)
            self.counts.skipped += 1
            self._away_until = self._clock() + AWAY_SECONDS
            return None
