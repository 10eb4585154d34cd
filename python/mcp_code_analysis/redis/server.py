"""One pool of connections to Redis, and the commands sent over it.

Every wait has a limit. redis-py itself repeats nothing; a call that is ``repeatable`` (it reads, or doing it
twice has one effect) is sent once more when its answer was lost.
Knows no key of ours.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NewType, TypeAlias, TypeVar

import msgspec
from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import Connection, SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from mcp_code_analysis.errors import StoreUnavailable
from mcp_code_analysis.redis.address import Address
from mcp_code_analysis.redis.meaning import meaning

Key = NewType("Key", str)
"""The name of a key that a script touches."""

Part: TypeAlias = str | bytes | int
Parts: TypeAlias = tuple[Part, ...]
Reply: TypeAlias = "int | bytes | list[Reply] | None"
"""What Redis answers with, in the second version of its protocol."""

T = TypeVar("T")


class Limits(msgspec.Struct, frozen=True):
    """How long a call may take at most, and over how many connections calls are spread.

    An attempt is all of it: the wait for a connection, connecting, sending, the answer. A call that may be
    repeated has two of them.
    """

    connect_seconds: float = 0.5
    attempt_seconds: float = 0.5
    connections_max: int = 32


class Server:
    """One Redis server. Connects at the first call, and again by itself after it was away."""

    def __init__(self, address: Address, limits: Limits | None = None) -> None:
        limits = limits or Limits()
        self._limits = limits
        self.location = address.location
        tls: dict[str, Any] = {**(address.tls or {})}
        self._pool = BlockingConnectionPool(
            max_connections=limits.connections_max,
            timeout=None,
            socket_connect_timeout=limits.connect_seconds,
            socket_timeout=None,
            retry=Retry(NoBackoff(), 0),
            protocol=2,
            connection_class=Connection if address.tls is None else SSLConnection,
            host=address.host,
            port=address.port,
            db=address.database,
            username=address.username,
            password=address.password,
            **tls,
        )
        self._client = Redis(connection_pool=self._pool)
        self._execute: Callable[..., Awaitable[Reply]] = self._client.execute_command
        # Answers arrive as the server sent them; what they mean stands next to each command and script.
        self._client.response_callbacks.clear()

    async def command(self, *parts: Part, repeatable: bool = False) -> Reply:
        """Send one command."""
        return await self._call(lambda: self._execute(*parts), repeatable=repeatable)

    async def commands(self, batch: Sequence[Sequence[Part]], *, repeatable: bool = False) -> list[Reply]:
        """Send several commands in one packet; they are not one atomic step."""

        async def send() -> list[Reply]:
            async with self._client.pipeline(transaction=False) as pipeline:
                for parts in batch:
                    pipeline.execute_command(*parts)
                return await pipeline.execute()

        return await self._call(send, repeatable=repeatable)

    async def evaluate(
        self, text: str, digest: str, keys: Sequence[Key], arguments: Sequence[Part], *, repeatable: bool
    ) -> Reply:
        """Run a script, sending its text only when the server does not know it yet."""

        async def send() -> Reply:
            try:
                return await self._execute("EVALSHA", digest, len(keys), *keys, *arguments)
            except exceptions.NoScriptError:
                return await self._execute("EVAL", text, len(keys), *keys, *arguments)

        return await self._call(send, repeatable=repeatable)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()
        await self._pool.aclose()

    async def _call(self, send: Callable[[], Awaitable[T]], *, repeatable: bool) -> T:
        try:
            try:
                return await self._attempt(send)
            except (exceptions.ConnectionError, exceptions.TimeoutError, OSError) as error:
                if not repeatable or meaning(error, self.location).code != StoreUnavailable.code:
                    raise
                await asyncio.sleep(random.uniform(0.0, 0.02))  # noqa: S311 - spreads callers
                return await self._attempt(send)
        # Not only its own errors leave redis-py; whatever leaves it becomes one of ours here.
        except Exception as error:
            raise meaning(error, self.location) from error

    async def _attempt(self, send: Callable[[], Awaitable[T]]) -> T:
        # One timer in place of redis-py's three. What it interrupts loses its connection, so that an answer
        # that comes too late is never taken for the next one's.
        async with asyncio.timeout(self._limits.attempt_seconds):
            return await send()
