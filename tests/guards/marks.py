"""Finds which tests carry which requirement ids, in Python and in Rust.

Reads sources and runs nothing, so a skipped or deselected test is seen all the same.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_RUST_MARK: Final = re.compile(r"^\s*// requirement: (?P<ids>.+?)\s*$")
_RUST_TEST: Final = re.compile(r"^\s*#\[(?:\w+::)*test\b")
_RUST_BETWEEN: Final = re.compile(r"^\s*(?:#\[|//)")
_RUST_FUNCTION: Final = re.compile(r"^\s*(?:async )?fn (?P<name>\w+)")


@dataclass(frozen=True, slots=True)
class Mark:
    """One id on one test; `test` is None where the mark hangs on nothing that runs."""

    id: str
    path: Path
    line: int
    test: str | None

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.id} on {self.test or 'nothing that runs'}"


def python_marks(path: Path) -> Iterator[Mark]:
    """Yield the marks of one Python file: decorators of functions and classes, and `pytestmark`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                test = node.name if node.name.startswith("test_") else None
                yield from _decorator_marks(path, node.decorator_list, test)
            case ast.ClassDef():
                test = node.name if node.name.startswith("Test") else None
                yield from _decorator_marks(path, node.decorator_list, test)
            case ast.Assign(targets=[ast.Name(id="pytestmark")], value=value):
                marks = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
                yield from _decorator_marks(path, marks, path.stem)
            case _:
                pass


def _decorator_marks(path: Path, decorators: list[ast.expr], test: str | None) -> Iterator[Mark]:
    for decorator in decorators:
        match decorator:
            case ast.Call(func=ast.Attribute(attr="requirement"), args=arguments):
                for argument in arguments:
                    named = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                    name = ast.literal_eval(argument) if named else ast.unparse(argument)
                    yield Mark(str(name), path, argument.lineno, test)
            case _:
                pass


def rust_marks(path: Path) -> Iterator[Mark]:
    """Yield the marks of one Rust file: comment lines `// requirement: ID, ID` above a test."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if found := _RUST_MARK.match(line):
            test = _rust_test_below(lines[number + 1 :])
            for name in re.split(r"[,\s]+", found["ids"]):
                yield Mark(name, path, number + 1, test)


def _rust_test_below(lines: list[str]) -> str | None:
    is_test = False
    for line in lines:
        if function := _RUST_FUNCTION.match(line):
            return function["name"] if is_test else None
        if not _RUST_BETWEEN.match(line):
            return None
        is_test = is_test or _RUST_TEST.match(line) is not None
    return None


def all_marks(root: Path) -> list[Mark]:
    """Return the marks of every test of the checkout."""
    python = [path for folder in ("tests", "benches") for path in sorted((root / folder).rglob("test_*.py"))]
    rust = [path for folder in ("crates", "benches") for path in sorted((root / folder).rglob("*.rs"))]
    marks = [mark for path in python for mark in python_marks(path)]
    return marks + [mark for path in rust for mark in rust_marks(path)]
