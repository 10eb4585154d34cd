"""A server process whose callers want one lock again and again.

Started as ``python -m tests.faults.waiter URL ID FIRST COUNT ROUNDS HOLD_SECONDS``: its callers have the
numbers from ``FIRST`` on. Says `ready`, begins at a line on standard input, and prints each turn as JSON.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import AbstractAsyncContextManager

import msgspec

from mcp_code_analysis.redis import Limits
from mcp_code_analysis.sessions import SessionStore, open_store
from mcp_code_analysis.sessions.redis import RedisStore

LEASE_SECONDS = 2.0
ATTEMPT_SECONDS = 10.0


class Turn(msgspec.Struct, frozen=True):
    """When a caller asked for the lock and when it had it, ns on the machine's clock, and its fence."""

    caller: int
    asked: int
    served: int
    fence: int


async def want(store: SessionStore, session_id: str, caller: int, rounds: int, hold_seconds: float) -> None:
    for _ in range(rounds):
        asked = time.monotonic_ns()
        lock = await store.take_lock(session_id, timeout=120, lease=LEASE_SECONDS)
        assert lock is not None
        turn = Turn(caller, asked, time.monotonic_ns(), lock.fence)
        sys.stdout.buffer.write(msgspec.json.encode(turn) + b"\n")
        sys.stdout.buffer.flush()
        await store.clock.sleep(hold_seconds)
        assert await store.release_lock(session_id, lock.token)


def opened(url: str) -> AbstractAsyncContextManager[SessionStore]:
    """Open the store; on Redis with more patience than a server has, since this is about the line alone."""
    if url.startswith("sqlite:"):
        return open_store(url)
    return RedisStore(url, limits=Limits(attempt_seconds=ATTEMPT_SECONDS))


async def main(url: str, session_id: str, first: str, count: str, rounds: str, hold_seconds: str) -> None:
    async with opened(url) as store:
        await store.get_session(session_id)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        callers = range(int(first), int(first) + int(count))
        await asyncio.gather(
            *(want(store, session_id, caller, int(rounds), float(hold_seconds)) for caller in callers)
        )


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
