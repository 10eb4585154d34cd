"""Chooses questions from what a compiler knows of a repository, the same ones every time.

Candidates stand in the order of a hash of their names; two of three chosen are hard where there are enough.
Run as `python -m benches.evaluation.sample REPOSITORY GRAPH`; writes the set of that repository.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from benches.evaluation.corpora import named
from benches.evaluation.questions import FOLDER, Question, QuestionSet, Symbol, Truth

SEED: Final = "open evaluation 1"
COUNTS: Final = {
    "definition": 10, "callers": 16, "callees": 10, "importers": 6, "implementations": 8,
    "none": 6, "meaning": 12,
}  # fmt: skip
HARD_SHARE: Final = 2 / 3
CALLABLE: Final = {"function", "method"}
TYPES: Final = {"class", "interface", "struct", "type"}
SITES_MAX: Final = 60
KNOWN_HARD: Final = ("import_string", "QuerySet.filter")
"""Callers that are asked for whatever the hash says, and however many calls nobody knows about."""

LEFT_OUT: Final = {
    "MessagePartGatherSerializer.dumps": "called through a class that is a parameter",
}
"""What no checker sees called and a person does, with the reason."""

Definition = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that could be asked."""

    key: str
    hard: bool
    text: str
    symbol: Symbol
    expected: tuple[Truth, ...]
    open: tuple[Truth, ...] = ()


