"""``analyze``: a report on a folder, for people on a terminal and for programs as JSON."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as ProgressBar
from rich.text import Text

from mcp_code_analysis.api import Repository
from mcp_code_analysis.asking import Progress
from mcp_code_analysis.commands import DONE, complain
from mcp_code_analysis.errors import StaleCursor
from mcp_code_analysis.report import Analysis, Line, lines

WIDTH_PLAIN: Final = 100
WIDTH_MAX: Final = 120


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("path", metavar="PATH", help="the folder")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--no-cache", action="store_true", help="parse every file, whatever is kept of earlier runs"
    )
    parser.add_argument("--top", type=_count, default=10, metavar="N", help="rows of a table (default: 10)")


def run(options: argparse.Namespace) -> int:
    """Print the report; where there is nothing to analyse, say so as well."""
    with _progress_bar() as progress:
        analysis = _analysis(options.path, options.top, progress, cache=not options.no_cache)
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(analysis), indent=2).decode())
    else:
        _print(lines(analysis, width=_width()))
    if not analysis.index.files:
        return complain(f"{options.path}: there is no file in a language that can be analysed.")
    return DONE


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 1000):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 1000")
    return int(text)


def _analysis(path: str, top: int, progress: Progress | None, *, cache: bool) -> Analysis:
    with Repository.open(path, progress=progress, cache=cache) as repository:
        index = repository.index("refresh")
        complexity = repository.complexity(limit=top).result
        try:
            dependencies = repository.dependencies(limit=1000).all()
        except StaleCursor:
            raise StaleCursor(f"{path}: files changed while they were read.", hint="Run it again.") from None
    found = dependencies.result
    return Analysis(
        tree=dependencies.tree,
        completeness=dependencies.completeness,
        index=index.result,
        complexity=complexity,
        dependencies=msgspec.structs.replace(found, hubs=found.hubs[:top], external=found.external[:top]),
    )


@contextmanager
def _progress_bar() -> Iterator[Progress | None]:
    """Show how far the engine is, on standard error and only where somebody can see it."""
    if not sys.stderr.isatty():
        yield None
        return
    columns = (TextColumn("Reading"), BarColumn(), MofNCompleteColumn(), TextColumn("files"))
    with ProgressBar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Reading", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total or None)


def _print(report: Iterable[Line]) -> None:
    """Print plain text, headings in bold where the terminal shows it."""
    if not sys.stdout.isatty():
        for line in report:
            print(line.text)
        return
    console = Console(highlight=False)
    for line in report:
        console.print(Text(line.text, style="bold" if line.is_heading else ""), soft_wrap=True)


def _width() -> int:
    return min(shutil.get_terminal_size().columns, WIDTH_MAX) if sys.stdout.isatty() else WIDTH_PLAIN
