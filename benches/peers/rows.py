"""What is compared with what, and by how much we mean to be ahead: the rows P1 to P8, P14 and P20."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benches.peers import corpora
from benches.peers.tools import GRIMP_SOURCE, Tools

Command = tuple[str | Path, ...]
Maybe = Mapping[str, tuple[str | Path | None, ...]]
"""Commands whose program may not be there."""


@dataclass(frozen=True)
class Bar:
    """The most that our time may be of a peer's, or of the sum of several; ``memory`` is of the peak."""

    peers: tuple[str, ...]
    stage: int
    most: float
    is_memory: bool = False


@dataclass(frozen=True)
class Row:
    """One comparison: our command, the peers' commands by name, and the bars."""

    id: str
    title: str
    ours: Command
    peers: dict[str, Command]
    bars: tuple[Bar, ...]
    once: frozenset[str] = field(default_factory=frozenset)
    """Peers that are too slow to be run more than once."""


def rows(tools: Tools, engine: Path) -> list[Row]:
    """Return every row whose corpus can be had, with the peers that are there."""
    found: list[Row] = []
    if (tree := corpora.django()) is not None:
        found += _django(tools, engine, tree)
    if (tree := corpora.effect()) is not None:
        found += _typescript(tools, engine, tree)
    for name, suffix in (("openssl-src", "C"), ("tokio", "Rust")):
        if (tree := corpora.crate(name)) is not None:
            languages = {"C": "C", "Rust": "Rust"}[suffix]
            found.append(
                Row(
                    f"P3 {suffix}",
                    f"symbols of {name}",
                    (engine, "call", tree, *SYMBOLS),
                    _those({**_ctags(tools, tree, languages), **_bca(tools, "functions", tree)}),
                    (Bar(("bca functions",), 1, 1.0), Bar(("bca functions",), 2, 1.0)),
                )
            )
    return found


RADON: Final = ("radon cc", "radon hal", "radon raw", "radon mi")
BEST: Final = ("ctags", "bca metrics", "grimp", "jscpd")
WHOLE: Final = '{"max_tokens": 100000, "limit": 1000}'
SYMBOLS: Final = ("find_symbol", '{"name": "*", "max_tokens": 100000, "limit": 1000}')
"""Every symbol with its ends, scope, signature and documentation; the first thousand are printed."""


def _peers_of_django(tools: Tools, tree: Path) -> Maybe:
    """Return every command that is run on Django, the missing ones with it."""
    python, c901 = ("--include", "**/*.py"), ("--exit-zero", "-q", "--select", "C901")
    return {
        **_ctags(tools, tree, "Python"),
        **_bca(tools, "functions", tree, *python),
        **_bca(tools, "metrics", tree, *python, "-O", "json"),
        "lizard": (tools["lizard"], "-l", "python", "-i", "-1", tree),
        "ruff C901": (tools["ruff"], "check", "--isolated", "--no-cache", *c901, tree),
        "ruff graph": (tools["ruff"], "analyze", "graph", "--isolated", tree / "django"),
        "complexipy": (tools["complexipy"], "--plain", "--isolated", tree),
        **{name: (tools["radon"], name.split()[1], "-j", tree) for name in RADON},
        "jscpd": (tools["jscpd"], "--silent", "-f", "python", tree),
        "grimp": (tools["grimp"], "-c", GRIMP_SOURCE.format("django"), tree),
    }


