"""Sessions as clients see them: opened, used, read back, closed; over the death of the server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, MCPError, StdioServerParameters

from tests.server.servers import MODERN, Connect, Here, HttpServer, text_of, until, value_of
from tests.sessions import redis_server

pytestmark = pytest.mark.anyio


async def opened(client: Client, **arguments: object) -> str:
    return str(value_of(await client.call_tool("session", {"action": "open", **arguments}))["session"])


async def history(client: Client, session: str) -> list[dict[str, Any]]:
    answer = value_of(
        await client.call_tool("session", {"action": "history", "session": session, "limit": 100})
    )
    return list(answer["runs"])


async def test_a_session_remembers_what_was_run_and_how_it_ended(connect: Connect) -> None:
    async with connect() as client:
        session = await opened(client)
        await client.call_tool("find_symbol", {"name": "Greeter", "session": session})
        await client.call_tool("call", {"tool": "outline", "arguments": {"session": session, "pth": "x"}})
        await client.call_tool("call", {"tool": "outline", "arguments": {"session": session, "depth": 1}})
        await client.call_tool("read", {"path": "nothing.py", "session": session})
        runs = await history(client, session)
    assert [(run["tool"], run["state"]) for run in runs] == [
        ("read", "failed"),
        ("outline", "succeeded"),
        ("find_symbol", "succeeded"),
    ]
    assert runs[2]["arguments"] == '{"name":"Greeter"}'
    assert runs[2]["outcome"]["size_bytes"] > 0
    assert runs[2]["ended_at"] >= runs[2]["started_at"]


async def test_a_session_remembers_its_folder(connect: Connect) -> None:
    async with connect() as client:
        session = await opened(client, root="package")
        answer = value_of(await client.call_tool("index", {"session": session}))
        assert answer["tree"]["name"] == "package"
        elsewhere = value_of(await client.call_tool("index", {"session": session, "root": "."}))
        assert elsewhere["tree"]["name"] == "root"


async def test_a_closed_session_is_gone_with_its_runs(connect: Connect) -> None:
    async with connect() as client:
        session = await opened(client)
        await client.call_tool("find_symbol", {"name": "Greeter", "session": session})
        closing = {"action": "close", "session": session}
        closed = value_of(await client.call_tool("session", closing))
        assert (closed["closed"], closed["removed"]["sessions"], closed["remains"]) == (True, 1, [])
        closed = value_of(await client.call_tool("session", closing))
        assert (closed["closed"], closed["removed"]) == (False, {})
        again = await client.call_tool("session", {"action": "history", "session": session})
        assert again.is_error
        assert "NOT_FOUND" in text_of(again)


async def test_the_life_of_a_session_is_what_was_asked_for(connect: Connect) -> None:
    async with connect() as client:
        session = await opened(client, ttl_seconds=120)
        described = value_of(await client.call_tool("session", {"action": "get", "session": session}))
        assert 0 < described["expires_in_seconds"] <= 120


async def test_sessions_are_listed_to_the_user_of_this_machine_and_to_nobody_over_http(
    here: Here, serve_http: Callable[..., HttpServer]
) -> None:
    async with Client(here.parameters(), mode=MODERN) as client:
        session = await opened(client)
        assert value_of(await client.call_tool("session", {"action": "list"}))["sessions"] == [session]
    server = await anyio.to_thread.run_sync(serve_http)
    async with Client(server.url, mode=MODERN) as client:
        assert (await client.call_tool("session", {"action": "list"})).is_error
        assert (await client.call_tool("execution", {"action": "list"})).is_error
        assert (await client.call_tool("session", {"action": "open", "session": "guessable"})).is_error


@pytest.fixture(params=["sqlite", "redis"])
def stored(request: pytest.FixtureRequest, large: Here, tmp_path: Path) -> Iterator[Here]:
    """Return the large project with its sessions in a store that outlives the server."""
    if request.param == "sqlite":
        yield large
        return
    (tmp_path / "redis").mkdir()
    with redis_server.running(tmp_path / "redis") as server:
        yield replace(large, store=server.url)


@pytest.mark.requirement("SES-2", "EXE-4")
async def test_after_the_server_was_killed_the_next_one_shows_the_history(stored: Here, era: str) -> None:
    async with Client(stored.parameters(), mode=era) as client:
        session = await opened(client)
        await client.call_tool("find_symbol", {"name": "Greeter", "root": "package", "session": session})

        async def index() -> None:
            with suppress(MCPError):
                await client.call_tool("index", {"session": session})

        async def executing() -> bool:
            return bool((await history(client, session))[0]["state"] == "executing")

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(index)
            await until(executing)
            stored.kill()
    async with Client(stored.parameters(), mode=era) as client:
        left, ended = await history(client, session)
    assert (left["tool"], left["state"], left["owner"]) == ("index", "executing", "unknown")
    assert (ended["tool"], ended["state"]) == ("find_symbol", "succeeded")


async def test_two_servers_share_a_session_through_the_store(here: Here) -> None:
    async with (
        Client(here.parameters(), mode=MODERN) as one,
        Client(here.parameters(), mode="legacy") as other,
    ):
        session = await opened(one)
        await one.call_tool("find_symbol", {"name": "Greeter", "session": session})
        await other.call_tool("search", {"pattern": "Hello", "session": session})
        assert [run["tool"] for run in await history(one, session)] == ["search", "find_symbol"]
        assert await history(one, session) == await history(other, session)


async def test_a_store_that_does_not_answer_fails_what_needs_it_and_nothing_else(here: Here) -> None:
    away = Here(here.root, "redis://127.0.0.1:1/0", here.pid_file)
    async with Client(away.parameters(), mode=MODERN) as client:
        refused = await client.call_tool("session", {"action": "open"})
        assert refused.is_error
        assert '"retryable":true' in text_of(refused)
        assert value_of(await client.call_tool("find_symbol", {"name": "Greeter"}))


@pytest.mark.requirement("CACHE-3", "S11", "SES-1")
async def test_a_session_that_another_server_closed_and_opened_anew_has_its_new_folder_here(
    here: Here, tmp_path: Path
) -> None:
    folder = tmp_path / "redis"
    folder.mkdir()
    (here.root / "new").mkdir()
    (here.root / "new" / "only.py").write_text("def only_here(): ...\n", encoding="utf-8")
    with redis_server.running(folder) as server:
        shared = replace(here, store=server.url)

        def started() -> StdioServerParameters:
            parameters = shared.parameters()
            environment = {**(parameters.env or {}), "MCP_CODE_ANALYSIS_CACHE_URL": server.url}
            return parameters.model_copy(update={"env": environment})

        async with Client(started(), mode=MODERN) as first, Client(started(), mode=MODERN) as second:
            session = await opened(first)
            for client in (first, second):
                found = value_of(
                    await client.call_tool("find_symbol", {"name": "Greeter", "session": session})
                )
                assert found["tree"]["name"] == here.root.name
            await first.call_tool("session", {"action": "close", "session": session})
            refused = await second.call_tool("find_symbol", {"name": "Greeter", "session": session})
            assert refused.is_error
            root = str(here.root / "new")
            await first.call_tool("session", {"action": "open", "session": session, "root": root})

            async def is_seen() -> bool:
                answer = await second.call_tool("find_symbol", {"name": "only_here", "session": session})
                return not answer.is_error and value_of(answer)["tree"]["name"] == "new"

            await until(is_seen)