class Sampler:
    """What can be asked about one repository."""

    def __init__(self, graph: dict[str, Any]) -> None:
        self.definitions: list[Definition] = graph["definitions"]
        self.calls: list[dict[str, Any]] = graph["calls"]
        self.imports: list[dict[str, Any]] = graph["imports"]
        self.bases: list[tuple[int, int]] = [(one["sub"], one["base"]) for one in graph["bases"] or ()]
        self.overrides = [(one["method"], one["overridden"]) for one in graph["overrides"] or ()]
        self.named: Counter[str] = Counter(one["name"] for one in self.definitions)
        self.called: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for call in self.calls:
            self.called[call["name"]].append(call)
        self.above: dict[int, set[int]] = defaultdict(set)
        for method, overridden in self.overrides:
            self.above[method].add(overridden)
        self.sites: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for call in self.calls:
            for target in ours(call) if is_spelt(call) else ():
                self.sites[target].append(call)

    def candidates(self, kind: str) -> Iterator[Candidate]:
        """Yield every question of a kind."""
        found: dict[str, Iterator[Candidate]] = {
            "definition": self.definition(),
            "callers": self.callers(),
            "callees": self.callees(),
            "importers": self.importers(),
            "implementations": self.implementations(),
            "none": self.none(),
            "meaning": self.meaning(),
        }
        return found[kind]

    def askable(self, kinds: Iterable[str]) -> Iterator[tuple[int, Definition]]:
        """Yield definitions that one can name: not in a function, and alone under the name in the file."""
        alone = Counter((one["path"], one["qualified"]) for one in self.definitions)
        for position, one in enumerate(self.definitions):
            nameable = one["kind"] != "method" or "." in one["qualified"]
            if (
                nameable
                and one["kind"] in kinds
                and not one["local"]
                and alone[one["path"], one["qualified"]] == 1
            ):
                yield position, one

    def definition(self) -> Iterator[Candidate]:
        by_qualified = Counter(one["qualified"] for one in self.definitions)
        for _, one in self.askable(CALLABLE | TYPES):
            if by_qualified[one["qualified"]] == 1:
                text = f"Where is {one['kind']} `{one['qualified']}` defined?"
                symbol = Symbol(path="", name=one["qualified"], kind=one["kind"])
                yield Candidate(one["qualified"], self.named[one["name"]] > 1, text, symbol, (truth(one),))

    def callers(self) -> Iterator[Candidate]:
        for position, one in self.askable(CALLABLE):
            sites = self.sites[position]
            unknown = [call for call in self.called[one["name"]] if is_unknown(call)]
            # A call of what it overrides may be one of it: who knows what runs?
            unknown += [call for base in reached(self.above, position) for call in self.sites[base]]
            is_known = len(unknown) <= max(2, len(sites) // 2) or one["qualified"] in KNOWN_HARD
            if 2 <= len(sites) <= SITES_MAX and is_known:
                yield self.asked_callers(one, sites, unknown)

    def asked_callers(self, one: Definition, sites: list[Any], unknown: list[Any]) -> Candidate:
        settled = {id(call) for call in (*sites, *unknown)}
        others = any(id(call) not in settled for call in self.called[one["name"]])
        renamed = any(call["name"] != one["name"] for call in sites)
        text = f"Who calls {one['kind']} `{one['qualified']}` of {one['path']}?"
        hard = others or renamed
        return Candidate(key(one), hard, text, symbol_of(one), self.around(sites), self.around(unknown))

    def none(self) -> Iterator[Candidate]:
        """Yield functions that nothing calls, though others of that name may be called.

        A method that overrides another is called where that is, and one such as `__str__` by the language.
        """
        for position, one in self.askable(CALLABLE):
            same = self.called[one["name"]]
            if self.above[position] or one["name"].startswith("__") or one["qualified"] in LEFT_OUT:
                continue
            if not self.sites[position] and not any(is_unknown(call) for call in same):
                text = f"Does any call resolve to {one['kind']} `{one['qualified']}` of {one['path']}?"
                yield Candidate(key(one), bool(same), text, symbol_of(one), ())

    def callees(self) -> Iterator[Candidate]:
        inside: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
        for call in self.calls:
            if call["caller"] is not None:
                inside[call["path"], self.outermost(call["caller"])].append(call)
        for position, one in self.askable(CALLABLE):
            calls = inside[one["path"], position]
            known = {target for call in calls if is_spelt(call) for target in ours(call)}
            known = {each for each in known if self.definitions[each]["kind"] in CALLABLE | TYPES}
            unknown = sorted({call["name"] for call in calls if is_unknown(call)} | {
                call["name"] for call in calls if ours(call) and not known.intersection(ours(call))
            })  # fmt: skip
            if 2 <= len(known) <= 20 and len(unknown) <= len(known) // 2:
                foreign = any(call["targets"] == "outside" and self.named[call["name"]] for call in calls)
                doubled = any(self.named[self.definitions[each]["name"]] > 1 for each in known)
                text = (
                    f"What of this repository does {one['kind']} `{one['qualified']}` of {one['path']} call?"
                )
                expected = tuple(truth(self.definitions[each]) for each in sorted(known))
                opened = tuple(Truth(path="", name=name) for name in unknown)
                yield Candidate(key(one), foreign or doubled, text, symbol_of(one), expected, opened)

    def outermost(self, position: int) -> int:
        """Return the definition that one can name round another."""
        while self.definitions[position]["local"] and self.definitions[position].get("parent") is not None:
            position = self.definitions[position]["parent"]
        return position

    def importers(self) -> Iterator[Candidate]:
        by_target: dict[str, set[str]] = defaultdict(set)
        packages: dict[str, str] = {}
        for one in self.imports:
            if one["target"] is not None and one["target"] != one["path"]:
                by_target[one["target"]].add(one["path"])
                packages[one["target"]] = one.get("name", "")
        names = Counter(Path(target).name for target in by_target)
        for target, users in by_target.items():
            if 2 <= len(users) <= SITES_MAX:
                text = f"Which files import `{packages[target] or target}`?"
                expected = tuple(Truth(path=path) for path in sorted(users))
                symbol = Symbol(path=target, name=packages[target])
                yield Candidate(target, names[Path(target).name] > 1, text, symbol, expected)

    def implementations(self) -> Iterator[Candidate]:
        below: dict[int, set[int]] = defaultdict(set)
        for sub, base in self.bases:
            below[base].add(sub)
        over: dict[int, set[int]] = defaultdict(set)
        for method, overridden in self.overrides:
            over[overridden].add(method)
        for position, one in self.askable(TYPES | {"method"}):
            under = reached(over if one["kind"] == "method" else below, position)
            if not 1 < len(under) <= 40:
                continue
            asked = (
                "methods override or implement"
                if one["kind"] == "method"
                else "types derive from or implement"
            )
            text = f"Which {asked} `{one['qualified']}` of {one['path']}, directly or through others?"
            expected = tuple(truth(self.definitions[each]) for each in sorted(under))
            yield Candidate(key(one), self.named[one["name"]] > 1, text, symbol_of(one), expected)

    def meaning(self) -> Iterator[Candidate]:
        """Yield calls of names that several definitions have, or that one has and the call does not mean."""
        seen: set[tuple[str, str]] = set()
        for call in self.calls:
            found = [self.definitions[each] for each in ours(call)]
            same = self.named[call["name"]]
            if is_unknown(call) or call["caller"] is None or len(found) > 1 or not (found or same):
                continue
            if any(one["kind"] not in CALLABLE | TYPES for one in found):
                continue
            where = f"{call['path']}:{call['line']}:{call['column']}"
            hard = same > 1 or not found or found[0]["name"] != call["name"]
            around = self.definitions[self.outermost(call["caller"])]
            if around["local"] or (call["name"], str(not found)) in seen:
                continue
            seen.add((call["name"], str(not found)))
            text = f"Which definition of this repository, if any, does `{call['name']}` at {where} call?"
            symbol = Symbol(
                path=call["path"], name=call["name"], line=call["line"], column=call["column"],
                within=around["qualified"], first=around["line"], end=around["end"],
            )  # fmt: skip
            yield Candidate(where, hard, text, symbol, tuple(truth(one) for one in found))

    def around(self, calls: list[dict[str, Any]]) -> tuple[Truth, ...]:
        """Return the callers that calls stand in."""
        found: dict[tuple[str, int | None], set[tuple[int, int]]] = defaultdict(set)
        for call in calls:
            found[call["path"], call["caller"]].add((call["first"], call["line"]))
        return tuple(
            truth(self.definitions[caller], sites)
            if caller is not None
            else Truth(path=path, sites=tuple(sorted(sites)))
            for (path, caller), sites in sorted(found.items(), key=lambda one: (one[0][0], min(one[1])))
        )


def ours(call: dict[str, Any]) -> list[int]:
    """Return the definitions of the repository that a call leads to."""
    return call["targets"] if isinstance(call["targets"], list) else []


def is_spelt(call: dict[str, Any]) -> bool:
    """Tell whether the called name stands in the text, and not in a macro that is used there."""
    return bool(call.get("spelt", True))


def is_unknown(call: dict[str, Any]) -> bool:
    """Tell whether nobody knows what a call leads to, or no text shows it."""
    return bool(call["targets"] == "unknown") or not is_spelt(call)


def key(one: Definition) -> str:
    """Return the name of a definition in the whole repository."""
    return f"{one['path']}::{one['qualified']}"


def truth(one: Definition, sites: Iterable[tuple[int, int]] = ()) -> Truth:
    """Return a definition as a part of an answer."""
    return Truth(one["path"], one["qualified"], one["line"], one["first"], tuple(sorted(sites)))


def symbol_of(one: Definition) -> Symbol:
    """Return a definition as what is asked about."""
    return Symbol(
        path=one["path"], name=one["qualified"], line=one["line"], first=one["first"], end=one["end"],
        kind=one["kind"],
    )  # fmt: skip


def reached(edges: dict[int, set[int]], start: int) -> set[int]:
    """Return everything below, however far."""
    found: set[int] = set()
    waiting = [start]
    while waiting:
        for one in edges[waiting.pop()] - found:
            found.add(one)
            waiting.append(one)
    return found - {start}


def chosen(candidates: Iterable[Candidate], count: int, always: tuple[str, ...]) -> list[Candidate]:
    """Return so many candidates, hard ones first up to their share, and no two about one simple name."""
    ordered = sorted(candidates, key=lambda one: hashlib.sha256(f"{SEED} {one.key}".encode()).digest())
    picked: list[Candidate] = [one for one in ordered if one.symbol.name in always]
    used = {one.symbol.name.rsplit(".", 1)[-1] or one.key for one in picked}
    hard_count = round(count * HARD_SHARE)
    for limit, pool in ((hard_count, [one for one in ordered if one.hard]), (count, ordered)):
        for one in pool:
            name = one.symbol.name.rsplit(".", 1)[-1] or one.key
            if len(picked) < limit and name not in used:
                picked.append(one)
                used.add(name)
    return picked


def main(repository: str, graph_file: Path) -> None:
    """Write the set of one repository."""
    graph = json.loads(graph_file.read_text(encoding="utf-8"))
    corpus = named(repository)
    sampler = Sampler(graph)
    questions = [
        Question(
            f"{repository}/{kind}/{number}",
            kind,
            one.text,
            one.hard,
            "compiler",
            one.symbol,
            one.expected,
            one.open,
        )
        for kind, count in COUNTS.items()
        for number, one in enumerate(
            chosen(sampler.candidates(kind), count, KNOWN_HARD if kind == "callers" else ()), 1
        )
    ]
    made = QuestionSet(repository, corpus.language, corpus.archive, graph["established"], tuple(questions))
    FOLDER.mkdir(exist_ok=True)
    text = msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"
    (FOLDER / f"{repository}.json").write_bytes(text)
    print(
        repository, len(questions), Counter(one.kind for one in questions), sum(one.hard for one in questions)
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
