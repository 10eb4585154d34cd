"""Erasing a session or a tenant, as every store does it: what is gone through, how often, and the report.

A dry run reports what an erasure would, and removes nothing.
A store adds the primitives below the line. Refuses to know how anything is kept.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import Counter
from typing import Final

from mcp_code_analysis.erasure import Erasure, Removed, erasure
from mcp_code_analysis.sessions.store import check_session_id
from mcp_code_analysis.tenants import check_tenant

ERASED_AT_ONCE: Final = 16
ERASING_PASSES_MAX: Final = 8


class Erasing(ABC):
    """The part of a store that removes for good."""

    async def erase_session(self, session_id: str, *, dry_run: bool = False) -> Erasure:
        """Remove the session and everything that was ever kept of it, and report what was removed."""
        check_session_id(session_id)
        if dry_run:
            return erasure([await self._kept(session_id)])
        removed = await self._erase(session_id)
        return erasure([removed], await self._scrub())

    async def erase_tenant(self, tenant: str, *, dry_run: bool = False) -> Erasure:
        """Do so for every session of a tenant, and for what is kept of the tenant itself."""
        counts: Counter[str] = Counter()
        for _ in range(1 if dry_run else ERASING_PASSES_MAX):
            before = counts.total()
            await self._go_through(check_tenant(tenant), counts, dry_run=dry_run)
            if counts.total() == before:
                break
        counts.update(await self._forget_tenant(tenant, dry_run=dry_run))
        return erasure([counts], () if dry_run else await self._scrub())

    async def _go_through(self, tenant: str, counts: Counter[str], *, dry_run: bool) -> None:
        """Go through a tenant's ids once, and add up what was removed, or would be."""
        after: str | None = None
        each = self._kept if dry_run else self._erase
        while True:
            ids, after = await self._traces(tenant, after, ERASED_AT_ONCE)
            for removed in await asyncio.gather(*map(each, ids)):
                counts.update(removed)
            if after is None:
                return

    async def _forget_tenant(self, tenant: str, *, dry_run: bool) -> Removed:  # noqa: ARG002
        """Remove what is kept of a tenant besides its sessions, or say what that is."""
        return {}

    async def _scrub(self) -> tuple[str, ...]:
        """See to it that what was removed cannot be read any more; say what remains where it can."""
        return ()

    # The primitives.

    @abstractmethod
    async def _erase(self, session_id: str) -> Removed:
        """Remove all that is kept under the id, alive or not; ``sessions`` is named if it was alive."""

    @abstractmethod
    async def _kept(self, session_id: str) -> Removed:
        """Say what ``_erase`` would remove."""

    @abstractmethod
    async def _traces(self, tenant: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        """List ids of a tenant that anything is kept under, and the one to go on from if there are more."""
