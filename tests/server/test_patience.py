"""A tree that takes long to read: questions are answered from what is there, and reading goes on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from mcp import Client

from tests.server.servers import MODERN, Here, text_of, until, value_of

pytestmark = pytest.mark.anyio

FILES = 6
FILE_BYTES = 1_900_000
"""Four files are read before the patience of a call is looked at."""


@pytest.fixture
async def client(
    here: Here, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[Client]:
    monkeypatch.setenv("MCP_CODE_ANALYSIS_CACHE_URL", "none")
    monkeypatch.setenv("MCP_CODE_ANALYSIS_LIMITS", f'{{"patience_ms": {request.param}}}')
    large = Path(here.root) / "large"
    large.mkdir()
    for number in range(FILES):
        filler = f"# {'-' * 97}\n" * (FILE_BYTES // 100)
        (large / f"f{number}.py").write_text(f"{filler}def f{number}(): pass\n")
    async with Client(here.parameters(), mode=MODERN) as client:
        yield client


def pending(answer: dict[str, Any]) -> int:
    return int(answer["completeness"]["pending"])


@pytest.mark.parametrize("client", [0], indirect=True)
@pytest.mark.requirement("Q9")
async def test_a_question_does_not_wait_for_the_whole_tree_which_is_read_all_the_same(client: Client) -> None:
    early = value_of(await client.call_tool("find_symbol", {"name": "f*"}))
    assert pending(early) >= 2
    assert 0 < early["result"]["total"] < FILES

    async def is_read() -> bool:
        status = value_of(await client.call_tool("index", {}))
        assert (status["result"]["state"] == "reading") == (pending(status) > 0)
        return pending(status) == 0

    await until(is_read)
    late = value_of(await client.call_tool("find_symbol", {"name": "f*"}))
    assert late["result"]["total"] == FILES


@pytest.mark.parametrize("client", [0], indirect=True)
@pytest.mark.requirement("Q9")
async def test_what_is_asked_about_is_read_first(client: Client) -> None:
    found = value_of(await client.call_tool("find_symbol", {"name": f"f{FILES - 1}"}))
    assert [match["path"] for match in found["result"]["matches"]] == [f"large/f{FILES - 1}.py"]
    read = await client.call_tool("read", {"symbol": f"f{FILES - 2}"})
    assert f"def f{FILES - 2}(): pass" in text_of(read)


@pytest.mark.parametrize("client", [0], indirect=True)
@pytest.mark.requirement("Q9", "T7")
async def test_a_refresh_waits_until_everything_is_read(client: Client) -> None:
    whole = value_of(await client.call_tool("index", {"action": "refresh"}))
    assert (whole["result"]["state"], pending(whole)) == ("ready", 0)


@pytest.mark.parametrize("client", [0], indirect=True)
@pytest.mark.requirement("Q9")
async def test_what_is_not_read_yet_is_not_called_missing(client: Client) -> None:
    early = await client.call_tool("read", {"symbol": f"f{FILES - 1}"})
    if early.is_error:
        assert "STILL_READING" in text_of(early)
    await client.call_tool("index", {"action": "refresh"})
    late = await client.call_tool("read", {"symbol": f"f{FILES - 1}"})
    assert not late.is_error


@pytest.mark.parametrize("client", [60_000], indirect=True)
async def test_a_question_with_patience_is_answered_whole(client: Client) -> None:
    found = value_of(await client.call_tool("find_symbol", {"name": f"f{FILES - 1}"}))
    assert pending(found) == 0
    assert len(found["result"]["matches"]) == 1
