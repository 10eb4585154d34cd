"""A session as it is stored: sealed sections, their names and their limits.

Turns states into sealed sections and back; refuses to know where they are kept.
What is damaged is never decoded: it is named, or raises ``CorruptRecord`` where nothing else is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, TypeAlias

import msgspec

from mcp_code_analysis._native import CodecError, Sealer, seal, unseal
from mcp_code_analysis.errors import (
    CodeAnalysisError,
    CorruptRecord,
    InvalidRequest,
    LimitExceeded,
    StoreMisconfigured,
    from_code,
)
from mcp_code_analysis.sessions.store import FRESH, Origin

SECTION_SCHEMA: Final = 1
"""The kind of value, in the envelope's header, that a section of a session's state is."""

SECTIONS_MAX: Final = 256
TIMELINES_REMEMBERED: Final = 16
SECTION_BYTES_MAX: Final = 8 * 1024 * 1024
STATE_BYTES_MAX: Final = 16 * 1024 * 1024
QUARANTINE_SECONDS: Final = 7 * 24 * 3600.0
"""How long a record that was set aside is kept for whoever wants to look at it."""

Sealed = Mapping[str, bytes]
"""Sections by name, each in its envelope; sizes and limits are counted on these bytes."""

Format: TypeAlias = Literal["messagepack", "json"]
"""How new sections are written: the shorter form, or JSON that is not compressed, for people to read."""

_SECTION: Final = re.compile(r"[A-Za-z0-9_.:/-]{1,128}", re.ASCII)


class Record(msgspec.Struct, frozen=True):
    """A session as it was read from where it is kept.

    ``timelines`` are the courses of writes that led to its version, newest first, each with the first version
    it made; none where the store cannot lose any.
    ``lifetime_ms`` and ``operations`` (the last operation ids with the version each made, newest first) are
    0 and empty where nobody needs them.
    """

    version: int
    sections: dict[str, bytes]
    timelines: tuple[tuple[str, int], ...] = ()
    lifetime_ms: int = 0
    operations: tuple[tuple[str, int], ...] = ()
    origin: Origin = FRESH

    @property
    def timeline(self) -> str:
        """Return the name of the newest."""
        return self.timelines[0][0] if self.timelines else ""

    def has_lost(self, version: int, timeline: str) -> bool:
        """Say whether what was at that version, on that timeline where it is named, is not what led here.

        A timeline that is not known any more counts as lost: nothing may be lost in silence.
        """
        if version > self.version:
            return True
        if not timeline or not self.timelines:
            return False
        last = self.version
        for name, first in self.timelines:
            if name == timeline:
                return not first <= version <= last
            last = first - 1
        return True


def seal_sections(
    session_id: str,
    sections: Mapping[str, object],
    keyring: Sealer | None = None,
    form: Format = "messagepack",
) -> dict[str, bytes]:
    """Seal every section; raise InvalidRequest or LimitExceeded for what cannot be kept.

    With a key ring each is encrypted, and opens at its own place in its own session only.
    """
    if len(sections) > SECTIONS_MAX:
        raise too_many_sections()
    sealed = {
        check_section(name): _seal(session_id, name, value, keyring, form) for name, value in sections.items()
    }
    check_sizes(map(len, sealed.values()))
    return sealed


def unseal_sections(
    session_id: str, sections: Sealed, keyring: Sealer | None = None
) -> tuple[dict[str, object], tuple[str, ...]]:
    """Open every section, in the order of their names; return the sound ones, and the names of the damaged.

    Raises CorruptRecord when none of them is sound, StoreMisconfigured when only a key is missing.
    """
    sound: dict[str, object] = {}
    harmed: list[str] = []
    for name in sorted(sections):
        try:
            sound[name] = _unseal(session_id, name, sections[name], keyring)
        except CorruptRecord:
            if len(harmed) + 1 == len(sections):
                raise
            harmed.append(name)
    return sound, tuple(harmed)


def check_section(name: str) -> str:
    """Return the section's name if it is well formed; raise InvalidRequest otherwise."""
    if not _SECTION.fullmatch(name):
        raise InvalidRequest(
            f"{name[:80]!r} is not a section's name.", hint="Use 1 to 128 of A-Z a-z 0-9 _ . : / -."
        )
    return name


def check_sizes(sizes: Iterable[int]) -> None:
    """Raise LimitExceeded when sections of these sizes are more than one session may hold."""
    known = list(sizes)
    if len(known) > SECTIONS_MAX:
        raise too_many_sections()
    if sum(known) > STATE_BYTES_MAX:
        raise too_large()


def too_many_sections() -> LimitExceeded:
    """Say that a session would get more sections than it may have."""
    return LimitExceeded(
        f"A session holds at most {SECTIONS_MAX} sections.", hint="Remove sections that are no longer needed."
    )


def too_large() -> LimitExceeded:
    """Say that a session's state would get larger than it may be."""
    return LimitExceeded(
        f"A session's state holds at most {STATE_BYTES_MAX} bytes, sealed.",
        hint="Store large results elsewhere and keep their names in the session.",
    )


def damaged(session_id: str, detail: str) -> CorruptRecord:
    """Say that what is stored for the session cannot be trusted."""
    return CorruptRecord(
        f"What is stored for session {session_id} is damaged: {detail}",
        hint="It was set aside; a new session can be created under the same id.",
    )


def _seal(session_id: str, name: str, value: object, keyring: Sealer | None, form: Format) -> bytes:
    compression: Literal["none", "zstd"] = "none" if form == "json" else "zstd"
    try:
        if keyring is None:
            sealed = seal(value, schema=SECTION_SCHEMA, codec=form, compression=compression)
        else:
            tenant, context = _place(session_id, name)
            sealed = keyring.seal(
                value,
                schema=SECTION_SCHEMA,
                tenant=tenant,
                context=context,
                codec=form,
                compression=compression,
            )
    except CodecError as error:
        code, message = error.args
        raise from_code(code, f"Section {name} cannot be stored: {message}") from error
    if len(sealed) > SECTION_BYTES_MAX:
        raise LimitExceeded(
            f"Section {name} has {len(sealed)} bytes, sealed; {SECTION_BYTES_MAX} are allowed."
        )
    return sealed


def _unseal(session_id: str, name: str, body: bytes, keyring: Sealer | None) -> object:
    try:
        if keyring is None:
            return unseal(body, schema=SECTION_SCHEMA)
        tenant, context = _place(session_id, name)
        return keyring.unseal(body, schema=SECTION_SCHEMA, tenant=tenant, context=context)
    except CodecError as error:
        raise _unreadable(session_id, name, *error.args) from error


def _place(session_id: str, name: str) -> tuple[str, bytes]:
    """Return the tenant, and what binds a section to its place; neither part can hold the separator."""
    return session_id.partition(".")[0], f"session\0{session_id}\0{name}".encode()


def _unreadable(session_id: str, name: str, code: str, message: str) -> CodeAnalysisError:
    if code == "UNSUPPORTED":
        return StoreMisconfigured(
            f"Section {name} of session {session_id} cannot be read: {message}",
            hint="Use the version of this program that wrote it, or a later one.",
        )
    if code == "MISCONFIGURED":
        return StoreMisconfigured(
            f"Section {name} of session {session_id} cannot be read: {message}",
            hint="Give the server that key as well; what is stored is whole and was left as it is.",
        )
    return damaged(session_id, f"section {name}: {message}")
