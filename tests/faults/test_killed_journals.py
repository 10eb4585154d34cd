"""Processes that keep writes for a Redis that is away are killed at any moment: nothing acknowledged is lost.

They share one journal. Redis comes and goes meanwhile, so that they are killed while they send as well.
"""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mcp_code_analysis.config import FallbackLimits
from mcp_code_analysis.sessions import fallback_rows as rows
from mcp_code_analysis.sessions.fallback import FallbackStore
from mcp_code_analysis.sessions.fallback_journal import Journal
from mcp_code_analysis.sessions.redis import RedisStore
from tests.faults.fleet import DEADLINE_SECONDS, ROOT
from tests.sessions import redis_server
from tests.sessions.redis_server import RedisServer
from tests.sessions.waiting import wait_for

pytestmark = pytest.mark.anyio

SHORT, LONG = 8, 200


@pytest.fixture
def own(tmp_path: Path) -> Iterator[RedisServer]:
    folder = tmp_path / "redis"
    folder.mkdir()
    # With `everysec` Redis answers before it writes its log while an older part of that is being flushed, so
    # that a kill at that moment costs what it acknowledged; here only our own losses are looked for.
    with redis_server.running(folder, "--appendfsync", "always") as server:
        yield server


class Writer:
    """One process, and what it said was acknowledged."""

    def __init__(self, url: str, journal: Path, number: int, told: threading.Condition) -> None:
        names = f"g{number // 4}", f"w{number}"
        command = [sys.executable, "-m", "tests.faults.journal_worker", url, str(journal), *names]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self._told = told
        self.acknowledged: list[tuple[str, str, str]] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith("\n"):
                session_id, section, source = line.split()
                with self._told:
                    self.acknowledged.append((session_id, section, source))
                    self._told.notify_all()


class Writers:
    """Two processes over one journal, killed and started again."""

    def __init__(self, url: str, journal: Path) -> None:
        self._place = url, journal
        self._told = threading.Condition()
        self._started = 0
        self._all: list[Writer] = []
        self.living = [self._start(), self._start()]

    @property
    def acknowledged(self) -> list[tuple[str, str, str]]:
        return [one for writer in self._all for one in writer.acknowledged]

    def wait_for(self, more: int, source: str) -> None:
        """Return when that many more writes were acknowledged by the store, or here."""

        def count() -> int:
            return sum(found == source for _, _, found in self.acknowledged)

        goal = count() + more
        with self._told:
            assert self._told.wait_for(lambda: count() >= goal, timeout=DEADLINE_SECONDS)

    def kill(self, number: int) -> None:
        self.living[number].kill()
        self.living[number] = self._start()

    def stop(self) -> None:
        for writer in self.living:
            writer.kill()

    def _start(self) -> Writer:
        self._started += 1
        writer = Writer(*self._place, self._started, self._told)
        self._all.append(writer)
        return writer


def killed(own: RedisServer, journal: Path, kills: int) -> list[tuple[str, str, str]]:
    """Kill processes at random while Redis is away, comes back, and goes; return what was acknowledged."""
    chance = random.Random(kills)
    with ExitStack() as stack:
        writers = Writers(own.url, journal)
        stack.callback(writers.stop)
        for number in range(kills):
            if number % 2 == 0:
                own.kill()
                writers.wait_for(chance.randrange(1, 40), "local")
            else:
                own.start()
                if chance.random() < 0.5:
                    writers.wait_for(chance.randrange(1, 40), "store")
            writers.kill(chance.randrange(2))
        if kills % 2:
            own.start()
    return writers.acknowledged


async def judged(own: RedisServer, journal: Path, acknowledged: list[tuple[str, str, str]]) -> int:
    """Assert that the store or a conflict has every write, and none twice; return how many a conflict has."""
    written: dict[str, dict[str, str]] = defaultdict(dict)
    for session_id, section, source in acknowledged:
        written[session_id][section] = source
    redis = RedisStore(own.url)
    opened = Journal(journal, redis.home)
    apart: dict[str, set[str]] = defaultdict(set)
    async with FallbackStore(redis, FallbackLimits(), opened) as store:

        async def is_sent() -> bool:
            for session_id in written:
                await store.get_session(session_id)
            return not await opened.change(rows.waiting)

        await wait_for(is_sent)
        assert store.conflicts is not None
        for conflict in await store.conflicts.list():
            apart[conflict.session_id] |= set((await store.conflicts.show(conflict.id)).written)
        for session_id, sections in written.items():
            session = await store.get_session(session_id)
            there = set(session.state) if session else set()
            lost = {name: sections[name] for name in sections.keys() - there - apart[session_id]}
            assert lost == {}, session_id
            assert session is None or session.version == 1 + len(there), session_id
    return sum(map(len, apart.values()))


@pytest.mark.requirement("CONN-3", "F1")
async def test_processes_that_are_killed_lose_nothing_they_acknowledged_for_a_redis_that_is_away(
    own: RedisServer, tmp_path: Path
) -> None:
    acknowledged = killed(own, tmp_path / "journal.db", SHORT)
    assert {source for _, _, source in acknowledged} == {"store", "local"}
    await judged(own, tmp_path / "journal.db", acknowledged)


@pytest.mark.faults
async def test_two_hundred_kills_while_redis_comes_and_goes(
    own: RedisServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    acknowledged = killed(own, tmp_path / "journal.db", LONG)
    apart = await judged(own, tmp_path / "journal.db", acknowledged)
    local = sum(source == "local" for _, _, source in acknowledged)
    with capsys.disabled():
        print(f"\n{LONG} kills, {len(acknowledged)} acknowledged, {local} of them here, {apart} in conflicts")
