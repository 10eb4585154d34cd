"""The second tier: what a cache that processes share can do, whatever it is kept in.

Values are opaque here; they are envelopes, and whoever opens one finds out whether it is whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class Shelf(Protocol):
    """A cache shared by processes. It may lose anything at any time; a failure is raised."""

    async def load(self, keys: Sequence[str]) -> list[bytes | None]:
        """Return what is kept under each key, in order; they count as used now."""
        ...

    async def save(self, entries: Mapping[str, bytes], ttl_seconds: float) -> None:
        """Keep entries for that long at most. What is larger than one entry may be is left out."""
        ...

    async def delete(self, keys: Sequence[str]) -> None:
        """Forget entries."""
        ...

    async def generation(self, namespace: str) -> int:
        """Return the namespace's generation: a number that only grows, 0 before the first."""
        ...

    async def advance(self, namespace: str) -> int:
        """Begin a new generation of the namespace, and return it."""
        ...

    async def lease(self, key: str, seconds: float) -> str | None:
        """Return a token if nobody else has the key's lease; it ends by itself after that time."""
        ...

    async def release(self, key: str, token: str) -> None:
        """End the lease if the token has it."""
        ...

    async def size_bytes(self) -> int | None:
        """Return how many bytes are kept; None where nobody counts them."""
        ...

    async def close(self) -> None:
        """Give back connections and files."""
        ...
