"""The only door to Redis: one pool of connections, commands, typed scripts, and what the errors mean.

Every wait has a limit. redis-py itself repeats nothing; a call that is ``repeatable`` (it reads, or doing it
twice has one effect) is sent once more when its answer was lost.
Knows no key of ours; refuses URL options that would loosen a limit or a check.
"""

from __future__ import annotations

import asyncio
import functools
import hashlib
import inspect
import random
import ssl
import typing
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from types import MappingProxyType
from typing import Concatenate, Final, NewType, ParamSpec, TypeAlias, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import Connection, SSLConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from mcp_code_analysis.errors import (
    CodeAnalysisError,
    CorruptRecord,
    InternalError,
    InvalidRequest,
    StoreAuthentication,
    StoreFull,
    StoreMisconfigured,
    StoreReadOnly,
    StoreUnavailable,
)

Key = NewType("Key", str)
"""The name of a key that a script touches."""

Part: TypeAlias = str | bytes | int
Parts: TypeAlias = tuple[Part, ...]
Reply: TypeAlias = "int | bytes | list[Reply] | None"
"""What Redis answers with, in the second version of its protocol."""

P = ParamSpec("P")
T = TypeVar("T")

PORT_DEFAULT: Final = 6379
_TLS_OPTIONS: Final = frozenset({"ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_password"})


class Limits(msgspec.Struct, frozen=True):
    """How long a call may take at most, and over how many connections calls are spread.

    An attempt is all of it: the wait for a connection, connecting, sending, the answer. A call that may be
    repeated has two of them.
    """

    connect_seconds: float = 0.5
    attempt_seconds: float = 0.5
    connections_max: int = 32


