"""What is known of the Python sources of a folder: definitions, calls, imports, bases and overrides.

Definitions, imports and classes are read by CPython's own parser.
What a call leads to is said by the language servers of two type checkers that have nothing in common:
it counts where both answer and agree, and is unknown otherwise.
Run as `python -m benches.evaluation.truth.python REPOSITORY > graph.json`; samples nothing.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlparse

from benches.evaluation.truth.language_server import LanguageServer, Place

Function = ast.FunctionDef | ast.AsyncFunctionDef
ENGINES: Final = {"pyrefly": ("pyrefly", "lsp"), "ty": ("ty", "server")}
NAMED: Final = re.compile(r"\b(?:def|class)\s+(\w+)")


class Graph:
    """What was found."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lines: list[str] = []
        self.definitions: list[dict[str, Any]] = []
        self.by_place: dict[Place, int] = {}
        self.calls: list[dict[str, Any]] = []
        self.imports: list[dict[str, Any]] = []
        self.heads: list[tuple[int, str, int, int]] = []
        self.files = sorted(path.relative_to(root).as_posix() for path in root.rglob("*.py"))
        self.known = set(self.files)

    def read(self, path: str) -> None:
        """Read one file."""
        source = (self.root / path).read_text(encoding="utf-8")
        try:
            module = ast.parse(source)
        except SyntaxError:
            return
        self.lines = source.split("\n")
        self.walk(path, module, (), None)

    def walk(self, path: str, parent: ast.AST, names: tuple[str, ...], inside: int | None) -> None:
        """Note what stands below a node."""
        for node in ast.iter_child_nodes(parent):
            within, qualified = inside, names
            if isinstance(node, Function | ast.ClassDef):
                within, qualified = self.define(path, node, names, inside), (*names, node.name)
            elif isinstance(node, ast.Call):
                self.call(path, node, inside)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                self.imports += self.imported(path, node)
            self.walk(path, node, qualified, within)

    def define(
        self, path: str, node: Function | ast.ClassDef, names: tuple[str, ...], inside: int | None
    ) -> int:
        """Note a definition; names of enclosing functions are part of its own."""
        position = len(self.definitions)
        local = inside is not None and self.definitions[inside]["kind"] != "class"
        kind = "class" if isinstance(node, ast.ClassDef) else "function"
        if kind == "function" and inside is not None and not local:
            kind = "method"
        self.definitions.append({
            "path": path, "first": min([node.lineno, *(one.lineno for one in node.decorator_list)]),
            "line": node.lineno, "end": node.end_lineno, "name": node.name,
            "qualified": ".".join((*names, node.name)), "kind": kind, "local": local or self.is_local(inside),
            "parent": inside,
        })  # fmt: skip
        place = NAMED.search(self.lines[node.lineno - 1])
        if place:
            self.by_place[path, node.lineno, place.start(1) + 1] = position
        if isinstance(node, ast.ClassDef):
            for base in node.bases:
                name = named(base)
                if name:
                    self.heads.append((position, path, name[0], name[1]))
        return position

    def is_local(self, inside: int | None) -> bool:
        """Tell whether a definition stands within a function."""
        return inside is not None and bool(self.definitions[inside]["local"])

    def call(self, path: str, node: ast.Call, inside: int | None) -> None:
        """Note a call of a name or a member."""
        place = named(node.func)
        if place is None:
            return
        line, column, name = place
        text = self.lines[line - 1].encode()[:column].decode()
        self.calls.append({
            "path": path, "first": node.lineno, "line": line, "column": len(text) + 1, "name": name,
            "caller": inside, "targets": "unknown",
        })  # fmt: skip

    def imported(self, path: str, node: ast.Import | ast.ImportFrom) -> Iterator[dict[str, Any]]:
        """Say which files an import takes something from."""
        package = path.split("/")[:-1]
        if isinstance(node, ast.Import):
            wanted = [alias.name.split(".") for alias in node.names]
        else:
            start = package[: len(package) - node.level + 1] if node.level else []
            start = [*start, *(node.module or "").split(".")] if node.module else start
            wanted = [
                [*start, alias.name] if self.file([*start, alias.name]) else start for alias in node.names
            ]
        for parts in wanted:
            yield {"path": path, "line": node.lineno, "target": self.file(parts)}

    def file(self, parts: list[str]) -> str | None:
        """Return the file of a module."""
        for path in ("/".join(parts) + ".py", "/".join([*parts, "__init__.py"])):
            if path in self.known:
                return path
        return None


