"""A server process that writes sessions whether Redis is there or not, and says what was acknowledged.

Started as ``python -m tests.faults.journal_worker URL JOURNAL GROUP NAME``; works until it is killed.
Each write leaves a section of its own. Prints session, section, and who acknowledged it, right after it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import sys

from mcp_code_analysis.config import FallbackLimits
from mcp_code_analysis.errors import StoreError
from mcp_code_analysis.sessions import open_store
from mcp_code_analysis.sessions.store import Write

WRITES_A_SESSION = 20
"""Of each process of a group, so that a session does not get more sections than it may have."""


async def main(url: str, journal: str, group: str, name: str) -> None:
    async with open_store(url, fallback=FallbackLimits(writes="local", journal=journal)) as store:
        for number in itertools.count():
            session_id, section = f"acme.{group}-{number // WRITES_A_SESSION}", f"{name}-{number}"
            write = Write(operation_id=section)
            with contextlib.suppress(StoreError):
                await store.create_session_if_not_exists(session_id, {})
                made = await store.update_session(session_id, {section: number}, write=write)
                if made:
                    print(session_id, section, made.origin.source.value, flush=True)
            await asyncio.sleep(0)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
