"""How large a tool's arguments may be, measured before anything reads them."""

from __future__ import annotations

from collections.abc import Mapping

from mcp_code_analysis.config import ServerLimits
from mcp_code_analysis.errors import LimitExceeded


def check_arguments_size(arguments: object, limits: ServerLimits) -> None:
    """Refuse arguments that are too deep, too many or too long; visits values until the first limit."""
    values = 0
    size_bytes = 0
    pending: list[tuple[object, int]] = [(arguments, 0)]
    while pending:
        value, depth = pending.pop()
        if depth > limits.arguments_depth_max:
            raise _exceeded("nested deeper than", limits.arguments_depth_max)
        children: list[object] = []
        if isinstance(value, str):
            size_bytes += len(value)
        elif isinstance(value, Mapping):
            size_bytes += sum(len(key) for key in value if isinstance(key, str))
            children.extend(value.values())
        elif isinstance(value, list):
            children.extend(value)
        values += len(children)
        if values > limits.arguments_keys_max:
            raise _exceeded("more values than", limits.arguments_keys_max)
        if size_bytes > limits.arguments_bytes_max:
            raise _exceeded("more characters than", limits.arguments_bytes_max)
        pending.extend((child, depth + 1) for child in children)


def _exceeded(what: str, limit: int) -> LimitExceeded:
    return LimitExceeded(f"The arguments hold {what} {limit}.", hint="Ask for less in one call.")
