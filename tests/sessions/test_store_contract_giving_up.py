"""What every session store promises to those who ask on while others give up."""

from __future__ import annotations

import asyncio
import functools

import pytest

from mcp_code_analysis.errors import StoreUnavailable
from mcp_code_analysis.sessions.store import SessionStore
from tests.sessions.waiting import wait_for

pytestmark = pytest.mark.anyio


async def test_callers_that_give_up_leave_the_others_their_own_answers(store: SessionStore) -> None:
    answers: dict[int, object] = {}

    async def read(number: int) -> bool:
        try:
            found = await store.get_session(f"acme.s{number}")
        except (
            StoreUnavailable
        ):  # A loaded machine may answer late, and a store that did is asked again later.
            return False
        answers[number] = found and found.state["n"]
        return True

    for number in range(20):
        await store.set_session(f"acme.s{number}", {"n": number})
    for _ in range(5):
        calls = {
            number: asyncio.ensure_future(store.update_session(f"acme.s{number}", {"m": number}))
            for number in range(20)
        }
        await asyncio.sleep(0)
        for number in range(0, 20, 2):
            calls[number].cancel()
        await asyncio.gather(*calls.values(), return_exceptions=True)
        answers.clear()
        await asyncio.gather(*(wait_for(functools.partial(read, number)) for number in range(20)))
        assert answers == {number: number for number in range(20)}
