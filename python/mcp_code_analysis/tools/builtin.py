"""The tools of the engine, as the engine describes them."""

from __future__ import annotations

import msgspec

from mcp_code_analysis import _native
from mcp_code_analysis.tools.registry import Tool


def engine_tools() -> tuple[Tool, ...]:
    """Return every tool the engine has, in its order."""
    return msgspec.json.decode(_native.tools(), type=tuple[Tool, ...])
