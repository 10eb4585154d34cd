"""Results on Redis, shared by all instances.

    P:result:{rid}         HASH    m sealed manifest
    P:result:{rid}:cNNNN   STRING  sealed chunk
    P:results:{tenant}     ZSET    result -> when it ends, ms
    P:resultsize:{tenant}  HASH    result -> its bytes, and their total

All of one result stands in one slot, and what a tenant keeps in another. Every key has a lifetime.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.redis import Key, Server, together
from mcp_code_analysis.results import redis_scripts as scripts
from mcp_code_analysis.results.base import MARGIN_MS, ResultBase


class RedisResults(ResultBase):
    """A store of results on a Redis server."""

    def __init__(
        self,
        server: Server,
        *,
        prefix: str = "mcp",
        limits: CacheLimits = CacheLimits(),
        clock: Callable[[], float] = time.time,
        keyring: Sealer | None = None,
    ) -> None:
        super().__init__(limits, clock, keyring)
        self._server = server
        self._prefix = prefix

    async def close(self) -> None:
        """Close every connection."""
        await self._server.close()

    async def _reserve(self, tenant: str, handle: str, size: int, until_ms: int, limit: int) -> bool:
        ends, sizes = self._share(tenant)
        return await scripts.reserve(
            self._server, ends=ends, sizes=sizes, handle=handle, size=size, until_ms=until_ms, limit=limit
        )

    async def _handles(self, tenant: str) -> list[tuple[str, int]]:
        _, sizes = self._share(tenant)
        reply = await self._server.command("HGETALL", sizes, repeatable=True)
        fields = [field for field in reply if isinstance(field, bytes)] if isinstance(reply, list) else []
        found = dict(zip(fields[::2], fields[1::2], strict=True))
        return [(name.decode(), int(size)) for name, size in found.items() if name != b"total"]

    async def _write_chunk(self, handle: str, number: int, chunk: bytes, until_ms: int) -> None:
        name = self._chunk(handle, number)
        await self._server.command("SET", name, chunk, "PX", self._life_ms(until_ms), repeatable=True)

    async def _write_manifest(self, handle: str, manifest: bytes, until_ms: int) -> None:
        await scripts.show(
            self._server, manifest=self._key(handle), body=manifest, life_ms=self._life_ms(until_ms)
        )

    async def _write_whole(self, handle: str, chunks: list[bytes], manifest: bytes, until_ms: int) -> None:
        chunk_life_ms = self._life_ms(until_ms + MARGIN_MS)
        await together(
            self._server,
            lambda packet: scripts.show(
                packet, manifest=self._key(handle), body=manifest, life_ms=self._life_ms(until_ms)
            ),
            # Of one place with the manifest, so they are there before it is.
            commands=[
                ("SET", self._chunk(handle, number), chunk, "PX", chunk_life_ms)
                for number, chunk in enumerate(chunks)
            ],
        )

    async def _read_page(self, handle: str, numbers: range) -> tuple[bytes | None, list[bytes | None]]:
        chunks = [("GET", self._chunk(handle, number)) for number in numbers]
        batch = [("HGET", self._key(handle), "m"), *chunks]
        found = [
            reply if isinstance(reply, bytes) else None
            for reply in await self._server.commands(batch, repeatable=True)
        ]
        return found[0], found[1:]

    async def _read_manifest(self, handle: str) -> bytes | None:
        reply = await self._server.command("HGET", self._key(handle), "m", repeatable=True)
        return reply if isinstance(reply, bytes) else None

    async def _read_chunks(self, handle: str, numbers: range) -> list[bytes | None]:
        batch = [("GET", self._chunk(handle, number)) for number in numbers]
        replies = await self._server.commands(batch, repeatable=True)
        return [reply if isinstance(reply, bytes) else None for reply in replies]

    async def _erase(self, handle: str, tenant: str, chunk_count: int) -> None:
        names = [self._key(handle), *(self._chunk(handle, number) for number in range(chunk_count))]
        ends, sizes = self._share(tenant)
        await together(
            self._server,
            lambda packet: scripts.give_back(packet, ends=ends, sizes=sizes, handle=handle),
            commands=[("UNLINK", name) for name in names],
        )

    def _key(self, handle: str) -> Key:
        return Key(f"{self._prefix}:result:{{{handle}}}")

    def _chunk(self, handle: str, number: int) -> Key:
        return Key(f"{self._key(handle)}:c{number:04}")

    def _share(self, tenant: str) -> tuple[Key, Key]:
        return Key(f"{self._prefix}:results:{{{tenant}}}"), Key(f"{self._prefix}:resultsize:{{{tenant}}}")

    def _life_ms(self, until_ms: int) -> int:
        return max(until_ms - self._now_ms(), 1)
