"""Values that are computed once, kept in two tiers, and given up when what they were made of changes.

A namespace has a generation, which whoever changes what is behind it advances; entries are kept under the
generation they were made in, so an old one is never found again. One caller computes a value, in this process
and, by a lease, among all that share the second tier; the others wait for it.
What is read often is made anew before it ends, by chance and the sooner the dearer it is to make ("Optimal
Probabilistic Cache Stampede Prevention", Vattani, Chierichetti and Lowenstein, VLDB 2015).
A second tier that is away costs its wait and no answer. Belongs to one event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import math
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import msgspec

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.cache.recent import Entry, Recent
from mcp_code_analysis.cache.sealing import Sealing
from mcp_code_analysis.cache.shelf import Shelf
from mcp_code_analysis.errors import CodeAnalysisError

LEASE_SECONDS: Final = 5.0
"""How long one instance may compute before another one does so as well."""

LOOK_SECONDS: Final = 0.05
EAGERNESS: Final = 1.0
"""The factor beta of the paper: above 1 values are made anew earlier."""

log = logging.getLogger(__name__)


class Entries:
    """A read-through cache over a shelf that processes share."""

    def __init__(
        self,
        shelf: Shelf,
        *,
        bytes_max: int,
        keyring: Sealer | None = None,
        now: Callable[[], float] = time.time,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._shelf = shelf
        self._recent = Recent(bytes_max)
        self._sealing = Sealing(keyring)
        self._now = now
        self._chance = chance
        self._flights: dict[str, asyncio.Task[Entry]] = {}

    @property
    def size_bytes(self) -> int:
        """Return how much this process holds."""
        return self._recent.size_bytes

    async def get(
        self, namespace: str, key: str, compute: Callable[[], Awaitable[bytes]], *, ttl_seconds: float
    ) -> bytes:
        """Return the value, computed if nobody has it.

        Raises what computing raises, to all who wait for it.
        """
        try:
            generation = await self._shelf.generation(namespace)
        except CodeAnalysisError as problem:
            # Whether what is held here is still good cannot be known.
            log.info("the cache cannot say what is current: %s", problem.code)
            return await compute()
        name = _name(namespace, generation, key)
        held = self._recent.get(name)
        if held is None or held.expires <= self._now():
            return (await self._landed(name, compute, ttl_seconds)).body
        if self._is_due(held) and name not in self._flights:
            _ = self._fly(name, compute, ttl_seconds, anew=True)
        return held.body

    async def advance(self, namespace: str) -> None:
        """Give up everything in the namespace, for every process: what it was made of has changed.

        Raises StoreError when the second tier cannot be told.
        """
        await self._shelf.advance(namespace)

    async def close(self) -> None:
        """Wait for what is being computed."""
        await asyncio.gather(*self._flights.values(), return_exceptions=True)

    async def _landed(self, name: str, compute: Callable[[], Awaitable[bytes]], ttl_seconds: float) -> Entry:
        flight = self._flights.get(name) or self._fly(name, compute, ttl_seconds, anew=False)
        # Whoever gives up leaves the value to the others.
        return await asyncio.shield(flight)

    def _fly(
        self, name: str, compute: Callable[[], Awaitable[bytes]], ttl_seconds: float, *, anew: bool
    ) -> asyncio.Task[Entry]:
        flight = asyncio.ensure_future(self._flown(name, compute, ttl_seconds, anew=anew))
        self._flights[name] = flight
        flight.add_done_callback(lambda done: self._arrived(name, done))
        return flight

    def _arrived(self, name: str, flight: asyncio.Task[Entry]) -> None:
        del self._flights[name]
        # An early one that fails leaves the value there is; those who wait get the exception themselves.
        if not flight.cancelled() and flight.exception() is None:
            self._recent.put(name, flight.result())

    async def _flown(
        self, name: str, compute: Callable[[], Awaitable[bytes]], ttl_seconds: float, *, anew: bool
    ) -> Entry:
        async with self._alone(name, anew=anew) as found:
            if found is not None:
                return found
            began = time.monotonic()
            body = await compute()
            entry = Entry(body, self._now() + ttl_seconds, time.monotonic() - began)
            kept = self._sealing.sealed(name, msgspec.msgpack.encode(entry))
            with contextlib.suppress(CodeAnalysisError):
                await self._shelf.save({name: kept}, ttl_seconds)
            return entry

    @contextlib.asynccontextmanager
    async def _alone(self, name: str, *, anew: bool) -> AsyncIterator[Entry | None]:
        """Give the value if another instance has it or makes it in time; None to whoever is to make it."""
        token: str | None = None
        try:
            found = None if anew else await self._found(name)
            deadline = time.monotonic() + LEASE_SECONDS
            while found is None and time.monotonic() < deadline:
                token = await self._shelf.lease(name, LEASE_SECONDS)
                if token is not None or anew:
                    break
                await asyncio.sleep(LOOK_SECONDS)
                found = await self._found(name)
            if token is not None and not anew:
                # Whoever had the lease before may have kept the value since it was looked for.
                found = await self._found(name)
        except CodeAnalysisError as problem:
            log.info("the cache is done without: %s", problem.code)
            found = None
        try:
            yield found
        finally:
            if token is not None:
                with contextlib.suppress(CodeAnalysisError):
                    await self._shelf.release(name, token)

    async def _found(self, name: str) -> Entry | None:
        (kept,) = await self._shelf.load([name])
        body = self._sealing.opened(name, kept)
        if body is None:
            return None
        try:
            entry = msgspec.msgpack.decode(body, type=Entry)
        except msgspec.MsgspecError:
            return None
        return entry if entry.expires > self._now() else None

    def _is_due(self, entry: Entry) -> bool:
        """Say by chance whether the entry is to be made anew although it is still good."""
        early = entry.cost * EAGERNESS * -math.log(1.0 - self._chance())
        return self._now() + early >= entry.expires


def _name(namespace: str, generation: int, key: str) -> str:
    digest = hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
    return f"{namespace}.{generation}.{digest}"
