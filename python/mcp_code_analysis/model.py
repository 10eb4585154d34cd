"""The engine's answers as values.

The twin of ``crates/analysis/src/model``; ``tests/api/test_model.py`` holds the two together.
Holds data only: no rule of analysis, no I/O. Lines are 1-based, bytes 0-based.
"""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

import msgspec

from mcp_code_analysis.measures import ComplexityResult
from mcp_code_analysis.model_change import ChangeRiskResult
from mcp_code_analysis.model_past import DiffSymbolsResult, HistoryResult, HotspotsResult
from mcp_code_analysis.model_structure import (
    ArchitectureResult,
    AstSearchResult,
    ClonesResult,
    DeadCodeResult,
    DependenciesResult,
)
from mcp_code_analysis.relations import (
    ImpactResult,
    PathBetweenResult,
    RelationsResult,
    TestsForResult,
    TypeHierarchyResult,
    VerifyClaimsResult,
)

ResultT = TypeVar("ResultT")

Language = Literal[
    "python",
    "javascript",
    "typescript",
    "tsx",
    "rust",
    "go",
    "java",
    "c",
    "cpp",
    "csharp",
    "ruby",
    "php",
    "kotlin",
    "swift",
    "scala",
    "bash",
    "lua",
    "dart",
    "elixir",
    "haskell",
    "ocaml",
    "zig",
    "sql",
    "html",
    "css",
    "vue",
    "svelte",
    "json",
    "yaml",
    "toml",
    "markdown",
    "dockerfile",
    "hcl",
]
"""The languages that can be asked for."""

DefinitionKind = Literal[
    "function",
    "method",
    "class",
    "struct",
    "enum",
    "union",
    "interface",
    "trait",
    "implementation",
    "module",
    "type_alias",
    "constant",
    "variable",
    "field",
    "macro",
    "heading",
    "key",
    "block",
    "rule",
    "table",
    "stage",
    "element",
]
"""The kinds of definition that can be asked for."""

MatchKind = Literal["exact", "case_insensitive", "prefix", "substring", "glob"]
"""How a name matches, best first."""

SkipReason = Literal[
    "unsupported_language",
    "too_large",
    "binary",
    "permission_denied",
    "vanished",
    "not_a_file",
    "symbolic_link",
    "invalid_name",
    "too_deep",
    "too_many",
    "unreadable",
]
"""Why a file is not analysed."""


class Differing(msgspec.Struct, frozen=True, kw_only=True):
    """Files that differ from the commit: how many, of how many that is ``unknown``, and the first paths."""

    count: int
    unknown: int = 0
    paths: tuple[str, ...] = ()


class Tree(msgspec.Struct, frozen=True, kw_only=True):
    """The tree an answer speaks of: the root folder's name; a hash that differs when any file differs.

    ``revision`` is the commit that is checked out, ``none`` before the first one, ``unknown`` where it cannot
    be told, and absent where there is no repository; ``differing`` are the files that differ from it.
    """

    name: str
    snapshot: str
    revision: str | None = None
    differing: Differing | None = None


