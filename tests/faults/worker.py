"""A server process that writes sessions without pause, and says what it asked for and what it was told.

Started as ``python -m tests.faults.worker URL NAME SESSIONS WAY``; works until it is killed. The way is
``free``, or ``locked``: each write under the session's lock.
Prints a write before it is made and again when it is answered, and every read: one JSON line each.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
import time
from collections import defaultdict

import msgspec

from mcp_code_analysis.errors import LockLost, StateRegressed, StoreError, VersionConflict
from mcp_code_analysis.sessions import Session, SessionStore, Write, open_store
from mcp_code_analysis.sessions.store import Lock
from tests.faults.history import Call, Outcome

LEASE_SECONDS = 2.0


def tell(call: Call) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(call) + b"\n")
    sys.stdout.buffer.flush()


def read_as(session_id: str, began: int, session: Session | None, caller: str = "") -> Call:
    """Return the call that found the session so."""
    return Call(
        kind="read",
        session=session_id,
        caller=caller,
        began=began,
        ended=time.monotonic_ns(),
        outcome="done",
        version=session.version if session else 0,
        head=str(session.state.get("head", "")) if session else "",
        tail=str(session.state.get("tail", "")) if session else "",
    )


class Worker:
    """Reads a session, writes it a few times, under its lock or not, and goes on to another."""

    def __init__(self, store: SessionStore, name: str, sessions: int, *, locks: bool) -> None:
        self._store = store
        self._locks = locks
        self._name = name
        self._sessions = sessions
        self._chance = random.Random(name)
        self._seen: dict[str, tuple[int, str]] = defaultdict(lambda: (0, ""))
        self._number = 0

    async def work(self) -> None:
        while True:
            session_id = f"acme.h{self._chance.randrange(self._sessions)}"
            try:
                lock = await self._lock(session_id)
                if self._locks and lock is None:
                    continue
                expected = await self._read(session_id)
            except StoreError as error:
                if not error.retryable:
                    raise
                await asyncio.sleep(0)
                continue
            for _ in range(self._chance.randrange(1, 4)):
                await self._write(session_id, expected, lock)
            if lock:
                with contextlib.suppress(StoreError):
                    await self._store.release_lock(session_id, lock.token)

    async def _lock(self, session_id: str) -> Lock | None:
        return await self._store.take_lock(session_id, 1.0, lease=LEASE_SECONDS) if self._locks else None

    async def _read(self, session_id: str) -> tuple[int, str]:
        """Return the version that is there, and its timeline where it is known."""
        began = time.monotonic_ns()
        try:
            version, timeline = self._seen[session_id]
            session = await self._store.get_session(session_id, seen_version=version, seen_timeline=timeline)
        except StateRegressed as regressed:
            version = regressed.actual or 0
            tell(
                Call(
                    kind="read",
                    session=session_id,
                    caller=self._name,
                    began=began,
                    ended=time.monotonic_ns(),
                    outcome="refused",
                    version=version,
                )
            )
            self._seen[session_id] = version, ""
            return version, ""
        call = read_as(session_id, began, session, self._name)
        tell(call)
        self._sees(session_id, session)
        return call.version, session.timeline if session else ""

    async def _write(self, session_id: str, expected: tuple[int, str], lock: Lock | None) -> None:
        """Write once; an answer that was lost is asked for again under the same operation."""
        self._number += 1
        operation = f"{self._name}-{self._number}"
        call = Call(
            kind="write",
            session=session_id,
            caller=self._name,
            began=time.monotonic_ns(),
            operation=operation,
            fence=lock.fence if lock else 0,
        )
        tell(call)
        under = Write(
            operation_id=operation,
            expected_version=None if lock else expected[0],
            expected_timeline="" if lock else expected[1],
            lock_token=lock.token if lock else None,
        )
        made = await self._made(session_id, operation, under)
        outcome: Outcome = "done" if made else "refused"
        version = made.version if made else 0
        tell(msgspec.structs.replace(call, ended=time.monotonic_ns(), outcome=outcome, version=version))
        self._sees(session_id, made)

    def _sees(self, session_id: str, session: Session | None) -> None:
        if session and session.version > self._seen[session_id][0]:
            self._seen[session_id] = session.version, session.timeline

    async def _made(self, session_id: str, operation: str, under: Write) -> Session | None:
        """Return what a write made; None where others wrote first, or have the lock."""
        state = {"head": operation, "tail": operation}
        while True:
            try:
                return await self._store.set_session(session_id, state, write=under)
            except (VersionConflict, LockLost):
                return None
            except StoreError as error:
                if not error.retryable:
                    raise
                await asyncio.sleep(0)


async def main(url: str, name: str, sessions: str, way: str) -> None:
    async with open_store(url) as store:
        await Worker(store, name, int(sessions), locks=way == "locked").work()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
