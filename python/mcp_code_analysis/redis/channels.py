"""What is said on Redis channels: one connection to each server concerned, for everything a process hears.

The channels are sharded ones, so in a cluster a channel is heard from the node that has the keys of its slot.
A message may be lost while a connection is away. Whoever listens is told so with None, and looks for itself.
Speaks the second version of the protocol, waits for messages without a limit, and says nothing on a channel.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable, Coroutine, Iterator
from typing import Final, TypeAlias

from redis import exceptions
from redis.asyncio.connection import Connection

from mcp_code_analysis.errors import CodeAnalysisError
from mcp_code_analysis.redis.node import Key, Node
from mcp_code_analysis.redis.server import Server

Hear: TypeAlias = Callable[[bytes | None], None]
"""Gets each message, and None whenever some may have been missed."""

LINGER_SECONDS: Final = 5.0
"""How long a channel is still listened to after the last one who wanted it."""

ALIVE_CHECKED_SECONDS: Final = 5.0
PAUSE_SECONDS_MIN: Final = 0.05
PAUSE_SECONDS_MAX: Final = 2.0

log = logging.getLogger(__name__)


class Channels:
    """The channels of a Redis that this process listens to. Connects with the first one."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._hearers: dict[Key, list[Hear]] = {}
        self._links: dict[Node, _Link] = {}
        self._confirmed: set[Key] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @contextlib.contextmanager
    def heard(self, channel: Key, hear: Hear) -> Iterator[None]:
        """Pass on what is said on the channel, as long as the block lasts."""
        is_known = channel in self._hearers
        hearers = self._hearers.setdefault(channel, [])
        hearers.append(hear)
        if not is_known:
            self._in_background(self._listen({channel}, 0.0))
        elif channel in self._confirmed:
            # What was said since the caller last looked reached nobody, or another.
            hear(None)
        try:
            yield
        finally:
            hearers.remove(hear)
            if not hearers:
                asyncio.get_running_loop().call_later(LINGER_SECONDS, self._forget, channel)

    def is_heard(self, channel: Key) -> bool:
        """Say whether the channel is listened to now, so that nothing said since can be missed in silence."""
        return channel in self._confirmed

    async def close(self) -> None:
        """Stop listening."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._hearers.clear()

    async def _listen(self, channels: set[Key], pause: float) -> None:
        """Find out whom each channel is heard from, and listen there; again and again while nobody says."""
        while channels := {channel for channel in channels if channel in self._hearers}:
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads processes
            pause = min(max(pause * 2, PAUSE_SECONDS_MIN), PAUSE_SECONDS_MAX)
            for channel in list(channels):
                with contextlib.suppress(CodeAnalysisError, exceptions.RedisError, OSError):
                    await self._listen_to(await self._server.owner(channel), channel)
                    channels.discard(channel)

    async def _listen_to(self, node: Node, channel: Key) -> None:
        link = self._links.get(node)
        if link is None:
            link = self._links[node] = _Link(node)
            self._in_background(self._follow(link))
        await link.add(channel)

    async def _follow(self, link: _Link) -> None:
        """Pass on what a server says until its connection ends, then listen anew."""
        watch = asyncio.ensure_future(self._watch(link))
        try:
            await link.run(self._said)
        except (exceptions.RedisError, OSError) as error:
            log.debug("listening to %s ended: %r", self._server.location, error)
            self._server.doubt(link.node)
        finally:
            watch.cancel()
            del self._links[link.node]
            self._confirmed -= link.channels
            await link.close()
        self._in_background(self._listen(set(link.channels), PAUSE_SECONDS_MIN))

    async def _watch(self, link: _Link) -> None:
        """End a connection that is dead without a word, or leads to a server that has lost its keys."""
        while await link.is_alive_after(ALIVE_CHECKED_SECONDS):
            with contextlib.suppress(CodeAnalysisError):
                owners = [await self._server.owner(channel) for channel in link.channels]
                if any(owner is not link.node for owner in owners):
                    break
        await link.close()

    def _said(self, channel: Key, message: bytes | None) -> None:
        if message is None:
            self._confirmed.add(channel)
        for hear in tuple(self._hearers.get(channel, ())):
            hear(message)

    def _forget(self, channel: Key) -> None:
        if self._hearers.get(channel) == []:
            del self._hearers[channel]
            self._confirmed.discard(channel)
            for link in self._links.values():
                if channel in link.channels:
                    self._in_background(link.remove(channel))

    def _in_background(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _Link:
    """One connection that listens to one server."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.channels: set[Key] = set()
        self._connection: Connection | None = None
        self._is_heard_of = True

    async def add(self, channel: Key) -> None:
        """Listen to one more channel, now or as soon as there is a connection."""
        self.channels.add(channel)
        await self._send("SSUBSCRIBE", channel)

    async def remove(self, channel: Key) -> None:
        """Listen to one less."""
        self.channels.discard(channel)
        await self._send("SUNSUBSCRIBE", channel)

    async def run(self, said: Callable[[Key, bytes | None], None]) -> None:
        """Pass on every message, and None for a channel that is listened to from now on."""
        connection = await self.node.connect()
        # Whoever adds a channel from here on sends it itself.
        self._connection = connection
        if self.channels:
            await self._send("SSUBSCRIBE", *self.channels)
        while True:
            reply = await connection.read_response(disconnect_on_error=False)
            self._is_heard_of = True
            match reply:
                case [b"smessage", bytes() as channel, bytes() as message]:
                    said(Key(channel.decode()), message)
                case [b"ssubscribe", bytes() as channel, int()]:
                    said(Key(channel.decode()), None)
                case [b"sunsubscribe", bytes() as channel, int()] if Key(channel.decode()) in self.channels:
                    raise exceptions.ConnectionError("the channel's slot has moved")
                case _:
                    pass

    async def is_alive_after(self, seconds: float) -> bool:
        """Ask for a sign of life now and then, and say whether the last one came."""
        self._is_heard_of = self._connection is None
        await self._send("PING")
        await asyncio.sleep(seconds)
        return self._is_heard_of

    async def close(self) -> None:
        """End the connection, and with it ``run``."""
        if self._connection:
            await self._connection.disconnect(nowait=True)

    async def _send(self, *parts: str) -> None:
        if self._connection:
            with contextlib.suppress(exceptions.RedisError, OSError):
                await self._connection.send_packed_command(
                    self._connection.pack_command(*parts), check_health=False
                )
