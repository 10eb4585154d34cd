"""Running tools: choose, check, execute, record.

One ``Execution`` serves a whole process. It holds the runs that are alive here and nothing else;
what must outlive it is in the journal.
"""

from __future__ import annotations

import logging
import math
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import anyio
import msgspec

from mcp_code_analysis._native import Control
from mcp_code_analysis.errors import (
    Cancelled,
    CodeAnalysisError,
    InternalError,
    LimitExceeded,
    NotFound,
    StoreError,
    StoreUnavailable,
)
from mcp_code_analysis.execution.journal import Journal
from mcp_code_analysis.execution.lifecycle import Event
from mcp_code_analysis.execution.overflow import Overflow, Question, Shown
from mcp_code_analysis.execution.record import (
    LEASE_SECONDS,
    Run,
    failure,
    kept_arguments,
    lease_from,
    new_run,
    shown_state,
    summary,
)
from mcp_code_analysis.sessions.store import FRESH, Origin
from mcp_code_analysis.tools.adapters import NativeAdapter, ReportProgress
from mcp_code_analysis.tools.registry import Registry, Tool, check_arguments
from mcp_code_analysis.tools.workspaces import Workspaces

RETRY_AFTER_SECONDS: Final = 1.0
LAST_WORDS_SECONDS: Final = 5.0

STORE_SECONDS_MAX: Final = 0.95
"""How long one run waits in all for a store that does not answer."""

_HEARTBEAT_SECONDS: Final = LEASE_SECONDS / 3

log = logging.getLogger(__name__)


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """A tool to run: where (``root``, or the session's folder, or the default) and for which session."""

    tool: str
    arguments: Mapping[str, object]
    root: str | None = None
    session_id: str | None = None


class Outcome(msgspec.Struct, frozen=True):
    """How a run ended: with an answer, or with an error; the run's id is the reference for both.

    ``handle`` names the whole answer where more was found than fitted.
    ``origin`` is where the run was recorded, and ``unrecorded`` why its end is not: the store failed, which
    an answer about files needs not.
    """

    run: Run
    answer: bytes | None = None
    handle: str | None = None
    error: CodeAnalysisError | None = None
    origin: Origin = FRESH
    unrecorded: StoreError | None = None


@dataclass
class _Live:
    """A run that this process works on. ``writing`` keeps its records in order.

    ``folder`` is where its folder was read from, ``waited_seconds`` how long a store was waited for in vain.
    """

    run: Run
    control: Control
    session_id: str | None
    folder: Origin = FRESH
    waited_seconds: float = 0.0
    writing: anyio.Lock = field(default_factory=anyio.Lock)

    @contextmanager
    def charged(self) -> Iterator[Callable[[Origin], None]]:
        """Count the time of the block as waited in vain, unless it is told that the store itself answered."""
        answered: list[Origin] = []
        began = anyio.current_time()
        try:
            yield answered.append
        finally:
            if not answered or answered[0].is_stale:
                self.waited_seconds += anyio.current_time() - began


