"""Cursors of lists: of one tenant's sessions, and of tenants.

A cursor is a position, not a permission: it only ever continues a list of the tenant that is asked for.
"""

from __future__ import annotations

import base64
import binascii

from mcp_code_analysis.errors import InvalidRequest, LimitExceeded
from mcp_code_analysis.sessions.store import PAGE_MAX, check_session_id
from mcp_code_analysis.tenants import check_tenant


def cursor_after(entry: str) -> str:
    """Return the cursor of the page that begins after this session's id or this tenant."""
    return base64.urlsafe_b64encode(entry.encode()).rstrip(b"=").decode()


def position_of(cursor: str | None, tenant: str) -> str | None:
    """Return the id that the cursor stands after, None for the beginning; raise InvalidRequest otherwise."""
    if cursor is None:
        return None
    try:
        position = _decoded(cursor)
        if position.startswith(f"{tenant}."):
            return check_session_id(position)
    except (binascii.Error, ValueError, InvalidRequest):
        pass
    raise _foreign(cursor)


def tenant_position_of(cursor: str | None) -> str | None:
    """Return the tenant that the cursor stands after, None for the beginning; or raise InvalidRequest."""
    if cursor is None:
        return None
    try:
        return check_tenant(_decoded(cursor))
    except (binascii.Error, ValueError, InvalidRequest):
        raise _foreign(cursor) from None


def check_limit(limit: int) -> int:
    """Return the page's size if it can be given; raise InvalidRequest or LimitExceeded otherwise."""
    if limit < 1:
        raise InvalidRequest(f"A page of {limit} sessions is empty.", hint="Use 1 or more.")
    if limit > PAGE_MAX:
        raise LimitExceeded(f"A page holds at most {PAGE_MAX} sessions.", hint="Page on with the cursor.")
    return limit


def _decoded(cursor: str) -> str:
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")


def _foreign(cursor: str) -> InvalidRequest:
    return InvalidRequest(
        f"{cursor[:80]!r} is not a cursor of this list.", hint="Start again without a cursor."
    )
