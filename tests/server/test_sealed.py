"""A server with master keys: nothing that it keeps stands open in any file, here or at Redis."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from mcp import Client

from mcp_code_analysis import Repository
from tests.server.servers import MODERN, Here
from tests.server.test_sessions import history, opened
from tests.sessions import redis_server
from tests.sessions.redis_server import RedisServer

pytestmark = pytest.mark.anyio

ENVELOPE = re.compile(rb"\xc1MCA\x01[\x01\x02][\x00-\x03](.)", re.DOTALL)
"""The head of an envelope up to its cipher, which is 0 for none."""


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """The folder of everything that is stored."""
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


@pytest.fixture
def own(kept: Path) -> Iterator[RedisServer]:
    folder = kept / "redis"
    folder.mkdir()
    with redis_server.running(folder, "--appendfsync", "always") as server:
        yield server


def key_ring(ids: Sequence[int]) -> str:
    """Write master keys, the last one for what is new."""
    keys = [{"id": key_id, "key": base64.b64encode(bytes([key_id]) * 32).decode()} for key_id in ids]
    return json.dumps({"current": ids[-1], "keys": keys})


@asynccontextmanager
async def served(here: Here, store: str, kept: Path, ids: Sequence[int]) -> AsyncIterator[Client]:
    parameters = replace(here, store=store).parameters()
    parameters.env = {
        **(parameters.env or {}),
        "MCP_CODE_ANALYSIS_FALLBACK": json.dumps({"writes": "local", "journal": str(kept / "journal.db")}),
        "MCP_CODE_ANALYSIS_CACHE_URL": f"sqlite:{kept / 'cache.db'}",
        **({"MCP_CODE_ANALYSIS_KEYS": key_ring(ids)} if ids else {}),
    }
    async with Client(parameters, mode=MODERN) as client:
        yield client


def envelopes(kept: Path) -> dict[str, tuple[int, int]]:
    """Count the envelopes in each file that has any: those that stand open, and those that are sealed."""
    found = {}
    for path in sorted(kept.rglob("*")):
        heads = ENVELOPE.findall(path.read_bytes()) if path.is_file() else []
        if heads:
            found[path.name] = (heads.count(b"\0"), len(heads) - heads.count(b"\0"))
    return found


async def used(here: Here, own: RedisServer, kept: Path, ids: Sequence[int]) -> str:
    """Use the server with its Redis and without, and return the session."""
    async with served(here, own.url, kept, ids) as client:
        session = await opened(client)
        asked = {"name": "Greeter", "session": session}
        await client.call_tool("find_symbol", asked)
        own.kill()
        await client.call_tool("find_symbol", asked)
    return session


@pytest.mark.requirement("SEC-4")
@pytest.mark.parametrize("ids", [[1], []], ids=["with keys", "without"])
async def test_with_keys_no_envelope_in_any_file_stands_open(
    here: Here, own: RedisServer, kept: Path, ids: list[int]
) -> None:
    await used(here, own, kept, ids)
    found = envelopes(kept)
    names = [name for place in ("appendonly", "journal", "cache") for name in found if name.startswith(place)]
    assert len(names) >= 3
    for opened_count, sealed_count in found.values():
        assert (opened_count == 0) == bool(ids)
        assert (sealed_count == 0) != bool(ids)


@pytest.mark.requirement("SEC-4")
async def test_keys_are_changed_while_sessions_live(here: Here, own: RedisServer, kept: Path) -> None:
    session = await used(here, own, kept, [1])
    own.start()
    async with served(here, own.url, kept, [1, 2]) as client:
        await client.call_tool("find_symbol", {"name": "Greeter", "session": session})
        assert len(await history(client, session)) >= 2
    assert all(open_ones == 0 for open_ones, _ in envelopes(kept).values())


@pytest.mark.requirement("SEC-4")
def test_a_notebook_seals_what_it_keeps_as_servers_do(
    here: Here, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MCP_CODE_ANALYSIS_CACHE_URL", f"sqlite:{kept / 'cache.db'}")
    monkeypatch.setenv("MCP_CODE_ANALYSIS_KEYS", key_ring([1]))
    parsed = []
    for _ in range(2):
        with Repository.open(here.root) as repository:
            assert repository.find_symbol("Greeter")
            assert repository._engine is not None
            parsed.append(repository._engine.facts_counts[0])
        ((open_ones, sealed),) = envelopes(kept).values()
        assert (open_ones, sealed > 0) == (0, True)
    assert parsed[0] > parsed[1] == 0
