"""A Redis that hangs, or answers half a second late: no call takes a second longer, and one at a time tries.

Durations are compared with those of the same calls in the same run while Redis was well.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Self, TypeVar

import pytest

from mcp_code_analysis._native import Control
from mcp_code_analysis.breaker import State
from mcp_code_analysis.config import FallbackLimits
from mcp_code_analysis.errors import StoreUnavailable
from mcp_code_analysis.execution.journal import Journal as Runs
from mcp_code_analysis.execution.service import Call, Execution
from mcp_code_analysis.redis.node import FAILURES_MAX, Node
from mcp_code_analysis.sessions import open_store
from mcp_code_analysis.sessions.fallback import FallbackStore
from mcp_code_analysis.sessions.fallback_journal import Journal
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.store import FRESH, SessionStore, Write
from mcp_code_analysis.tools.adapters import NativeAdapter, ReportProgress
from mcp_code_analysis.tools.builtin import engine_tools
from mcp_code_analysis.tools.registry import Registry
from mcp_code_analysis.tools.workspaces import Workspaces
from tests.sessions import proxy, redis_sets
from tests.sessions.proxy import Proxy
from tests.sessions.redis_server import RedisServer
from tests.sessions.waiting import wait_for, wait_until

pytestmark = pytest.mark.anyio

T = TypeVar("T")

BUDGET_SECONDS = 1.0
"""How much longer than with a store that is well a call may take."""

SLOW_SECONDS = 0.5
CALLERS = 50
ID = "acme.a"


@pytest.fixture
async def wire(own: RedisServer) -> AsyncIterator[Proxy]:
    async with proxy.proxy_to(own.port) as wire:
        yield wire


@contextmanager
def stopped(server: RedisServer) -> Iterator[None]:
    assert server._process is not None
    server._process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        server._process.send_signal(signal.SIGCONT)


@contextmanager
def slow(wire: Proxy) -> Iterator[None]:
    wire.delay_seconds = SLOW_SECONDS
    try:
        yield
    finally:
        wire.delay_seconds = 0.0


@pytest.fixture(params=["hung", "slow"])
def broken(request: pytest.FixtureRequest, own: RedisServer, wire: Proxy) -> Callable[[], object]:
    """Break the server for as long as a block lasts."""
    return (lambda: stopped(own)) if request.param == "hung" else (lambda: slow(wire))


class HeldUp:
    """How long this process was kept from running by others on the machine, as a thread of its own sees it.

    A loop of ours that is blocked holds no thread up, and so counts against us.
    """

    TICK_SECONDS = 0.01

    def __init__(self) -> None:
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._tick)
        self.seconds = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _tick(self) -> None:
        due = time.monotonic() + self.TICK_SECONDS
        while not self._is_over.wait(max(0.0, due - time.monotonic())):
            now = time.monotonic()
            self.seconds += now - due
            due = now + self.TICK_SECONDS


@pytest.fixture
def held_up() -> Iterator[HeldUp]:
    with HeldUp() as held_up:
        yield held_up


class Stopwatch:
    """How long calls took, those that were refused as well, without the time in which nothing could run."""

    def __init__(self, held_up: HeldUp) -> None:
        self._held_up = held_up
        self.seconds: list[float] = []

    async def timed(self, call: Awaitable[T]) -> T | None:
        began, held_up = time.monotonic(), self._held_up.seconds
        try:
            return await call
        except StoreUnavailable:
            return None
        finally:
            self.seconds.append(time.monotonic() - began - (self._held_up.seconds - held_up))

    def at(self, share: float) -> float:
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * share))]


async def calls(store: SessionStore, watch: Stopwatch, rounds: int) -> None:
    """Read, write and lock, one after another and many at once."""
    for _ in range(rounds):
        await watch.timed(store.get_session(ID))
        await watch.timed(store.update_session(ID, {"n": 2}))
        await watch.timed(store.acquire_lock("acme.b", lease=0.01))
        many = (store.get_session(f"acme.{number}") for number in range(CALLERS))
        await asyncio.gather(*(watch.timed(call) for call in many))


async def compared(
    store: SessionStore, broken: Callable[[], object], rounds: int, held_up: HeldUp
) -> tuple[Stopwatch, ...]:
    """Make the same calls with a server that is well and with one that is not."""
    await store.set_session(ID, {"n": 1})
    await store.acquire_lock("acme.b", lease=0.01)
    well, ill = Stopwatch(held_up), Stopwatch(held_up)
    await calls(store, well, rounds)
    with ExitStack() as stack:
        stack.enter_context(broken())  # type: ignore[arg-type]
        await calls(store, ill, rounds)

    async def is_back() -> bool:
        session = await store.get_session(ID)
        return session is not None and session.origin == FRESH

    await wait_for(is_back)
    assert len(well.seconds) == len(ill.seconds) == rounds * (CALLERS + 3)
    return well, ill


@asynccontextmanager
async def fallback(url: str, policy: str, folder: Path) -> AsyncIterator[FallbackStore]:
    journal = Journal(folder / "journal.db", url) if policy == "local" else None
    async with FallbackStore(RedisStore(url), FallbackLimits(), journal) as store:
        yield store


@pytest.mark.requirement("F7", "S12")
@pytest.mark.parametrize("policy", ["refuse", "local"])
async def test_no_call_takes_a_second_longer(
    wire: Proxy, broken: Callable[[], object], policy: str, tmp_path: Path, held_up: HeldUp
) -> None:
    async with fallback(wire.url, policy, tmp_path) as store:
        well, ill = await compared(store, broken, 3, held_up)
    assert max(ill.seconds) <= max(well.seconds) + BUDGET_SECONDS


def is_closed(node: Node) -> bool:
    return node.breaker.condition.state is State.CLOSED


async def node_of(store: RedisStore) -> Node:
    return await store._server.owner(store._key("session", ID))


@pytest.mark.requirement("F7", "LOCK-8")
async def test_few_failures_open_the_breaker_and_then_one_call_at_a_time_tries(
    wire: Proxy, broken: Callable[[], object]
) -> None:
    async with RedisStore(wire.url) as store:
        await store.set_session(ID, {"n": 1})
        node = await node_of(store)
        with ExitStack() as stack:
            stack.enter_context(broken())  # type: ignore[arg-type]
            before = wire.requests_made
            while is_closed(node):
                with pytest.raises(StoreUnavailable):
                    await store.get_session(ID)
            assert wire.requests_made - before <= FAILURES_MAX
            for _ in range(2):
                opening, before = node.breaker.condition.opening, wire.requests_made
                await wait_until(lambda: time.monotonic() >= node.breaker.condition.open_until)
                many = (store.get_session(ID) for _ in range(CALLERS))
                refused = await asyncio.gather(*many, return_exceptions=True)
                assert all(isinstance(problem, StoreUnavailable) for problem in refused)
                # One try for each time that it was open; a machine that is busy may see two of those pass.
                tries = node.breaker.condition.opening - opening
                assert 1 <= tries <= 3
                assert wire.requests_made - before <= tries

        async def is_back() -> bool:
            try:
                return await store.get_session(ID) is not None
            except StoreUnavailable:
                return False

        await wait_for(is_back)
        assert is_closed(node)


class Long(NativeAdapter):
    """An analysis that lasts until the breaker, if it is open, would let a call try; it is timed apart."""

    def __init__(
        self, workspaces: Workspaces, threads: ThreadPoolExecutor, node: Node, watch: Stopwatch
    ) -> None:
        super().__init__(workspaces, threads)
        self._node = node
        self.watch = watch

    async def call(
        self,
        folder: Path,
        tool: str,
        request: bytes,
        *,
        control: Control,
        report: ReportProgress | None = None,
    ) -> bytes:
        async def analysis() -> bytes:
            await wait_until(lambda: time.monotonic() >= self._node.breaker.condition.open_until)
            return await super(Long, self).call(folder, tool, request, control=control, report=report)

        answer = await self.watch.timed(analysis())
        assert answer is not None
        return answer


@asynccontextmanager
async def runs(
    store: FallbackStore, folder: Path, analyses: Stopwatch
) -> AsyncIterator[Callable[[], Awaitable[object]]]:
    """Give a call of a tool with a session, as a server makes it."""
    root = folder / "root"
    root.mkdir()
    (root / "app.py").write_text("def main() -> int:\n    return 0\n", encoding="utf-8")

    async def opened() -> SessionStore:
        return store

    with ThreadPoolExecutor(2) as threads:
        workspaces = Workspaces((str(root),), engines_max=1)
        journal = Runs(opened, runs_kept_max=10)
        assert isinstance(store._store, RedisStore)
        adapter = Long(workspaces, threads, await node_of(store._store), analyses)
        execution = Execution(
            Registry(engine_tools()),
            adapter,
            workspaces,
            journal,
            calls_in_flight_max=4,
        )
        await journal.open(ID, root, at=time.time())

        async def run() -> None:
            outcome = await execution.run(Call(tool="find_symbol", arguments={"name": "main"}, session_id=ID))
            assert outcome.answer is not None
            assert b"app.py" in outcome.answer

        yield run


@pytest.mark.requirement("S12", "F7")
@pytest.mark.parametrize("policy", ["refuse", "local"])
async def test_an_analysis_with_a_session_is_answered_within_a_second_more(
    wire: Proxy, broken: Callable[[], object], policy: str, tmp_path: Path, held_up: HeldUp
) -> None:
    well, ill, analyses = Stopwatch(held_up), Stopwatch(held_up), Stopwatch(held_up)
    async with (
        fallback(wire.url, policy, tmp_path) as store,
        runs(store, tmp_path, analyses) as run,
        contextlib.AsyncExitStack() as stack,
    ):
        for watch in (well, ill):
            for _ in range(4):
                await watch.timed(run())
                watch.seconds[-1] -= analyses.seconds[-1]
            if watch is well:
                stack.enter_context(broken())  # type: ignore[arg-type]
    assert max(ill.seconds) <= max(well.seconds) + BUDGET_SECONDS


def report(capsys: pytest.CaptureFixture[str], name: str, well: Stopwatch, ill: Stopwatch) -> None:
    with capsys.disabled():
        for kind, watch in (("well", well), ("ill", ill)):
            figures = ", ".join(f"p{share:g} {watch.at(share / 100) * 1000:.1f}" for share in (50, 99, 100))
            print(f"\nF7 {name}, {kind}: {len(watch.seconds)} calls, ms: {figures}", end="")
        print()


@pytest.mark.faults
@pytest.mark.parametrize("policy", ["refuse", "local"])
async def test_thousands_of_calls_to_a_server_that_is_ill(
    wire: Proxy,
    broken: Callable[[], object],
    policy: str,
    tmp_path: Path,
    held_up: HeldUp,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with fallback(wire.url, policy, tmp_path) as store:
        well, ill = await compared(store, broken, 200, held_up)
    report(capsys, str(request.node.callspec.id), well, ill)
    assert ill.at(0.99) <= well.at(0.99) + BUDGET_SECONDS
    assert max(ill.seconds) <= max(well.seconds) + BUDGET_SECONDS


@pytest.mark.faults
@pytest.mark.parametrize("durability", ["memory", "replicated"])
@pytest.mark.parametrize("topology", ["sentinels", "cluster"])
async def test_a_whole_set_of_servers_that_hangs(
    topology: str, durability: str, tmp_path: Path, held_up: HeldUp, capsys: pytest.CaptureFixture[str]
) -> None:
    make = redis_sets.sentinels if topology == "sentinels" else redis_sets.cluster
    with make(tmp_path / "set") as servers:
        every = [*servers.servers, *getattr(servers, "_sentinels", [])]
        url = f"{servers.url}?durability={durability}"

        @contextmanager
        def hung() -> Iterator[None]:
            with ExitStack() as stack:
                for server in every:
                    stack.enter_context(stopped(server))
                yield

        async with open_store(url, fallback=FallbackLimits()) as store:
            await store.get_session(ID)
            well, ill = await compared(store, hung, 20, held_up)
            await store.update_session(ID, {"n": 3}, write=Write(operation_id="after"))
    report(capsys, f"{topology}, {durability}", well, ill)
    assert max(ill.seconds) <= max(well.seconds) + BUDGET_SECONDS
