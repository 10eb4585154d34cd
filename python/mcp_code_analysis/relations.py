"""Who uses what, as values: the part of the answers that is about relations.

The twin of ``crates/analysis/src/model/relations.rs``, as ``model`` is of the rest. Holds data only.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Relation = Literal["callers", "callees", "references", "implementations", "overrides", "importers"]
"""The relations that can be asked for."""

Evidence = Literal["exact", "likely", "possible"]
"""How surely a relation holds: resolved; the one candidate by name and shape; one of several."""

Reason = Literal[
    "scope",
    "import",
    "import_alias",
    "alias",
    "receiver",
    "super",
    "member",
    "constructor",
    "annotation",
    "returned",
    "name",
    "dispatch",
    "declared",
]
"""Why a relation is believed."""


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """One end of a relation; ``lines`` are those of the uses in ``path``, at most 20."""

    id: str
    kind: str
    path: str
    lines: tuple[int, ...]
    evidence: Evidence
    reason: Reason


class EvidenceCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Related symbols by how sure they are, listed or not, and uses that lead out or nobody knows where."""

    exact: int
    likely: int
    possible: int
    outside: int
    unresolved: int


class RelationsResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``relations``, the surest first."""

    symbol: str
    relation: Relation
    related: tuple[Related, ...]
    counts: EvidenceCounts
