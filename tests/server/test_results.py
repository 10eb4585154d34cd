"""Stored answers as clients see them: named by a handle, paged, filtered, exported, gone with the session."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client

from mcp_code_analysis.results import open_results
from tests.cli.conftest import PROGRAM, environment
from tests.server.servers import MODERN, Connect, Here, text_of, value_of
from tests.server.test_sessions import history, opened

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("T36", "Q1")]

COUNT = 1500


@pytest.fixture
def here(here: Here) -> Here:
    """Return the project with a file that no answer is large enough for."""
    lines = "".join(f"value_{number} = {number % 3}\n" for number in range(COUNT))
    (here.root / "package" / "large.py").write_text(lines, encoding="utf-8")
    return here


async def results(client: Client, handle: object, **arguments: object) -> dict[str, Any]:
    call = {"tool": "results", "arguments": {"handle": handle, **arguments}}
    return value_of(await client.call_tool("call", call))


async def cut(client: Client, session: str) -> dict[str, Any]:
    return value_of(
        await client.call_tool("search", {"pattern": "value_", "session": session, "limit": 1000})
    )


async def test_what_did_not_fit_is_read_by_its_handle(connect: Connect) -> None:
    async with connect() as client:
        session = await opened(client)
        answer = await cut(client, session)
        info = await results(client, answer["handle"], action="info")
        assert info["parts"] == {"matches": COUNT}
        assert (info["tool"], info["complete"]) == ("search", True)
        assert info["arguments"] == {"pattern": "value_", "limit": 1000}
        assert info["expires_at"] > info["created_at"]
        assert (await history(client, session))[0]["result"] == answer["handle"]

        rows: list[dict[str, Any]] = []
        offset: int | None = 0
        while offset is not None:
            page = await results(client, answer["handle"], offset=offset, limit=1000, max_tokens=20_000)
            assert (page["matched"], page["total"]) == (COUNT, COUNT)
            rows += page["rows"]
            offset = page["next_offset"]
        assert [row["line"] for row in rows] == list(range(1, COUNT + 1))
        assert rows[: len(answer["result"]["matches"])] == answer["result"]["matches"]


async def test_rows_are_filtered_and_shown_in_part_and_exported(connect: Connect) -> None:
    async with connect() as client:
        handle = (await cut(client, await opened(client)))["handle"]
        page = await results(client, handle, where={"text": "value_12* = 0"}, fields=["line", "text"])
        assert page["matched"] == len([n for n in range(COUNT) if str(n).startswith("12") and n % 3 == 0])
        assert {tuple(row) for row in page["rows"]} == {("line", "text")}
        export = await results(
            client, handle, action="export", format="csv", contains="value_149", fields=["line", "text"]
        )
        table = list(csv.DictReader(io.StringIO(export["text"])))
        assert [int(row["line"]) for row in table] == [150, *range(1491, 1501)]
        lines = (await results(client, handle, action="export", limit=2))["text"].splitlines()
        assert [json.loads(line)["line"] for line in lines] == [1, 2]


@pytest.mark.parametrize("max_tokens", [300, 500, 2000])
async def test_a_page_of_a_result_keeps_its_budget(connect: Connect, max_tokens: int) -> None:
    async with connect() as client:
        handle = (await cut(client, await opened(client)))["handle"]
        for action in ("page", "export"):
            call = {"handle": handle, "action": action, "limit": 1000, "max_tokens": max_tokens}
            result = await client.call_tool("call", {"tool": "results", "arguments": call})
            # Bytes a token: far fewer than any vocabulary needs for such text.
            assert len(text_of(result)) / 3 <= max_tokens
            assert value_of(result)["next_offset"]


async def test_a_wrong_part_or_field_is_told_the_nearest(connect: Connect) -> None:
    async with connect() as client:
        handle = (await cut(client, await opened(client)))["handle"]
        for wrong, nearest in (({"part": "match"}, "matches"), ({"where": {"txt": "x"}}, "text")):
            call = {"tool": "results", "arguments": {"handle": handle, **wrong}}
            refused = await client.call_tool("call", call)
            assert refused.is_error
            assert json.loads(text_of(refused))["error"]["nearest"] == [nearest]


@pytest.mark.requirement("S13", "SEC-5")
async def test_a_handle_of_another_tenant_or_of_nothing_is_unknown(
    here: Here, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with connect() as client:
        handle = (await cut(client, await opened(client)))["handle"]
    monkeypatch.setenv("MCP_CODE_ANALYSIS_TENANT", "other")
    async with Client(here.parameters(), mode=MODERN) as client:
        said = set()
        for wrong in (handle, handle[:-1] + ("A" if handle[-1] != "A" else "B"), "x", ""):
            call = {"tool": "results", "arguments": {"handle": wrong}}
            refused = await client.call_tool("call", call)
            assert refused.is_error
            error = json.loads(text_of(refused))["error"]
            said.add((error["code"], error["message"]))
        assert said == {("NOT_FOUND", "There is no such result.")}


async def test_a_result_ends_with_its_session_or_when_it_is_deleted(here: Here, connect: Connect) -> None:
    async with connect() as client:
        session = await opened(client)
        first, second = (await cut(client, session))["handle"], (await cut(client, session))["handle"]
        assert (await results(client, first, action="delete"))["deleted"] is True
        # What is still on its way when its session closes is not counted: it is given up later.
        assert (await results(client, second, action="info"))["handle"] == second
        closed = value_of(await client.call_tool("session", {"action": "close", "session": session}))
        assert closed["removed"]["results"] == 1
        for handle in (first, second):
            refused = await client.call_tool("call", {"tool": "results", "arguments": {"handle": handle}})
            assert "NOT_FOUND" in text_of(refused)
    async with open_results(here.store) as store:
        assert (await store.erase_tenant("local")).removed == {}


async def test_source_text_and_maps_name_their_handle_below_the_fence(connect: Connect) -> None:
    async with connect() as client:
        session = await opened(client)
        call = {"path": "package/large.py", "session": session, "max_tokens": 400}
        text = text_of(await client.call_tool("read", call))
        handle = json.loads(text.splitlines()[-1])["handle"]
        page = await results(client, handle, where={"text": "value_1499*"})
        assert page["rows"] == [{"line": 1500, "text": "value_1499 = 2"}]


async def test_the_command_line_reads_and_exports_the_same_result(
    here: Here, connect: Connect, tmp_path: Path
) -> None:
    async with connect() as client:
        session = await opened(client)
        handle = (await cut(client, session))["handle"]
        await results(client, handle, action="info")  # Another process does not wait until it is kept.
        output = tmp_path / "out.csv"
        done = await run(here, handle, "--format", "csv", "--output", str(output), "--fields", "line,text")
        assert done == ""
        rows = list(csv.DictReader(io.StringIO(output.read_text(encoding="utf-8"))))
        assert [int(row["line"]) for row in rows] == list(range(1, COUNT + 1))
        shown = await run(here, handle, "--where", "text=value_7 *", "--limit", "5")
        assert [json.loads(line)["line"] for line in shown.splitlines()] == [8]
        assert json.loads(await run(here, handle, "--info"))["parts"] == {"matches": COUNT}
        assert "FIELD=VALUE" in await run(here, handle, "--where", "text", fails=True)
        await client.call_tool("session", {"action": "close", "session": session})
        assert "There is no such result." in await run(here, handle, fails=True)


async def run(here: Here, *arguments: str, fails: bool = False) -> str:
    """Run the command, and return what it says: on standard error where it is to fail."""
    command = [*PROGRAM, "results", *arguments, "--store", here.store]
    done = await anyio.run_process(command, check=False, env=environment(here.root))
    assert (done.returncode != 0) == fails, done.stderr
    return (done.stderr if fails else done.stdout).decode()
