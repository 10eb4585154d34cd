"""The sessions of each tenant on Redis: lists that may name sessions that are gone, and miss none that lives.

    P:idx:{tenant.bucket}    ZSET    session id -> until when it is listed, ms
    P:ids:{tenant.bucket}    ZSET    the same ids in the order of their names

Entries are spread over buckets, so that the lists of a large tenant are on all nodes of a cluster.
Never asks whether a session lives.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from typing import Final

from mcp_code_analysis.redis import Evaluator, Key, Server
from mcp_code_analysis.sessions import redis_scripts as scripts

BUCKETS: Final = 16


class SessionLists:
    """The lists under one key prefix."""

    def __init__(self, server: Server, prefix: str) -> None:
        self._server = server
        self._prefix = prefix

    async def enter(
        self,
        session_id: str,
        cover_ms: int,
        evaluator: Evaluator | None = None,
        *,
        least_until_ms: int = 0,
    ) -> int:
        """List the session for at least that long, and return until when; no two answers are the same.

        ``least_until_ms``, on the server's clock, is the least answer.
        """
        expiries, names = self.keys(session_id)
        return await scripts.register(
            evaluator or self._server,
            expiries=expiries,
            names=names,
            session_id=session_id,
            cover_ms=cover_ms,
            least_until_ms=least_until_ms,
        )

    async def entry(self, session_id: str) -> int | None:
        """Return until when the session is listed, None where it is not."""
        expiries, _ = self.keys(session_id)
        score = await self._server.command("ZSCORE", expiries, session_id, repeatable=True)
        return int(float(score)) if isinstance(score, bytes) else None

    async def leave(self, session_id: str, until_ms: int) -> bool:
        """Take a session off the list, unless it has another entry than that by now."""
        expiries, names = self.keys(session_id)
        return await scripts.unregister(
            self._server, expiries=expiries, names=names, session_id=session_id, until_ms=until_ms
        )

    async def listed(self, tenant: str, after: str | None, limit: int) -> tuple[list[str], bool]:
        """Return the next ids on the tenant's list in order, and whether these are all."""
        start, size = f"({after}" if after else "-", limit // BUCKETS * 2 + BUCKETS
        replies = await self._server.commands(
            [
                ("ZRANGE", self._bucket("ids", tenant, bucket), start, "+", "BYLEX", "LIMIT", 0, size)
                for bucket in range(BUCKETS)
            ],
            repeatable=True,
        )
        buckets = [
            [name.decode() for name in reply if isinstance(name, bytes)]
            for reply in replies
            if isinstance(reply, list)
        ]
        # Beyond the end of a bucket that was cut there may be more ids that belong in between.
        ends = [names[-1] for names in buckets if len(names) == size]
        ids = sorted(name for names in buckets for name in names if not ends or name <= min(ends))
        return ids, not ends

    async def sampled(self, tenants: list[str], count: int) -> list[list[str]]:
        """Return some ids on the list of each tenant, up to so many of each of its buckets."""
        replies = await self._server.commands(
            [
                ("ZRANGE", self._bucket("ids", tenant, bucket), 0, count - 1)
                for tenant in tenants
                for bucket in range(BUCKETS)
            ],
            repeatable=True,
        )
        names = [
            [name.decode() for name in reply if isinstance(name, bytes)] if isinstance(reply, list) else []
            for reply in replies
        ]
        starts = range(0, len(names), BUCKETS)
        return [[name for found in names[start : start + BUCKETS] for name in found] for start in starts]

    async def entries(self, tenant: str, count: int) -> AsyncIterator[list[tuple[str, int]]]:
        """Yield what is on a tenant's lists, with until when, so many at a time; some may be passed over."""
        for bucket in range(BUCKETS):
            key, start = self._bucket("idx", tenant, bucket), 0
            while True:
                reply = await self._server.command(
                    "ZRANGE", key, start, start + count - 1, "WITHSCORES", repeatable=True
                )
                flat = [part for part in reply if isinstance(part, bytes)] if isinstance(reply, list) else []
                if not flat:
                    break
                yield [
                    (name.decode(), int(float(until)))
                    for name, until in zip(flat[::2], flat[1::2], strict=True)
                ]
                start += count

    def keys(self, session_id: str) -> tuple[Key, Key]:
        """Return the keys of the two lists that the session is on."""
        tenant, bucket = session_id.split(".", 1)[0], zlib.crc32(session_id.encode()) % BUCKETS
        return self._bucket("idx", tenant, bucket), self._bucket("ids", tenant, bucket)

    def _bucket(self, kind: str, tenant: str, bucket: int) -> Key:
        return Key(f"{self._prefix}:{kind}:{{{tenant}.{bucket:02}}}")
