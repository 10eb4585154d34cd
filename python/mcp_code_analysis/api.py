"""Code analysis from a notebook or a script: one folder, the tools as its methods.

Calls the engine directly and waits for it; Ctrl-C stops the engine too.
Knows nothing of MCP, sessions or event loops.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from types import TracebackType
from typing import Any, Literal, Self

import msgspec

from mcp_code_analysis import errors, measures, model, model_structure
from mcp_code_analysis import relations as related
from mcp_code_analysis._native import Engine, EngineError
from mcp_code_analysis.asking import Progress, answered
from mcp_code_analysis.cache.facts import FileFacts, file_facts
from mcp_code_analysis.config import cache_settings
from mcp_code_analysis.page import Page
from mcp_code_analysis.questions import TOKENS_MAX, PastQuestions, StructureQuestions
from mcp_code_analysis.security import sealer_of


class Repository(PastQuestions, StructureQuestions):
    """A folder of source code, ready for questions.

    Every method looks at the folder first, so an answer speaks of the files as they are now.
    ``limit`` bounds the rows and ``max_tokens`` the size of one page; ``answer.pages()`` has the rest.
    Methods raise InvalidRequest, NotFound, OutsideRoot, StaleCursor, LimitExceeded or Unreadable.
    """

    def __init__(
        self, engine: Engine, progress: Progress | None = None, facts: FileFacts | None = None
    ) -> None:
        self._engine: Engine | None = engine
        self._facts = facts
        self._progress = progress
        self._name = engine.name

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        *,
        progress: Progress | None = None,
        cache: bool = True,
        show_secrets: bool = False,
    ) -> Self:
        """Open the folder at ``path``; nothing is read before the first question.

        With ``cache``, what was parsed once is kept in the user's cache folder and not parsed again, by
        this or any other process, sealed where there are master keys; answers are the same without.
        Nothing is written into ``path``. What has the format of a secret reads ``<redacted>`` unless
        ``show_secrets``.

        Raises NotFound when it is not there, InvalidRequest when it is no folder, Unreadable when it is shut.
        """
        facts = None
        if cache:
            settings = cache_settings(os.environ)
            facts = file_facts(settings.cache_url, sealer_of(settings))
        try:
            limits = msgspec.json.encode({"show_secrets": show_secrets})
            engine = Engine(os.fspath(path), limits=limits, facts=facts)
        except EngineError as error:
            raise errors.from_code(*error.args) from None
        return cls(engine, progress, facts)

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self._name

    def index(
        self, action: Literal["status", "refresh"] = "status", *, max_tokens: int = TOKENS_MAX
    ) -> Page[model.IndexResult, model.LanguageTotals]:
        """Return what the index holds: size by language, skipped files with reasons, problems."""
        return self._ask("index", "languages", action=action, max_tokens=max_tokens)

    def outline(
        self,
        path: str | None = None,
        *,
        depth: int | None = None,
        kinds: Sequence[model.DefinitionKind] | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[model.OutlineResult, model.OutlineSymbol]:
        """Return the definitions of a file or folder, or of everything."""
        return self._ask(
            "outline",
            "symbols",
            path=path,
            depth=depth,
            kinds=kinds,
            limit=limit,
            max_tokens=max_tokens,
        )

    def find_symbol(
        self,
        name: str,
        *,
        kind: model.DefinitionKind | None = None,
        path: str | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[model.FindSymbolResult, model.SymbolMatch]:
        """Return definitions by name: plain, a dotted suffix, ``path::name``, or a pattern with ``*``."""
        return self._ask(
            "find_symbol",
            "matches",
            name=name,
            kind=kind,
            path=path,
            limit=limit,
            max_tokens=max_tokens,
        )

    def read(
        self,
        *,
        symbol: str | None = None,
        path: str | None = None,
        start_line: int | None = None,
        end_line: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[model.ReadResult, model.SourceLine]:
        """Return a definition's text, or lines of a file. Give ``symbol`` or ``path``."""
        return self._ask(
            "read",
            "lines",
            symbol=symbol,
            path=path,
            start_line=start_line,
            end_line=end_line,
            max_tokens=max_tokens,
        )

    def search(
        self,
        pattern: str,
        *,
        mode: Literal["text", "regex", "boolean"] | None = None,
        show: Literal["blocks", "lines"] | None = None,
        case: Literal["smart", "sensitive", "insensitive"] | None = None,
        path: str | None = None,
        language: model.Language | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[model.SearchResult, model.SearchMatch]:
        """Return the smallest blocks that match ``pattern``, best first, or with ``show`` lines by path.

        ``path`` may be a glob such as ``src/**/*.py``.
        """
        return self._ask(
            "search",
            "matches",
            pattern=pattern,
            mode=mode,
            show=show,
            case=case,
            path=path,
            language=language,
            limit=limit,
            max_tokens=max_tokens,
        )

    def complexity(
        self,
        path: str | None = None,
        *,
        symbol: str | None = None,
        sort: Literal["cyclomatic", "cognitive"] = "cyclomatic",
        detail: Literal["brief", "all"] = "brief",
        explain: bool = False,
        minimum: int | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[measures.ComplexityResult, measures.FunctionComplexity]:
        """Return functions, the most complex first.

        ``explain`` says of each what its cognitive complexity is made of.
        """
        return self._ask(
            "complexity",
            "functions",
            path=path,
            symbol=symbol,
            sort=sort,
            detail=detail,
            explain=explain,
            minimum=minimum,
            limit=limit,
            max_tokens=max_tokens,
        )

    def complexity_of(
        self,
        of: Literal["types", "files", "packages"],
        path: str | None = None,
        *,
        sort: Literal["cyclomatic", "cognitive"] = "cyclomatic",
        detail: Literal["brief", "all"] = "brief",
        minimum: int | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[measures.ComplexityResult, measures.GroupComplexity]:
        """Return types, files or packages, with their design and coupling, the most complex first."""
        return self._ask(
            "complexity",
            "groups",
            path=path,
            of=of,
            sort=sort,
            detail=detail,
            minimum=minimum,
            limit=limit,
            max_tokens=max_tokens,
        )

    def dependencies(
        self, path: str | None = None, *, limit: int | None = None, max_tokens: int = TOKENS_MAX
    ) -> Page[model_structure.DependenciesResult, model_structure.Hub | model_structure.ImportEdge]:
        """Return import cycles, hubs and external modules; with ``path`` also its imports and importers.

        The main table is ``imports`` with a path and ``hubs`` without.
        """
        table = "hubs" if path is None else "imports"
        return self._ask("dependencies", table, path=path, limit=limit, max_tokens=max_tokens)

    def relations(
        self,
        symbol: str,
        relation: related.Relation = "callers",
        *,
        evidence: related.Evidence | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[related.RelationsResult, related.Related]:
        """Return what calls a symbol, or another relation; ``evidence`` is the least sure to list."""
        return self._ask(
            "relations",
            "related",
            symbol=symbol,
            relation=relation,
            evidence=evidence,
            limit=limit,
            max_tokens=max_tokens,
        )

    def impact(
        self,
        symbol: str | None = None,
        *,
        paths: Sequence[str] | None = None,
        depth: int | None = None,
        evidence: related.Evidence | None = None,
        limit: int | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[related.ImpactResult, related.Affected]:
        """Return what a change of ``symbol``, or of the files at ``paths``, may reach, the nearest first."""
        return self._ask(
            "impact",
            "affected",
            symbol=symbol,
            paths=paths,
            depth=depth,
            evidence=evidence,
            limit=limit,
            max_tokens=max_tokens,
        )

    def path_between(
        self,
        start: str,
        end: str,
        *,
        along: related.Along | None = None,
        evidence: related.Evidence | None = None,
        max_tokens: int = TOKENS_MAX,
    ) -> Page[related.PathBetweenResult, related.PathStep]:
        """Return the shortest way between two symbols, or along ``"imports"`` between two files."""
        return self._ask(
            "path_between",
            "path",
            **{"from": start},
            to=end,
            along=along,
            evidence=evidence,
            max_tokens=max_tokens,
        )

    def type_hierarchy(
        self, symbol: str, *, limit: int | None = None, max_tokens: int = TOKENS_MAX
    ) -> Page[related.TypeHierarchyResult, related.RelatedType]:
        """Return the types above and below a type; the main table is ``below``."""
        return self._ask("type_hierarchy", "below", symbol=symbol, limit=limit, max_tokens=max_tokens)

    def verify_claims(
        self, claims: Sequence[str], *, max_tokens: int = TOKENS_MAX
    ) -> Page[related.VerifyClaimsResult, related.Verdict]:
        """Return for each claim whether it holds, such as ``"f calls g"`` or ``"nothing calls f"``."""
        return self._ask("verify_claims", "verdicts", claims=claims, max_tokens=max_tokens)

    def explore(
        self, question: str, *, path: str | None = None, max_tokens: int | None = None
    ) -> Page[model.ExploreResult, model.ExploredSymbol]:
        """Return what to read for a question: the symbols that fit it best, with code where it fits."""
        return self._ask("explore", "symbols", question=question, path=path, max_tokens=max_tokens)

    def repo_map(
        self, focus: Sequence[str] | None = None, *, max_tokens: int | None = None
    ) -> Page[model.RepoMapResult, model.RankedFile]:
        """Return the ranked map of the repository, drawn towards ``focus``: paths or names."""
        return self._ask("repo_map", "files", focus=focus, max_tokens=max_tokens)

    def close(self) -> None:
        """Let go of the index; later questions raise InvalidRequest. Calling it twice is harmless."""
        self._engine = None
        if self._facts is not None:
            self._facts.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Repository({self._name!r})"

    def _ask(self, tool: str, table: str, **arguments: object) -> Page[Any, Any]:
        def page(**further: object) -> Page[Any, Any]:
            request = {name: value for name, value in (arguments | further).items() if value is not None}
            answer = _decoder(tool).decode(self._call(tool, msgspec.msgpack.encode(request)))
            return Page(tool=tool, table=table, answer=answer, turn=page)

        return page()

    def _call(self, tool: str, request: bytes) -> bytes:
        if self._engine is None:
            raise errors.InvalidRequest("This repository was closed.", hint="Open it again.")
        try:
            return answered(self._engine, tool, request, self._progress)
        except EngineError as error:
            raise errors.from_code(*error.args) from None


@cache
def _decoder(tool: str) -> msgspec.msgpack.Decoder[Any]:
    answer: Any = model.Answer
    return msgspec.msgpack.Decoder(answer[model.RESULTS[tool]])
