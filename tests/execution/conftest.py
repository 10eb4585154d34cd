"""An execution service over a real engine and a real store, with a clock that is turned by hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mcp_code_analysis.errors import StoreUnavailable
from mcp_code_analysis.execution.journal import Journal
from mcp_code_analysis.execution.overflow import Overflow
from mcp_code_analysis.execution.service import Call, Execution, Outcome
from mcp_code_analysis.results.store import ResultStore
from mcp_code_analysis.sessions.memory import Memory, MemoryStore
from mcp_code_analysis.sessions.store import SessionStore
from mcp_code_analysis.tools.adapters import NativeAdapter
from mcp_code_analysis.tools.builtin import engine_tools
from mcp_code_analysis.tools.registry import Registry
from mcp_code_analysis.tools.workspaces import Workspaces

RUNS_KEPT_MAX = 20


@dataclass
class Hand:
    """A clock that stands still until it is turned."""

    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Process:
    """What one server process is made of, as far as runs go."""

    execution: Execution
    journal: Journal
    store: SessionStore
    overflow: Overflow


@dataclass
class World:
    """A folder, a clock, and a memory that several processes share."""

    root: Path
    threads: ThreadPoolExecutor
    clock: Hand = field(default_factory=Hand)
    memory: Memory = field(default_factory=Memory)

    def grow(self) -> None:
        """Double the work: as many files again as there are, and never fewer than a hundred."""
        function = "def f{0}(a, b):\n    return [a if a > b else b for _ in range(a)]\n"
        count = sum(1 for _ in self.root.iterdir())
        first = self.root / f"first_{count}.py"
        first.write_text("\n".join(function.format(number) for number in range(100)), encoding="utf-8")
        for number in range(max(100, count)):
            (self.root / f"more_{count}_{number}.py").hardlink_to(first)

    async def while_indexing(
        self, process: Process, act: Callable[[], Awaitable[None]], session_id: str | None = None
    ) -> Outcome:
        """Index the growing folder until a run lasts long enough for ``act`` to happen near its start."""
        acted = False

        async def report(done: float, total: int) -> None:
            nonlocal acted
            if not acted and done * 4 < total:
                acted = True
                await act()

        while True:
            self.grow()
            self.clock.now += 1.0  # The ids of runs sort by time, and the last one is looked at.
            call = Call(tool="index", arguments={}, session_id=session_id)
            outcome = await process.execution.run(call, report)
            if acted:
                return outcome

    def process(self, *, calls_in_flight_max: int = 4, results: ResultStore | None = None) -> Process:
        """Return a new process over the same memory."""
        store = MemoryStore(self.memory)

        async def opened() -> SessionStore:
            return store

        async def opened_results() -> ResultStore:
            if results is None:
                raise StoreUnavailable("No results are kept in this test.")
            return results

        workspaces = Workspaces((str(self.root),), engines_max=2)
        journal = Journal(opened, runs_kept_max=RUNS_KEPT_MAX, results=opened_results)
        adapter = NativeAdapter(workspaces, self.threads)
        overflow = Overflow(adapter, opened_results, journal)
        execution = Execution(
            Registry(engine_tools()),
            adapter,
            workspaces,
            journal,
            calls_in_flight_max=calls_in_flight_max,
            overflow=overflow,
            clock=self.clock,
        )
        return Process(execution, journal, store, overflow)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Return a folder with one small file."""
    root = tmp_path / "root"
    root.mkdir()
    (root / "app.py").write_text("def main() -> int:\n    return 0\n", encoding="utf-8")
    with ThreadPoolExecutor(4) as threads:
        yield World(root, threads)
