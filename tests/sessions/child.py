"""What another server process does with the same sessions.

Started as ``python -m tests.sessions.child ROLE URL ID [COUNT]``.

Prints a line for what was acknowledged, right after it was.
"""

from __future__ import annotations

import asyncio
import sys

from mcp_code_analysis.errors import VersionConflict
from mcp_code_analysis.sessions import Session, SessionStore, Write, open_store


async def increment(store: SessionStore, session_id: str, count: int) -> None:
    """Add one to the counter that others add to as well, until this was done so many times."""
    await store.create_session_if_not_exists(session_id, {"count": 0})
    for _ in range(count):
        while not await _add(store, await store.get_session(session_id)):
            pass
    print("done", flush=True)


async def write(store: SessionStore, session_id: str) -> None:
    """Write ever higher numbers, each into two sections at once, until killed."""
    session = await store.create_session_if_not_exists(session_id, {"count": 1, "copy": 1})
    count = session.version
    while True:
        count += 1
        write = Write(expected_version=count - 1)
        await store.update_session(session_id, {"count": count, "copy": count}, write=write)
        print(count, flush=True)


async def _add(store: SessionStore, session: Session | None) -> bool:
    assert session is not None
    count = session.state["count"]
    assert isinstance(count, int)
    try:
        write = Write(expected_version=session.version)
        await store.update_session(session.id, {"count": count + 1}, write=write)
    except VersionConflict:
        return False
    return True


async def main(role: str, url: str, session_id: str, count: str = "0") -> None:
    async with open_store(url) as store:
        match role:
            case "increment":
                await increment(store, session_id, int(count))
            case "write":
                await write(store, session_id)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
