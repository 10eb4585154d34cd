"""Several servers over one store, killed and started again at will, and the history they leave."""

from __future__ import annotations

import itertools
import subprocess
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from mcp_code_analysis.sessions import open_store
from tests.faults.history import Call
from tests.faults.worker import read_as

ROOT = Path(__file__).parents[2]
DEADLINE_SECONDS = 120.0
_fleets = itertools.count(1)
"""Two fleets over one store must not take each other's operations for their own."""


class Server:
    """One process. ``calls`` are those it told of, in a state that is whole when the process has ended."""

    def __init__(
        self, arguments: tuple[str, ...], told: threading.Condition, prefix: tuple[str, ...]
    ) -> None:
        command = [*prefix, sys.executable, "-m", "tests.faults.worker", *arguments]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._told = told
        self._open: Call | None = None
        self.calls: list[Call] = []
        self.acknowledged = 0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def kill(self) -> None:
        """End it as a crash would, and take in what it had told."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        assert self._process.stderr is not None
        complaint = self._process.stderr.read().decode()
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()
        assert not complaint, complaint
        if self._open is not None:
            self.calls.append(self._open)
            self._open = None

    def is_running(self) -> bool:
        return self._process.poll() is None

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if not line.endswith(b"\n"):
                break
            call = msgspec.json.decode(line, type=Call)
            with self._told:
                self._take(call)
                self._told.notify_all()

    def _take(self, call: Call) -> None:
        if call.ended is None:
            self._open = call
            return
        self.calls.append(call)
        if call.kind == "write":
            self._open = None
            self.acknowledged += call.outcome == "done"


class Fleet:
    """Servers by number, each started by its prefix. Killed ones leave their calls behind."""

    def __init__(
        self,
        url: str,
        servers: int,
        sessions: int,
        *,
        prefixes: tuple[tuple[str, ...], ...] = (),
        way: str = "free",
    ) -> None:
        self._url = url
        self._sessions = sessions
        self._way = way
        self._prefixes = prefixes or ((),) * servers
        self._told = threading.Condition()
        self._name = f"f{next(_fleets)}"
        self._started = 0
        self._ended: list[Call] = []
        self._ended_acknowledged = 0
        self.servers = [self._start(number) for number in range(servers)]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def acknowledged(self) -> int:
        return self._ended_acknowledged + sum(server.acknowledged for server in self.servers)

    def wait_for(self, more: int, *, of: int | None = None) -> None:
        """Return when that many more writes were acknowledged, of one server where it is given."""

        def acknowledged() -> int:
            return self.acknowledged if of is None else self.servers[of].acknowledged

        goal = acknowledged() + more
        with self._told:
            done = self._told.wait_for(lambda: acknowledged() >= goal, timeout=DEADLINE_SECONDS)
        assert done, f"{acknowledged()} of {goal} writes were acknowledged in time"

    def kill(self, number: int) -> None:
        """Kill one server and start another in its place."""
        self._end(self.servers[number])
        self.servers[number] = self._start(number)

    def stop(self) -> list[Call]:
        """Kill every server; return every call that was ever made."""
        with ExitStack() as stack:
            for server in self.servers:
                stack.callback(self._end, server)
            self.servers = []
        return self._ended

    def _start(self, number: int) -> Server:
        self._started += 1
        name = f"{self._name}s{self._started}"
        arguments = (self._url, name, str(self._sessions), self._way)
        return Server(arguments, self._told, self._prefixes[number])

    def _end(self, server: Server) -> None:
        server.kill()
        self._ended_acknowledged += server.acknowledged
        self._ended += server.calls


async def last_reads(url: str, calls: list[Call]) -> list[Call]:
    """Read every session that the calls name once more, after all of them."""
    after = max((call.ended or call.began for call in calls), default=0) + 1
    async with open_store(url) as store:
        return [
            read_as(session_id, after, await store.get_session(session_id))
            for session_id in sorted({call.session for call in calls})
        ]
