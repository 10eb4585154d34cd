"""What a server leaves alone: the network, the files it reads, the settings of others, and its own end."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Final

import anyio
import pytest
from mcp import Client

from mcp_code_analysis import _native
from tests.server.every_tool import ENGINE, asked, own_questions, project
from tests.server.repositories import write
from tests.server.servers import MODERN, Here, until, value_of

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of processes"),
]

CORPUS: Final = Path(__file__).parents[1] / "corpus"
ASK_THE_WORLD: Final = """
import socket
for kind, place in ((socket.SOCK_STREAM, ("192.0.2.1", 80)), (socket.SOCK_DGRAM, ("192.0.2.1", 53))):
    with socket.socket(socket.AF_INET, kind) as way:
        try:
            way.connect(place)
        except OSError:
            pass
print(open("/proc/self/net/snmp").read())
"""
OF_AGENTS: Final = {
    "AGENTS.md": "Ours.\n",
    ".claude.json": "{}\n",
    ".cursor/mcp.json": "{}\n",
    ".config/agent/config.toml": "on = true\n",
}


@cache
def cut_off() -> tuple[str, ...]:
    """Return what a command is begun with to have no network at all; skip where that is not allowed."""
    for way in (("unshare", "--net"), ("unshare", "--user", "--map-root-user", "--net")):
        if shutil.which(way[0]) and not subprocess.run([*way, "true"], check=False).returncode:
            return way
    return ()


def tries(counters: str) -> int:
    """Return how often something was to be sent that no way leads to."""
    names, values = (line.split() for line in counters.splitlines() if line.startswith("Ip:"))
    return int(values[names.index("OutNoRoutes")])


@pytest.mark.requirement("Q11", "Q12")
async def test_without_a_network_every_tool_answers_every_language_is_read_and_nothing_is_sent(
    here: Here,
) -> None:
    if not (without := cut_off()):
        pytest.skip("no process can be cut off from the network here")
    project(here.root)
    shutil.copytree(CORPUS, here.root / "corpus")
    parameters = here.parameters()
    arguments = [*without[1:], parameters.command, *parameters.args]
    alone = parameters.model_copy(update={"command": without[0], "args": arguments})
    async with Client(alone, mode=MODERN) as client:
        for tool, question in (*ENGINE.items(), *await own_questions(client)):
            assert not (await asked(client, tool, question)).is_error, tool
        index = value_of(await client.call_tool("index", {"max_tokens": 100_000}))["result"]
        read = {each["language"] for each in index["languages"] if each["files"]}
        assert read >= {each["name"] for each in json.loads(_native.languages())}
        assert tries((process_of(here) / "net" / "snmp").read_text(encoding="utf-8")) == 0
    said = await anyio.run_process([*without, sys.executable, "-c", ASK_THE_WORLD])
    assert tries(said.stdout.decode()) > 0, "the counter does not count"


def process_of(here: Here) -> Path:
    """Return where Linux tells of the server."""
    return Path("/proc") / here.pid_file.read_text(encoding="utf-8").strip()


def children_of(process: Path) -> list[str]:
    """Return the processes that a process has started and that are still there."""
    threads = [path.read_text(encoding="utf-8") for path in process.glob("task/*/children")]
    assert threads
    return "".join(threads).split()


def is_over(process: Path) -> bool:
    """Say whether a process has ended; one that nobody waited for has no command any more."""
    return not process.exists() or not (process / "cmdline").read_bytes()


def seen(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return everything below a folder as it stands."""
    found = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        body = path.read_bytes() if path.is_file() else b""
        found[path.relative_to(folder).as_posix()] = (status.st_mode, status.st_mtime_ns, body)
    return found


@pytest.mark.requirement("Q11")
async def test_nothing_is_written_but_our_own_store_and_cache(
    here: Here, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(here.root)
    home = tmp_path / "home"
    for folder in (here.root, home):
        write(folder, OF_AGENTS)
    monkeypatch.setenv("HOME", str(home))
    for name in ("CACHE", "STATE", "CONFIG", "DATA"):
        monkeypatch.delenv(f"XDG_{name}_HOME", raising=False)
    monkeypatch.delenv("MCP_CODE_ANALYSIS_CACHE_URL")
    before = seen(here.root), seen(home)
    async with Client(here.parameters(), mode=MODERN) as client:
        for tool, question in (*ENGINE.items(), *await own_questions(client)):
            assert not (await asked(client, tool, question)).is_error, tool
        assert children_of(process_of(here)) == []
    assert seen(here.root) == before[0]
    written = seen(home)
    ours = {path for path in written if "mcp-code-analysis" in Path(path).parts}
    assert ours, "the cache is kept elsewhere; look there"
    others = {path: state for path, state in written.items() if path not in ours}
    files = {path: state for path, state in others.items() if state[2]}
    assert files == {path: state for path, state in before[1].items() if state[2]}
    assert set(others) - set(before[1]) <= {".cache"}


CLIENT: Final = """
import subprocess, sys
server = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
server.stdin.write(b"{}\\n")
server.stdin.flush()
server.stdout.readline()
print(server.pid, flush=True)
sys.stdin.read()
"""
"""Starts a server, and tells its id once it has answered something."""


@pytest.mark.requirement("Q11")
async def test_a_server_ends_when_its_client_is_killed(here: Here) -> None:
    command = [sys.executable, "-c", CLIENT, *here.command()]
    async with await anyio.open_process(command, stderr=None) as client:
        assert client.stdout is not None
        server = Path("/proc") / (await client.stdout.receive()).decode().strip()
        assert not is_over(server)
        client.kill()

    async def is_gone() -> bool:
        return is_over(server)

    await until(is_gone)
