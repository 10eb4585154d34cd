"""Sessions in this process, for tests, notebooks and servers that need not remember.

Promises what every store promises except surviving the process. Refuses to grow beyond ``bytes_max``.
"""

from __future__ import annotations

import heapq
from typing import Final

import msgspec

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.erasure import Removed
from mcp_code_analysis.errors import StoreFull
from mcp_code_analysis.sessions.base import StoreBase
from mcp_code_analysis.sessions.clock import Clock, SystemClock
from mcp_code_analysis.sessions.locks import HEARTBEAT_MS, POLL_MS, WAITERS_MAX, Attempt, Waiting
from mcp_code_analysis.sessions.records import Record, check_sizes
from mcp_code_analysis.sessions.rules import (
    Applied,
    Change,
    Head,
    Held,
    Mode,
    Verdict,
    judge,
    milliseconds,
    next_fence,
    next_head,
)
from mcp_code_analysis.sessions.store import Promise, StoreHealth

BYTES_MAX: Final = 256 * 1024 * 1024
SWEEP_EVERY_MS: Final = 30_000
QUARANTINE_MAX: Final = 100
_ENTRY_BYTES: Final = 1024
"""What an entry is counted with besides its sections."""


class _Entry(msgspec.Struct, frozen=True):
    head: Head
    sections: dict[str, bytes]

    @property
    def size_bytes(self) -> int:
        return _ENTRY_BYTES + sum(map(len, self.sections.values()))

    @property
    def record(self) -> Record:
        return Record(
            self.head.version,
            self.sections,
            lifetime_ms=self.head.lifetime_ms,
            operations=self.head.operations,
        )


class _Aside(msgspec.Struct, frozen=True):
    entry: _Entry
    reason: str
    expires_ms: int


class Memory:
    """What several ``MemoryStore`` of one process may share.

    ``lines`` holds who waits for a lock in the order of arrival, and until when each counts as alive;
    ``fence`` is the last fencing number given. Leases and lines are counted on the monotonic clock.
    """

    def __init__(self, bytes_max: int = BYTES_MAX) -> None:
        self.bytes_max = bytes_max
        self.size_bytes = 0
        self.next_sweep_ms = 0
        self.entries: dict[str, _Entry] = {}
        self.locks: dict[str, Held] = {}
        self.lines: dict[str, dict[str, int]] = {}
        self.fence = 0
        self.waiting = Waiting()
        self.quarantine: dict[str, _Aside] = {}

    def put(self, session_id: str, entry: _Entry) -> None:
        """Keep the entry in place of an earlier one; raise StoreFull when there is no room."""
        before = self.entries.get(session_id)
        size_bytes = self.size_bytes + entry.size_bytes - (before.size_bytes if before else 0)
        if size_bytes > self.bytes_max:
            raise StoreFull(
                f"The memory store holds at most {self.bytes_max} bytes.",
                hint="Clear sessions, or use a store on disk or in Redis.",
            )
        self.size_bytes = size_bytes
        self.entries[session_id] = entry

    def remove(self, session_id: str) -> _Entry | None:
        """Forget the entry and return it."""
        entry = self.entries.pop(session_id, None)
        if entry:
            self.size_bytes -= entry.size_bytes
        return entry

    def sweep(self, now_ms: int, ticks_ms: int) -> None:
        """Forget everything whose time is over, at most twice a minute."""
        if now_ms < self.next_sweep_ms:
            return
        self.next_sweep_ms = now_ms + SWEEP_EVERY_MS
        for session_id in [key for key, entry in self.entries.items() if entry.head.expires_ms <= now_ms]:
            self.remove(session_id)
        self.locks = {key: held for key, held in self.locks.items() if held.expires_ms > ticks_ms}
        for session_id, line in list(self.lines.items()):
            if max(line.values()) <= ticks_ms:
                del self.lines[session_id]
        self.quarantine = {key: aside for key, aside in self.quarantine.items() if aside.expires_ms > now_ms}


