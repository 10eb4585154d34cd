"""Metrics of the Django 5.2 source archive against those who count the same: radon, and cloc where it is.

Prints agreement; run it with `make bench-truth`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Final

from radon.complexity import cc_visit
from radon.visitors import Class, Function

from benches.analyze_django import django
from mcp_code_analysis import Repository

CYCLOMATIC_BAR: Final = 0.999
LINES_BAR: Final = 0.99


def main() -> None:
    """Print both agreements; end with an error where one is below its bar."""
    tree = django()
    if tree is None:
        print("skipped: the source archive of Django cannot be had here.")
        return
    with Repository.open(tree) as repository:
        shares = [
            cyclomatic(repository, tree) >= CYCLOMATIC_BAR,
            lines(repository, tree) >= LINES_BAR,
        ]
    if not all(shares):
        raise SystemExit("agreement is below the bar")


def cyclomatic(repository: Repository, tree: Path) -> float:
    """Return the share of functions on whose cyclomatic complexity radon and the engine agree."""
    ours: dict[tuple[str, str], list[tuple[int, int, int]]] = {}
    for one in repository.complexity(limit=1000).all().result.functions:
        ours.setdefault((one.path, one.name), []).append((one.line, one.end_line, one.cyclomatic))
    equal = different = missing = refused = 0
    for path in sorted(tree.rglob("*.py")):
        try:
            blocks = cc_visit(path.read_text(encoding="utf-8"))
        except (SyntaxError, UnicodeDecodeError):
            refused += 1
            continue
        for block in blocks:
            for name, line, complexity in _functions(block):
                known = ours.get((path.relative_to(tree).as_posix(), name), [])
                found = [(start, value) for start, end, value in known if start <= line <= end]
                if not found:
                    missing += 1
                elif max(found)[1] == complexity:
                    equal += 1
                else:
                    different += 1
    share = equal / (equal + different + missing)
    print(
        f"cyclomatic, radon on Django: {share:.4%} of {equal + different + missing} functions equal; "
        f"{different} differ, {missing} are not here, {refused} files radon does not read"
    )
    return share


def _functions(block: Function | Class) -> list[tuple[str, int, int]]:
    """Return name, line and complexity of the functions of a block, those of inner classes included.

    A block of the file repeats the methods of its classes; they are left to the classes.
    """
    if isinstance(block, Class):
        own = [(one.name, one.lineno, one.complexity) for one in block.methods]
        return own + [found for inner in block.inner_classes for found in _functions(inner)]
    return [] if block.is_method else [(block.name, block.lineno, block.complexity)]


def lines(repository: Repository, tree: Path) -> float:
    """Return the share of JavaScript files whose lines cloc counts the same; 1 without cloc.

    Of Python the rules differ: to cloc a documentation string is a comment.
    """
    program = shutil.which("cloc")
    if program is None:
        print("lines: skipped, cloc is not installed.")
        return 1.0
    options = ["--by-file", "--json", "--quiet", "--skip-uniqueness", "--include-lang=JavaScript"]
    done = subprocess.run([program, *options, str(tree)], capture_output=True, check=True)
    theirs = {
        Path(name).relative_to(tree).as_posix(): (one["code"], one["comment"], one["blank"])
        for name, one in json.loads(done.stdout).items()
        if name not in {"header", "SUM"}
    }
    ours = {}
    for one in repository.complexity_of("files", detail="all", limit=1000).all().result.groups:
        if one.metrics is not None:
            loc = one.metrics.loc
            ours[one.path] = (loc.ploc, loc.comment_only, loc.blank)
    equal = sum(ours.get(path) == counts for path, counts in theirs.items())
    share = equal / len(theirs)
    print(f"lines, cloc on Django's JavaScript: {share:.2%} of {len(theirs)} files equal")
    for path, counts in theirs.items():
        if ours.get(path) != counts:
            print(f"  {path}: cloc {counts}, here {ours.get(path)}")
    return share


if __name__ == "__main__":
    main()
