"""Results by handle: what callers write against, and the rules at the door.

A result is put once, never changed, read in pages, and ends with its lifetime. Whoever has the handle and is
of the tenant may read it; for everybody else it is the same as one that never was.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterable
from typing import Final, Protocol, TypeAlias

import msgspec

from mcp_code_analysis.erasure import Erasure
from mcp_code_analysis.errors import InvalidRequest, NotFound

CHUNK_BYTES: Final = 256 * 1024
PAGE_BYTES_MAX: Final = 1024 * 1024
HANDLE_BYTES: Final = 18

Body: TypeAlias = bytes | AsyncIterable[bytes]

_HANDLE: Final = re.compile(r"[A-Za-z0-9_-]{24}", re.ASCII)
_KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)


class ResultInfo(msgspec.Struct, frozen=True):
    """What a result is, without its bytes; times are in seconds since 1970."""

    handle: str
    kind: str
    size_bytes: int
    created: float
    expires: float


class ResultStore(Protocol):
    """Keeps results. Every method raises NotFound for a handle that is unknown, over or another tenant's."""

    async def put(
        self,
        kind: str,
        body: Body,
        *,
        tenant: str,
        ttl_seconds: float | None = None,
        handle: str | None = None,
    ) -> str:
        """Keep bytes, given whole or in parts, and return the handle; nobody sees them before all are kept.

        They live as long as their kind does, and no longer than ``ttl_seconds``. ``handle`` is one that
        ``new_handle`` made before, and that nobody has used.
        Raises LimitExceeded when the tenant would keep more than it may, StoreFull when there is no room.
        """
        ...

    async def info(self, handle: str, *, tenant: str) -> ResultInfo:
        """Say what the result is."""
        ...

    async def page(self, handle: str, offset: int, size: int, *, tenant: str) -> bytes:
        """Return ``size`` bytes from ``offset``, fewer at the end, reading no more than they take."""
        ...

    async def delete(self, handle: str, *, tenant: str) -> None:
        """Remove the result with all its parts."""
        ...

    async def erase_tenant(self, tenant: str, *, dry_run: bool = False) -> Erasure:
        """Remove every result of a tenant, and report what was removed. For whoever runs the store.

        A ``dry_run`` reports what there is to remove, and removes nothing.
        """
        ...

    async def scrub(self) -> tuple[str, ...]:
        """See to it that what was deleted cannot be read any more; say what remains where it can."""
        ...

    async def close(self) -> None:
        """Give back connections and files."""
        ...


def new_handle() -> str:
    """Return a handle that nobody can guess: 144 random bits."""
    return secrets.token_urlsafe(HANDLE_BYTES)


def unknown() -> NotFound:
    """Return the one error for every handle that leads to nothing."""
    return NotFound(
        "There is no such result.", hint="Results end with their lifetime: run the tool again for a new one."
    )


def check_handle(handle: str) -> str:
    """Return a handle that can be one; raise NotFound for the rest, as for every handle of nothing."""
    if not _HANDLE.fullmatch(handle):
        raise unknown()
    return handle


def check_kind(kind: str) -> str:
    """Return the kind of a result, or raise InvalidRequest."""
    if not _KIND.fullmatch(kind):
        raise InvalidRequest(
            f"{kind[:80]!r} is not a kind of result.",
            hint="Use 1 to 32 of a-z 0-9 _, beginning with a letter.",
        )
    return kind


def check_lifetime(seconds: float) -> float:
    """Return a lifetime that is above 0, or raise InvalidRequest."""
    if not seconds > 0:
        raise InvalidRequest(f"A lifetime of {seconds} seconds cannot be given.", hint="Use more than 0.")
    return seconds


def check_page(offset: int, size: int) -> None:
    """Raise InvalidRequest for a page that is none."""
    if offset < 0 or not 1 <= size <= PAGE_BYTES_MAX:
        raise InvalidRequest(
            f"{size} bytes from {offset} are no page.",
            hint=f"Ask for 1 to {PAGE_BYTES_MAX} bytes, from 0 or later.",
        )
