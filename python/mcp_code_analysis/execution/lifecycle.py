"""The life of a run, as a table. No effects: ``service`` performs what this allows.

idle ── select ──► selected ── set_parameters ──► parameters_set ── start ──► executing ──► succeeded
│                                │                         ├────────► failed
└────────── fail, cancel ────────┴──── fail, cancel ───────┴────────► cancelled
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final


class State(enum.StrEnum):
    """Where a run is."""

    IDLE = "idle"
    SELECTED = "selected"
    PARAMETERS_SET = "parameters_set"
    EXECUTING = "executing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def final(self) -> bool:
        """Whether nothing can happen to the run any more."""
        return self not in {state for state, _ in TRANSITIONS}


class Event(enum.StrEnum):
    """What can happen to a run."""

    SELECT = "select"
    SET_PARAMETERS = "set_parameters"
    START = "start"
    SUCCEED = "succeed"
    FAIL = "fail"
    CANCEL = "cancel"


TRANSITIONS: Final[Mapping[tuple[State, Event], State]] = {
    (State.IDLE, Event.SELECT): State.SELECTED,
    (State.SELECTED, Event.SET_PARAMETERS): State.PARAMETERS_SET,
    (State.SELECTED, Event.FAIL): State.FAILED,
    (State.SELECTED, Event.CANCEL): State.CANCELLED,
    (State.PARAMETERS_SET, Event.START): State.EXECUTING,
    (State.PARAMETERS_SET, Event.FAIL): State.FAILED,
    (State.PARAMETERS_SET, Event.CANCEL): State.CANCELLED,
    (State.EXECUTING, Event.SUCCEED): State.SUCCEEDED,
    (State.EXECUTING, Event.FAIL): State.FAILED,
    (State.EXECUTING, Event.CANCEL): State.CANCELLED,
}


class ImpossibleTransition(Exception):
    """A mistake of the program: the event cannot happen in that state."""


def next_state(state: State, event: Event) -> State:
    """Return the state after ``event``."""
    following = TRANSITIONS.get((state, event))
    if following is None:
        raise ImpossibleTransition(f"{event} cannot happen to a run that is {state}")
    return following
