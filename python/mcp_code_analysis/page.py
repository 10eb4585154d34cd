"""What the notebook API hands out: a page of an answer, to look at, walk through or make a data frame of.

Holds values only; the one effect is the call for a further page, which comes with the page.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from typing import Any, Final, Generic, Protocol, TypeVar, cast

import msgspec

from mcp_code_analysis import display, measures, model, model_change, model_structure
from mcp_code_analysis.errors import InvalidRequest

ROWS_IN_TEXT: Final = 12
ROWS_IN_HTML: Final = 50
LINES_IN_TEXT: Final = 40
CELL_WIDTH: Final = 60
LIMIT_MAX: Final = 1000
"""The most rows that a tool puts on a page."""

# What is shown of a row; a data frame has every field.
_COLUMNS: Final[dict[type[object], tuple[str, ...]]] = {
    model.LanguageTotals: ("language", "files", "lines", "code", "comment", "blank", "definitions"),
    model.OutlineSymbol: ("kind", "qualified_name", "path", "line", "end_line"),
    model.SymbolMatch: ("match", "kind", "qualified_name", "path", "line", "end_line"),
    model.SearchMatch: ("path", "line", "symbol", "text"),
    model_change.ChangedSymbol: ("change", "breaks", "qualified_name", "path", "line"),
    model_structure.AstMatch: ("path", "line", "text"),
    model_structure.Package: ("layer", "name", "files", "lines", "cluster", "instability"),
    model_structure.DeadDefinition: ("tier", "kind", "id", "lines", "reason", "seen_at"),
    model_structure.CloneClass: ("kind", "tokens", "lines", "similarity", "count", "fragments"),
    measures.FunctionComplexity: ("cyclomatic", "nesting_max", "lines", "qualified_name", "path", "line"),
    measures.GroupComplexity: ("cyclomatic", "cognitive", "functions", "kind", "name", "path"),
    model_structure.ImportEdge: ("path", "line", "module", "name", "kind", "target"),
    model_structure.Hub: ("importers", "imports", "path"),
    model.RankedFile: ("rank", "path"),
    model.SourceLine: ("line", "text"),
}

ResultT = TypeVar("ResultT", bound=msgspec.Struct)
ItemT = TypeVar("ItemT")


class Turn(Protocol[ResultT, ItemT]):
    """Asks for a further page of the same answer."""

    def __call__(self, *, cursor: str, limit: int | None = None) -> Page[ResultT, ItemT]:
        """Return the page at ``cursor``, of ``limit`` rows where that is given."""
        ...


class Page(msgspec.Struct, Generic[ResultT, ItemT], frozen=True, kw_only=True, eq=False):
    """What a tool answered, or as much of it as one page holds.

    ``result`` is the answer as on the wire.
    Iterating, ``len()`` and indexing go over ``items``: the rows of the main table on this page.
    ``pages()`` goes on from here page by page; ``all()`` joins this page and those after it.
    """

    tool: str
    table: str
    answer: model.Answer[ResultT]
    turn: Turn[ResultT, ItemT]

    @property
    def result(self) -> ResultT:
        """The answer itself."""
        return self.answer.result

    @property
    def tree(self) -> model.Tree:
        """The tree that the answer speaks of."""
        return self.answer.tree

    @property
    def completeness(self) -> model.Completeness:
        """What the answer does not know."""
        return self.answer.completeness

    @property
    def items(self) -> tuple[ItemT, ...]:
        """The rows of the main table on this page."""
        return cast("tuple[ItemT, ...]", getattr(self.result, self.table))

    def __iter__(self) -> Iterator[ItemT]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> ItemT:
        return self.items[index]

    def pages(self, *, limit: int | None = None) -> Iterator[Page[ResultT, ItemT]]:
        """Yield this page and every page after it, of the same size or of ``limit`` rows.

        Raises StaleCursor when a file changed on the way; ask anew then.
        """
        page = self
        yield page
        while (cursor := page.answer.next_cursor) is not None:
            page = page.turn(cursor=cursor) if limit is None else page.turn(cursor=cursor, limit=limit)
            yield page

    def all(self) -> Page[ResultT, ItemT]:
        """Return this page and every page after it as one. Raises as ``pages()`` does."""
        results = [page.answer for page in self.pages(limit=LIMIT_MAX)]
        joined = {
            name: tuple(item for answer in results for item in getattr(answer.result, name))
            for name in _tables(self.result)
        }
        answer = msgspec.structs.replace(
            self.answer,
            result=msgspec.structs.replace(self.result, **joined),
            completeness=results[-1].completeness,
            next_cursor=None,
        )
        return msgspec.structs.replace(self, answer=answer)

    # The type depends on which library is installed, so no one type can be named here.
    def to_dataframe(self, table: str | None = None) -> Any:
        """Return a table of this page as a data frame: the main one, or another field of the result.

        Uses pandas or polars: the one imported already, else the one installed.
        Raises InvalidRequest when there is neither, or no such table.
        """
        names = tuple(dict.fromkeys((self.table, *_tables(self.result))))
        chosen = self.table if table is None else table
        if chosen not in names:
            hint = f"Its tables: {', '.join(names)}."
            raise InvalidRequest(f"{self.tool} has no table {chosen!r}.", hint=hint, nearest=names)
        rows: tuple[object, ...] = getattr(self.result, chosen)
        return _dataframe_library().DataFrame([_record(row) for row in rows])

    def __repr__(self) -> str:
        return "\n".join(part for part in (self._caption(), self._text(), self._note()) if part)

    def _repr_html_(self) -> str:
        text = _source(self.result)
        if text is not None:
            return display.source_as_html(text, caption=self._caption(), note=self._note())
        return display.as_html(self._table(ROWS_IN_HTML), caption=self._caption(), note=self._note())

    def _text(self) -> str:
        if (text := _source(self.result)) is not None:
            return display.source(text, lines_max=LINES_IN_TEXT)
        return display.plain(self._table(ROWS_IN_TEXT)) if self.items else ""

    def _caption(self) -> str:
        if isinstance(self.result, model.ReadResult):
            read = self.result
            return f"{read.path}, lines {read.start_line} to {read.end_line} of {read.total_lines}"
        return f"{self.tool} of {self.tree.name}, {self.table}: {display.grouped(len(self))}"

    def _note(self) -> str:
        covered = self.completeness
        is_last = self.answer.next_cursor is None
        counts = (
            (covered.skipped, "skipped"),
            (covered.partial, "read in part"),
            (covered.unresolved, "unresolved"),
            (covered.pending, "still to be read"),
            (covered.omitted, "not shown" if is_last else "more on later pages: .pages(), .all()"),
        )
        parts = [display.counted(covered.files, "file")]
        parts += [f"{display.grouped(count)} {what}" for count, what in counts if count]
        return "; ".join(parts + self._standing())

    def _standing(self) -> list[str]:
        revision, differing = self.tree.revision, self.tree.differing
        parts = [] if revision is None else [f"revision {revision}"]
        if differing is not None and differing.count:
            parts.append(f"{display.counted(differing.count, 'file')} changed since")
        if differing is not None and differing.unknown:
            parts.append(f"{display.counted(differing.unknown, 'file')} not compared")
        return parts

    def _table(self, rows_max: int) -> display.Table:
        shown = [_record(item) for item in self.items[:rows_max]]
        names = _COLUMNS.get(type(self.items[0]), tuple(shown[0])) if shown else ()
        columns = tuple(
            display.Column(name, numeric=all(isinstance(row[name], int | float) for row in shown))
            for name in names
        )
        rows = [tuple(_cell(row[name]) for name in names) for row in shown]
        if len(self.items) > len(shown):
            rows.append(("…",) * len(names))
        return display.Table(columns=columns, rows=tuple(rows))


def _source(result: msgspec.Struct) -> str | None:
    """Return the text of an answer that is text in the first place."""
    return result.text if isinstance(result, model.ReadResult | model.RepoMapResult) else None


def _tables(result: msgspec.Struct) -> tuple[str, ...]:
    return tuple(name for name in result.__struct_fields__ if isinstance(getattr(result, name), tuple))


def _record(item: object) -> dict[str, object]:
    if isinstance(item, msgspec.Struct):
        return {name: getattr(item, name) for name in item.__struct_fields__}
    return {"paths": list(item)} if isinstance(item, tuple) else {"name": item}


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    if "\n" in text:  # Code of several lines; a cell has one.
        text = " ".join(text.split())
    return display.shortened(display.visible(text), CELL_WIDTH, keep="end" if "/" in text else "start")


def _dataframe_library() -> Any:
    has_pandas, has_polars = (importlib.util.find_spec(name) is not None for name in ("pandas", "polars"))
    prefers_polars = "polars" in sys.modules and "pandas" not in sys.modules
    if has_polars and (prefers_polars or not has_pandas):
        return importlib.import_module("polars")
    if has_pandas:
        return importlib.import_module("pandas")
    raise InvalidRequest("A data frame needs pandas or polars.", hint="Run: pip install pandas")
