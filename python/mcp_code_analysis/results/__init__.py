"""Results by handle, and what keeps them: memory, SQLite or Redis.

``open_results`` is the way in. Results stand beside the sessions: in the same Redis, or in a file next to
theirs.
Importing this package loads no database client.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.file_system import file_of
from mcp_code_analysis.results.store import ResultInfo, ResultStore

__all__ = ["open_results", "ResultInfo", "ResultStore"]

_STORE_OPTIONS: Final = frozenset(
    {"prefix", "durability", "evicting", "format", "key_style", "plain_prefix", "plain_tenant"}
)
"""What the URL of a session store may say, of which the prefix alone concerns results."""


@asynccontextmanager
async def open_results(
    store_url: str, limits: CacheLimits = CacheLimits(), keyring: Sealer | None = None
) -> AsyncIterator[ResultStore]:
    """Give the results that belong to the sessions of a store's URL, and close them at the end.

    With a key ring what is stored is sealed. Connects at the first use. The URL is one that
    ``check_store_url`` accepts.
    """
    results = _results(store_url, limits, keyring)
    try:
        yield results
    finally:
        await results.close()


def _results(url: str, limits: CacheLimits, keyring: Sealer | None) -> ResultStore:
    # Clients are imported here and nowhere else: redis-py alone takes longer to load than all the rest.
    match url.partition(":"):
        case "memory", _, _:
            from mcp_code_analysis.results.memory import MemoryResults  # noqa: PLC0415

            return MemoryResults(limits=limits, keyring=keyring)
        case "sqlite", _, place:
            from mcp_code_analysis.results.sqlite import SqliteResults  # noqa: PLC0415

            file = file_of(place.partition("?synchronous=")[0], "the session store", "memory:")
            beside = file.with_name(f"{file.stem}.results{file.suffix}")
            return SqliteResults(beside, limits, keyring=keyring)
        case _:
            from mcp_code_analysis.redis import Address, Server  # noqa: PLC0415
            from mcp_code_analysis.results.redis import RedisResults  # noqa: PLC0415

            address = Address.parse(url, _STORE_OPTIONS)
            prefix = address.options.get("prefix", "mcp")
            return RedisResults(Server(address), prefix=prefix, limits=limits, keyring=keyring)
