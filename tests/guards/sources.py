"""Sources and documents as text: which there are, how long, and what stands in them.

Looks only at files that belong to the project: what git tracks or would track, where there is git.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_UNTRACKED: Final = {".git", ".venv", "target", "dist", "__pycache__", "node_modules"}
_TWO_SENTENCES: Final = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)[.!?]\)? +(?=[A-Z`*\"(])")
_NOT_PROSE: Final = re.compile(r"\s*(?:#|\||\d+\.\s|<|```|    )")
_RUST_FUNCTION: Final = re.compile(r"(\s*)(?:pub(?:\([^)]*\))? )?(?:const |async |unsafe )*fn (\w+)")
_SLEEPERS: Final = {"time.sleep", "sleep", "asyncio.sleep", "anyio.sleep"}
_WAITING: Final = {"until", "wait_for"}


def project_files(root: Path) -> list[Path]:
    """Return the project's files, sorted; without git, all but the folders that builds make."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=False,
        capture_output=True,
    )
    if listed.returncode == 0 and listed.stdout:
        names = listed.stdout.decode("utf-8", "replace").split("\0")
        return sorted(root / name for name in names if name and (root / name).is_file())
    return sorted(
        path
        for path in root.rglob("*")
        if path.is_file() and not _UNTRACKED & set(path.relative_to(root).parts)
    )


def text_of(path: Path) -> str | None:
    """Return the file's text, None for anything but UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def long_files(paths: list[Path], lines_max: int) -> dict[Path, int]:
    """Return the files with more lines than allowed, with their length."""
    lengths = {path: len((text_of(path) or "").splitlines()) for path in paths}
    return {path: length for path, length in lengths.items() if length > lines_max}


def long_functions(path: Path, lines_max: int) -> Iterator[tuple[str, int]]:
    """Yield the Python functions whose body, docstring apart, is longer than allowed, with its lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            start = node.body[0].lineno
            if ast.get_docstring(node) is not None:
                start = (node.body[0].end_lineno or start) + 1
            length = (node.end_lineno or start) - start + 1
            if length > lines_max:
                yield node.name, length


def long_rust_functions(path: Path, lines_max: int) -> Iterator[tuple[str, int]]:
    """Yield the Rust functions whose body, as rustfmt lays it out, is longer than allowed, with its lines."""
    indent, name, opened = "", "", 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if found := _RUST_FUNCTION.match(line):
            indent, name, opened = found[1], found[2], 0
        if name and not opened and line.endswith("{"):
            opened = number
        elif opened and re.match(rf"{indent}\}}", line):
            if number - opened - 1 > lines_max:
                yield name, number - opened - 1
            name, opened = "", 0


def without_module_doc(paths: list[Path]) -> list[Path]:
    """Return the Python and Rust files that do not open by saying what they are for."""
    missing = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        documented = text.startswith("//!") if path.suffix == ".rs" else ast.get_docstring(ast.parse(text))
        if not documented:
            missing.append(path)
    return missing


def crowded_lines(path: Path) -> Iterator[str]:
    """Yield the lines of prose of a Markdown file that hold more than one sentence."""
    fenced = False
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif (
            not fenced and not _NOT_PROSE.match(line) and _TWO_SENTENCES.search(re.sub(r"`[^`]*`", "`", line))
        ):
            yield f"{path.name}:{number}: {line.strip()[:80]}"


def sleeps(path: Path) -> Iterator[str]:
    """Yield the calls of a Python file that wait for a time, not a condition.

    A sleep of 0 only yields, and one inside `until` or `wait_for` is how a condition is waited for.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    waiting = {
        call
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in _WAITING
        for call in ast.walk(node)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=function, args=[argument, *_]) if ast.unparse(function) in _SLEEPERS:
                yields_only = isinstance(argument, ast.Constant) and argument.value == 0
                if not yields_only and node not in waiting:
                    yield f"{path.name}:{node.lineno}: {ast.unparse(node)}"
            case _:
                pass


def patched_names(path: Path) -> Iterator[str]:
    """Yield the places of a Python file that put something else in place of a name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        match node:
            case ast.Import(names=names) if any(alias.name.startswith("unittest.mock") for alias in names):
                yield f"{path.name}:{node.lineno}: {ast.unparse(node)}"
            case (
                ast.ImportFrom(module="unittest.mock")
                | ast.ImportFrom(module="unittest", names=[ast.alias(name="mock")])
            ):
                yield f"{path.name}:{node.lineno}: {ast.unparse(node)}"
            case ast.Call(func=ast.Attribute(value=ast.Name(id="monkeypatch"), attr="setattr")):
                yield f"{path.name}:{node.lineno}: {ast.unparse(node)}"
            case _:
                pass


def lines_with(paths: list[Path], pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield every line of the files that the pattern finds something in."""
    for path in paths:
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1):
            if found := pattern.search(line):
                yield f"{path.name}:{number}: {found[0]}"
