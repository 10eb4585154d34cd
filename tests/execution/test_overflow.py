"""What did not fit into an answer of a session's run: kept whole, named, and gone with the session."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mcp_code_analysis.config import CacheLimits
from mcp_code_analysis.errors import NotFound
from mcp_code_analysis.execution.kept import kept_answer
from mcp_code_analysis.execution.overflow import PENDING_MAX
from mcp_code_analysis.execution.service import Call
from mcp_code_analysis.results import open_results
from mcp_code_analysis.results.memory import MemoryResults
from tests.execution.conftest import Process, World

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("Q1", "T36")]

ID = "acme.a"
TENANT = "acme"
COUNT = 2500
"""More matches than the engine gives in a page of any size."""

Answer = dict[str, object]


@pytest.fixture
async def results() -> AsyncIterator[MemoryResults]:
    store = MemoryResults()
    yield store
    await store.close()


@pytest.fixture
async def process(world: World, results: MemoryResults) -> Process:
    lines = "".join(f"value_{number} = {number}\n" for number in range(COUNT))
    (world.root / "large.py").write_text(lines, encoding="utf-8")
    process = world.process(results=results)
    await process.journal.open(ID, world.root, at=world.clock())
    return process


async def asked(process: Process, tool: str, session_id: str | None = ID, **arguments: Any) -> Answer:
    call = Call(tool=tool, arguments=arguments, session_id=session_id)
    outcome = await process.execution.run(call)
    assert outcome.answer is not None, outcome.error
    answer = msgspec.json.decode(outcome.answer, type=Answer)
    assert answer.get("handle") == outcome.handle == outcome.run.result
    await process.overflow.settled()
    return answer


def rows(answer: Answer, name: str) -> list[object]:
    result = answer["result"]
    assert isinstance(result, dict)
    return list(result[name])


async def test_what_a_budget_cut_off_is_kept_whole(process: Process, results: MemoryResults) -> None:
    answer = await asked(process, "search", pattern="value_", limit=1000)
    assert answer["next_cursor"] is not None
    stored = await kept_answer(results, process.journal, str(answer["handle"]), tenant=TENANT)
    assert (stored.tool, stored.session, stored.arguments) == (
        "search", ID, {"pattern": "value_", "limit": 1000}
    )  # fmt: skip
    whole = rows(stored.answer, "matches")
    assert len(whole) == COUNT
    assert whole[: len(rows(answer, "matches"))] == rows(answer, "matches")
    assert stored.is_complete
    assert stored.answer["tree"] == answer["tree"]
    assert "next_cursor" not in stored.answer


async def test_text_that_was_cut_is_kept_whole(process: Process, results: MemoryResults) -> None:
    answer = await asked(process, "read", path="large.py", max_tokens=300)
    stored = await kept_answer(results, process.journal, str(answer["handle"]), tenant=TENANT)
    result = stored.answer["result"]
    assert isinstance(result, dict)
    assert len(result["text"].splitlines()) == COUNT


async def test_a_map_that_was_cut_is_kept_whole(
    process: Process, world: World, results: MemoryResults
) -> None:
    (world.root / "large.py").unlink()
    for number in range(60):
        (world.root / f"m{number}.py").write_text(f"def function_{number}():\n    pass\n", encoding="utf-8")
    answer = await asked(process, "repo_map", max_tokens=300)
    stored = await kept_answer(results, process.journal, str(answer["handle"]), tenant=TENANT)
    assert stored.is_complete
    assert all(f"m{number}.py" in str(stored.answer["result"]) for number in range(60))


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("search", {"pattern": "value_12345"}),
        ("search", {"pattern": "value_", "limit": 5}),
        ("search", {"pattern": "value_", "max_tokens": 220}),
        ("index", {}),
        ("read", {"path": "app.py"}),
    ],
)
async def test_what_fits_or_was_asked_for_in_pages_has_no_handle(
    process: Process, tool: str, arguments: dict[str, Any]
) -> None:
    assert "handle" not in await asked(process, tool, **arguments)


async def test_the_next_page_of_what_is_kept_keeps_nothing_more(process: Process) -> None:
    first = await asked(process, "search", pattern="value_")
    assert "handle" in first
    assert "handle" not in await asked(process, "search", pattern="value_", cursor=first["next_cursor"])


async def test_without_a_session_nothing_is_kept(process: Process, results: MemoryResults) -> None:
    assert "handle" not in await asked(process, "search", session_id=None, pattern="value_")
    assert (await results.erase_tenant(TENANT)).removed == {}


async def test_an_answer_with_a_handle_keeps_its_budget(process: Process) -> None:
    plain = await asked(process, "search", session_id=None, pattern="value_", show="lines", max_tokens=1000)
    named = await asked(process, "search", pattern="value_", show="lines", max_tokens=1000)
    handle = {"handle": named.pop("handle")}
    assert len(msgspec.json.encode({**named, **handle})) <= len(msgspec.json.encode(plain))
    shown = rows(named, "matches")
    assert shown == rows(plain, "matches")[: len(shown)]


async def test_a_result_is_gone_with_its_session(process: Process, results: MemoryResults) -> None:
    handle = str((await asked(process, "search", pattern="value_"))["handle"])
    erased = await process.journal.close(ID)
    assert erased.removed["results"] == 1
    with pytest.raises(NotFound):
        await results.info(handle, tenant=TENANT)


@pytest.mark.requirement("S15", "SEC-6")
async def test_no_byte_of_a_result_is_in_the_files_once_its_session_is_closed(
    world: World, tmp_path: Path
) -> None:
    (world.root / "large.py").write_text("value = 1\n" * COUNT, encoding="utf-8")
    async with open_results(f"sqlite:{tmp_path / 'sessions.db'}") as results:
        process = world.process(results=results)
        await process.journal.open(ID, world.root, at=world.clock())
        handle = str((await asked(process, "search", pattern="value"))["handle"]).encode()
        assert handle in stored(tmp_path)
        assert (await process.journal.close(ID)).removed["results"] == 1
        assert handle not in stored(tmp_path)


def stored(folder: Path) -> bytes:
    return b"".join((folder / f"sessions.results.db{end}").read_bytes() for end in ("", "-wal"))


async def test_a_result_of_a_session_whose_life_is_over_is_not_shown_and_goes(
    process: Process, results: MemoryResults
) -> None:
    handle = str((await asked(process, "search", pattern="value_"))["handle"])
    await process.store.clear_session(ID)
    with pytest.raises(NotFound, match="no such result"):
        await kept_answer(results, process.journal, handle, tenant=TENANT)
    with pytest.raises(NotFound):
        await results.info(handle, tenant=TENANT)


async def test_a_result_lives_no_longer_than_its_session_had_left(
    process: Process, results: MemoryResults
) -> None:
    await process.store.extend_session_ttl(ID, 100)
    info = await results.info(
        str((await asked(process, "search", pattern="value_"))["handle"]), tenant=TENANT
    )
    assert 0 < info.expires - info.created <= 100


async def test_results_of_runs_that_are_forgotten_are_removed(
    world: World, process: Process, results: MemoryResults
) -> None:
    handles = []
    for _ in range(40):
        world.clock.now += 1  # The ids of runs sort by time.
        handles.append(str((await asked(process, "search", pattern="value_"))["handle"]))
    kept = 0
    for handle in handles:
        try:
            await results.info(handle, tenant=TENANT)
        except NotFound:
            continue
        kept += 1
    recorded = {run.result for run in (await process.journal.get(ID)).runs}
    assert kept == len(recorded) < 40
    assert set(handles[-kept:]) == recorded


@pytest.mark.requirement("CONN-3")
async def test_a_store_of_results_that_is_away_costs_the_handle_only(world: World, process: Process) -> None:
    expected = await asked(process, "search", session_id=None, pattern="value_")
    answer = await asked(world.process(), "search", pattern="value_")
    assert "handle" not in answer
    shown = rows(answer, "matches")
    assert shown == rows(expected, "matches")[: len(shown)]
    assert len(shown) >= len(rows(expected, "matches")) - 3


async def test_what_there_is_no_room_for_is_not_found_by_its_handle(world: World, process: Process) -> None:
    full = MemoryResults(limits=CacheLimits(tenant_results_bytes_max=100))
    handle = str((await asked(world.process(results=full), "search", pattern="value_"))["handle"])
    with pytest.raises(NotFound):
        await kept_answer(full, process.journal, handle, tenant=TENANT)


async def test_the_answer_does_not_wait_for_what_is_kept_and_a_closed_session_keeps_nothing(
    process: Process, results: MemoryResults
) -> None:
    call = Call(tool="search", arguments={"pattern": "value_"}, session_id=ID)
    outcome = await process.execution.run(call)
    assert outcome.handle is not None
    with pytest.raises(NotFound):
        await results.info(outcome.handle, tenant=TENANT)
    assert await process.overflow.settled(outcome.handle, 0) is False
    assert await process.overflow.settled("another", 0) is True
    assert "results" not in (await process.journal.close(ID)).removed
    await process.overflow.settled()
    assert (await results.erase_tenant(TENANT)).removed == {}


async def test_what_is_on_its_way_is_given_up_with_the_process(
    process: Process, results: MemoryResults
) -> None:
    async with process.overflow.running():
        await process.execution.run(Call(tool="search", arguments={"pattern": "value_"}, session_id=ID))
    assert (await results.erase_tenant(TENANT)).removed == {}


async def test_only_so_many_are_on_their_way_at_once(process: Process) -> None:
    call = Call(tool="search", arguments={"pattern": "value_"}, session_id=ID)
    handles = [(await process.execution.run(call)).handle for _ in range(PENDING_MAX * 3)]
    assert len([handle for handle in handles if handle]) >= PENDING_MAX
    assert len(process.overflow._pending) <= PENDING_MAX
    await process.overflow.settled()
    assert (await process.execution.run(call)).handle is not None
    await process.overflow.settled()
