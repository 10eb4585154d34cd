"""What an erasure removed, and what it knows to remain.

Values only; each store says itself what it removes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

Removed = Mapping[str, int]
"""How many of each kind of thing were removed, by the kind in the plural."""


class Erasure(msgspec.Struct, frozen=True):
    """What was removed, kinds in alphabetical order, and in words what remains, and until when."""

    removed: dict[str, int] = {}
    remains: tuple[str, ...] = ()


def erasure(removed: Iterable[Removed], remains: Iterable[str] = ()) -> Erasure:
    """Add up what was removed; what remains is said once."""
    counts: Counter[str] = Counter()
    for each in removed:
        counts.update(each)
    return Erasure(
        {kind: count for kind, count in sorted(counts.items()) if count}, tuple(dict.fromkeys(remains))
    )


def joined(*parts: Erasure) -> Erasure:
    """Return one report of several."""
    return erasure((part.removed for part in parts), (line for part in parts for line in part.remains))
