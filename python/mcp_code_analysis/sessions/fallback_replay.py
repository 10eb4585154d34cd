"""Sending what waits in the journal once the store is back: in order, by one process at a time, once.

Each write is sent under its own operation id and on condition of the version it was made on. So a replay
that is cut short and begun again has one effect, and what does not fit any more is set apart, never forced.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import secrets
from collections.abc import Awaitable, Callable
from typing import Final

from mcp_code_analysis.errors import (
    CodeAnalysisError,
    CorruptRecord,
    StoreError,
    StoreUnavailable,
    VersionConflict,
)
from mcp_code_analysis.sessions import fallback_rows as rows
from mcp_code_analysis.sessions.clock import Clock
from mcp_code_analysis.sessions.fallback_journal import Journal
from mcp_code_analysis.sessions.fallback_rows import Entry
from mcp_code_analysis.sessions.rules import Applied, Change

LOOK_SECONDS: Final = 0.5
"""How often a process looks whether the store takes what waits."""

WAITED_SECONDS: Final = 0.1
"""A try that fails after a longer wait is not made anew by the next caller, but by whoever watches."""

FORGOTTEN_SECONDS: Final = 2.0

log = logging.getLogger(__name__)


class Replay:
    """Sends the entries of one journal with ``apply``, session by session, one task of a process for each."""

    def __init__(self, journal: Journal, apply: Callable[[Change], Awaitable[Applied]], clock: Clock) -> None:
        self._journal = journal
        self._apply = apply
        self._clock = clock
        self._token = secrets.token_hex(8)
        self._under_way: dict[str, asyncio.Task[StoreError | None]] = {}
        self._waited_in_vain: dict[str, tuple[float, StoreError]] = {}
        self._watching: asyncio.Task[None] | None = None

    async def send(self, session_id: str) -> StoreError | None:
        """Send what waits for the session; return why something waits on, None when nothing does.

        A store that hangs is waited for once, and then by the watch.
        """
        failed_at, problem = self._waited_in_vain.get(session_id, (-math.inf, None))
        if problem and self._clock.monotonic() - failed_at < FORGOTTEN_SECONDS:
            return problem
        return await self._send(session_id)

    def watch(self) -> None:
        """See to it that what waits is sent, whether anybody asks for its session or not."""
        if self._watching is None or self._watching.done():
            self._watching = asyncio.ensure_future(self._watched())

    async def close(self) -> None:
        """Stop sending. What was under way is begun again by whoever comes next."""
        sending = list(self._under_way)
        tasks = [*self._under_way.values(), *([self._watching] if self._watching else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for session_id in sending:
            await self._release(session_id)

    async def _send(self, session_id: str) -> StoreError | None:
        task = self._under_way.get(session_id)
        if task is None:
            task = self._under_way[session_id] = asyncio.ensure_future(self._sent(session_id))
            task.add_done_callback(lambda _: self._under_way.pop(session_id, None))
        # A caller that gives up does not end what others wait for.
        return await asyncio.shield(task)

    async def _watched(self) -> None:
        try:
            while waiting := await self._journal.change(rows.waiting):
                for session_id in waiting:
                    await self._send(session_id)
                await self._clock.sleep(LOOK_SECONDS)
            self._waited_in_vain.clear()
        except CodeAnalysisError as problem:
            log.warning("the journal cannot be sent: %s: %s", problem.code, problem)

    async def _sent(self, session_id: str) -> StoreError | None:
        began = self._clock.monotonic()
        problem = await self._tried(session_id)
        now = self._clock.monotonic()
        if problem and now - began > WAITED_SECONDS:
            self._waited_in_vain[session_id] = now, problem
        else:
            self._waited_in_vain.pop(session_id, None)
        return problem

    async def _tried(self, session_id: str) -> StoreError | None:
        try:
            is_ours, entry = await self._journal.change(rows.claim, session_id, self._token)
            if not is_ours:
                return _by_another(session_id)
            while entry:
                entry = await self._one(entry)
            is_waiting = await self._journal.look(rows.has_entries, session_id)
        except StoreError as problem:
            await self._release(session_id)
            return problem
        return _by_another(session_id) if is_waiting else None

    async def _release(self, session_id: str) -> None:
        with contextlib.suppress(StoreError):
            await self._journal.change(rows.release, session_id, self._token)

    async def _one(self, entry: Entry) -> Entry | None:
        try:
            applied = await self._apply(entry.change)
        except VersionConflict as conflict:
            reason = f"the store has version {conflict.actual}" if conflict.actual else "the store has none"
            if conflict.actual == conflict.expected:
                reason += ", made by other writes"
            await self._journal.change(rows.refused, entry, self._token, reason)
            return None
        except StoreError as problem:
            # A damaged session was set aside by the store; the next try finds that there is none.
            if not isinstance(problem, CorruptRecord):
                raise
            raise StoreUnavailable(problem.message, retry_after=0.1) from problem
        except CodeAnalysisError as problem:
            await self._journal.change(rows.refused, entry, self._token, problem.message)
            return None
        return await self._journal.change(rows.sent, entry, self._token, applied)


def _by_another(session_id: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"Another process sends what was written to session {session_id} while the store was away.",
        hint="Call again a little later.",
        retry_after=0.1,
    )
