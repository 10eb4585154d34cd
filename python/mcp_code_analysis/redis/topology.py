"""Which server has a key: the only one, the primary that Sentinel names, or the owner of a slot of a cluster.

Holds what is known and asks for it anew when a server says, or its silence suggests, that it has changed.
Sends no command of a caller.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final, Protocol, TypeVar

from redis import exceptions
from redis.crc import key_slot

from mcp_code_analysis.breaker import Breaker, Ending
from mcp_code_analysis.errors import StoreUnavailable
from mcp_code_analysis.redis.address import Address, Place
from mcp_code_analysis.redis.credentials import TokenProvider
from mcp_code_analysis.redis.meaning import meaning
from mcp_code_analysis.redis.node import Key, Limits, Node, Refusal, Reply

ServerT = TypeVar("ServerT")
AnswerT = TypeVar("AnswerT")

ASK_SECONDS_MAX: Final = 0.12
"""How long one server is asked where the others are, before the next one is."""

FIND_SECONDS_MAX: Final = 0.25
"""How long servers are asked in all: less than an attempt, so that it is told what the attempt failed at."""


class Topology(Protocol):
    """Where the keys are."""

    async def node(self, key: Key) -> Node:
        """Return the server that has the key, as far as is known."""
        ...

    async def primaries(self) -> Sequence[Node]:
        """Return every server that takes writes; together they have all keys."""
        ...

    def at(self, place: Place) -> Node:
        """Return the server at a place that a redirection named."""
        ...

    def known(self) -> Sequence[Node]:
        """Return the servers that were talked to, and still count."""
        ...

    def moved(self, key: Key, place: Place) -> None:
        """Take note that the key's slot is at that place now."""
        ...

    def doubt(self, node: Node) -> None:
        """Ask anew before the next call: the server does not answer, or is no primary any more."""
        ...

    async def close(self) -> None:
        """Close every connection."""
        ...


class Nodes:
    """The servers that were ever talked to, by place; each has its own connections."""

    def __init__(self, address: Address, limits: Limits, provider: TokenProvider | None) -> None:
        self._address = address
        self._limits = limits
        self._provider = provider
        self._nodes: dict[Place, Node] = {}

    def at(self, place: Place) -> Node:
        """Return the server at that place."""
        node = self._nodes.get(place)
        if node is None:
            address = self._address
            node = self._nodes[place] = Node(
                place,
                address.login,
                database=address.database,
                tls=address.tls,
                provider=self._provider,
                limits=self._limits,
            )
        return node

    def known(self) -> Sequence[Node]:
        """Return every one that is kept."""
        return tuple(self._nodes.values())

    def sentinel(self, place: Place) -> Node:
        """Return a sentinel, which has its own users and no databases."""
        return Node(place, self._address.sentinel_login, tls=self._address.tls, limits=self._limits)

    async def keep(self, places: set[Place]) -> None:
        """Close the connections to every other place."""
        for place in self._nodes.keys() - places:
            await self._nodes.pop(place).close()

    async def close(self) -> None:
        """Close every connection."""
        await self.keep(set())


class Single:
    """One server."""

    def __init__(self, address: Address, limits: Limits, provider: TokenProvider | None) -> None:
        self._nodes = Nodes(address, limits, provider)
        self._node = self._nodes.at(address.places[0])

    async def node(self, key: Key) -> Node:  # noqa: ARG002 - it has every key
        """Return the server."""
        return self._node

    async def primaries(self) -> Sequence[Node]:
        """Return the server."""
        return (self._node,)

    def at(self, place: Place) -> Node:
        """Return the server at a place that a redirection named."""
        return self._nodes.at(place)

    def known(self) -> Sequence[Node]:
        """Return the server."""
        return self._nodes.known()

    def moved(self, key: Key, place: Place) -> None:
        """Nothing moves."""

    def doubt(self, node: Node) -> None:
        """There is no other to ask for."""

    async def close(self) -> None:
        """Close every connection."""
        await self._nodes.close()


class Watched:
    """The primary that Sentinel names, asked for at the first call and whenever the last one is in doubt."""

    def __init__(self, address: Address, limits: Limits, provider: TokenProvider | None) -> None:
        self._address = address
        self._nodes = Nodes(address, limits, provider)
        self._sentinels = [self._nodes.sentinel(place) for place in address.places]
        self._primary: Node | None = None
        self._asking = asyncio.Lock()
        self._asked = Asked(address.location)

    async def node(self, key: Key) -> Node:  # noqa: ARG002 - it has every key
        """Return the primary."""
        async with self._asking:
            if self._primary is None:
                place = await self._named()
                await self._nodes.keep({place})
                self._primary = self._nodes.at(place)
            return self._primary

    async def primaries(self) -> Sequence[Node]:
        """Return the primary."""
        return (await self.node(Key("")),)

    def at(self, place: Place) -> Node:
        """Return the server at a place that a redirection named."""
        return self._nodes.at(place)

    def known(self) -> Sequence[Node]:
        """Return the primary, and who was before it where it is not known yet which is."""
        return self._nodes.known()

    def moved(self, key: Key, place: Place) -> None:
        """Only a failover moves anything."""

    def doubt(self, node: Node) -> None:
        """Ask the sentinels before the next call."""
        if node is self._primary:
            self._primary = None

    async def close(self) -> None:
        """Close every connection."""
        await self._nodes.close()
        for sentinel in self._sentinels:
            await sentinel.close()

    async def _named(self) -> Place:
        service = self._address.service

        async def ask(sentinel: Node) -> Place:
            match (await sentinel.exchange([("SENTINEL", "GET-MASTER-ADDR-BY-NAME", service)]))[0]:
                case [bytes() as host, bytes() as port]:
                    return host.decode(), int(port)
                case exceptions.ResponseError() as refusal:
                    raise refusal
                case _:
                    raise exceptions.ConnectionError(f"the sentinel knows no primary named {service}")

        return await self._asked.first_answer(self._sentinels, ask)


