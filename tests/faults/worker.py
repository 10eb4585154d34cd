"""A server process that writes sessions without pause, and says what it asked for and what it was told.

Started as ``python -m tests.faults.worker URL NAME SESSIONS``; works until it is killed.
Prints a write before it is made and again when it is answered, and every read: one JSON line each.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections import defaultdict

import msgspec

from mcp_code_analysis.errors import StateRegressed, StoreError, VersionConflict
from mcp_code_analysis.sessions import Session, SessionStore, Write, open_store
from tests.faults.history import Call, Outcome


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
    """Reads a session, writes it a few times, and goes on to another."""

    def __init__(self, store: SessionStore, name: str, sessions: int) -> None:
        self._store = store
        self._name = name
        self._sessions = sessions
        self._chance = random.Random(name)
        self._seen: dict[str, int] = defaultdict(int)
        self._number = 0

    async def work(self) -> None:
        while True:
            session_id = f"acme.h{self._chance.randrange(self._sessions)}"
            try:
                expected = await self._read(session_id)
            except StoreError as error:
                if not error.retryable:
                    raise
                await asyncio.sleep(0)
                continue
            for _ in range(self._chance.randrange(1, 4)):
                await self._write(session_id, expected)

    async def _read(self, session_id: str) -> int:
        """Return the version that is there."""
        began = time.monotonic_ns()
        try:
            session = await self._store.get_session(session_id, seen_version=self._seen[session_id])
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
            self._seen[session_id] = version
            return version
        call = read_as(session_id, began, session, self._name)
        tell(call)
        self._seen[session_id] = max(self._seen[session_id], call.version)
        return call.version

    async def _write(self, session_id: str, expected: int) -> None:
        """Write once; an answer that was lost is asked for again under the same operation."""
        self._number += 1
        operation = f"{self._name}-{self._number}"
        call = Call(
            kind="write",
            session=session_id,
            caller=self._name,
            began=time.monotonic_ns(),
            operation=operation,
        )
        tell(call)
        outcome, version = await self._answer(session_id, operation, expected)
        ended = time.monotonic_ns()
        tell(msgspec.structs.replace(call, ended=ended, outcome=outcome, version=version))
        self._seen[session_id] = max(self._seen[session_id], version)

    async def _answer(self, session_id: str, operation: str, expected: int) -> tuple[Outcome, int]:
        under = Write(operation_id=operation, expected_version=expected)
        state = {"head": operation, "tail": operation}
        while True:
            try:
                session = await self._store.set_session(session_id, state, write=under)
            except VersionConflict:
                return "refused", 0
            except StoreError as error:
                if not error.retryable:
                    raise
                await asyncio.sleep(0)
            else:
                return "done", session.version


async def main(url: str, name: str, sessions: str) -> None:
    async with open_store(url) as store:
        await Worker(store, name, int(sessions)).work()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
