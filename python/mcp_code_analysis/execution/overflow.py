"""What did not fit into an answer, kept whole and named by a handle.

Only for a run of a session, which the result hangs on: it ends with the session at the latest. The call is
answered at once, a little shorter, with the handle; the whole is asked for in the background and kept, and
whoever asks this process for it before waits. Whatever goes wrong here costs the result and nothing else.
Never keeps what a caller asked for in pages.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

import anyio
import msgspec

from mcp_code_analysis._native import Control
from mcp_code_analysis.errors import CodeAnalysisError
from mcp_code_analysis.execution.journal import Journal
from mcp_code_analysis.execution.record import Run
from mcp_code_analysis.results.answers import KIND, StoredAnswer
from mcp_code_analysis.results.store import ResultStore, new_handle
from mcp_code_analysis.tools.adapters import NativeAdapter
from mcp_code_analysis.tools.registry import Tool

HANDLE: Final = "handle"
"""The field of an answer that names what is kept."""

HANDLE_TOKENS: Final = 40
"""What the field costs at most: 24 letters that nobody can guess, and its name."""

SECONDS_MAX: Final = 60.0
"""How long the whole is asked for; what there is by then is kept, and said not to be complete."""

STORE_SECONDS_MAX: Final = 0.5
PENDING_MAX: Final = 8
AT_ONCE_MAX: Final = 2
BYTES_MAX: Final = 8 * 1024 * 1024
PAGES_MAX: Final = 100
PAGE_ROWS: Final = 1000
PAGE_TOKENS: Final = 100_000

Answer = dict[str, object]

log = logging.getLogger(__name__)


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked, of which folder, by which run of which session."""

    session_id: str
    run: Run
    folder: Path
    tool: Tool
    arguments: Mapping[str, object]


class Shown(msgspec.Struct, frozen=True):
    """An answer to show, the handle of the whole one, and how long the store was waited for in vain."""

    answer: bytes
    handle: str | None = None
    waited_seconds: float = 0.0


