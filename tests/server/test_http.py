"""What only HTTP has: addresses, hosts, origins, sizes, health."""

from __future__ import annotations

import http.client
import json
import subprocess
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from mcp_code_analysis.config import ServerLimits
from tests.server.servers import MODERN, Here, HttpServer

Start = Callable[..., HttpServer]
HEADERS = {
    "Accept": "application/json, text/event-stream",
    "Content-Type": "application/json",
    "MCP-Protocol-Version": MODERN,
    "Mcp-Method": "tools/list",
}
META = {"io.modelcontextprotocol/protocolVersion": MODERN, "io.modelcontextprotocol/clientCapabilities": {}}
LIST = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}})


def ask(
    server: HttpServer, method: str, path: str, body: str | None, headers: dict[str, str]
) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc)
    try:
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_health_is_told_to_anyone_and_tells_nothing_else(serve_http: Start) -> None:
    assert ask(serve_http(), "GET", "/health", None, {}) == (200, '{"status":"ok"}')


@pytest.mark.requirement("SEC-8")
def test_a_request_for_a_foreign_host_or_from_a_foreign_page_is_turned_away(serve_http: Start) -> None:
    server = serve_http()
    for host in ("evil.example", "127.0.0.1.evil.example:80", ""):
        assert ask(server, "POST", "/mcp", LIST, HEADERS | {"Host": host})[0] == 421, host
    for origin in ("https://evil.example", "null", "http://localhost.evil.example"):
        assert ask(server, "POST", "/mcp", LIST, HEADERS | {"Origin": origin})[0] == 403, origin
    status, body = ask(server, "POST", "/mcp", LIST, HEADERS)
    assert status == 200
    assert "find_symbol" in body


def test_a_host_that_was_named_is_answered_to(serve_http: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MCP_CODE_ANALYSIS_ALLOWED_HOSTS", "code.example")
    server = serve_http()
    for host in ("code.example", "code.example:8443"):
        assert ask(server, "POST", "/mcp", LIST, HEADERS | {"Host": host})[0] == 200
    assert ask(server, "POST", "/mcp", LIST, HEADERS | {"Host": "other.example"})[0] == 421


def test_a_body_over_the_limit_is_refused(serve_http: Start) -> None:
    body = " " * (ServerLimits().body_bytes_max + 1)
    server = serve_http()
    assert ask(server, "POST", "/mcp", body, HEADERS)[0] == 413
    assert ask(server, "GET", "/health", None, {})[0] == 200


@pytest.mark.parametrize("address", ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.com:0"])
def test_an_address_that_others_can_reach_is_refused_with_what_to_do(here: Here, address: str) -> None:
    command = here.command("--http", address)
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode != 0
    assert "MCP_CODE_ANALYSIS_ALLOWED_HOSTS" in process.stderr
    assert "Traceback" not in process.stderr


def test_a_port_that_is_taken_is_one_clear_sentence(here: Here, serve_http: Start) -> None:
    taken = urlsplit(serve_http().url).netloc
    process = subprocess.run(here.command("--http", taken), capture_output=True, text=True, check=False)
    assert process.returncode != 0
    assert taken in process.stderr
    assert "Traceback" not in process.stderr
