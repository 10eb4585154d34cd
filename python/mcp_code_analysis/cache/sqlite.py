"""The second tier in the user's cache file, for callers that wait on an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from mcp_code_analysis.cache.sqlite_file import CacheFile
from mcp_code_analysis.config import CacheLimits

T = TypeVar("T")


class SqliteShelf:
    """A cache file, worked on by one thread of its own."""

    def __init__(self, path: Path, limits: CacheLimits = CacheLimits()) -> None:
        self._file = CacheFile(path, limits)
        self._entry_bytes_max = limits.entry_bytes_max
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cache")

    async def load(self, keys: Sequence[str]) -> list[bytes | None]:
        """Return what is kept under each key, in order; they count as used now."""
        return await self._run(lambda: self._file.load(keys))

    async def save(self, entries: Mapping[str, bytes], ttl_seconds: float) -> None:
        """Keep entries for that long at most; what is too large is left out."""
        fitting = [(key, body) for key, body in entries.items() if len(body) <= self._entry_bytes_max]
        await self._run(lambda: self._file.save(fitting, ttl_seconds))
        if left_out := entries.keys() - dict(fitting).keys():
            await self.delete(tuple(left_out))  # What it was before is not what it is now.

    async def delete(self, keys: Sequence[str]) -> None:
        """Forget entries."""
        await self._run(lambda: self._file.delete(keys))

    async def generation(self, namespace: str) -> int:
        """Return the namespace's generation; the file is asked each time, which takes microseconds."""
        return await self._run(lambda: self._file.generation(namespace))

    async def advance(self, namespace: str) -> int:
        """Begin a new generation of the namespace, and return it."""
        return await self._run(lambda: self._file.advance(namespace))

    async def lease(self, key: str, seconds: float) -> str | None:
        """Return a token if nobody else has the key's lease."""
        return await self._run(lambda: self._file.lease(key, seconds))

    async def release(self, key: str, token: str) -> None:
        """End the lease if the token has it."""
        await self._run(lambda: self._file.release(key, token))

    async def size_bytes(self) -> int | None:
        """Return how many bytes are kept."""
        return await self._run(self._file.size_bytes)

    async def close(self) -> None:
        """Close the file."""
        await self._run(self._file.close)
        self._thread.shutdown()

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
