"""``serve``: the MCP server, for one client over standard input and output or for many over HTTP."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from mcp_code_analysis.commands import DONE, WRONG_USAGE, complain
from mcp_code_analysis.config import Settings
from mcp_code_analysis.errors import InvalidRequest, RequestError
from mcp_code_analysis.server.http import serve_http
from mcp_code_analysis.server.stdio import serve_stdio
from mcp_code_analysis.sessions import check_store_url


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes; what is not given comes from the environment."""
    parser.add_argument("--http", type=_address, metavar="HOST:PORT", help="serve Streamable HTTP there")
    parser.add_argument(
        "--root",
        action="append",
        metavar="FOLDER",
        help="a folder that may be analysed; repeatable (default: the current one)",
    )
    parser.add_argument(
        "--tools", type=_names, metavar="NAMES", help="tools to list: `all`, or names with commas"
    )
    parser.add_argument("--store", metavar="URL", help="where sessions are kept (default: SQLite)")


def run(options: argparse.Namespace) -> int:
    """Serve until the client is gone or the user interrupts."""
    given = {"roots": options.root, "tools": options.tools, "store_url": options.store}
    try:
        settings = Settings.load(os.environ, given)
        _check_roots(options.root or settings.roots)
        check_store_url(settings.store_url)
        logging.basicConfig(level=settings.log_level.upper(), stream=sys.stderr)
        if options.http is None:
            serve_stdio(settings)
        else:
            serve_http(settings, *options.http)
    except RequestError as error:
        return complain(error, WRONG_USAGE)
    return DONE


def _check_roots(roots: Sequence[str]) -> None:
    for root in roots:
        if not Path(root).is_dir():
            raise InvalidRequest(f"{root} is not a folder.", hint="Name folders that are there as roots.")


def _names(text: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    if not names:
        raise argparse.ArgumentTypeError("give `all`, or names with commas between them")
    return names


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdecimal()) or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, such as 127.0.0.1:8000")
    return host.removeprefix("[").removesuffix("]"), int(port)
