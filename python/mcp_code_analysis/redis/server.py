"""Commands and scripts sent to the Redis that a URL names, whatever its topology.

Every wait has a limit. A call that is ``repeatable`` (it reads, or doing it twice has one effect) is sent
once more when its answer was lost; what a server refused without doing it is sent where it belongs.
Knows no key of ours.
"""

from __future__ import annotations

import asyncio
import functools
import math
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextvars import ContextVar
from typing import Final, NamedTuple, Protocol, TypeVar

from redis import exceptions

from mcp_code_analysis.breaker import Ending, State
from mcp_code_analysis.errors import CodeAnalysisError, InternalError, StoreUnavailable
from mcp_code_analysis.redis.address import Address, Place
from mcp_code_analysis.redis.credentials import provider_of
from mcp_code_analysis.redis.limit import Limit
from mcp_code_analysis.redis.meaning import meaning, unconfirmed
from mcp_code_analysis.redis.node import Key, Limits, Node, Part, Refusal, Reply
from mcp_code_analysis.redis.topology import TOPOLOGIES

T = TypeVar("T")

REDIRECTIONS_MAX: Final = 5
REPLICAS_KNOWN_SECONDS: Final = 5.0
PAUSE_SECONDS: Final = 0.02

_LIMIT: Final[ContextVar[Limit | None]] = ContextVar("limit", default=None)
"""The limit of the attempt under way."""


class Sending(NamedTuple):
    """A command, the key that says where it is sent, and what to send where its script is not known yet."""

    parts: Sequence[Part]
    key: Key
    instead: Sequence[Part] | None = None


class Evaluator(Protocol):
    """What runs a script: a server, or one whose replicas are waited for."""

    async def evaluate(
        self, text: str, digest: str, keys: Sequence[Key], arguments: Sequence[Part], *, repeatable: bool
    ) -> Reply:
        """Run a script, sending its text only when the server does not know it yet."""
        ...