class Cluster:
    """The owners of the slots, asked for at the first call and whenever one of them is in doubt."""

    def __init__(self, address: Address, limits: Limits, provider: TokenProvider | None) -> None:
        self._seeds = address.places
        self._places = list(address.places)
        self._nodes = Nodes(address, limits, provider)
        self._owners: dict[int, Place] = {}
        self._is_doubted = True
        self._asking = asyncio.Lock()
        self._asked = Asked(address.location)

    async def node(self, key: Key) -> Node:
        """Return the owner of the key's slot."""
        await self._learn()
        place = self._owners.get(key_slot(key.encode()))
        if place is None:
            self._is_doubted = True
            raise exceptions.ConnectionError(f"no node of the cluster has the slot of {key}")
        return self._nodes.at(place)

    async def primaries(self) -> Sequence[Node]:
        """Return every owner of slots, in the order of their places."""
        await self._learn()
        return tuple(self._nodes.at(place) for place in sorted(set(self._owners.values())))

    def at(self, place: Place) -> Node:
        """Return the node at a place that a redirection named."""
        return self._nodes.at(place)

    def known(self) -> Sequence[Node]:
        """Return every node that was talked to."""
        return self._nodes.known()

    def moved(self, key: Key, place: Place) -> None:
        """Take note of the new owner. Others will have moved as well, so the whole is asked for next."""
        self._owners[key_slot(key.encode())] = place
        self._is_doubted = True

    def doubt(self, node: Node) -> None:  # noqa: ARG002 - whichever it is, the whole is asked for
        """Ask anew before the next call."""
        self._is_doubted = True

    async def close(self) -> None:
        """Close every connection."""
        await self._nodes.close()

    async def _learn(self) -> None:
        async with self._asking:
            if not self._is_doubted:
                return

            async def ask(place: Place) -> tuple[dict[int, Place], list[Place]]:
                return slots((await self._nodes.at(place).exchange([("CLUSTER", "SLOTS")]))[0], place[0])

            self._owners, known = await self._asked.first_answer(self._places, ask)
            self._is_doubted = False
            new = [place for place in (*known, *self._seeds) if place not in self._places]
            self._places = [place for place in self._places if place in {*known, *self._seeds}] + new
            await self._nodes.keep(set(self._places))


def slots(reply: Reply | Refusal, host_default: str) -> tuple[dict[int, Place], list[Place]]:
    """Return who owns each slot, and every node, from the answer to CLUSTER SLOTS.

    A node that does not know its own host is where it was reached.
    """
    if isinstance(reply, exceptions.ResponseError):
        raise reply
    owners: dict[int, Place] = {}
    known: list[Place] = []
    for entry in reply if isinstance(reply, list) else []:
        match entry:
            case [int() as first, int() as last, *nodes]:
                places = [_place(node, host_default) for node in nodes]
                known += places
                owners.update(dict.fromkeys(range(first, last + 1), places[0]))
            case _:
                raise exceptions.InvalidResponse(f"CLUSTER SLOTS answered {entry!r}")
    return owners, list(dict.fromkeys(known))


def _place(node: Reply, host_default: str) -> Place:
    match node:
        case [host, int() as port, *_]:
            return (host.decode() if isinstance(host, bytes) else "") or host_default, port
        case _:
            raise exceptions.InvalidResponse(f"CLUSTER SLOTS names a node {node!r}")


class Asked:
    """Asking one of several servers where the keys are, until none of them has answered for some time."""

    def __init__(self, location: str) -> None:
        self._location = location
        self._breaker = Breaker()
        self._problem = ""

    async def first_answer(
        self, servers: list[ServerT], ask: Callable[[ServerT], Awaitable[AnswerT]]
    ) -> AnswerT:
        """Ask one after another until one answers; raise what the last one raised.

        Whoever was asked goes to the end of the list: one that hangs, or knows less than others, is not the
        first again.
        """
        opening = self._breaker.admit()
        if opening is None:
            raise StoreUnavailable(
                f"Nobody says where the keys of {self._location} are, so nobody was asked: {self._problem}",
                hint="Call again a little later.",
                retry_after=self._breaker.retry_after,
            )
        ending = Ending.FAILED
        try:
            answer = await _first_answer(servers, ask)
            ending = Ending.SUCCEEDED
        except asyncio.CancelledError:
            ending = Ending.CANCELLED
            raise
        except (exceptions.RedisError, OSError) as error:
            # Who refuses us, or has another certificate, is there.
            is_away = meaning(error, self._location).code == StoreUnavailable.code
            ending = Ending.FAILED if is_away else Ending.SUCCEEDED
            self._problem = str(error) or "time is up"
            raise
        finally:
            self._breaker.end(opening, ending)
        return answer


async def _first_answer(servers: list[ServerT], ask: Callable[[ServerT], Awaitable[AnswerT]]) -> AnswerT:
    problem: Exception = exceptions.ConnectionError("there is nobody to ask")
    async with asyncio.timeout(FIND_SECONDS_MAX):
        for _ in range(len(servers)):
            server = servers.pop(0)
            servers.append(server)
            try:
                async with asyncio.timeout(ASK_SECONDS_MAX):
                    return await ask(server)
            except exceptions.ResponseError:
                raise
            except (exceptions.RedisError, OSError) as error:
                problem = error
    raise problem


TOPOLOGIES: Final[Mapping[str, Callable[[Address, Limits, TokenProvider | None], Topology]]] = {
    "single": Single,
    "sentinel": Watched,
    "cluster": Cluster,
}