def named(node: ast.expr) -> tuple[int, int, str] | None:
    """Return line, column in bytes and name of what an expression names last."""
    if isinstance(node, ast.Name):
        return node.lineno, node.col_offset, node.id
    if isinstance(node, ast.Attribute):
        return node.end_lineno or node.lineno, (node.end_col_offset or 0) - len(node.attr.encode()), node.attr
    return None


def agreed(graph: Graph, answers: list[list[Place]]) -> str | list[int]:
    """Return what servers agree on: definitions, `outside`, or `unknown`."""
    told = []
    for places in answers:
        found: set[int | str] = set()
        for uri, line, column in places:
            file = Path(unquote(urlparse(uri).path))
            if not file.is_relative_to(graph.root):
                found.add("outside")
                continue
            found.add(graph.by_place.get((file.relative_to(graph.root).as_posix(), line, column), "value"))
        if found:
            told.append(found)
    if len(told) < len(ENGINES) or any(one != told[0] for one in told[1:]) or "value" in told[0]:
        return "unknown"
    if told[0] == {"outside"}:
        return "outside"
    return "unknown" if "outside" in told[0] else sorted(one for one in told[0] if isinstance(one, int))


def ask(graph: Graph) -> None:
    """Ask every server about every call and every base."""
    questions: dict[str, list[tuple[int, int]]] = {}
    for call in graph.calls:
        questions.setdefault(call["path"], []).append((call["line"] - 1, call["column"] - 1))
    for _, path, line, column in graph.heads:
        questions.setdefault(path, []).append((line - 1, column))
    answers: dict[tuple[str, int, int], list[list[Place]]] = {}
    for program, *arguments in ENGINES.values():
        with LanguageServer([Path(sys.executable).parent / program, *arguments], graph.root) as server:
            for path, places in questions.items():
                for place, found in zip(places, server.definitions(path, places), strict=True):
                    answers.setdefault((path, *place), []).append(found)
    for call in graph.calls:
        call["targets"] = agreed(graph, answers[call["path"], call["line"] - 1, call["column"] - 1])
    bases: list[dict[str, int]] = []
    for sub, path, line, column in graph.heads:
        above = agreed(graph, answers[path, line - 1, column])
        bases += [{"sub": sub, "base": one} for one in above if isinstance(one, int)]
    versions = [f"{name} {metadata.version(name)}" for name in ENGINES]
    answer = {
        "established": f"CPython {sys.version.split()[0]} ast; {' and '.join(versions)}",
        "definitions": graph.definitions,
        "calls": graph.calls,
        "imports": graph.imports,
        "bases": bases,
        "overrides": list(overrides(graph, bases)),
    }
    json.dump(answer, sys.stdout)


def overrides(graph: Graph, bases: list[dict[str, int]]) -> Iterator[dict[str, int]]:
    """Yield the methods that stand over one of a base, however far above."""
    above: dict[int, set[int]] = {}
    for one in bases:
        above.setdefault(one["sub"], set()).add(one["base"])
    methods: dict[Any, dict[str, int]] = {}
    for position, definition in enumerate(graph.definitions):
        if definition["kind"] == "method":
            methods.setdefault(definition["parent"], {})[definition["name"]] = position
    for sub, own in methods.items():
        waiting, seen = list(above.get(sub, ())), set()
        while waiting:
            base = waiting.pop()
            if base in seen:
                continue
            seen.add(base)
            waiting += above.get(base, ())
            for name, position in own.items():
                if name in methods.get(base, {}):
                    yield {"method": position, "overridden": methods[base][name]}


def main(root: Path) -> None:
    """Read every file, ask the servers, and print what is known."""
    graph = Graph(root.resolve())
    for path in graph.files:
        if "/conf/locale/" not in path:
            graph.read(path)
    ask(graph)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
