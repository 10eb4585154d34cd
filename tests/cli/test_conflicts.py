"""What did not fit any more when Redis was back, as whoever looks after a server sees and resolves it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mcp_code_analysis.config import FallbackLimits
from mcp_code_analysis.sessions import open_store
from tests.cli.conftest import Run
from tests.sessions.redis_server import RedisServer

pytestmark = pytest.mark.anyio


async def conflict_on(server: RedisServer, journal: Path) -> None:
    """Write to a session here while the server is away, and elsewhere before this is known."""
    limits = FallbackLimits(writes="local", journal=str(journal))
    async with open_store(server.url, fallback=limits) as here:
        await here.set_session("acme.a", {"n": 1, "m": 1})
        server.kill()
        await here.update_session("acme.a", {"n": 2})
    server.start()
    async with open_store(server.url) as elsewhere:
        await elsewhere.update_session("acme.a", {"m": 3})


async def test_what_waits_is_told_by_doctor_and_a_conflict_is_listed_shown_and_resolved(
    run: Run, own: RedisServer, tmp_path: Path
) -> None:
    await conflict_on(own, tmp_path / "journal.db")
    fallback = json.dumps({"writes": "local", "journal": str(tmp_path / "journal.db")})
    environment = {"MCP_CODE_ANALYSIS_STORE_URL": own.url, "MCP_CODE_ANALYSIS_FALLBACK": fallback}
    doctor = run("doctor", **environment)
    assert doctor.returncode == 1
    assert "unsent writes: 1, of sessions: 1, conflicts: 0" in doctor.stdout

    limits = FallbackLimits(writes="local", journal=str(tmp_path / "journal.db"))
    async with open_store(own.url, fallback=limits) as store:
        session = await store.get_session("acme.a")
        assert session is not None
        assert session.state == {"n": 1, "m": 3}
    doctor = run("doctor", **environment)
    assert doctor.returncode == 1
    assert "unsent writes: 0, of sessions: 0, conflicts: 1" in doctor.stdout
    assert "mcp-code-analysis conflicts" in doctor.stdout

    (line,) = run("conflicts", **environment).stdout.splitlines()
    conflict_id = line.split()[0]
    assert "acme.a" in line
    assert "written on version 1, the store has version 2" in line
    shown = run("conflicts", conflict_id, **environment).stdout
    sides = json.loads(shown.partition("\n")[2])
    assert (sides["here"]["state"], sides["store"]["state"]) == ({"n": 2, "m": 1}, {"n": 1, "m": 3})
    assert sides["written"] == ["n"]

    refused = run("conflicts", conflict_id, "--keep", "mine", "--seen-version", "1", **environment)
    assert refused.returncode == 1
    assert "version 1 was expected" in refused.stderr
    assert "version 3" in run("conflicts", conflict_id, "--keep", "mine", **environment).stdout
    assert run("conflicts", **environment).stdout == "No conflict waits.\n"
    assert run("doctor", **environment).returncode == 0
    async with open_store(own.url) as store:
        session = await store.get_session("acme.a")
        assert session is not None
        assert session.state == {"n": 2, "m": 3}


async def test_the_side_of_the_store_is_kept_by_dropping_the_other(
    run: Run, own: RedisServer, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.db"
    await conflict_on(own, journal)
    async with open_store(own.url, fallback=FallbackLimits(writes="local", journal=str(journal))) as store:
        await store.get_session("acme.a")
    # The policy may be another by now.
    environment = {"MCP_CODE_ANALYSIS_FALLBACK": json.dumps({"journal": str(journal)})}
    given = ("--store", own.url)
    conflict_id = run("conflicts", *given, **environment).stdout.split()[0]
    assert run("conflicts", conflict_id, "--keep", "store", *given, **environment).returncode == 0
    again = run("conflicts", conflict_id, *given, **environment)
    assert again.returncode == 1
    assert "No conflict" in again.stderr


def test_a_store_on_this_machine_has_no_conflicts_and_one_to_resolve_is_named(run: Run) -> None:
    assert "has no conflicts" in run("conflicts").stderr
    assert "Which conflict?" in run("conflicts", "--keep", "mine").stderr
