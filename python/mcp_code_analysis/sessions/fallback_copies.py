"""Sessions as this process knows them from the store, for the time when it is away.

A copy is sealed as it was in the store, and stamped with the moment until which the store is known to have
held it. Bounded in number and in bytes; what was used least lately goes first.
Pure but for the memory it holds: asks no store, and no clock.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

import msgspec

from mcp_code_analysis.sessions.records import Record, check_sizes
from mcp_code_analysis.sessions.rules import (
    Applied,
    Change,
    Head,
    Mode,
    Verdict,
    conflict,
    judge,
    milliseconds,
    next_head,
)
from mcp_code_analysis.sessions.store import TTL_DEFAULT_SECONDS, Origin, Source

_COPY_BYTES: Final = 1024
"""What a copy is counted with besides its sections."""

_SAME_MS: Final = 30_000


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """A session as it is known here.

    ``base_version`` is the version that the store was known to have at ``as_of_ms``; the versions above it
    were made by writes that only this machine has acknowledged. The life in ``head`` is the longest that the
    session can have without another write. ``timelines`` are those of the store's record; none where they are
    not known whole, or writes that only this machine has acknowledged follow.
    """

    head: Head
    sections: dict[str, bytes]
    as_of_ms: int
    base_version: int
    timelines: tuple[tuple[str, int], ...] = ()

    @property
    def unsent(self) -> int:
        """How many writes in it the store has not got."""
        return self.head.version - self.base_version

    @property
    def size_bytes(self) -> int:
        """What it counts for."""
        return _COPY_BYTES + sum(map(len, self.sections.values()))

    @property
    def origin(self) -> Origin:
        """What a caller is told of it."""
        return Origin(Source.LOCAL, self.as_of_ms / 1000, self.unsent)

    @property
    def record(self) -> Record:
        """The session, as a store would give it."""
        return Record(
            self.head.version,
            self.sections,
            # What the store will make of unsent writes may be on another timeline.
            timelines=() if self.unsent else self.timelines,
            lifetime_ms=self.head.lifetime_ms,
            operations=self.head.operations,
            origin=self.origin,
        )

    def is_living(self, now_ms: int) -> bool:
        """Whether its life may still last."""
        return self.head.expires_ms > now_ms


def read(record: Record, as_of_ms: int) -> Copy:
    """Return the copy of a session that the store gave."""
    lifetime_ms = record.lifetime_ms or milliseconds(TTL_DEFAULT_SECONDS)
    head = Head(record.version, lifetime_ms, as_of_ms + lifetime_ms, record.operations, 0)
    return Copy(
        head=head,
        sections=record.sections,
        as_of_ms=as_of_ms,
        base_version=record.version,
        timelines=record.timelines,
    )


def written(change: Change, applied: Applied, known: Copy | None, as_of_ms: int) -> Copy | None:
    """Return the copy of a session after the store took the change; None where it is not known whole."""
    version = applied.version
    if known and known.head.version != version - 1:
        known = None
    if change.mode is Mode.UPDATE and known is None:
        return None
    head = known.head if known else None
    made = next_head(change, head, None, version, as_of_ms)
    sections = _sections(change, known.sections if known else {})
    timelines = known.timelines if known else ()
    # A first write begins the only timeline there is; of a session not known whole, others are not known.
    is_known = bool(timelines) or version == 1
    if is_known and applied.timeline and (not timelines or timelines[0][0] != applied.timeline):
        timelines = ((applied.timeline, version), *timelines)
    return Copy(head=made, sections=sections, as_of_ms=as_of_ms, base_version=version, timelines=timelines)


def written_here(change: Change, known: Copy | None, now_ms: int) -> tuple[Applied, Copy | None]:
    """Make the change on what is known here; return what came of it, and the copy if there is a new one.

    Decides as a store does, and raises VersionConflict and LimitExceeded as one does. What is not known, or
    over by its lifetime, counts as not there.
    """
    living = known if known and known.is_living(now_ms) else None
    verdict, version = judge(change, living.head if living else None, None)
    if verdict is not Verdict.WRITE:
        existing = living.record if living and verdict is Verdict.EXISTS else None
        as_of_ms, unsent = (living.as_of_ms, living.unsent) if living else (now_ms, 0)
        origin = Origin(Source.LOCAL, as_of_ms / 1000, unsent)
        return Applied(version, existing=existing, origin=origin), None
    if living and living.record.timeline not in ("", change.expected_timeline) and change.expected_timeline:
        raise conflict(change.session_id, version - 1, version - 1)
    sections = _sections(change, living.sections if living else {})
    check_sizes(map(len, sections.values()))
    copy = Copy(
        head=next_head(change, living.head if living else None, None, version, now_ms),
        sections=sections,
        as_of_ms=living.as_of_ms if living else now_ms,
        base_version=living.base_version if living else 0,
        timelines=living.timelines if living else (),
    )
    return Applied(version, origin=copy.origin), copy


class _Noted(msgspec.Struct, frozen=True):
    """A copy, when it was noted, and as of when it was last handed on as changed."""

    number: int
    told_ms: int
    copy: Copy


class Copies:
    """The copies of one process, at most ``count_max`` of them and ``bytes_max`` in all.

    A call that asks the store says ``began`` before and hands the number back: of two that overlap it is not
    known which the store answered last, and then the higher version is kept.
    ``changed``, where somebody empties it, collects the ids of those that came, changed or went.
    """

    def __init__(self, *, count_max: int, bytes_max: int, changed: set[str] | None = None) -> None:
        self._count_max = count_max
        self._bytes_max = bytes_max
        self._size_bytes = 0
        self._now = 0
        self._copies: OrderedDict[str, _Noted] = OrderedDict()
        self._changed = changed

    def began(self) -> int:
        """Return the number of a call that begins now."""
        self._now += 1
        return self._now

    def get(self, session_id: str) -> Copy | None:
        """Return what is known of the session."""
        noted = self._copies.get(session_id)
        if noted is None:
            return None
        self._copies.move_to_end(session_id)
        return noted.copy

    def saw(self, session_id: str, copy: Copy | None, began: int) -> None:
        """Take note of what the store answered to a read that began then; None: there is no such session."""
        noted = self._copies.get(session_id)
        if noted and noted.number > began and (copy is None or copy.head.version < noted.copy.head.version):
            return
        self._put(session_id, copy)

    def wrote(self, session_id: str, copy: Copy | None, version: int, began: int) -> None:
        """Take note of what a write made; None where the session is not known whole after it.

        A version that is not above the known one was made before, or in another life of the session: then
        nothing is known any more.
        """
        noted = self._copies.get(session_id)
        if noted and version <= noted.copy.head.version:
            if noted.number < began:
                self._put(session_id, None)
        elif copy:
            self._put(session_id, copy)

    def forget(self, session_id: str) -> None:
        """Know nothing of the session any more."""
        self._put(session_id, None)

    def _put(self, session_id: str, copy: Copy | None) -> None:
        before = self._drop(session_id)
        told_ms = before.told_ms if before else 0
        if self._changed is not None and (copy is None or _is_news(before, copy)):
            self._changed.add(session_id)
            told_ms = copy.as_of_ms if copy else 0
        if copy is None or copy.size_bytes > self._bytes_max:
            return
        self._copies[session_id] = _Noted(self.began(), told_ms, copy)
        self._size_bytes += copy.size_bytes
        while self._size_bytes > self._bytes_max or len(self._copies) > self._count_max:
            self._drop(next(iter(self._copies)))

    def _drop(self, session_id: str) -> _Noted | None:
        noted = self._copies.pop(session_id, None)
        if noted:
            self._size_bytes -= noted.copy.size_bytes
        return noted


def newest(*copies: Copy | None) -> Copy | None:
    """Return the copy that the store was known to have last."""
    found = [copy for copy in copies if copy]
    return max(found, key=lambda copy: (copy.as_of_ms, copy.base_version), default=None)


def _sections(change: Change, kept: Mapping[str, bytes]) -> dict[str, bytes]:
    if change.mode is not Mode.UPDATE:
        return dict(change.sections)
    sections = {name: body for name, body in kept.items() if name not in change.removed}
    sections.update(change.sections)
    return sections


def _is_news(before: _Noted | None, copy: Copy) -> bool:
    """Whether others should hear of the copy; that the store has still the same is no news for a while."""
    if before is None or before.copy.head.version != copy.head.version:
        return True
    return copy.as_of_ms - before.told_ms >= _SAME_MS
