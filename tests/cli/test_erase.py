"""Erasing from the command line: asked before, reported after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mcp_code_analysis.results import open_results
from mcp_code_analysis.sessions import open_store
from tests.cli.conftest import Run

pytestmark = pytest.mark.anyio


@pytest.fixture
async def store_url(tmp_path: Path) -> str:
    url = f"sqlite:{tmp_path / 'sessions.db'}"
    async with open_store(url) as store, open_results(url) as results:
        for session_id in ("acme.a", "acme.b", "other.a"):
            await store.set_session(session_id, {"n": 1})
        await results.put("report", b"text", tenant="acme")
    return url


async def living(url: str) -> list[str]:
    async with open_store(url) as store:
        return [name for tenant in ("acme", "other") for name in (await store.get_sessions(tenant)).ids]


@pytest.mark.requirement("S15", "SEC-6")
async def test_a_tenant_is_erased_after_a_yes_and_the_report_says_what_was_and_what_remains(
    run: Run, store_url: str
) -> None:
    unsure = run("erase", "--tenant", "acme", "--store", store_url)
    assert unsure.returncode == 1
    assert "Nothing was erased" in unsure.stderr
    assert await living(store_url) == ["acme.a", "acme.b", "other.a"]

    done = run("erase", "--tenant", "acme", "--store", store_url, "--yes")
    assert done.returncode == 0
    counts = "result bytes: 4, results: 1, sections: 2, sessions: 2"
    assert done.stdout.startswith(f"Erased tenant acme: {counts}.")
    assert "What remains: facts in the cache" in done.stdout
    assert await living(store_url) == ["other.a"]

    again = run("erase", "--tenant", "acme", "--store", store_url, "--yes")
    assert again.stdout.startswith("Nothing was kept of tenant acme.")


@pytest.mark.requirement("S15", "SEC-6")
async def test_a_dry_run_asks_nothing_reports_everything_and_erases_nothing(run: Run, store_url: str) -> None:
    counts = "result bytes: 4, results: 1, sections: 2, sessions: 2"
    for _ in range(2):
        shown = run("erase", "--tenant", "acme", "--store", store_url, "--dry-run")
        assert shown.returncode == 0
        assert shown.stdout.startswith(f"Would erase tenant acme: {counts}.")
    one = run("erase", "--session", "acme.a", "--store", store_url, "--dry-run", "--json")
    assert json.loads(one.stdout)["removed"] == {"sections": 1, "sessions": 1}
    assert await living(store_url) == ["acme.a", "acme.b", "other.a"]
    done = run("erase", "--tenant", "acme", "--store", store_url, "--yes")
    assert done.stdout.startswith(f"Erased tenant acme: {counts}.")


@pytest.mark.requirement("S15", "SEC-6")
async def test_one_session_is_erased_and_the_report_can_be_read_by_programs(run: Run, store_url: str) -> None:
    done = run("erase", "--session", "acme.a", "--store", store_url, "--yes", "--json")
    report = json.loads(done.stdout)
    assert report["removed"] == {"sections": 1, "sessions": 1}
    assert report["remains"]
    assert await living(store_url) == ["acme.b", "other.a"]


@pytest.mark.parametrize("what", [("--session", "acme"), ("--tenant", "a b"), ()])
async def test_what_cannot_be_erased_is_refused_before_anything_is_asked(
    run: Run, store_url: str, what: tuple[str, ...]
) -> None:
    refused = run("erase", *what, "--store", store_url, "--yes")
    assert refused.returncode in (1, 2)
    assert await living(store_url) == ["acme.a", "acme.b", "other.a"]
