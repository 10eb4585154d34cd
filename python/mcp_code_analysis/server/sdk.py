"""The parts of the SDK that are importable and not promised, all in one place.

When a new minor version of `mcp` moves something, this file is what changes.
Holds no decision of ours beyond how they are put together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import anyio
from mcp.server import Server
from mcp.server.connection import Connection
from mcp.server.context import CallNext, HandlerResult
from mcp.server.runner import modern_error_data, serve_dual_era_loop, serve_one
from mcp.shared._stream_protocols import ReadStream, WriteStream
from mcp.shared.exceptions import NoBackChannelError
from mcp.shared.inbound import InboundLadderRejection, classify_inbound_request
from mcp.shared.message import MessageMetadata, SessionMessage
from mcp.shared.transport_context import TransportContext
from mcp_types import (
    PROTOCOL_VERSION_META_KEY,
    ErrorData,
    JSONRPCError,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    RequestId,
    jsonrpc_message_adapter,
)

__all__ = [
    "CallNext",
    "HandlerResult",
    "ReadStream",
    "SessionMessage",
    "WriteStream",
    "answer_discover",
    "is_discover",
    "parse_message",
    "serve_streams",
]


def parse_message(line: bytes) -> SessionMessage:
    """Return the message of a line; a ValueError when it is none.

    The SDK takes a request whose id has a wrong type for a notification, which nobody would answer.
    """
    message = jsonrpc_message_adapter.validate_json(line, by_name=False)
    if isinstance(message, JSONRPCNotification) and b'"id"' in line and "id" in json.loads(line):
        raise ValueError("the id of a request is a string or an integer")
    return SessionMessage(message)


def is_discover(request: JSONRPCRequest) -> bool:
    """Whether this asks a modern server what it is; such a question commits a client to nothing."""
    meta = (request.params or {}).get("_meta")
    return (
        request.method == "server/discover"
        and isinstance(meta, Mapping)
        and PROTOCOL_VERSION_META_KEY in meta
    )


async def serve_streams(
    server: Server[None],
    read: ReadStream[SessionMessage | Exception],
    write: WriteStream[SessionMessage],
) -> None:
    """Serve one client, in the era of its first request, until ``read`` ends."""
    await serve_dual_era_loop(
        server, read, write, lifespan_state=None, init_options=server.create_initialization_options()
    )


async def answer_discover(server: Server[None], request: JSONRPCRequest) -> JSONRPCResponse | JSONRPCError:
    """Answer `server/discover` as a modern server does, without opening a modern connection."""
    route = classify_inbound_request({"method": request.method, "params": request.params})
    if isinstance(route, InboundLadderRejection):
        refused = ErrorData(code=route.code, message=route.message, data=route.data)
        return JSONRPCError(jsonrpc="2.0", id=request.id, error=refused)
    connection = Connection.from_envelope(
        route.protocol_version, route.client_info, route.client_capabilities
    )
    context = _OneAnswer(request.id)
    try:
        result = await serve_one(
            server, context, request.method, request.params, connection=connection, lifespan_state=None
        )
    except Exception as problem:  # noqa: BLE001 - the SDK logs it, and gives every exception its error
        return JSONRPCError(jsonrpc="2.0", id=request.id, error=modern_error_data(problem))
    return JSONRPCResponse(jsonrpc="2.0", id=request.id, result=result)


@dataclass
class _OneAnswer:
    """A dispatch context that can answer, and nothing else."""

    request_id: RequestId | None
    transport: TransportContext = field(
        default_factory=lambda: TransportContext(kind="stdio", can_send_request=False)
    )
    message_metadata: MessageMetadata = None
    can_send_request: bool = False
    cancel_requested: anyio.Event = field(default_factory=anyio.Event)

    async def send_raw_request(self, method: str, *_: object, **__: object) -> dict[str, Any]:
        raise NoBackChannelError(method)

    async def notify(self, *_: object, **__: object) -> None:
        return None

    async def progress(self, *_: object, **__: object) -> None:
        return None
