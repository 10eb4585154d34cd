"""MCP over standard input and output.

The SDK's own transport crosses two threads a message, takes lines of any length, says nothing to a message
it cannot read, and lets a client's `server/discover` decide the protocol's era. This one does none of that.
Nothing but messages goes to standard output, and the process ends when standard input does.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, Self

import anyio
from mcp.server import Server
from mcp_types import INVALID_REQUEST, PARSE_ERROR, ErrorData, JSONRPCError, JSONRPCRequest, RequestId

from mcp_code_analysis.config import Settings
from mcp_code_analysis.server.app import Application
from mcp_code_analysis.server.pipes import LineReader, LineTooLong, Writer, reading, writing
from mcp_code_analysis.server.sdk import (
    ReadStream,
    SessionMessage,
    answer_discover,
    is_discover,
    parse_message,
    serve_streams,
)

FAREWELL_SECONDS: Final = 5.0

log = logging.getLogger(__name__)


def serve_stdio(settings: Settings) -> None:
    """Serve one client until it closes standard input, or the user interrupts."""
    with contextlib.suppress(KeyboardInterrupt):
        anyio.run(_serve, settings)


async def _serve(settings: Settings) -> None:
    server = Application(settings, is_shared=False).server()
    async with contextlib.AsyncExitStack() as stack:
        stdin, stdout = stack.enter_context(_own_streams())
        writer = await stack.enter_async_context(writing(stdout))
        reader = await stack.enter_async_context(reading(stdin, settings.limits.line_bytes_max))
        await stack.enter_async_context(server.lifespan(server))
        incoming = MessageReader(server, reader, writer, on_end=_leave_soon)
        await serve_streams(server, incoming, MessageWriter(writer))


class MessageReader:
    """The client's messages, as the SDK wants to read them.

    Answers on the spot what needs no server: lines that are no message, and `server/discover` asked before
    the client has shown by another request which era it speaks.
    """

    def __init__(
        self, server: Server[None], reader: LineReader, writer: Writer, *, on_end: Callable[[], None]
    ) -> None:
        self._server = server
        self._on_end = on_end
        self._reader = reader
        self._writer = MessageWriter(writer)
        self._era_is_open = True

    async def receive(self) -> SessionMessage | Exception:
        """Return the next message; EndOfStream when the client is gone."""
        while True:
            try:
                line = await self._reader.line()
            except LineTooLong:
                await self._refuse(INVALID_REQUEST, "The message is longer than this server reads.", None)
                continue
            if line is None:
                self._on_end()
                raise anyio.EndOfStream
            if not line.strip():
                continue
            try:
                message = parse_message(line)
            except ValueError:
                await self._refuse_line(line)
                continue
            if not await self._answered(message):
                return message

    async def _answered(self, message: SessionMessage) -> bool:
        request = message.message
        if not self._era_is_open or not isinstance(request, JSONRPCRequest):
            return False
        if is_discover(request):
            await self._writer.send(SessionMessage(await answer_discover(self._server, request)))
            return True
        self._era_is_open = False
        return False

    async def _refuse_line(self, line: bytes) -> None:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            await self._refuse(PARSE_ERROR, "Parse error: the line is not JSON.", None)
            return
        found = value.get("id") if isinstance(value, dict) else None
        request_id = found if isinstance(found, str | int) and not isinstance(found, bool) else None
        await self._refuse(INVALID_REQUEST, "The line is not one JSON-RPC 2.0 message.", request_id)

    async def _refuse(self, code: int, message: str, request_id: RequestId | None) -> None:
        error = JSONRPCError(jsonrpc="2.0", id=request_id, error=ErrorData(code=code, message=message))
        await self._writer.send(SessionMessage(error))

    async def aclose(self) -> None:
        """Nothing to close: the pipe has its own owner."""

    def __aiter__(self) -> ReadStream[SessionMessage | Exception]:
        return self

    async def __anext__(self) -> SessionMessage | Exception:
        try:
            return await self.receive()
        except anyio.EndOfStream:
            raise StopAsyncIteration from None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


class MessageWriter:
    """The server's messages, a line each."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def send(self, item: SessionMessage, /) -> None:
        """Write the message; a client that is gone is not waited for."""
        text = item.message.model_dump_json(by_alias=True, exclude_unset=True)
        try:
            await self._writer.write(text.encode() + b"\n")
        except OSError:
            raise anyio.BrokenResourceError from None

    async def aclose(self) -> None:
        """Nothing to close: the pipe has its own owner."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None


@contextlib.contextmanager
def _own_streams() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Take the process's standard input and output for messages alone.

    Until the block ends, reading standard input gives its end, and what is printed goes to standard error.
    """
    sys.stdout.flush()
    stdin, stdout = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    try:
        with os.fdopen(stdin, "rb", buffering=0) as source, os.fdopen(stdout, "wb", buffering=0) as sink:
            yield source, sink
    finally:
        sys.stdout.flush()


def _leave_soon() -> None:
    """End the process even if work does not stop: no server outlives its client."""

    def leave() -> None:
        log.error("work did not stop %s seconds after the client had gone", FAREWELL_SECONDS)
        os._exit(1)

    timer = threading.Timer(FAREWELL_SECONDS, leave)
    timer.daemon = True
    timer.start()
