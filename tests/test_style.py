"""The habits of the code that a machine can see, and every guard of them can fail."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.guards import sources

ROOT = Path(__file__).parents[1]
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50

LONGER_FILES: dict[str, str] = {}
"""Files that may be longer, each with the reason why it is one idea all the same."""

LONGER_FUNCTIONS = {
    "row in crates/analysis/src/tools/rows.rs": "a table: one row a tool",
    "statement in crates/syntax/src/usage/python.rs": "a table: one arm a kind of node",
    "chain in crates/syntax/src/usage/chain.rs": "one loop in and one out, over the same parts",
    "finish in crates/syntax/src/usage/scoped.rs": "one renumbering of all that refers to each other",
    "bindings in crates/analysis/src/names/infer.rs": "a table: one arm a kind of binding",
    "users in crates/analysis/src/names/users.rs": "one sweep over the uses, with what became of each",
}
"""Functions that may be longer, each with its reason."""

HOSTS = ("pypi", "crates", "npmjs", "pythonhosted", "golang", "maven", "debian")
FORBIDDEN = re.compile(
    rf"(?:registry|index|static|files|proxy|repo1?|deb|www)\.(?:{'|'.join(HOSTS)})\.(?:org|io|com)"
    rf"|\b(?:{'|'.join(HOSTS)})\.(?:org|io)/(?:simple|api|packages|project)"
    r"|(?<![\w.~}])/(?:root|work|opt/wheels|home/\w+)/"
    r"|\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b"
)
"""Paths of one machine, addresses of registries, and work that was put off."""

PRAISE = re.compile(
    r"\b(?:simply|blazing(?:ly)?|seamless(?:ly)?|powerful|effortless(?:ly)?|cutting-edge)\b", re.IGNORECASE
)
LOCKS = re.compile(
    r"(?:.*[.-]lock(?:\.\w+)?|.*\.lockb|poetry\.lock|requirements.*\.txt|npm-shrinkwrap\.json)"
)


@pytest.fixture(scope="module")
def files() -> list[Path]:
    found = sources.project_files(ROOT)
    assert len(found) > 50, "the scan found hardly any file"
    return found


@pytest.fixture(scope="module")
def code(files: list[Path]) -> list[Path]:
    found = [path for path in files if path.suffix in {".py", ".rs"} and "corpus" not in path.parts]
    assert {path.suffix for path in found} == {".py", ".rs"}
    return found


def test_a_file_is_read_in_one_sitting(code: list[Path]) -> None:
    long = {path.relative_to(ROOT).as_posix() for path in sources.long_files(code, FILE_LINES_MAX)}
    assert sorted(long - set(LONGER_FILES)) == []
    assert sorted(set(LONGER_FILES) - long) == [], "the file has become short: take it off the list"


def test_a_function_is_read_at_a_glance(code: list[Path]) -> None:
    readers = {".py": sources.long_functions, ".rs": sources.long_rust_functions}
    long = {
        f"{name} in {path.relative_to(ROOT).as_posix()}"
        for path in code
        for name, _ in readers[path.suffix](path, FUNCTION_LINES_MAX)
    }
    assert sorted(long - set(LONGER_FUNCTIONS)) == []
    assert sorted(set(LONGER_FUNCTIONS) - long) == [], "the function has become short: take it off the list"


def test_every_module_opens_with_what_it_is_for(code: list[Path]) -> None:
    # A file of tests is told by the sentences in it.
    modules = [path for path in code if "tests" not in path.parts and path.stem != "tests"]
    assert len(modules) > 50
    assert [path.relative_to(ROOT).as_posix() for path in sources.without_module_doc(modules)] == []


def test_documents_hold_one_sentence_a_line(files: list[Path]) -> None:
    documents = [path for path in files if path.suffix == ".md" and "corpus" not in path.parts]
    assert len(documents) >= 3
    assert [line for path in documents for line in sources.crowded_lines(path)] == []


def test_documents_do_not_praise(files: list[Path]) -> None:
    documents = [path for path in files if path.suffix == ".md" and "corpus" not in path.parts]
    assert list(sources.lines_with(documents, PRAISE)) == []


def test_no_file_names_a_machine_a_registry_or_work_put_off(files: list[Path]) -> None:
    ours = [path for path in files if "corpus" not in path.parts and path != Path(__file__)]
    assert list(sources.lines_with(ours, FORBIDDEN)) == []


def test_the_only_lock_files_are_cargos_and_the_inspectors(files: list[Path]) -> None:
    locks = {path.relative_to(ROOT).as_posix() for path in files if LOCKS.fullmatch(path.name)}
    assert locks == {"Cargo.lock", "tests/server/inspector/package-lock.json"}
    registries = set(
        re.findall(r'^source = "(.*)"$', (ROOT / "Cargo.lock").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert [name for name in registries if not name.endswith("/rust-lang/crates.io-index")] == []


def test_tests_wait_for_conditions_and_never_for_time(code: list[Path]) -> None:
    tests = [path for path in code if path.suffix == ".py" and ROOT / "tests" in path.parents]
    assert len(tests) > 10
    assert [line for path in tests for line in sources.sleeps(path)] == []


def test_fakes_are_real_and_no_name_is_patched(code: list[Path]) -> None:
    tests = [path for path in code if path.suffix == ".py" and ROOT / "tests" in path.parents]
    assert len(tests) > 10
    assert [line for path in tests for line in sources.patched_names(path)] == []


def test_a_file_and_functions_that_are_too_long_are_found(tmp_path: Path) -> None:
    python, rust = tmp_path / "long.py", tmp_path / "long.rs"
    python.write_text(
        'def f():\n    """Say."""\n' + "    x = 1\n" * 51 + "\n\ndef g():\n" + "    x = 1\n" * 50
    )
    rust.write_text("impl A {\n    fn f() {\n" + "        x();\n" * 51 + "    }\n\n    fn g() {\n    }\n}\n")
    assert sources.long_files([python, rust], 60) == {python: 106}
    assert list(sources.long_functions(python, 50)) == [("f", 51)]
    assert list(sources.long_rust_functions(rust, 50)) == [("f", 51)]


def test_a_module_without_a_word_is_found(tmp_path: Path) -> None:
    for name, text in (
        ("a.py", '"""Say."""\n'),
        ("b.py", "x = 1\n"),
        ("c.rs", "//! Say.\n"),
        ("d.rs", "// x\n"),
    ):
        (tmp_path / name).write_text(text)
    assert [path.name for path in sources.without_module_doc(sorted(tmp_path.iterdir()))] == ["b.py", "d.rs"]


def test_two_sentences_on_a_line_are_found(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text(
        "# Title. And more\n\nOne sentence, e.g. This one.\nTwo. Here.\n**Why.** It is so.\n"
        "```\nCode. Here.\n```\n| Cell. Here. |\n- Item. Here.\nA `x. Y` in code.\n"
    )
    assert [line.split(":")[1] for line in sources.crowded_lines(document)] == ["4", "10"]


def test_a_sleep_is_found(tmp_path: Path) -> None:
    test = tmp_path / "test_planted.py"
    test.write_text(
        "import time\ntime.sleep(1)\nawait_(asyncio.sleep(0.1))\nasyncio.sleep(0)\n"
        "async def until(condition):\n    await anyio.sleep(0.01)\n"
    )
    assert [line.split(":")[1] for line in sources.sleeps(test)] == ["2", "3"]


def test_a_patched_name_is_found(tmp_path: Path) -> None:
    test = tmp_path / "test_planted.py"
    test.write_text(
        "from unittest import mock\nfrom unittest.mock import patch\nimport unittest.mock\n"
        "monkeypatch.setattr(a, 'b', 1)\nmonkeypatch.setenv('A', 'b')\n"
    )
    assert [line.split(":")[1] for line in sources.patched_names(test)] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see /ro" + "ot/x", True),
        ("in /wo" + "rk/main", True),
        ("https://files.python" + "hosted.org/x", True),
        ("https://py" + "pi.org/simple", True),
        ("# TO" + "DO later", True),
        ("https://github.com/rust-lang/crates.io-index", False),
        ("src/work/main and ~/root/x", False),
        ("from crates.io", False),
    ],
)
def test_what_may_not_be_named_is_found(text: str, found: bool, tmp_path: Path) -> None:  # noqa: FBT001
    page = tmp_path / "page.md"
    page.write_text(text)
    assert bool(list(sources.lines_with([page], FORBIDDEN))) is found
