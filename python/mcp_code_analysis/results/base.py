"""What every store of results does the same way: rules, chunks, envelopes, order of writing.

Each chunk is an envelope that says whose it is; the manifest is written last, so that no half of a result is
ever seen. What is left of a write that broke off ends by itself.
Refuses to decode what is damaged: the result is removed and reported.
"""

from __future__ import annotations

import contextlib
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from typing import Final

import msgspec

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.erasure import Erasure, Removed, erasure
from mcp_code_analysis.errors import CodeAnalysisError, CorruptRecord, LimitExceeded
from mcp_code_analysis.results.envelopes import Chunk, Envelopes, Manifest
from mcp_code_analysis.results.store import (
    CHUNK_BYTES,
    Body,
    ResultInfo,
    check_handle,
    check_kind,
    check_lifetime,
    check_page,
    new_handle,
    unknown,
)
from mcp_code_analysis.tenants import check_tenant

TOGETHER_BYTES_MAX: Final = 4 * 1024 * 1024
"""How large a result may be to be written at once."""

MARGIN_MS: Final = 60_000
"""Chunks outlive their manifest, so that one who reads on finds them."""


class ResultBase(ABC):
    """A ``ResultStore`` made of the primitives that a kind of store provides."""

    def __init__(
        self,
        limits: CacheLimits,
        clock: Callable[[], float] = time.time,
        keyring: Sealer | None = None,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._envelopes = Envelopes(keyring)

    async def put(
        self,
        kind: str,
        body: Body,
        *,
        tenant: str,
        ttl_seconds: float | None = None,
        handle: str | None = None,
    ) -> str:
        """Keep bytes, given whole or in parts, and return the handle."""
        lifetime = self._limits.result_ttls_seconds.get(check_kind(kind), self._limits.result_ttl_seconds)
        if ttl_seconds is not None:
            lifetime = min(lifetime, check_lifetime(ttl_seconds))
        handle, now_ms = check_handle(handle or new_handle()), self._now_ms()
        expires_ms = now_ms + round(lifetime * 1000)
        size = count = 0
        check_tenant(tenant)
        if isinstance(body, bytes) and len(body) <= TOGETHER_BYTES_MAX:
            return await self._put_whole(
                body, Manifest(handle, tenant, kind, len(body), 0, now_ms, expires_ms)
            )
        try:
            async for part in _chunks(body):
                await self._room(tenant, handle, size + len(part), expires_ms + MARGIN_MS)
                chunk = self._envelopes.chunk(tenant, Chunk(handle, count, part))
                await self._write_chunk(handle, count, chunk, expires_ms + MARGIN_MS)
                size, count = size + len(part), count + 1
            if not count:
                # Nothing is kept that its tenant's share does not list.
                await self._room(tenant, handle, 0, expires_ms + MARGIN_MS)
            manifest = Manifest(handle, tenant, kind, size, count, now_ms, expires_ms)
            await self._write_manifest(handle, self._envelopes.manifest(manifest), expires_ms)
        except BaseException:
            # What cannot be removed now ends with its lifetime.
            with contextlib.suppress(CodeAnalysisError):
                await self._erase(handle, tenant, count + 1)
            raise
        return handle

    async def _put_whole(self, body: bytes, manifest: Manifest) -> str:
        """Keep a result that is known whole: count it, and then write all of it together."""
        handle, tenant = manifest.handle, manifest.tenant
        parts = [part async for part in _chunks(body)]
        manifest = msgspec.structs.replace(manifest, chunk_count=len(parts))
        try:
            await self._room(tenant, handle, len(body), manifest.expires_ms + MARGIN_MS)
            await self._write_whole(
                handle,
                [self._envelopes.chunk(tenant, Chunk(handle, *each)) for each in enumerate(parts)],
                self._envelopes.manifest(manifest),
                manifest.expires_ms,
            )
        except BaseException:
            with contextlib.suppress(CodeAnalysisError):
                await self._erase(handle, tenant, len(parts))
            raise
        return handle

    async def info(self, handle: str, *, tenant: str) -> ResultInfo:
        """Say what the result is."""
        manifest = await self._manifest(handle, tenant)
        return ResultInfo(
            handle=handle,
            kind=manifest.kind,
            size_bytes=manifest.size_bytes,
            created=manifest.created_ms / 1000,
            expires=manifest.expires_ms / 1000,
        )

    async def page(self, handle: str, offset: int, size: int, *, tenant: str) -> bytes:
        """Return ``size`` bytes from ``offset``, fewer at the end, reading no more than they take."""
        check_page(offset, size)
        check_tenant(tenant)
        first = offset // CHUNK_BYTES
        # What is asked for beyond the end is not there, which its manifest says.
        asked = range(first, (offset + size - 1) // CHUNK_BYTES + 1)
        sealed, parts = await self._read_page(check_handle(handle), asked)
        manifest = await self._checked(handle, tenant, sealed)
        end = min(offset + size, manifest.size_bytes)
        if offset >= end:
            return b""
        numbers = range(first, (end - 1) // CHUNK_BYTES + 1)
        bodies = [
            self._envelopes.opened_chunk(tenant, handle, number, part)
            for number, part in zip(numbers, parts, strict=False)
        ]
        if None in bodies:
            raise await self._damaged(manifest)
        joined = b"".join(body for body in bodies if body is not None)
        start = offset - first * CHUNK_BYTES
        return joined[start : start + end - offset]

    async def delete(self, handle: str, *, tenant: str) -> None:
        """Remove the result with all its parts."""
        manifest = await self._manifest(handle, tenant)
        await self._erase(handle, tenant, manifest.chunk_count)

    async def erase_tenant(self, tenant: str, *, dry_run: bool = False) -> Erasure:
        """Remove every result of a tenant, and report what was removed; a dry run removes nothing."""
        removed: list[Removed] = []
        for handle, size_bytes in await self._handles(check_tenant(tenant)):
            chunk_count = size_bytes // CHUNK_BYTES + 2
            removed.append({"results": 1, "result bytes": size_bytes})
            if not dry_run:
                await self._erase(handle, tenant, chunk_count)
        return erasure(removed, () if dry_run else await self.scrub())

    async def scrub(self) -> tuple[str, ...]:
        """See to it that what was deleted cannot be read any more; say what remains where it can."""
        return ()

    async def _write_whole(self, handle: str, chunks: list[bytes], manifest: bytes, until_ms: int) -> None:
        """Keep all chunks, and then make the result visible."""
        for number, chunk in enumerate(chunks):
            await self._write_chunk(handle, number, chunk, until_ms + MARGIN_MS)
        await self._write_manifest(handle, manifest, until_ms)

    async def _read_page(self, handle: str, numbers: range) -> tuple[bytes | None, list[bytes | None]]:
        """Return the manifest, and these chunks as far as they are there."""
        manifest = await self._read_manifest(handle)
        return manifest, await self._read_chunks(handle, numbers) if manifest else []

    async def _manifest(self, handle: str, tenant: str) -> Manifest:
        check_tenant(tenant)
        return await self._checked(handle, tenant, await self._read_manifest(check_handle(handle)))

    async def _checked(self, handle: str, tenant: str, sealed: bytes | None) -> Manifest:
        if sealed is None:
            raise unknown()
        manifest = self._envelopes.opened_manifest(tenant, handle, sealed)
        if manifest is None:
            if self._envelopes.are_sealed:
                # It opens for its own tenant only, so whether it is damaged or another's cannot be told.
                raise unknown()
            await self._erase(handle, tenant, 0)
            raise _damaged()
        if manifest.handle != handle or manifest.tenant != tenant or manifest.expires_ms <= self._now_ms():
            raise unknown()
        return manifest

    async def _room(self, tenant: str, handle: str, size: int, until_ms: int) -> None:
        limit = self._limits.tenant_results_bytes_max
        if not await self._reserve(tenant, handle, size, until_ms, limit):
            raise LimitExceeded(
                f"The results kept would be over the limit of {limit} bytes.",
                hint="Delete results that are not needed any more, or ask for less.",
            )

    async def _damaged(self, manifest: Manifest) -> CorruptRecord:
        await self._erase(manifest.handle, manifest.tenant, manifest.chunk_count)
        return _damaged()

    def _now_ms(self) -> int:
        return round(self._clock() * 1000)

    # The primitives.

    @abstractmethod
    async def _reserve(self, tenant: str, handle: str, size: int, until_ms: int, limit: int) -> bool:
        """Count the result as this large until then, if all of the tenant's stay within the limit."""

    @abstractmethod
    async def _handles(self, tenant: str) -> list[tuple[str, int]]:
        """List everything that was reserved for a tenant and not given back, with its bytes."""

    @abstractmethod
    async def _write_chunk(self, handle: str, number: int, chunk: bytes, until_ms: int) -> None:
        """Keep one chunk."""

    @abstractmethod
    async def _write_manifest(self, handle: str, manifest: bytes, until_ms: int) -> None:
        """Make the result visible."""

    @abstractmethod
    async def _read_manifest(self, handle: str) -> bytes | None:
        """Return the manifest, None where there is none."""

    @abstractmethod
    async def _read_chunks(self, handle: str, numbers: range) -> list[bytes | None]:
        """Return these chunks."""

    @abstractmethod
    async def _erase(self, handle: str, tenant: str, chunk_count: int) -> None:
        """Remove the manifest first, then the chunks, then what was counted for them."""

    @abstractmethod
    async def close(self) -> None:
        """Give back connections and files."""


def _damaged() -> CorruptRecord:
    return CorruptRecord(
        "The result is damaged or not whole any more; it was removed.", hint="Run the tool again."
    )


async def _chunks(body: Body) -> AsyncIterator[bytes]:
    """Cut what comes into chunks of one size; the last one is shorter."""
    held = bytearray()
    async for part in _parts(body):
        held += part
        while len(held) >= CHUNK_BYTES:
            yield bytes(held[:CHUNK_BYTES])
            del held[:CHUNK_BYTES]
    if held:
        yield bytes(held)


async def _parts(body: Body) -> AsyncIterator[bytes]:
    if isinstance(body, bytes):
        for start in range(0, len(body), CHUNK_BYTES):
            yield body[start : start + CHUNK_BYTES]
    else:
        async for part in body:
            yield part
