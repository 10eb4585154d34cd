"""Answers about earlier versions as values; ``model`` brings them together with the others.

The twin of ``crates/analysis/src/model/past.rs``. Holds data only.
Days are written as ``2026-01-31``, in UTC.
"""

from __future__ import annotations

from typing import Literal

import msgspec

HotspotsView = Literal["hotspots", "coupling", "ownership", "bus_factor", "age", "churn"]
"""What ``hotspots`` ranks by."""

PastChange = Literal["added", "modified", "removed", "renamed"]
"""What a commit did to a file or symbol."""

SymbolChangeKind = Literal["added", "removed", "moved", "signature", "body"]
"""How a symbol changed."""

Breaks = Literal["yes", "unknown", "no"]
"""Whether a change breaks callers."""


class HistorySpan(msgspec.Struct, frozen=True, kw_only=True):
    """The commits an answer rests on; of ``unknown`` ones it is not known what they changed."""

    head: str
    commits: int
    merges: int
    first: str
    last: str
    unknown: int
    is_cut: bool
    is_shallow: bool


class FileHistory(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a file's past; lines are there where they were asked for."""

    path: str
    revisions: int
    complexity: int | None = None
    score: int | None = None
    authors: int
    main_author: str
    main_share: float
    added: int | None = None
    removed: int | None = None
    uncounted: int | None = None
    age_months: int
    last_change: str


class CoupledFiles(msgspec.Struct, frozen=True, kw_only=True):
    """Two files that change together; ``degree`` is in percent, confidences are shares of 1."""

    path: str
    other: str
    shared: int
    revisions: int
    other_revisions: int
    degree: int
    confidence: float
    other_confidence: float
    lift: float
    is_manifest: bool


class PersonFiles(msgspec.Struct, frozen=True, kw_only=True):
    """A person and the files that hang on them, ``alone`` where nobody else is an author."""

    name: str
    files: int
    alone: int
    commits: int


class HotspotsResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``hotspots``; one of the lists is filled, by the view, and ``formula`` says how."""

    view: HotspotsView
    formula: str
    files: tuple[FileHistory, ...]
    pairs: tuple[CoupledFiles, ...]
    people: tuple[PersonFiles, ...]
    bus_factor: int | None = None
    history: HistorySpan


class PastCommit(msgspec.Struct, frozen=True, kw_only=True):
    """A commit, what it did to the file or symbol, and why it was made."""

    commit: str
    date: str
    author: str
    subject: str
    reason: str | None = None
    references: tuple[str, ...]
    change: PastChange
    path: str
    files: int | None = None
    added: int | None = None
    removed: int | None = None


class HistoryResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``history``, newest commit first."""

    commits: tuple[PastCommit, ...]
    total: int
    symbol: str | None = None
    is_uncommitted: bool
    history: HistorySpan


class SymbolChangeTotals(msgspec.Struct, frozen=True, kw_only=True):
    """How many symbols changed how, and in how many files with and without facts."""

    added: int
    removed: int
    moved: int
    signature: int
    body: int
    breaking: int
    perhaps_breaking: int
    files: int
    other_files: int


class SymbolChange(msgspec.Struct, frozen=True, kw_only=True):
    """A symbol that changed, and whether that breaks callers."""

    change: SymbolChangeKind
    qualified_name: str
    kind: str
    path: str
    line: int
    signature: str | None = None
    signature_before: str | None = None
    path_before: str | None = None
    breaks: Breaks
    reason: str | None = None


class DiffSymbolsResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``diff_symbols``, those that break callers first."""

    from_: str = msgspec.field(name="from")
    to: str
    changes: tuple[SymbolChange, ...]
    totals: SymbolChangeTotals
