"""What a cache did, in numbers; nothing is ever decided by them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Counts:
    """Answers had and not had, and what became of entries.

    ``skipped`` are calls that went on without a cache that was away.
    """

    hits: int = 0
    misses: int = 0
    evicted: int = 0
    skipped: int = 0
