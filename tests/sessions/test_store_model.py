"""Any sequence of calls on any store does what it does to a plain dictionary."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from mcp_code_analysis.errors import LockLost, VersionConflict
from mcp_code_analysis.sessions.base import StoreBase
from mcp_code_analysis.sessions.store import TTL_DEFAULT_SECONDS, Write
from tests.sessions.backings import Backing

T = TypeVar("T")

IDS = st.sampled_from(["acme.a", "acme.b", "umbrella.a"])
VALUES = st.none() | st.integers(-9, 9) | st.lists(st.text(max_size=3), max_size=2)
SECTIONS = st.dictionaries(st.sampled_from("xyz"), VALUES, max_size=3)
REMOVED = st.sets(st.sampled_from("xyz"), max_size=2)
VERSIONS = st.none() | st.integers(0, 3)
LIFETIMES = st.sampled_from([100.0, 1000.0, 100_000.0])


class Model:
    """One session as it must be."""

    def __init__(self, state: dict[str, object], version: int, lifetime: float) -> None:
        self.state = state
        self.version = version
        self.lifetime = lifetime
        self.left = lifetime


class StoreMachine(RuleBasedStateMachine):
    """Two instances over the same data, used in turn, and the dictionary they are compared with."""

    def __init__(self, make: Callable[[], Backing]) -> None:
        super().__init__()
        self.backing = make()
        self.runner = asyncio.Runner()
        self.stores: list[StoreBase] = [self.backing.instance(), self.backing.instance()]
        self.sessions: dict[str, Model] = {}
        self.tokens: dict[str, str] = {}
        self.last: tuple[str, dict[str, object], Write, int] | None = None
        self.operations = 0

    def teardown(self) -> None:
        for store in self.stores:
            self.run(store.close())
        self.runner.close()

    def run(self, call: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await call

        return self.runner.run(awaited())

    @property
    def store(self) -> StoreBase:
        self.stores.reverse()
        return self.stores[0]

    @rule(session_id=IDS, state=SECTIONS, ttl=st.none() | LIFETIMES, expected=VERSIONS, locked=st.booleans())
    def replace(
        self,
        session_id: str,
        state: dict[str, object],
        ttl: float | None,
        expected: int | None,
        *,
        locked: bool,
    ) -> None:
        write = self.write_of(session_id, expected, locked=locked)
        call = self.store.set_session(session_id, state, ttl, write=write)
        if not self.refused(session_id, write, call):
            made = self.run(call)
            before = self.sessions.get(session_id)
            lifetime = ttl or (before.lifetime if before else TTL_DEFAULT_SECONDS)
            self.sessions[session_id] = Model(dict(state), self.version(session_id) + 1, lifetime)
            assert (made.state, made.version) == (state, self.version(session_id))
            self.last = session_id, state, write, made.version

    @rule(session_id=IDS, sections=SECTIONS, remove=REMOVED, expected=VERSIONS, locked=st.booleans())
    def update(
        self,
        session_id: str,
        sections: dict[str, object],
        remove: set[str],
        expected: int | None,
        *,
        locked: bool,
    ) -> None:
        write = self.write_of(session_id, expected, locked=locked)
        remove -= sections.keys()
        call = self.store.update_session(session_id, sections, remove=tuple(remove), write=write)
        if self.refused(session_id, write, call):
            return
        made = self.run(call)
        model = self.sessions.get(session_id)
        if model is None:
            assert made is None
            return
        model.state = {name: value for name, value in model.state.items() if name not in remove} | sections
        model.version += 1
        model.left = model.lifetime
        assert made is not None
        assert (made.state, made.version) == (sections, model.version)

    @rule(session_id=IDS, initial=SECTIONS, ttl=LIFETIMES)
    def create(self, session_id: str, initial: dict[str, object], ttl: float) -> None:
        made = self.run(self.store.create_session_if_not_exists(session_id, initial, ttl))
        model = self.sessions.setdefault(session_id, Model(dict(initial), 1, ttl))
        assert (made.state, made.version) == (model.state, model.version)

    @precondition(lambda self: self.last is not None)
    @rule()
    def repeat(self) -> None:
        assert self.last is not None
        session_id, state, write, version = self.last
        model = self.sessions.get(session_id)
        if model and 0 <= model.version - version < 10:
            made = self.run(self.store.set_session(session_id, state, write=write))
            assert (made.state, made.version) == (state, version)

    @rule(session_id=IDS)
    def clear(self, session_id: str) -> None:
        assert self.run(self.store.clear_session(session_id)) == (session_id in self.sessions)
        self.sessions.pop(session_id, None)
        self.tokens.pop(session_id, None)
        self.last = None

    @rule(session_id=IDS, ttl=LIFETIMES)
    def extend(self, session_id: str, ttl: float) -> None:
        model = self.sessions.get(session_id)
        assert self.run(self.store.extend_session_ttl(session_id, ttl)) == (model is not None)
        if model:
            model.lifetime = model.left = ttl

    @rule(session_id=IDS)
    def lock(self, session_id: str) -> None:
        token = self.run(self.store.acquire_lock(session_id, lease=50_000))
        assert (token is None) == (session_id in self.tokens)
        if token:
            self.tokens[session_id] = token

    @rule(session_id=IDS)
    def release(self, session_id: str) -> None:
        token = self.tokens.pop(session_id, None)
        assert self.run(self.store.release_lock(session_id, token or "none")) == (token is not None)

    @rule()
    def age(self) -> None:
        """Enough for the short lives to end, if they are not used, and for no lock to."""
        for session_id in ("acme.a", "acme.b", "umbrella.a"):
            self.backing.age(session_id, 40)
            if self.backing.name != "redis":
                break
        for session_id, model in list(self.sessions.items()):
            model.left -= 40
            if model.left <= 0:
                del self.sessions[session_id]
                self.last = None

    @rule(session_id=IDS)
    def read(self, session_id: str) -> None:
        session, model = self.run(self.store.get_session(session_id)), self.sessions.get(session_id)
        left = self.run(self.store.get_session_ttl(session_id))
        if model is None:
            assert session is None
            assert left is None
            return
        assert session is not None
        assert left is not None
        assert (session.state, session.version) == (model.state, model.version)
        assert model.left - 30 < left <= model.left

    @rule(limit=st.integers(1, 3))
    def look_through(self, limit: int) -> None:
        page = self.run(self.store.get_sessions("acme", limit=limit))
        living = sorted(session_id for session_id in self.sessions if session_id.startswith("acme."))
        assert list(page.ids) == living[:limit]
        assert (page.next_cursor is None) == (len(living) <= limit)

    def version(self, session_id: str) -> int:
        model = self.sessions.get(session_id)
        return model.version if model else 0

    def write_of(self, session_id: str, expected: int | None, *, locked: bool) -> Write:
        self.operations += 1
        token = self.tokens.get(session_id, "none") if locked else None
        return Write(operation_id=f"o{self.operations}", expected_version=expected, lock_token=token)

    def refused(self, session_id: str, write: Write, call: Awaitable[object]) -> bool:
        """Say whether the write has to be refused, having seen that it was."""
        if write.lock_token is not None and write.lock_token != self.tokens.get(session_id):
            with pytest.raises(LockLost):
                self.run(call)
            return True
        if write.expected_version is not None and write.expected_version != self.version(session_id):
            with pytest.raises(VersionConflict) as conflict:
                self.run(call)
            assert conflict.value.actual == (self.version(session_id) or None)
            return True
        return False


@pytest.mark.requirement("SES-14")
def test_any_sequence_of_calls_does_what_it_does_to_a_dictionary(
    make_backing: Callable[[], Backing],
) -> None:
    class Machine(StoreMachine):
        def __init__(self) -> None:
            super().__init__(make_backing)

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=40, stateful_step_count=40, suppress_health_check=list(HealthCheck), deadline=None
        ),
    )
