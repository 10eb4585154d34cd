"""Sessions that outlive the process, and what keeps them: memory, SQLite or Redis.

``open_store`` is the way in; ``store`` holds the protocol that callers write against.
Importing this package loads no database client; opening a store loads the one that it needs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Final, TypeVar

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.config import FallbackLimits, Retention, journal_path
from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.file_system import file_of
from mcp_code_analysis.sessions.store import Session, SessionPage, SessionStore, StoreHealth, Write

if TYPE_CHECKING:
    from mcp_code_analysis.sessions.base import StoreBase
    from mcp_code_analysis.sessions.redis import RedisStore

__all__ = ["check_store_url", "open_store", "Session", "SessionPage", "SessionStore", "StoreHealth", "Write"]

StoreT = TypeVar("StoreT", bound="StoreBase")

WORDS: Final = ("the session store", "memory: for sessions that end with the process")
"""How an error names what a file would be for, and what else there is."""

_SCHEMES = (
    "memory:",
    "sqlite:PATH",
    "redis://HOST:PORT/DATABASE",
    "redis+sentinel://HOST:PORT,HOST:PORT/SERVICE",
    "redis+cluster://HOST:PORT,HOST:PORT",
)
_REDIS = frozenset(f"{s}{kind}" for s in ("redis", "rediss") for kind in ("", "+sentinel", "+cluster"))
"""With two s the connection is encrypted."""


@asynccontextmanager
async def open_store(
    url: str,
    keyring: Sealer | None = None,
    fallback: FallbackLimits | None = None,
    retention: Retention = Retention(),
) -> AsyncIterator[SessionStore]:
    """Give the store that the URL names, and close it at the end.

    With a key ring what it stores is sealed; what was stored without one stays readable.
    ``fallback`` says what is done while a Redis is away; without it every call to it then fails.
    Connects at the first use, so a store that is away can be opened and asked for its health.
    """
    store, upkeep = _store(url, keyring, fallback, retention)
    try:
        async with upkeep:
            yield store
    finally:
        await store.close()


def check_store_url(url: str) -> None:
    """Raise InvalidRequest when no store can be opened under the URL, whatever is there; opens nothing."""
    if url.startswith("sqlite:"):
        # The default: a server that keeps no session does not load SQLite for it.
        file_of(_synced(url.removeprefix("sqlite:"))[0], *WORDS)
    else:
        _store(url, None, None, Retention())


def _store(
    url: str, keyring: Sealer | None, fallback: FallbackLimits | None, retention: Retention
) -> tuple[SessionStore, AbstractAsyncContextManager[None]]:
    """Return the store, and what looks after it while it is open."""
    # Clients are imported here and nowhere else: redis-py alone takes longer to load than all the rest.
    match url.partition(":"):
        case "memory", ":", "":
            from mcp_code_analysis.sessions.memory import MemoryStore  # noqa: PLC0415

            return _keeping(MemoryStore(keyring=keyring), retention), nullcontext()
        case "sqlite", ":", place:
            from mcp_code_analysis.sessions.sqlite import SqliteStore  # noqa: PLC0415

            place, is_synced = _synced(place)
            file = SqliteStore(file_of(place, *WORDS), is_synced=is_synced, keyring=keyring)
            return _keeping(file, retention), nullcontext()
        case scheme, ":", place if scheme in _REDIS and place.startswith("//"):
            from mcp_code_analysis.sessions.redis import RedisStore  # noqa: PLC0415

            redis = _keeping(RedisStore(url, keyring=keyring), retention)
            store = redis if fallback is None else _with_fallback(redis, fallback)
            return store, redis.upkeep.running()
    # What follows the scheme may hold a password, so it is not repeated.
    raise InvalidRequest(
        f"No session store is known as {url.partition(':')[0][:40]!r}.",
        nearest=_SCHEMES,
        hint=f"Use one of {', '.join(_SCHEMES)}.",
    )


def _keeping(store: StoreT, retention: Retention) -> StoreT:
    store.set_aside_seconds = retention.set_aside_ttl_seconds
    return store


def _with_fallback(redis: RedisStore, limits: FallbackLimits) -> SessionStore:
    from mcp_code_analysis.sessions.fallback import FallbackStore  # noqa: PLC0415
    from mcp_code_analysis.sessions.fallback_journal import Journal  # noqa: PLC0415

    if limits.writes == "refuse":
        return FallbackStore(redis, limits)
    return FallbackStore(redis, limits, Journal(journal_path(limits, redis.home), redis.home))


def _synced(place: str) -> tuple[str, bool]:
    """Take the one option of an SQLite URL off its end: whether every commit waits for the disk."""
    path, mark, option = place.rpartition("?synchronous=")
    if not mark:
        return place, False
    if option not in ("full", "normal"):
        raise InvalidRequest(
            f"synchronous={option[:40]} is not known.", nearest=("full", "normal"), hint="Use full or normal."
        )
    return path, option == "full"
