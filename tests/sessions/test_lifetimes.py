"""Every key in Redis and every row in a file has a lifetime, which is that of its kind."""

from __future__ import annotations

import re
from pathlib import Path

import apsw
import pytest
import redis as redis_py

from mcp_code_analysis.cache.redis import RedisShelf
from mcp_code_analysis.cache.redis_owner import open_shelf
from mcp_code_analysis.cache.sqlite_file import CacheFile
from mcp_code_analysis.config import CacheLimits, FallbackLimits, Retention, Settings
from mcp_code_analysis.errors import CorruptRecord, InvalidRequest
from mcp_code_analysis.results import open_results
from mcp_code_analysis.results.base import MARGIN_MS
from mcp_code_analysis.sessions import open_store
from mcp_code_analysis.sessions.fallback import FallbackStore
from mcp_code_analysis.sessions.fallback_journal import Journal
from mcp_code_analysis.sessions.memory import Memory
from mcp_code_analysis.sessions.store import SessionStore
from tests.sessions.away import LOCAL, AwayStore, Wire
from tests.sessions.backings import RedisBacking, SqliteBacking
from tests.sessions.clocks import HandClock

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("KEY-5", "SES-3")]

DAY = 24 * 3600.0
TTL, LEASE = 5000.0, 900.0
RETENTION = Retention(set_aside_ttl_seconds=2 * DAY)
LIMITS = CacheLimits(
    result_ttl_seconds=700.0, result_ttls_seconds={"answer": 300.0}, facts_ttl_seconds=3 * DAY
)
MARGIN = MARGIN_MS / 1000

REDIS = {
    r"mcp:session:\{.*\}": TTL,
    r"mcp:lock:\{[^}]*\}": LEASE,
    r"mcp:lock:\{.*\}:\w+": 10,
    r"mcp:fence:\{.*\}": LEASE + DAY,
    r"mcp:lock(q|hb):\{.*\}": 6,
    r"mcp:quarantine:\{.*\}": RETENTION.set_aside_ttl_seconds,
    r"mcp:(idx|ids):\{.*\}": 2 * DAY + 2 * TTL,
    r"mcp:(tenants|until:\{mcp:tenants\})": 2 * DAY + 2 * TTL,
    r"mcp:result:\{.*\}(:c\d+)?": LIMITS.result_ttl_seconds + MARGIN,
    r"mcp:result(s|size):\{.*\}": LIMITS.result_ttl_seconds + MARGIN,
    r"mcp:cache:\{.*\}(:c\d+)?": LIMITS.facts_ttl_seconds,
    r"mcp:cache:\{.*\}:lease": 60,
    r"mcp:cache(use|size):\{.*\}": 180 * DAY,
    r"mcp:gen:\{.*\}": 180 * DAY,
    r"mcp:gen:\{.*\}:\w+": 10,
    r"mcp:upkeep": 3600,
}
"""Every kind of key there is, and how long one may live at most."""

SQLITE: dict[str, tuple[str, float]] = {
    "sessions": ("expires_ms", TTL),
    "locks": ("expires_ms", LEASE),
    "waiters": ("alive_until_ms", 6),
    "quarantine": ("expires_ms", RETENTION.set_aside_ttl_seconds),
    "manifests": ("expires_ms", LIMITS.result_ttl_seconds),
    "chunks": ("expires_ms", LIMITS.result_ttl_seconds + MARGIN),
    "shares": ("expires_ms", LIMITS.result_ttl_seconds + MARGIN),
    "entries": ("expires_ms", LIMITS.facts_ttl_seconds),
    "leases": ("expires_ms", 60),
    "copies": ("expires_ms", TTL + 7 * DAY),
    "conflicts": ("expires_ms", 7 * DAY),
    "replays": ("expires_ms", 60),
}
"""Every table of rows with a life of their own."""

PARTS = {
    "sections": "SELECT count(*) FROM sections WHERE session_id NOT IN (SELECT id FROM sessions)",
    "journal entries": "SELECT count(*) FROM entries WHERE session_id NOT IN (SELECT session_id FROM copies)",
}
"""What lives as long as the row that it is a part of, and how to find such without one."""

SINGLE = {"fences": 1, "total": 1, "home": 1, "generations": 1}
"""Numbers that are there once, or once for each tenant, and say nothing of anybody."""


async def use(store: SessionStore, damage: SqliteBacking | RedisBacking) -> None:
    """Leave something of every kind that a store of sessions keeps."""
    for name in ("a", "b", "c"):
        await store.set_session(f"acme.{name}", {"n": 1}, ttl=TTL)
    damage.damage("acme.c", "n", b"\x00")
    with pytest.raises(CorruptRecord):
        await store.get_session("acme.c")
    assert await store.acquire_lock("acme.a", lease=LEASE) is not None
    assert await store.acquire_lock("acme.a", timeout=0.01) is None
    token = await store.acquire_lock("acme.b", lease=LEASE)
    assert token is not None
    assert await store.release_lock("acme.b", token)
    await store.extend_session_ttl("acme.b", TTL)


