"""Calls that take a while: progress as they go, and an end when the caller has had enough."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import anyio
import pytest
from mcp import Client

from tests.server.servers import LARGE_FILES, Connect, Here, text_of, until, value_of

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def nothing_is_parsed_already(monkeypatch: pytest.MonkeyPatch) -> None:
    """A call is long because every file has to be parsed."""
    monkeypatch.setenv("MCP_CODE_ANALYSIS_CACHE_URL", "none")


async def newest_run(client: Client, session: str) -> dict[str, Any]:
    answer = value_of(await client.call_tool("execution", {"action": "list", "session": session}))
    run: dict[str, Any] = answer["runs"][0] if answer["runs"] else {}
    return run


async def opened(client: Client) -> str:
    return str(value_of(await client.call_tool("session", {"action": "open"}))["session"])


@pytest.mark.requirement("TOOL-6")
@pytest.mark.usefixtures("large")
async def test_progress_grows_strictly_and_never_beyond_the_total(connect_every_way: Connect) -> None:
    seen: list[tuple[float, float | None]] = []

    async def note(progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG001
        seen.append((progress, total))

    async with connect_every_way() as client:
        result = await client.call_tool("index", {"action": "refresh"}, progress_callback=note)
        assert value_of(result)["result"]["files"] == LARGE_FILES + 2
    assert seen
    assert all(one[0] < other[0] for one, other in pairwise(seen))
    assert all(total is None or done <= total for done, total in seen)


@pytest.mark.requirement("EXE-7")
@pytest.mark.usefixtures("large")
async def test_a_caller_who_goes_away_stops_the_work_in_rust(connect_every_way: Connect) -> None:
    async with connect_every_way() as client:
        session = await opened(client)
        with anyio.CancelScope() as scope:

            async def stop(progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG001
                scope.cancel()

            await client.call_tool("index", {"action": "refresh", "session": session}, progress_callback=stop)
        assert scope.cancelled_caught

        async def ended() -> bool:
            return "ended_at" in await newest_run(client, session)

        await until(ended)
        run = await newest_run(client, session)
    done, total = run["progress"]
    assert run["state"] == "cancelled"
    assert 0 < done < total


@pytest.mark.requirement("EXE-7")
@pytest.mark.usefixtures("large")
async def test_a_run_can_be_cancelled_by_its_id(connect: Connect) -> None:
    async with connect() as client:
        session = await opened(client)
        answers: list[str] = []

        async def index() -> None:
            answers.append(
                text_of(await client.call_tool("index", {"action": "refresh", "session": session}))
            )

        async def executing() -> bool:
            return (await newest_run(client, session)).get("owner") == "this server"

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(index)
            await until(executing)
            run = (await newest_run(client, session))["run"]
            cancelled = {"action": "cancel", "run": run, "session": session}
            assert value_of(await client.call_tool("execution", cancelled))["cancelling"] is True
        shown = value_of(
            await client.call_tool("execution", {"action": "get", "run": run, "session": session})
        )
        assert '"code":"CANCELLED"' in answers[0]
        assert shown["run"]["state"] == "cancelled"


@pytest.mark.usefixtures("large")
async def test_closing_a_session_stops_what_runs_in_it(connect: Connect) -> None:
    async with connect() as client:
        session = await opened(client)
        answers: list[str] = []

        async def index() -> None:
            answers.append(
                text_of(await client.call_tool("index", {"action": "refresh", "session": session}))
            )

        async def executing() -> bool:
            return (await newest_run(client, session)).get("owner") == "this server"

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(index)
            await until(executing)
            await client.call_tool("session", {"action": "close", "session": session})
        assert '"code":"CANCELLED"' in answers[0]
        assert (await client.call_tool("session", {"action": "get", "session": session})).is_error


@pytest.mark.usefixtures("large")
async def test_more_calls_than_the_limit_are_asked_to_come_back(
    connect: Connect, monkeypatch: pytest.MonkeyPatch, here: Here
) -> None:
    monkeypatch.setenv("MCP_CODE_ANALYSIS_LIMITS", '{"calls_in_flight_max": 1}')
    assert here.root.is_dir()
    async with connect() as client:
        session = await opened(client)

        async def executing() -> bool:
            return (await newest_run(client, session)).get("owner") == "this server"

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.call_tool, "index", {"action": "refresh", "session": session})
            await until(executing)
            refused = await client.call_tool("find_symbol", {"name": "Greeter", "root": "package"})
            assert '"code":"LIMIT_EXCEEDED"' in text_of(refused)
            assert '"retry_after":1.0' in text_of(refused)
            await client.call_tool("session", {"action": "close", "session": session})
