"""How large arguments may be."""

from __future__ import annotations

import pytest

from mcp_code_analysis.config import ServerLimits
from mcp_code_analysis.errors import LimitExceeded
from mcp_code_analysis.server.limits import check_arguments_size

LIMITS = ServerLimits(arguments_bytes_max=100, arguments_depth_max=4, arguments_keys_max=10)


def nested(depth: int) -> object:
    value: object = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("arguments", "limit"),
    [
        ({"pattern": "x" * 101}, "characters"),
        ({"x" * 101: 1}, "characters"),
        ({str(number): number for number in range(11)}, "values"),
        ({"paths": list(range(11))}, "values"),
        ({"deep": nested(5)}, "deeper"),
        ({"deep": nested(100_000)}, "deeper"),
    ],
)
@pytest.mark.requirement("SEC-8")
def test_arguments_beyond_a_limit_are_refused(arguments: object, limit: str) -> None:
    with pytest.raises(LimitExceeded, match=limit):
        check_arguments_size(arguments, LIMITS)


@pytest.mark.parametrize(
    "arguments", [None, {}, {"pattern": "x" * 90}, {"deep": nested(3)}, {"on": True, "n": 1.5}]
)
def test_arguments_within_the_limits_pass(arguments: object) -> None:
    check_arguments_size(arguments, LIMITS)
