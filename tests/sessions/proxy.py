"""A wire to Redis that a test can cut, hold, slow down, or make lose answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum, auto


class Fate(Enum):
    """What becomes of the next answer; UNSENT is cut before the request has reached the server."""

    DELIVERED = auto()
    UNSENT = auto()
    SWALLOWED = auto()
    CUT = auto()
    HELD = auto()


class Proxy:
    """Passes everything on; ``next_answer`` decides over one answer, HELD over all until ``let_go``.

    ``answers_passed`` is how many answers pass before it does.
    ``round_trips`` is how often somebody sent and then waited for an answer, however much it was.
    Every answer that is delivered comes ``delay_seconds`` late.
    """

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._go = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self.next_answer = Fate.DELIVERED
        self.answers_passed = 0
        self.delay_seconds = 0.0
        self.requests_made = 0
        self.round_trips = 0
        self.answers_stopped = 0
        self.connections_made = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def let_go(self) -> None:
        self.next_answer = Fate.DELIVERED
        self._go.set()
        self._go = asyncio.Event()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections_made += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        try:
            asked = asyncio.Event()
            await asyncio.gather(
                self._requests(reader, server_writer, asked), self._answers(server_reader, writer, asked)
            )
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            server_writer.close()
            writer.close()
            self._tasks.discard(task)

    async def stop(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _requests(
        self, reader: asyncio.StreamReader, server: asyncio.StreamWriter, asked: asyncio.Event
    ) -> None:
        while data := await reader.read(65536):
            if self.next_answer is Fate.UNSENT:
                self.next_answer = Fate.DELIVERED
                self.answers_stopped += 1
                raise ConnectionResetError
            self.requests_made += 1
            self.round_trips += not asked.is_set()
            asked.set()
            server.write(data)
            await server.drain()
        server.close()

    async def _answers(
        self, server: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: asyncio.Event
    ) -> None:
        while data := await server.read(65536):
            asked.clear()
            fate = Fate.DELIVERED if self.answers_passed else self.next_answer
            self.answers_passed = max(0, self.answers_passed - 1)
            if fate not in (Fate.DELIVERED, Fate.UNSENT):
                self.answers_stopped += 1
            match fate:
                case Fate.DELIVERED | Fate.UNSENT if self.delay_seconds:
                    asyncio.get_running_loop().call_later(self.delay_seconds, self._late, writer, data)
                case Fate.DELIVERED | Fate.UNSENT:
                    writer.write(data)
                case Fate.SWALLOWED:
                    self.next_answer = Fate.DELIVERED
                case Fate.CUT:
                    self.next_answer = Fate.DELIVERED
                    raise ConnectionResetError
                case Fate.HELD:
                    await self._go.wait()
                    writer.write(data)
            await writer.drain()
        writer.close()

    @staticmethod
    def _late(writer: asyncio.StreamWriter, data: bytes) -> None:
        if not writer.is_closing():
            writer.write(data)


@asynccontextmanager
async def proxy_to(port: int) -> AsyncIterator[Proxy]:
    proxy = Proxy(port)
    listener = await asyncio.start_server(proxy.connect, "127.0.0.1", 0)
    proxy.port = listener.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        listener.close()
        await proxy.stop()
