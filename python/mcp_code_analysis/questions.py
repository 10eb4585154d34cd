"""What a notebook asks about commits and about the structure of code: methods of ``api.Repository``.

Each says which tool answers it; how it is asked, and of what folder, is not known here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, Final

from mcp_code_analysis import model, model_change, model_past, model_structure, relations
from mcp_code_analysis.page import Page

TOKENS_MAX: Final = 100_000
"""The most that a tool takes as ``max_tokens``: people count rows, not tokens."""


class Questions(ABC):
    """Something that can be asked."""

    @abstractmethod
    def _ask(self, tool: str, table: str, **arguments: object) -> Page[Any, Any]:
        """Return the first page of a tool's answer, whose rows are those of ``table``."""


class PastQuestions(Questions):
    """Questions about commits."""

    def hotspots(
        self,
        path: str | None = None,
        *,
        view: model_past.HotspotsView = "hotspots",
        days: int | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[
        model_past.HotspotsResult, model_past.FileHistory | model_past.CoupledFiles | model_past.PersonFiles
    ]:
        """Return where work concentrates, from all commits; the main table is that of the view."""
        table = {"coupling": "pairs", "bus_factor": "people"}.get(view, "files")
        return self._ask(
            "hotspots", table, path=path, view=view, days=days, limit=limit, max_tokens=max_tokens
        )

    def history(
        self,
        path: str | None = None,
        *,
        symbol: str | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[model_past.HistoryResult, model_past.PastCommit]:
        """Return the commits that touched a file, a folder or a symbol, newest first, and why."""
        return self._ask("history", "commits", path=path, symbol=symbol, limit=limit, max_tokens=max_tokens)

    def diff_symbols(
        self,
        from_: str | None = None,
        to: str | None = None,
        *,
        path: str | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[model_past.DiffSymbolsResult, model_past.SymbolChange]:
        """Return the symbols that differ between two revisions, or ``HEAD`` and the files as they are."""
        arguments = {"from": from_, "to": to, "path": path, "limit": limit}
        return self._ask("diff_symbols", "changes", **arguments, max_tokens=max_tokens)

    def change_risk(
        self,
        from_: str | None = None,
        *,
        depth: int | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[model_change.ChangeRiskResult, model_change.ChangedSymbol]:
        """Return what speaks for looking closely at what changed since ``from_``, or since ``HEAD``."""
        arguments = {"from": from_, "depth": depth, "limit": limit}
        return self._ask("change_risk", "symbols", **arguments, max_tokens=max_tokens)


class StructureQuestions(Questions):
    """Questions about how code is built."""

    def clones(
        self,
        path: str | None = None,
        *,
        language: model.Language | None = None,
        kind: model_structure.CloneKind | None = None,
        tokens_min: int | None = None,
        lines_min: int | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[model_structure.ClonesResult, model_structure.CloneClass]:
        """Return duplicate code, what would save most first."""
        return self._ask(
            "clones",
            "classes",
            path=path,
            language=language,
            kind=kind,
            tokens_min=tokens_min,
            lines_min=lines_min,
            limit=limit,
            max_tokens=max_tokens,
        )

    def ast_search(
        self,
        pattern: str,
        language: model.Language,
        *,
        path: str | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[model_structure.AstSearchResult, model_structure.AstMatch]:
        """Return the code that has the shape of ``pattern``: ``$A`` is one node, ``$$$A`` any number."""
        return self._ask(
            "ast_search",
            "matches",
            pattern=pattern,
            language=language,
            path=path,
            limit=limit,
            max_tokens=max_tokens,
        )

    def dead_code(
        self,
        path: str | None = None,
        *,
        tier: model_structure.DeadTier | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[model_structure.DeadCodeResult, model_structure.DeadDefinition]:
        """Return functions and types that nothing uses, surest first; ``tier`` is the least sure."""
        return self._ask("dead_code", "dead", path=path, tier=tier, limit=limit, max_tokens=max_tokens)

    def tests_for(
        self,
        symbol: str | None = None,
        *,
        paths: Sequence[str] | None = None,
        from_: str | None = None,
        depth: int | None = None,
        evidence: relations.Evidence | None = None,
        coverage: str | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[relations.TestsForResult, relations.TestFile]:
        """Return the files of tests that a symbol, ``paths`` or what changed since ``from_`` concern.

        ``coverage`` is a report in the repository: the JSON of coverage.py with contexts, or LCOV.
        """
        arguments = {"symbol": symbol, "paths": paths, "from": from_, "depth": depth, "evidence": evidence}
        return self._ask(
            "tests_for", "files", **arguments, coverage=coverage, limit=limit, max_tokens=max_tokens
        )

    def architecture(
        self,
        path: str | None = None,
        *,
        depth: int | None = None,
        format: model_structure.ArchitectureFormat | None = None,  # noqa: A002 - the name of the argument
        symbols: bool | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[model_structure.ArchitectureResult, model_structure.Package]:
        """Return packages with their layers, imports, circles and where runs begin.

        With ``symbols`` also the functions and types that most others use, and circles of calls.
        """
        return self._ask(
            "architecture",
            "packages",
            path=path,
            depth=depth,
            format=format,
            symbols=symbols,
            limit=limit,
            max_tokens=max_tokens,
        )
