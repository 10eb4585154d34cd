"""Facts are parsed once: by no second process, instance or worktree, and the answers are the same bytes."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mcp_code_analysis import Repository
from mcp_code_analysis._native import Engine
from mcp_code_analysis.cache import open_facts
from mcp_code_analysis.cache.facts import FileFacts
from mcp_code_analysis.config import CacheLimits, Settings
from mcp_code_analysis.errors import InvalidRequest
from tests.cache.conftest import RedisPlace

if TYPE_CHECKING:
    from mcp_code_analysis._native import FactsStore

CORPUS = Path(__file__).parents[1] / "corpus"
QUESTIONS: tuple[tuple[str, dict[str, object]], ...] = (
    ("index", {}),
    ("outline", {"max_tokens": 100_000, "limit": 1000}),
    ("find_symbol", {"name": "*", "max_tokens": 100_000, "limit": 1000}),
    ("complexity", {"max_tokens": 100_000, "limit": 1000}),
    ("dependencies", {"max_tokens": 100_000, "limit": 1000}),
    ("repo_map", {"max_tokens": 5000}),
    ("search", {"pattern": "return"}),
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CORPUS, tmp_path / "tree"))


@pytest.fixture
def facts(tmp_path: Path) -> FileFacts:
    return FileFacts(tmp_path / "cache" / "cache.sqlite3")


def answers(tree: Path, facts: FactsStore | None) -> tuple[list[bytes], tuple[int, int, int]]:
    engine = Engine(str(tree), facts=facts)
    given = [engine.call(tool, json.dumps(request).encode()) for tool, request in QUESTIONS]
    return given, engine.facts_counts


def mutate(tree: Path, seed: int) -> None:
    """Change, break, move and remove some files that have facts, the same ones for a seed."""
    chance = random.Random(seed)
    files = sorted(
        path for path in tree.rglob("*") if path.is_file() and path.suffix not in {".facts", ".txt"}
    )
    assert len(files) > 50
    for number, path in enumerate(chance.sample(files, 24)):
        body = path.read_bytes()
        match number % 4:
            case 0:
                path.write_bytes(body + b"\ndef added(x): return x\n")
            case 1:
                path.write_bytes(body[: len(body) // 2] + b"\xff\x00(((" + body[len(body) // 2 :])
            case 2:
                path.rename(path.with_name(f"moved_{path.name}"))
            case _:
                path.unlink()


@pytest.mark.requirement("CACHE-2")
def test_a_second_engine_parses_nothing_and_answers_the_same_bytes(tree: Path, facts: FileFacts) -> None:
    without, _ = answers(tree, None)
    given, (files, _, _) = answers(tree, facts)
    assert given == without
    assert files > 50
    assert facts.counts.misses >= files  # Asked for again just before they are parsed.
    given, (parsed, reused, refused) = answers(tree, facts)
    assert given == without
    assert (parsed, refused) == (0, 0)
    assert reused >= files


@pytest.mark.parametrize("seed", range(4))
def test_a_mutated_tree_gives_the_same_bytes_with_facts_and_without(
    tree: Path, facts: FileFacts, seed: int
) -> None:
    answers(tree, facts)
    mutate(tree, seed)
    given, (parsed, reused, refused) = answers(tree, facts)
    assert given == answers(tree, None)[0]
    assert 0 < parsed <= 18
    assert reused > 50
    assert refused == 0


def test_another_worktree_of_the_same_texts_is_not_parsed(
    tree: Path, facts: FileFacts, tmp_path: Path
) -> None:
    answers(tree, facts)
    worktree = Path(shutil.copytree(tree, tmp_path / "worktree"))
    assert answers(worktree, facts)[1][0] == 0


def test_another_process_finds_what_the_notebook_parsed(tree: Path, tmp_path: Path) -> None:
    place = tmp_path / "cache.sqlite3"
    environ = {**os.environ, "MCP_CODE_ANALYSIS_CACHE_URL": f"sqlite:{place}"}
    program = (
        "import sys; from mcp_code_analysis import Repository\n"
        "print(Repository.open(sys.argv[1]).index().result.files)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program, tree], env=environ, capture_output=True, text=True, check=True
    )
    parsed, reused, _ = answers(tree, FileFacts(place))[1]
    assert parsed == 0
    assert reused >= int(shown.stdout) > 50


def test_nothing_is_written_into_the_tree(tree: Path, facts: FileFacts) -> None:
    before = {path: path.stat().st_mtime_ns for path in [tree, *tree.rglob("*")]}
    answers(tree, facts)
    assert {path: path.stat().st_mtime_ns for path in [tree, *tree.rglob("*")]} == before


def test_a_notebook_can_do_without(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "cache.sqlite3"
    monkeypatch.setenv("MCP_CODE_ANALYSIS_CACHE_URL", f"sqlite:{place}")
    with Repository.open(tree, cache=False) as repository:
        without = repository.index().result
    assert not place.exists()
    monkeypatch.setenv("MCP_CODE_ANALYSIS_CACHE_URL", "none")
    with Repository.open(tree) as repository:
        assert repository.index().result == without
    assert not place.exists()


def damaged(path: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(random.Random(1).randbytes(100_000))


def unwritable(path: Path) -> None:
    path.mkdir(parents=True)


@pytest.mark.parametrize("spoil", [damaged, unwritable])
def test_a_file_that_cannot_be_used_costs_nothing_but_its_facts(
    tree: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    place = tmp_path / "cache.sqlite3"
    spoil(place)
    facts = FileFacts(place)
    assert answers(tree, facts)[0] == answers(tree, None)[0]
    assert facts.counts.skipped > 0


def test_facts_that_were_changed_in_the_file_are_refused_and_mended(tree: Path, facts: FileFacts) -> None:
    without, _ = answers(tree, facts)
    with facts._file._opened() as connection:
        connection.execute(
            "UPDATE entries SET body = CAST(substr(body, 1, length(body) - 9) || x'00' AS BLOB)"
        )
    given, (parsed, _, refused) = answers(tree, facts)
    assert given == without
    assert parsed == refused > 50
    parsed, _, refused = answers(tree, facts)[1]
    assert (parsed, refused) == (0, 0)


@pytest.mark.anyio
@pytest.mark.requirement("CACHE-2")
async def test_instances_that_share_a_redis_parse_once(tree: Path, redis_place: RedisPlace) -> None:
    counts = []
    for _ in range(2):
        facts = open_facts(redis_place.url, CacheLimits())
        async with facts.running():
            given, count = await asyncio.to_thread(answers, tree, facts)
        counts.append(count)
        assert given == answers(tree, None)[0]
    assert counts[0][0] > 50
    assert (counts[1][0], counts[1][2]) == (0, 0)
    assert all(key.startswith("mcp:cache:{facts.") for key in redis_place.entries())


@pytest.mark.anyio
async def test_a_redis_that_never_answers_costs_no_answer(tree: Path, silent_url: str) -> None:
    facts = open_facts(silent_url, CacheLimits())
    async with facts.running():
        given, (parsed, reused, _) = await asyncio.to_thread(answers, tree, facts)
    assert given == answers(tree, None)[0]
    assert (parsed > 50, reused) == (True, 0)


@pytest.mark.parametrize("url", ["", "sqlite:", "sqlite::memory:", "memcached://localhost", "none:"])
def test_a_url_that_names_no_cache_is_refused_when_it_is_given(url: str) -> None:
    with pytest.raises(InvalidRequest, match=r"sqlite:PATH"):
        open_facts(url, CacheLimits())


@pytest.mark.requirement("KEY-5", "KEY-6")
def test_limits_and_lifetimes_come_from_the_environment() -> None:
    prefix = "MCP_CODE_ANALYSIS_"
    environ = {
        f"{prefix}CACHE_URL": "none",
        f"{prefix}CACHE": '{"entry_bytes_max": 1000, "facts_ttl_seconds": 60, "low_water": 0.25}',
    }
    settings = Settings.load(environ)
    assert (settings.cache_url, settings.cache.entry_bytes_max) == ("none", 1000)
    assert (settings.cache.facts_ttl_seconds, settings.cache.low_water) == (60, 0.25)
    for wrong in (
        '{"low_water": 0.95, "high_water": 0.5}',
        '{"high_water": 2}',
        '{"entry_bytes_max": 0}',
        "[]",
    ):
        with pytest.raises(InvalidRequest):
            Settings.load({f"{prefix}CACHE": wrong})
