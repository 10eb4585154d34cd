"""Two tenants on one Redis, each with a server of its own: neither reaches the other's sessions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters, types

from tests.server.servers import MODERN, Here, value_of
from tests.server.test_sessions import history, opened
from tests.sessions import redis_server

pytestmark = pytest.mark.anyio

NEEDED: dict[str, object] = {
    "name": "Greeter",
    "pattern": "Greeter",
    "path": "package/greeter.py",
    "tool": "outline",
    "arguments": {},
    "run": "0" * 26,
}
"""What tools need besides a session."""


@pytest.fixture
def shared(here: Here, tmp_path: Path) -> Iterator[Here]:
    folder = tmp_path / "redis"
    folder.mkdir()
    with redis_server.running(folder) as server:
        yield replace(here, store=server.url)


def of(here: Here, tenant: str) -> StdioServerParameters:
    parameters = here.parameters("--tools", "all")
    environment = {**(parameters.env or {}), "MCP_CODE_ANALYSIS_TENANT": tenant}
    return parameters.model_copy(update={"env": environment})


def attempts(tools: list[types.Tool], session: str) -> Iterator[tuple[str, dict[str, object]]]:
    """Every tool that takes a session, in each of its ways, with what it needs besides."""
    for tool in tools:
        properties = tool.input_schema.get("properties", {})
        if "session" in properties:
            given = {name: NEEDED[name] for name in tool.input_schema.get("required", []) if name in NEEDED}
            for action in properties.get("action", {}).get("enum", [None]):
                way = {} if action is None else {"action": action}
                yield tool.name, {**given, **way, "session": session}


@pytest.mark.requirement("S13", "SEC-5", "F17")
async def test_no_tool_of_one_tenant_reaches_a_session_of_another(shared: Here) -> None:
    async with (
        Client(of(shared, "acme"), mode=MODERN) as acme,
        Client(of(shared, "other"), mode=MODERN) as other,
    ):
        session = await opened(acme)
        await acme.call_tool("find_symbol", {"name": "Greeter", "session": session})
        tools = (await other.list_tools()).tools
        tried = set()
        for handle in (session, f"acme.{session}", f"../acme.{session}", f"{session}}}:x", "acme"):
            for name, arguments in attempts(tools, handle):
                if arguments.get("action") != "open":
                    answer = await other.call_tool(name, arguments)
                    tried.add((name, arguments.get("action")))
                    told = answer.structured_content or {}
                    is_closed_in_vain = name == "session" and told.get("closed") is False
                    is_told_nothing = (name, arguments.get("action")) == ("session", "list")
                    assert answer.is_error or is_closed_in_vain or is_told_nothing, (name, arguments, told)
        assert {
            ("session", "get"),
            ("session", "history"),
            ("session", "close"),
            ("find_symbol", None),
        } <= tried
        assert len(tried) > 10
        assert value_of(await other.call_tool("session", {"action": "list"}))["sessions"] == []
        # A session of the same name is another one.
        await other.call_tool("session", {"action": "open", "session": session})
        assert await history(other, session) == []
        await other.call_tool("session", {"action": "close", "session": session})
        assert [run["tool"] for run in await history(acme, session)] == ["find_symbol"]
