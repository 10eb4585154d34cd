"""Results in this process: for tests, and for servers that are to leave nothing behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.errors import StoreFull
from mcp_code_analysis.results.base import ResultBase

BYTES_MAX: Final = 1024 * 1024 * 1024


@dataclass
class _Held:
    tenant: str
    until_ms: int
    counted: int = 0
    manifest: bytes | None = None
    chunks: dict[int, bytes] = field(default_factory=dict)


@dataclass
class Memory:
    """What stores of results in one process share."""

    results: dict[str, _Held] = field(default_factory=dict)


class MemoryResults(ResultBase):
    """A store of results that ends with the process."""

    def __init__(
        self,
        memory: Memory | None = None,
        limits: CacheLimits = CacheLimits(),
        clock: Callable[[], float] = time.time,
        keyring: Sealer | None = None,
    ) -> None:
        super().__init__(limits, clock, keyring)
        self._memory = memory or Memory()

    async def close(self) -> None:
        """Nothing is to be given back."""

    async def _reserve(self, tenant: str, handle: str, size: int, until_ms: int, limit: int) -> bool:
        now = self._now_ms()
        held = self._memory.results
        for over in [name for name, result in held.items() if result.until_ms <= now]:
            del held[over]
        others = [result for name, result in held.items() if name != handle]
        if sum(result.counted for result in others) + size > BYTES_MAX:
            raise StoreFull("There is no room for more results.", retry_after=5.0)
        if sum(result.counted for result in others if result.tenant == tenant) + size > limit:
            return False
        held.setdefault(handle, _Held(tenant, until_ms)).counted = size
        return True

    async def _handles(self, tenant: str) -> list[tuple[str, int]]:
        held = self._memory.results.items()
        return [(handle, result.counted) for handle, result in held if result.tenant == tenant]

    async def _write_chunk(self, handle: str, number: int, chunk: bytes, until_ms: int) -> None:  # noqa: ARG002
        self._memory.results[handle].chunks[number] = chunk

    async def _write_manifest(self, handle: str, manifest: bytes, until_ms: int) -> None:  # noqa: ARG002
        self._memory.results[handle].manifest = manifest

    async def _read_manifest(self, handle: str) -> bytes | None:
        held = self._memory.results.get(handle)
        return held.manifest if held else None

    async def _read_chunks(self, handle: str, numbers: range) -> list[bytes | None]:
        held = self._memory.results.get(handle)
        return [held.chunks.get(number) if held else None for number in numbers]

    async def _erase(self, handle: str, tenant: str, chunk_count: int) -> None:  # noqa: ARG002
        self._memory.results.pop(handle, None)
