"""Opening the second tier on Redis from a URL."""

from __future__ import annotations

from mcp_code_analysis.cache.redis import WAIT, RedisShelf
from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.redis import Address, Server


def open_shelf(url: str, limits: CacheLimits) -> RedisShelf:
    """Return the shelf that a ``redis://`` or ``rediss://`` URL names; it connects at its first use."""
    address = Address.parse(url, frozenset({"prefix"}))
    return RedisShelf(Server(address, WAIT), prefix=address.options.get("prefix", "mcp"), limits=limits)
