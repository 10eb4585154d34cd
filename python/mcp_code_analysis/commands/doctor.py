"""``doctor``: what is installed, whether it works, and what the session store can promise.

Only looks and tells, and makes nothing: an embedded store is made at its first use.
Compiled parts are imported where they are looked at: that one does not load is worth telling.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from mcp_code_analysis.commands import DONE, FAILED
from mcp_code_analysis.config import Settings
from mcp_code_analysis.display import Column, Table, plain
from mcp_code_analysis.errors import CodeAnalysisError, StoreMisconfigured

if TYPE_CHECKING:
    from mcp_code_analysis.sessions.store import JournalHealth, StoreHealth


Verdict = Literal["ok", "FAULT", "yes", "no", "unknown"]

_VERDICTS: Final[Mapping[bool | None, Verdict]] = {True: "yes", False: "no", None: "unknown"}


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at: the verdict on it (``FAULT`` is the bad one), what it is, what was found."""

    verdict: Verdict
    subject: str
    detail: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "--store", metavar="URL", help="the session store to look at (default: the one in use)"
    )


def run(options: argparse.Namespace) -> int:
    """Print what is found; the exit code says whether all is well."""
    found = findings(os.environ, store_url=options.store)
    for line in lines(found):
        print(line)
    return FAILED if any(one.verdict == "FAULT" for one in found) else DONE


def findings(environ: Mapping[str, str], *, store_url: str | None) -> tuple[Finding, ...]:
    """Look at everything there is to look at, in a fixed order; a broken part never hides the others."""
    return (
        _python(),
        _native(),
        _sqlite(),
        Finding("ok", "Redis client", f"redis-py {_installed('redis')}, hiredis {_installed('hiredis')}"),
        Finding("ok", "MCP SDK", _installed("mcp")),
        *_store(environ, store_url),
    )


def lines(found: tuple[Finding, ...]) -> Iterator[str]:
    """Yield the findings as aligned lines."""
    rows = tuple((one.verdict, one.subject, one.detail) for one in found)
    table = plain(Table(columns=(Column(""), Column(""), Column("")), rows=rows))
    yield from table.splitlines()[1:]


def _python() -> Finding:
    return Finding(
        "ok",
        "Python",
        f"{platform.python_version()}, {platform.python_implementation()}, {platform.platform()}",
    )


def _native() -> Finding:
    try:
        from mcp_code_analysis import _native as native  # noqa: PLC0415
    except ImportError as problem:
        return Finding("FAULT", "engine", f"the native module does not load: {problem}")
    tools = msgspec.json.decode(native.tools(), type=list[msgspec.Raw])
    return Finding("ok", "engine", f"version {native.__version__}, {len(tools)} tools")


def _sqlite() -> Finding:
    try:
        import apsw  # noqa: PLC0415

        from mcp_code_analysis.sqlite import check_library  # noqa: PLC0415
    except ImportError as problem:
        return Finding("FAULT", "SQLite", f"apsw does not load: {problem}")
    found = apsw.sqlite_lib_version()
    try:
        check_library(found)
    except StoreMisconfigured as problem:
        return Finding("FAULT", "SQLite", str(problem))
    return Finding("ok", "SQLite", f"{found}, keeps what several processes write")


def _store(environ: Mapping[str, str], store_url: str | None) -> Iterator[Finding]:
    try:
        settings = Settings.load(environ, {"store_url": store_url})
        health = asyncio.run(_health(settings))
    except (CodeAnalysisError, ImportError) as problem:
        yield Finding("FAULT", "store", str(problem))
        return
    where = f"{health.kind} at {health.location}: {health.detail}"
    yield Finding("ok" if health.problem is None else "FAULT", "store", where)
    for place, state in health.breakers.items():
        yield Finding("FAULT", "  not asked", f"{place}, whose breaker is {state}")
    if health.journal is not None:
        yield _journal(health.journal)
    if health.available:
        for name, promise in health.promises.items():
            yield Finding(_VERDICTS[promise.is_kept], "  " + name.replace("_", " "), promise.reason)


def _journal(health: JournalHealth) -> Finding:
    detail = (
        f"unsent writes: {health.entries}, of sessions: {health.sessions},"
        f" conflicts: {health.conflicts}, in {health.location}"
    )
    if health.conflicts:
        detail += "; see `mcp-code-analysis conflicts`"
    return Finding("FAULT" if health.entries or health.conflicts else "ok", "journal", detail)


async def _health(settings: Settings) -> StoreHealth:
    from mcp_code_analysis.security import sealer_of  # noqa: PLC0415
    from mcp_code_analysis.sessions import open_store  # noqa: PLC0415

    async with open_store(settings.store_url, sealer_of(settings), settings.fallback) as store:
        return await store.health()


def _installed(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"
