"""What a store is kept in, for the tests: other instances over the same data, the passing of time, damage."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

import apsw
import redis

from mcp_code_analysis.config import FallbackLimits
from mcp_code_analysis.sessions.base import StoreBase
from mcp_code_analysis.sessions.fallback import FallbackStore
from mcp_code_analysis.sessions.fallback_journal import Journal
from mcp_code_analysis.sessions.memory import Memory, MemoryStore
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.sqlite import SqliteStore
from tests.sessions.clocks import HandClock


class Backing(ABC):
    """One kind of store, and what stands behind it."""

    name: str

    @abstractmethod
    def instance(self) -> StoreBase:
        """Make another store over the same data, as another server would."""

    @abstractmethod
    def age(self, session_id: str, seconds: float) -> None:
        """Let the session and its lock be that much older."""

    @abstractmethod
    def turn(self, seconds: float) -> None:
        """Let waiting callers wait that long, where the test holds the clock."""

    @abstractmethod
    def damage(self, session_id: str, section: str, body: bytes) -> None:
        """Put these bytes in the place of a stored section."""

    @abstractmethod
    def section(self, session_id: str, section: str) -> bytes:
        """Give a section as it is stored."""

    @abstractmethod
    def set_aside(self) -> list[str]:
        """Give the ids of the sessions in quarantine."""

    @abstractmethod
    def waiters(self, session_id: str) -> list[str]:
        """Give the tokens of those who stand in the line for the lock, in its order."""


class MemoryBacking(Backing):
    name = "memory"

    def __init__(self) -> None:
        self._memory = Memory()
        self._clock = HandClock()

    def instance(self) -> StoreBase:
        return MemoryStore(self._memory, clock=self._clock)

    def age(self, session_id: str, seconds: float) -> None:  # noqa: ARG002 - time passes for all
        self._clock.turn(seconds)

    def turn(self, seconds: float) -> None:
        self._clock.turn(seconds)

    def damage(self, session_id: str, section: str, body: bytes) -> None:
        self._memory.entries[session_id].sections[section] = body

    def section(self, session_id: str, section: str) -> bytes:
        return self._memory.entries[session_id].sections[section]

    def set_aside(self) -> list[str]:
        return list(self._memory.quarantine)

    def waiters(self, session_id: str) -> list[str]:
        return list(self._memory.lines.get(session_id, {}))


class SqliteBacking(Backing):
    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.path = folder / "sessions.db"
        self.url = f"sqlite:{self.path}"
        self._clock = HandClock()

    def instance(self) -> StoreBase:
        return SqliteStore(self.path, clock=self._clock)

    def age(self, session_id: str, seconds: float) -> None:  # noqa: ARG002 - time passes for all
        self._clock.turn(seconds)

    def turn(self, seconds: float) -> None:
        self._clock.turn(seconds)

    def damage(self, session_id: str, section: str, body: bytes) -> None:
        statement = "UPDATE sections SET body = ? WHERE session_id = ? AND name = ?"
        self.ask(statement, (body, session_id, section))

    def section(self, session_id: str, section: str) -> bytes:
        statement = "SELECT body FROM sections WHERE session_id = ? AND name = ?"
        body = self.ask(statement, (session_id, section))[0][0]
        assert isinstance(body, bytes)
        return body

    def set_aside(self) -> list[str]:
        return [str(row[0]) for row in self.ask("SELECT DISTINCT session_id FROM quarantine")]

    def waiters(self, session_id: str) -> list[str]:
        statement = "SELECT token FROM waiters WHERE session_id = ? ORDER BY place"
        return [str(row[0]) for row in self.ask(statement, (session_id,))]

    def ask(self, statement: str, values: tuple[str | bytes | int, ...] = ()) -> list[tuple[object, ...]]:
        connection = apsw.Connection(str(self.path))
        try:
            return list(connection.execute(statement, values))
        finally:
            connection.close()


class RedisBacking(Backing):
    name = "redis"

    def __init__(self, url: str, client: redis.Redis | redis.RedisCluster) -> None:
        self.url = url
        self.client = client
        self.is_cluster = isinstance(client, redis.RedisCluster)
        client.flushall()

    def instance(self) -> StoreBase:
        return RedisStore(self.url)

    def age(self, session_id: str, seconds: float) -> None:
        for key in (f"mcp:session:{{{session_id}}}", f"mcp:lock:{{{session_id}}}"):
            left_ms = self.client.pttl(key)
            assert isinstance(left_ms, int)
            if left_ms > 0:
                # A life that is not above 0 ends the key at once.
                self.client.pexpire(key, left_ms - round(seconds * 1000))

    def turn(self, seconds: float) -> None:
        """The store waits on the machine's clock."""

    def damage(self, session_id: str, section: str, body: bytes) -> None:
        self.client.hset(f"mcp:session:{{{session_id}}}", f"s:{section}", body)

    def section(self, session_id: str, section: str) -> bytes:
        body = self.client.hget(f"mcp:session:{{{session_id}}}", f"s:{section}")
        assert isinstance(body, bytes)
        return body

    def set_aside(self) -> list[str]:
        everywhere = {"target_nodes": redis.RedisCluster.PRIMARIES} if self.is_cluster else {}
        keys = self.client.keys("mcp:quarantine:*", **everywhere)
        assert isinstance(keys, list)
        return [str(key, "ascii").partition("{")[2].rstrip("}") for key in keys if isinstance(key, bytes)]

    def waiters(self, session_id: str) -> list[str]:
        tokens = self.client.lrange(f"mcp:lockq:{{{session_id}}}", 0, -1)
        assert isinstance(tokens, list)
        return [token.decode() for token in tokens if isinstance(token, bytes)]


class FallbackBacking(RedisBacking):
    """A Redis that is well, behind what stands in for it when it is not."""

    def __init__(self, url: str, client: redis.Redis | redis.RedisCluster, folder: Path) -> None:
        super().__init__(url, client)
        folder.mkdir(exist_ok=True)
        self.path = folder / "journal.db"

    def instance(self) -> StoreBase:
        journal = Journal(self.path, self.url)
        return FallbackStore(RedisStore(self.url), FallbackLimits(writes="local"), journal)
