"""The crate map as cargo sees it, held against the map that is meant.

Knows which crate may use which, ours and others'; reads manifests and sources, compiles nothing.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

OWN: Final[Mapping[str, frozenset[str]]] = {
    "syntax": frozenset(),
    "codec": frozenset(),
    "analysis": frozenset({"syntax"}),
    "repo": frozenset({"analysis"}),
    "python": frozenset({"analysis", "codec", "repo"}),
    "cli": frozenset({"analysis", "codec", "repo"}),
    "benches": frozenset({"analysis", "codec", "repo", "syntax"}),
}
"""Which crates of ours a crate of ours may use."""

OWNERS: Final[Mapping[str, frozenset[str]]] = {
    r"tree-sitter.*|ast-grep.*|ruff_.*|stacker|foldhash": frozenset({"syntax", "benches"}),
    r"pyo3.*": frozenset({"python"}),
    r"ignore|gix.*|notify|walkdir": frozenset({"repo"}),
    r"rustix": frozenset({"repo", "benches"}),
    r"zstd|lz4_flex|crc32c|rmp|aes-gcm|chacha20poly1305|hkdf|sha2|zeroize|getrandom": frozenset({"codec"}),
    r"clap": frozenset({"cli"}),
    r"divan": frozenset({"benches"}),
    r"tokio|async-std|reqwest|hyper|ureq|rand|chrono|time|log|tracing": frozenset(),
}
"""Which crates of others (by pattern) only some of ours may use in what they ship."""

PURE: Final = ("syntax", "analysis")
"""The crates that never touch disk, network, clock, environment or randomness."""

IMPURE_ANYWHERE: Final = re.compile(
    r"tokio|mio|async-std|reqwest|hyper|ureq|socket2|walkdir|ignore|notify|gix.*|tempfile|rand|getrandom|chrono"
)
"""Crates that a pure crate may not reach by any way."""

_IMPURE_SOURCE: Final = re.compile(
    r"\bstd::(?:fs|env|net|process|os)\b|\b(?:SystemTime|Instant)\b|\bthread::(?:sleep|spawn)\b"
    r"|\bio::(?:stdin|stdout|stderr)\b|\be?print(?:ln)?!|\binclude_(?:str|bytes)!\(\s*env"
)


@dataclass(frozen=True, slots=True)
class Crate:
    """A crate of ours and what its manifest names; `tests_use` adds what only its tests need."""

    name: str
    folder: Path
    uses: frozenset[str]
    tests_use: frozenset[str]


class _Dependency(msgspec.Struct):
    name: str
    kind: str | None


class _Package(msgspec.Struct):
    id: str
    name: str
    manifest_path: Path
    dependencies: list[_Dependency]


class _EdgeKind(msgspec.Struct):
    kind: str | None


class _Edge(msgspec.Struct):
    pkg: str
    dep_kinds: list[_EdgeKind]


class _Node(msgspec.Struct):
    id: str
    deps: list[_Edge]


class _Resolve(msgspec.Struct):
    nodes: list[_Node]


class _Metadata(msgspec.Struct):
    packages: list[_Package]
    resolve: _Resolve | None


def crates(root: Path) -> list[Crate]:
    """Return the crates of the workspace at `root` as their manifests describe them."""
    found = []
    for package in _metadata(root, "--no-deps").packages:
        ships = frozenset(used.name for used in package.dependencies if used.kind != "dev")
        tests = frozenset(used.name for used in package.dependencies if used.kind == "dev")
        found.append(Crate(package.name, package.manifest_path.parent, ships, tests))
    return found


def reachable(root: Path, name: str) -> set[str]:
    """Return every crate that `name` reaches through normal dependencies on this platform."""
    host = re.search(r"host: (\S+)", _run(root, "rustc", "-vV"))
    described = _metadata(root, "--filter-platform", host[1] if host else "")
    names = {package.id: package.name for package in described.packages}
    edges = {
        node.id: [edge.pkg for edge in node.deps if any(kind.kind is None for kind in edge.dep_kinds)]
        for node in (described.resolve.nodes if described.resolve else ())
    }
    seen: set[str] = set()
    waiting = [identifier for identifier, package in names.items() if package == name]
    while waiting:
        identifier = waiting.pop()
        if identifier not in seen:
            seen.add(identifier)
            waiting += edges[identifier]
    return {names[identifier] for identifier in seen} - {name}


def wrong_edges(found: list[Crate]) -> Iterator[str]:
    """Yield every use of one of our crates by another that the map does not allow."""
    ours = {crate.name for crate in found}
    for crate in found:
        if crate.name not in OWN:
            yield f"{crate.name} has no place in the map"
            continue
        for used in sorted((crate.uses & ours) - OWN[crate.name]):
            yield f"{crate.name} uses {used}"


def wrong_owners(found: list[Crate]) -> Iterator[str]:
    """Yield every use of another's crate that belongs to a different one of ours."""
    for crate in found:
        for used in sorted(crate.uses):
            for pattern, owners in OWNERS.items():
                if re.fullmatch(pattern, used) and crate.name not in owners:
                    yield f"{crate.name} uses {used}"


def impure_lines(sources: Path) -> Iterator[str]:
    """Yield the lines of a folder's Rust sources that name the outside world, comments aside."""
    for path in sorted(sources.rglob("*.rs")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            code = line.split("//", maxsplit=1)[0]
            if _IMPURE_SOURCE.search(code):
                yield f"{path.name}:{number}: {line.strip()}"


def _metadata(root: Path, *arguments: str) -> _Metadata:
    text = _run(root, "cargo", "metadata", "--format-version", "1", "--locked", *arguments)
    return msgspec.json.decode(text, type=_Metadata, dec_hook=lambda kind, value: kind(value))


def _run(root: Path, *command: str) -> str:
    return subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
