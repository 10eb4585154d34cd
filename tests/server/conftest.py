"""Real servers, started as users start them, and the SDK's own client to talk to them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import product
from pathlib import Path
from typing import Final

import anyio
import pytest
from mcp import Client, StdioServerParameters

from tests.server.servers import ERAS, LARGE_FILES, Connect, Here, HttpServer

SOURCE: Final = '''\
"""Greets."""


class Greeter:
    """Says hello."""

    def greet(self, name: str) -> str:
        """Return a greeting."""
        return f"Hello, {name}!"


def main() -> None:
    print(Greeter().greet("you"))
'''


@pytest.fixture
def here(tmp_path: Path) -> Here:
    """Return a small project in Python, with a neighbour outside, and a store in SQLite."""
    root = tmp_path / "root"
    (root / "package").mkdir(parents=True)
    (root / "package" / "greeter.py").write_text(SOURCE, encoding="utf-8")
    (root / "package" / "__init__.py").write_text("from .greeter import Greeter\n", encoding="utf-8")
    (tmp_path / "root-evil").mkdir()
    (tmp_path / "root-evil" / "secret.py").write_text("password = 'swordfish'\n", encoding="utf-8")
    return Here(root, f"sqlite:{tmp_path / 'sessions.sqlite3'}", tmp_path / "pid")


@pytest.fixture
def large(here: Here, monkeypatch: pytest.MonkeyPatch) -> Here:
    """Return the project with files enough to keep one thread busy for a while on any machine."""
    monkeypatch.setenv("RAYON_NUM_THREADS", "1")
    function = "def f{0}(a, b):\n    return [a if a > b else b for _ in range(a)]\n"
    first = here.root / "large" / "0.py"
    first.parent.mkdir()
    first.write_text("\n".join(function.format(number) for number in range(100)), encoding="utf-8")
    for number in range(1, LARGE_FILES):
        (here.root / "large" / f"{number}.py").hardlink_to(first)
    return here


@pytest.fixture
def serve_http(here: Here) -> Iterator[Callable[..., HttpServer]]:
    """Start servers over HTTP on free ports, and end them afterwards."""
    processes: list[subprocess.Popen[str]] = []

    def start(*more: str) -> HttpServer:
        command = here.command("--http", "127.0.0.1:0", *more)
        process = subprocess.Popen(command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        processes.append(process)
        assert process.stderr is not None
        seen = []
        for line in process.stderr:
            seen.append(line)
            if found := re.search(r"http://\S+", line):
                return HttpServer(found[0], process)
        raise AssertionError(f"the server said: {''.join(seen)}")

    yield start
    for process in processes:
        process.terminate()
        process.communicate()


@pytest.fixture(params=ERAS)
def era(request: pytest.FixtureRequest) -> str:
    """Return each era of the protocol in turn."""
    return str(request.param)


@pytest.fixture(params=list(product(("stdio", "http"), ERAS)), ids="-".join)
def connect_every_way(request: pytest.FixtureRequest, here: Here) -> Connect:
    """Connect the SDK's client to a new server, over each transport in each era."""
    return _connect(request, here)


@pytest.fixture(params=list(zip(("stdio", "http"), ERAS, strict=True)), ids="-".join)
def connect(request: pytest.FixtureRequest, here: Here) -> Connect:
    """Connect it over each transport and in each era, but not in every pair: for what depends on neither."""
    return _connect(request, here)


def _connect(request: pytest.FixtureRequest, here: Here) -> Connect:
    transport, mode = request.param
    start: Callable[..., HttpServer] = request.getfixturevalue("serve_http")

    @asynccontextmanager
    async def open_client(*more: str) -> AsyncIterator[Client]:
        if transport == "stdio":
            target: StdioServerParameters | str = here.parameters(*more)
        else:
            target = (await anyio.to_thread.run_sync(lambda: start(*more))).url
        async with Client(target, mode=mode) as client:
            yield client

    return open_client
