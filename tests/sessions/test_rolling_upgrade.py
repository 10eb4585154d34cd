"""Two versions of the program on one store at once: the earlier loses nothing that the later keeps."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import anyio
import apsw
import msgspec
import pytest
import redis as redis_py

from mcp_code_analysis.errors import VersionConflict
from mcp_code_analysis.execution.journal import Journal, Remembered
from mcp_code_analysis.execution.lifecycle import Event
from mcp_code_analysis.execution.record import Run, Step, Summary, new_run
from mcp_code_analysis.sessions import open_store
from mcp_code_analysis.sessions.sqlite import SqliteStore
from mcp_code_analysis.sessions.sqlite_file import SCHEMA_VERSION
from mcp_code_analysis.sessions.store import SessionStore, Write
from tests.sessions.redis_server import RedisServer

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("F16")]

ID = "acme.a"
ROUNDS = 60


class LaterStep(Step, frozen=True):
    where: str = "here"


class LaterSummary(Summary, frozen=True):
    tokens: int = 7


class LaterRun(Run, frozen=True, kw_only=True):
    """What a run may be one day: more is known of it, and of its parts."""

    region: str
    attempts: dict[str, int]
    outcome: LaterSummary | None = None
    later: tuple[LaterStep, ...] = ()


class LaterRemembered(Remembered, frozen=True):
    branch: str = "main"


class Place(ABC):
    """A store, and what the later version keeps beside what today's knows."""

    url: str

    @abstractmethod
    def mark(self, number: int) -> None:
        """Write the later version's own fields of the session."""

    @abstractmethod
    def marked(self) -> int:
        """Read them; they have to agree."""


class RedisPlace(Place):
    _MARK = """
    local meta = redis.call('HGET', KEYS[1], 'm')
    meta = string.match(meta, '^%d+ %d+ %d+ %d+ %d+') .. ' ' .. ARGV[1] .. ' x'
    redis.call('HSET', KEYS[1], 'm', meta, 'later', ARGV[1])
    """

    def __init__(self, url: str, client: redis_py.Redis) -> None:
        self.url = url
        self.client = client

    def mark(self, number: int) -> None:
        self.client.eval(self._MARK, 1, f"mcp:session:{{{ID}}}", str(number))

    def marked(self) -> int:
        meta, later = self.client.hmget(f"mcp:session:{{{ID}}}", ["m", "later"])
        assert isinstance(meta, bytes)
        assert isinstance(later, bytes)
        assert meta.decode().split(" ")[5:] == [later.decode(), "x"]
        return int(later)


class FilePlace(Place):
    def __init__(self, path: Path) -> None:
        self.url = f"sqlite:{path}"
        self._file = apsw.Connection(str(path))
        self._file.set_busy_timeout(10_000)

    def upgrade(self) -> None:
        """Do to the file what the later version does when it opens it."""
        self._file.execute("ALTER TABLE sessions ADD COLUMN later INTEGER NOT NULL DEFAULT 0")
        self._file.execute("ALTER TABLE sections ADD COLUMN later INTEGER NOT NULL DEFAULT 0")
        self._file.execute("ALTER TABLE locks ADD COLUMN later INTEGER NOT NULL DEFAULT 0")
        self._file.pragma("user_version", SCHEMA_VERSION + 1)

    def mark(self, number: int) -> None:
        with self._file:
            self._file.execute("UPDATE sessions SET later = ? WHERE id = ?", (number, ID))
            self._file.execute("UPDATE sections SET later = ? WHERE session_id = ?", (number, ID))

    def marked(self) -> int:
        number = self._file.execute("SELECT later FROM sessions WHERE id = ?", (ID,)).get
        statement = "SELECT count(*) FROM sections WHERE session_id = ? AND name LIKE 'later.%' AND later = 0"
        assert self._file.execute(statement, (ID,)).get == 0
        return int(number)

    def close(self) -> None:
        self._file.close()


EARLIER = """
import asyncio, sys
from pathlib import Path
from mcp_code_analysis.execution.journal import Journal
from mcp_code_analysis.execution.lifecycle import Event
from mcp_code_analysis.execution.record import new_run, summary
from mcp_code_analysis.sessions import open_store
from mcp_code_analysis.sessions.merging import merge_session
from mcp_code_analysis.sessions.store import Write

async def main(url, session_id):
    async with open_store(url) as store:
        async def own():
            return store
        journal = Journal(own, runs_kept_max=1000)
        await journal.open(session_id, Path("/elsewhere"), at=0.0)
        print("ready", flush=True)
        written = 0
        while True:
            # One line on standard input for each round; none is left when the other is done.
            line = await asyncio.to_thread(sys.stdin.readline)
            if not line:
                break
            opened = await journal.get(session_id)
            assert opened.damaged == 0, opened
            run = new_run("search", "1.0.0", "earlier", float(written)).after(Event.SET_PARAMETERS, 1.0)
            await journal.record(session_id, run)
            run = run.after(Event.START, 2.0).after(Event.SUCCEED, 3.0, outcome=summary(b"x"))
            await journal.record(session_id, run)
            await merge_session(store, session_id, {"later.shared": {"earlier": written}})
            assert await store.extend_session_ttl(session_id, 5000 + written)
            token = await store.acquire_lock(session_id, timeout=20)
            await store.update_session(session_id, {"mine": written}, write=Write(lock_token=token))
            await store.release_lock(session_id, token)
            written += 1
            print(written, flush=True)

asyncio.run(main(*sys.argv[1:]))
"""
"""A server of today's version, which is the earlier one here."""


