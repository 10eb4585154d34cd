"""The hash of a session as a record: names of fields, and what they hold.

Opens no section and sends nothing.
"""

from __future__ import annotations

from mcp_code_analysis.sessions.records import Record


def field_of(name: str) -> str:
    """Return the field that holds a section."""
    return f"s:{name}"


def record_of(fields: list[bytes]) -> Record | None:
    """Return the record that a hash holds, None when it is not one of ours."""
    held = dict(zip(fields[::2], fields[1::2], strict=True))
    try:
        sections = {name[2:].decode("ascii"): body for name, body in held.items() if name[:2] == b"s:"}
        return Record(int(held[b"v"]), sections, _timelines(held.get(b"t", b"")))
    except (KeyError, ValueError):
        return None


def _timelines(text: bytes) -> tuple[tuple[str, int], ...]:
    found = (entry.split(" ") for entry in text.decode("ascii").split(";")[1:])
    return tuple((timeline, int(first)) for timeline, _, first in found)
