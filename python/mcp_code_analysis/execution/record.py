"""What is kept of a run: small, readable, the same in every store.

Values only. Never holds an answer: of that its size and hash, where all of it is kept, and the first error.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from typing import Final

import msgspec

from mcp_code_analysis.errors import CodeAnalysisError
from mcp_code_analysis.execution.lifecycle import Event, State, next_state

SECTION_PREFIX: Final = "run."
LEASE_SECONDS: Final = 15.0
CLOCK_SKEW_SECONDS: Final = 5.0
ARGUMENTS_BYTES_MAX: Final = 1024
MESSAGE_LENGTH_MAX: Final = 300

_RUN_ID: Final = re.compile(r"[0-9a-f]{22}")


class Step(msgspec.Struct, frozen=True):
    """A state the run came to, and when (seconds since 1970)."""

    state: State
    at: float


class Summary(msgspec.Struct, frozen=True):
    """An answer without its content."""

    size_bytes: int
    hash: str


class Failure(msgspec.Struct, frozen=True):
    """The first error of a run."""

    code: str
    message: str


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run, as recorded. Its id sorts by time.

    ``owner`` names the process that runs it, ``lease_until`` the moment until which it vouches for the run.
    ``result`` is the handle of the whole answer where more was found than fitted.
    ``arguments`` is their JSON, or None when it is too long to keep.
    """

    id: str
    tool: str
    tool_version: str
    owner: str
    steps: tuple[Step, ...]
    arguments: str | None = None
    lease_until: float | None = None
    progress: tuple[int, int] | None = None
    outcome: Summary | None = None
    result: str | None = None
    error: Failure | None = None

    @property
    def state(self) -> State:
        """The state it came to last."""
        return self.steps[-1].state if self.steps else State.IDLE

    @property
    def section(self) -> str:
        """The section of a session that holds it."""
        return SECTION_PREFIX + self.id

    def after(self, event: Event, at: float, **changes: object) -> Run:
        """Return the run after ``event``."""
        step = Step(next_state(self.state, event), at)
        return msgspec.structs.replace(self, steps=(*self.steps, step), **changes)


def new_run(tool: str, tool_version: str, owner: str, at: float) -> Run:
    """Return a run that has just been selected."""
    run_id = f"{int(at * 1000):012x}{secrets.token_hex(5)}"
    run = Run(id=run_id, tool=tool, tool_version=tool_version, owner=owner, steps=())
    return run.after(Event.SELECT, at)


def is_run_id(text: str) -> bool:
    """Say whether a text is the id of a run, of whatever run."""
    return _RUN_ID.fullmatch(text) is not None


def lease_from(at: float) -> float:
    """Return the end of a lease that begins now."""
    return at + LEASE_SECONDS


def shown_state(run: Run, *, at: float, owner: str, is_live: bool) -> tuple[str, str | None]:
    """Return the state to show, and who runs it: "this server", "unknown", or None when nobody does.

    A run left `executing` is called "interrupted" only where that is known: its process is this one and does
    not run it, or its process has let the lease end. Until then it may well be alive somewhere else.
    """
    if run.state is not State.EXECUTING:
        return run.state.value, None
    if run.owner == owner:
        return ("executing", "this server") if is_live else ("interrupted", None)
    if run.lease_until is not None and at > run.lease_until + CLOCK_SKEW_SECONDS:
        return "interrupted", None
    return "executing", "unknown"


def summary(answer: bytes) -> Summary:
    """Return size and hash of an answer."""
    return Summary(len(answer), hashlib.blake2b(answer, digest_size=16).hexdigest())


def failure(problem: CodeAnalysisError) -> Failure:
    """Return what is kept of an error."""
    return Failure(problem.code, problem.message[:MESSAGE_LENGTH_MAX])


def kept_arguments(request: bytes) -> str | None:
    """Return the arguments as they are recorded."""
    return request.decode() if len(request) <= ARGUMENTS_BYTES_MAX else None
