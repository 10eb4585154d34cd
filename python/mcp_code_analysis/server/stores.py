"""The session store of a server: opened when first needed, closed with the server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import anyio

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.config import FallbackLimits
from mcp_code_analysis.errors import StoreUnavailable
from mcp_code_analysis.sessions import SessionStore, open_store


class StoreOwner:
    """Owns at most one open store; a server whose clients use no session never opens it."""

    def __init__(self, url: str, keyring: Sealer | None, fallback: FallbackLimits) -> None:
        self._url = url
        self._keyring = keyring
        self._fallback = fallback
        self._store: SessionStore | None = None
        self._opening = anyio.Lock()
        self._stack: AsyncExitStack | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Be able to open the store until the block ends, then close it."""
        async with AsyncExitStack() as stack:
            self._stack = stack
            try:
                yield
            finally:
                self._stack = self._store = None

    async def get(self) -> SessionStore:
        """Return the store, opened now if it was not; raises what opening it raises."""
        async with self._opening:
            if self._store is None:
                if self._stack is None:
                    raise StoreUnavailable("The server is not running.")
                opening = open_store(self._url, self._keyring, self._fallback)
                self._store = await self._stack.enter_async_context(opening)
            return self._store
