"""Call edges of a sample beside those of somebody who knows: what agrees, and how it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from mcp_code_analysis import Repository

PRECISION_LEAST: Final = 0.97

Edge = tuple[int, str]
"""The line of a call, and the `id` of what it leads to."""


@dataclass
class Counts:
    """What the sample gave."""

    agreed: int = 0
    wrong: list[str] = field(default_factory=list)
    silent: int = 0
    theirs: int = 0
    exact: int = 0
    marked: int = 0
    missed: list[str] = field(default_factory=list)

    def tell(self, of: str, who: str, version: str, silence: Callable[[int], str], *, verbose: bool) -> int:
        """Print what was found, and return the exit code that says whether the bar is met."""
        found = self.agreed + len(self.wrong)
        precision = self.agreed / found
        print(f"{of} against {who} {version}")
        print(f"exact edges: {found + self.silent}")
        print(f"{who} agrees with {self.agreed} of {found}: {precision:.3f}")
        print(f"bar {PRECISION_LEAST}; {silence(self.silent)}")
        print(f"{who}'s edges: {self.theirs}; exact here {self.exact / self.theirs:.3f}, ", end="")
        print(f"likely and possible too {(self.exact + self.marked) / self.theirs:.3f}")
        if verbose:
            print(*(f"wrong: {one}" for one in self.wrong), sep="\n")
            print(*(f"missed: {one}" for one in self.missed), sep="\n")
        return 0 if precision >= PRECISION_LEAST else 1


def edges_of(repository: Repository, function: str) -> dict[str, set[Edge]]:
    """Return the calls of a function that are `exact`, and those that are `marked` as less sure."""
    edges: dict[str, set[Edge]] = {"exact": set(), "marked": set()}
    for row in repository.relations(function, "callees", limit=1000).all():
        kind = "exact" if row.evidence == "exact" else "marked"
        edges[kind].update((line, row.id) for line in row.lines)
    return edges
