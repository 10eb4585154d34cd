"""Standard input and output by hand: what the SDK's client never sends, and how the process ends."""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest
from mcp import Client
from mcp_types import INVALID_REQUEST, METHOD_NOT_FOUND, PARSE_ERROR, UNSUPPORTED_PROTOCOL_VERSION

from mcp_code_analysis.config import ServerLimits
from tests.server.servers import DEADLINE_SECONDS, MODERN, Here

pytestmark = pytest.mark.anyio

ENVELOPE = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientCapabilities": {},
}
HANDSHAKE = {
    "protocolVersion": "2025-11-25",
    "capabilities": {},
    "clientInfo": {"name": "by hand", "version": "1"},
}


class ByHand:
    """A client that writes whatever it is told to."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def send(self, *lines: bytes) -> None:
        assert self.process.stdin is not None
        for line in lines:
            self.process.stdin.write(line + b"\n")
        await self.process.stdin.drain()

    async def ask(self, method: str, request_id: int, params: dict[str, Any]) -> dict[str, Any]:
        message = {"jsonrpc": "2.0", "id": request_id, "method": method, "params": params}
        await self.send(json.dumps(message).encode())
        return await self.answer()

    async def answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), DEADLINE_SECONDS)
        assert line, "the server closed its output"
        value = json.loads(line)
        assert isinstance(value, dict)
        return value

    async def shake_hands(self) -> None:
        await self.ask("initialize", 1, HANDSHAKE)
        await self.send(b'{"jsonrpc":"2.0","method":"notifications/initialized"}')

    async def close(self) -> int:
        assert self.process.stdin is not None
        self.process.stdin.close()
        return await asyncio.wait_for(self.process.wait(), DEADLINE_SECONDS)


@asynccontextmanager
async def by_hand(here: Here, *more: str) -> AsyncIterator[ByHand]:
    process = await asyncio.create_subprocess_exec(
        *here.command(*more), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**26
    )
    try:
        yield ByHand(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_a_client_may_ask_what_the_server_is_and_then_still_shake_hands(here: Here) -> None:
    async with by_hand(here) as client:
        discovered = await client.ask("server/discover", 1, {"_meta": ENVELOPE})
        assert discovered["result"]["supportedVersions"] == [MODERN]
        assert (
            discovered["result"]["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "mcp-code-analysis"
        )
        assert (await client.ask("server/discover", 2, {"_meta": ENVELOPE}))["result"] == discovered["result"]
        assert (await client.ask("initialize", 3, HANDSHAKE))["result"]["protocolVersion"] == "2025-11-25"
        await client.send(b'{"jsonrpc":"2.0","method":"notifications/initialized"}')
        assert "catalog" in json.dumps(await client.ask("tools/list", 4, {}))


async def test_a_client_may_ask_what_the_server_is_and_then_go_on_without_a_handshake(here: Here) -> None:
    async with by_hand(here) as client:
        await client.ask("server/discover", 1, {"_meta": ENVELOPE})
        assert "catalog" in json.dumps(await client.ask("tools/list", 2, {"_meta": ENVELOPE}))
        late = await client.ask("initialize", 3, HANDSHAKE)
        assert late["error"]["code"] == UNSUPPORTED_PROTOCOL_VERSION
        assert "result" in await client.ask("server/discover", 4, {"_meta": ENVELOPE})


async def test_a_version_that_is_not_served_is_refused_with_those_that_are(here: Here) -> None:
    meta = {**ENVELOPE, "io.modelcontextprotocol/protocolVersion": "2099-01-01"}
    async with by_hand(here) as client:
        refused = await client.ask("server/discover", 1, {"_meta": meta})
        assert refused["error"]["code"] == UNSUPPORTED_PROTOCOL_VERSION
        assert refused["error"]["data"]["supported"] == [MODERN]


async def test_a_client_that_negotiates_by_itself_comes_to_the_newest_version(here: Here) -> None:
    async with Client(here.parameters(), mode="auto") as client:
        assert client.protocol_version == MODERN


NO_MESSAGES: Final[list[tuple[bytes, int, object]]] = [
    (b"{", PARSE_ERROR, None),
    (b"\xff\xfe", PARSE_ERROR, None),
    (b"[" * 100_000, PARSE_ERROR, None),
    (b"[]", INVALID_REQUEST, None),
    (b"7", INVALID_REQUEST, None),
    (b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]', INVALID_REQUEST, None),
    (b'{"jsonrpc":"2.0","id":7}', INVALID_REQUEST, 7),
    (b'{"jsonrpc":"1.0","id":"x","method":"ping"}', INVALID_REQUEST, "x"),
    (b'{"jsonrpc":"2.0","id":1.5,"method":"ping"}', INVALID_REQUEST, None),
    (b'{"jsonrpc":"2.0","id":true,"method":"ping"}', INVALID_REQUEST, None),
    (b'{"jsonrpc":"2.0","id":1,"method":7}', INVALID_REQUEST, 1),
]


@pytest.mark.requirement("SEC-8")
async def test_lines_that_are_no_message_are_answered_and_the_next_ones_are_read(here: Here) -> None:
    async with by_hand(here) as client:
        for line, code, request_id in NO_MESSAGES:
            await client.send(line)
            refused = await client.answer()
            assert (refused["error"]["code"], refused["id"]) == (code, request_id), line
        await client.shake_hands()
        assert (await client.ask("ping", 2, {}))["result"] == {}


async def test_a_line_over_the_limit_is_answered_and_the_next_one_is_read(here: Here) -> None:
    async with by_hand(here) as client:
        await client.send(b"x" * (ServerLimits().line_bytes_max + 1))
        assert (await client.answer())["error"]["code"] == INVALID_REQUEST
        await client.shake_hands()
        assert (await client.ask("ping", 2, {}))["result"] == {}


async def test_empty_lines_mean_nothing(here: Here) -> None:
    async with by_hand(here) as client:
        await client.send(b"", b"  ", b"\r")
        await client.shake_hands()


async def test_a_method_that_is_not_there_says_so(here: Here) -> None:
    async with by_hand(here) as client:
        await client.shake_hands()
        assert (await client.ask("tools/lost", 2, {}))["error"]["code"] == METHOD_NOT_FOUND


async def test_the_process_ends_when_its_input_does(here: Here) -> None:
    async with by_hand(here) as client:
        assert await client.close() == 0


@pytest.mark.parametrize("tool", ["index", "catalog"])
async def test_the_process_ends_when_its_input_does_even_while_it_works(large: Here, tool: str) -> None:
    async with by_hand(large) as client:
        await client.shake_hands()
        call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": tool, "arguments": {}}}
        await client.send(json.dumps(call).encode())
        assert await client.close() == 0


async def test_interrupting_the_process_ends_it_quietly(here: Here) -> None:
    async with by_hand(here) as client:
        await client.shake_hands()
        client.process.send_signal(signal.SIGINT)
        await asyncio.wait_for(client.process.wait(), DEADLINE_SECONDS)


async def test_messages_can_come_from_a_file(here: Here) -> None:
    requests = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": HANDSHAKE},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
    ]
    script = here.root.parent / "requests"
    script.write_text("".join(json.dumps(request) + "\n" for request in requests), encoding="utf-8")
    with script.open("rb") as lines:
        process = await asyncio.create_subprocess_exec(
            *here.command(), stdin=lines, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await asyncio.wait_for(process.communicate(), DEADLINE_SECONDS)
    assert process.returncode == 0
    assert json.loads(output.splitlines()[0])["result"]["serverInfo"]["name"] == "mcp-code-analysis"
