"""Answers about the structure of code as values; ``model`` brings them together with the others.

The twin of ``crates/analysis/src/model/clones.rs`` and ``…/structure.rs``. Holds data only.
"""

from __future__ import annotations

from typing import Literal

import msgspec

CloneKind = Literal["exact", "renamed", "gapped"]
"""How duplicates are alike."""


class CloneFragment(msgspec.Struct, frozen=True, kw_only=True):
    """One place of a duplicate."""

    path: str
    start_line: int
    end_line: int
    symbol: str | None = None


class CloneClass(msgspec.Struct, frozen=True, kw_only=True):
    """Places that are duplicates of one another; ``tokens`` and ``lines`` are those of the shortest."""

    kind: CloneKind
    tokens: int
    lines: int
    similarity: int
    count: int
    fragments: tuple[CloneFragment, ...]


class ClonesResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``clones``, what would save most first; the totals count every duplicate."""

    classes: tuple[CloneClass, ...]
    total_classes: int
    tokens: int
    lines: int
    duplicated_lines: int


class AstCapture(msgspec.Struct, frozen=True, kw_only=True):
    """What a metavariable stands for; ``name`` has its ``$``."""

    name: str
    text: str


class AstMatch(msgspec.Struct, frozen=True, kw_only=True):
    """Code that matches, on one line and cut."""

    path: str
    line: int
    end_line: int
    text: str
    captures: tuple[AstCapture, ...]
    symbol: str | None = None


class AstSearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``ast_search``; the totals count every match."""

    matches: tuple[AstMatch, ...]
    total_matches: int
    total_files: int
