"""Lines in and out of file descriptors, without a thread where the system allows.

Pipes and sockets are driven by the event loop; terminals, files and Windows by one thread each way.
Knows bytes and newlines, nothing of messages.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
import sys
import threading
from collections import deque
from collections.abc import AsyncIterator
from typing import BinaryIO, Final, Protocol

import anyio

CHUNK_BYTES: Final = 64 * 1024
LINES_WAITING_MAX: Final = 64
FLUSH_SECONDS: Final = 1.0


class LineTooLong(Exception):
    """A line went over the limit; it was dropped, the next one can be read."""


class LineSplitter:
    """Cuts a stream of bytes into lines; of a line over the limit only the fact is kept."""

    def __init__(self, line_bytes_max: int) -> None:
        self._line_bytes_max = line_bytes_max
        self._rest = bytearray()
        self._dropping = False

    def feed(self, chunk: bytes) -> list[bytes | LineTooLong]:
        """Return the lines that ``chunk`` completes, without their newline."""
        *complete, rest = chunk.split(b"\n")
        lines: list[bytes | LineTooLong] = []
        for part in complete:
            self._take(part)
            lines.append(LineTooLong() if self._dropping else bytes(self._rest))
            self._rest.clear()
            self._dropping = False
        self._take(rest)
        return lines

    def _take(self, part: bytes) -> None:
        if len(self._rest) + len(part) > self._line_bytes_max:
            self._dropping = True
            self._rest.clear()
        elif not self._dropping:
            self._rest += part


class _Source(Protocol):
    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...
    def close(self) -> None: ...


class LineReader(asyncio.Protocol):
    """Lines as they arrive; reading pauses while too many wait."""

    def __init__(self, line_bytes_max: int) -> None:
        self._splitter = LineSplitter(line_bytes_max)
        self._lines: deque[bytes | LineTooLong] = deque()
        self._arrived = asyncio.Event()
        self._ended = False
        self._paused = False
        self._source: _Source | None = None

    async def line(self) -> bytes | None:
        """Return the next line, None at the end; raise LineTooLong for one that was dropped."""
        while not self._lines:
            if self._ended:
                return None
            self._arrived.clear()
            await self._arrived.wait()
        line = self._lines.popleft()
        if self._paused and not self._lines and self._source is not None:
            self._paused = False
            self._source.resume_reading()
        if isinstance(line, LineTooLong):
            raise line
        return line

    def start(self, source: _Source) -> None:
        """Take lines from ``source``."""
        self._source = source

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be told by asyncio what to read from or write to."""
        if isinstance(transport, asyncio.ReadTransport):
            self.start(transport)

    def data_received(self, data: bytes) -> None:
        """Take bytes."""
        self._lines.extend(self._splitter.feed(data))
        if len(self._lines) > LINES_WAITING_MAX and not self._paused and self._source is not None:
            self._paused = True
            self._source.pause_reading()
        self._arrived.set()

    def connection_lost(self, _exc: Exception | None) -> None:
        """Take the end."""
        self._ended = True
        self._arrived.set()


class LineWriter(asyncio.Protocol):
    """Writes lines whole; waits when the other side does not read."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._lost = asyncio.Event()

    async def write(self, line: bytes) -> None:
        """Write the line; BrokenPipeError when nobody can read it any more."""
        if self._lost.is_set() or self._transport is None:
            raise BrokenPipeError
        self._transport.write(line)
        if not self._writable.is_set():
            await self._writable.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be told by asyncio what to read from or write to."""
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def pause_writing(self) -> None:
        """Let writers wait."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Let writers go on."""
        self._writable.set()

    def connection_lost(self, _exc: Exception | None) -> None:
        """Take note that nobody reads any more."""
        self._lost.set()
        self._writable.set()

    async def finish(self) -> None:
        """Close, and wait a moment for the other side to take what is still to be written."""
        if self._transport is not None:
            self._transport.close()
            with anyio.move_on_after(FLUSH_SECONDS, shield=True):
                await self._lost.wait()


class Writer(Protocol):
    """Somewhere to write lines."""

    async def write(self, line: bytes) -> None:
        """Write the line; BrokenPipeError when nobody can read it any more."""
        ...


class _ThreadWriter:
    """Writes to what an event loop cannot watch."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._turn = asyncio.Lock()

    async def write(self, line: bytes) -> None:
        async with self._turn:
            await asyncio.to_thread(self._write, line)

    def _write(self, line: bytes) -> None:
        self._file.write(line)
        self._file.flush()


class _ThreadSource:
    """Reads from what an event loop cannot watch."""

    def __init__(self, file: BinaryIO, reader: LineReader) -> None:
        self._file = file
        self._reader = reader
        self._loop = asyncio.get_running_loop()
        self._may_read = threading.Event()
        self._may_read.set()
        threading.Thread(target=self._read, name="stdin", daemon=True).start()

    def pause_reading(self) -> None:
        self._may_read.clear()

    def resume_reading(self) -> None:
        self._may_read.set()

    def close(self) -> None:
        self._may_read.clear()

    def _read(self) -> None:
        with contextlib.suppress(RuntimeError):  # The loop is closed: nobody waits for lines.
            while chunk := os.read(self._file.fileno(), CHUNK_BYTES):
                self._loop.call_soon_threadsafe(self._reader.data_received, chunk)
                self._may_read.wait()
            self._loop.call_soon_threadsafe(self._reader.connection_lost, None)


@contextlib.asynccontextmanager
async def reading(file: BinaryIO, line_bytes_max: int) -> AsyncIterator[LineReader]:
    """Read lines from an open file for as long as the block lasts."""
    loop = asyncio.get_running_loop()
    reader = LineReader(line_bytes_max)
    source: _Source
    if _is_watchable(file):
        source, _ = await loop.connect_read_pipe(lambda: reader, file)
    else:
        source = _ThreadSource(file, reader)
        reader.start(source)
    try:
        yield reader
    finally:
        source.close()


@contextlib.asynccontextmanager
async def writing(file: BinaryIO) -> AsyncIterator[Writer]:
    """Write lines to an open file; what was accepted is written before the block ends."""
    if not _is_watchable(file):
        yield _ThreadWriter(file)
        return
    _, writer = await asyncio.get_running_loop().connect_write_pipe(LineWriter, file)
    try:
        yield writer
    finally:
        await writer.finish()


def _is_watchable(file: BinaryIO) -> bool:
    mode = os.fstat(file.fileno()).st_mode
    return sys.platform != "win32" and (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode))
