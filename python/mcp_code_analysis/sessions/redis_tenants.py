"""The tenants that a Redis keeps sessions of, for whoever runs it.

    P:tenants                ZSET    tenants in the order of their sessions' ids
    P:until:{P:tenants}      ZSET    the same -> until when each is listed, ms

A tenant is entered before its session is created or outlives its entry, and leaves the list by itself.
Never touched under a Redis user who may not: one limited to a tenant's own keys learns of no other tenant,
and its tenant is then known to whoever made that user.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import Final

from mcp_code_analysis.errors import InternalError, StoreAuthentication
from mcp_code_analysis.redis import Evaluator, Key, Server
from mcp_code_analysis.sessions import redis_scripts as scripts

ASKED_AT_ONCE: Final = 16
"""How many tenants are asked for a session at one time, so that an admin's list holds up nobody."""

_ROUNDS_MORE_MAX: Final = 8
"""How many rounds a page goes on for tenants whose sessions have all ended."""


class Tenants:
    """The list of tenants under one key prefix."""

    def __init__(self, server: Server, prefix: str) -> None:
        self._server = server
        self._names = Key(f"{prefix}:tenants")
        # The braces put both keys where a script may touch them together, in a cluster as well.
        self._expiries = Key(f"{prefix}:until:{{{self._names}}}")

    async def enter(self, session_id: str, cover_ms: int, evaluator: Evaluator | None = None) -> int | None:
        """List the session's tenant for at least that long; None where this user may not."""
        with contextlib.suppress(StoreAuthentication):
            return await scripts.register(
                evaluator or self._server,
                expiries=self._expiries,
                names=self._names,
                session_id=session_id.partition(".")[0] + ".",
                cover_ms=cover_ms,
                least_until_ms=0,
            )
        return None

    async def leave(self, tenant: str) -> bool:
        """Take a tenant off the list whose sessions were erased; False where it was not on it, or may not."""
        member = f"{tenant}."
        with contextlib.suppress(StoreAuthentication):
            until_ms = await self._server.command("ZSCORE", self._expiries, member, repeatable=True)
            if isinstance(until_ms, bytes):
                return await scripts.unregister(
                    self._server,
                    expiries=self._expiries,
                    names=self._names,
                    session_id=member,
                    until_ms=int(float(until_ms)),
                )
        return False

    async def page(
        self, after: str | None, limit: int, have_sessions: Callable[[list[str]], Awaitable[list[bool]]]
    ) -> tuple[list[str], str | None]:
        """List tenants that have sessions after one, and the one to go on from when there may be more."""
        found: list[str] = []
        for _ in range(limit // ASKED_AT_ONCE + _ROUNDS_MORE_MAX):
            tenants = await self.listed(after)
            living = await have_sessions(tenants)
            found += [tenant for tenant, is_living in zip(tenants, living, strict=True) if is_living]
            if len(found) > limit:
                return found[:limit], found[limit - 1]
            if len(tenants) < ASKED_AT_ONCE:
                return found, None
            after = tenants[-1]
        return found, after

    async def has(self, tenant: str) -> bool:
        """Say whether the tenant is listed; False where this user may not know it."""
        with contextlib.suppress(StoreAuthentication):
            reply = await self._server.command("ZSCORE", self._expiries, f"{tenant}.", repeatable=True)
            return reply is not None
        return False

    async def listed(self, after: str | None) -> list[str]:
        """Return the next tenants on the list."""
        start = f"({after}." if after else "-"
        reply = await self._server.command(
            "ZRANGE", self._names, start, "+", "BYLEX", "LIMIT", 0, ASKED_AT_ONCE, repeatable=True
        )
        if not isinstance(reply, list):
            raise InternalError(f"ZRANGE answered {reply!r}.")
        return [name[:-1].decode("ascii") for name in reply if isinstance(name, bytes)]
