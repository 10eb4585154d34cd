"""The arms ask as their tools are meant to be asked, and read answers as they are written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from benches.evaluation import scoring
from benches.evaluation.arms.codegraph import rows
from benches.evaluation.arms.ours import Ours
from benches.evaluation.arms.ripgrep import Ripgrep
from benches.evaluation.questions import Item, Question, Reply, Symbol, Truth

SHOP = "def opened():\n    return 1\n\n\ndef filtered():\n    return opened()\n"
USER = "from shop import opened as started\n\n\nclass Day:\n    def begin(self):\n        return started()\n"
OTHER = "def opened():\n    return 2\n\n\ndef other():\n    return opened()\n"
CALLERS = Question(
    id="shop/callers/1",
    kind="callers",
    text="Who calls function `opened` of shop.py?",
    hard=True,
    truth="hand",
    symbol=Symbol("shop.py", "opened", 1, first=1, end=2, kind="function"),
    expected=(
        Truth("shop.py", "filtered", 5, 5, ((6, 6),)),
        Truth("user.py", "Day.begin", 5, 5, ((6, 6),)),
    ),
)
LISTED = """**Callers of _subscribe — 2 distinct definitions (narrow with `file`)**

**Subject::_subscribe** (method) — src/Subject.ts:116
- _subscribe (method) - src/Observable.ts:324
- index.ts (file) - src/index.ts:1 — via import

**AnonymousSubject::_subscribe** (method) — src/Subject.ts:182
- _subscribe (method) - src/Subject.ts:116"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name, text in {"shop.py": SHOP, "user.py": USER, "other.py": OTHER}.items():
        (tmp_path / name).write_text(text)
    return tmp_path


async def reply(arm: Ours | Ripgrep, tree: Path, question: Question) -> Reply:
    async with arm.opened(tree, "python") as ask:
        return await ask(question)


@pytest.mark.anyio
async def test_ours_finds_callers_through_an_alias_and_none_of_another_function_of_the_name(
    tree: Path,
) -> None:
    mark = scoring.mark(CALLERS, await reply(Ours(), tree, CALLERS), tokens=0)
    assert mark.is_exact, (mark.wrong, mark.missed)
    assert (mark.sure_items, mark.sure_right) == (2, 2)


@pytest.mark.anyio
async def test_ours_says_unknown_where_a_tool_refuses(tree: Path) -> None:
    asked = Question(
        "a", "callers", "Who?", hard=False, truth="hand", symbol=Symbol("no.py", "x"), expected=()
    )
    told = await reply(Ours(), tree, asked)
    assert told.unknown
    assert "NOT_FOUND" in told.text


@pytest.mark.anyio
@pytest.mark.skipif(shutil.which("rg") is None, reason="ripgrep is not installed")
async def test_ripgrep_finds_lines_by_name_and_leaves_out_those_that_define_it(tree: Path) -> None:
    told = await reply(Ripgrep(), tree, CALLERS)
    assert {(one.path, one.lines) for one in told.items} == {("other.py", (6,)), ("shop.py", (6,))}


def test_codegraph_is_read_for_the_definition_that_was_asked_for_and_for_calls_alone() -> None:
    assert rows(LISTED, "Subject._subscribe", 116, 120) == [Item("src/Observable.ts", (324,), "_subscribe")]
    assert rows(LISTED, "AnonymousSubject._subscribe", 182, 190) == [
        Item("src/Subject.ts", (116,), "_subscribe")
    ]
