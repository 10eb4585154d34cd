"""Real sets of Redis servers for tests: a primary and a replica under three sentinels, a cluster of six.

Everything listens on free ports of the loopback and is stopped by its process id.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import redis
from redis.crc import key_slot

from tests.sessions.redis_server import LOOPBACK, Host, RedisServer, free_port
from tests.sessions.waiting import DEADLINE_SECONDS

SERVICE = "sessions"
DOWN_AFTER_MS = 1000
NODE_TIMEOUT_MS = 2000


def until(condition: Callable[[], bool]) -> None:
    """Return when the condition holds; a server that does not answer yet does not hold it."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(redis.RedisError):
            if condition():
                return
    raise AssertionError("the servers did not come to the state that was waited for")


def info(server: RedisServer, section: str) -> dict[str, object]:
    with server.client() as client:
        found = client.info(section)
    assert isinstance(found, dict)
    return found


class SentinelSet:
    """A primary, a replica and three sentinels; the primary may be on a host of its own."""

    def __init__(self, folder: Path, *, host: Host = LOOPBACK, host_of_primary: Host = LOOPBACK) -> None:
        hosts = (host_of_primary, host)
        self.servers = [self._server(folder / f"server{number}", place) for number, place in enumerate(hosts)]
        self._sentinels = [
            RedisServer(self._folder(folder / f"sentinel{number}"), kind="sentinel", host=host)
            for number in range(3)
        ]

    @property
    def url(self) -> str:
        places = ",".join(f"{sentinel.host}:{sentinel.port}" for sentinel in self._sentinels)
        return f"redis+sentinel://{places}/{SERVICE}"

    def start(self) -> None:
        first, second = self.servers
        first.start()
        second.start("--replicaof", first.host, str(first.port))
        until(lambda: info(second, "replication")["master_link_status"] == "up")
        for sentinel in self._sentinels:
            sentinel.configure(
                f"sentinel monitor {SERVICE} {first.host} {first.port} 2\n"
                f"sentinel down-after-milliseconds {SERVICE} {DOWN_AFTER_MS}\n"
                f"sentinel failover-timeout {SERVICE} 5000\n"
            )
            sentinel.start()
        until(self.is_whole)

    def is_whole(self) -> bool:
        """Tell whether all know each other, and a replica stands ready."""
        for sentinel in self._sentinels:
            with sentinel.client() as client:
                state = client.sentinel_master(SERVICE)
            if state["num-other-sentinels"] != len(self._sentinels) - 1 or state["num-slaves"] != 1:
                return False
        return info(self.primary(), "replication")["connected_slaves"] == 1

    def primary(self) -> RedisServer:
        """Return the server that the sentinels agree on."""
        with self._sentinels[0].client() as client:
            named = client.sentinel_get_master_addr_by_name(SERVICE)
        return next(server for server in self.servers if server.port == int(named[1]))

    def fail_over(self) -> None:
        """Kill the primary, wait for another one, and let the killed one come back as its replica."""
        killed = self.primary()
        killed.kill()
        until(lambda: self.primary() is not killed)
        until(lambda: info(self.primary(), "replication")["role"] == "master")
        killed.start()
        until(self.is_whole)

    def stop(self) -> None:
        for server in [*self._sentinels, *self.servers]:
            server.kill()

    def flush(self) -> None:
        with self.primary().client() as client:
            client.flushall()

    def _server(self, folder: Path, host: Host) -> RedisServer:
        return RedisServer(self._folder(folder), "--repl-diskless-sync-delay", "0", host=host)

    @staticmethod
    def _folder(folder: Path) -> Path:
        folder.mkdir(parents=True)
        return folder


