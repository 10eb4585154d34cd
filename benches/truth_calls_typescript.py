"""Call edges of effect against the TypeScript compiler, on a fixed sample of its functions.

Prints how many of the edges that are called exact the compiler agrees with, and how many of its are found.
A call that the compiler leads nowhere in the package is counted apart: the edge is neither right nor wrong.
"""

from __future__ import annotations

import random
import sys
from typing import Final

from benches import typescript
from benches.edges import Counts, edges_of
from benches.peers.corpora import EFFECT, effect
from mcp_code_analysis import Repository
from mcp_code_analysis.model import OutlineSymbol

FUNCTIONS: Final = 600
SEED: Final = 20_250_402

CONSTRUCTOR: Final = ".constructor"
HEAD_LINES: Final = 3
"""The name of a definition stands so many lines below its first one at most."""

Place = tuple[str, int]
"""A file and a line."""


def main(*, verbose: bool) -> int:
    """Compare, print, and say by the exit code whether the bar is met."""
    tree = effect()
    told = None if tree is None else typescript.told("truth_calls.mjs", tree)
    if tree is None or told is None:
        print("skipped: the package or the TypeScript compiler cannot be had here.")
        return 0
    theirs: dict[Place, list[set[Place]]] = {}
    for path, line, _, targets in told:
        theirs.setdefault((path, line), []).append({(there, at) for there, at in targets})
    counts = Counts()
    with Repository.open(tree, cache=False) as repository:
        symbols = repository.outline(limit=1000).all().result.symbols
        known = {one.id: one for one in symbols}
        # The compiler leads `new` to the class.
        known.update(
            (one, known[one.removesuffix(CONSTRUCTOR)]) for one in known if one.endswith(CONSTRUCTOR)
        )
        functions = [one for one in symbols if one.kind in {"function", "method"}]
        for one in random.Random(SEED).sample(functions, FUNCTIONS):
            compare(counts, theirs, known, repository, one)
    return counts.tell(
        f"{EFFECT}, calls of {FUNCTIONS} functions",
        "the TypeScript compiler",
        typescript.VERSION,
        lambda silent: f"it leads {silent} nowhere in the package",
        verbose=verbose,
    )


def compare(
    counts: Counts,
    theirs: dict[Place, list[set[Place]]],
    known: dict[str, OutlineSymbol],
    repository: Repository,
    function: OutlineSymbol,
) -> None:
    """Hold the edges of one function against the compiler's."""
    ours = edges_of(repository, function.id)
    for line, target in sorted(ours["exact"]):
        at_line = theirs.get((function.path, line), [])
        if any(is_at(known.get(target), places) for places in at_line):
            counts.agreed += 1
        elif not all(at_line):
            counts.silent += 1
        else:
            counts.wrong.append(f"{function.path}:{line} {target}, the compiler {at_line}")
    inner = [one for one in known.values() if is_inside(one, function)]
    own = set(range(function.line, function.end_line + 1))
    own.difference_update(line for one in inner for line in range(one.line, one.end_line + 1))
    for line in sorted(own):
        for places in filter(None, theirs.get((function.path, line), [])):
            found = {
                kind
                for kind, edges in ours.items()
                if any(at == line and is_at(known.get(target), places) for at, target in edges)
            }
            counts.theirs += 1
            counts.exact += "exact" in found
            counts.marked += found == {"marked"}
            if not found:
                counts.missed.append(f"{function.path}:{line} {sorted(places)}")


def is_at(symbol: OutlineSymbol | None, places: set[Place]) -> bool:
    """Say whether the head of a definition is at one of these places."""
    return symbol is not None and any(
        path == symbol.path and symbol.line <= line <= symbol.line + HEAD_LINES for path, line in places
    )


def is_inside(one: OutlineSymbol, function: OutlineSymbol) -> bool:
    """Say whether a definition stands in a function, whose own calls its calls are not."""
    return one.id.startswith(f"{function.id}.") and one.path == function.path


if __name__ == "__main__":
    sys.exit(main(verbose="--verbose" in sys.argv))
