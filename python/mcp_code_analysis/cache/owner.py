"""The facts of a server: opened with it, closed with it, asked from the threads of its engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.cache.entries import Entries
from mcp_code_analysis.cache.facts import FileFacts
from mcp_code_analysis.cache.fleet_facts import FleetFacts
from mcp_code_analysis.config import CACHE_NONE, CacheLimits
from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.file_system import file_of

_SCHEMES = (
    "sqlite:PATH",
    "redis://HOST:PORT/DATABASE",
    "redis+sentinel://HOST:PORT,HOST:PORT/SERVICE",
    "redis+cluster://HOST:PORT,HOST:PORT",
    CACHE_NONE,
)
_REDIS = frozenset(f"{s}{kind}" for s in ("redis", "rediss") for kind in ("", "+sentinel", "+cluster"))
WORDS: Final = ("the cache", "none for no cache")


class FactsOwner:
    """Facts wherever the URL says; nothing is kept before ``running`` and after it."""

    def __init__(self, url: str, limits: CacheLimits, keyring: Sealer | None = None) -> None:
        self._url = url
        self._keyring = keyring
        self._limits = limits
        self._facts: FileFacts | FleetFacts | None = None
        self._entries: Entries | None = None

    @property
    def entries(self) -> Entries | None:
        """Return values that instances share, where they share a Redis: what is nearer is asked itself."""
        return self._entries

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep facts until the block ends."""
        match self._url.partition(":"):
            case "none", "", "":
                yield
            case "sqlite", ":", place:
                self._facts = files = FileFacts(file_of(place, *WORDS), self._limits, keyring=self._keyring)
                try:
                    yield
                finally:
                    self._facts = None
                    files.close()
            case _:
                # Here and nowhere else: redis-py alone takes longer to load than all the rest.
                from mcp_code_analysis.cache.redis_owner import open_shelf  # noqa: PLC0415

                shelf = open_shelf(self._url, self._limits)
                loop = asyncio.get_running_loop()
                self._facts = shared = FleetFacts(shelf, loop, self._limits, self._keyring)
                self._entries = Entries(shelf, bytes_max=self._limits.memory_bytes_max, keyring=self._keyring)
                try:
                    yield
                finally:
                    await self._entries.close()
                    self._facts = self._entries = None
                    await shared.close()
                    await shelf.close()

    def load(self, keys: list[bytes], /) -> list[bytes | None]:
        """Return the facts of each key, as the engine asks for them."""
        facts = self._facts
        return [None] * len(keys) if facts is None else facts.load(keys)

    def save(self, pairs: list[tuple[bytes, bytes]], /) -> None:
        """Keep facts that the engine made."""
        facts = self._facts
        if facts is not None:
            facts.save(pairs)


def open_facts(url: str, limits: CacheLimits, keyring: Sealer | None = None) -> FactsOwner:
    """Return the facts that a server keeps, sealed with a key ring.

    Raises InvalidRequest for a URL that names no cache.
    """
    scheme, _, place = url.partition(":")
    if scheme == "sqlite":
        file_of(place, *WORDS)
    elif url != CACHE_NONE and scheme not in _REDIS:
        raise InvalidRequest(
            f"No cache is known as {scheme[:40]!r}.",
            nearest=_SCHEMES,
            hint=f"Use one of {', '.join(_SCHEMES)}.",
        )
    return FactsOwner(url, limits, keyring)
