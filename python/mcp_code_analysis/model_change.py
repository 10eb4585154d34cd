"""The answer about the risk of a change as values; ``model`` brings it together with the others.

The twin of ``crates/analysis/src/model/change_risk.rs``. Holds data only.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from mcp_code_analysis.model_past import HistorySpan, SymbolChange, SymbolChangeTotals
from mcp_code_analysis.relations import TestFile

FileChange = Literal["added", "modified", "removed"]
"""What became of a file."""


class BySureness(msgspec.Struct, frozen=True, kw_only=True):
    """A number for each class of evidence."""

    exact: int
    likely: int
    possible: int


class ChangeRiskSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A change in numbers; ``untested`` functions are those that no test reaches by sure or likely steps.

    ``not_followed`` are changed symbols of which it is not known what they reach.
    """

    changes: SymbolChangeTotals
    added: int
    removed: int
    uncounted: int
    cyclomatic_before: int
    cyclomatic: int
    reached: BySureness
    tests: BySureness
    untested: int
    not_followed: int
    missing: int


class ChangedSymbol(SymbolChange, frozen=True, kw_only=True):
    """A symbol that changed, how complex it was and is, and how far that reaches, where it is known."""

    test: bool
    cyclomatic_before: int | None = None
    cyclomatic: int | None = None
    reached: BySureness | None = None
    tests: BySureness | None = None


class ChangedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that changed, the lines of the change, and its past."""

    path: str
    change: FileChange
    added: int | None = None
    removed: int | None = None
    revisions: int
    complexity: int | None = None
    score: int | None = None
    authors: int
    main_author: str | None = None
    main_share: float | None = None
    last_change: str | None = None


class MissingFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that usually changes along with ``changes_with``, and did not."""

    path: str
    changes_with: str
    shared: int
    revisions: int
    confidence: float
    degree: int
    is_manifest: bool


class ChangeRiskResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``change_risk``; ``formula`` says how the numbers are computed."""

    from_: str = msgspec.field(name="from")
    formula: str
    summary: ChangeRiskSummary
    symbols: tuple[ChangedSymbol, ...]
    files: tuple[ChangedFile, ...]
    missing: tuple[MissingFile, ...]
    tests: tuple[TestFile, ...]
    history: HistorySpan
