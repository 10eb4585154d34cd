"""What any client can do, over each transport and in each era; and what it is told of its mistakes."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import pytest
from mcp import Client, MCPError
from mcp_types import INVALID_PARAMS

from mcp_code_analysis.config import ServerLimits
from tests.server.servers import Connect, Here, text_of, value_of

pytestmark = pytest.mark.anyio

LISTED = ["explore", "find_symbol", "search", "read", "relations", "index", "catalog", "call"]
OTHERS = [
    *["impact", "path_between", "type_hierarchy", "verify_claims", "outline", "complexity", "dependencies"],
    *["repo_map", "ast_search", "architecture", "clones", "dead_code", "tests_for", "hotspots", "history"],
    *["change_risk", "diff_symbols", "session", "execution", "results"],
]


@pytest.mark.requirement("LAY-1", "TOOL-3")
async def test_a_client_lists_the_tools_opens_the_tree_finds_a_symbol_reads_it_and_asks_for_the_map(
    connect_every_way: Connect,
) -> None:
    async with connect_every_way() as client:
        tools = (await client.list_tools()).tools
        assert sorted(tool.name for tool in tools) == sorted(LISTED)

        status = value_of(await client.call_tool("index", {}))
        assert status["tree"]["name"] == "root"
        assert status["result"]["files"] == 2

        found = value_of(await client.call_tool("find_symbol", {"name": "greet"}))
        (match,) = found["result"]["matches"]
        assert match["path"] == "package/greeter.py"

        read = text_of(await client.call_tool("read", {"symbol": match["id"]}))
        assert 'return f"Hello, {name}!"' in read
        assert read.startswith("package/greeter.py:7-9 of")

        mapped = text_of(await client.call_tool("call", {"tool": "repo_map", "arguments": {}}))
        assert "package/greeter.py" in mapped


async def test_every_listed_tool_says_in_full_what_it_does_and_takes(connect: Connect) -> None:
    async with connect("--tools", "all") as client:
        tools = (await client.list_tools()).tools
    assert sorted(tool.name for tool in tools) == sorted(LISTED + OTHERS)
    for tool in tools:
        assert tool.annotations is not None
        hints = tool.annotations.model_dump(exclude={"title"})
        assert all(isinstance(hint, bool) for hint in hints.values()), (tool.name, hints)
        assert tool.input_schema["additionalProperties"] is False
        assert tool.description
        assert '"title"' not in json.dumps(tool.input_schema)


async def test_the_catalog_finds_the_tools_that_are_not_listed_and_shows_how_to_call_them(
    connect: Connect,
) -> None:
    async with connect() as client:
        found = value_of(await client.call_tool("catalog", {"query": "import"}))
        assert "dependencies" in [tool["name"] for tool in found["tools"]]
        shown = value_of(await client.call_tool("catalog", {"tool": "dependencies"}))["tool"]
        assert {"path", "root", "session"} <= set(shown["input_schema"]["properties"])
        answer = value_of(await client.call_tool("call", {"tool": "dependencies", "arguments": {}}))
        assert "cycles" in answer["result"]


async def test_data_is_structured_and_its_text_is_the_same_json(connect: Connect) -> None:
    async with connect() as client:
        result = await client.call_tool("search", {"pattern": "Hello"})
        assert json.loads(text_of(result)) == value_of(result)


async def test_source_text_is_text_alone_between_fences(connect: Connect) -> None:
    async with connect() as client:
        result = await client.call_tool(
            "read", {"path": "package/greeter.py", "start_line": 1, "end_line": 1}
        )
        assert result.structured_content is None
        assert text_of(result).splitlines()[:4] == [
            "package/greeter.py:1-1 of 13 lines:",
            "```",
            '"""Greets."""',
            "```",
        ]


async def test_what_cannot_be_seen_in_a_file_is_spelt_out(connect: Connect, here: Here) -> None:
    hostile = "# \x1b[31mred\x1b[0m \u202egnihton\u202c \u200bx \U000e0041\ndef café() -> None: ...\n"
    (here.root / "hostile.py").write_text(hostile, encoding="utf-8")
    async with connect() as client:
        shown = [
            text_of(await client.call_tool("read", {"path": "hostile.py"})),
            text_of(await client.call_tool("search", {"pattern": "red"})),
            text_of(await client.call_tool("call", {"tool": "outline", "arguments": {"path": "hostile.py"}})),
        ]
    for text in shown:
        assert not re.search("[\x1b\u200b\u202c\u202e\U000e0041]", text)
        assert r"\u001b" not in text
    assert "<U+202E>" in shown[0]
    assert "café" in shown[0]


async def structured_error(client: Client, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    error = json.loads(text_of(result))["error"]
    assert isinstance(error, dict)
    return error


@pytest.mark.requirement("EXE-6")
async def test_a_tool_that_is_not_there_is_a_protocol_error_that_names_the_nearest(connect: Connect) -> None:
    async with connect() as client:
        with pytest.raises(MCPError) as caught:
            await client.call_tool("find_symbols", {"name": "greet"})
        assert caught.value.code == INVALID_PARAMS
        assert caught.value.data["nearest"][0] == "find_symbol"
        through_call = await structured_error(client, "call", {"tool": "find_symbols", "arguments": {}})
        assert through_call["code"] == "UNKNOWN_TOOL"
        assert through_call["nearest"][0] == "find_symbol"


MISTAKES: Final[list[tuple[str, dict[str, Any], str, str]]] = [
    ("find_symbol", {"nmae": "greet"}, "INVALID_REQUEST", "name"),
    ("find_symbol", {}, "INVALID_REQUEST", "name"),
    ("find_symbol", {"name": ["greet"]}, "INVALID_REQUEST", "name"),
    ("find_symbol", {"name": "greet", "root": 7}, "INVALID_REQUEST", "root"),
    ("read", {"path": "package/greter.py"}, "NOT_FOUND", "package/greeter.py"),
    ("read", {"path": "package/greeter.py", "start_line": 99}, "INVALID_REQUEST", "line"),
    ("read", {"path": "../root-evil/secret.py"}, "OUTSIDE_ROOT", "secret.py"),
    ("index", {"root": "package/greeter.py"}, "INVALID_REQUEST", "folder"),
    ("index", {"root": "no/such/folder"}, "NOT_FOUND", "no"),
    ("index", {"root": "../root-evil"}, "OUTSIDE_ROOT", "--root"),
    ("index", {"root": "/etc"}, "OUTSIDE_ROOT", "--root"),
    ("search", {"pattern": "(", "mode": "regex"}, "INVALID_REQUEST", "regular expression"),
    ("catalog", {"tol": "read"}, "INVALID_REQUEST", "tool"),
    ("catalog", {"tool": "raed"}, "UNKNOWN_TOOL", "read"),
    ("call", {"tool": "call"}, "INVALID_REQUEST", "another"),
    ("call", {"tool": "outline", "arguments": {"pth": "x"}}, "INVALID_REQUEST", "path"),
    ("session", {"action": "open", "root": "no/such/folder"}, "NOT_FOUND", "folder"),
    ("session", {"action": "open", "root": ""}, "INVALID_REQUEST", "Leave `root` out"),
    ("session", {"action": "opn"}, "INVALID_REQUEST", "action"),
    ("session", {"action": "get"}, "INVALID_REQUEST", "session"),
    ("session", {"action": "get", "session": "../x"}, "INVALID_REQUEST", "open"),
    ("session", {"action": "get", "session": "gone"}, "NOT_FOUND", "open"),
    ("search", {"pattern": "x", "session": "gone"}, "NOT_FOUND", "open"),
    ("execution", {"action": "cancel", "run": "gone", "session": "gone"}, "NOT_FOUND", "list"),
]


@pytest.mark.requirement("EXE-6")
async def test_a_mistake_that_a_caller_can_mend_says_how(connect: Connect, here: Here) -> None:
    async with connect() as client:
        for tool, arguments, code, teaches in MISTAKES:
            error = await structured_error(client, tool, arguments)
            said = json.dumps([error["message"], error["hint"], error["nearest"]])
            assert error["code"] == code, (tool, arguments, error)
            assert teaches in said, (tool, arguments, error)
            assert "swordfish" not in said
            assert "Traceback" not in said
            assert str(here.root) not in said, (tool, arguments, error)
            assert error["reference"], (tool, arguments, error)


async def test_an_error_of_a_run_carries_the_reference_of_the_run(connect: Connect) -> None:
    async with connect() as client:
        session = value_of(await client.call_tool("session", {"action": "open"}))["session"]
        error = await structured_error(client, "read", {"path": "nothing.py", "session": session})
        history = value_of(await client.call_tool("session", {"action": "history", "session": session}))
    (run,) = history["runs"]
    assert run["run"] == error["reference"]
    assert run["state"] == "failed"
    assert run["error"]["code"] == "NOT_FOUND"


async def test_arguments_beyond_the_limits_are_refused_before_anything_reads_them(connect: Connect) -> None:
    deep: object = 1
    for _ in range(ServerLimits().arguments_depth_max + 1):
        deep = [deep]
    async with connect() as client:
        for path in ("x" * (ServerLimits().arguments_bytes_max + 1), deep):
            with pytest.raises(MCPError) as caught:
                await client.call_tool("read", {"path": path})
            assert caught.value.code == INVALID_PARAMS
            assert caught.value.data["code"] == "LIMIT_EXCEEDED"
        assert value_of(await client.call_tool("catalog", {}))


async def test_a_cursor_of_the_tool_list_that_we_did_not_give_is_refused(connect: Connect) -> None:
    async with connect() as client:
        with pytest.raises(MCPError) as caught:
            await client.list_tools(cursor="garbage")
        assert caught.value.code == INVALID_PARAMS


@pytest.mark.requirement("SEC-7")
async def test_no_spelling_of_a_root_shows_a_neighbour(connect: Connect, here: Here) -> None:
    (here.root / "link").symlink_to(here.root.parent / "root-evil")
    spellings = [
        "..",
        "../root-evil",
        f"{here.root}-evil",
        f"{here.root}/../root-evil",
        "link",
        "/",
        "package/../..",
    ]
    async with connect() as client:
        for root in spellings:
            error = await structured_error(client, "search", {"pattern": "swordfish", "root": root})
            assert error["code"] == "OUTSIDE_ROOT", root
        for path in ("link/secret.py", "../root-evil/secret.py", f"{here.root}-evil/secret.py"):
            error = await structured_error(client, "read", {"path": path})
            assert "swordfish" not in json.dumps(error)
        found = value_of(await client.call_tool("search", {"pattern": "swordfish"}))
        assert found["result"]["matches"] == []


async def test_instructions_say_in_ten_lines_how_the_tools_fit_together(here: Here) -> None:
    async with Client(here.parameters(), mode="auto") as client:
        assert client.instructions is not None
        assert 0 < len(client.instructions.splitlines()) <= 10
