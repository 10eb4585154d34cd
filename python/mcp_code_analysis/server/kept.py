"""The tool ``results``: stored answers by their handle, within the budget of an answer.

Chooses rows in ``results.answers``; knows no store's inside.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import anyio

from mcp_code_analysis.errors import LimitExceeded, StoreUnavailable
from mcp_code_analysis.execution.journal import Journal
from mcp_code_analysis.execution.kept import kept_answer
from mcp_code_analysis.execution.overflow import Overflow
from mcp_code_analysis.results.answers import Choice, Row, StoredAnswer, chosen, exported, parts_of
from mcp_code_analysis.results.store import ResultStore
from mcp_code_analysis.server.budget import Answer, fitted, reduced
from mcp_code_analysis.server.requests import ResultsRequest

WAIT_SECONDS: Final = 5.0
"""How long a call waits for a result that is on its way."""


class KeptResults:
    """Answers of ``results`` for one tenant."""

    def __init__(
        self,
        results: Callable[[], Awaitable[ResultStore]],
        journal: Journal,
        overflow: Overflow,
        *,
        tenant: str,
    ) -> None:
        self._results = results
        self._journal = journal
        self._overflow = overflow
        self._tenant = tenant

    async def answer(self, request: ResultsRequest) -> Answer:
        """Do what ``action`` says; NotFound for a handle that is unknown, over or another tenant's."""
        results = await self._results()
        if not await self._overflow.settled(request.handle, WAIT_SECONDS):
            raise StoreUnavailable(
                "The result is large and still being put together.",
                hint="Call again a little later.",
                retry_after=WAIT_SECONDS,
            )
        stored = await kept_answer(results, self._journal, request.handle, tenant=self._tenant)
        match request.action:
            case "delete":
                await results.delete(request.handle, tenant=self._tenant)
                return {"handle": request.handle, "deleted": True}
            case "info":
                info = await results.info(request.handle, tenant=self._tenant)
                described = {
                    **_described(request, stored),
                    "arguments": stored.arguments,
                    "parts": parts_of(stored),
                    "size_bytes": info.size_bytes,
                    "created_at": info.created,
                    "expires_at": info.expires,
                }
                return reduced(described, request.max_tokens, keep=("handle", "tool", "parts"))
            case "page" | "export":
                # Millions of bytes are gone through: not where everybody else waits.
                return await anyio.to_thread.run_sync(_page, request, stored)


def _page(request: ResultsRequest, stored: StoredAnswer) -> Answer:
    choice = Choice(part=request.part, where=request.where, contains=request.contains, fields=request.fields)
    part, rows = chosen(stored, choice)
    window = rows[request.offset : request.offset + request.limit]
    try:
        return fitted(window, lambda shown: _answer(request, stored, part, rows, shown), request.max_tokens)
    except LimitExceeded as problem:
        raise LimitExceeded(problem.message, hint=f"Show fewer `fields`. {problem.hint}") from None


def _answer(
    request: ResultsRequest, stored: StoredAnswer, part: str, rows: Sequence[Row], window: Sequence[Row]
) -> Answer:
    end = request.offset + len(window)
    shown: Answer = (
        {"rows": window} if request.action == "page" else {"text": exported(window, request.format)}
    )
    return {
        **_described(request, stored),
        "part": part,
        "total": parts_of(stored)[part],
        "matched": len(rows),
        **shown,
        "next_offset": end if end < len(rows) else None,
    }


def _described(request: ResultsRequest, stored: StoredAnswer) -> Answer:
    return {
        "handle": request.handle,
        "tool": stored.tool,
        "run": stored.run,
        "complete": stored.is_complete,
        "tree": stored.answer.get("tree"),
    }
