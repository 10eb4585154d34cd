"""The hash of a session as a record: names of fields, and what they hold.

Opens no section and sends nothing.
"""

from __future__ import annotations

import re
from typing import Final

from mcp_code_analysis.sessions.records import Record

_OPERATION: Final = re.compile(rb";([A-Za-z0-9_.:-]+) (\d+)")
_TIMELINE: Final = re.compile(rb";([0-9a-f]+) \w+ (\d+)")


def field_of(section: str) -> str:
    """Return the field of a session's hash that holds the section."""
    return f"s:{section}"


def record_of(fields: list[bytes]) -> Record | None:
    """Return the record that a session's hash holds, None when it is not one of ours."""
    held = dict(zip(fields[::2], fields[1::2], strict=True))
    lifetime_ms = held.get(b"m", b"").partition(b" ")[0]
    try:
        return Record(
            int(held[b"v"]),
            {name[2:].decode("ascii"): body for name, body in held.items() if name[:2] == b"s:"},
            timelines=_versions(_TIMELINE, held.get(b"t", b"")),
            lifetime_ms=int(lifetime_ms) if lifetime_ms.isdigit() else 0,
            operations=_versions(_OPERATION, held.get(b"ops", b"")),
        )
    except (KeyError, ValueError):
        return None


def _versions(entry: re.Pattern[bytes], text: bytes) -> tuple[tuple[str, int], ...]:
    return tuple((name.decode("ascii"), int(version)) for name, version in entry.findall(text))
