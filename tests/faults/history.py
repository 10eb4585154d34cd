"""What servers did to sessions while things broke, and whether a store that keeps its promises allows it.

A worker notes a call before it makes it and again when it is answered, on a clock that all processes of the
machine share. Every write names its operation in two sections at once, so what is read says who wrote it.
Because versions say the order, checking is sorting: no order has to be searched for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal

import msgspec

Kind = Literal["write", "read"]
Outcome = Literal["done", "refused", "unknown"]


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call as its caller saw it.

    ``began`` and ``ended`` are nanoseconds; ``ended`` None: the caller was killed or never got an answer.
    ``version`` is the one written or read, 0 where there was no session. A read that was refused was told of
    a version older than its ``caller`` had seen.
    ``head`` and ``tail`` are the operations that a read found named in the two sections; ``fence`` is the
    number of the lock that a write was made under.
    """

    kind: Kind
    session: str
    caller: str = ""
    began: int
    ended: int | None = None
    outcome: Outcome = "unknown"
    operation: str = ""
    version: int = 0
    head: str = ""
    tail: str = ""
    fence: int = 0


class Violation(msgspec.Struct, frozen=True):
    """A promise that the history breaks."""

    promise: Literal["torn", "doubled", "lost", "reordered", "stale", "gap", "refused but made"]
    session: str
    detail: str


def check(calls: Iterable[Call]) -> list[Violation]:
    """Return everything in the history that must not have happened, session by session."""
    sessions: dict[str, list[Call]] = defaultdict(list)
    for call in calls:
        sessions[call.session].append(call)
    return [
        Violation(promise, session, detail)
        for session, own in sorted(sessions.items())
        for promise, detail in _broken(sorted(own, key=lambda call: call.began))
    ]


def silent_steps_back(calls: Iterable[Call]) -> list[Violation]:
    """Return every read of an older version than the same caller had seen, and was not told of before."""
    found: list[Violation] = []
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for call in sorted(calls, key=lambda call: call.ended or 0):
        place = call.caller, call.session
        if call.kind == "read" and call.outcome == "refused":
            seen[place] = call.version
        elif call.outcome == "done":
            if call.version < seen[place]:
                detail = f"{call.caller} saw {seen[place]}, then {call.version}"
                found.append(Violation("stale", call.session, detail))
            seen[place] = max(seen[place], call.version)
    return found


def steps_back_told(calls: Iterable[Call]) -> int:
    """Return how often a caller was told that a session is older than it had seen it."""
    return sum(call.kind == "read" and call.outcome == "refused" for call in calls)


def silent_forks(calls: Iterable[Call], truth: str) -> list[Violation]:
    """Return every call that went on from a version made by other writes, of a caller that was not told.

    ``truth`` is a caller that never lost a write: what it made and read is what is.
    """
    ordered = sorted((call for call in calls if call.ended), key=lambda call: call.ended or 0)
    own = (call for call in ordered if call.caller == truth and call.outcome == "done")
    made = {(call.session, call.version): call.operation or call.head for call in own}
    found: list[Violation] = []
    strayed: dict[tuple[str, str], int] = {}
    for call in ordered:
        place = call.caller, call.session
        if call.kind == "read" and call.outcome == "refused":
            strayed.pop(place, None)
        elif call.outcome == "done" and (operation := made.get((call.session, call.version))):
            if operation != (call.operation or call.head):
                strayed[place] = call.version
            elif (version := strayed.pop(place, None)) is not None:
                detail = f"{call.caller} was at another {version}, then at {call.version}"
                found.append(Violation("stale", call.session, detail))
    return found


def stale_fences(calls: Iterable[Call]) -> list[Violation]:
    """Return every acknowledged write under a lock that was older than that of a version before it."""
    newest: dict[str, int] = defaultdict(int)
    found: list[Violation] = []
    for call in sorted((call for call in calls if call.fence and call.outcome == "done"), key=by_version):
        if call.fence < newest[call.session]:
            found.append(Violation("reordered", call.session, f"fence {call.fence} at {call.version}"))
        newest[call.session] = max(newest[call.session], call.fence)
    return found


def by_version(call: Call) -> tuple[str, int]:
    """Order calls as their session has them."""
    return call.session, call.version


def acknowledged(calls: Iterable[Call]) -> int:
    """Return how many writes were acknowledged."""
    return sum(call.kind == "write" and call.outcome == "done" for call in calls)


Found = tuple[Literal["torn", "doubled", "lost", "reordered", "stale", "gap", "refused but made"], str]


def _broken(calls: list[Call]) -> Iterator[Found]:
    writes = [call for call in calls if call.kind == "write"]
    done = [call for call in writes if call.outcome == "done"]
    reads = [call for call in calls if call.kind == "read" and call.outcome == "done"]
    yield from _torn(reads)
    yield from _doubled(done, reads)
    yield from _refused_but_made(writes, reads)
    yield from _late(done, done, "reordered")
    yield from _late(done, reads, "stale")
    yield from _missing(writes, done, reads)


def _torn(reads: list[Call]) -> Iterator[Found]:
    for read in reads:
        if read.head != read.tail:
            yield "torn", f"version {read.version} is half {read.head} and half {read.tail}"


def _doubled(done: list[Call], reads: list[Call]) -> Iterator[Found]:
    """Two operations at one version, or one operation at two."""
    operations: dict[int, set[str]] = defaultdict(set)
    versions: dict[str, set[int]] = defaultdict(set)
    seen = [(call.version, call.operation) for call in done]
    seen += [(read.version, read.head) for read in reads if read.version]
    for version, operation in seen:
        operations[version].add(operation)
        versions[operation].add(version)
    for version, of_it in sorted(operations.items()):
        if len(of_it) > 1:
            yield "doubled", f"version {version} was made by {sorted(of_it)}"
    for operation, at in sorted(versions.items()):
        if len(at) > 1:
            yield "doubled", f"{operation} made the versions {sorted(at)}"


def _refused_but_made(writes: list[Call], reads: list[Call]) -> Iterator[Found]:
    refused = {call.operation for call in writes if call.outcome == "refused"}
    refused -= {call.operation for call in writes if call.outcome == "done"}
    for operation in sorted(refused & {read.head for read in reads}):
        yield "refused but made", operation


def _late(done: list[Call], later: list[Call], promise: Literal["reordered", "stale"]) -> Iterator[Found]:
    """Calls that began after a write was acknowledged, and know only an older version."""
    acknowledged = sorted(done, key=lambda call: call.ended or 0)
    place, newest = 0, 0
    for call in later:
        while place < len(acknowledged) and (acknowledged[place].ended or 0) < call.began:
            newest = max(newest, acknowledged[place].version)
            place += 1
        least = newest + 1 if promise == "reordered" else newest
        if call.version < least:
            yield promise, f"version {call.version} after {newest} was acknowledged"


def _missing(writes: list[Call], done: list[Call], reads: list[Call]) -> Iterator[Found]:
    """Acknowledged versions that the last read does not reach, and versions nobody can have made."""
    last = max(reads, key=lambda read: read.began, default=None)
    if last is None:
        return
    newest = max((call.version for call in done), default=0)
    if newest > last.version:
        yield "lost", f"the last read found version {last.version}; {newest} was acknowledged"
    made = sorted({call.version for call in done} | {read.version for read in reads} | {0})
    unknown = len({call.operation for call in writes} - {call.operation for call in done})
    holes = sum(after - before - 1 for before, after in pairwise(made))
    if holes > unknown:
        yield "gap", f"{holes} versions have no writer, {unknown} writes were not answered"
