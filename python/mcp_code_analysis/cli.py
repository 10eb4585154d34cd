"""The command line: ``analyze``, ``serve``, ``doctor``, ``tools``, ``results``, ``erase``, ``conflicts``.

Finds the command in ``commands``, and turns errors into one sentence and an exit code.
Exit codes: 0 done, 1 an error or nothing to read, 2 wrong usage, 130 Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Final, Protocol

import mcp_code_analysis
from mcp_code_analysis.commands import DONE, INTERRUPTED, PROGRAM, complain
from mcp_code_analysis.errors import CodeAnalysisError

_COMMANDS: Final = {
    "analyze": "report on a folder of source code",
    "serve": "run the MCP server",
    "doctor": "show what is installed, and what the session store can promise",
    "tools": "list the tools",
    "results": "read or export a stored answer by its handle",
    "erase": "remove all that is kept of a session or a tenant",
    "conflicts": "list and resolve what was written while Redis was away and does not fit any more",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; wrong usage and help exit from here."""
    _prepare_output()
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words:
        words = ["--help"] if sys.stdin is not None and sys.stdin.isatty() else ["serve"]
    try:
        code = _run(words)
        sys.stdout.flush()
    except CodeAnalysisError as error:
        return complain(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # The flush when Python exits must not fail once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if isinstance(error, BrokenPipeError):  # Whoever read our output has had enough.
            return DONE
        return complain(f"Reading or writing failed: {error.strerror or error}.")
    return code


def _prepare_output() -> None:
    """Be able to write any name to any terminal, and to nobody where output is closed."""
    if sys.stdout is None or sys.stderr is None:
        nobody = os.open(os.devnull, os.O_WRONLY)
        sys.stdout = sys.stdout or os.fdopen(os.dup(nobody), "w", encoding="utf-8")
        sys.stderr = sys.stderr or os.fdopen(nobody, "w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _run(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="Code analysis for AI agents and people.",
        epilog="Without a command: `serve` when standard input is not a terminal, this help when it is.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version and exit")
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND")
    parsers = {
        name: commands.add_parser(name, help=text, allow_abbrev=False) for name, text in _COMMANDS.items()
    }
    if words[0] not in parsers:
        if parser.parse_args(words).version:
            print(f"{PROGRAM} {mcp_code_analysis.__version__}")
        return DONE
    command = _command(words[0])
    command.add_arguments(parsers[words[0]])
    return command.run(parser.parse_args(words))


class _Command(Protocol):
    """A module of ``commands``."""

    def add_arguments(self, parser: argparse.ArgumentParser, /) -> None: ...

    def run(self, options: argparse.Namespace, /) -> int: ...


# The start of a server pays for no report, so a command is imported only when it is asked for.
def _command(name: str) -> _Command:
    command: _Command
    match name:
        case "analyze":
            from mcp_code_analysis.commands import analyze as command  # noqa: PLC0415
        case "serve":
            from mcp_code_analysis.commands import serve as command  # noqa: PLC0415
        case "doctor":
            from mcp_code_analysis.commands import doctor as command  # noqa: PLC0415
        case "results":
            from mcp_code_analysis.commands import results as command  # noqa: PLC0415
        case "erase":
            from mcp_code_analysis.commands import erase as command  # noqa: PLC0415
        case "conflicts":
            from mcp_code_analysis.commands import conflicts as command  # noqa: PLC0415
        case _:
            from mcp_code_analysis.commands import tools as command  # noqa: PLC0415
    return command
