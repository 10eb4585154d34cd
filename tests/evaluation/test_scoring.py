"""Planted answers get the marks that they deserve."""

from __future__ import annotations

import pytest

from benches.evaluation import scoring
from benches.evaluation.questions import Item, Question, Reply, Symbol, Truth

FIRST = Truth("a.py", "Shop.open", 10, 9, ((12, 12), (15, 17)))
SECOND = Truth("b.py", "close", 3, 3, ((4, 4),))
MODULE = Truth("c.py", sites=((1, 1),))


def question(
    expected: tuple[Truth, ...], unsettled: tuple[Truth, ...] = (), kind: str = "callers"
) -> Question:
    return Question(
        id="r/callers/1", kind=kind, text="Who calls it?", hard=True, truth="compiler",
        symbol=Symbol("x.py", "it"), expected=expected, open=unsettled,
    )  # fmt: skip


def marked(asked: Question, *items: Item, unknown: bool = False) -> scoring.Mark:
    return scoring.mark(asked, Reply(items, "", 0.5, unknown=unknown), tokens=7)


def test_a_whole_answer_is_exact_whether_it_names_calls_or_functions() -> None:
    asked = question((FIRST, SECOND, MODULE))
    calls = marked(asked, Item("a.py", (16,)), Item("a.py", (12,)), Item("b.py", (4,)), Item("c.py", (1,)))
    functions = marked(asked, Item("a.py", (), "Shop.open"), Item("b.py", (3,), "close"), Item("c.py", (1,)))
    assert calls.is_exact
    assert functions.is_exact
    assert (calls.precision, calls.recall, calls.f1) == (1, 1, 1)


def test_what_is_missed_costs_recall_and_what_is_wrong_costs_precision() -> None:
    half = marked(question((FIRST, SECOND)), Item("a.py", (12,)), Item("a.py", (13,)), Item("d.py", (4,)))
    assert half.precision == pytest.approx(1 / 3)
    assert half.recall == 0.5
    assert half.f1 == pytest.approx(0.4)
    assert not half.is_exact
    assert [one.name for one in half.missed] == ["close"]
    assert [one.path for one in half.wrong] == ["a.py", "d.py"]


def test_a_function_of_the_same_name_elsewhere_is_wrong() -> None:
    assert not marked(question((SECOND,)), Item("d.py", (), "close")).is_exact
    assert not marked(question((FIRST,)), Item("a.py", (30,), "Stall.open")).is_exact


def test_what_nobody_knows_is_neither_right_nor_wrong() -> None:
    asked = question((SECOND,), (FIRST, Truth("", "run")))
    assert marked(asked, Item("b.py", (4,)), Item("a.py", (15,)), Item("z.py", (), "Task.run")).is_exact
    assert marked(asked, Item("b.py", (4,))).is_exact
    assert marked(asked, Item("a.py", (15,))).precision is None


def test_nothing_is_the_right_answer_where_nothing_is_true() -> None:
    asked = question((), kind="none")
    assert marked(asked).is_exact
    assert marked(asked, Item("a.py", (1,))).f1 == 0
    assert not marked(asked, unknown=True).is_exact


def test_whoever_makes_a_thing_calls_its_class() -> None:
    asked = question((Truth("a.py", "Shop", 2, 1),), kind="callees")
    assert marked(asked, Item("a.py", (), "Shop.__init__")).is_exact
    assert marked(asked, Item("a.py", (1,))).is_exact


def test_a_file_is_named_by_its_path() -> None:
    asked = question((Truth("a.py"), Truth("b.py")), kind="importers")
    assert marked(asked, Item("a.py", (3,)), Item("b.py")).is_exact


def test_sums_count_every_question_alike_and_tell_silence_from_doubt() -> None:
    asked = question((SECOND,))
    right = scoring.mark(asked, Reply((Item("b.py", (4,), "", "exact"),), "", 0.1), 10)
    wrong = scoring.mark(asked, Reply((Item("d.py", (4,), "", "exact"),), "", 0.2), 30)
    doubtful = scoring.mark(asked, Reply((Item("d.py", (4,), "", "possible"),), "", 0.3, unsure=True), 20)
    silent = scoring.mark(asked, Reply((), "", 0.4, unknown=True), 0)
    told = scoring.summary([right, wrong, doubtful, silent])
    assert (told.count, told.exact, told.unknown, told.silent_wrong) == (4, 0.25, 0.25, 0.25)
    assert told.precision == pytest.approx(1 / 3)
    assert told.recall == 0.25
    assert (told.sure_items, told.sure_precision) == (2, 0.5)
    assert told.tokens_median == 15
    assert told.ms_median == pytest.approx(250)
