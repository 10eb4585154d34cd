"""The engine asked from an event loop: answers, errors, progress, and an end on demand."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import anyio
import pytest

from mcp_code_analysis._native import Control
from mcp_code_analysis.errors import Cancelled, InvalidRequest, NotFound, UnknownTool
from mcp_code_analysis.tools.adapters import NativeAdapter
from mcp_code_analysis.tools.builtin import engine_tools
from mcp_code_analysis.tools.workspaces import Workspaces

pytestmark = pytest.mark.anyio


@pytest.fixture
def adapter(tree: Path) -> Iterator[NativeAdapter]:
    """Return an adapter for the small folder."""
    with ThreadPoolExecutor(2) as threads:
        yield NativeAdapter(Workspaces((str(tree),), engines_max=2), threads)


def grow(tree: Path) -> None:
    """Double the work: as many files again as there are, and never fewer than a hundred."""
    count = sum(1 for _ in tree.iterdir())
    first = tree / f"first_{count}.py"
    first.write_text(
        "\n".join(f"def f{number}(a):\n    return [a for _ in a]" for number in range(100)), "utf-8"
    )
    for number in range(max(100, count)):
        (tree / f"more_{count}_{number}.py").hardlink_to(first)


async def test_an_answer_is_the_bytes_of_the_engine(adapter: NativeAdapter, tree: Path) -> None:
    answer = await adapter.call(tree, "find_symbol", b'{"name":"main"}', control=Control())
    (match,) = json.loads(answer)["result"]["matches"]
    assert match["id"] == "app.py::main"


@pytest.mark.parametrize(
    ("tool", "request_bytes", "error"),
    [
        ("no_such_tool", b"{}", UnknownTool),
        ("find_symbol", b"{", InvalidRequest),
        ("find_symbol", b'{"nmae":"x"}', InvalidRequest),
        ("read", b'{"path":"no.py"}', NotFound),
    ],
)
async def test_an_error_of_the_engine_is_one_of_ours(
    adapter: NativeAdapter, tree: Path, tool: str, request_bytes: bytes, error: type[Exception]
) -> None:
    with pytest.raises(error):
        await adapter.call(tree, tool, request_bytes, control=Control())


class Held:
    """A store of facts that does not answer until it is told to."""

    def __init__(self, over: threading.Event) -> None:
        self._over = over

    def load(self, keys: list[bytes], /) -> list[bytes | None]:
        assert self._over.wait(60), "nothing was reported"
        return [None] * len(keys)

    def save(self, facts: list[tuple[bytes, bytes]], /) -> None:
        assert facts


@pytest.mark.requirement("TOOL-6", "Q8")
async def test_progress_goes_on_where_one_step_takes_long(tree: Path) -> None:
    seen: list[float] = []
    control = Control()

    async def report(done: float, total: int) -> None:  # noqa: ARG001
        seen.append(done)
        if len(seen) == 3:
            over.set()

    over = threading.Event()
    held = Workspaces((str(tree),), engines_max=1, facts=Held(over))
    with ThreadPoolExecutor(1) as threads:
        waiting = NativeAdapter(held, threads)
        await waiting.call(tree, "index", b"{}", control=control, report=report)
    assert len(seen) >= 3
    assert all(one < other for one, other in pairwise(seen))
    assert seen[2] < 1


@pytest.mark.requirement("TOOL-6")
async def test_progress_is_told_while_the_engine_works(adapter: NativeAdapter, tree: Path) -> None:
    seen: list[tuple[float, int]] = []

    async def report(done: float, total: int) -> None:
        seen.append((done, total))

    while len(seen) < 2:
        seen.clear()
        grow(tree)
        await adapter.call(tree, "index", b"{}", control=Control(), report=report)
    assert all(one[0] < other[0] for one, other in pairwise(seen))


@pytest.mark.requirement("EXE-7")
async def test_cancelling_the_caller_ends_the_work_before_it_returns(
    adapter: NativeAdapter, tree: Path
) -> None:
    control, done, total = Control(), 0, 0
    # Until a cancel falls into the middle of the work, and not beside it.
    while not 0 < done < total:
        with anyio.CancelScope() as scope:

            async def report(_done: float, _total: int, scope: anyio.CancelScope = scope) -> None:
                scope.cancel()

            while True:
                grow(tree)
                control = Control()
                await adapter.call(tree, "index", b"{}", control=control, report=report)
        assert control.cancelled
        done, total = control.progress()
    assert control.progress() == (done, total)


async def test_a_control_that_is_cancelled_ends_the_call_with_an_error(
    adapter: NativeAdapter, tree: Path
) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        await adapter.call(tree, "index", b"{}", control=control)


def test_the_tools_of_the_engine_describe_themselves_in_full() -> None:
    tools = engine_tools()
    assert {
        "find_symbol",
        "architecture",
        "ast_search",
        "change_risk",
        "clones",
        "explore",
        "diff_symbols",
        "history",
        "hotspots",
        "search",
        "read",
        "index",
        "outline",
        "complexity",
        "dead_code",
        "dependencies",
        "impact",
        "path_between",
        "relations",
        "tests_for",
        "type_hierarchy",
        "verify_claims",
        "repo_map",
    } == {tool.name for tool in tools}
    for tool in tools:
        assert tool.input_schema["additionalProperties"] is False
        assert "max_tokens" in tool.arguments
