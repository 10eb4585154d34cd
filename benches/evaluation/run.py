"""Asks every arm every question, marks the answers, and prints the tables: `make evaluation`.

Run as `python -m benches.evaluation.run --peers FOLDER [--arm NAME] [--repository NAME] [--losses FILE]`.
Times are one machine's and are there to be compared within one run; arms take turns repository by repository.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import anyio

from benches.evaluation import corpora, scoring, tokens
from benches.evaluation.arms.base import Arm
from benches.evaluation.arms.code_index import CodeIndex
from benches.evaluation.arms.codegraph import Codegraph
from benches.evaluation.arms.ours import Ours
from benches.evaluation.arms.ripgrep import Ripgrep
from benches.evaluation.questions import KINDS, QuestionSet, Reply, sets
from benches.evaluation.scoring import Mark, Summary

COLUMNS: Final = (
    "questions", "precision", "recall", "F1", "exact", "says unknown", "silently wrong",
    "tokens", "ms", "p95 ms",
)  # fmt: skip


@dataclass
class Results:
    """What was measured of one arm."""

    marks: dict[str, list[Mark]] = field(default_factory=dict)
    """By language."""
    first_s: dict[str, float] = field(default_factory=dict)
    """From nothing to the first answer, by language."""

    def all(self) -> list[Mark]:
        """Return every mark."""
        return [mark for marks in self.marks.values() for mark in marks]


DEFINE: Final = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.MULTILINE)


def macros(tree: Path) -> frozenset[str]:
    """Return the names that the preprocessor of C takes away before a compiler sees them."""
    files = (file for ending in ("*.c", "*.h") for file in tree.rglob(ending))
    return frozenset(name for file in files for name in DEFINE.findall(file.read_text(errors="replace")))


async def evaluated(
    arm: Arm, chosen: QuestionSet, tree: Path, count: Callable[[str], int]
) -> tuple[list[Mark], float]:
    """Ask one arm about one repository."""
    marks = []
    unseen = macros(tree) if chosen.language == "c" else frozenset()
    began = time.perf_counter()
    first_s = 0.0
    async with arm.opened(tree, chosen.language) as ask:
        for question in chosen.questions:
            if question.kind in arm.kinds:
                reply = await ask(question)
            else:
                reply = Reply((), "", 0.0, 0, unknown=True)
            first_s = first_s or time.perf_counter() - began
            marks.append(scoring.mark(question, reply, count(reply.text), unseen))
    return marks, first_s


def row(name: str, summary: Summary) -> str:
    """Return a row of a table."""
    shares = (
        summary.precision,
        summary.recall,
        summary.f1,
        summary.exact,
        summary.unknown,
        summary.silent_wrong,
    )
    cells = [name, str(summary.count), *("" if share is None else f"{share:.2f}" for share in shares)]
    cells += [f"{summary.tokens_median:.0f}", f"{summary.ms_median:.0f}", f"{summary.ms_p95:.0f}"]
    return "| " + " | ".join(cells) + " |"


def table(title: str, first: str, rows: Sequence[tuple[str, Sequence[Mark]]]) -> None:
    """Print a table."""
    print(f"\n### {title}\n")
    print("| " + " | ".join((first, *COLUMNS)) + " |")
    print("|---" + "|---:" * len(COLUMNS) + "|")
    for name, marks in rows:
        if marks:
            print(row(name, scoring.summary(marks)))


def print_tables(results: dict[str, Results]) -> None:
    """Print all tables."""
    table("In all", "arm", [(name, found.all()) for name, found in results.items()])
    languages = sorted({language for found in results.values() for language in found.marks})
    for language in languages:
        rows = [(name, found.marks.get(language, [])) for name, found in results.items()]
        table(language, "arm", rows)
    for kind, text in KINDS.items():
        rows = [
            (name, [one for one in found.all() if one.question.kind == kind])
            for name, found in results.items()
        ]
        table(f"{kind}: {text}", "arm", rows)
    print("\n### Exact by language and kind, share of answers\n")
    print("| arm | language | " + " | ".join(KINDS) + " |")
    print("|---|---" + "|---:" * len(KINDS) + "|")
    for name, found in results.items():
        for language, marks in found.marks.items():
            by_kind = [[one for one in marks if one.question.kind == kind] for kind in KINDS]
            cells = [f"{scoring.summary(each).exact:.2f}" if each else "" for each in by_kind]
            print(f"| {name} | {language} | " + " | ".join(cells) + " |")
    print("\n### Time to the first answer, from nothing, s\n")
    print("| arm | " + " | ".join(languages) + " |")
    print("|---" + "|---:" * len(languages) + "|")
    for name, found in results.items():
        print(f"| {name} | " + " | ".join(f"{found.first_s.get(each, 0):.1f}" for each in languages) + " |")
    for name, found in results.items():
        whole = scoring.summary(found.all())
        if whole.sure_precision is not None:
            print(f"\n{name} marked {whole.sure_items} things `exact`; {whole.sure_precision:.3f} are right.")


def write_losses(results: dict[str, Results], file: Path) -> None:
    """Write every answer that is not exact, a line each."""
    with file.open("w", encoding="utf-8") as lines:
        for name, found in results.items():
            for one in found.all():
                if not one.is_exact:
                    loss = {
                        "arm": name,
                        "id": one.question.id,
                        "question": one.question.text,
                        "unknown": one.is_unknown,
                        "wrong": [
                            f"{each.path}:{each.lines}:{each.name}:{each.evidence}" for each in one.wrong
                        ],
                        "missed": [
                            f"{each.path}:{each.line}:{each.name}:{each.sites}" for each in one.missed
                        ],
                        "expected": len(one.question.expected),
                    }
                    lines.write(json.dumps(loss) + "\n")


async def main(arguments: argparse.Namespace) -> None:
    """Evaluate and print."""
    peers: Path = arguments.peers.absolute()
    arms: list[Arm] = [Ours(), Ripgrep(), Codegraph(peers), CodeIndex(peers)]
    arms = [arm for arm in arms if not arguments.arm or arm.name in arguments.arm]
    for arm in arms:
        missing = arm.missing()
        print(f"- {arm.name}: {missing or arm.version()}", flush=True)
    arms = [arm for arm in arms if arm.missing() is None]
    count = tokens.counter(peers)
    results = {arm.name: Results() for arm in arms}
    for chosen in sets():
        if arguments.repository and chosen.repository not in arguments.repository:
            continue
        try:
            tree = corpora.tree(corpora.named(chosen.repository))
        except corpora.UnavailableError as error:
            print(f"- skipped: {error}")
            continue
        print(
            f"- {chosen.archive} ({chosen.language}): {len(chosen.questions)} questions, {chosen.established}"
        )
        for arm in arms:
            marks, first_s = await evaluated(arm, chosen, tree, count)
            results[arm.name].marks[chosen.language] = marks
            results[arm.name].first_s[chosen.language] = first_s
            print(f"{arm.name} has answered about {chosen.repository}", file=sys.stderr)
    print_tables(results)
    if arguments.losses:
        write_losses(results, arguments.losses)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", type=Path, required=True)
    parser.add_argument("--arm", action="append")
    parser.add_argument("--repository", action="append")
    parser.add_argument("--losses", type=Path)
    anyio.run(main, parser.parse_args())
