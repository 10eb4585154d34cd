"""Keeping a cache within its share of a Redis that evicts nothing, because sessions stand there as well.

    P:cacheuse:{bucket}    ZSET   entry -> when it was used last, ms
    P:cachesize:{bucket}   HASH   entry -> its bytes, and their total

Entries are spread over buckets, each with its part of the share; what was used least lately in a bucket goes
first. Only entries of the cache are ever named here, so nothing else can go. Where Redis evicts by itself
nothing is counted.
"""

from __future__ import annotations

import asyncio
import zlib
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from mcp_code_analysis.cache import redis_scripts as scripts
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.redis import Key, Server

BUCKETS: Final = 16
UNKNOWN_BYTES: Final = -1
EVICTS_NOTHING: Final = b"noeviction"

_FIELDS_MAX: Final = 4000


class Limiter:
    """What a cache under one key prefix may take."""

    def __init__(self, server: Server, prefix: str, limits: CacheLimits) -> None:
        self._server = server
        self._prefix = prefix
        share = limits.shared_bytes_max / BUCKETS
        self._high_bytes = int(share * limits.high_water)
        self._low_bytes = int(share * limits.low_water)
        self._is_needed: bool | None = None
        self.evicted = 0

    async def used(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """Note entries that were written, with their bytes, or read, ``UNKNOWN_BYTES``.

        Returns those that have to go, with their bytes; they are not counted any more.
        """
        if not sizes or not await self._counts():
            return {}
        buckets: dict[int, list[str]] = defaultdict(list)
        for name, size in sizes.items():
            buckets[zlib.crc32(name.encode()) % BUCKETS] += [name, str(size)]
        calls = [
            self._used(bucket, fields[start : start + _FIELDS_MAX])
            for bucket, fields in buckets.items()
            for start in range(0, len(fields), _FIELDS_MAX)
        ]
        gone: dict[str, int] = {}
        for found in await asyncio.gather(*calls):
            gone.update(found)
        self.evicted += len(gone)
        return gone

    async def _used(self, bucket: int, fields: list[str]) -> dict[str, int]:
        uses, sizes = (
            Key(f"{self._prefix}:{kind}:{{cache{bucket:02}}}") for kind in ("cacheuse", "cachesize")
        )
        return await scripts.used(
            self._server,
            uses=uses,
            sizes=sizes,
            high_bytes=self._high_bytes,
            low_bytes=self._low_bytes,
            fields=tuple(fields),
        )

    async def _counts(self) -> bool:
        """Say whether anybody has to count: a Redis that says nothing of its policy is counted for."""
        if self._is_needed is None:
            replies = await self._server.ask("INFO", "memory")
            policies = [reply for reply in replies if isinstance(reply, bytes)]
            self._is_needed = any(
                b"maxmemory_policy:" not in policy or b"maxmemory_policy:" + EVICTS_NOTHING in policy
                for policy in policies
            )
        return self._is_needed
