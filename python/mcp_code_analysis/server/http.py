"""MCP over Streamable HTTP, for this machine unless told otherwise.

There is no authentication yet, so an address that others can reach is refused until the hosts that may be
asked for are named; requests for any other host or from a foreign web page are turned away.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import sys
from typing import Final

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mcp_code_analysis.config import Settings
from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.server.app import Application

PATH: Final = "/mcp"
LOOPBACK_NAMES: Final = ("127.0.0.1", "localhost", "[::1]")
SHUTDOWN_SECONDS: Final = 5


def serve_http(settings: Settings, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve until interrupted; port 0 takes a free one. The address is printed on standard error.

    Raises InvalidRequest for an address that is not a loopback's and no ``allowed_hosts``.
    """
    _check_address(host, settings.allowed_hosts)
    listener = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    sys.stderr.write(f"Serving MCP at http://{shown}:{listener.getsockname()[1]}{PATH}\n")
    sys.stderr.flush()
    config = uvicorn.Config(
        http_app(settings),
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        server_header=False,
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def http_app(settings: Settings) -> Starlette:
    """Return the ASGI application: MCP at ``/mcp``, and ``/health``."""
    application = Application(settings, is_shared=True)

    async def health(_request: Request) -> JSONResponse:
        return JSONResponse(await application.health())

    return application.server().streamable_http_app(
        streamable_http_path=PATH,
        max_request_body_size=settings.limits.body_bytes_max,
        transport_security=_security(settings.allowed_hosts),
        custom_starlette_routes=[Route("/health", health, methods=["GET"])],
    )


def _security(allowed_hosts: tuple[str, ...]) -> TransportSecuritySettings:
    """Answer to loopback names and the hosts named, each with any port; to web pages of those only."""
    hosts = [*LOOPBACK_NAMES, *allowed_hosts]
    with_ports = [*(f"{host}:*" for host in hosts), *hosts]
    origins = [f"{scheme}://{host}" for scheme in ("http", "https") for host in with_ports]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True, allowed_hosts=with_ports, allowed_origins=origins
    )


def _check_address(host: str, allowed_hosts: tuple[str, ...]) -> None:
    if allowed_hosts or host == "localhost":
        return
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return
    raise InvalidRequest(
        f"{host!r} can be reached by others, and this server asks nobody who they are.",
        hint="Listen on 127.0.0.1, or name the hosts it may be called by: MCP_CODE_ANALYSIS_ALLOWED_HOSTS.",
    )


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError) as problem:
        raise InvalidRequest(f"{host}:{port} cannot be listened on: {problem}.") from problem
