"""A store in memory that is away when a test says so: before its work is done, or after."""

from __future__ import annotations

from collections.abc import Awaitable
from enum import Enum, auto
from pathlib import Path
from typing import TypeVar

from mcp_code_analysis.config import FallbackLimits
from mcp_code_analysis.erasure import Removed
from mcp_code_analysis.errors import StoreFull, StoreReadOnly, StoreUnavailable
from mcp_code_analysis.sessions.fallback import FallbackStore
from mcp_code_analysis.sessions.fallback_journal import Journal
from mcp_code_analysis.sessions.locks import Attempt
from mcp_code_analysis.sessions.memory import Memory, MemoryStore
from mcp_code_analysis.sessions.records import Record
from mcp_code_analysis.sessions.rules import Applied, Change
from tests.sessions.clocks import HandClock

T = TypeVar("T")

LOCAL = FallbackLimits(writes="local")


class Wire(Enum):
    """What becomes of a call; LOST is done, and its answer never comes."""

    WELL = auto()
    GONE = auto()
    LOST = auto()
    READ_ONLY = auto()
    FULL = auto()


class AwayStore(MemoryStore):
    """``wire`` is what becomes of calls, ``calls`` how many were made."""

    def __init__(self, memory: Memory, clock: HandClock) -> None:
        super().__init__(memory, clock=clock)
        self.wire = Wire.WELL
        self.calls = 0

    async def _over(self, call: Awaitable[T], *, writes: bool = True) -> T:
        self.calls += 1
        match self.wire:
            case Wire.READ_ONLY if writes:
                error: Exception = StoreReadOnly("It takes no writes.", retry_after=5.0)
            case Wire.FULL if writes:
                error = StoreFull("It is full.", retry_after=5.0)
            case Wire.LOST:
                await call
                raise StoreUnavailable("The answer was lost.", retry_after=1.0)
            case Wire.GONE:
                error = StoreUnavailable("It is away.", retry_after=1.0)
            case _:
                return await call
        call.close()  # type: ignore[attr-defined]
        raise error

    async def _load(self, session_id: str) -> Record | None:
        return await self._over(super()._load(session_id), writes=False)

    async def _apply(self, change: Change) -> Applied:
        return await self._over(super()._apply(change))

    async def _erase(self, session_id: str) -> Removed:
        return await self._over(super()._erase(session_id))

    async def _kept(self, session_id: str) -> Removed:
        return await self._over(super()._kept(session_id), writes=False)

    async def _touch(self, session_id: str, lifetime_ms: int) -> bool:
        return await self._over(super()._touch(session_id, lifetime_ms))

    async def _remaining_ms(self, session_id: str) -> int | None:
        return await self._over(super()._remaining_ms(session_id), writes=False)

    async def _page(self, tenant: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        return await self._over(super()._page(tenant, after, limit), writes=False)

    async def _take(self, session_id: str, token: str, lease_ms: int, *, waits: bool) -> Attempt | None:
        return await self._over(super()._take(session_id, token, lease_ms, waits=waits))


class Machine:
    """Processes of one machine over one store, with a journal they share and a clock that the test turns."""

    def __init__(self, folder: Path) -> None:
        self.memory = Memory()
        self.clock = HandClock()
        self.path = folder / "journal.db"
        self.direct = MemoryStore(self.memory, clock=self.clock)
        """A server elsewhere, which always reaches the store."""

    def process(self, limits: FallbackLimits = LOCAL) -> tuple[FallbackStore, AwayStore]:
        """Start one more process; return its store, and what is behind that."""
        behind = AwayStore(self.memory, self.clock)
        journal = Journal(self.path, "memory", clock=self.clock) if limits.writes == "local" else None
        return FallbackStore(behind, limits, journal), behind
