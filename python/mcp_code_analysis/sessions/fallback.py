"""What a session store answers while the store behind it is away, hangs, is full or takes no writes.

Reads are answered with what this machine knows of the session, and say so. Writes are refused, unless the
policy is to keep them in the journal: then they are acknowledged as local, and sent once the store is back.
Locks are the store's alone, and so are ending a session, extending its life and lists: a part of those would
be taken for the whole.
With a store that is well it does what the store does.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import Final

import msgspec

from mcp_code_analysis.config import FallbackLimits
from mcp_code_analysis.erasure import Removed, erasure
from mcp_code_analysis.errors import (
    CorruptRecord,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnavailable,
)
from mcp_code_analysis.sessions import fallback_rows as rows
from mcp_code_analysis.sessions.base import StoreBase
from mcp_code_analysis.sessions.fallback_conflicts import Conflicts
from mcp_code_analysis.sessions.fallback_copies import Copies, Copy, newest, read, written
from mcp_code_analysis.sessions.fallback_journal import Journal
from mcp_code_analysis.sessions.fallback_replay import Replay
from mcp_code_analysis.sessions.locks import Attempt, Waiter
from mcp_code_analysis.sessions.records import Record
from mcp_code_analysis.sessions.rules import Applied, Change
from mcp_code_analysis.sessions.store import Durability, StoreHealth

COPIES_REMAIN: Final = (
    "other server processes may know the session in memory until they next ask the store for it or end",
)

FLUSH_SECONDS: Final = 1.0
"""How long what this process knows may be unknown to the other processes of the machine."""

_TAKES_NO_WRITES: Final = (StoreUnavailable, StoreReadOnly, StoreFull)

log = logging.getLogger(__name__)


class FallbackStore(StoreBase):
    """A session store in front of another one, of which it uses the primitives.

    Without a ``journal`` nothing is written here and every write that the store does not take is refused.
    """

    def __init__(self, store: StoreBase, limits: FallbackLimits, journal: Journal | None = None) -> None:
        super().__init__(store.clock, store._keyring, store._waiting)
        self.durabilities = store.durabilities
        self._form = store._form
        self._store = store
        self._limits = limits
        self._journal = journal
        self._changed: set[str] | None = None if journal is None else set()
        self._copies = Copies(
            count_max=limits.copies_max, bytes_max=limits.copies_bytes_max, changed=self._changed
        )
        self._flushing: asyncio.Task[None] | None = None
        self._is_journal_sound = True
        self._is_watched = False
        self._replay: Replay | None = None
        self.conflicts: Conflicts | None = None
        if journal:
            self._replay = Replay(journal, store._apply, store.clock)
            self.conflicts = Conflicts(journal, store.get_session, store._apply, store._keyring)

    async def health(self) -> StoreHealth:
        """Say what the store is and what it can promise, and what waits here."""
        health = await self._store.health()
        if self._journal is None or not self._journal.exists():
            return health
        try:
            waits = await self._journal.change(rows.health, str(self._journal.path))
        except StoreError as problem:
            detail = f"{health.detail}; {problem.code}: {problem}"
            return msgspec.structs.replace(health, problem=health.problem or problem.code, detail=detail)
        return msgspec.structs.replace(health, journal=waits)

    async def _load(self, session_id: str) -> Record | None:
        refusal = await self._unsent(session_id)
        if refusal is None:
            began, as_of_ms = self._copies.began(), self._now_ms()
            try:
                record = await self._store._load(session_id)
            except StoreUnavailable as error:
                refusal = error
            except CorruptRecord:
                self._copies.forget(session_id)
                raise
            else:
                self._copies.saw(session_id, read(record, as_of_ms) if record else None, began)
                self._flush_soon()
                return record
        copy = await self._known(session_id)
        if copy is None:
            raise refusal
        return copy.record

    async def _apply(self, change: Change) -> Applied:
        refusal = await self._unsent(change.session_id)
        if refusal is None:
            began, as_of_ms = self._copies.began(), self._now_ms()
            try:
                applied = await self._store._apply(change)
            except _TAKES_NO_WRITES as error:
                refusal = error
            else:
                self._note(change, applied, began, as_of_ms)
                return applied
        applied_here = await self._written_here(change)
        if applied_here is None:
            raise refusal
        return applied_here

    async def _erase(self, session_id: str) -> Removed:
        if refusal := await self._unsent(session_id):
            raise refusal
        removed = await self._store._erase(session_id)
        copy = self._copies.get(session_id)
        self._copies.forget(session_id)
        here: list[Removed] = [removed, {"copies in memory": int(copy is not None)}]
        if self._journal and self._journal.exists():
            here.append(await self._journal.change(rows.forget, session_id))
        return erasure(here).removed

    async def _kept(self, session_id: str) -> Removed:
        known = await self._store._kept(session_id)
        here: list[Removed] = [known, {"copies in memory": int(self._copies.get(session_id) is not None)}]
        if self._journal and self._journal.exists():
            here.append(await self._journal.look(rows.kept, session_id))
        return erasure(here).removed

    async def _traces(self, tenant: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        ids, last = await self._store._traces(tenant, after, limit)
        if self._journal and self._journal.exists():
            # Those of the journal first, whole, with the first page; erased they are found no more.
            here = await self._journal.look(rows.traces, tenant) if after is None else []
            ids = sorted({*ids, *here})
        return ids, last

    async def _forget_tenant(self, tenant: str, *, dry_run: bool) -> Removed:
        return await self._store._forget_tenant(tenant, dry_run=dry_run)

    async def _scrub(self) -> tuple[str, ...]:
        remains = await self._store._scrub()
        # Copies that were on their way to the journal are there before what was forgotten of them.
        await self._flush()
        if self._journal and self._journal.exists():
            remains += await self._journal.scrub()
        return (*remains, *COPIES_REMAIN)

    async def _set_aside(self, session_id: str, version: int, reason: str) -> None:
        # What is damaged may be the copy alone; the store is asked again as soon as it is back.
        self._copies.forget(session_id)
        with contextlib.suppress(StoreUnavailable):
            await self._store._set_aside(session_id, version, reason)

    async def _page(self, tenant: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        return await self._store._page(tenant, after, limit)

    async def _tenants(self, after: str | None, limit: int) -> tuple[list[str], str | None]:
        return await self._store._tenants(after, limit)

    async def _take(self, session_id: str, token: str, lease_ms: int, *, waits: bool) -> Attempt | None:
        return await self._store._take(session_id, token, lease_ms, waits=waits)

    async def _drop(self, session_id: str, token: str) -> bool:
        return await self._store._drop(session_id, token)

    async def _renew(self, session_id: str, token: str, lease_ms: int) -> bool:
        return await self._store._renew(session_id, token, lease_ms)

    def _messages(self, session_id: str) -> contextlib.AbstractContextManager[None]:
        return self._store._messages(session_id)

    async def _turn(self, waiter: Waiter, session_id: str, token: str, seconds: float) -> None:
        await self._store._turn(waiter, session_id, token, seconds)

    async def _touch(self, session_id: str, lifetime_ms: int) -> bool:
        if refusal := await self._unsent(session_id):
            raise refusal
        began, now_ms = self._copies.began(), self._now_ms()
        is_living = await self._store._touch(session_id, lifetime_ms)
        if known := self._copies.get(session_id):
            head = msgspec.structs.replace(
                known.head, lifetime_ms=lifetime_ms, expires_ms=now_ms + lifetime_ms
            )
            copy = msgspec.structs.replace(known, head=head) if is_living else None
            self._copies.saw(session_id, copy, began)
        return is_living

    async def _remaining_ms(self, session_id: str) -> int | None:
        refusal = await self._unsent(session_id)
        if refusal is None:
            return await self._store._remaining_ms(session_id)
        copy = await self._known(session_id)
        if copy is None or not copy.unsent:
            raise refusal
        return copy.head.expires_ms - self._now_ms()

    async def _close(self) -> None:
        if self._journal and self._replay:
            await self._replay.close()
            if self._flushing:
                self._flushing.cancel()
                await asyncio.gather(self._flushing, return_exceptions=True)
            await self._flush()
            await self._journal.close()
        await self._store.close()

    async def _unsent(self, session_id: str) -> StoreError | None:
        """Send what waits for the session; return why it waits on, None where the store can be asked."""
        if not self._journal or not self._replay or not self._journal.exists():
            return None
        try:
            if not self._is_watched:
                self._is_watched = True
                self._replay.watch()
            if not await self._journal.look(rows.has_entries, session_id):
                return None
        except StoreError as problem:
            # A journal that is broken costs what is in it, and no call that the store can answer.
            self._complain(problem)
            return None
        return await self._replay.send(session_id)

    async def _known(self, session_id: str) -> Copy | None:
        """Return what is known here of a session that may still live."""
        here, copy = None, self._copies.get(session_id)
        if self._journal and self._journal.exists():
            try:
                here = await self._journal.look(rows.copy_of, session_id)
            except StoreError as problem:
                self._complain(problem)
        copy = here if here and here.unsent else newest(here, copy)
        return copy if copy and copy.is_living(self._now_ms()) else None

    async def _written_here(self, change: Change) -> Applied | None:
        """Write it to the journal; None where that is not the policy, or too little is known here.

        What is asked for under a lock or with replicas cannot be given here.
        """
        if not self._journal or not self._replay:
            return None
        if change.lock_token is not None or change.durability is Durability.REPLICATED:
            return None
        known = self._copies.get(change.session_id)
        applied = await self._journal.change(rows.write, change, known, self._limits.journal_bytes_max)
        self._replay.watch()
        return applied

    def _note(self, change: Change, applied: Applied, began: int, as_of_ms: int) -> None:
        """Take note of the session as the write left or found it."""
        session_id = change.session_id
        if applied.existing:
            self._copies.saw(session_id, read(applied.existing, as_of_ms), began)
        elif applied.version:
            copy = written(change, applied, self._copies.get(session_id), as_of_ms)
            self._copies.wrote(session_id, copy, applied.version, began)
        else:
            self._copies.saw(session_id, None, began)
        self._flush_soon()

    def _flush_soon(self) -> None:
        if self._changed and (self._flushing is None or self._flushing.done()):
            self._flushing = asyncio.ensure_future(self._flush_later())

    async def _flush_later(self) -> None:
        await self._clock.sleep(FLUSH_SECONDS)
        await self._flush()

    async def _flush(self) -> None:
        """Let the other processes of the machine know what this one knows."""
        if not self._journal or not self._changed:
            return
        copies = {session_id: self._copies.get(session_id) for session_id in self._changed}
        self._changed.clear()
        try:
            limits = self._limits
            await self._journal.change(rows.keep, copies, limits.copies_max, limits.copies_bytes_max)
        except StoreError as problem:
            self._complain(problem)

    def _complain(self, problem: StoreError) -> None:
        if self._is_journal_sound:
            log.warning("the journal cannot be used: %s: %s", problem.code, problem)
        self._is_journal_sound = False

    def _now_ms(self) -> int:
        return int(self._clock.time() * 1000)
