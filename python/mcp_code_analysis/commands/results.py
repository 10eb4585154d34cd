"""``results``: a stored answer by its handle: what it is, some of its rows, or all of it in a file.

Reads the store that servers keep their results in; writes nothing but the file that is asked for.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path

import msgspec

from mcp_code_analysis.commands import DONE, of
from mcp_code_analysis.config import Settings
from mcp_code_analysis.display import visible
from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.results.answers import Choice, StoredAnswer, chosen, exported, parts_of


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("handle", metavar="HANDLE", help="the `handle` of an answer")
    parser.add_argument("--info", action="store_true", help="say what it is and which parts it has")
    parser.add_argument("--part", metavar="NAME", help="a list in it (default: the largest)")
    parser.add_argument(
        "--where",
        metavar="FIELD=VALUE",
        action="append",
        default=[],
        help="only rows with this value; * is any",
    )
    parser.add_argument("--contains", metavar="TEXT", help="only rows with this text anywhere")
    parser.add_argument("--fields", metavar="A,B", help="only these fields")
    parser.add_argument("--offset", metavar="N", type=int, default=0, help="pass over the first N rows")
    parser.add_argument("--limit", metavar="N", type=int, help="at most N rows (default: all)")
    parser.add_argument(
        "--format", choices=("json", "jsonl", "csv"), default="jsonl", help="how rows are written"
    )
    parser.add_argument("--output", metavar="FILE", help="write there and not to the terminal")
    parser.add_argument("--store", metavar="URL", help="the session store (default: the one in use)")


def run(options: argparse.Namespace) -> int:
    """Print what was asked for, or write it."""
    settings = Settings.load(os.environ, {"store_url": options.store})
    choice = Choice(
        part=options.part,
        where=dict(_condition(text) for text in options.where),
        contains=options.contains,
        fields=tuple(name for name in (options.fields or "").split(",") if name),
    )
    if options.offset < 0 or (options.limit is not None and options.limit < 1):
        raise InvalidRequest("That is no page.", hint="Use --offset 0 or more and --limit 1 or more.")
    stored = asyncio.run(_stored(settings, options.handle))
    if options.info:
        text = msgspec.json.format(msgspec.json.encode(_info(stored)), indent=2).decode() + "\n"
    else:
        _, rows = chosen(stored, choice)
        end = None if options.limit is None else options.offset + options.limit
        text = exported(rows[options.offset : end], options.format)
    if options.output:
        Path(options.output).write_text(text, encoding="utf-8")
    else:
        print("\n".join(visible(line) for line in text.splitlines()))
    return DONE


def _condition(text: str) -> tuple[str, str]:
    field, mark, value = text.partition("=")
    if not mark or not field:
        raise InvalidRequest(
            f"{text[:80]!r} is no condition.", hint="Write FIELD=VALUE, as in kind=function."
        )
    return field, value


def _info(stored: StoredAnswer) -> dict[str, object]:
    return {
        "tool": stored.tool,
        "arguments": stored.arguments,
        "run": stored.run,
        "complete": stored.is_complete,
        "tree": stored.answer.get("tree"),
        "parts": parts_of(stored),
    }


async def _stored(settings: Settings, handle: str) -> StoredAnswer:
    from mcp_code_analysis.execution.journal import Journal  # noqa: PLC0415
    from mcp_code_analysis.execution.kept import kept_answer  # noqa: PLC0415
    from mcp_code_analysis.results import open_results  # noqa: PLC0415
    from mcp_code_analysis.security import sealer_of  # noqa: PLC0415
    from mcp_code_analysis.sessions import open_store  # noqa: PLC0415

    keyring = sealer_of(settings)
    async with (
        open_store(settings.store_url, keyring, settings.fallback) as store,
        open_results(settings.store_url, settings.cache, keyring) as results,
    ):
        journal = Journal(of(store), runs_kept_max=settings.limits.runs_kept_max, results=of(results))
        return await kept_answer(results, journal, handle, tenant=settings.tenant)
