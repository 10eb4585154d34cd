"""A server process that writes sessions without pause, and says what it asked for and what it was told.

Started as ``python -m tests.faults.worker URL NAME SESSIONS``; works until it is killed.
Prints a write before it is made and again when it is answered, and every read: one JSON line each.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time

import msgspec

from mcp_code_analysis.errors import StoreError, VersionConflict
from mcp_code_analysis.sessions import Session, SessionStore, Write, open_store
from tests.faults.history import Call


def tell(call: Call) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(call) + b"\n")
    sys.stdout.buffer.flush()


def state_of(operation: str) -> dict[str, object]:
    return {"head": operation, "tail": operation}


def read_as(session_id: str, began: int, session: Session | None) -> Call:
    """Return the call that found the session so."""
    return Call(
        kind="read",
        session=session_id,
        began=began,
        ended=time.monotonic_ns(),
        outcome="done",
        version=session.version if session else 0,
        head=str(session.state.get("head", "")) if session else "",
        tail=str(session.state.get("tail", "")) if session else "",
    )


async def read(store: SessionStore, session_id: str) -> Session | None:
    began = time.monotonic_ns()
    session = await store.get_session(session_id)
    tell(read_as(session_id, began, session))
    return session


async def write(store: SessionStore, session_id: str, operation: str, expected: int) -> None:
    """Write once; an answer that was lost is asked for again under the same operation."""
    call = Call(kind="write", session=session_id, began=time.monotonic_ns(), operation=operation)
    tell(call)
    outcome, version = await answered(store, session_id, operation, expected)
    ended = time.monotonic_ns()
    tell(msgspec.structs.replace(call, ended=ended, outcome=outcome, version=version))


async def answered(store: SessionStore, session_id: str, operation: str, expected: int) -> tuple[str, int]:
    under = Write(operation_id=operation, expected_version=expected)
    while True:
        try:
            session = await store.set_session(session_id, state_of(operation), write=under)
        except VersionConflict:
            return "refused", 0
        except StoreError as error:
            if not error.retryable:
                raise
            await asyncio.sleep(0)
        else:
            return "done", session.version


async def work(store: SessionStore, name: str, sessions: int) -> None:
    chance, number = random.Random(name), 0
    while True:
        session_id = f"acme.h{chance.randrange(sessions)}"
        try:
            session = await read(store, session_id)
        except StoreError as error:
            if not error.retryable:
                raise
            await asyncio.sleep(0)
            continue
        for _ in range(chance.randrange(1, 4)):
            number += 1
            expected = session.version if session else 0
            await write(store, session_id, f"{name}-{number}", expected)


async def main(url: str, name: str, sessions: str) -> None:
    async with open_store(url) as store:
        await work(store, name, int(sessions))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
