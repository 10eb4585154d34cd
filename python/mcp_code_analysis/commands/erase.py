"""``erase``: remove all that is kept of a session or a tenant, and report what was removed and what remains.

Asks before it does it, unless told not to. Erases nothing of the analysed folders.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from typing import Final

import msgspec

from mcp_code_analysis.commands import DONE, FAILED, of
from mcp_code_analysis.config import Settings
from mcp_code_analysis.erasure import Erasure, joined
from mcp_code_analysis.sessions.store import check_session_id
from mcp_code_analysis.tenants import check_tenant

SHARED: Final = (
    "facts in the cache are kept under the content of files, belong to nobody, and end with their lifetime"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--session", metavar="ID", help="a session, as TENANT.NAME")
    what.add_argument("--tenant", metavar="NAME", help="every session and result of a tenant")
    parser.add_argument("--store", metavar="URL", help="the session store (default: the one in use)")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--dry-run", action="store_true", help="report what there is to erase, and erase nothing"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(options: argparse.Namespace) -> int:
    """Erase, and print the report."""
    settings = Settings.load(os.environ, {"store_url": options.store})
    what = f"session {options.session}" if options.session else f"tenant {options.tenant}"
    if options.session:
        check_session_id(options.session)
    else:
        check_tenant(options.tenant)
    if not options.dry_run and not options.yes and not _is_confirmed(what):
        print("Nothing was erased.", file=sys.stderr)
        return FAILED
    report = asyncio.run(_erased(settings, options.session, options.tenant, dry_run=options.dry_run))
    if options.json:
        print(msgspec.json.encode(report).decode())
    else:
        _show(what, report, "Would erase" if options.dry_run else "Erased")
    return DONE


def _is_confirmed(what: str) -> bool:
    print(
        f"Erase all that is kept of {what}? It cannot be brought back. [y/N] ",
        end="",
        file=sys.stderr,
        flush=True,
    )
    return sys.stdin.readline().strip().lower() in ("y", "yes")


async def _erased(
    settings: Settings, session_id: str | None, tenant: str | None, *, dry_run: bool
) -> Erasure:
    from mcp_code_analysis.execution.journal import Journal  # noqa: PLC0415
    from mcp_code_analysis.results import open_results  # noqa: PLC0415
    from mcp_code_analysis.security import sealer_of  # noqa: PLC0415
    from mcp_code_analysis.sessions import open_store  # noqa: PLC0415

    keyring = sealer_of(settings)
    async with (
        open_store(settings.store_url, keyring, settings.fallback) as store,
        open_results(settings.store_url, settings.cache, keyring) as results,
    ):
        if session_id is not None:
            journal = Journal(of(store), runs_kept_max=settings.limits.runs_kept_max, results=of(results))
            return joined(await journal.close(session_id, dry_run=dry_run), Erasure(remains=(SHARED,)))
        name = tenant or ""
        sessions = await store.erase_tenant(name, dry_run=dry_run)
        return joined(sessions, await results.erase_tenant(name, dry_run=dry_run), Erasure(remains=(SHARED,)))


def _show(what: str, report: Erasure, done: str) -> None:
    if report.removed:
        removed = ", ".join(f"{kind}: {count}" for kind, count in report.removed.items())
        print(f"{done} {what}: {removed}.")
    else:
        print(f"Nothing is kept of {what}." if done != "Erased" else f"Nothing was kept of {what}.")
    for line in report.remains:
        print(f"What remains: {line}.")
