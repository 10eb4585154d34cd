"""The report of ``analyze``: what a person wants to know of a repository first, in at most 60 lines.

Turns answers into lines and nothing else: no call to the engine, no output.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from textwrap import wrap

import msgspec

from mcp_code_analysis import measures, model, model_structure
from mcp_code_analysis.display import Column, Table, counted, grouped, plain, shortened, size, visible

LANGUAGES_SHOWN_MAX = 12
CYCLES_SHOWN = 4
PROBLEMS_SHOWN = 3

_REASONS = {
    "unsupported_language": "no supported language",
    "too_large": "larger than the limit",
    "binary": "binary",
    "permission_denied": "may not be read",
    "vanished": "gone before it was read",
    "not_a_file": "not a regular file",
    "symbolic_link": "symbolic link",
    "invalid_name": "name is not UTF-8, or cannot be seen",
    "too_deep": "nested too deep",
    "too_many": "more files than the limit",
    "unreadable": "reading failed",
}


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the report speaks of, as the engine answered it; also the document of ``--json``."""

    tree: model.Tree
    completeness: model.Completeness
    index: model.IndexResult
    complexity: measures.ComplexityResult
    dependencies: model_structure.DependenciesResult


class Line(msgspec.Struct, frozen=True):
    """One line of the report, and whether it opens a section."""

    text: str
    is_heading: bool = False


def lines(analysis: Analysis, *, width: int) -> Iterator[Line]:
    """Yield the report's lines, none longer than ``width``."""
    yield Line(shortened(_title(analysis), width), is_heading=True)
    for section in (_languages, _functions, _cycles, _hubs, _external, _skipped, _problems):
        body = list(section(analysis, width))
        if body:
            yield Line("")
            yield from body


def _title(analysis: Analysis) -> str:
    index = analysis.index
    files, total = counted(index.files, "file"), counted(index.lines.total, "line")
    return f"{visible(analysis.tree.name)}: {files}, {total}, {size(index.bytes)} of source"


def _languages(analysis: Analysis, _width: int) -> Iterator[Line]:
    names = ("files", "lines", "code", "comment", "blank", "definitions")
    rows = sorted(analysis.index.languages, key=lambda row: (-row.code, row.language))
    yield from _table(
        (Column("Languages"), *(Column(name, numeric=True) for name in names)),
        [
            (row.language, *(grouped(getattr(row, name)) for name in names))
            for row in rows[:LANGUAGES_SHOWN_MAX]
        ],
    )
    if len(rows) > LANGUAGES_SHOWN_MAX:
        yield Line(f"  and {counted(len(rows) - LANGUAGES_SHOWN_MAX, 'language')} more")


def _functions(analysis: Analysis, width: int) -> Iterator[Line]:
    summary = analysis.complexity.summary
    rows = analysis.complexity.functions
    half = (width - len("  cyclomatic  ")) // 2
    names = [_tail(row.qualified_name, half) for row in rows]
    head = "Most complex functions"
    room = 2 * half - max(map(len, (head, *names)))
    yield from _table(
        (Column(head), Column("where"), Column("cyclomatic", numeric=True)),
        [
            (name, _tail(f"{row.path}:{row.line}", room), str(row.cyclomatic))
            for name, row in zip(names, rows, strict=True)
        ],
    )
    if summary.functions:
        yield Line(f"  {counted(summary.functions, 'function')}, {summary.mean:.1f} on average")


def _cycles(analysis: Analysis, width: int) -> Iterator[Line]:
    cycles = analysis.dependencies.cycles
    yield Line(f"Import cycles: {grouped(len(cycles)) if cycles else 'none'}", is_heading=True)
    for cycle in cycles[:CYCLES_SHOWN]:
        yield Line("  " + _round(cycle, width - 2))
    if len(cycles) > CYCLES_SHOWN:
        yield Line(f"  and {grouped(len(cycles) - CYCLES_SHOWN)} more")


def _hubs(analysis: Analysis, width: int) -> Iterator[Line]:
    room = width - len("  imported by  imports")
    return _table(
        (Column("Hubs"), Column("imported by", numeric=True), Column("imports", numeric=True)),
        [
            (_tail(hub.path, room), grouped(hub.importers), grouped(hub.imports))
            for hub in analysis.dependencies.hubs
            if hub.importers
        ],
    )


def _external(analysis: Analysis, width: int) -> Iterator[Line]:
    edges = analysis.dependencies.edges
    counts = f"{grouped(edges.internal)} internal, {grouped(edges.external)} external"
    yield Line(f"Imports: {counts}, {grouped(edges.unresolved)} unresolved", is_heading=True)
    modules = [f"{visible(row.module)} ({grouped(row.count)})" for row in analysis.dependencies.external]
    if modules:
        yield Line(shortened(f"  mostly {', '.join(modules)}", width))


def _skipped(analysis: Analysis, width: int) -> Iterator[Line]:
    counts = sorted(analysis.index.skipped_by_reason, key=lambda row: (-row.count, row.reason))
    if not counts:
        return
    yield Line(f"Skipped: {counted(sum(row.count for row in counts), 'file')}", is_heading=True)
    parts = [f"{grouped(row.count)} {_REASONS[row.reason]}" for row in counts]
    yield from (Line(f"  {line}") for line in wrap(", ".join(parts), width - 2))


def _problems(analysis: Analysis, width: int) -> Iterator[Line]:
    first: dict[str, model.FileProblem] = {}
    for row in analysis.index.problems:
        first.setdefault(row.path, row)
    if not first:
        return
    yield Line(f"Read in part: {counted(analysis.completeness.partial, 'file')}", is_heading=True)
    for row in list(first.values())[:PROBLEMS_SHOWN]:
        kind = row.kind.replace("_", " ")
        yield Line("  " + _tail(f"{row.path}:{row.line}", width - len(kind) - 4) + f"  {kind}")


def _table(columns: tuple[Column, ...], rows: list[tuple[str, ...]]) -> Iterator[Line]:
    if rows:
        head, *body = plain(Table(columns=columns, rows=tuple(rows))).splitlines()
        yield Line(head, is_heading=True)
        yield from (Line(line) for line in body)


def _tail(text: str, width: int) -> str:
    return shortened(visible(text), width, keep="end")


def _round(cycle: tuple[str, ...], width: int) -> str:
    """Show who imports whom, round to the first again: the folder they share once, a long middle left out."""
    shared = posixpath.commonpath([posixpath.dirname(path) for path in cycle])
    names = [visible(path.removeprefix(f"{shared}/")) for path in cycle]
    text = ""
    for shown in range(len(names), 0, -1):
        middle = [f"({len(names) - shown} more)"] if shown < len(names) else []
        text = (f"{visible(shared)}: " if shared else "") + " → ".join([*names[:shown], *middle, names[0]])
        if len(text) <= width:
            break
    return shortened(text, width)
