"""``conflicts``: what was written while the store was away and did not fit any more, and which side to keep.

Works on the journal of this machine. Changes the store only when told to apply what was written here.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from datetime import UTC, datetime

import msgspec

from mcp_code_analysis.commands import DONE
from mcp_code_analysis.config import Settings
from mcp_code_analysis.display import visible
from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.security import sealer_of
from mcp_code_analysis.sessions import open_store
from mcp_code_analysis.sessions.fallback import FallbackStore
from mcp_code_analysis.sessions.fallback_conflicts import Conflict, Conflicts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("id", nargs="?", metavar="ID", help="show this conflict (default: list all)")
    parser.add_argument(
        "--keep",
        choices=("store", "mine"),
        help="resolve it: `store` drops what was written here, `mine` makes it the store's next version",
    )
    parser.add_argument(
        "--seen-version",
        type=int,
        metavar="N",
        help="with `mine`: only if the store still has this version of the session",
    )
    parser.add_argument("--store", metavar="URL", help="the session store (default: the one in use)")


def run(options: argparse.Namespace) -> int:
    """List, show or resolve."""
    if options.id is None and options.keep is not None:
        raise InvalidRequest("Which conflict?", hint="Give its id; without one they are listed.")
    settings = Settings.load(os.environ, {"store_url": options.store})
    for line in asyncio.run(_done(settings, options.id, options.keep, options.seen_version)):
        print(visible(line))
    return DONE


async def _done(
    settings: Settings, conflict_id: str | None, keep: str | None, seen_version: int | None
) -> list[str]:
    # A journal may hold conflicts of a time when the policy was another.
    fallback = msgspec.structs.replace(settings.fallback, writes="local")
    async with open_store(settings.store_url, sealer_of(settings), fallback) as store:
        if not isinstance(store, FallbackStore) or store.conflicts is None:
            raise InvalidRequest("This store is on this machine and has no conflicts.")
        conflicts = store.conflicts
        if conflict_id is None:
            return [_line(conflict) for conflict in await conflicts.list()] or ["No conflict waits."]
        if keep == "store":
            await conflicts.keep_store(conflict_id)
            return ["The store's side is kept."]
        if keep == "mine":
            version = await conflicts.apply_mine(conflict_id, seen_version=seen_version)
            return [f"What was written here is version {version} in the store."]
        return await _shown(conflicts, conflict_id)


async def _shown(conflicts: Conflicts, conflict_id: str) -> list[str]:
    sides = await conflicts.show(conflict_id)
    shown = msgspec.json.encode(msgspec.to_builtins(sides, builtin_types=(bytes,)))
    return [_line(sides.conflict), *msgspec.json.format(shown, indent=2).decode().splitlines()]


def _line(conflict: Conflict) -> str:
    found = datetime.fromtimestamp(conflict.found_at, UTC).isoformat(timespec="seconds")
    return (
        f"{conflict.id}  {conflict.session_id}  found {found}:"
        f" written on version {conflict.base_version}, {conflict.reason}"
    )
