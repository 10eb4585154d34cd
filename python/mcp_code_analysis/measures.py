"""What ``complexity`` measures, as values; ``docs/metrics.md`` says what each number counts.

A part of the twin of ``crates/analysis/src/model``; ``tests/api/test_model.py`` holds the two together.
Holds data only: no rule of analysis, no I/O. Lines are 1-based.
"""

from __future__ import annotations

import msgspec


class Variants(msgspec.Struct, frozen=True, kw_only=True):
    """Cyclomatic complexity as others count it; in ``modified`` a switch counts one, whatever its cases."""

    mccabe: int
    lizard: int
    modified: int


class HalsteadMetrics(msgspec.Struct, frozen=True, kw_only=True):
    """Halstead's measures; ``bugs_v`` are by volume, ``bugs_e`` by effort."""

    operators_distinct: int
    operands_distinct: int
    operators: int
    operands: int
    volume: float
    difficulty: float
    effort: float
    time_s: float
    bugs_v: float
    bugs_e: float


class Maintainability(msgspec.Struct, frozen=True, kw_only=True):
    """Maintainability by four formulas; None where one is not defined."""

    original: float | None = None
    sei: float | None = None
    visual_studio: float | None = None
    radon: float | None = None


class LocKinds(msgspec.Struct, frozen=True, kw_only=True):
    """Lines by kind: ``ploc + comment_only + blank == sloc``; ``lloc`` are statements."""

    sloc: int
    ploc: int
    lloc: int
    cloc: int
    comment_only: int
    blank: int


class AbcMetrics(msgspec.Struct, frozen=True, kw_only=True):
    """Assignments, branches, conditions, and the root of the sum of their squares."""

    assignments: int
    branches: int
    conditions: int
    magnitude: float


class Metrics(msgspec.Struct, frozen=True, kw_only=True):
    """What is measured beside complexity."""

    variants: Variants
    halstead: HalsteadMetrics
    maintainability: Maintainability
    loc: LocKinds
    abc: AbcMetrics
    closures: int
    closure_parameters: int
    exits: int


class CognitiveIncrement(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a cognitive complexity: of what it ``adds``, ``nesting`` is for standing deep."""

    line: int
    reason: str
    adds: int
    nesting: int


class FunctionComplexity(msgspec.Struct, frozen=True, kw_only=True):
    """How complex a function is."""

    name: str
    qualified_name: str
    kind: str
    path: str
    line: int
    end_line: int
    cyclomatic: int
    cognitive: int
    nesting_max: int
    lines: int
    parameters: int
    metrics: Metrics | None = None
    increments: tuple[CognitiveIncrement, ...] | None = None


class TypeDesign(msgspec.Struct, frozen=True, kw_only=True):
    """How a type is made: its methods and attributes, how they hang together, what it mentions."""

    wmc: int
    nom: int
    npm: int
    attributes: int
    npa: int
    lcom4: int | None = None
    tcc: float | None = None
    cbo: int
    cbo_unknown: int
    is_abstract: bool


class Coupling(msgspec.Struct, frozen=True, kw_only=True):
    """What a file or package hangs on; a ratio of nothing to nothing is None."""

    afferent: int
    efferent: int
    efferent_types_only: int
    instability: float | None = None
    abstractness: float | None = None
    distance: float | None = None


class GroupComplexity(msgspec.Struct, frozen=True, kw_only=True):
    """How complex a type, file or package is."""

    name: str
    kind: str
    path: str
    line: int | None = None
    functions: int
    cyclomatic: int
    cyclomatic_max: int
    cognitive: int
    metrics: Metrics | None = None
    design: TypeDesign | None = None
    coupling: Coupling | None = None


class RankCounts(msgspec.Struct, frozen=True, kw_only=True):
    """How many functions have which rank: A to 5, B to 10, C to 20, D to 30, E to 40, F above."""

    a: int = msgspec.field(name="A")
    b: int = msgspec.field(name="B")
    c: int = msgspec.field(name="C")
    d: int = msgspec.field(name="D")
    e: int = msgspec.field(name="E")
    f: int = msgspec.field(name="F")


class ComplexitySummary(msgspec.Struct, frozen=True, kw_only=True):
    """How complex all functions asked for are."""

    functions: int
    mean: float
    max: int
    total: int
    by_rank: RankCounts


class ComplexityResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``complexity``, the most complex first; ``definition`` says what was counted.

    ``functions`` are filled where functions were asked for, ``groups`` where types, files or packages were.
    """

    definition: str
    functions: tuple[FunctionComplexity, ...]
    groups: tuple[GroupComplexity, ...]
    summary: ComplexitySummary