@pytest.fixture
def redis_place(redis: RedisServer) -> Iterator[RedisPlace]:
    with redis.client() as client:
        client.flushall()
        yield RedisPlace(redis.url, client)


@pytest.fixture
async def file_place(tmp_path: Path) -> AsyncIterator[FilePlace]:
    path = tmp_path / "sessions.db"
    async with SqliteStore(path) as store:
        await store.get_session(ID)
    with contextlib.closing(FilePlace(path)) as place:
        yield place


@pytest.fixture(params=["redis_place", "file_place"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(request.param)
    return found


async def test_a_later_version_loses_no_field_to_an_earlier_one_that_writes_at_the_same_time(
    place: Place,
) -> None:
    command = [sys.executable, "-c", EARLIER, place.url, ID]
    async with open_store(place.url) as store:
        remembered = LaterRemembered(folder="/here", created_at=1.0, branch="topic")
        initial = {"session": msgspec.to_builtins(remembered), "later.shared": {"later": -1}}
        await store.create_session_if_not_exists(ID, initial, 5000)
        async with await anyio.open_process(command, stderr=None) as earlier:
            assert earlier.stdin is not None
            assert earlier.stdout is not None
            said = earlier.stdout
            heard = ""
            while "ready\n" not in heard:
                heard += (await said.receive()).decode()
            if isinstance(place, FilePlace):
                place.upgrade()
            runs: dict[str, LaterRun] = {}
            for number in range(ROUNDS):
                await earlier.stdin.send(b"go\n")
                run = await later_writes(store, number)
                runs[run.section] = run
                place.mark(number + 1)
                while f"\n{number + 1}\n" not in heard:
                    heard += (await said.receive()).decode()
                assert place.marked() == number + 1, "a field of the later version is lost"
            await earlier.stdin.aclose()
            await earlier.wait()
        assert earlier.returncode == 0
        session = await store.get_session(ID)
        assert session is not None
        assert session.damaged == ()
        assert msgspec.convert(session.state["session"], LaterRemembered) == remembered
        assert session.state["later.shared"] == {"later": ROUNDS - 1, "earlier": ROUNDS - 1}
        assert session.state["mine"] == ROUNDS - 1
        found = {name: msgspec.convert(session.state[name], LaterRun) for name in runs}
        assert found == runs
        assert len([name for name in session.state if name.startswith("run.")]) == 2 * ROUNDS


async def later_writes(store: SessionStore, number: int) -> LaterRun:
    """Write what a server of the later version writes."""
    begun = new_run("search", "2.0.0", "later", float(number)).after(Event.SET_PARAMETERS, 1.0)
    done = begun.after(Event.START, 2.0).after(Event.SUCCEED, 3.0)
    run = LaterRun(
        **{**msgspec.structs.asdict(done), "outcome": LaterSummary(1, "x", tokens=number)},
        region="north",
        attempts={"n": number},
        later=(LaterStep(done.state, 3.0, where="there"),),
    )
    await store.update_session(ID, {run.section: msgspec.to_builtins(run), f"later.{number % 7}": number})
    while True:
        session = await store.get_session(ID)
        assert session is not None
        shared = session.state["later.shared"]
        assert isinstance(shared, dict)
        with contextlib.suppress(VersionConflict):
            write = Write(expected_version=session.version)
            await store.update_session(ID, {"later.shared": {**shared, "later": number}}, write=write)
            return run
        await asyncio.sleep(0)


async def test_an_earlier_version_shows_the_runs_of_a_later_one(place: Place) -> None:
    async with open_store(place.url) as store:

        async def own() -> SessionStore:
            return store

        journal = Journal(own, runs_kept_max=1000)
        await journal.open(ID, Path("/here"), at=0.0)
        run = await later_writes_only_a_run(store)
        opened = await journal.get(ID)
        assert [(each.id, each.state) for each in opened.runs] == [(run.id, run.state)]
        assert opened.damaged == 0


async def later_writes_only_a_run(store: SessionStore) -> LaterRun:
    run = LaterRun(
        **msgspec.structs.asdict(new_run("search", "2.0.0", "later", 5.0)), region="north", attempts={}
    )
    await store.update_session(ID, {run.section: msgspec.to_builtins(run)})
    return run


async def test_replacing_the_state_removes_its_sections_and_nothing_of_the_later_version(
    place: Place,
) -> None:
    async with open_store(place.url) as store:
        await store.set_session(ID, {"a": 1, "b": 2})
        if isinstance(place, FilePlace):
            place.upgrade()
        place.mark(5)
        session = await store.set_session(ID, {"c": 3})
        assert session.version == 2
        read = await store.get_session(ID)
        assert read is not None
        assert read.state == {"c": 3}
        assert place.marked() == 5
        assert await store.extend_session_ttl(ID, 100)
        assert place.marked() == 5


async def test_a_session_that_begins_anew_has_nothing_of_the_one_before(file_place: FilePlace) -> None:
    async with open_store(file_place.url) as store:
        await store.set_session(ID, {"a": 1}, ttl=0.001)
        file_place.upgrade()
        file_place.mark(5)
        while await store.get_session(ID) is not None:
            await asyncio.sleep(0)
        await store.set_session(ID, {"b": 1})
        assert file_place.marked() == 0
