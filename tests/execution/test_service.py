"""Runs from their choice to their outcome, and what a session remembers of them."""

from __future__ import annotations

import asyncio

import anyio
import pytest

from mcp_code_analysis.errors import (
    CorruptRecord,
    InvalidRequest,
    LimitExceeded,
    NotFound,
    OutsideRoot,
    UnknownTool,
)
from mcp_code_analysis.execution.journal import WRITES_BETWEEN_TRIMS
from mcp_code_analysis.execution.lifecycle import State
from mcp_code_analysis.execution.record import CLOCK_SKEW_SECONDS, LEASE_SECONDS, Run
from mcp_code_analysis.execution.service import Call, Outcome
from mcp_code_analysis.sessions.holding import hold
from mcp_code_analysis.sessions.store import Write
from tests.execution.conftest import RUNS_KEPT_MAX, Process, World
from tests.sessions.waiting import wait_until

pytestmark = pytest.mark.anyio
SESSION = "local.session"


def states(run: Run) -> list[str]:
    return [step.state.value for step in run.steps]


async def find(process: Process, session_id: str | None = SESSION) -> Outcome:
    return await process.execution.run(
        Call(tool="find_symbol", arguments={"name": "main"}, session_id=session_id)
    )


async def open_session(world: World, process: Process) -> None:
    await process.journal.open(SESSION, world.root, at=world.clock())


async def test_a_run_goes_through_every_state_and_gives_its_answer(world: World) -> None:
    outcome = await find(world.process(), None)
    assert outcome.answer is not None
    assert b'"app.py"' in outcome.answer
    assert states(outcome.run) == ["selected", "parameters_set", "executing", "succeeded"]
    assert outcome.run.outcome is not None
    assert outcome.run.outcome.size_bytes == len(outcome.answer)


async def test_the_same_call_twice_has_the_same_hash(world: World) -> None:
    process = world.process()
    one, other = await find(process, None), await find(process, None)
    assert one.run.id != other.run.id
    assert one.run.outcome == other.run.outcome


async def test_a_tool_that_is_not_there_makes_no_run(world: World) -> None:
    with pytest.raises(UnknownTool):
        await world.process().execution.run(Call(tool="find_symbols", arguments={}))


@pytest.mark.parametrize(
    ("call", "error", "last"),
    [
        (Call(tool="find_symbol", arguments={"nmae": "x"}), InvalidRequest, ["selected", "failed"]),
        (Call(tool="find_symbol", arguments={"name": "x"}, root=".."), OutsideRoot, ["selected", "failed"]),
        (Call(tool="index", arguments={}, root="no"), NotFound, ["parameters_set", "executing", "failed"]),
        (Call(tool="find_symbol", arguments={"name": 7}), InvalidRequest, ["executing", "failed"]),
    ],
)
async def test_a_run_that_cannot_be_done_fails_where_it_was(
    world: World, call: Call, error: type[Exception], last: list[str]
) -> None:
    outcome = await world.process().execution.run(call)
    assert outcome.answer is None
    assert isinstance(outcome.error, error)
    assert states(outcome.run)[-len(last) :] == last
    assert outcome.run.error is not None
    assert outcome.run.error.code == outcome.error.code


@pytest.mark.requirement("EXE-2", "EXE-4")
async def test_another_process_reads_back_what_was_run(world: World) -> None:
    process = world.process()
    await open_session(world, process)
    outcome = await find(process)
    (run,) = (await world.process().journal.get(SESSION)).runs
    assert run == outcome.run


async def test_a_run_of_a_session_that_is_gone_is_refused(world: World) -> None:
    outcome = await find(world.process())
    assert isinstance(outcome.error, NotFound)


async def test_opening_a_session_twice_gives_the_first_one(world: World) -> None:
    process = world.process()
    first = await process.journal.open(SESSION, world.root, at=1.0)
    assert await process.journal.open(SESSION, world.root / "other", at=2.0) == first


async def test_closing_a_session_removes_all_of_it(world: World) -> None:
    process = world.process()
    await open_session(world, process)
    await find(process)
    assert (await process.journal.close(SESSION)).removed["sessions"] == 1
    assert await process.store.get_session(SESSION) is None
    await open_session(world, process)
    assert (await process.journal.get(SESSION)).runs == ()


async def test_the_history_is_bounded_and_keeps_the_newest(world: World) -> None:
    process = world.process()
    await open_session(world, process)
    ids = []
    for _ in range(RUNS_KEPT_MAX + 2 * WRITES_BETWEEN_TRIMS):
        world.clock.now += 1
        ids.append((await find(process)).run.id)
    kept = [run.id for run in (await process.journal.get(SESSION)).runs]
    assert RUNS_KEPT_MAX <= len(kept) <= RUNS_KEPT_MAX + WRITES_BETWEEN_TRIMS
    assert kept == ids[::-1][: len(kept)]


