"""The other commands, their options, and how the program ends."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mcp_code_analysis import _native
from tests.cli.conftest import Run


def test_without_a_command_and_a_terminal_the_server_runs_until_its_input_ends(run: Run) -> None:
    done = run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_version_is_the_engines(run: Run) -> None:
    assert run("--version").stdout == f"mcp-code-analysis {_native.__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["bogus"],
        ["analyze"],
        ["analyze", "--top", "0", "."],
        ["analyze", "--to", "3", "."],
        ["serve", "--http", "8000"],
        ["serve", "--http", "127.0.0.1:99999"],
        ["serve", "--tools", ","],
    ],
)
def test_wrong_usage_gives_the_form_and_exit_code_2(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: mcp-code-analysis")


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["--tools", "serch"], {}, "There is no tool 'serch'."),
        (["--root", "nowhere"], {}, "nowhere"),
        (["--http", "0.0.0.0:0"], {}, "can be reached by others"),
        (["--store", "foo:x"], {}, "No session store is known as 'foo'."),
        (["--store", "redis://host/x"], {}, "The Redis URL cannot be read."),
        ([], {"MCP_CODE_ANALYSIS_LOG_LEVEL": "loud"}, "'loud' is not a log level."),
    ],
)
def test_a_server_that_cannot_start_says_why_in_one_sentence(
    run: Run, arguments: list[str], environment: dict[str, str], sentence: str
) -> None:
    done = run("serve", *arguments, **environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_misspelt_tool_is_told_the_nearest(run: Run) -> None:
    assert "Nearest: search" in run("serve", "--tools", "serch").stderr


def test_doctor_shows_what_is_installed_and_what_the_store_can_promise(run: Run, tmp_path: Path) -> None:
    done = run("doctor")
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [line[1].split("  ")[0] for line in lines if line[0] == "ok"] == [
        "Python",
        "engine",
        "SQLite",
        "Redis client",
        "MCP SDK",
        "store",
    ]
    assert ["yes", "survives restart"] in lines
    assert ["no", "shared by machines", "use a Redis store"] in [
        re.split(r"\s{2,}", line.strip()) for line in done.stdout.splitlines()
    ]
    assert str(tmp_path / "home") in done.stdout


def test_doctor_fails_for_a_store_that_does_not_answer_and_hides_its_password(run: Run) -> None:
    done = run("doctor", "--store", "redis://user:geheim@127.0.0.1:1/0")
    assert done.returncode == 1
    assert "FAULT  store" in done.stdout
    assert "does not answer" in done.stdout
    assert "geheim" not in done.stdout + done.stderr


@pytest.mark.requirement("F15")
def test_doctor_makes_nothing_where_a_store_could_be(run: Run, tmp_path: Path) -> None:
    done = run("doctor", "--store", f"sqlite:{tmp_path / 'new' / 'dir' / 'x'}")
    assert done.returncode == 0
    assert "no file yet" in done.stdout
    assert not (tmp_path / "new").exists()
    (tmp_path / "file").touch()
    done = run("doctor", "--store", f"sqlite:{tmp_path / 'file' / 'dir' / 'x'}")
    assert done.returncode == 1
    assert "folder that can be written" in done.stdout


def test_doctor_takes_the_store_from_the_environment(run: Run) -> None:
    done = run("doctor", MCP_CODE_ANALYSIS_STORE_URL="memory:")
    assert "memory" in done.stdout
    assert "no     survives restart" in done.stdout


def test_doctor_names_the_stores_there_are(run: Run) -> None:
    done = run("doctor", "--store", "mysql://somewhere")
    assert done.returncode == 1
    assert "sqlite:PATH" in done.stdout


def test_tools_are_listed_as_a_table(run: Run) -> None:
    done = run("tools")
    rows = [line.split()[:2] for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert rows[0] == ["tool", "listed"]
    listed = {name for name, is_listed in rows[1:] if is_listed == "yes"}
    assert listed == {"call", "catalog", "explore", "find_symbol", "index", "read", "relations", "search"}
    assert {"outline", "complexity", "dependencies", "repo_map"} <= {name for name, _ in rows}


def test_tools_come_with_their_schemas_as_json(run: Run) -> None:
    tools = {tool["name"]: tool for tool in json.loads(run("tools", "--json").stdout)}
    assert tools["search"]["input_schema"]["required"] == ["pattern"]
    assert tools["search"]["output_schema"]["type"] == "object"
