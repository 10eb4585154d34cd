"""Definitions against who knows them: CPython on Django, the TypeScript compiler on effect, ctags on zstd.

Prints agreement; run it with `make bench-truth`.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, TypeAlias

from benches import typescript
from benches.analyze_django import django
from benches.evaluation.corpora import UnavailableError, named, tree
from benches.peers.corpora import effect
from mcp_code_analysis import Repository
from mcp_code_analysis.model import DefinitionKind, OutlineSymbol

Place: TypeAlias = tuple[str, str, int]
"""A file, a name, and the line that the definition begins in."""


def main() -> None:
    """Print the agreements; end with an error where one is below its bar."""
    shares = [
        agreement("ast on Django", django(), ("function", "method", "class"), by_ast, 1.0),
        agreement("the TypeScript compiler on effect", effect(), TYPESCRIPT_KINDS, by_typescript, 0.995),
        agreement("ctags on zstd", zstd(), ("function",), by_ctags, 0.995),
    ]
    if not all(shares):
        raise SystemExit("agreement is below the bar")


def zstd() -> Path | None:
    """Return the sources of zstd."""
    try:
        return tree(named("zstd-1.5.7"))
    except UnavailableError:
        return None


TYPESCRIPT_KINDS: Final = ("function", "method", "class", "interface", "enum", "type_alias")


def agreement(
    who: str,
    tree: Path | None,
    kinds: Sequence[DefinitionKind],
    truth: Callable[[Path], Iterable[Place] | None],
    bar: float,
) -> bool:
    """Print how many definitions both know, and say whether they are as many as they should be."""
    theirs = None if tree is None else truth(tree)
    if tree is None or theirs is None:
        print(f"definitions, {who}: skipped, it cannot be had here.")
        return True
    known = sorted(set(theirs))
    files = {path for path, _, _ in known}
    with Repository.open(tree) as repository:
        symbols = repository.outline(kinds=kinds, limit=1000).all().result.symbols
    ours = [one for one in symbols if one.path in files]
    missing, only_here = apart(known, ours)
    recall, precision = 1 - len(missing) / len(known), 1 - len(only_here) / len(ours)
    print(f"definitions, {who}: recall {recall:.4%}, precision {precision:.4%} of {len(known)}")
    for label, places in (("missing", missing), ("only here", only_here)):
        for path, name, line in places[:5]:
            print(f"  {label}: {name} in {path}:{line}")
    return recall >= bar and precision >= bar


def apart(known: Sequence[Place], ours: Sequence[OutlineSymbol]) -> tuple[list[Place], list[Place]]:
    """Give what only the others know, and what is known only here.

    Some say where a definition begins and some where its name stands: to a place belongs the innermost one
    here of its name that reaches round it.
    """
    named: dict[tuple[str, str], list[OutlineSymbol]] = {}
    for one in ours:
        named.setdefault((one.path, one.name), []).append(one)
    missing = []
    for path, name, line in known:
        others = named.get((path, name), [])
        around = [one for one in others if one.line <= line <= one.end_line]
        if around:
            others.remove(max(around, key=lambda one: one.line))
        else:
            missing.append((path, name, line))
    left = sorted((one.path, one.name, one.line) for others in named.values() for one in others)
    return missing, left


def by_ast(tree: Path) -> Iterable[Place]:
    """Give functions and classes as CPython's parser has them, from the first decorator on."""
    for path in sorted(tree.rglob("*.py")):
        try:
            parsed = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(parsed):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                first = min((one.lineno for one in node.decorator_list), default=node.lineno)
                yield path.relative_to(tree).as_posix(), node.name, first


def by_typescript(tree: Path) -> Iterable[Place] | None:
    """Give functions, members and types as the TypeScript compiler has them."""
    told = typescript.told("truth_definitions.mjs", tree)
    return None if told is None else [(path, name, line) for path, name, line in told]


def by_ctags(tree: Path) -> Iterable[Place] | None:
    """Give functions of C as universal-ctags has them."""
    ctags = shutil.which("ctags")
    if ctags is None:
        return None
    options = ["--recurse", "--languages=C", "--kinds-C=f", "--output-format=json", "--fields=+n", "-f", "-"]
    done = subprocess.run([ctags, *options, "."], cwd=tree, capture_output=True, check=True)
    tags = (json.loads(line) for line in done.stdout.splitlines())
    return [(one["path"].removeprefix("./"), one["name"], one["line"]) for one in tags]


if __name__ == "__main__":
    main()
