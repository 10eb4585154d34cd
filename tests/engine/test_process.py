"""The engine as a child process: the same answers, and a clean end."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mcp_code_analysis._native import Engine, pack, tools, unpack
from tests.engine.asking import REQUESTS

PROGRAM = "code-analysis-engine"
PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def program() -> str:
    """Return the program: the one installed, or else the one built from these sources."""
    if installed := shutil.which(PROGRAM, path=sysconfig.get_path("scripts")):
        return installed
    if (cargo := shutil.which("cargo")) is None:
        pytest.skip(f"{PROGRAM} is not installed, and there is no cargo to build it")
    command = [cargo, "build", "--release", "--quiet", "--package", "cli", "--message-format", "json"]
    built = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    artifacts = [json.loads(line) for line in built.stdout.splitlines()]
    return next(str(artifact["executable"]) for artifact in artifacts if artifact.get("executable"))


class Server:
    """A child that serves frames."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def send(self, **fields: object) -> None:
        body = pack(fields)
        assert self.process.stdin is not None
        self.process.stdin.write(struct.pack(">I", len(body)) + body)
        self.process.stdin.flush()

    def receive(self) -> Any:
        assert self.process.stdout is not None
        (length,) = struct.unpack(">I", self.process.stdout.read(4))
        return unpack(self.process.stdout.read(length))


@contextmanager
def serving(program: str, root: Path) -> Iterator[Server]:
    with subprocess.Popen(
        [program, "serve", str(root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        yield Server(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait() == 0


@pytest.mark.requirement("TOOL-1")
@pytest.mark.parametrize("answer_format", ["json", "messagepack"])
def test_a_child_process_answers_the_bytes_that_the_extension_answers(
    program: str, small_tree: Path, answer_format: Any
) -> None:
    engine = Engine(str(small_tree))
    write = pack if answer_format == "messagepack" else lambda value: json.dumps(value).encode()
    with serving(program, small_tree) as server:
        for number, (tool, request) in enumerate(REQUESTS.items()):
            body = write(request)
            server.send(id=number, tool=tool, request=body, format=answer_format)
            expected = engine.call(tool, body, format=answer_format)
            assert server.receive() == {"id": number, "ok": expected}


@pytest.mark.requirement("TOOL-1")
def test_a_child_process_says_errors_in_the_same_words(program: str, small_tree: Path) -> None:
    with serving(program, small_tree) as server:
        server.send(id=1, tool="search", request=b'{"patern": "x"}')
        answer = server.receive()
    assert answer["id"] == 1
    error = answer["error"]
    assert (error["code"], error["nearest"], error["retryable"]) == ("INVALID_REQUEST", ["pattern"], False)
    assert "patern" in error["message"]


@pytest.mark.requirement("TOOL-1", "EXE-7")
def test_a_call_to_a_child_process_can_be_cancelled(program: str, large_tree: Path) -> None:
    with serving(program, large_tree) as server:
        server.send(id=1, tool="index", request=b"{}")
        server.send(cancel=1)
        answer = server.receive()
    assert (answer["id"], answer["error"]["code"]) == (1, "CANCELLED")


def test_the_program_lists_the_tools_that_the_extension_lists(program: str) -> None:
    ended = subprocess.run([program, "tools", "--json"], capture_output=True, check=True)
    assert json.loads(ended.stdout) == json.loads(tools())


@pytest.mark.skipif(os.name != "posix", reason="a pipe that nobody reads is told otherwise elsewhere")
def test_a_child_process_ends_when_nobody_takes_its_answers(program: str, small_tree: Path) -> None:
    process = subprocess.Popen(
        [program, "serve", str(small_tree)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.close()
    body = pack({"id": 1, "tool": "index"})
    process.stdin.write(struct.pack(">I", len(body)) + body)
    process.stdin.close()
    assert process.wait(60) in {0, 2}