class ClusterSet:
    """Three primaries with a replica each."""

    def __init__(self, folder: Path, nodes: int = 6) -> None:
        self.servers = []
        for number in range(nodes):
            place = folder / f"node{number}"
            place.mkdir(parents=True)
            options = ("--cluster-enabled", "yes", "--cluster-node-timeout", str(NODE_TIMEOUT_MS))
            bus = ("--cluster-port", str(free_port()), "--repl-diskless-sync-delay", "0")
            self.servers.append(RedisServer(place, *options, *bus, "--cluster-require-full-coverage", "no"))
            self.servers[-1].cluster_port = int(bus[1])

    @property
    def url(self) -> str:
        return f"redis+cluster://{','.join(f'127.0.0.1:{server.port}' for server in self.servers[:3])}"

    def start(self) -> None:
        for server in self.servers:
            server.start()
        first, primaries = self.servers[0], self.servers[:3]
        bounds = [0, 5461, 10923, 16384]
        for number, server in enumerate(primaries):
            with server.client() as client:
                client.execute_command("CLUSTER", "SET-CONFIG-EPOCH", number + 1)
                client.execute_command("CLUSTER", "ADDSLOTSRANGE", bounds[number], bounds[number + 1] - 1)
        for server in self.servers[1:]:
            with server.client() as client:
                client.execute_command("CLUSTER", "MEET", "127.0.0.1", first.port, first.cluster_port)
        until(lambda: all(self._size(server) == len(self.servers) for server in self.servers))
        for number, server in enumerate(self.servers[3:]):
            with server.client() as client, primaries[number].client() as primary:
                client.execute_command("CLUSTER", "REPLICATE", primary.execute_command("CLUSTER", "MYID"))
        until(self.is_whole)

    def is_whole(self) -> bool:
        """Tell whether every slot is served, and every primary has its replica."""
        return all(
            info(server, "replication")["connected_slaves"] == 1 for server in self._primaries()
        ) and all(state(server) == b"ok" for server in self.servers)

    def owner(self, key: str) -> RedisServer:
        """Return the primary that has the key's slot, as the first node that answers sees it."""
        return self._owner_of(key_slot(key.encode()))

    def _owner_of(self, slot: int) -> RedisServer:
        for server in self.servers:
            with contextlib.suppress(redis.RedisError), server.client() as client:
                for first, last, primary, *_ in client.execute_command("CLUSTER", "SLOTS"):
                    if first <= slot <= last:
                        return next(node for node in self.servers if node.port == primary[1])
        raise redis.ConnectionError("no node answers")

    def fail_over(self, key: str) -> None:
        """Kill the owner of the key, wait for its replica to take over, and let it come back as a replica."""
        killed = self.owner(key)
        killed.kill()
        until(lambda: self.owner(key) is not killed)
        killed.start()
        until(self.is_whole)

    def move(self, slots: list[int]) -> None:
        """Move slots and what is in them, each to the next primary, as `redis-cli --cluster reshard` does."""
        servers = self.servers
        names = {one.port: command(one, "CLUSTER", "MYID").decode() for one in servers}
        for slot in slots:
            source = self._owner_of(slot)
            primaries = self._primaries()
            target = primaries[(primaries.index(source) + 1) % len(primaries)]
            self._move(slot, source, target, names)
        until(self.is_whole)

    def _move(self, slot: int, source: RedisServer, target: RedisServer, names: dict[int, str]) -> None:
        with source.client() as here, target.client() as there:
            there.execute_command("CLUSTER", "SETSLOT", slot, "IMPORTING", names[source.port])
            here.execute_command("CLUSTER", "SETSLOT", slot, "MIGRATING", names[target.port])
            while keys := here.execute_command("CLUSTER", "GETKEYSINSLOT", slot, 10):
                here.execute_command("MIGRATE", "127.0.0.1", target.port, "", 0, 5000, "KEYS", *keys)
            for client in (there, here):
                client.execute_command("CLUSTER", "SETSLOT", slot, "NODE", names[target.port])

    def stop(self) -> None:
        for server in self.servers:
            server.kill()

    def flush(self) -> None:
        for server in self.servers:
            with server.client() as client, contextlib.suppress(redis.ReadOnlyError):
                client.flushall()

    def _primaries(self) -> list[RedisServer]:
        return [server for server in self.servers if info(server, "replication")["role"] == "master"]

    def _size(self, server: RedisServer) -> int:
        return len(command(server, "CLUSTER", "NODES").decode().splitlines())


def command(server: RedisServer, *parts: str) -> bytes:
    """Send a command and return its answer as it came."""
    with server.client() as client:
        connection = client.connection_pool.get_connection()
        try:
            connection.send_command(*parts)
            answer = connection.read_response()
        finally:
            client.connection_pool.release(connection)
    assert isinstance(answer, bytes)
    return answer


def state(server: RedisServer) -> bytes:
    """Return what a node says of the state of its cluster."""
    return command(server, "CLUSTER", "INFO").split(b"cluster_state:", 1)[1].split(b"\r\n", 1)[0]


@contextlib.contextmanager
def sentinels(folder: Path) -> Iterator[SentinelSet]:
    servers = SentinelSet(folder)
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[ClusterSet]:
    servers = ClusterSet(folder)
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()
