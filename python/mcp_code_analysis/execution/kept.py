"""Stored answers by their handle, as far as the session that they hang on is alive.

For whoever has the handle and is of the tenant; for everybody else there is no such result.
"""

from __future__ import annotations

import contextlib

from mcp_code_analysis.errors import NotFound
from mcp_code_analysis.execution.journal import Journal
from mcp_code_analysis.results.answers import StoredAnswer, read_answer
from mcp_code_analysis.results.store import ResultStore, unknown


async def kept_answer(results: ResultStore, journal: Journal, handle: str, *, tenant: str) -> StoredAnswer:
    """Read a stored answer; NotFound where there is none, or its session is over, and it with it."""
    stored = await read_answer(results, handle, tenant=tenant)
    try:
        await journal.get(stored.session)
    except NotFound:
        with contextlib.suppress(NotFound):
            await results.delete(handle, tenant=tenant)
        raise unknown() from None
    return stored