def _django(tools: Tools, engine: Path, tree: Path) -> list[Row]:
    peers = _peers_of_django(tools, tree)
    symbols = ("ctags", "ctags JSON", "bca functions")
    metrics = ("bca metrics", "lizard", "ruff C901", "complexipy", *RADON)
    found = [
        Row(
            "P1",
            "all symbols of Django",
            (engine, "call", tree, *SYMBOLS),
            _those(peers, symbols),
            (Bar(("bca functions",), 1, 1.0), Bar(("ctags JSON",), 1, 0.9), Bar(("ctags",), 2, 1.0)),
        ),
        Row(
            "P4",
            "all metrics of Django",
            (engine, "call", tree, "complexity", WHOLE),
            _those(peers, metrics),
            (
                Bar(("bca metrics",), 1, 1.0),
                Bar(("lizard",), 1, 1 / 3.5),
                Bar(RADON, 1, 1 / 30),
                Bar(("bca metrics",), 2, 0.25),
                Bar(("ruff C901", "complexipy"), 2, 1.5),
            ),
            once=frozenset((*RADON, "lizard")),
        ),
        Row(
            "P7 Python",
            "import graph of django/django",
            (engine, "call", tree / "django", "dependencies", WHOLE),
            _those(peers, ("grimp", "ruff graph")),
            (Bar(("grimp",), 1, 3.0), Bar(("grimp",), 2, 1.0)),
        ),
    ]
    return [*found, *_clones(engine, tree, peers), *_patterns(tools, engine, tree / "django")]


def _clones(engine: Path, tree: Path, peers: Maybe) -> list[Row]:
    return [
        Row(
            "P5",
            "symbols, metrics, imports and clones of Django in one pass",
            (engine, "call", tree, "clones", WHOLE),
            _those(peers, BEST),
            (Bar(BEST, 1, 0.6), Bar(BEST, 2, 0.25)),
        ),
        Row(
            "P6",
            "exact duplicates of Django",
            (engine, "call", tree, "clones", WHOLE),
            _those(peers, ("jscpd",)),
            (
                Bar(("jscpd",), 1, 1.0),
                Bar(("jscpd",), 1, 1 / 3, is_memory=True),
                Bar(("jscpd",), 2, 0.5),
                Bar(("jscpd",), 2, 0.2, is_memory=True),
            ),
        ),
    ]


def _patterns(tools: Tools, engine: Path, package: Path) -> list[Row]:
    head = (tools["ast-grep"], "run", "-l", "python", "--json=stream")
    return [
        Row(
            f"P8 {kind}",
            f"the pattern `{pattern}` in django/django",
            (engine, "call", package, "ast_search", f'{{"pattern": "{pattern}", "language": "python"}}'),
            _those({"ast-grep": (*head, "-p", pattern, package)}),
            (Bar(("ast-grep",), 1, 1.2),),
        )
        for kind, pattern in (("anchored", "$X is None"), ("free", "def $F($$$A): $$$B"))
    ]


def _typescript(tools: Tools, engine: Path, tree: Path) -> list[Row]:
    return [
        Row(
            "P2",
            f"all symbols of {corpora.EFFECT}",
            (engine, "call", tree, *SYMBOLS),
            _those({**_ctags(tools, tree, "TypeScript"), **_bca(tools, "functions", tree)}),
            (Bar(("bca functions",), 1, 1.0), Bar(("ctags",), 2, 0.25)),
        ),
        Row(
            "P7 TypeScript",
            f"import graph of {corpora.EFFECT}",
            (engine, "call", tree, "dependencies", WHOLE),
            _those({"madge": (tools["madge"], "--extensions", "ts", "--json", tree)}),
            (Bar(("madge",), 1, 0.1), Bar(("madge",), 2, 1 / 40)),
        ),
    ]


def _ctags(tools: Tools, tree: Path, languages: str) -> Maybe:
    head = (tools["ctags"], "-R", f"--languages={languages}")
    return {
        "ctags": (*head, "-f", "-", tree),
        "ctags JSON": (*head, "--fields=*", "--extras=*", "--output-format=json", "-f", "-", tree),
    }


def _bca(tools: Tools, kind: str, tree: Path, *more: str) -> Maybe:
    return {f"bca {kind}": (tools["bca"], kind, "--no-config", *more, tree)}


def _those(commands: Maybe, names: tuple[str, ...] | None = None) -> dict[str, Command]:
    """Return the commands whose program is there."""
    return {
        name: tuple(part for part in command if part is not None)
        for name, command in commands.items()
        if command[0] is not None and (names is None or name in names)
    }
