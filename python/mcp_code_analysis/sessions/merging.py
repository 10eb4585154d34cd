"""Sections changed by a patch: JSON merge patch (RFC 7396), read, merged and written under version check.

``merge_session`` works over any store. Refuses patches that are not objects: a whole section is written or
removed by ``update_session``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NoReturn

import msgspec

from mcp_code_analysis.errors import InvalidRequest, LimitExceeded, StateRegressed, VersionConflict
from mcp_code_analysis.sessions.rules import conflict, operation_of
from mcp_code_analysis.sessions.store import Session, SessionStore, Write

TRIES_MAX: Final = 16
"""How often a merge is made anew. Each round lets one writer through, so that many may merge at one time."""

DEPTH_MAX: Final = 128
"""How deep a patch may be nested, which is what the codec allows a section."""

OBJECTS_MAX: Final = 65_536
"""How many objects a patch may hold at one depth, each counted as often as it is reached."""


async def merge_session(
    store: SessionStore,
    session_id: str,
    patches: Mapping[str, Mapping[str, object]],
    *,
    write: Write = Write(),
) -> Session | None:
    """Change each named section as its patch says; None when there is no such session.

    A section that is not there, or is no object, is patched as an empty object. The state of the answer
    holds the patched sections. Where others write in between the merge is made anew on what they wrote,
    unless ``write`` expects a version. Sent again under the same operation id it has no second effect, and
    answers with the sections as they are by then.
    Raises InvalidRequest for a patch that is no object, LimitExceeded for one that is too large or too deep,
    and VersionConflict when others wrote first each time.
    """
    for name, patch in patches.items():
        _check_patch(name, patch)
    write = msgspec.structs.replace(write, operation_id=operation_of(write))
    for _ in range(TRIES_MAX - 1):
        try:
            return await _attempt(store, session_id, patches, write)
        except StateRegressed:
            raise
        except VersionConflict:
            if write.expected_version is not None:
                raise
    return await _attempt(store, session_id, patches, write)


def merged(target: object, patch: object) -> object:
    """Return the value that the patch makes of the target; neither is changed."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


async def _attempt(
    store: SessionStore, session_id: str, patches: Mapping[str, Mapping[str, object]], write: Write
) -> Session | None:
    session = await store.get_session(session_id)
    base = session.version if session else 0
    expected = base if write.expected_version is None else write.expected_version
    if base < expected:
        raise conflict(session_id, expected, base)
    if session is None:
        return None
    # Where the session is past the version expected nothing is written: the call only learns what came of
    # the same operation sent before.
    sections = {name: merged(session.state.get(name), patch) for name, patch in patches.items()}
    timeline = session.timeline if expected == base else ""
    under = msgspec.structs.replace(
        write, expected_version=expected, expected_timeline=write.expected_timeline or timeline
    )
    answer = await store.update_session(session_id, sections, write=under)
    if answer is None or answer.version == base + 1:
        return answer
    now = await store.get_session(session_id)
    if now is None:
        return None
    patched = {name: now.state[name] for name in patches if name in now.state}
    return Session(session_id, patched, now.version, timeline=now.timeline, origin=now.origin)


def _check_patch(name: str, patch: object) -> None:
    if not isinstance(patch, Mapping):
        raise InvalidRequest(
            f"The patch of section {name[:80]} is no object.",
            hint="Use an object that names what changes, or write or remove the section with update_session.",
        )
    level: list[Mapping[object, object]] = [patch]
    for _ in range(DEPTH_MAX):
        for found in level:
            if not all(isinstance(key, str) for key in found):
                _refuse_key(name)
        level = [value for found in level for value in found.values() if isinstance(value, Mapping)]
        if not level:
            return
        if len(level) > OBJECTS_MAX:
            raise LimitExceeded(f"The patch of section {name[:80]} is too large.", hint="Patch it in parts.")
    raise LimitExceeded(
        f"The patch of section {name[:80]} is nested deeper than {DEPTH_MAX}.", hint="Nest it less."
    )


def _refuse_key(name: str) -> NoReturn:
    raise InvalidRequest(
        f"The patch of section {name[:80]} has a key that is no text.", hint="Use text for every key."
    )
