"""Writes acknowledged here that did not fit any more when the store was back: listed, shown, resolved.

Nothing is decided for anybody: the store keeps what it has, the journal keeps what was written here, until
somebody chooses or a week has passed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import apsw
import msgspec

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.errors import NotFound
from mcp_code_analysis.sessions.fallback_journal import Journal
from mcp_code_analysis.sessions.fallback_rows import Branch, decoded
from mcp_code_analysis.sessions.records import unseal_sections
from mcp_code_analysis.sessions.rules import Applied, Change, Mode
from mcp_code_analysis.sessions.store import Session

LISTED_MAX: Final = 1000

_COLUMNS: Final = "SELECT id, session_id, reason, base_version, found_ms FROM conflicts WHERE expires_ms > ?"


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """Writes of one session, made here on version ``base_version``, none of which the store has.

    ``found_at`` is when that was found, in seconds since 1970.
    """

    id: str
    session_id: str
    reason: str
    base_version: int
    found_at: float


class Sides(msgspec.Struct, frozen=True, kw_only=True):
    """A conflict with both of its sides: the session as it became here, and as the store has it, if it has.

    ``written`` and ``removed`` are the sections that the writes made here are about.
    """

    conflict: Conflict
    here: Session
    store: Session | None
    written: tuple[str, ...]
    removed: tuple[str, ...]


class Conflicts:
    """The conflicts of one journal.

    ``read`` gets a session from the store and ``apply`` changes one there; neither looks into the journal.
    """

    def __init__(
        self,
        journal: Journal,
        read: Callable[[str], Awaitable[Session | None]],
        apply: Callable[[Change], Awaitable[Applied]],
        keyring: Sealer | None,
    ) -> None:
        self._journal = journal
        self._read = read
        self._apply = apply
        self._keyring = keyring

    async def list(self, limit: int = LISTED_MAX) -> list[Conflict]:
        """List the conflicts that wait, the oldest first."""
        return await self._journal.change(_listed, limit) if self._journal.exists() else []

    async def show(self, conflict_id: str) -> Sides:
        """Return both sides; NotFound when nobody waits under that id, StoreUnavailable without the store."""
        conflict, branch = await self._found(conflict_id)
        state, harmed = unseal_sections(conflict.session_id, branch.copy.sections, self._keyring)
        change = _net(conflict, branch)
        return Sides(
            conflict=conflict,
            here=Session(
                conflict.session_id,
                state,
                branch.copy.head.version,
                harmed,
                origin=branch.copy.origin,
            ),
            store=await self._read(conflict.session_id),
            written=tuple(sorted(change.sections)),
            removed=tuple(sorted(change.removed)),
        )

    async def keep_store(self, conflict_id: str) -> None:
        """Leave the store as it is and drop what was written here; NotFound when nobody waits."""
        conflict, _ = await self._found(conflict_id)
        await self._journal.change(_resolved, conflict.id)

    async def apply_mine(self, conflict_id: str, *, seen_version: int | None = None) -> int:
        """Make what was written here the store's next version, and return that version.

        Sections that were not written here stay as they are in the store. ``seen_version`` is the version
        that the choice was made on: where the store has another by now VersionConflict is raised. A session
        that the store has not got any more is made anew, whole. Cut short and called again it has one effect.
        """
        conflict, branch = await self._found(conflict_id)
        session = await self._read(conflict.session_id)
        version = session.version if session else 0
        change = _net(conflict, branch) if session else _whole(conflict, branch)
        applied = await self._apply(
            msgspec.structs.replace(
                change, expected_version=version if seen_version is None else seen_version
            )
        )
        await self._journal.change(_resolved, conflict.id)
        return applied.version

    async def _found(self, conflict_id: str) -> tuple[Conflict, Branch]:
        found = await self._journal.change(_one, conflict_id) if self._journal.exists() else None
        if found is None:
            raise NotFound(f"No conflict {conflict_id[:64]!r} waits here.", hint="List those that do.")
        return found


def _net(conflict: Conflict, branch: Branch) -> Change:
    """Return what all the writes come to, as one."""
    sections: dict[str, bytes] = {}
    removed: set[str] = set()
    mode = Mode.UPDATE
    for change in branch.changes:
        if change.mode is not Mode.UPDATE:
            mode, sections, removed = Mode.SET, {}, set()
        for name in change.removed:
            sections.pop(name, None)
        removed = (removed | set(change.removed)) - change.sections.keys()
        sections.update(change.sections)
    return Change(
        session_id=conflict.session_id,
        mode=mode,
        sections=sections,
        removed=tuple(sorted(removed)) if mode is Mode.UPDATE else (),
        operation_id=f"conflict.{conflict.id}",
    )


def _whole(conflict: Conflict, branch: Branch) -> Change:
    return Change(
        session_id=conflict.session_id,
        mode=Mode.SET,
        sections=branch.copy.sections,
        lifetime_ms=branch.copy.head.lifetime_ms,
        operation_id=f"conflict.{conflict.id}",
    )


def _listed(connection: apsw.Connection, now_ms: int, limit: int) -> list[Conflict]:
    rows = connection.execute(f"{_COLUMNS} ORDER BY found_ms, id LIMIT ?", (now_ms, limit))
    return [_conflict(*row) for row in rows]


def _one(connection: apsw.Connection, now_ms: int, conflict_id: str) -> tuple[Conflict, Branch] | None:
    for row in connection.execute(f"{_COLUMNS} AND id = ?", (now_ms, conflict_id)):
        body = connection.execute("SELECT body FROM conflicts WHERE id = ?", (conflict_id,)).get
        return _conflict(*row), decoded(body, Branch)
    return None


def _resolved(connection: apsw.Connection, _: int, conflict_id: str) -> None:
    connection.execute("DELETE FROM conflicts WHERE id = ?", (conflict_id,))


def _conflict(conflict_id: str, session_id: str, reason: str, base_version: int, found_ms: int) -> Conflict:
    return Conflict(
        id=conflict_id,
        session_id=session_id,
        reason=reason,
        base_version=base_version,
        found_at=found_ms / 1000,
    )