async def test_a_damaged_run_is_counted_and_the_others_are_shown(world: World) -> None:
    process = world.process()
    await open_session(world, process)
    run = (await find(process)).run
    await process.store.update_session(SESSION, {"run.000000000001": {"id": 7}, "run.000000000002": "x"})
    opened = await process.journal.get(SESSION)
    assert [one.id for one in opened.runs] == [run.id]
    assert opened.damaged == 2


async def test_a_session_without_its_own_record_says_so(world: World) -> None:
    process = world.process()
    await process.store.set_session(SESSION, {"session": "?"})
    with pytest.raises(CorruptRecord):
        await process.journal.get(SESSION)
    assert isinstance((await find(process)).error, CorruptRecord)


@pytest.mark.requirement("EXE-7")
async def test_a_cancelled_caller_gets_the_thread_back_and_the_run_recorded(world: World) -> None:
    process = world.process()
    await open_session(world, process)
    with anyio.CancelScope() as scope:

        async def go_away() -> None:
            scope.cancel()

        await world.while_indexing(process, go_away, SESSION)
    assert scope.cancelled_caught
    assert process.execution.live() == ()
    run = (await process.journal.get(SESSION)).runs[0]
    assert run.state is State.CANCELLED
    assert run.progress is not None
    assert 0 < run.progress[0] < run.progress[1]


async def test_a_run_that_is_vouched_for_is_never_called_interrupted(world: World) -> None:
    process, other = world.process(), world.process()
    await open_session(world, process)
    seen: list[tuple[str, str | None]] = []

    async def look() -> None:
        run = (await other.journal.get(SESSION)).runs[0]
        seen.append(other.execution.shown(run))

    async def look_around() -> None:
        await look()
        world.clock.now += LEASE_SECONDS + CLOCK_SKEW_SECONDS
        await process.execution.renew_leases()
        await look()
        world.clock.now += LEASE_SECONDS + CLOCK_SKEW_SECONDS + 1
        await look()
        (live,) = process.execution.live(SESSION)
        seen.append(process.execution.shown(live))
        process.execution.cancel(live.id, SESSION)

    outcome = await world.while_indexing(process, look_around, SESSION)
    assert seen == [
        ("executing", "unknown"),
        ("executing", "unknown"),
        ("interrupted", None),
        ("executing", "this server"),
    ]
    assert outcome.run.state is State.CANCELLED


async def test_more_runs_than_the_limit_are_asked_to_come_back(world: World) -> None:
    process = world.process(calls_in_flight_max=1)
    refused: list[Outcome] = []

    async def call_again() -> None:
        refused.append(await find(process, None))
        for run in process.execution.live():
            process.execution.cancel(run.id)

    await world.while_indexing(process, call_again)
    assert isinstance(refused[0].error, LimitExceeded)
    assert refused[0].error.retry_after
    assert (await find(process, None)).error is None


async def test_a_run_of_another_session_cannot_be_cancelled(world: World) -> None:
    process = world.process()
    await open_session(world, process)

    async def try_to_cancel() -> None:
        (run,) = process.execution.live()
        assert process.execution.live("local.other") == ()
        with pytest.raises(NotFound):
            process.execution.cancel(run.id, "local.other")
        process.execution.cancel_session("local.other")
        assert not process.execution._live[run.id].control.cancelled
        process.execution.cancel_session(SESSION)

    outcome = await world.while_indexing(process, try_to_cancel, SESSION)
    assert outcome.run.state is State.CANCELLED


@pytest.mark.requirement("LOCK-1")
async def test_the_record_of_a_run_waits_in_line_for_whoever_works_under_the_sessions_lock(
    world: World,
) -> None:
    process, another = world.process(), world.process()
    await open_session(world, process)
    async with hold(another.store, SESSION) as held:
        running = asyncio.ensure_future(find(process))
        under = Write(lock_token=held.token)
        await wait_until(lambda: bool(process.execution.live(SESSION)))
        for number in range(5):
            await another.store.update_session(SESSION, {"work": number}, write=under)
        assert not running.done()
    outcome = await running
    assert outcome.answer is not None
    session = await another.store.get_session(SESSION)
    assert session is not None
    assert session.state["work"] == 4
    assert [run.state for run in (await process.journal.get(SESSION)).runs] == ["succeeded"]
