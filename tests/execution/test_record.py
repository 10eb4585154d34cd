"""What is kept of a run, and what may be said of one that another process left behind."""

from __future__ import annotations

import msgspec

from mcp_code_analysis.errors import NotFound
from mcp_code_analysis.execution.lifecycle import Event
from mcp_code_analysis.execution.record import (
    ARGUMENTS_BYTES_MAX,
    CLOCK_SKEW_SECONDS,
    LEASE_SECONDS,
    MESSAGE_LENGTH_MAX,
    Run,
    failure,
    kept_arguments,
    lease_from,
    new_run,
    shown_state,
    summary,
)


def executing(owner: str, at: float) -> Run:
    run = new_run("search", "1.0.0", owner, at).after(Event.SET_PARAMETERS, at)
    return run.after(Event.START, at, lease_until=lease_from(at))


def test_a_run_survives_the_way_into_a_store_and_back() -> None:
    run = executing("me", 1000.5).after(Event.SUCCEED, 1001.5, outcome=summary(b"{}"), progress=(3, 3))
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(msgspec.to_builtins(run))), Run) == run


def test_ids_sort_by_the_time_runs_began() -> None:
    ids = [new_run("read", "1.0.0", "me", at).id for at in (9.0, 99.0, 1_800_000_000.0, 1_800_000_000.002)]
    assert ids == sorted(ids)


def test_a_run_that_is_alive_here_is_executing_on_this_server() -> None:
    run = executing("me", 100.0)
    assert shown_state(run, at=1e9, owner="me", is_live=True) == ("executing", "this server")


def test_a_run_of_this_process_that_is_not_alive_was_interrupted() -> None:
    assert shown_state(executing("me", 100.0), at=100.1, owner="me", is_live=False) == ("interrupted", None)


def test_a_run_of_another_process_is_called_interrupted_only_after_its_lease() -> None:
    run = executing("somebody else", 100.0)
    last_moment = 100.0 + LEASE_SECONDS + CLOCK_SKEW_SECONDS
    assert shown_state(run, at=last_moment, owner="me", is_live=False) == ("executing", "unknown")
    assert shown_state(run, at=last_moment + 0.001, owner="me", is_live=False) == ("interrupted", None)


def test_a_run_that_ended_is_shown_as_it_ended() -> None:
    run = executing("somebody else", 100.0).after(Event.FAIL, 101.0)
    assert shown_state(run, at=1e9, owner="me", is_live=False) == ("failed", None)


def test_of_an_answer_only_size_and_hash_are_kept() -> None:
    kept = summary(b"x" * 100_000)
    assert kept.size_bytes == 100_000
    assert len(msgspec.json.encode(kept)) < 100


def test_long_arguments_and_long_messages_are_not_kept_whole() -> None:
    assert kept_arguments(b'{"pattern":"x"}') == '{"pattern":"x"}'
    assert kept_arguments(b"x" * (ARGUMENTS_BYTES_MAX + 1)) is None
    assert len(failure(NotFound("x" * 10_000)).message) == MESSAGE_LENGTH_MAX
