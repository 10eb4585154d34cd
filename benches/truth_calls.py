"""Call edges of Django 5.2 against jedi, on a fixed sample of its functions.

Prints how many of the edges that are called exact jedi agrees with, and how many of jedi's are found.
An edge of which jedi says nothing is counted apart: it is neither right nor wrong.
"""

from __future__ import annotations

import ast
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import jedi

from benches.analyze_django import django
from benches.edges import Counts, Edge, edges_of
from mcp_code_analysis import Repository

FUNCTIONS: Final = 250
SEED: Final = 20_250_402


def main(*, verbose: bool) -> int:
    """Compare, print, and say by the exit code whether the bar is met."""
    tree = django()
    if tree is None:
        print("skipped: the source archive cannot be had here.")
        return 0
    counts = Counts()
    known = Known(tree)
    with Repository.open(tree, cache=False) as repository:
        for path, name, node in sample(tree):
            compare(counts, known, repository, path, name, node)
    return counts.tell(
        f"django==5.2, calls of {FUNCTIONS} functions",
        "jedi",
        jedi.__version__,
        lambda silent: f"jedi says nothing of {silent}",
        verbose=verbose,
    )


def sample(tree: Path) -> list[tuple[str, str, ast.AST]]:
    """Return functions of the package, the same ones every time."""
    functions = [
        (file.relative_to(tree).as_posix(), name, node)
        for file in sorted((tree / "django").rglob("*.py"))
        for name, node in definitions(file)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and calls(node)
    ]
    return random.Random(SEED).sample(functions, FUNCTIONS)


def definitions(file: Path) -> Iterator[tuple[str, ast.AST]]:
    """Yield the definitions of a file with their qualified names, outermost first."""
    try:
        waiting: list[tuple[str, ast.AST]] = [("", ast.parse(file.read_bytes()))]
    except SyntaxError:
        return
    while waiting:
        prefix, parent = waiting.pop()
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield prefix + node.name, node
                waiting.append((f"{prefix}{node.name}.", node))
            else:
                waiting.append((prefix, node))


def calls(function: ast.AST) -> list[tuple[int, int, str]]:
    """Return line, column and name of every call in a function that calls a name or a member."""
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.append((node.func.lineno, node.func.col_offset, node.func.id))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            line = node.func.end_lineno or node.func.lineno
            found.append((line, (node.func.end_col_offset or 0) - len(node.func.attr), node.func.attr))
    return found


class Known:
    """Where definitions of the tree stand, and what jedi says of a file."""

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self._ids: dict[str, dict[int, str]] = {}
        self._scripts: dict[str, Any] = {}
        self._project = jedi.Project(tree, added_sys_path=[str(tree)], smart_sys_path=False)

    def id_at(self, path: str, line: int) -> str | None:
        """Return the `id` of the definition whose name stands on a line of a file."""
        if path not in self._ids:
            found = definitions(self.tree / path)
            self._ids[path] = {getattr(node, "lineno", 0): f"{path}::{name}" for name, node in found}
        return self._ids[path].get(line)

    def targets(self, path: str, line: int, column: int) -> set[str]:
        """Return the definitions of the tree that jedi says a name leads to."""
        if path not in self._scripts:
            self._scripts[path] = jedi.Script(path=self.tree / path, project=self._project)
        script = self._scripts[path]
        found: set[str] = set()
        try:
            names = script.goto(line, column, follow_imports=True) + script.infer(line, column)
        except Exception:  # noqa: BLE001 - jedi fails in many ways, and then says nothing
            return found
        for name in names:
            module = name.module_path
            if module is not None and module.is_relative_to(self.tree) and name.line:
                target = self.id_at(module.relative_to(self.tree).as_posix(), name.line)
                found.update([target] if target else [])
        return found


def compare(
    counts: Counts, known: Known, repository: Repository, path: str, name: str, node: ast.AST
) -> None:
    """Hold the edges of one function against jedi's.

    A getter and its setter are one to us and two to `ast`: only lines of the one in hand count.
    """
    own = range(getattr(node, "lineno", 0), getattr(node, "end_lineno", 0) + 1)
    ours = {
        kind: {edge for edge in edges if edge[0] in own}
        for kind, edges in edges_of(repository, f"{path}::{name}").items()
    }
    theirs: set[Edge] = set()
    silent_names: set[tuple[int, str]] = set()
    for line, column, called in calls(node):
        targets = known.targets(path, line, column)
        theirs.update((line, target) for target in targets)
        if not targets:
            silent_names.add((line, called))
    lines_with_class = {line for line, _ in theirs}
    for line, target in sorted(ours["exact"]):
        last = target.rpartition("::")[2].rpartition(".")[2]
        if last == "__init__" and line in lines_with_class:
            continue
        if (line, target) in theirs:
            counts.agreed += 1
        elif any(at == line for at, _ in silent_names):
            counts.silent += 1
        else:
            counts.wrong.append(f"{path}:{line} {target}, jedi {[t for at, t in theirs if at == line]}")
    for edge in sorted(theirs):
        counts.theirs += 1
        if edge in ours["exact"]:
            counts.exact += 1
        elif edge in ours["marked"]:
            counts.marked += 1
        else:
            counts.missed.append(f"{path}:{edge[0]} {edge[1]}")


if __name__ == "__main__":
    sys.exit(main(verbose="--verbose" in sys.argv))
