"""The only door to Redis: connections, commands, typed scripts, and what the errors mean.

Nothing outside this package imports redis-py. Knows no key of ours.
"""

from mcp_code_analysis.redis.address import SCHEMES, Address
from mcp_code_analysis.redis.channels import Channels
from mcp_code_analysis.redis.node import Key, Limits, Part, Parts, Reply
from mcp_code_analysis.redis.probe import Capabilities, check_writes, probe
from mcp_code_analysis.redis.script import script
from mcp_code_analysis.redis.server import Evaluator, Sending, Server
from mcp_code_analysis.redis.together import together

__all__ = [
    "Address",
    "Capabilities",
    "Channels",
    "Evaluator",
    "Key",
    "Limits",
    "Part",
    "Parts",
    "Reply",
    "SCHEMES",
    "Sending",
    "Server",
    "check_writes",
    "probe",
    "script",
    "together",
]
