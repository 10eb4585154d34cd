"""Marks answers against what is true, and sums marks up.

Recall is over what should be named, precision over what an arm names,
so that an arm that names lines is held to lines and one that names functions to functions.
A pure function of questions and replies.
"""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from benches.evaluation.questions import Item, Question, Reply, Truth

CONSTRUCTORS: Final = (".__init__", ".__new__", ".constructor")
EXACT: Final = "exact"


@dataclass(frozen=True, slots=True)
class Mark:
    """How one answer did."""

    question: Question
    precision: float | None
    """None where nothing was named that counts."""
    recall: float
    f1: float
    is_exact: bool
    wrong: tuple[Item, ...]
    missed: tuple[Truth, ...]
    tokens: int
    seconds: float
    calls: int
    is_unknown: bool
    is_unsure: bool
    sure_items: int
    """Items called exact by the arm, of those that count."""
    sure_right: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Marks of several answers together."""

    count: int
    precision: float | None
    """None where nothing was named."""
    recall: float
    f1: float
    exact: float
    unknown: float
    """Share of answers that say that the arm does not know."""
    silent_wrong: float
    """Share of answers that are not exact and give no sign of it."""
    tokens_median: float
    ms_median: float
    ms_p95: float
    sure_items: int
    sure_precision: float | None


def matches(item: Item, truth: Truth) -> bool:
    """Tell whether an item names a thing: by a call in it, by its own place, or by its name."""
    if item.path != truth.path:
        return False
    if truth.sites:
        if any(first <= line <= last for line in item.lines for first, last in truth.sites):
            return True
        if item.lines and not (truth.name and is_name(item.name, truth.name)):
            return any(truth.first <= line <= truth.line for line in item.lines if truth.line)
        return is_name(item.name, truth.name)
    if not truth.line:
        return True
    if any(truth.first <= line <= truth.line for line in item.lines):
        return True
    return bool(item.name) and is_name(item.name, truth.name)


def is_name(named: str, true: str) -> bool:
    """Tell whether a name is the one that is true, or that of its constructor."""
    return true in {named, plain(named)}


def plain(name: str) -> str:
    """Return a name without the constructor at its end: whoever makes a thing calls its class."""
    for ending in CONSTRUCTORS:
        name = name.removesuffix(ending)
    return name


def is_open(item: Item, question: Question, unseen: Collection[str]) -> bool:
    """Tell whether nobody knows if an item belongs to the answer, as of names that no compiler sees."""
    simple = plain(item.name).rsplit(".", 1)[-1]
    return simple in unseen or any(
        matches(item, one) if one.path else simple == one.name.rsplit(".", 1)[-1] for one in question.open
    )


def mark(question: Question, reply: Reply, tokens: int, unseen: Collection[str] = ()) -> Mark:
    """Mark one answer."""
    right = [item for item in reply.items if any(matches(item, one) for one in question.expected)]
    wrong = [item for item in reply.items if item not in right and not is_open(item, question, unseen)]
    missed = [one for one in question.expected if not any(matches(item, one) for item in right)]
    named = len(right) + len(wrong)
    if question.expected:
        recall = 1 - len(missed) / len(question.expected)
        precision = len(right) / named if named else None
    else:
        # Nothing is the answer: only to say so is right, and to say that one does not know is not.
        recall = 0.0 if wrong or reply.unknown else 1.0
        precision = 0.0 if wrong else None
    whole = not wrong and not missed and not reply.unknown
    f1 = 1.0 if whole else 2 * (precision or 0) * recall / ((precision or 0) + recall or 1)
    sure = [item for item in (*right, *wrong) if item.evidence == EXACT]
    return Mark(
        question, precision, recall, f1, whole, tuple(wrong), tuple(missed),
        tokens, reply.seconds, reply.calls,
        reply.unknown, reply.unsure, len(sure), sum(item in right for item in sure),
    )  # fmt: skip


def summary(marks: Sequence[Mark]) -> Summary:
    """Sum marks up; every question counts alike, to tokens and times those that were asked."""
    sure_items = sum(one.sure_items for one in marks)
    asked = [one for one in marks if one.calls] or list(marks)
    seconds = sorted(one.seconds for one in asked)
    precisions = [one.precision for one in marks if one.precision is not None]
    return Summary(
        count=len(marks),
        precision=mean(precisions) if precisions else None,
        recall=mean(one.recall for one in marks),
        f1=mean(one.f1 for one in marks),
        exact=mean(float(one.is_exact) for one in marks),
        unknown=mean(float(one.is_unknown) for one in marks),
        silent_wrong=mean(float(not (one.is_exact or one.is_unknown or one.is_unsure)) for one in marks),
        tokens_median=statistics.median(one.tokens for one in asked),
        ms_median=statistics.median(seconds) * 1e3,
        ms_p95=seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))] * 1e3,
        sure_items=sure_items,
        sure_precision=sum(one.sure_right for one in marks) / sure_items if sure_items else None,
    )


def mean(values: Iterable[float]) -> float:
    """Return the mean; 0 of nothing."""
    found = list(values)
    return sum(found) / len(found) if found else 0.0
