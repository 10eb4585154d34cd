"""The manifest and the tests agree, both ways: no promise without a test, no mark without a promise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.guards.marks import Mark, all_marks, python_marks, rust_marks
from tests.requirements import REQUIREMENTS, Requirement, met, unmet

ROOT = Path(__file__).parents[1]
LAST_OF_EACH_GROUP = (
    "LAY-5 SES-14 LOCK-8 SER-4 EXE-7 CACHE-4 BATCH-3 CONN-3 DEP-9 KEY-7 TOOL-9 OBS-9 SEC-8 MIG-6 "
    "T36 Q12 E16 S15 F20 P20"
)


def untested(requirements: Iterable[Requirement], marks: Iterable[Mark]) -> list[str]:
    """Return the ids that are said to be met and that no test carries."""
    carried = {mark.id for mark in marks if mark.test}
    return [entry.id for entry in requirements if entry.met and entry.id not in carried]


def lost(requirements: Iterable[Requirement], marks: Iterable[Mark]) -> list[Mark]:
    """Return the marks that name no id, or that hang on nothing that runs."""
    known = {entry.id for entry in requirements}
    return [mark for mark in marks if mark.id not in known or mark.test is None]


def test_the_manifest_holds_every_id_once() -> None:
    ids = [entry.id for entry in REQUIREMENTS]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    groups = re.findall(r"([A-Z]+-?)(\d+)", LAST_OF_EACH_GROUP)
    expected = {f"{stem}{number}" for stem, last in groups for number in range(1, int(last) + 1)}
    assert set(ids) == expected


def test_every_promise_is_said_in_a_sentence_of_its_own() -> None:
    texts = Counter(entry.text for entry in REQUIREMENTS)
    assert [text for text, count in texts.items() if count > 1 or not text] == []


def test_every_met_requirement_has_a_test_that_carries_it() -> None:
    marks = all_marks(ROOT)
    assert len(marks) > 20, "the scan found hardly any mark; has a folder moved?"
    assert untested(REQUIREMENTS, marks) == []


def test_every_mark_names_a_requirement_and_hangs_on_a_test() -> None:
    marks = all_marks(ROOT)
    assert {mark.path.suffix for mark in marks} == {".py", ".rs"}
    assert [str(mark) for mark in lost(REQUIREMENTS, marks)] == []


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """Write a Python and a Rust file with good marks, unknown ones, and some that hang on nothing."""
    (tmp_path / "test_planted.py").write_text(
        'import pytest\n\n\n@pytest.mark.requirement("A-1", "A-2")\ndef test_good(): ...\n\n\n'
        '@pytest.mark.requirement("A-9")\nasync def test_unknown(): ...\n\n\n'
        '@pytest.mark.requirement("A-3")\ndef helper(): ...\n'
    )
    (tmp_path / "planted.rs").write_text(
        "// requirement: A-1, A-4\n#[test]\n#[ignore]\nfn good() {}\n\n"
        "// requirement: A-5\nfn helper() {}\n\n// requirement: A-6\n\n#[test]\nfn apart() {}\n"
    )
    return tmp_path


def test_a_met_requirement_without_a_test_is_found(planted: Path) -> None:
    marks = [*python_marks(planted / "test_planted.py"), *rust_marks(planted / "planted.rs")]
    manifest = [met(name, name) for name in ("A-1", "A-2", "A-3", "A-4", "A-5", "A-6")] + [
        unmet("A-7", "A-7")
    ]
    assert untested(manifest, marks) == ["A-3", "A-5", "A-6"]


def test_a_mark_that_is_lost_is_found_in_python_and_in_rust(planted: Path) -> None:
    manifest = [unmet(f"A-{number}", "text") for number in range(1, 9)]
    python = lost(manifest, python_marks(planted / "test_planted.py"))
    rust = lost(manifest, rust_marks(planted / "planted.rs"))
    assert [(mark.id, mark.test) for mark in python] == [("A-9", "test_unknown"), ("A-3", None)]
    assert [(mark.id, mark.test) for mark in rust] == [("A-5", None), ("A-6", None)]
