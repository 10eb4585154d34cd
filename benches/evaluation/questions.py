"""What a question is, and what an answer to it is; the committed sets are read here.

An answer is a list of items, each of which names a place: a file, lines in it, a symbol's name.
Knows no arm and gives no marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

FOLDER: Final = Path(__file__).parent / "questions"

KINDS: Final = {
    "definition": "where is X defined",
    "callers": "who calls X",
    "callees": "what does X call",
    "importers": "who imports module M",
    "implementations": "what implements or overrides X",
    "none": "does any call resolve to Z (none does)",
    "meaning": "which definition does the name at a place mean",
}


class Truth(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that an answer should hold: a definition, a caller with its calls, or a file."""

    path: str
    name: str = ""
    """Qualified name; empty for a file, or for the code of a file outside of all definitions."""
    line: int = 0
    """Where the name stands."""
    first: int = 0
    """Where the definition begins, decorators and overloads included."""
    sites: tuple[tuple[int, int], ...] = ()
    """First and last line of each call."""


class Symbol(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is asked about: a definition, a file or package, or a name at a place."""

    path: str
    name: str = ""
    line: int = 0
    column: int = 0
    """From 1; only of a name at a place."""
    within: str = ""
    """Qualified name of the definition round a name at a place."""
    first: int = 0
    end: int = 0
    """Lines from the first to the last of the definition, or of that round a name."""
    kind: str = ""


class Question(msgspec.Struct, frozen=True, omit_defaults=True):
    """One question with what is true."""

    id: str
    kind: str
    text: str
    hard: bool
    """The same name stands for something else in the repository as well."""
    truth: str
    """Who established the answer."""
    symbol: Symbol
    expected: tuple[Truth, ...]
    open: tuple[Truth, ...] = ()
    """What nobody knows: naming it is neither right nor wrong. Without a path any place of that name."""


class QuestionSet(msgspec.Struct, frozen=True):
    """The questions on one repository."""

    repository: str
    language: str
    archive: str
    established: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that an arm names."""

    path: str
    lines: tuple[int, ...] = ()
    name: str = ""
    evidence: str = ""
    """How surely, in the words of the arm; empty where it has none."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What an arm says to one question, and what that cost."""

    items: tuple[Item, ...]
    text: str
    """Everything that a client was given to read."""
    seconds: float
    calls: int = 1
    unsure: bool = False
    """It says itself that there may be more, or that some of it may be wrong."""
    unknown: bool = False
    """It says that it does not know, or has no answer to such a question."""


def sets() -> list[QuestionSet]:
    """Return all committed sets, by name of the repository."""
    return [
        msgspec.json.decode(path.read_bytes(), type=QuestionSet) for path in sorted(FOLDER.glob("*.json"))
    ]
