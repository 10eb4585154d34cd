"""What can be seen of a stored answer: its parts, the rows that are asked for, and its exports."""

from __future__ import annotations

import csv
import io
import json

import pytest

from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.results.answers import Choice, StoredAnswer, chosen, exported, parts_of

pytestmark = pytest.mark.requirement("T36")

ROWS: list[dict[str, object]] = [
    {"path": "a/one.py", "line": 1, "kind": "function", "span": {"start": 3}, "tags": ["x", "y"]},
    {"path": "a/two.py", "line": 2, "kind": "class", "span": {"start": 4}, "tags": []},
    {"path": "b/[three].py", "line": 12, "kind": "function", "span": {"start": 5}, "note": 'say "hi", ok'},
]


def stored(result: object) -> StoredAnswer:
    return StoredAnswer(
        session="acme.a", run="1", tool="search", arguments={}, is_complete=True, answer={"result": result}
    )


ANSWER = stored({"matches": ROWS, "names": ["b", "a"], "deep": {"few": [1]}, "total": 3})


def lines(**choice: object) -> list[object]:
    _, rows = chosen(ANSWER, Choice(**choice))  # type: ignore[arg-type]
    return [row.get("line") for row in rows]


def test_an_answer_has_its_lists_as_parts_the_largest_first() -> None:
    assert parts_of(ANSWER) == {"matches": 3, "names": 2, "deep.few": 1}
    assert chosen(ANSWER, Choice()) == ("matches", ROWS)
    assert chosen(ANSWER, Choice(part="names"))[1] == [{"value": "b"}, {"value": "a"}]
    assert chosen(ANSWER, Choice(part="deep.few"))[1] == [{"value": 1}]


def test_source_text_has_its_lines_as_a_part() -> None:
    text = stored({"path": "a.py", "start_line": 7, "text": "one\ntwo\n"})
    assert chosen(text, Choice()) == ("text", [{"line": 7, "text": "one"}, {"line": 8, "text": "two"}])


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"kind": "function"}, [1, 12]),
        ({"kind": "function", "path": "a/*"}, [1]),
        ({"path": "*[three]*"}, [12]),
        ({"path": "?/one.py"}, []),
        ({"line": 2}, [2]),
        ({"line": "12"}, [12]),
        ({"span.start": 4}, [2]),
        ({"tags": "y"}, [1]),
        ({"note": ""}, [1, 2]),
        ({"note": None}, [1, 2]),
    ],
)
def test_rows_are_chosen_by_their_fields(where: dict[str, object], expected: list[int]) -> None:
    assert lines(where=where) == expected


def test_rows_are_chosen_by_text_anywhere_in_them() -> None:
    assert lines(contains="TWO") == [2]
    assert lines(contains="nowhere") == []


def test_fields_are_shown_in_the_order_that_was_asked_for() -> None:
    _, rows = chosen(ANSWER, Choice(fields=("line", "span.start"), where={"line": 1}))
    assert [list(row.items()) for row in rows] == [[("line", 1), ("span.start", 3)]]


@pytest.mark.parametrize(
    ("choice", "nearest", "known"),
    [
        (Choice(part="match"), ("matches",), "matches, names, deep.few"),
        (Choice(where={"pth": "x"}), ("path",), "path, line, kind, span, tags, note"),
        (Choice(fields=("knd",)), ("kind",), "path, line"),
    ],
)
def test_what_is_not_there_is_said_with_what_is_nearest(
    choice: Choice, nearest: tuple[str, ...], known: str
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        chosen(ANSWER, choice)
    assert refused.value.nearest == nearest
    assert known in str(refused.value.hint)


def test_an_answer_without_parts_says_so() -> None:
    with pytest.raises(InvalidRequest, match="none"):
        chosen(stored({"total": 3}), Choice())


def test_every_export_gives_back_what_was_put_in() -> None:
    assert json.loads(exported(ROWS, "json")) == ROWS
    assert [json.loads(line) for line in exported(ROWS, "jsonl").splitlines()] == ROWS
    table = list(csv.DictReader(io.StringIO(exported(ROWS, "csv"))))
    assert [row["path"] for row in table] == [row["path"] for row in ROWS]
    assert [row["note"] for row in table] == ["", "", 'say "hi", ok']
    assert json.loads(table[0]["span"]) == {"start": 3}
    assert exported([], "csv") == "\n"
