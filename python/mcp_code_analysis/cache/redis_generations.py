"""Generations on Redis: asked for once, then heard of, and asked for again whenever something may be missed.

    P:gen:{namespace}    STRING   the generation, a number that only grows
    P:gen:{namespace}    channel  the same number, when it has changed

While the channel is not listened to, every question goes to Redis: a link that is broken makes nothing stale.
"""

from __future__ import annotations

import contextlib
import secrets

from mcp_code_analysis.cache import redis_scripts as scripts
from mcp_code_analysis.redis import Channels, Key, Server


class _Heard:
    """What is known of a namespace; ``number`` None when something may have been missed.

    ``floor`` is the highest there ever was: a server that took over from another may know of less.
    """

    def __init__(self) -> None:
        self.is_listening = False
        self.number: int | None = None
        self.floor = 0
        self.misses = 0

    def hear(self, message: bytes | None) -> None:
        if message is None:
            self.is_listening = True
            self.number = None
            self.misses += 1
        else:
            self.number = self.floor = max(int(message), self.floor)


class Generations:
    """The generations under one key prefix."""

    def __init__(self, server: Server, prefix: str) -> None:
        self._server = server
        self._prefix = prefix
        self._channels = Channels(server)
        self._heard: dict[str, _Heard] = {}
        self._listening = contextlib.ExitStack()

    async def current(self, namespace: str) -> int:
        """Return the namespace's generation, 0 before the first."""
        heard, key = self._heard.get(namespace), self._key(namespace)
        if heard is None:
            heard = self._heard[namespace] = _Heard()
            self._listening.enter_context(self._channels.heard(key, heard.hear))
        is_heard = heard.is_listening and self._channels.is_heard(key)
        if is_heard and heard.number is not None:
            return heard.number
        misses = heard.misses
        reply = await self._server.command("GET", key, repeatable=True)
        # What was heard while it was asked for is newer.
        number = heard.floor = max(int(reply) if isinstance(reply, bytes) else 0, heard.floor)
        if is_heard and misses == heard.misses:
            heard.number = number
        return number

    async def advance(self, namespace: str) -> int:
        """Begin a new generation, and return it."""
        key = self._key(namespace)
        operation = Key(f"{key}:{secrets.token_hex(12)}")
        number = await scripts.advance(self._server, generation=key, operation=operation, channel=key)
        if heard := self._heard.get(namespace):
            heard.floor = max(number, heard.floor)
            heard.number = None if heard.number is None else heard.floor
        return number

    async def close(self) -> None:
        """Stop listening."""
        self._listening.close()
        await self._channels.close()

    def _key(self, namespace: str) -> Key:
        return Key(f"{self._prefix}:gen:{{{namespace}}}")
