"""One Redis server: its connections, and batches of commands sent over one of them.

A batch travels in one packet on one connection, so what goes with a write (WAIT behind it, ASKING before it)
reaches the server that takes the write. Repeats nothing and knows no topology.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, NewType, TypeAlias

import hiredis
import msgspec
from redis import exceptions
from redis.asyncio.connection import Connection, SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from mcp_code_analysis.breaker import Breaker, Policy
from mcp_code_analysis.redis.address import Login, Place
from mcp_code_analysis.redis.credentials import TokenProvider
from mcp_code_analysis.redis.limit import Limit

Key = NewType("Key", str)
"""The name of a key that a script touches."""

Part: TypeAlias = str | bytes | int
Parts: TypeAlias = tuple[Part, ...]
Reply: TypeAlias = "int | bytes | list[Reply] | None"
"""What Redis answers with, in the second version of its protocol."""

Refusal: TypeAlias = exceptions.ResponseError
"""What Redis answers with when it refuses a command."""

FAILURES_MAX: Final = 2
"""After how many failures in a row a server is left alone for a while."""

IDLE_CHECKED_SECONDS: Final = 1.0
"""A connection idle for longer is looked at before it is used: the server may have closed it."""


class Limits(msgspec.Struct, frozen=True):
    """How long a call may take at most, and over how many connections to one server calls are spread.

    An attempt is all of it: the wait for a connection, connecting, sending, being sent elsewhere, the answer.
    ``connect_seconds`` bounds a connection that is opened to listen.
    A call that may be repeated has two of them. ``confirm_seconds`` is added where replicas have to confirm,
    once the server itself has answered.
    As many attempts as open a breaker fit into one second: that is what a server that hangs costs a caller.
    """

    connect_seconds: float = 0.4
    attempt_seconds: float = 0.4
    confirm_seconds: float = 1.0
    connections_max: int = 32


class Node:
    """One server. Connects at the first call; must be called under a time limit of the caller's."""

    def __init__(
        self,
        place: Place,
        login: Login,
        *,
        database: int = 0,
        tls: dict[str, Any] | None,
        provider: TokenProvider | None = None,
        limits: Limits,
    ) -> None:
        self.place = place
        self.breaker: Final = Breaker(Policy(failures_max=FAILURES_MAX))
        self._class = Connection if tls is None else SSLConnection
        self._options: dict[str, Any] = {
            **(tls or {}),
            "host": place[0],
            "port": place[1],
            "db": database,
            "username": login.username,
            "password": login.password,
            "credential_provider": provider,
            "protocol": 2,
            "socket_connect_timeout": None,
            "socket_timeout": None,
            "retry": Retry(NoBackoff(), 0),
        }
        self._provider = provider
        self._connect_seconds = limits.connect_seconds
        self._room = asyncio.Semaphore(limits.connections_max)
        self._idle: list[_Idle] = []
        self._is_closed = False

    async def exchange(
        self, batch: Sequence[Sequence[Part]], answered: Callable[[], None] | None = None
    ) -> list[Reply | Refusal]:
        """Send commands in one packet and return their answers; a refusal is an answer, not raised.

        ``answered`` is called when the first answer is there.

        Raises what redis-py raises when the connection fails; it is gone then, and the idle ones with it.
        """
        async with self._room:
            connection, retired_seconds = await self._connection()
            try:
                await connection.send_packed_command(_packed(batch), check_health=False)
                replies = [await _reply(connection)]
                if answered:
                    answered()
                replies += [await _reply(connection) for _ in batch[1:]]
            except BaseException as error:
                # Also when cancelled: an answer that comes too late must not be taken for the next one's.
                await connection.disconnect(nowait=True)
                if isinstance(error, (exceptions.RedisError, OSError)):
                    await self.drop_idle()
                raise
            if self._is_closed:
                await connection.disconnect(nowait=True)
            else:
                self._idle.append(_Idle(connection, retired_seconds, time.monotonic()))
            return replies

    async def connect(self) -> Connection:
        """Open a connection that is the caller's own, and the caller's to close."""
        async with Limit(self._connect_seconds):
            return await self._opened()

    async def _opened(self) -> Connection:
        connection = self._class(**self._options)
        try:
            await connection.connect()  # type: ignore[no-untyped-call]
        except BaseException:
            await connection.disconnect(nowait=True)
            raise
        return connection

    async def drop_idle(self) -> None:
        """Close every connection that nobody uses now."""
        idle, self._idle = self._idle, []
        for entry in idle:
            await entry.connection.disconnect(nowait=True)

    async def close(self) -> None:
        """Close every connection, those in use when their call ends."""
        self._is_closed = True
        idle, self._idle = self._idle, []
        # TLS says farewell: a connection is gone only when that was answered, or its time is up.
        await asyncio.gather(*(entry.connection.disconnect() for entry in idle), return_exceptions=True)

    async def _connection(self) -> tuple[Connection, float]:
        """Return a connection that nobody uses, and until when it is good."""
        provider = self._provider
        while self._idle:
            connection, retired_seconds, since = self._idle.pop()
            is_retired = provider is not None and provider.is_retired(retired_seconds)
            if not is_retired and await _is_usable(connection, since):
                return connection, retired_seconds
            await connection.disconnect(nowait=True)
        connection = await self._opened()
        return connection, provider.retired_seconds if provider else math.inf


def _packed(batch: Sequence[Sequence[Part]]) -> bytes:
    # In C: redis-py's own packer takes as long as the server takes for a write.
    return b"".join(hiredis.pack_command(tuple(parts)) for parts in batch)  # type: ignore[arg-type]


class _Idle(NamedTuple):
    """A connection that nobody uses since then, and until when whoever let it in keeps it."""

    connection: Connection
    retired_seconds: float
    since_seconds: float


async def _is_usable(connection: Connection, since: float) -> bool:
    if time.monotonic() - since < IDLE_CHECKED_SECONDS:
        return bool(connection.is_connected)
    try:
        return bool(connection.is_connected) and not await connection.can_read()
    except (exceptions.RedisError, OSError):
        return False


async def _reply(connection: Connection) -> Reply | Refusal:
    try:
        reply: Reply = await connection.read_response(disconnect_on_error=False)
    except exceptions.ResponseError as refusal:
        return refusal
    return reply
