"""``tools``: what can be asked, as a table or with every schema."""

from __future__ import annotations

import argparse

import msgspec

from mcp_code_analysis.commands import DONE
from mcp_code_analysis.display import Column, Table, plain
from mcp_code_analysis.server.requests import own_tools
from mcp_code_analysis.tools.builtin import engine_tools


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--json", action="store_true", help="print them with their schemas")


def run(options: argparse.Namespace) -> int:
    """Print the tools in the order in which a server has them."""
    tools = (*engine_tools(), *own_tools())
    if options.json:
        print(msgspec.json.format(msgspec.json.encode(tools), indent=2).decode())
        return DONE
    columns = (Column("tool"), Column("listed"), Column("cost"), Column("what it does"))
    rows = tuple((tool.name, "yes" if tool.listed else "no", tool.cost, tool.summary) for tool in tools)
    print(plain(Table(columns=columns, rows=rows)))
    return DONE
