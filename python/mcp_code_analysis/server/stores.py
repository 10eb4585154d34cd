"""The stores of a server: opened when first needed, closed with the server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Generic, TypeVar

import anyio

from mcp_code_analysis.errors import StoreUnavailable

StoreT = TypeVar("StoreT")


class StoreOwner(Generic[StoreT]):
    """Owns at most one open store; a server whose clients need none never opens it."""

    def __init__(self, opening: Callable[[], AbstractAsyncContextManager[StoreT]]) -> None:
        self._open = opening
        self._store: StoreT | None = None
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

    async def get(self) -> StoreT:
        """Return the store, opened now if it was not; raises what opening it raises."""
        async with self._opening:
            if self._store is None:
                if self._stack is None:
                    raise StoreUnavailable("The server is not running.")
                self._store = await self._stack.enter_async_context(self._open())
            return self._store
