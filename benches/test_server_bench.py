"""Our server beside a bare one of the SDK: from start to first reply, and one trivial call there and back.

Both are asked in turn by the same client, so a noisy moment meets both; what counts is the ratio printed.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import anyio
import pytest
from mcp import Client, StdioServerParameters
from pytest_benchmark.fixture import BenchmarkFixture

STARTS: Final = 15
CALLS: Final = 500
CALLS_BEFORE: Final = 50

BARE: Final = """
import anyio
from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp_types import CallToolResult, ListToolsResult, TextContent, Tool

async def list_tools(context, params):
    return ListToolsResult(tools=[Tool(name="catalog", input_schema={"type": "object"})])

async def call_tool(context, params):
    return CallToolResult(content=[TextContent(type="text", text="{}")])

async def serve():
    server = Server("bare", on_list_tools=list_tools, on_call_tool=call_tool)
    async with stdio_server() as (source, sink):
        await server.run(source, sink, server.create_initialization_options())

anyio.run(serve)
"""
BARE_COMMAND: Final = (sys.executable, "-c", BARE)
HANDSHAKE: Final = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "bench", "version": "1"},
    },
}


@pytest.fixture
def ours(tmp_path: Path) -> tuple[str, ...]:
    """Return the command of our server on an empty folder."""
    command = (sys.executable, "-m", "mcp_code_analysis", "serve")
    return (*command, "--root", str(tmp_path), "--store", f"sqlite:{tmp_path / 'sessions.sqlite3'}")


@pytest.mark.benchmark(group="stdio server")
def test_from_start_to_first_reply(
    benchmark: BenchmarkFixture, ours: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    pairs: list[tuple[float, float]] = []

    def start_both() -> None:
        pairs.append((first_reply_s(ours), first_reply_s(BARE_COMMAND)))

    benchmark.pedantic(start_both, rounds=STARTS, warmup_rounds=1)  # type: ignore[no-untyped-call]
    report("start to first reply", pairs[1:], capsys)


@pytest.mark.benchmark(group="stdio server")
@pytest.mark.parametrize("mode", ["legacy", "2026-07-28"])
def test_a_trivial_call_there_and_back(
    benchmark: BenchmarkFixture, ours: tuple[str, ...], mode: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs: list[tuple[float, float]] = []

    def call_both() -> None:
        pairs.extend(anyio.run(call_in_turn, ours, mode))

    benchmark.pedantic(call_both, rounds=1)  # type: ignore[no-untyped-call]
    report(f"trivial call, {mode}", pairs, capsys)


def first_reply_s(command: Sequence[str]) -> float:
    """Return the seconds from starting a server to its first reply."""
    start = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(HANDSHAKE).encode() + b"\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        took = time.perf_counter() - start
    assert json.loads(answer)["result"]["serverInfo"]
    return took


async def call_in_turn(ours: tuple[str, ...], mode: str) -> list[tuple[float, float]]:
    """Call the trivial tool of both servers in turn; return how long each call of each took."""

    def client(command: Sequence[str]) -> Client:
        return Client(StdioServerParameters(command=command[0], args=list(command[1:])), mode=mode)

    async def call_s(client: Client, arguments: dict[str, str]) -> float:
        start = time.perf_counter()
        result = await client.call_tool("catalog", arguments)
        took = time.perf_counter() - start
        assert not result.is_error
        return took

    async with client(ours) as one, client(BARE_COMMAND) as other:
        nothing = {"query": "nothing that any tool is about"}
        pairs = [(await call_s(one, nothing), await call_s(other, {})) for _ in range(CALLS_BEFORE + CALLS)]
    return pairs[CALLS_BEFORE:]


def report(what: str, pairs: list[tuple[float, float]], capsys: pytest.CaptureFixture[str]) -> None:
    """Print the medians and their ratio."""
    mine, bare = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    with capsys.disabled():
        sys.stdout.write(f"\n{what}: {mine:.2f} ms, bare SDK {bare:.2f} ms, ratio {mine / bare:.2f}\n")
