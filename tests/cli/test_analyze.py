"""The report of ``analyze``, for people and for programs."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, Run

ROOT = Path(__file__).parents[2]
SECTIONS = ["Languages", "Most complex functions", "Import cycles", "Hubs", "Imports", "Skipped"]

REPORT = """\
project: 3 files, 31 lines, 427 B of source

Languages  files  lines  code  comment  blank  definitions
python         3     31    25        0      6            3

Most complex functions  where       cyclomatic
choose                  base.py:4            8
left                    left.py:5            1
right                   right.py:5           1
  3 functions, 3.3 on average

Import cycles: 1
  left.py → right.py → left.py

Hubs      imported by  imports
base.py             2        0
left.py             1        2
right.py            1        2

Imports: 4 internal, 1 external, 0 unresolved
  mostly os (1)

Skipped: 2 files
  1 binary, 1 no supported language
"""


def test_a_report_tells_the_whole_story_of_a_small_project(run: Run, project: Path) -> None:
    done = run("analyze", str(project))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == REPORT


def test_a_report_about_this_project_fits_a_screen_and_a_half(run: Run) -> None:
    done = run("analyze", str(ROOT))
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 100
    assert [name for name in SECTIONS if not any(line.startswith(name) for line in lines)] == []
    assert any(line.startswith("rust") for line in lines)


def test_tables_are_as_long_as_asked_for(run: Run, project: Path) -> None:
    one = run("analyze", "--top", "1", str(project)).stdout
    assert "choose" in one
    assert "left.py:5" not in one


def test_a_report_holds_no_colour_and_no_bar_away_from_a_terminal(run: Run, project: Path) -> None:
    done = run("analyze", str(project))
    assert "\x1b" not in done.stdout + done.stderr


def test_the_same_folder_gives_the_same_report(run: Run, project: Path) -> None:
    assert run("analyze", str(project)).stdout == run("analyze", str(project)).stdout


def test_json_is_one_document_with_everything_in_it(run: Run, project: Path) -> None:
    done = run("analyze", "--json", str(project))
    document = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert set(document) == {"tree", "completeness", "index", "complexity", "dependencies"}
    assert document["index"]["files"] == 3
    assert document["complexity"]["functions"][0]["qualified_name"] == "choose"
    assert document["dependencies"]["cycles"] == [["left.py", "right.py"]]
    assert document["tree"]["name"] == "project"


def test_a_relative_path_is_meant_from_where_the_user_is(run: Run, project: Path) -> None:
    assert run("analyze", ".", cwd=project).stdout == run("analyze", str(project)).stdout


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("no/such/folder", 'there is no folder "no/such/folder"'),
        ("project/notes.txt", '"project/notes.txt" is not a folder'),
    ],
)
def test_a_path_that_is_no_folder_is_one_sentence_that_names_it(
    run: Run, project: Path, typed: str, sentence: str
) -> None:
    done = run("analyze", typed, cwd=project.parent)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"mcp-code-analysis: {sentence}")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.usefixtures("project")
def test_a_folder_with_nothing_to_analyse_says_so_and_fails(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "notes.txt").write_text("nothing\n")
    done = run("analyze", "empty")
    assert done.returncode == 1
    assert done.stderr == "mcp-code-analysis: empty: there is no file in a language that can be analysed.\n"
    assert "1 no supported language" in done.stdout


def test_names_with_commands_for_the_terminal_are_counted_and_never_reach_it(run: Run, project: Path) -> None:
    (project / "evil\x1b[31m\u202e.py").write_text("def evil(value):\n    return value if value else 1\n")
    done = run("analyze", str(project))
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
    assert "1 name is not UTF-8, or cannot be seen" in done.stdout


def test_a_name_typed_with_bytes_that_are_no_text_is_an_error_like_any_other(run: Run) -> None:
    done = run("analyze", b"no\xff\xfe".decode("utf-8", "surrogateescape"))
    assert done.returncode == 1
    assert done.stderr.startswith('mcp-code-analysis: there is no folder "no')
    assert "Traceback" not in done.stderr


def test_a_terminal_that_knows_only_ascii_gets_the_report_as_well(run: Run, project: Path) -> None:
    done = run("analyze", str(project), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "")
    assert "left.py \\u2192 right.py" in done.stdout


def test_a_reader_who_has_had_enough_is_no_error(project: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "analyze", "--json", str(project)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is a thing of Linux")
def test_a_full_disk_is_one_sentence(project: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "analyze", str(project)], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr == "mcp-code-analysis: Reading or writing failed: No space left on device.\n"


@pytest.mark.skipif(os.name == "nt", reason="a shell that closes streams is a thing of Unix")
def test_closed_output_is_no_error(project: Path) -> None:
    command = ["sh", "-c", '"$@" >&- 2>&-', "sh", *PROGRAM, "analyze", str(project)]
    assert subprocess.run(command, check=False).returncode == 0