class Address(msgspec.Struct, frozen=True):
    """Where a server is, taken from a URL.

    ``location`` names it without secrets; ``options`` are those of the URL that are the caller's, not ours.
    """

    location: str
    host: str
    port: int
    database: int
    username: str | None
    password: str | None
    tls: dict[str, str] | None
    options: dict[str, str]

    @classmethod
    def parse(cls, url: str, own_options: frozenset[str] = frozenset()) -> Address:
        """Take a ``redis://`` or ``rediss://`` URL apart; raise InvalidRequest for what is wrong with it."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "localhost", parts.port or PORT_DEFAULT
            database = int(parts.path.strip("/") or 0)
        except ValueError as error:
            raise InvalidRequest(
                "The Redis URL cannot be read.", hint="Write redis://[user:password@]host[:port][/database]."
            ) from error
        encrypted = parts.scheme == "rediss"
        allowed = own_options | (_TLS_OPTIONS if encrypted else frozenset())
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        if unknown := options.keys() - allowed:
            raise InvalidRequest(
                f"The Redis URL has an option {min(unknown)!r} that does not exist for {parts.scheme}.",
                nearest=tuple(sorted(allowed)),
                hint=f"Use {', '.join(sorted(allowed))}." if allowed else None,
            )
        shown = f"[{host}]" if ":" in host else host
        return cls(
            location=f"{parts.scheme}://{shown}:{port}/{database}",
            host=host,
            port=port,
            database=database,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls={name: value for name, value in options.items() if name in _TLS_OPTIONS}
            if encrypted
            else None,
            options={name: value for name, value in options.items() if name in own_options},
        )


class Server:
    """One Redis server. Connects at the first call, and again by itself after it was away."""

    def __init__(self, address: Address, limits: Limits | None = None) -> None:
        limits = limits or Limits()
        self._limits = limits
        self.location = address.location
        tls: dict[str, typing.Any] = {**(address.tls or {})}
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
                if not repeatable or _meaning(error, self.location).code != StoreUnavailable.code:
                    raise
                await asyncio.sleep(random.uniform(0.0, 0.02))  # noqa: S311 - spreads callers
                return await self._attempt(send)
        # Not only its own errors leave redis-py; whatever leaves it becomes one of ours here.
        except Exception as error:
            raise _meaning(error, self.location) from error

    async def _attempt(self, send: Callable[[], Awaitable[T]]) -> T:
        # One timer in place of redis-py's three. What it interrupts loses its connection, so that an answer
        # that comes too late is never taken for the next one's.
        async with asyncio.timeout(self._limits.attempt_seconds):
            return await send()


Script: TypeAlias = Callable[Concatenate[Server, P], Coroutine[object, object, T]]


def script(
    *, repeatable: bool, allow_oom: bool = False, constants: Mapping[str, int] = MappingProxyType({})
) -> Callable[[Callable[Concatenate[Reply, P], T]], Script[P, T]]:
    """Make a script of a function: its docstring is the Lua, its parameters are the Lua's locals.

    Parameters of type ``Key`` are keys, a last one of type ``Parts`` takes the rest, an ``int`` arrives as a
    number. The function's body turns the reply, its first parameter, into what the script's caller gets.
    ``repeatable``: running it twice has one effect. ``allow_oom``: it may run on a server that is full.
    ``constants`` are locals as well, written into the text.
    """

    def build(decode: Callable[Concatenate[Reply, P], T]) -> Script[P, T]:
        text, keys, arguments, rest = _lua(decode, constants, allow_oom=allow_oom)
        digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

        async def run(server: Server, /, *_: P.args, **values: P.kwargs) -> T:
            given: Mapping[str, typing.Any] = values
            parts = [given[name] for name in arguments]
            if rest:
                parts.extend(given[rest])
            reply = await server.evaluate(
                text, digest, [given[name] for name in keys], parts, repeatable=repeatable
            )
            return decode(reply, *_, **values)

        functools.update_wrapper(run, decode)
        return run

    return build


def _lua(
    decode: Callable[..., object], constants: Mapping[str, int], *, allow_oom: bool
) -> tuple[str, list[str], list[str], str | None]:
    """Return the whole text, the names of the keys, of the arguments, and of what takes the rest."""
    if not decode.__doc__:
        raise StoreMisconfigured("Python runs without docstrings.", hint="Start it without -OO.")
    hints = typing.get_type_hints(decode)
    names = list(inspect.signature(decode).parameters)[1:]
    keys = [name for name in names if hints[name] is Key]
    rest = next((name for name in names if hints[name] == Parts), None)
    arguments = [name for name in names if name not in keys and name != rest]
    lines = ["#!lua flags=allow-oom" if allow_oom else "#!lua"]
    lines += [f"local {name} = {value}" for name, value in constants.items()]
    lines += [f"local {name} = KEYS[{place}]" for place, name in enumerate(keys, 1)]
    for place, name in enumerate(arguments, 1):
        value = f"ARGV[{place}]"
        lines.append(f"local {name} = {f'tonumber({value})' if hints[name] is int else value}")
    if rest:
        lines.append(f"local {rest} = {{unpack(ARGV, {len(arguments) + 1})}}")
    return "\n".join([*lines, inspect.cleandoc(decode.__doc__)]), keys, arguments, rest


def _meaning(error: Exception, location: str) -> CodeAnalysisError:
    """Return our error that says what happened; redis-py's own are nested, so the order matters."""
    match error:
        case (
            exceptions.AuthenticationError()
            | exceptions.AuthorizationError()
            | exceptions.NoPermissionError()
        ):
            return StoreAuthentication(
                f"{location} refused the credentials: {error}",
                hint="Check user and password in the store's URL.",
            )
        case exceptions.ConnectionError() if isinstance(error.__context__, ssl.SSLCertVerificationError):
            return StoreMisconfigured(
                f"{location} showed a certificate that cannot be trusted.",
                hint="Name the authority's file as ssl_ca_certs in the URL.",
            )
        case exceptions.ConnectionError() | exceptions.TimeoutError() | OSError():
            return StoreUnavailable(
                f"{location} does not answer: {str(error) or 'time is up'}",
                hint="Start Redis there, or name another store.",
                retry_after=1.0,
            )
        case exceptions.OutOfMemoryError():
            return StoreFull(f"{location} has no memory left.", retry_after=5.0)
        case exceptions.ReadOnlyError():
            return StoreReadOnly(f"{location} is a replica and takes no writes.", retry_after=1.0)
        case exceptions.AskError() | exceptions.ClusterError() | exceptions.ClusterCrossSlotError():
            return StoreMisconfigured(
                f"{location} is part of a Redis Cluster.", hint="Name a single Redis server."
            )
        case exceptions.ResponseError():
            return _meaning_of_text(str(error), location)
        case exceptions.DataError():
            return InternalError(f"A command for {location} could not be written: {error}")
        case _:
            return StoreUnavailable(f"The connection to {location} failed: {error!r}", retry_after=1.0)


def _meaning_of_text(text: str, location: str) -> CodeAnalysisError:
    match text.split(" ", 1)[0]:
        case "MISCONF" | "NOREPLICAS":
            return StoreReadOnly(f"{location} takes no writes at present: {text}", retry_after=5.0)
        case "BUSY":
            return StoreUnavailable(f"{location} is busy with a script: {text}", retry_after=1.0)
        case "WRONGTYPE":
            return CorruptRecord(f"{location} holds something of another kind under a key of ours.")
        case _ if "user_script" in text:
            return InternalError(f"A script failed on {location}: {text}")
        case _:
            return StoreMisconfigured(
                f"{location} refused a command: {text}", hint="Redis 7 or later is needed."
            )
