"""Sessions as the tools see them: a folder that is remembered, and the runs that happened in it.

Writes a run as one section of its session. Holds nothing that another process could not read back.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

import msgspec

from mcp_code_analysis.cache.entries import Entries
from mcp_code_analysis.config import Retention
from mcp_code_analysis.erasure import Erasure, erasure, joined
from mcp_code_analysis.errors import CorruptRecord, LockTaken, NotFound, StoreError
from mcp_code_analysis.execution.record import SECTION_PREFIX, Run
from mcp_code_analysis.results.store import ResultStore
from mcp_code_analysis.sessions.holding import hold
from mcp_code_analysis.sessions.store import FRESH, Origin, Session, SessionPage, SessionStore, Write

SESSION_SECTION: Final = "session"
FOLDER_TTL_SECONDS: Final = 300.0
LOCK_WAIT_SECONDS: Final = 5.0
"""How long the record of a run waits for whoever works under the session's lock."""

WRITES_BETWEEN_TRIMS: Final = 32

RESULTS_REMAIN: Final = (
    "results of the session's runs end with their lifetime, a day at most unless set otherwise"
)
"""What an erasure says when the results could not be found or reached."""

log = logging.getLogger(__name__)


class Remembered(msgspec.Struct, frozen=True):
    """What a session knows besides its runs."""

    folder: str
    created_at: float


class OpenSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session as it stands."""

    id: str
    remembered: Remembered
    runs: tuple[Run, ...]
    damaged: int
    version: int
    origin: Origin = FRESH


class Journal:
    """Sessions and their runs, on a store that is opened when it is first needed."""

    def __init__(
        self,
        store: Callable[[], Awaitable[SessionStore]],
        *,
        runs_kept_max: int,
        session_ttl_seconds: float = Retention().session_ttl_seconds,
        entries: Callable[[], Entries | None] = lambda: None,
        results: Callable[[], Awaitable[ResultStore]] | None = None,
    ) -> None:
        """Keep journals on a store; with ``entries`` a session is not read for each look at its folder.

        What is kept in ``results`` for a run goes with the run.
        """
        self._store = store
        self._runs_kept_max = runs_kept_max
        self._session_ttl_seconds = session_ttl_seconds
        self._entries = entries
        self._results = results

    async def open(
        self, session_id: str, folder: Path, *, at: float, ttl: float | None = None
    ) -> OpenSession:
        """Create the session; if it is there already, return it as it is."""
        store = await self._store()
        remembered = Remembered(folder=str(folder), created_at=at)
        initial: Mapping[str, object] = {SESSION_SECTION: msgspec.to_builtins(remembered)}
        seconds = ttl or self._session_ttl_seconds
        session = await store.create_session_if_not_exists(session_id, initial, seconds)
        return _opened(session)

    async def get(self, session_id: str) -> OpenSession:
        """Return the session with its runs, newest first; NotFound when its life is over."""
        session = await (await self._store()).get_session(session_id)
        if session is None:
            raise _gone()
        return _opened(session)

    async def page(self, tenant: str, *, cursor: str | None, limit: int) -> SessionPage:
        """Return some of a tenant's sessions."""
        return await (await self._store()).get_sessions(tenant, cursor=cursor, limit=limit)

    async def seconds_left(self, session_id: str) -> float | None:
        """Return how long the session lives if nobody uses it, None when it does not live any more."""
        return await (await self._store()).get_session_ttl(session_id)

    async def close(self, session_id: str, *, dry_run: bool = False) -> Erasure:
        """Remove the session and every run in it, their results, and whatever else was kept of it.

        A ``dry_run`` reports what there is to remove, and removes nothing.
        """
        store = await self._store()
        if dry_run:
            results = await self._results_of(store, session_id, dry_run=True)
            return joined(await store.erase_session(session_id, dry_run=True), results)
        # The results first: an erasure that is cut off between can be made again.
        results = await self._results_of(store, session_id)
        erased = joined(await store.erase_session(session_id), results)
        if entries := self._entries():
            try:
                await entries.advance(_namespace(session_id))
            except StoreError as problem:
                # Others know the folder of a session that is gone a little longer; no run starts in it.
                log.info("nobody could be told that a session was closed: %s", problem.code)
        return erased

    async def folder(self, session_id: str) -> tuple[str, Origin]:
        """Return the session's folder, and where that was read from; NotFound when its life is over."""
        entries = self._entries()
        if entries is None:
            opened = await self.get(session_id)
            return opened.remembered.folder, opened.origin

        async def read() -> bytes:
            opened = await self.get(session_id)
            if opened.origin != FRESH:
                raise _KnownHereOnly(opened.remembered.folder, opened.origin)
            return opened.remembered.folder.encode()

        try:
            folder = await entries.get(
                _namespace(session_id), session_id, read, ttl_seconds=FOLDER_TTL_SECONDS
            )
        except _KnownHereOnly as known:
            return known.folder, known.origin
        return folder.decode(), FRESH

    async def record(self, session_id: str, run: Run) -> Origin:
        """Write the run as it stands, and return where to; NotFound when the session is gone.

        Every so many writes the oldest runs are dropped: exactly one writer sees each version.
        """
        store = await self._store()
        section = {run.section: msgspec.to_builtins(run)}
        written = await self._updated(store, session_id, section)
        if written is None:
            raise _gone()
        if written.version % WRITES_BETWEEN_TRIMS == 0:
            await self._trim(store, session_id)
        return written.origin

    async def _trim(self, store: SessionStore, session_id: str) -> None:
        session = await store.get_session(session_id)
        if session is None:
            return
        names = (*session.state, *session.damaged)
        sections = sorted((name for name in names if name.startswith(SECTION_PREFIX)), reverse=True)
        surplus = tuple(sections[self._runs_kept_max :])
        if surplus:
            await self._updated(store, session_id, {}, remove=surplus)
            await self._drop_results(session_id, (session.state.get(name) for name in surplus))

    async def _results_of(self, store: SessionStore, session_id: str, *, dry_run: bool = False) -> Erasure:
        """Remove the results of a session's runs, and report how many there were."""
        if self._results is None:
            return Erasure()
        try:
            session = await store.get_session(session_id)
        except CorruptRecord:
            return Erasure(remains=(RESULTS_REMAIN,))
        runs = session.state.items() if session else ()
        return await self._drop_results(
            session_id,
            (value for name, value in runs if name.startswith(SECTION_PREFIX)),
            dry_run=dry_run,
            scrub=True,
        )

    async def _drop_results(
        self, session_id: str, runs: Iterable[object], *, dry_run: bool = False, scrub: bool = False
    ) -> Erasure:
        handles = [run["result"] for run in runs if isinstance(run, Mapping) and run.get("result")]
        if self._results is None or not handles:
            return Erasure()
        removed, tenant = 0, session_id.partition(".")[0]
        try:
            results = await self._results()
            for handle in handles:
                with contextlib.suppress(NotFound):
                    await (results.info if dry_run else results.delete)(str(handle), tenant=tenant)
                    removed += 1
        except StoreError as problem:
            log.info("results of a session stay until their lifetime ends: %s", problem.code)
            return erasure([{"results": removed}], (RESULTS_REMAIN,))
        remains = await results.scrub() if scrub and removed and not dry_run else ()
        return erasure([{"results": removed}], remains)

    async def _updated(
        self,
        store: SessionStore,
        session_id: str,
        sections: Mapping[str, object],
        *,
        remove: tuple[str, ...] = (),
    ) -> Session | None:
        """Write under the session's lock: as one step where it is free, in its line where it is not."""
        operation_id = secrets.token_hex(12)
        try:
            under = Write(operation_id=operation_id, alone=True)
            return await store.update_session(session_id, sections, remove=remove, write=under)
        except LockTaken:
            async with hold(store, session_id, timeout=LOCK_WAIT_SECONDS) as held:
                under = Write(operation_id=operation_id, lock_token=held.token)
                return await store.update_session(session_id, sections, remove=remove, write=under)


class _KnownHereOnly(Exception):
    """A folder that nobody else is to be told of."""

    def __init__(self, folder: str, origin: Origin) -> None:
        super().__init__()
        self.folder = folder
        self.origin = origin


def _namespace(session_id: str) -> str:
    return f"sessions.{session_id.partition('.')[0]}"


def _opened(session: Session) -> OpenSession:
    try:
        remembered = msgspec.convert(session.state.get(SESSION_SECTION), Remembered)
    except msgspec.ValidationError as problem:
        raise CorruptRecord(
            "This session's record is damaged.", hint="Open a new one: `session` with action `open`."
        ) from problem
    runs: list[Run] = []
    damaged = len(session.damaged)
    for name in sorted(session.state, reverse=True):
        if name.startswith(SECTION_PREFIX):
            try:
                runs.append(msgspec.convert(session.state[name], Run))
            except msgspec.ValidationError:
                damaged += 1
    return OpenSession(
        id=session.id,
        remembered=remembered,
        runs=tuple(runs),
        damaged=damaged,
        version=session.version,
        origin=session.origin,
    )


def _gone() -> NotFound:
    return NotFound(
        "There is no such session, or its life is over.", hint="Open one: `session` with action `open`."
    )
