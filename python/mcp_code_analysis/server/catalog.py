"""The server's own tools at work: find a tool, look after sessions, watch runs.

``call`` is not here: it is the way back into ``app``.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import anyio
import msgspec

from mcp_code_analysis.errors import InvalidRequest, NotFound, StoreUnavailable
from mcp_code_analysis.execution.journal import Journal, OpenSession
from mcp_code_analysis.execution.record import Run, is_run_id
from mcp_code_analysis.execution.service import Execution
from mcp_code_analysis.server.answers import origin_fields
from mcp_code_analysis.server.budget import Answer, cost, fitted, reduced, too_small
from mcp_code_analysis.server.requests import CatalogRequest, ExecutionRequest, SessionRequest
from mcp_code_analysis.sessions.store import FRESH, Origin
from mcp_code_analysis.tools.registry import Registry, Tool

_HANDLE: Final = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)

_RUN_KEPT: Final = ("run", "tool", "state")


class OwnTools:
    """Answers of the tools that are about the server itself.

    ``tenant``: whose sessions these are.
    ``is_shared``: several may call (HTTP), so a handle is the only proof there is, and nothing lists handles.
    """

    def __init__(
        self,
        registry: Registry,
        execution: Execution,
        journal: Journal,
        *,
        tenant: str,
        is_shared: bool,
    ) -> None:
        self._registry = registry
        self._execution = execution
        self._journal = journal
        self._tenant = tenant
        self._is_shared = is_shared

    async def catalog(self, request: CatalogRequest) -> Answer:
        """List tools, or show one in full."""
        if request.tool is not None:
            full = _full(self._registry.get(request.tool))
            return reduced(
                full,
                request.max_tokens,
                keep=("name", "description", "input_schema"),
                build=lambda shown: {"tool": shown},
            )
        found = [_brief(tool) for tool in self._registry.search(request.query or "")]
        rows = _behind(found, request.cursor)
        return fitted(
            rows,
            lambda shown: {
                "tools": shown,
                "total": len(found),
                "next_cursor": _next_cursor(shown, rows, "name"),
            },
            request.max_tokens,
        )

    def session_id(self, handle: str | None) -> str:
        """Return the store's id of a handle: always one of this server's tenant."""
        if handle is None:
            raise InvalidRequest("`session` is missing.", hint="Open one: `session` with action `open`.")
        if not _HANDLE.fullmatch(handle):
            raise InvalidRequest(
                f"{handle[:64]!r} is not a session handle.", hint="Open one: `session` with action `open`."
            )
        return f"{self._tenant}.{handle}"

    async def session(self, request: SessionRequest) -> Answer:
        """Do what ``action`` says."""
        match request.action:
            case "open":
                return _within(await self._open(request), request)
            case "list":
                return await self._list(request)
            case "close":
                session_id = self.session_id(request.session)
                self._execution.cancel_session(session_id)
                erased = await self._journal.close(session_id)
                closed = {"session": request.session, "closed": "sessions" in erased.removed}
                return _within({**closed, **msgspec.structs.asdict(erased)}, request)
            case "get":
                opened = await self._journal.get(self.session_id(request.session))
                return _within(await self._described(opened), request)
            case "history":
                opened = await self._journal.get(self.session_id(request.session))
                about = {"session": request.session, "damaged": opened.damaged}
                return self._listed({**about, **origin_fields(opened.origin)}, opened.runs, request)

    async def execution(self, request: ExecutionRequest) -> Answer:
        """Do what ``action`` says."""
        session_id = self.session_id(request.session) if request.session is not None else None
        if session_id is None and self._is_shared:
            raise InvalidRequest(
                "`session` is missing.", hint="On a shared server runs are seen through their session."
            )
        if request.action == "list":
            runs, origin = await self._runs(session_id)
            return self._listed(origin_fields(origin), runs, request)
        if request.run is None:
            raise InvalidRequest(f"`run` is missing: which run to {request.action}?")
        if request.action == "cancel":
            run = self._execution.cancel(request.run, session_id)
            return self._one({"cancelling": True}, run, request)
        runs, origin = await self._runs(session_id)
        for run in runs:
            if run.id == request.run:
                return self._one(origin_fields(origin), run, request)
        raise NotFound(f"There is no run {request.run!r} here.", hint="Name the session it was made in.")

    async def _open(self, request: SessionRequest) -> Answer:
        handle = request.session or secrets.token_urlsafe(16)
        folder = await self._execution.folder(request.root, None)
        session_id = self.session_id(handle)
        if not await anyio.to_thread.run_sync(folder.is_dir):
            raise NotFound("There is no such folder.", hint="Give a folder below one of the server's roots.")
        if request.session is not None and self._is_shared:
            raise InvalidRequest(
                "A handle cannot be chosen here.", hint="Leave `session` out; the answer has one."
            )
        opened = await self._journal.open(session_id, folder, at=time.time(), ttl=request.ttl_seconds)
        return await self._described(opened)

    async def _list(self, request: SessionRequest) -> Answer:
        if self._is_shared:
            raise InvalidRequest(
                "Sessions are not listed on a shared server.", hint="Use the handle you were given."
            )
        limit = request.limit
        while True:
            page = await self._journal.page(self._tenant, cursor=request.cursor, limit=limit)
            handles = [session_id.partition(".")[2] for session_id in page.ids]
            answer = {"sessions": handles, "next_cursor": page.next_cursor}
            needed = cost(answer)
            if needed <= request.max_tokens:
                return answer
            if limit == 1:
                raise too_small(needed, request.max_tokens)
            limit = max(1, min(limit - 1, limit * request.max_tokens // needed))

    async def _described(self, opened: OpenSession) -> Answer:
        return {
            "session": opened.id.partition(".")[2],
            "folder": Path(opened.remembered.folder).name,
            "created_at": opened.remembered.created_at,
            **await self._life(opened),
            "runs": len(opened.runs),
            "damaged": opened.damaged,
            "version": opened.version,
            **origin_fields(opened.origin),
        }

    async def _life(self, opened: OpenSession) -> Answer:
        """Return how long the session lives; nothing where only the store could say, and does not."""
        if opened.origin.is_stale and not opened.origin.unsent:
            return {}
        try:
            return {"expires_in_seconds": await self._journal.seconds_left(opened.id)}
        except StoreUnavailable:
            return {}

    async def _runs(self, session_id: str | None) -> tuple[tuple[Run, ...], Origin]:
        live = self._execution.live(session_id)
        if session_id is None:
            return live, FRESH
        alive = {run.id: run for run in live}
        opened = await self._journal.get(session_id)
        return tuple(alive.get(run.id, run) for run in opened.runs), opened.origin

    def _listed(
        self, about: Answer, runs: Sequence[Run], request: SessionRequest | ExecutionRequest
    ) -> Answer:
        """Return a page of runs, newest first; a cursor is the id of the run before the page."""
        cursor = request.cursor
        if cursor is not None and not is_run_id(cursor):
            raise InvalidRequest(f"{cursor[:64]!r} is no cursor of this list.", hint="Start without one.")
        rows = [self._shown(run) for run in runs if cursor is None or run.id < cursor]
        return fitted(
            rows[: request.limit],
            lambda shown: {
                **about,
                "runs": shown,
                "total": len(runs),
                "next_cursor": _next_cursor(shown, rows, "run"),
            },
            request.max_tokens,
            keep=_RUN_KEPT,
        )

    def _one(self, about: Answer, run: Run, request: ExecutionRequest) -> Answer:
        return reduced(
            self._shown(run),
            request.max_tokens,
            keep=_RUN_KEPT,
            build=lambda shown: {"run": shown, **about},
        )

    def _shown(self, run: Run) -> Answer:
        state, owner = self._execution.shown(run)
        shown = {
            "run": run.id,
            "tool": run.tool,
            "state": state,
            "owner": owner,
            "arguments": run.arguments,
            "started_at": run.steps[0].at,
            "ended_at": run.steps[-1].at if run.state.final else None,
            "progress": run.progress,
            "outcome": run.outcome,
            "result": run.result,
            "error": run.error,
        }
        return {key: value for key, value in shown.items() if value is not None}


def _within(answer: Answer, request: SessionRequest) -> Answer:
    return reduced(answer, request.max_tokens, keep=("session", "closed"))


def _behind(rows: Sequence[Answer], cursor: str | None) -> Sequence[Answer]:
    """Return the tools behind the one that the page before ended with."""
    if cursor is None:
        return rows
    names = [row["name"] for row in rows]
    if cursor not in names:
        raise InvalidRequest(f"{cursor[:64]!r} is no cursor of this list.", hint="Start without one.")
    return rows[names.index(cursor) + 1 :]


def _next_cursor(shown: Sequence[Answer], rows: Sequence[Answer], name: str) -> object:
    return shown[-1][name] if 0 < len(shown) < len(rows) else None


def _brief(tool: Tool) -> Answer:
    return {"name": tool.name, "summary": tool.summary, "cost": tool.cost, "arguments": tool.arguments}


def _full(tool: Tool) -> Answer:
    return {
        "name": tool.name,
        "version": tool.version,
        "description": tool.description,
        "cost": tool.cost,
        "requires": tool.requires,
        "annotations": msgspec.to_builtins(tool.annotations),
        "input_schema": tool.input_schema,
        "output_schema": tool.output_schema,
    }
