"""The table of a run's life."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_code_analysis.execution.lifecycle import TRANSITIONS, Event, ImpossibleTransition, State, next_state


def test_a_run_goes_from_idle_to_succeeded_by_the_four_expected_events() -> None:
    state = State.IDLE
    seen = [state]
    for event in (Event.SELECT, Event.SET_PARAMETERS, Event.START, Event.SUCCEED):
        state = next_state(state, event)
        seen.append(state)
    assert seen == [State.IDLE, State.SELECTED, State.PARAMETERS_SET, State.EXECUTING, State.SUCCEEDED]


@pytest.mark.parametrize(("state", "event"), sorted(set(product(State, Event)) - set(TRANSITIONS)))
def test_what_the_table_does_not_name_is_refused(state: State, event: Event) -> None:
    with pytest.raises(ImpossibleTransition):
        next_state(state, event)


def test_a_run_can_fail_or_be_cancelled_wherever_it_has_begun_and_not_ended() -> None:
    for state in State:
        ends = [(state, event) in TRANSITIONS for event in (Event.FAIL, Event.CANCEL)]
        assert all(ends) == any(ends) == (not state.final and state is not State.IDLE)


def test_exactly_succeeded_failed_and_cancelled_are_final() -> None:
    assert {state for state in State if state.final} == {State.SUCCEEDED, State.FAILED, State.CANCELLED}


@given(st.lists(st.sampled_from(Event)))
def test_no_run_leaves_a_final_state(events: list[Event]) -> None:
    state = State.IDLE
    for event in events:
        if (state, event) in TRANSITIONS:
            assert not state.final
            state = next_state(state, event)
