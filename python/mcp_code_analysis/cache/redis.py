"""The second tier on Redis, shared by all instances.

    P:cache:{key}        STRING  an envelope, or for a large one the list of its chunks
    P:cache:{key}:cNNNN  STRING  the tag of the write that it belongs to, and 256 kB of the envelope
    P:cache:{key}:lease  STRING  the token of whoever computes the entry
    and what ``redis_generations`` and ``redis_limiter`` say

Every key has a lifetime. The list is written after its chunks; chunks of another write are told by their tag.
Refuses entries above the largest size, and to wait longer than a cache is worth.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from mcp_code_analysis._native import CodecError, seal, unseal
from mcp_code_analysis.cache import redis_scripts as scripts
from mcp_code_analysis.cache.redis_generations import Generations
from mcp_code_analysis.cache.redis_limiter import UNKNOWN_BYTES, Limiter
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.redis import Key, Limits, Part, Server

CHUNK_BYTES: Final = 256 * 1024
CHUNKS_SCHEMA: Final = 17
WAIT: Final = Limits(connect_seconds=0.25, attempt_seconds=0.5, connections_max=8)
"""A whole tree is one attempt; what takes longer than this is computed."""

_TAG_BYTES: Final = 8
_BATCH_BYTES: Final = 4 * 1024 * 1024
_BATCH_KEYS: Final = 1000


class _Chunks(msgspec.Struct, frozen=True):
    tag: bytes
    count: int
    size_bytes: int


class RedisShelf:
    """A cache on Redis."""

    def __init__(
        self,
        server: Server,
        *,
        prefix: str = "mcp",
        limits: CacheLimits = CacheLimits(),
    ) -> None:
        self._server = server
        self._prefix = prefix
        self._limits = limits
        self._generations = Generations(server, prefix)
        self._limiter = Limiter(server, prefix, limits)
        self.damaged = 0

    @property
    def evicted(self) -> int:
        """Return how many entries this process has seen to it that they went."""
        return self._limiter.evicted

    async def load(self, keys: Sequence[str]) -> list[bytes | None]:
        """Return what is kept under each key, in order; they count as used now."""
        found: list[bytes | None] = []
        for start in range(0, len(keys), _BATCH_KEYS):
            batch = [("GET", self._key(key)) for key in keys[start : start + _BATCH_KEYS]]
            replies = await self._server.commands(batch, repeatable=True)
            found.extend(reply if isinstance(reply, bytes) else None for reply in replies)
        for place, body in enumerate(found):
            if body is not None and (chunks := _chunks(body)):
                found[place] = await self._assembled(keys[place], chunks)
        read = {key: UNKNOWN_BYTES for key, body in zip(keys, found, strict=True) if body is not None}
        await self._bound(read)
        return found

    async def save(self, entries: Mapping[str, bytes], ttl_seconds: float) -> None:
        """Keep entries for that long at most; what is too large is left out."""
        ttl_ms = round(ttl_seconds * 1000)
        fitting = {key: len(body) for key, body in entries.items()}
        # Counted first: what goes makes room for what comes.
        await self._bound({k: size for k, size in fitting.items() if size <= self._limits.entry_bytes_max})
        batch: list[Sequence[Part]] = []
        size = 0
        for key, body in entries.items():
            if len(body) > self._limits.entry_bytes_max:
                batch.append(("UNLINK", self._key(key)))  # What it was before is not what it is now.
                continue
            for command in self._written(key, body, ttl_ms):
                batch.append(command)
                size += len(command[2]) if isinstance(command[2], bytes) else 0
                if size >= _BATCH_BYTES or len(batch) >= _BATCH_KEYS:
                    await self._server.commands(batch, repeatable=True)
                    batch, size = [], 0
        if batch:
            await self._server.commands(batch, repeatable=True)

    async def delete(self, keys: Sequence[str]) -> None:
        """Forget entries; chunks that nothing lists any more end with their lifetime."""
        if keys:
            batch = [("UNLINK", self._key(key)) for key in keys]
            await self._server.commands(batch, repeatable=True)

    async def generation(self, namespace: str) -> int:
        """Return the namespace's generation, without a question where it is heard of."""
        return await self._generations.current(namespace)

    async def advance(self, namespace: str) -> int:
        """Begin a new generation of the namespace, and return it."""
        return await self._generations.advance(namespace)

    async def lease(self, key: str, seconds: float) -> str | None:
        """Return a token if nobody else has the key's lease."""
        token = secrets.token_hex(12)
        lease_ms = round(seconds * 1000)
        reply = await self._server.command("SET", self._lease(key), token, "NX", "PX", lease_ms)
        return token if reply == b"OK" else None

    async def release(self, key: str, token: str) -> None:
        """End the lease if the token has it."""
        await scripts.release(self._server, lease=self._lease(key), token=token)

    async def size_bytes(self) -> int | None:
        """Return None: Redis counts bytes of all its data, not of ours."""
        return None

    async def close(self) -> None:
        """Close every connection."""
        await self._generations.close()
        await self._server.close()

    async def _bound(self, sizes: Mapping[str, int]) -> None:
        """Note what was used, and remove what has to go."""
        gone = await self._limiter.used(sizes)
        keys = [name for key, size in gone.items() for name in self._names(key, size)]
        for start in range(0, len(keys), _BATCH_KEYS):
            batch = [("UNLINK", name) for name in keys[start : start + _BATCH_KEYS]]
            await self._server.commands(batch, repeatable=True)

    def _names(self, key: str, size: int) -> list[Key]:
        """Return the names that an entry of that size stands under."""
        name = self._key(key)
        count = -(-size // CHUNK_BYTES) if size > CHUNK_BYTES else 0
        return [name, *(Key(f"{name}:c{number:04}") for number in range(count))]

    def _lease(self, key: str) -> Key:
        return Key(f"{self._key(key)}:lease")

    def _key(self, key: str) -> Key:
        return Key(f"{self._prefix}:cache:{{{key}}}")

    def _written(self, key: str, body: bytes, ttl_ms: int) -> list[Sequence[Part]]:
        name = self._key(key)
        if len(body) <= CHUNK_BYTES:
            return [("SET", name, body, "PX", ttl_ms)]
        tag = secrets.token_bytes(_TAG_BYTES)
        parts = [body[start : start + CHUNK_BYTES] for start in range(0, len(body), CHUNK_BYTES)]
        chunks = _Chunks(tag, len(parts), len(body))
        listed = seal(msgspec.structs.asdict(chunks), schema=CHUNKS_SCHEMA)
        return [
            *(("SET", f"{name}:c{number:04}", tag + part, "PX", ttl_ms) for number, part in enumerate(parts)),
            ("SET", name, listed, "PX", ttl_ms),
        ]

    async def _assembled(self, key: str, chunks: _Chunks) -> bytes | None:
        """Put the chunks together, one at a time so that others get their turn; None unless all are there."""
        parts: list[bytes] = []
        if chunks.size_bytes <= self._limits.entry_bytes_max:
            for number in range(chunks.count):
                part = await self._server.command("GET", f"{self._key(key)}:c{number:04}", repeatable=True)
                if not isinstance(part, bytes) or part[:_TAG_BYTES] != chunks.tag:
                    break
                parts.append(part[_TAG_BYTES:])
        body = b"".join(parts)
        if len(body) == chunks.size_bytes and len(parts) == chunks.count:
            return body
        self.damaged += 1
        await self.delete([key])
        return None


def _chunks(body: bytes) -> _Chunks | None:
    """Return the list of chunks that an entry is, None for an entry that is whole in itself."""
    if len(body) > 256:
        return None
    try:
        return msgspec.convert(unseal(body, schema=CHUNKS_SCHEMA), _Chunks)
    except (CodecError, msgspec.ValidationError):
        return None
