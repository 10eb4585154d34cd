"""What a write may do, as a pure function: the cases that no store can be brought into from outside."""

from __future__ import annotations

import pytest

from mcp_code_analysis.errors import LockLost
from mcp_code_analysis.sessions.rules import Change, Head, Held, Mode, Verdict, judge, next_fence


def change(lock_token: str | None) -> Change:
    return Change(
        session_id="acme.a", mode=Mode.UPDATE, sections={}, operation_id="new", lock_token=lock_token
    )


@pytest.mark.requirement("LOCK-6")
def test_a_lock_with_an_older_fencing_number_than_the_last_write_may_not_write() -> None:
    head = Head(version=3, lifetime_ms=1000, expires_ms=5000, operations=(), fence=7)
    for fence, allowed in ((6, False), (7, True), (8, True)):
        held = Held(token="mine", expires_ms=5000, fence=fence)
        if allowed:
            assert judge(change("mine"), head, held) == (Verdict.WRITE, 4)
        else:
            with pytest.raises(LockLost):
                judge(change("mine"), head, held)


def test_fencing_numbers_rise_though_the_clock_stands_or_goes_back() -> None:
    assert next_fence(0, now_ms=5) == 5000
    assert next_fence(5000, now_ms=5) == 5001
    assert next_fence(9000, now_ms=5) == 9001