class Server:
    """A Redis. Connects at the first call, and again by itself after it was away.

    The first part of a command is its name, the second its key, which says where it is sent.
    """

    def __init__(self, address: Address, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._provider = provider_of(address.credentials)
        self._topology = TOPOLOGIES[address.kind](address, self._limits, self._provider)
        self._replicas: dict[Place, tuple[float, int]] = {}
        self.kind = address.kind
        self.location = address.location

    async def command(self, *parts: Part, repeatable: bool = False) -> Reply:
        """Send one command about one key."""
        return await self._call(lambda: self._sent([parts], _key(parts)), repeatable=repeatable)

    async def commands(self, batch: Sequence[Sequence[Part]], *, repeatable: bool = False) -> list[Reply]:
        """Send several commands, a packet for each server concerned; they are not one atomic step."""
        sendings = [Sending(parts, _key(parts)) for parts in batch]

        async def send() -> list[Reply]:
            return [_reply(answer) for answer in await self._scattered(sendings)]

        return await self._call(send, repeatable=repeatable)

    async def send_together(
        self, sendings: Sequence[Sending], *, repeatable: bool
    ) -> list[Reply | CodeAnalysisError]:
        """Do what ``commands`` does, with scripts among them; why one was refused is its answer."""
        answers = await self._call(lambda: self._scattered(sendings), repeatable=repeatable)
        return [
            meaning(answer, self.location) if isinstance(answer, exceptions.ResponseError) else answer
            for answer in answers
        ]

    async def ask(self, *parts: Part) -> list[Reply]:
        """Send a command that is about no key, and changes nothing, to every primary."""

        async def send() -> list[Reply]:
            nodes = await self._topology.primaries()
            return await asyncio.gather(*(self._exchanged(node, [parts]) for node in nodes))

        return await self._call(send, repeatable=True)

    async def walk(self, pattern: str, count: int) -> AsyncIterator[list[str]]:
        """Yield the keys of all primaries that fit the pattern, after looking at about so many.

        For what looks after a store in the background, never on the way of a request.
        """
        for node in await self._call(self._topology.primaries, repeatable=True):
            cursor: Part = 0
            while True:
                step: list[Sequence[Part]] = [("SCAN", cursor, "MATCH", pattern, "COUNT", count)]
                send = functools.partial(self._exchanged, node, step)
                match await self._call(send, repeatable=True):
                    case [bytes() as following, list() as keys]:
                        yield [key.decode(errors="replace") for key in keys if isinstance(key, bytes)]
                    case reply:
                        raise InternalError(f"SCAN answered {reply!r}.")
                if following == b"0":
                    break
                cursor = following

    async def evaluate(
        self,
        text: str,
        digest: str,
        keys: Sequence[Key],
        arguments: Sequence[Part],
        *,
        repeatable: bool,
        confirmations: int = 0,
    ) -> Reply:
        """Run a script, sending its text only when the server does not know it yet.

        ``confirmations``: how many replicas must have what it wrote; StoreUnconfirmed when they have not.
        """
        wait: list[Sequence[Part]] = []
        if confirmations:
            wait = [("WAIT", confirmations, round(self._limits.confirm_seconds * 1000))]

        async def send() -> Reply:
            try:
                return await self._sent([("EVALSHA", digest, len(keys), *keys, *arguments), *wait], keys[0])
            except exceptions.NoScriptError:
                return await self._sent([("EVAL", text, len(keys), *keys, *arguments), *wait], keys[0])

        return await self._call(send, repeatable=repeatable)

    async def majority(self, key: Key) -> int:
        """Return how many replicas of the key's primary make, with it, more than half of all; at least one.

        Replicas once seen count although they may be away: a primary cut off from them is no majority.
        """

        async def send() -> int:
            node = await self._topology.node(key)
            asked, count = self._replicas.get(node.place, (-math.inf, 0))
            if time.monotonic() - asked > REPLICAS_KNOWN_SECONDS:
                count = max(count, _connected(await self._exchanged(node, [("INFO", "replication")])))
                self._replicas[node.place] = time.monotonic(), count
            return max(1, (count + 1) // 2)

        return await self._call(send, repeatable=True)

    def confirmed_by(self, replicas: int) -> Evaluator:
        """Return what runs scripts and waits until that many replicas have what they wrote."""
        return _Confirmed(self, replicas)

    def breakers(self) -> dict[str, State]:
        """Return the servers that are not asked at present, and the states of their breakers."""
        return {
            f"{node.place[0]}:{node.place[1]}": node.breaker.condition.state
            for node in self._topology.known()
            if node.breaker.condition.state is not State.CLOSED
        }

    async def owner(self, key: Key) -> Node:
        """Return the server that has the key, for who listens to it."""
        return await self._call(lambda: self._topology.node(key), repeatable=True)

    def doubt(self, node: Node) -> None:
        """Ask anew where its keys are: a connection to the server was lost."""
        self._topology.doubt(node)

    async def close(self) -> None:
        """Close every connection."""
        await self._topology.close()

    async def _call(self, send: Callable[[], Awaitable[T]], *, repeatable: bool) -> T:
        seconds = self._limits.attempt_seconds
        if self._provider is not None:
            await self._provider.ready()
        try:
            try:
                return await _attempt(send, seconds)
            except (exceptions.ConnectionError, exceptions.TimeoutError, OSError) as error:
                if not repeatable or meaning(error, self.location).code != StoreUnavailable.code:
                    raise
                await asyncio.sleep(random.uniform(0.0, PAUSE_SECONDS))  # noqa: S311 - spreads callers
                return await _attempt(send, seconds)
        except CodeAnalysisError:
            raise
        # Not only its own errors leave redis-py; whatever leaves it becomes one of ours here.
        except Exception as error:
            raise meaning(error, self.location) from error

    async def _scattered(self, batch: Sequence[Sending]) -> list[Reply | Refusal]:
        """Send each command to the server that has its key, one packet a server, all at once."""
        places: dict[Node, list[int]] = {}
        for number, sending in enumerate(batch):
            places.setdefault(await self._topology.node(sending.key), []).append(number)
        replies: list[Reply | Refusal] = [None] * len(batch)

        async def send(node: Node, numbers: list[int]) -> None:
            answers = await self._raw(node, [batch[number].parts for number in numbers])
            for number, answer in zip(numbers, answers, strict=True):
                replies[number] = (
                    await self._sent_again(batch[number], node, answer)
                    if isinstance(answer, exceptions.ResponseError)
                    else answer
                )

        await asyncio.gather(*(send(node, numbers) for node, numbers in places.items()))
        return replies

    async def _sent_again(self, sending: Sending, node: Node, refusal: Refusal) -> Reply | Refusal:
        """Send what was refused, which has done nothing, where it belongs or with its text."""
        try:
            return await self._sent([sending.parts], sending.key, refusal=(node, refusal))
        except exceptions.NoScriptError as problem:
            if sending.instead is None:
                return problem
            return await self._sent([sending.instead], sending.key)
        except exceptions.ResponseError as problem:
            return problem

    async def _sent(
        self, batch: list[Sequence[Part]], key: Key, *, refusal: tuple[Node, Refusal] | None = None
    ) -> Reply:
        """Send a command, and what follows it on its connection, to whoever has the key by now."""
        for _ in range(REDIRECTIONS_MAX):
            if refusal is None:
                node = await self._topology.node(key)
                answers = await self._raw(node, batch)
            else:
                node, problem = refusal
                answers = await self._redirected(node, problem, batch, key)
            refused = next(
                (answer for answer in answers if isinstance(answer, exceptions.ResponseError)), None
            )
            if refused is None:
                return self._confirmed(batch, answers)
            refusal = node, refused
        raise exceptions.ConnectionError("its nodes send us from one to the other")

    async def _redirected(
        self, node: Node, problem: Refusal, batch: list[Sequence[Part]], key: Key
    ) -> list[Reply | Refusal]:
        """Do what a refusal asks for, which has done nothing yet; raise it when it asks for nothing."""
        match problem:
            case exceptions.MovedError():
                self._topology.moved(key, (problem.host, problem.port))
                return await self._raw(self._topology.at((problem.host, problem.port)), batch)
            case exceptions.AskError():
                there = self._topology.at((problem.host, problem.port))
                return (await self._raw(there, [("ASKING",), *batch]))[1:]
            case exceptions.TryAgainError() | exceptions.ReadOnlyError() | exceptions.ClusterDownError():
                self._topology.doubt(node)
                if self.kind == "single":
                    raise problem
                await asyncio.sleep(PAUSE_SECONDS)
                return await self._raw(await self._topology.node(key), batch)
            case _:
                raise problem

    def _confirmed(self, batch: list[Sequence[Part]], answers: list[Reply | Refusal]) -> Reply:
        """Return the first answer, if as many replicas as were waited for have confirmed it."""
        if len(batch) > 1:
            wanted, count = batch[1][1], answers[1]
            if not isinstance(count, int) or count < int(wanted):
                raise unconfirmed(self.location, count, wanted)
        return _reply(answers[0])

    async def _exchanged(self, node: Node, batch: list[Sequence[Part]]) -> Reply:
        return _reply((await self._raw(node, batch))[0])

    async def _raw(self, node: Node, batch: Sequence[Sequence[Part]]) -> list[Reply | Refusal]:
        answered = self._allow_confirmation if batch[-1][0] == "WAIT" else None
        try:
            return await _unless_open(node, batch, self.location, answered)
        except BaseException:
            # Cancelled as well: that is how a server that hangs comes to be doubted.
            self._topology.doubt(node)
            raise

    def _allow_confirmation(self) -> None:
        """Give the attempt under way the time that replicas have: its server is there."""
        if limit := _LIMIT.get(None):
            limit.extend(self._limits.confirm_seconds)


class _Confirmed:
    """A server that is asked to wait for its replicas after each script."""

    def __init__(self, server: Server, replicas: int) -> None:
        self._server = server
        self._replicas = replicas

    async def evaluate(
        self, text: str, digest: str, keys: Sequence[Key], arguments: Sequence[Part], *, repeatable: bool
    ) -> Reply:
        """Run a script; StoreUnconfirmed when too few replicas have what it wrote in time."""
        return await self._server.evaluate(
            text, digest, keys, arguments, repeatable=repeatable, confirmations=self._replicas
        )


def _connected(info: Reply) -> int:
    found = re.search(rb"^connected_slaves:(\d+)", info, re.MULTILINE) if isinstance(info, bytes) else None
    return int(found[1]) if found else 0


async def _attempt(send: Callable[[], Awaitable[T]], seconds: float) -> T:
    async with Limit(seconds) as limit:
        _LIMIT.set(limit)
        return await send()


async def _unless_open(
    node: Node, batch: Sequence[Sequence[Part]], location: str, answered: Callable[[], None] | None
) -> list[Reply | Refusal]:
    """Send a batch unless its server has not answered for some time; let one call in a while try."""
    opening = node.breaker.admit()
    if opening is None:
        raise StoreUnavailable(
            f"{location} did not answer the last calls, so this one was not sent.",
            hint="Call again a little later.",
            retry_after=node.breaker.retry_after,
        )
    ending = Ending.SUCCEEDED
    try:
        return await node.exchange(batch, answered)
    except asyncio.CancelledError:
        # Cancelled by the limit of the attempt, it is a server that hangs; by a caller, it is nothing.
        limit = _LIMIT.get(None)
        ending = Ending.FAILED if limit and limit.is_over else Ending.CANCELLED
        raise
    except (exceptions.ConnectionError, exceptions.TimeoutError, OSError) as error:
        is_away = meaning(error, location).code == StoreUnavailable.code
        ending = Ending.FAILED if is_away else Ending.SUCCEEDED
        raise
    finally:
        node.breaker.end(opening, ending)


def _key(parts: Sequence[Part]) -> Key:
    return Key(str(parts[1]))


def _reply(answer: Reply | Refusal) -> Reply:
    if isinstance(answer, exceptions.ResponseError):
        raise answer
    return answer