class Execution:
    """Runs tools and remembers, for each process, which are under way."""

    def __init__(
        self,
        registry: Registry,
        adapter: NativeAdapter,
        workspaces: Workspaces,
        journal: Journal,
        *,
        calls_in_flight_max: int,
        patience_ms: int | None = None,
        overflow: Overflow | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._registry = registry
        self._adapter = adapter
        self._workspaces = workspaces
        self._journal = journal
        self._calls_in_flight_max = calls_in_flight_max
        self._patience_ms = patience_ms
        self._overflow = overflow
        self._clock = clock
        self._live: dict[str, _Live] = {}
        self.owner: Final = secrets.token_hex(8)

    @asynccontextmanager
    async def heartbeat(self) -> AsyncIterator[None]:
        """Vouch for the runs that are alive, as long as the block lasts."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._beat)
            try:
                yield
            finally:
                tasks.cancel_scope.cancel()

    async def run(self, call: Call, report: ReportProgress | None = None) -> Outcome:
        """Run a tool to its end. An unknown tool raises; every later error is in the outcome.

        Cancelling the caller stops the work, waits until it has stopped, and records it.
        """
        tool = self._registry.get(call.tool)
        control = Control(patience_ms=self._patience_ms)
        live = _Live(new_run(tool.name, tool.version, self.owner, self._clock()), control, call.session_id)
        try:
            check_arguments(tool, call.arguments)
            with live.charged() as charge:
                folder, live.folder = await self._placed(call.root, call.session_id)
                charge(live.folder)
            request = msgspec.json.encode(call.arguments)
            live.run = live.run.after(Event.SET_PARAMETERS, self._clock(), arguments=kept_arguments(request))
            await self._start(live)
            question = self._question(live, folder, tool, call.arguments)
            room = self._overflow.room(question) if self._overflow and question else None
            if room is not None:
                request = msgspec.json.encode({**call.arguments, "max_tokens": room})
            shown = Shown(
                await self._adapter.call(folder, tool.name, request, control=live.control, report=report)
            )
            if self._overflow and question and room is not None:
                shown = await self._overflow.named(question, shown.answer)
                live.waited_seconds += shown.waited_seconds
        except CodeAnalysisError as problem:
            event = Event.CANCEL if isinstance(problem, Cancelled) else Event.FAIL
            return await self._end(live, Outcome(live.run, error=problem), event)
        except Exception:
            log.exception("run %s of %s failed", live.run.id, tool.name)
            mistake = InternalError("Something is wrong on our side.", hint="Report it with the reference.")
            return await self._end(live, Outcome(live.run, error=mistake), Event.FAIL)
        except anyio.get_cancelled_exc_class():
            with anyio.move_on_after(LAST_WORDS_SECONDS, shield=True):
                await self._end(
                    live, Outcome(live.run, error=Cancelled("The caller cancelled.")), Event.CANCEL
                )
            raise
        ended = Outcome(live.run, answer=shown.answer, handle=shown.handle)
        return await self._end(live, ended, Event.SUCCEED)

    def _question(
        self, live: _Live, folder: Path, tool: Tool, arguments: Mapping[str, object]
    ) -> Question | None:
        """Return what was asked, where a session is there for what does not fit to hang on."""
        if live.session_id is None or live.folder.is_stale:
            return None
        return Question(
            session_id=live.session_id, run=live.run, folder=folder, tool=tool, arguments=arguments
        )

    async def folder(self, root: str | None, session_id: str | None) -> Path:
        """Return the folder a call is about. It is looked at anew each time: what it leads to may change."""
        return (await self._placed(root, session_id))[0]

    def live(self, session_id: str | None = None) -> tuple[Run, ...]:
        """Return the runs alive in this process, newest first; of one session if given."""
        chosen = (entry for entry in self._live.values() if session_id in (None, entry.session_id))
        runs = (msgspec.structs.replace(entry.run, progress=entry.control.progress()) for entry in chosen)
        return tuple(sorted(runs, key=lambda run: run.id, reverse=True))

    def shown(self, run: Run) -> tuple[str, str | None]:
        """Return a recorded run's state as it can be vouched for, and who runs it."""
        return shown_state(run, at=self._clock(), owner=self.owner, is_live=run.id in self._live)

    def cancel(self, run_id: str, session_id: str | None = None) -> Run:
        """Tell a run of this process to stop; NotFound when it does not run here."""
        entry = self._live.get(run_id)
        if entry is None or session_id not in (None, entry.session_id):
            raise NotFound(
                f"No run {run_id[:64]!r} is under way on this server.",
                hint="`execution` with action `list` shows them.",
            )
        entry.control.cancel()
        return entry.run

    def cancel_session(self, session_id: str) -> None:
        """Tell every run of a session to stop."""
        for entry in self._live.values():
            if entry.session_id == session_id:
                entry.control.cancel()

    async def renew_leases(self) -> None:
        """Vouch once for every run alive here."""
        for entry in list(self._live.values()):
            if entry.session_id is None:
                continue
            async with entry.writing:
                if entry.run.id not in self._live:
                    continue
                entry.run = msgspec.structs.replace(
                    entry.run, lease_until=lease_from(self._clock()), progress=entry.control.progress()
                )
                try:
                    await self._journal.record(entry.session_id, entry.run)
                except (StoreError, NotFound) as problem:
                    log.warning("run %s could not be vouched for: %s", entry.run.id, problem.code)

    async def _placed(self, root: str | None, session_id: str | None) -> tuple[Path, Origin]:
        """Return the folder a call is about, and where that was read from."""
        origin = FRESH
        if root is None and session_id is not None:
            root, origin = await self._journal.folder(session_id)
        if root is None:
            return self._workspaces.resolve(None), origin
        return await anyio.to_thread.run_sync(self._workspaces.resolve, root), origin

    async def _beat(self) -> None:
        while True:
            await anyio.sleep(_HEARTBEAT_SECONDS)
            await self.renew_leases()

    async def _start(self, live: _Live) -> None:
        if len(self._live) >= self._calls_in_flight_max:
            raise LimitExceeded(
                f"{self._calls_in_flight_max} calls are under way, which is the limit.",
                hint="Wait for one to end, then call again.",
                retry_after=RETRY_AFTER_SECONDS,
            )
        now = self._clock()
        live.run = live.run.after(Event.START, now, lease_until=lease_from(now))
        self._live[live.run.id] = live
        if live.session_id is not None:
            async with live.writing:
                # The store that fails to record a run does not keep it from being done.
                try:
                    await self._recorded(live, live.session_id)
                except StoreError as problem:
                    log.warning("run %s begins without a record: %s", live.run.id, problem.code)

    async def _recorded(self, live: _Live, session_id: str) -> Origin:
        """Record the run as it stands; StoreUnavailable when the store was waited for long enough already."""
        left = max(0.0, STORE_SECONDS_MAX - live.waited_seconds) if live.waited_seconds else math.inf
        try:
            with live.charged() as charge, anyio.fail_after(left):
                origin = await self._journal.record(session_id, live.run)
                charge(origin)
        except TimeoutError:
            raise StoreUnavailable(
                "The store was waited for long enough by this run.", retry_after=RETRY_AFTER_SECONDS
            ) from None
        return origin

    async def _end(self, live: _Live, outcome: Outcome, event: Event) -> Outcome:
        async with live.writing:
            self._live.pop(live.run.id, None)
            live.run = live.run.after(
                event,
                self._clock(),
                lease_until=None,
                progress=live.control.progress(),
                outcome=None if outcome.answer is None else summary(outcome.answer),
                result=outcome.handle,
                error=None if outcome.error is None else failure(outcome.error),
            )
            ended = msgspec.structs.replace(outcome, run=live.run)
            if live.session_id is None:
                return ended
            try:
                origin = await self._recorded(live, live.session_id)
                ended = msgspec.structs.replace(ended, origin=origin)
            except NotFound:
                # The session was closed meanwhile; there is nothing left to record it in, or to keep it for.
                if self._overflow and outcome.handle:
                    await self._overflow.drop(live.session_id, outcome.handle)
                return ended
            except StoreError as problem:
                log.warning("run %s ended without a record: %s", live.run.id, problem.code)
                return msgspec.structs.replace(ended, origin=live.folder, unrecorded=problem)
            except CodeAnalysisError as problem:
                return msgspec.structs.replace(ended, answer=None, error=ended.error or problem)
        return ended