async def keep_results(url: str) -> None:
    async with open_results(url, LIMITS) as results:
        await results.put("report", b"x" * 600_000, tenant="acme")
        await results.put("answer", b"x", tenant="acme", ttl_seconds=100)


async def test_every_key_in_redis_ends_by_its_kind(redis_backing: RedisBacking) -> None:
    client = redis_backing.client
    assert isinstance(client, redis_py.Redis)
    async with open_store(redis_backing.url, retention=RETENTION) as store:
        await use(store, redis_backing)
        line = store._take("acme.a", "waiter", 1000, waits=True)  # type: ignore[attr-defined]
        assert await line is not None
    await keep_results(redis_backing.url)
    shelf = open_shelf(redis_backing.url, LIMITS)
    assert isinstance(shelf, RedisShelf)
    await shelf.save({"k": b"x" * 600_000, "small": b"x"}, LIMITS.facts_ttl_seconds)
    assert await shelf.lease("k", 10) is not None
    await shelf.advance("acme")
    await shelf.close()
    client.set("mcp:upkeep", "x", px=3_240_000)

    seen: set[str] = set()
    names = client.keys("*")
    assert isinstance(names, list)
    for name in sorted(name.decode() for name in names if isinstance(name, bytes)):
        kinds = [kind for kind in REDIS if re.fullmatch(kind, name)]
        assert len(kinds) == 1, f"{name} is of no kind, or of several"
        life_ms = client.pttl(name)
        assert isinstance(life_ms, int)
        assert 0 < life_ms <= (REDIS[kinds[0]] + 130) * 1000, (name, life_ms)
        seen.add(kinds[0])
    assert seen == set(REDIS)


async def test_every_row_in_a_file_ends_by_its_kind(tmp_path: Path) -> None:
    folder, clock = tmp_path / "files", HandClock()
    backing = SqliteBacking(folder)
    async with open_store(f"sqlite:{backing.path}", retention=RETENTION) as store:
        await use(store, backing)
        assert await store._take("acme.a", "waiter", 1000, waits=True) is not None  # type: ignore[attr-defined]
    await keep_results(f"sqlite:{backing.path}")
    cache = CacheFile(folder / "cache.db", LIMITS)
    cache.save([("k", b"x")], LIMITS.facts_ttl_seconds)
    assert cache.lease("k", 10) is not None
    cache.advance("acme")
    cache.close()
    await write_while_away(folder / "journal.db", clock)

    seen: set[str] = set()
    for path in sorted(folder.glob("*.db")):
        seen |= check_rows(path, clock)
    assert seen >= {*SQLITE, *SINGLE, "sections"} - {"conflicts", "replays"}


async def write_while_away(path: Path, clock: HandClock) -> None:
    behind = AwayStore(Memory(), clock)
    limits: FallbackLimits = LOCAL
    async with FallbackStore(behind, limits, Journal(path, "memory", clock=clock)) as store:
        await store.set_session("acme.j", {"n": 1}, ttl=TTL)
        behind.wire = Wire.GONE
        await store.update_session("acme.j", {"n": 2})


def check_rows(path: Path, clock: HandClock) -> set[str]:
    """Assert that every row of a file is of a known kind and ends in time; return the kinds."""
    connection = apsw.Connection(str(path))
    names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    seen: set[str] = set()
    for table in [str(row[0]) for row in connection.execute(names)]:
        count = connection.execute(f"SELECT count(*) FROM {table}").get
        if not count:
            continue
        seen.add(table)
        columns = {str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")}
        if "change" in columns:
            assert connection.execute(PARTS["journal entries"]).get == 0
        elif table in PARTS:
            assert connection.execute(PARTS[table]).get == 0
        elif table in SINGLE:
            assert count == SINGLE[table]
        else:
            column, seconds = SQLITE[table]
            now = "CAST(unixepoch('subsec') * 1000 AS INTEGER)"
            if "journal" in path.name:
                now = str(round(clock.time() * 1000))
            ends = connection.execute(f"SELECT min({column}) - {now}, max({column}) - {now} FROM {table}")
            least, most = next(iter(ends))
            assert 0 < least <= most <= (seconds + 1) * 1000, (path.name, table, least, most)
    connection.close()
    return seen


def test_lifetimes_are_settings_and_have_bounds() -> None:
    variable = "MCP_CODE_ANALYSIS_RETENTION"
    found = Settings.load({variable: '{"session_ttl_seconds": 60}'}).retention
    assert (found.session_ttl_seconds, found.set_aside_ttl_seconds) == (60, 7 * DAY)
    for wrong in ('{"session_ttl_seconds": 0}', '{"set_aside_ttl_seconds": 1e12}', '{"sesion": 1}'):
        with pytest.raises(InvalidRequest):
            Settings.load({variable: wrong})