class MemoryStore(StoreBase):
    """A session store in memory. No step of it waits, so every step is atomic."""

    def __init__(
        self, memory: Memory | None = None, *, clock: Clock | None = None, keyring: Sealer | None = None
    ) -> None:
        self._memory = memory or Memory()
        super().__init__(clock or SystemClock(), keyring, self._memory.waiting)

    async def health(self) -> StoreHealth:
        """Say what this store is and what it can promise."""
        return StoreHealth(
            kind="memory",
            location="this process",
            available=True,
            detail=f"{len(self._memory.entries)} sessions, {self._memory.size_bytes} bytes",
            promises={
                "survives_restart": Promise(is_kept=False, reason="it ends with the process"),
                "survives_power_loss": Promise(is_kept=False),
                "survives_node_loss": Promise(is_kept=False),
                "shared_by_processes": Promise(is_kept=False),
                "shared_by_machines": Promise(is_kept=False),
                "never_evicts": Promise(is_kept=True, reason="it refuses writes when it is full"),
            },
        )

    async def _load(self, session_id: str) -> Record | None:
        entry = self._living(session_id)
        return entry.record if entry else None

    async def _apply(self, change: Change) -> Applied:
        entry, held = self._living(change.session_id), self._held(change.session_id)
        head = entry.head if entry else None
        verdict, version = judge(change, head, held)
        if verdict is Verdict.EXISTS and entry:
            return Applied(version, existing=entry.record)
        if verdict is Verdict.WRITE:
            kept = entry.sections if entry and change.mode is Mode.UPDATE else {}
            sections = {name: body for name, body in kept.items() if name not in change.removed}
            sections.update(change.sections)
            check_sizes(map(len, sections.values()))
            now_ms = self._now_ms()
            self._memory.sweep(now_ms, self._ticks_ms())
            self._memory.put(
                change.session_id, _Entry(next_head(change, head, held, version, now_ms), sections)
            )
        return Applied(version)

    async def _erase(self, session_id: str) -> Removed:
        memory, removed = self._memory, await self._kept(session_id)
        memory.remove(session_id)
        for kept in (memory.locks, memory.lines, memory.quarantine):
            kept.pop(session_id, None)
        self._waiting.wake_all(session_id)
        return removed

    async def _kept(self, session_id: str) -> Removed:
        memory, entry = self._memory, self._memory.entries.get(session_id)
        found = {
            "sessions": int(self._living(session_id) is not None),
            "sections": len(entry.sections) if entry else 0,
            "locks": int(session_id in memory.locks),
            "waiters": len(memory.lines.get(session_id, {})),
            "records set aside": int(session_id in memory.quarantine),
        }
        return {kind: count for kind, count in found.items() if count}

    async def _traces(self, tenant: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        memory, prefix, after = self._memory, f"{tenant}.", after or ""
        keys = {*memory.entries, *memory.locks, *memory.lines, *memory.quarantine}
        ids = heapq.nsmallest(limit + 1, (key for key in keys if key > after and key.startswith(prefix)))
        return ids[:limit], ids[limit - 1] if len(ids) > limit else None

    async def _set_aside(self, session_id: str, version: int, reason: str) -> None:
        entry = self._memory.entries.get(session_id)
        if entry and entry.head.version == version:
            self._memory.remove(session_id)
            expires_ms = self._now_ms() + milliseconds(self.set_aside_seconds)
            self._memory.quarantine[session_id] = _Aside(entry, reason, expires_ms)
            while len(self._memory.quarantine) > QUARANTINE_MAX:
                del self._memory.quarantine[next(iter(self._memory.quarantine))]

    async def _page(self, tenant: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        prefix, after = f"{tenant}.", after or ""
        found = (
            key
            for key in self._memory.entries
            if key > after and key.startswith(prefix) and self._living(key)
        )
        ids = heapq.nsmallest(limit + 1, found)
        return ids[:limit], ids[limit - 1] if len(ids) > limit else None

    async def _tenants(self, after: str | None, limit: int) -> tuple[list[str], str | None]:
        # With its dot a tenant's name stands where its sessions' ids do.
        start = f"{after}." if after else ""
        found = {
            tenant
            for key in self._memory.entries
            if (tenant := key.partition(".")[0] + ".") > start and self._living(key)
        }
        names = [name[:-1] for name in heapq.nsmallest(limit + 1, found)]
        return names[:limit], names[limit - 1] if len(names) > limit else None

    async def _take(self, session_id: str, token: str, lease_ms: int, *, waits: bool) -> Attempt | None:
        held, ticks_ms = self._held(session_id), self._ticks_ms()
        if held and held.token == token:
            await self._renew(session_id, token, lease_ms)
            return Attempt(held.fence)
        first = self._first(session_id, but=token)
        if not held and first in (None, token):
            self._leave(session_id, token)
            return Attempt(self._lock(session_id, token, lease_ms))
        if not waits:
            return Attempt(None)
        line = self._memory.lines.setdefault(session_id, {})
        if token not in line and len(line) >= WAITERS_MAX:
            return None
        line[token] = ticks_ms + HEARTBEAT_MS
        first = self._first(session_id, but=token)
        if held and first == token:
            return Attempt(None, min(POLL_MS, held.expires_ms - ticks_ms + 1))
        if not held and first:
            return Attempt(None, min(POLL_MS, line[first] - ticks_ms + 1))
        return Attempt(None)

    async def _drop(self, session_id: str, token: str) -> bool:
        held = self._held(session_id)
        was_freed = held is not None and held.token == token
        if was_freed:
            del self._memory.locks[session_id]
        self._leave(session_id, token)
        first = self._first(session_id)
        if first and not self._held(session_id):
            self._waiting.wake(session_id, first)
        return was_freed

    async def _renew(self, session_id: str, token: str, lease_ms: int) -> bool:
        held = self._held(session_id)
        if not held or held.token != token:
            return False
        expires_ms = self._ticks_ms() + lease_ms
        self._memory.locks[session_id] = msgspec.structs.replace(held, expires_ms=expires_ms)
        return True

    async def _touch(self, session_id: str, lifetime_ms: int) -> bool:
        entry = self._living(session_id)
        if not entry:
            return False
        head = msgspec.structs.replace(
            entry.head, lifetime_ms=lifetime_ms, expires_ms=self._now_ms() + lifetime_ms
        )
        self._memory.put(session_id, _Entry(head, entry.sections))
        return True

    async def _remaining_ms(self, session_id: str) -> int | None:
        entry = self._living(session_id)
        return entry.head.expires_ms - self._now_ms() if entry else None

    async def _close(self) -> None:
        """Nothing to give back: what is in memory ends with its owner."""

    def _living(self, session_id: str) -> _Entry | None:
        entry = self._memory.entries.get(session_id)
        return entry if entry and entry.head.expires_ms > self._now_ms() else None

    def _held(self, session_id: str) -> Held | None:
        held = self._memory.locks.get(session_id)
        return held if held and held.expires_ms > self._ticks_ms() else None

    def _lock(self, session_id: str, token: str, lease_ms: int) -> int:
        entry, now_ms = self._living(session_id), self._now_ms()
        self._memory.sweep(now_ms, self._ticks_ms())
        last = max(self._memory.fence, entry.head.fence if entry else 0)
        self._memory.fence = fence = next_fence(last, now_ms)
        self._memory.locks[session_id] = Held(token, self._ticks_ms() + lease_ms, fence)
        return fence

    def _first(self, session_id: str, *, but: str | None = None) -> str | None:
        """Return who is first in the line, after forgetting who is not heard of; whoever asks is alive."""
        line = self._memory.lines.get(session_id, {})
        while line:
            first = next(iter(line))
            if first == but or line[first] > self._ticks_ms():
                return first
            self._leave(session_id, first)
        return None

    def _leave(self, session_id: str, token: str) -> None:
        line = self._memory.lines.get(session_id, {})
        line.pop(token, None)
        if not line:
            self._memory.lines.pop(session_id, None)

    def _ticks_ms(self) -> int:
        return int(self._clock.monotonic() * 1000)

    def _now_ms(self) -> int:
        return int(self._clock.time() * 1000)
