"""A server whose Redis goes away: calls are answered, say what is missing, and all is well again after."""

from __future__ import annotations

import json
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import anyio
import mcp_types as types
import pytest
from mcp import Client

from mcp_code_analysis.server.answers import REFERENCE_KEY, SESSION_KEY
from tests.server.servers import MODERN, Here, HttpServer, until, value_of
from tests.server.test_http import ask
from tests.server.test_sessions import history, opened
from tests.sessions.redis_server import RedisServer

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def served(here: Here, own: RedisServer, writes: str, tmp_path: Path) -> AsyncIterator[Client]:
    fallback = json.dumps({"writes": writes, "journal": str(tmp_path / "journal.db")})
    parameters = replace(here, store=own.url).parameters()
    parameters.env = {**(parameters.env or {}), "MCP_CODE_ANALYSIS_FALLBACK": fallback}
    async with Client(parameters, mode=MODERN) as client:
        yield client


def told(result: types.CallToolResult) -> dict[str, Any]:
    """Return what a result says of its session."""
    return dict((result.meta or {}).get(SESSION_KEY, {}))


def texts(result: types.CallToolResult) -> list[str]:
    return [block.text for block in result.content if isinstance(block, types.TextContent)]


@pytest.mark.requirement("S12", "CONN-3", "MIG-5")
@pytest.mark.parametrize("writes", ["refuse", "local"])
async def test_an_analysis_with_a_session_is_answered_while_redis_is_away(
    here: Here, own: RedisServer, writes: str, tmp_path: Path
) -> None:
    async with served(here, own, writes, tmp_path) as client:
        session = await opened(client)
        asked = {"name": "Greeter", "session": session}
        plain = await client.call_tool("find_symbol", asked)
        assert REFERENCE_KEY in (plain.meta or {})
        assert told(plain) == {}
        assert len(plain.content) == 1
        own.kill()
        answer = await client.call_tool("find_symbol", asked)
        assert not answer.is_error
        assert answer.structured_content == plain.structured_content
        assert texts(answer)[0] == texts(plain)[0]
        if writes == "local":
            assert told(answer)["recorded"] == "local"
            assert told(answer)["source"] == "local"
            assert "recorded on this machine" in texts(answer)[1]
        else:
            # Where the session's folder is was known here.
            known = {name: value for name, value in told(answer).items() if name != "as_of"}
            assert known == {"recorded": "no", "code": "UNAVAILABLE", "source": "local", "stale": True}
            assert "not in its session" in texts(answer)[1]

        got = value_of(await client.call_tool("session", {"action": "get", "session": session}))
        assert (got["source"], got["stale"]) == ("local", True)
        assert got["as_of"] > got["created_at"] - 1
        assert got["runs"] == (2 if writes == "local" else 1)
        assert ("expires_in_seconds" in got) == (writes == "local")
        # The answer is the same whatever the store does, and so is a call without a session.
        assert (
            value_of(await client.call_tool("find_symbol", {"name": "Greeter"})) == plain.structured_content
        )

        own.start()

        async def is_back() -> bool:
            now = value_of(await client.call_tool("session", {"action": "get", "session": session}))
            return "source" not in now

        await until(is_back)
        again = await client.call_tool("find_symbol", asked)
        assert told(again) == {}
        runs = await history(client, session)
        assert [run["state"] for run in runs] == ["succeeded"] * (3 if writes == "local" else 2)


async def test_a_session_whose_folder_is_not_known_here_is_an_error_and_with_a_root_it_is_not(
    here: Here, own: RedisServer, tmp_path: Path
) -> None:
    async with served(here, own, "refuse", tmp_path) as client:
        own.kill()
        refused = await client.call_tool("find_symbol", {"name": "Greeter", "session": "unknown"})
        assert refused.is_error
        assert '"retryable":true' in texts(refused)[0]
        answer = await client.call_tool("find_symbol", {"name": "Greeter", "session": "unknown", "root": "."})
        assert not answer.is_error
        assert told(answer)["recorded"] == "no"
        # Writes are refused with when to come again.
        refused = await client.call_tool("session", {"action": "open"})
        assert json.loads(texts(refused)[0])["error"]["retry_after"]


async def test_a_session_opened_while_redis_is_away_is_there_when_it_is_back(
    here: Here, own: RedisServer, tmp_path: Path
) -> None:
    async with served(here, own, "local", tmp_path) as client:
        own.kill()
        opening = value_of(await client.call_tool("session", {"action": "open"}))
        assert (opening["source"], opening["unsent"]) == ("local", 1)
        session = str(opening["session"])
        await client.call_tool("find_symbol", {"name": "Greeter", "session": session})
        own.start()

        async def is_back() -> bool:
            now = value_of(await client.call_tool("session", {"action": "history", "session": session}))
            return "source" not in now and len(now["runs"]) == 1

        await until(is_back)


def health(server: HttpServer) -> dict[str, Any]:
    status, body = ask(server, "GET", "/health", None, {})
    assert status == 200
    return dict(json.loads(body))


@pytest.mark.requirement("CONN-2", "F8")
async def test_health_names_what_is_wrong_with_the_store(
    own: RedisServer, serve_http: Callable[..., HttpServer]
) -> None:
    server = await anyio.to_thread.run_sync(serve_http, "--store", own.url)

    async def becomes(*wanted: str | None) -> None:
        async def is_told() -> bool:
            told = await anyio.to_thread.run_sync(health, server)
            return dict(told.get("store", {})).get("problem") in wanted

        await until(is_told)

    def configure(**values: str) -> None:
        with own.client() as client:
            for name, value in values.items():
                client.config_set(name.replace("_", "-"), value)

    assert health(server) == {"status": "ok"}
    configure(maxmemory="1")
    await becomes("STORE_FULL")
    configure(maxmemory="0", min_replicas_to_write="1")
    await becomes("READ_ONLY")
    configure(maxmemory="1gb", min_replicas_to_write="0", maxmemory_policy="allkeys-lru")
    await becomes("MISCONFIGURED")
    configure(maxmemory="0", maxmemory_policy="noeviction", requirepass="secret")
    with own.client(password="secret") as client:
        client.client_kill_filter(_type="normal", skipme=True)
        await becomes("AUTH")
        client.config_set("requirepass", "")
    await becomes(None)
    assert health(server) == {"status": "ok"}
    process = own._process
    assert process is not None
    process.send_signal(signal.SIGSTOP)
    try:
        await becomes("UNAVAILABLE")
    finally:
        process.send_signal(signal.SIGCONT)
    await becomes(None)
    own.kill()
    await becomes("UNAVAILABLE")
    body = ask(server, "GET", "/health", None, {})[1]
    assert str(own.port) not in body
    own.start()
    await becomes(None)