class Overflow:
    """Keeps what did not fit in the store of results, which is opened when it is first needed."""

    def __init__(
        self, adapter: NativeAdapter, results: Callable[[], Awaitable[ResultStore]], journal: Journal
    ) -> None:
        self._adapter = adapter
        self._results = results
        self._journal = journal
        self._pending: dict[str, asyncio.Task[None]] = {}
        self._turn = asyncio.Semaphore(AT_ONCE_MAX)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Be able to keep answers until the block ends, and give up those on their way then."""
        try:
            yield
        finally:
            for task in self._pending.values():
                task.cancel()
            await self.settled()

    async def settled(self, handle: str | None = None, seconds: float | None = None) -> bool:
        """Wait until all that is on its way is kept or given up, or the one; say whether it is by then."""
        wanted = [task for name, task in self._pending.items() if handle in (None, name)]
        if not wanted:
            return True
        _, on_their_way = await asyncio.wait(wanted, timeout=seconds)
        return not on_their_way

    def room(self, question: Question) -> int | None:
        """Return the budget that leaves room for a handle, None where there is none to name one in."""
        if "max_tokens" not in question.tool.arguments or "cursor" in question.arguments:
            return None
        budget = question.tool.budget(question.arguments)
        least = question.tool.argument("max_tokens").get("minimum")
        room = 0 if budget is None else budget - HANDLE_TOKENS
        is_enough = room >= (least if isinstance(least, int) else 1)
        return room if is_enough and len(self._pending) < PENDING_MAX else None

    async def named(self, question: Question, answer: bytes) -> Shown:
        """Return the answer with the handle of the whole one where not all of it is in it.

        It has to keep to the budget that ``room`` says.
        """
        decoded = msgspec.json.decode(answer, type=Answer)
        if not was_cut(question, decoded):
            return Shown(answer)
        asked = anyio.current_time()
        try:
            with anyio.fail_after(STORE_SECONDS_MAX):
                results = await self._results()
                seconds_left = await self._journal.seconds_left(question.session_id)
        except (TimeoutError, CodeAnalysisError) as problem:
            log.info("run %s: what did not fit is not kept: %s", question.run.id, type(problem).__name__)
            return Shown(answer, waited_seconds=anyio.current_time() - asked)
        if seconds_left is None:
            return Shown(answer)
        handle = new_handle()
        task = asyncio.create_task(self._keep(results, question, handle, seconds_left))
        self._pending[handle] = task
        task.add_done_callback(lambda _: self._pending.pop(handle, None))
        return Shown(msgspec.json.encode({**decoded, HANDLE: handle}), handle)

    async def _keep(self, results: ResultStore, question: Question, handle: str, seconds_left: float) -> None:
        tenant = question.session_id.partition(".")[0]
        try:
            async with self._turn:
                whole = msgspec.json.encode(await self._whole(question))
            await results.put(KIND, whole, tenant=tenant, ttl_seconds=max(seconds_left, 1.0), handle=handle)
            # The session may have been closed meanwhile, by somebody who found no result to remove yet.
            if await self._journal.seconds_left(question.session_id) is None:
                await self.drop(question.session_id, handle)
        except CodeAnalysisError as problem:
            log.info("run %s: what did not fit is not kept: %s", question.run.id, problem.code)

    async def drop(self, session_id: str, handle: str) -> None:
        """Forget what is kept, as far as the store can be reached; its lifetime ends it otherwise."""
        try:
            await (await self._results()).delete(handle, tenant=session_id.partition(".")[0])
        except CodeAnalysisError as problem:
            log.info("a result of a session that is gone stays until its lifetime ends: %s", problem.code)

    async def _whole(self, question: Question) -> StoredAnswer:
        """Ask again for all of it, page by page, and put the lists of the pages together."""
        takes = question.tool.arguments
        wide = {**question.arguments, "max_tokens": PAGE_TOKENS}
        if "limit" in takes:
            wide["limit"] = PAGE_ROWS
        whole: Answer = {}
        size, cursor, until = 0, None, anyio.current_time() + SECONDS_MAX
        for _ in range(PAGES_MAX):
            page = await self._asked(question, wide if cursor is None else {**wide, "cursor": cursor})
            cursor = page.get("next_cursor")
            size += len(msgspec.json.encode(page))
            whole = joined(whole, page) if whole else page
            if cursor is None or size > BYTES_MAX or anyio.current_time() > until:
                break
        is_complete = cursor is None and not _is_truncated(whole)
        return StoredAnswer(
            session=question.session_id,
            run=question.run.id,
            tool=question.tool.name,
            arguments=dict(question.arguments),
            is_complete=is_complete,
            answer={name: value for name, value in whole.items() if name != "next_cursor"},
        )

    async def _asked(self, question: Question, arguments: Mapping[str, object]) -> Answer:
        request = msgspec.json.encode(arguments)
        answer = await self._adapter.call(question.folder, question.tool.name, request, control=Control())
        return msgspec.json.decode(answer, type=Answer)


def was_cut(question: Question, answer: Answer) -> bool:
    """Say whether `max_tokens` left something out that was asked for; a page that is full did not."""
    if "max_tokens" not in question.tool.arguments or "cursor" in question.arguments:
        return False
    if _is_truncated(answer):
        return True
    limit = question.arguments.get("limit", question.tool.argument("limit").get("default"))
    result = answer.get("result")
    lists = (
        [value for value in result.values() if isinstance(value, list)] if isinstance(result, dict) else []
    )
    rows = max(map(len, lists), default=0)
    return answer.get("next_cursor") is not None and (not isinstance(limit, int) or rows < limit)


def joined(whole: Answer, page: Answer) -> Answer:
    """Return the answer with the rows of its next page behind its own."""
    first, more = whole.get("result"), page.get("result")
    if not isinstance(first, dict) or not isinstance(more, dict):
        return whole
    result = {
        name: [*value, *more.get(name, [])] if isinstance(value, list) else value
        for name, value in first.items()
    }
    return {**page, "result": result}


def _is_truncated(answer: Answer) -> bool:
    result, completeness = answer.get("result"), answer.get("completeness")
    if isinstance(result, dict) and result.get("truncated") is True:
        return True
    omitted = completeness.get("omitted") if isinstance(completeness, dict) else 0
    return bool(omitted) and answer.get("next_cursor") is None
