"""Answers of tools that are kept whole: what is stored of one, and what can be seen of it.

A part of an answer is a list in it, or its text by lines; rows are chosen by their fields and shown in part.
Pure; refuses fields and parts that are not there, naming those that are nearest.
"""

from __future__ import annotations

import csv
import difflib
import io
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Final, Literal, TypeAlias

import msgspec

from mcp_code_analysis.errors import CorruptRecord, InvalidRequest
from mcp_code_analysis.results.store import PAGE_BYTES_MAX, ResultStore

KIND: Final = "answer"
"""The kind of result that a kept answer is; its lifetime may be set by this name."""

TEXT: Final = "text"
DEPTH_MAX: Final = 4
NEAREST_MAX: Final = 3

Form: TypeAlias = Literal["json", "jsonl", "csv"]
Row: TypeAlias = Mapping[str, object]


class StoredAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer, the call that it answers, and the session that it ends with.

    ``is_complete``: nothing was left out for its size.
    """

    session: str
    run: str
    tool: str
    arguments: dict[str, object]
    is_complete: bool
    answer: dict[str, object]


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows of which part, and which fields of them.

    ``where`` compares fields, named with dots, with values; in text ``*`` stands for anything.
    """

    part: str | None = None
    where: Mapping[str, object] = {}
    contains: str | None = None
    fields: tuple[str, ...] = ()


async def read_answer(results: ResultStore, handle: str, *, tenant: str) -> StoredAnswer:
    """Read a kept answer whole; NotFound for a handle that leads to none."""
    info = await results.info(handle, tenant=tenant)
    offsets = range(0, info.size_bytes, PAGE_BYTES_MAX)
    pages = [await results.page(handle, offset, PAGE_BYTES_MAX, tenant=tenant) for offset in offsets]
    try:
        return msgspec.json.decode(b"".join(pages), type=StoredAnswer)
    except msgspec.MsgspecError as error:
        raise CorruptRecord("The result is no answer of a tool.", hint="Run the tool again.") from error


def parts_of(stored: StoredAnswer) -> dict[str, int]:
    """Return the parts of the answer with the number of their rows, the largest first."""
    found = dict(_parts(stored.answer.get("result"), "", DEPTH_MAX))
    return dict(sorted(((name, len(rows)) for name, rows in found.items()), key=lambda part: -part[1]))


def chosen(stored: StoredAnswer, choice: Choice) -> tuple[str, list[Row]]:
    """Return the name of the part, and its rows that were chosen; the largest part where none is named."""
    found = dict(_parts(stored.answer.get("result"), "", DEPTH_MAX))
    name = (
        choice.part if choice.part is not None else max(found, key=lambda each: len(found[each]), default="")
    )
    if name not in found:
        raise InvalidRequest(
            f"The result has no part {name[:64]!r}.",
            hint=f"It has: {', '.join(found) or 'none'}.",
            nearest=_nearest(name, found),
        )
    rows = [row if isinstance(row, dict) else {"value": row} for row in found[name]]
    _check_fields(rows, (*choice.where, *choice.fields))
    kept = [row for row in rows if _fits(row, choice)]
    if not choice.fields:
        return name, list(kept)
    return name, [{field: _value(row, field) for field in choice.fields} for row in kept]


def exported(rows: Sequence[Row], form: Form) -> str:
    """Return rows as text: one JSON array, a JSON object a line, or CSV with a head of all fields."""
    match form:
        case "json":
            return msgspec.json.encode(rows).decode() + "\n"
        case "jsonl":
            return "".join(msgspec.json.encode(row).decode() + "\n" for row in rows)
        case "csv":
            text = io.StringIO()
            fields = list(dict.fromkeys(name for row in rows for name in row))
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(fields)
            writer.writerows([_cell(row.get(name)) for name in fields] for row in rows)
            return text.getvalue()


def _parts(value: object, path: str, depth: int) -> Iterator[tuple[str, list[object]]]:
    if not isinstance(value, dict) or depth == 0:
        return
    for name, each in value.items():
        below = f"{path}{name}"
        if isinstance(each, list):
            yield below, each
        elif name == TEXT and isinstance(each, str):
            lines = each.splitlines()
            first = value.get("start_line")
            start = first if isinstance(first, int) else 1
            yield below, [{"line": start + number, "text": line} for number, line in enumerate(lines)]
        else:
            yield from _parts(each, f"{below}.", depth - 1)


def _fits(row: Row, choice: Choice) -> bool:
    if choice.contains is not None and choice.contains.casefold() not in _text(row).casefold():
        return False
    return all(_equals(_value(row, field), wanted) for field, wanted in choice.where.items())


def _equals(value: object, wanted: object) -> bool:
    if isinstance(value, list):
        return any(_equals(each, wanted) for each in value)
    if isinstance(wanted, str) and not isinstance(value, str):
        return _cell(value) == wanted
    if isinstance(wanted, str) and "*" in wanted:
        # Only the star has a meaning; what else fnmatch would read into it is meant as it stands.
        return fnmatchcase(str(value), wanted.replace("[", "[[]").replace("?", "[?]"))
    return value == wanted


def _value(row: object, field: str) -> object:
    if isinstance(row, dict) and field in row:
        return row[field]
    name, dot, rest = field.partition(".")
    return _value(row.get(name), rest) if dot and isinstance(row, dict) else None


def _check_fields(rows: Sequence[Row], wanted: Sequence[str]) -> None:
    """Refuse a field that no row has: a filter by it would be silently empty."""
    known = dict.fromkeys(name for row in rows for name in row)
    for field in wanted if rows else ():
        if field.partition(".")[0] not in known and field not in known:
            raise InvalidRequest(
                f"No row has a field {field[:64]!r}.",
                hint=f"They have: {', '.join(known)}.",
                nearest=_nearest(field, known),
            )


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _text(row: Row) -> str:
    return msgspec.json.encode(row).decode()


def _nearest(name: str, known: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(difflib.get_close_matches(name[:64], list(known), n=NEAREST_MAX, cutoff=0.5))
