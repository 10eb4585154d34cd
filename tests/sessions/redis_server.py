"""A real Redis server for tests: a free loopback port, a folder of its own, stopped by its process id."""

from __future__ import annotations

import contextlib
import random
import shutil
import socket
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
import redis


class Host(NamedTuple):
    """Where servers run: an address, and what starts a program there."""

    address: str
    prefix: tuple[str, ...] = ()


LOOPBACK = Host("127.0.0.1")


class RedisServer:
    """A server that can be killed and started again on the same port and data."""

    def __init__(
        self,
        folder: Path,
        *options: str,
        kind: Literal["server", "sentinel"] = "server",
        host: Host = LOOPBACK,
    ) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.fail("redis-server is missing: make test installs it where it may.", pytrace=False)
        self.port = free_port()
        self.cluster_port = 0
        self.tls_port = 0
        self._configuration = folder / "redis.conf"
        self.host = host.address
        self._command = [*host.prefix, program, str(self._configuration)]
        place = ["--port", str(self.port), "--bind", self.host, "--dir", str(folder)]
        place += ["--protected-mode", "no"]
        kept = ("--save", "", "--appendonly", "yes", "--appendfsync", "everysec")
        if kind == "sentinel":
            self._command += ["--sentinel", *place, *options]
        else:
            self._command += [*place, *kept, "--maxmemory-policy", "noeviction", *options]
        self._configuration.touch()
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"redis://{self.host}:{self.port}/0"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def configure(self, text: str) -> None:
        """Write what a sentinel is started with, and rewrites itself from then on."""
        self._configuration.write_text(text)

    def start(self, *options: str) -> None:
        command = [*self._command, *options]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        lines = []
        for line in self._process.stdout:
            lines.append(line)
            if "Ready to accept connections" in line or "Sentinel ID is" in line:
                # A server that nobody reads ends up waiting for room to write its log.
                self._reader = threading.Thread(target=deque, args=(self._process.stdout, 0), daemon=True)
                self._reader.start()
                return
        self.kill()
        pytest.fail(f"redis-server did not start:\n{''.join(lines)}", pytrace=False)

    def kill(self) -> None:
        """End it as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._reader is not None:
                self._reader.join()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = self._reader = None

    def client(self, **options: str) -> redis.Redis:
        """Give a client of the test's own, to look behind the store."""
        return redis.Redis(host=self.host, port=self.port, protocol=2, **options)  # type: ignore[arg-type]


@contextlib.contextmanager
def quick_folder(otherwise: Path) -> Iterator[Path]:
    """Give a folder on a disk in memory where there is one, so that no flush of a log takes long.

    While one does, Redis with `everysec` holds up to two seconds of writes back: it loses them when it is
    killed, and answers late.
    """
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield otherwise
        return
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


@contextlib.contextmanager
def running(folder: Path, *options: str) -> Iterator[RedisServer]:
    server = RedisServer(folder, *options)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def free_port() -> int:
    """Give a port that nobody listens on, from where no outgoing connection takes its own."""
    for port in random.SystemRandom().sample(range(15_000, 30_000), 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    pytest.fail("no port is free", pytrace=False)
