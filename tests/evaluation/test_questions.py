"""The questions of the open evaluation hold together, and their answers point at what is there."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from benches.evaluation import corpora, sample
from benches.evaluation.questions import KINDS, QuestionSet, Truth, sets

SETS = sets()
PAGE = Path(__file__).parents[2] / "docs" / "evaluation.md"
GRAPH = {
    "definitions": [
        {"path": "a.py", "first": 1, "line": 1, "end": 3, "name": name, "qualified": name, "kind": "function",
         "local": False}
        for name in ("one", "two", "three")
    ],
    "calls": [
        {"path": "a.py", "first": line, "line": line, "column": 5, "name": "one", "caller": 1,
         "targets": found}
        for line, found in ((2, [0]), (3, [0]), (4, "unknown"))
    ],
    "imports": [],
    "bases": [],
    "overrides": [],
}  # fmt: skip


def test_there_are_two_hundred_questions_on_four_repositories_in_four_languages() -> None:
    assert len({one.repository for one in SETS}) >= 4
    assert len({one.language for one in SETS}) >= 4
    assert sum(len(one.questions) for one in SETS) >= 200
    assert {one.repository for one in SETS} == {one.name for one in corpora.CORPORA}


@pytest.mark.parametrize("chosen", SETS, ids=lambda one: one.repository)
def test_a_set_says_of_every_question_what_is_true_and_who_says_so(chosen: QuestionSet) -> None:
    corpus = corpora.named(chosen.repository)
    assert (chosen.archive, chosen.language) == (corpus.archive, corpus.language)
    assert re.search(r"\d", chosen.established), "who established it, to the version"
    assert len(chosen.questions) >= 50
    assert len({one.id for one in chosen.questions}) == len(chosen.questions)
    assert {one.kind for one in chosen.questions} <= set(KINDS)
    assert {one.truth for one in chosen.questions} <= {"compiler", "hand"}
    assert sum(one.hard for one in chosen.questions) >= len(chosen.questions) * 0.4
    for one in chosen.questions:
        assert one.text.endswith("?")
        may_be_empty = one.kind in {"none", "meaning"}
        assert one.expected or may_be_empty, one.id
        assert one.kind != "none" or not one.expected


@pytest.mark.parametrize("chosen", SETS, ids=lambda one: one.repository)
def test_answers_point_at_lines_that_hold_the_name(chosen: QuestionSet) -> None:
    tree = corpora.place(corpora.named(chosen.repository))
    if not tree.is_dir():
        pytest.skip(f"{chosen.archive} is not here; `make evaluation` fetches it")
    for question in chosen.questions:
        for truth in (*question.expected, *question.open):
            assert not is_misplaced(tree, truth), question.id


def is_misplaced(tree: Path, truth: Truth) -> bool:
    """Tell whether a place of an answer is not in the tree."""
    if not truth.path:
        return False
    lines = (tree / truth.path).read_text(encoding="utf-8", errors="replace").split("\n")
    last = max((truth.line, *(end for _, end in truth.sites)))
    if last > len(lines):
        return True
    name = truth.name.rsplit(".", 1)[-1]
    return bool(truth.line) and not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", lines[truth.line - 1])


def test_the_same_facts_give_the_same_questions_and_an_unknown_call_is_left_open() -> None:
    sampler = sample.Sampler(GRAPH)
    (asked,) = sample.chosen(sampler.candidates("callers"), 5, ())
    assert asked.symbol.name == "one"
    assert [one.sites for one in asked.expected] == [((2, 2), (3, 3))]
    assert [one.sites for one in asked.open] == [((4, 4),)]
    unused = [one.symbol.name for one in sample.chosen(sampler.candidates("none"), 5, ())]
    again = [one.symbol.name for one in sample.chosen(sample.Sampler(GRAPH).candidates("none"), 5, ())]
    assert sorted(unused) == ["three", "two"]
    assert unused == again


def test_the_page_shows_the_sets_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for one in SETS:
        assert f"| {one.archive} | {one.language} | {len(one.questions)} | {one.established} |" in page
    hard = sum(question.hard for one in SETS for question in one.questions)
    assert f"{hard} of the {sum(len(one.questions) for one in SETS)} are hard." in page


def test_no_kind_of_question_is_missing() -> None:
    counts = Counter(one.kind for chosen in SETS for one in chosen.questions)
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 10
