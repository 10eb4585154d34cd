"""The only door to Redis: connections, commands, typed scripts, and what the errors mean.

Nothing outside this package imports redis-py. Knows no key of ours.
"""

from mcp_code_analysis.redis.address import Address
from mcp_code_analysis.redis.script import script
from mcp_code_analysis.redis.server import Key, Limits, Part, Parts, Reply, Server

__all__ = ["Address", "Key", "Limits", "Part", "Parts", "Reply", "Server", "script"]
