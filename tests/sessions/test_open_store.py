"""Opening a store by its URL."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.sessions import open_store
from tests.sessions.redis_server import RedisServer

pytestmark = pytest.mark.anyio


@pytest.mark.requirement("DEP-1", "DEP-4", "LAY-4")
async def test_each_kind_of_url_opens_its_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, redis: RedisServer
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "with space").mkdir()
    with redis.client() as client:
        client.flushall()
    urls = {
        "memory:": "memory",
        "sqlite:relative.db": "sqlite",
        f"sqlite:{tmp_path}/absolute.db": "sqlite",
        f"sqlite://{tmp_path}/with%20space/three.db": "sqlite",
        redis.url: "redis",
    }
    for url, kind in urls.items():
        async with open_store(url) as store:
            await store.set_session("acme.a", {"n": 1})
            assert (await store.get_sessions("acme")).ids == ("acme.a",)
            assert (await store.health()).kind == kind
    for name in ("relative.db", "absolute.db", "with space/three.db"):
        assert (tmp_path / name).is_file()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "memory",
        "memory:x",
        "sqlite:",
        "sqlite:///",
        "sqlite:folder/",
        "sqlite::memory:",
        "sqlite://host/x",
        "redis:",
        "redis:localhost",
        "mongodb://user:secret@host/",
        "redis+proxy://user:secret@host/",
    ],
)
async def test_a_url_of_no_store_is_refused_with_those_there_are(url: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        async with open_store(url):
            pytest.fail("opened")
    assert "secret" not in str(refused.value)
    assert "memory:" in str(refused.value)


def test_importing_sessions_loads_no_database_client() -> None:
    program = (
        "import sys; import mcp_code_analysis.sessions;"
        "print(sorted({'redis', 'hiredis', 'apsw'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
