"""Answers about the structure of code as values; ``model`` brings them together with the others.

The twin of ``architecture.rs``, ``clones.rs``, ``dead_code.rs``, ``structure.rs`` and half of ``reports.rs``
in ``crates/analysis/src/model``. Holds data only.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from mcp_code_analysis.measures import Coupling
from mcp_code_analysis.relations import Evidence

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


DeadTier = Literal["certain", "likely", "tests_only", "unknown"]
"""How surely nothing uses a definition."""

DeadReason = Literal[
    "private_and_unused",
    "unused_here",
    "only_tests_use_it",
    "unresolved_use",
    "imported",
    "in_object",
    "decorated",
    "base_from_elsewhere",
    "mentioned",
]
"""Why a definition is said to be dead, or may not be."""


class DeadDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A definition that nothing uses, as far as is known; ``seen_at`` is the text that mentions it."""

    id: str
    kind: str
    line: int
    lines: int
    tier: DeadTier
    reason: DeadReason
    seen_at: str | None = None


class DeadCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Definitions by how surely nothing uses them, listed or not."""

    certain: int
    likely: int
    tests_only: int
    unknown: int


class DeadCodeResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``dead_code``, the surest first."""

    dead: tuple[DeadDefinition, ...]
    counts: DeadCounts


ArchitectureFormat = Literal["data", "mermaid", "dot"]
"""How an architecture is shown."""

EntryReason = Literal["main", "package_main", "imported_by_nobody"]
"""Why a run may begin somewhere."""


class Package(msgspec.Struct, frozen=True, kw_only=True):
    """A folder of files that belong together; ``layer`` 0 imports no other of them."""

    name: str
    files: int
    lines: int
    layer: int
    cluster: int
    afferent: int
    efferent: int
    instability: float | None = None


class PackageEdge(msgspec.Struct, frozen=True, kw_only=True):
    """Imports from one package to another, in pairs of files; ``evidence`` is that of the surest."""

    from_: str = msgspec.field(name="from")
    to: str
    imports: int
    evidence: Evidence


class EntryPoint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a run may begin: a function or a file."""

    id: str
    reason: EntryReason


class SymbolHub(msgspec.Struct, frozen=True, kw_only=True):
    """A function or type that many others use: how many, and how many it uses itself."""

    id: str
    kind: str
    users: int
    uses: int


class CallCycle(msgspec.Struct, frozen=True, kw_only=True):
    """Functions of which each calls the next, the last the first; ``evidence`` is that of the least sure."""

    functions: tuple[str, ...]
    evidence: Evidence


class ArchitectureResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``architecture``; ``diagram`` is this page as one, where one was asked for.

    ``hubs`` and ``call_cycles`` are there where ``symbols`` was set.
    """

    packages: tuple[Package, ...]
    edges: tuple[PackageEdge, ...]
    cycles: tuple[tuple[str, ...], ...]
    entry_points: tuple[EntryPoint, ...]
    hubs: tuple[SymbolHub, ...] = ()
    call_cycles: tuple[CallCycle, ...] = ()
    diagram: str | None = None
    total_packages: int
    total_edges: int


EdgeKind = Literal["internal", "external", "unresolved"]
"""What became of an import."""


class ImportEdge(msgspec.Struct, frozen=True, kw_only=True):
    """An import and what it leads to; a ``deferred`` one stands inside a function."""

    path: str
    line: int
    module: str
    name: str | None = None
    target: str | None = None
    kind: EdgeKind
    evidence: Evidence | None = None
    type_only: bool
    deferred: bool


class Hub(msgspec.Struct, frozen=True, kw_only=True):
    """A file that many import: how many, and how many files of the repository it imports itself."""

    path: str
    importers: int
    imports: int


class ExternalModule(msgspec.Struct, frozen=True, kw_only=True):
    """A module from elsewhere and how many files import it."""

    module: str
    count: int


class EdgeCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Imports by what became of them; a module is counted once a file."""

    internal: int
    external: int
    unresolved: int


class DependenciesResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``dependencies``; ``imports`` and ``importers`` are those of the path asked for."""

    imports: tuple[ImportEdge, ...]
    importers: tuple[ImportEdge, ...]
    cycles: tuple[tuple[str, ...], ...]
    hubs: tuple[Hub, ...]
    external: tuple[ExternalModule, ...]
    edges: EdgeCounts
    coupling: Coupling | None = None
