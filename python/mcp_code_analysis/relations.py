"""Who uses what, as values: the part of the answers that is about relations.

The twin of ``relations.rs``, ``reach.rs`` and ``tests_for.rs`` in ``crates/analysis/src/model``.
Holds data only.
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
    "package",
    "linkage",
    "receiver",
    "super",
    "member",
    "constructor",
    "annotation",
    "returned",
    "name",
    "dispatch",
    "methods",
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


Known = Literal["yes", "no", "unknown"]
"""Whether something holds."""

Along = Literal["calls", "imports"]
"""Along which relation a path leads."""


class Affected(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a change may reach; ``line`` is that of the use of ``via`` which lets it through."""

    id: str
    path: str
    line: int
    hop: int
    via: str
    evidence: Evidence
    reason: Reason
    test: bool


class ImpactSummary(msgspec.Struct, frozen=True, kw_only=True):
    """How much a change may reach; ``by_hop`` counts symbols by steps, from 1."""

    symbols: int
    files: int
    test_files: int
    by_hop: tuple[int, ...]


class ImpactResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``impact``, the nearest first."""

    affected: tuple[Affected, ...]
    summary: ImpactSummary


class PathStep(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a path; ``line`` is the one in the step before that leads here, 0 for the first."""

    id: str
    line: int
    evidence: Evidence
    reason: Reason


class PathBetweenResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``path_between``: a shortest path from the first to the last, where there is one."""

    found: Known
    path: tuple[PathStep, ...]


class RelatedType(msgspec.Struct, frozen=True, kw_only=True):
    """A type above or below another, and the steps between them; ``evidence`` is that of the weakest."""

    id: str
    line: int
    hop: int
    evidence: Evidence
    reason: Reason


class TypeHierarchyResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``type_hierarchy``; ``outside`` and ``unresolved`` name bases that are not ours."""

    symbol: str
    above: tuple[RelatedType, ...]
    below: tuple[RelatedType, ...]
    outside: tuple[str, ...]
    unresolved: tuple[str, ...]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a claim, why, and where that can be seen."""

    claim: str
    holds: Known
    because: str
    seen_at: tuple[str, ...]


class VerifyClaimsResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``verify_claims``, one verdict a claim."""

    verdicts: tuple[Verdict, ...]


TestReason = Literal["changed", "covered", "uses", "name", "imports"]
"""Why a test concerns a change."""

TestEvidence = Literal["covered", "exact", "likely", "possible"]
"""How surely a test concerns a change; ``covered`` ran what changed when it was measured."""


class TestFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file with tests to run; ``functions`` are those of it that reach ``changed``, at most 20.

    ``ran`` are the lines of what changed that it ran, where the report of coverage can say.
    """

    path: str
    evidence: TestEvidence
    reason: TestReason
    hop: int
    changed: str
    functions: tuple[str, ...]
    ran: int | None = None


class TestCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Files of tests by how surely they concern the change, listed or not; ``changed`` is where it began."""

    changed: int
    covered: int
    exact: int
    likely: int
    possible: int


class StaleFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is not any more what was measured."""

    path: str
    newer_by_s: int | None = None


class CoverageReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a report of coverage says of a change, in numbers, and in words in ``says``."""

    path: str
    format: str
    measured: str | None = None
    files: int
    unknown_files: int
    tests: int
    unknown_tests: int
    ran: int
    missed: int
    absent: tuple[str, ...]
    stale: tuple[StaleFile, ...]
    says: str


class TestsForResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``tests_for``, the surest first, then the nearest."""

    files: tuple[TestFile, ...]
    counts: TestCounts
    coverage: CoverageReport | None = None
