"""The MCP Inspector, a client that we did not write, against our server: each transport, each era."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from tests.server.inspector_setup import MISSING, find
from tests.server.servers import Here, HttpServer

TOOL_ERROR = 5


@pytest.fixture(params=["legacy", "modern"])
def inspector_era(request: pytest.FixtureRequest) -> str:
    """Return each era in turn, as the Inspector names them."""
    return str(request.param)


@pytest.fixture(params=["stdio", "http"])
def target(request: pytest.FixtureRequest, here: Here) -> tuple[str, ...]:
    """Return what the Inspector is to connect to."""
    if request.param == "stdio":
        return here.command()
    start: Callable[[], HttpServer] = request.getfixturevalue("serve_http")
    return (start().url,)


@pytest.fixture
def inspect(
    here: Here, target: tuple[str, ...], inspector_era: str
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Return a function that runs the Inspector once."""
    inspector = find()
    if inspector is None:
        pytest.fail(MISSING, pytrace=False)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        options = ("--protocol-era", inspector_era, "--format", "json", *arguments)
        home = {"HOME": str(here.root.parent), **inspector.environment}
        return subprocess.run(
            [*inspector.command, "--cli", *target, *options],
            env={**os.environ, **home},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def result_of(process: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert process.returncode == 0, process.stdout + process.stderr
    answer = json.loads(process.stdout)["result"]
    assert isinstance(answer, dict)
    return answer


@pytest.mark.requirement("LAY-1")
def test_the_inspector_lists_the_tools_and_finds_nothing_wrong_with_their_schemas(
    inspect: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    tools = result_of(inspect("--method", "tools/list", "--strict"))["tools"]
    names = {"explore", "find_symbol", "search", "read", "relations", "index", "catalog", "call"}
    assert {tool["name"] for tool in tools} == names


@pytest.mark.requirement("LAY-1")
def test_the_inspector_opens_the_tree_finds_a_symbol_reads_it_and_asks_for_the_map(
    inspect: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    def call(tool: str, *arguments: str) -> dict[str, Any]:
        options = [part for argument in arguments for part in ("--tool-arg", argument)]
        return result_of(inspect("--method", "tools/call", "--tool-name", tool, *options))

    assert call("index")["structuredContent"]["result"]["files"] == 2
    (match,) = call("find_symbol", "name=Greeter.greet")["structuredContent"]["result"]["matches"]
    assert 'return f"Hello, {name}!"' in call("read", f"symbol={match['id']}")["content"][0]["text"]
    assert "package/greeter.py" in call("call", "tool=repo_map")["content"][0]["text"]


def test_the_inspector_is_told_what_is_wrong(
    inspect: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    process = inspect("--method", "tools/call", "--tool-name", "find_symbol", "--tool-arg", "nmae=x")
    assert process.returncode == TOOL_ERROR
    assert "nmae" in process.stdout + process.stderr
