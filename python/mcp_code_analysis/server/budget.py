"""How an answer of the server's own tools keeps to its budget: fewer rows, or fields left out by name.

Pure. The engine's tools keep to theirs by themselves, by the same estimate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from mcp_code_analysis._native import estimate_tokens
from mcp_code_analysis.errors import LimitExceeded

Answer = Mapping[str, object]

LEFT_OUT: Final = "left_out"
"""The field that names those for which there was no room."""


def cost(value: object) -> int:
    """Return how many tokens a value costs as JSON, from above."""
    return estimate_tokens(msgspec.json.encode(value).decode())


def fitted(
    rows: Sequence[Answer],
    build: Callable[[Sequence[Answer]], Answer],
    max_tokens: int,
    *,
    keep: Sequence[str] | None = None,
) -> Answer:
    """Return what ``build`` makes of as many of the first rows as fit.

    A first row that does not fit is cut down to the fields in ``keep`` where they are given; LimitExceeded
    where that is too much as well, so that whoever pages always moves on.
    """
    count = len(rows)
    while True:
        answer = build(rows[:count])
        needed = cost(answer)
        if needed <= max_tokens:
            return answer
        if count <= 1:
            break
        count = max(1, min(count - 1, count * max_tokens // needed))
    if keep is None or not rows:
        raise too_small(needed, max_tokens)
    return reduced(rows[0], max_tokens, keep=keep, build=lambda row: build([row]))


def reduced(
    fields: Answer,
    max_tokens: int,
    *,
    keep: Sequence[str],
    build: Callable[[Answer], Answer] = lambda fields: fields,
) -> Answer:
    """Return what ``build`` makes of the fields, the largest left out and named until the rest fits."""
    left = dict(fields)
    left_out: list[str] = []
    while True:
        answer = build({**left, LEFT_OUT: left_out} if left_out else left)
        needed = cost(answer)
        if needed <= max_tokens:
            return answer
        spare = [name for name in left if name not in keep]
        if not spare:
            raise too_small(needed, max_tokens)
        largest = max(spare, key=lambda name: cost(left[name]))
        del left[largest]
        left_out.append(largest)


def too_small(needed: int, max_tokens: int) -> LimitExceeded:
    """Return the error for a budget that the smallest answer is too large for."""
    return LimitExceeded(
        f"The smallest answer has about {needed} tokens; {max_tokens} are allowed.",
        hint=f"Repeat the request with `max_tokens`: {-(-needed // 100) * 100}.",
    )