class Completeness(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer does not know.

    Of ``files`` looked at, ``partial`` were read with problems; ``skipped`` could have mattered, ``pending``
    are still to be read. Of what it rests on, ``resolved`` is known; ``omitted`` results did not fit.
    """

    files: int
    skipped: int
    partial: int
    resolved: int
    unresolved: int
    omitted: int
    pending: int


class Answer(msgspec.Struct, Generic[ResultT], frozen=True, kw_only=True):
    """An answer of the engine: the result, the tree it speaks of, and how complete it is."""

    result: ResultT
    tree: Tree
    completeness: Completeness
    next_cursor: str | None = None


class Symbol(msgspec.Struct, frozen=True, kw_only=True):
    """A definition; ``id`` names it in other calls: ``path::qualified_name``."""

    name: str
    qualified_name: str
    kind: str
    language: str
    path: str
    line: int
    end_line: int
    signature: str
    documentation: str | None = None
    id: str


class OutlineSymbol(Symbol, frozen=True, kw_only=True):
    """A definition and how deep it stands; 1 is the top level."""

    depth: int


class OutlineResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``outline``."""

    symbols: tuple[OutlineSymbol, ...]


class SymbolMatch(Symbol, frozen=True, kw_only=True):
    """A definition and how it matches."""

    match: MatchKind


class FindSymbolResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``find_symbol``: the best kind of match there is; else the names nearest to it."""

    matches: tuple[SymbolMatch, ...]
    total: int
    nearest: tuple[str, ...]


class SourceLine(msgspec.Struct, frozen=True):
    """A line of a file and its number."""

    line: int
    text: str


class ReadResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``read``: lines of one file as it is now, hidden characters spelt out."""

    path: str
    start_line: int
    end_line: int
    total_lines: int
    content_hash: str
    text: str
    truncated: bool
    symbol: str | None = None

    @property
    def lines(self) -> tuple[SourceLine, ...]:
        """The text line by line; not on the wire."""
        numbered = enumerate(self.text.splitlines(), self.start_line)
        return tuple(SourceLine(number, text) for number, text in numbered)


class SearchMatch(msgspec.Struct, frozen=True, kw_only=True):
    """A block that matches, or a line cut round the match.

    ``text`` is all of a block, or where ``cut`` says so its numbered head and matching lines.
    ``symbol`` is the definition that the block is, or that the line stands in.
    ``end_line``, ``lines`` and ``score`` (from 0 to 1) are of blocks only.
    ``line_count`` is there where more than the first 20 lines match.
    """

    path: str
    line: int
    end_line: int | None = None
    symbol: str | None = None
    text: str
    cut: bool = False
    lines: tuple[int, ...] | None = None
    line_count: int | None = None
    score: float | None = None


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``search``; the totals count every match, on this page or not."""

    matches: tuple[SearchMatch, ...]
    total_matches: int
    total_files: int


class RankedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file and how important it is; the first file of the repository has 1."""

    path: str
    rank: float


class ExploredSymbol(msgspec.Struct, frozen=True, kw_only=True):
    """A symbol that fits a question; scores compare within one answer."""

    id: str
    score: float
    has_body: bool


class ExploreResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``explore``: heads and code as text, and the symbols in it, best first."""

    text: str
    symbols: tuple[ExploredSymbol, ...]
    total: int


class RepoMapResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``repo_map``: files with their most used definitions, the most important file first."""

    text: str
    files: tuple[RankedFile, ...]


class LineTotals(msgspec.Struct, frozen=True, kw_only=True):
    """Lines by what they are; ``code + comment + blank == total``."""

    total: int
    code: int
    comment: int
    blank: int


class LanguageTotals(msgspec.Struct, frozen=True, kw_only=True):
    """What there is in one language."""

    language: str
    files: int
    native: int
    bytes: int
    lines: int
    code: int
    comment: int
    blank: int
    definitions: int


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """How many files changed since the last look."""

    added: int
    modified: int
    removed: int


class SkippedTotals(msgspec.Struct, frozen=True, kw_only=True):
    """How many files were passed over for one reason, and their bytes as far as known."""

    reason: SkipReason
    count: int
    bytes: int


class SkippedFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was passed over."""

    path: str
    reason: SkipReason
    size_bytes: int


class FileProblem(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of problem in a file: the line it is first at, and how often it is."""

    path: str
    kind: str
    line: int
    count: int


class IndexResult(msgspec.Struct, frozen=True, kw_only=True):
    """The result of ``index``; ``changed`` is there after a refresh."""

    state: str
    files: int
    bytes: int
    lines: LineTotals
    languages: tuple[LanguageTotals, ...]
    changed: Changed | None = None
    skipped_by_reason: tuple[SkippedTotals, ...]
    skipped: tuple[SkippedFile, ...]
    problems: tuple[FileProblem, ...]


RESULTS: dict[str, type[msgspec.Struct]] = {
    "architecture": ArchitectureResult,
    "ast_search": AstSearchResult,
    "change_risk": ChangeRiskResult,
    "clones": ClonesResult,
    "complexity": ComplexityResult,
    "dead_code": DeadCodeResult,
    "dependencies": DependenciesResult,
    "diff_symbols": DiffSymbolsResult,
    "explore": ExploreResult,
    "find_symbol": FindSymbolResult,
    "history": HistoryResult,
    "hotspots": HotspotsResult,
    "index": IndexResult,
    "outline": OutlineResult,
    "read": ReadResult,
    "impact": ImpactResult,
    "path_between": PathBetweenResult,
    "relations": RelationsResult,
    "tests_for": TestsForResult,
    "type_hierarchy": TypeHierarchyResult,
    "verify_claims": VerifyClaimsResult,
    "repo_map": RepoMapResult,
    "search": SearchResult,
}
"""The result of each tool."""
