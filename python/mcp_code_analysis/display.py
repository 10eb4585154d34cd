"""How answers look to people: aligned text, or HTML for a notebook.

Repository text is untrusted: control, bidirectional and invisible characters are spelt out, HTML is escaped.
Knows tables of text only; what stands in them is decided by the callers.
"""

from __future__ import annotations

import html
import unicodedata
from typing import Final, Literal

import msgspec

TAB_WIDTH: Final = 4

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Column(msgspec.Struct, frozen=True):
    """A column's heading, and whether it holds numbers, which stand on the right."""

    heading: str
    numeric: bool = False


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of text under headings."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def visible(text: str) -> str:
    """Return ``text`` on one line, characters that hide or reorder others spelt out as ``<U+202E>``."""
    if text.isprintable():
        return text
    return "".join(
        f"<U+{ord(character):04X}>" if unicodedata.category(character) in _HIDDEN else character
        for character in text.expandtabs(TAB_WIDTH)
    )


def shortened(text: str, width: int, *, keep: Literal["start", "end"] = "start") -> str:
    """Return ``text`` cut to ``width`` characters; ``keep`` says which part stays."""
    if len(text) <= width:
        return text
    return f"{text[: width - 1]}…" if keep == "start" else f"…{text[len(text) - width + 1 :]}"


def grouped(number: int) -> str:
    """Return the number with a comma between thousands."""
    return f"{number:,}"


def counted(number: int, thing: str) -> str:
    """Return the number and the thing, in the plural unless there is one."""
    return f"{grouped(number)} {thing}{'' if number == 1 else 's'}"


def size(size_bytes: int) -> str:
    """Return a number of bytes in the unit that reads best."""
    amount, unit = float(size_bytes), "B"
    for larger in ("KiB", "MiB", "GiB", "TiB"):
        if amount < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{size_bytes} B" if unit == "B" else f"{amount:.1f} {unit}"


def plain(table: Table) -> str:
    """Return the table as aligned lines, the headings first."""
    head = tuple(column.heading for column in table.columns)
    rows = [head, *(tuple(visible(cell) for cell in row) for row in table.rows)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column.numeric else cell.ljust(width)
            for column, width, cell in zip(table.columns, widths, row, strict=True)
        ).rstrip()
        for row in rows
    )


def source(text: str, *, lines_max: int) -> str:
    """Return source text line by line, at most ``lines_max`` lines of it."""
    lines = [visible(line) for line in text.splitlines()]
    return "\n".join([*lines[:lines_max], *(["…"] if len(lines) > lines_max else [])])


def as_html(table: Table, *, caption: str, note: str) -> str:
    """Return the table as one HTML element, a caption above and a note below."""
    head = "".join(_html_cell("th", column, column.heading) for column in table.columns)
    rows = (
        "".join(_html_cell("td", column, cell) for column, cell in zip(table.columns, row, strict=True))
        for row in table.rows
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return _framed(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>", caption, note)


def source_as_html(text: str, *, caption: str, note: str) -> str:
    """Return source text as one HTML element, a caption above and a note below."""
    lines = "\n".join(visible(line) for line in text.splitlines())
    return _framed(f"<pre>{html.escape(lines)}</pre>", caption, note)


def _framed(body: str, caption: str, note: str) -> str:
    above = f"<div><strong>{html.escape(visible(caption))}</strong></div>"
    return f"<div>{above}{body}<div><small>{html.escape(visible(note))}</small></div></div>"


def _html_cell(tag: str, column: Column, text: str) -> str:
    align = "right" if column.numeric else "left"
    return f'<{tag} style="text-align:{align}">{html.escape(visible(text))}</{tag}>'
