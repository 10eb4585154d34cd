"""Whether the session store is well, for whoever looks after the server.

Asked for and not polled: the store is looked at when somebody wants to know, at most every few seconds, and
by one at a time. Tells codes and counts to anyone, and the details to the log; no address, no session.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Awaitable, Callable
from typing import Final

import anyio

from mcp_code_analysis.errors import CodeAnalysisError
from mcp_code_analysis.sessions import SessionStore, StoreHealth

KNOWN_SECONDS: Final = 2.0
"""How long what was found is told again."""

log = logging.getLogger(__name__)

Told = dict[str, object]


class Monitor:
    """Looks at the store that ``store`` gives, which may have to be opened first."""

    def __init__(
        self, store: Callable[[], Awaitable[SessionStore]], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._store = store
        self._clock = clock
        self._looking = anyio.Lock()
        self._looked = -math.inf
        self._told: Told = {}

    async def told(self) -> Told:
        """Return `{"status": "ok"}`, or `degraded` with what is not as it should be."""
        async with self._looking:
            if self._clock() - self._looked >= KNOWN_SECONDS:
                before, self._told = self._told, await self._found()
                self._looked = self._clock()
                if self._told != before and (before or self._told != _OK):
                    log.warning("the session store: %s", self._told)
            return self._told

    async def _found(self) -> Told:
        try:
            health = await (await self._store()).health()
        except CodeAnalysisError as problem:
            log.warning("the session store cannot be looked at: %s", problem)
            return {"status": "degraded", "store": {"problem": problem.code}}
        found = condition(health)
        if "problem" in found:
            log.warning("the session store is not well: %s", health.detail)
        return {"status": "degraded", "store": found} if found else _OK


def condition(health: StoreHealth) -> Told:
    """Return what is not as it should be; nothing when all is well."""
    found: Told = {}
    if health.problem is not None:
        found["problem"] = health.problem
    if health.breakers:
        found["breakers"] = sorted(health.breakers.values())
    if health.journal and health.journal.entries:
        found["unsent"] = health.journal.entries
    if health.journal and health.journal.conflicts:
        found["conflicts"] = health.journal.conflicts
    return found


_OK: Final[Told] = {"status": "ok"}
