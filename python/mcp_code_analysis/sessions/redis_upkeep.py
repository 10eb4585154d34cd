"""Setting the lists of sessions on Redis right, in the background and in small steps.

    P:upkeep                 STRING  who does it for the fleet this hour

A failover may lose an entry of a list and keep the session, or the other way round; and a session that ended
stays on its list for a while. Once an hour one server of a fleet walks through the sessions and puts those
on their lists that are missing, then through the lists and takes those off that have been gone for a minute.
Nothing of this is done on the way of a request, and no step asks about more than a hundred keys.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import secrets
from collections.abc import AsyncIterator, Iterable
from typing import Final

import msgspec

from mcp_code_analysis.errors import CodeAnalysisError, InvalidRequest
from mcp_code_analysis.redis import Key, Sending, Server
from mcp_code_analysis.sessions.clock import Clock
from mcp_code_analysis.sessions.redis_lists import SessionLists
from mcp_code_analysis.sessions.redis_tenants import Tenants
from mcp_code_analysis.sessions.store import check_session_id

INTERVAL_SECONDS: Final = 3600.0
PAUSE_SECONDS: Final = 0.1
"""How long each step is followed by nothing: a thousand keys a second are looked at, at most."""

GRACE_SECONDS: Final = 60.0
"""How long a session is gone before it leaves its list: one being made is on the list before it is there."""

STEP_KEYS: Final = 100
SUSPECTS_MAX: Final = 10_000

log = logging.getLogger(__name__)


class Upkept(msgspec.Struct, frozen=True):
    """What one round did: sessions looked at, those put on a list, and entries taken off."""

    looked: int
    listed: int
    removed: int


class Upkeep:
    """Sets the lists under one key prefix right."""

    def __init__(
        self, server: Server, prefix: str, lists: SessionLists, tenants: Tenants, clock: Clock
    ) -> None:
        self._server = server
        self._prefix = prefix
        self._lists = lists
        self._tenants = tenants
        self._clock = clock

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do a round an hour as long as the block lasts, unless another server does it."""
        rounds = asyncio.create_task(self._rounds())
        try:
            yield
        finally:
            rounds.cancel()
            await asyncio.gather(rounds, return_exceptions=True)

    async def round(self) -> Upkept:
        """Go once through all sessions and all lists."""
        looked = listed = 0
        async for keys in self._server.walk(f"{self._prefix}:session:{{*", STEP_KEYS):
            ids = self._ids(keys)
            looked += len(ids)
            listed += await self._list_missing(ids)
            await self._clock.sleep(PAUSE_SECONDS)
        suspects: dict[str, int] = {}
        async for entries in self._entries():
            suspects.update(await self._gone(entries))
            if len(suspects) >= SUSPECTS_MAX:
                break
            await self._clock.sleep(PAUSE_SECONDS)
        removed = await self._remove(suspects) if suspects else 0
        return Upkept(looked, listed, removed)

    async def _rounds(self) -> None:
        # Not at the start: what runs for a moment looks after nothing, and servers do not start in step.
        pause = random.uniform(0, INTERVAL_SECONDS)  # noqa: S311 - spreads servers
        while True:
            await self._clock.sleep(pause)
            pause = INTERVAL_SECONDS
            try:
                if await self._is_ours():
                    done = await self.round()
                    if done.listed or done.removed:
                        log.warning("lists of sessions were set right: %s", done)
            except CodeAnalysisError as problem:
                log.info("lists of sessions are not looked after now: %s", problem.code)

    async def _is_ours(self) -> bool:
        life_ms = round(INTERVAL_SECONDS * 900)
        key = Key(f"{self._prefix}:upkeep")
        return await self._server.command("SET", key, secrets.token_hex(8), "NX", "PX", life_ms) is not None

    def _ids(self, keys: Iterable[str]) -> list[str]:
        start = f"{self._prefix}:session:{{"
        found = []
        for key in keys:
            with contextlib.suppress(InvalidRequest):
                found.append(check_session_id(key.removeprefix(start).removesuffix("}")))
        return found

    async def _list_missing(self, ids: list[str]) -> int:
        """Put those sessions and tenants on the lists that are not there for as long as they believe."""
        if not ids:
            return 0
        asked = [sending for each in ids for sending in self._asked(each)]
        answers = iter(await self._server.send_together(asked, repeatable=True))
        count = 0
        for each, (until, name, meta, left_ms) in zip(ids, zip(*[answers] * 4, strict=True), strict=True):
            fields = meta.split() if isinstance(meta, bytes) else []
            if len(fields) < 2 or not fields[1].isdigit() or not isinstance(left_ms, int) or left_ms <= 0:
                continue  # Gone by now, or damaged: whoever reads it sets it aside.
            believed = int(fields[1])
            is_listed = isinstance(until, bytes) and isinstance(name, bytes) and float(until) >= believed
            if not is_listed:
                await self._lists.enter(each, left_ms, least_until_ms=believed)
                count += 1
            if not is_listed or not await self._tenants.has(each.partition(".")[0]):
                await self._tenants.enter(each, left_ms)
        return count

    def _asked(self, session_id: str) -> list[Sending]:
        session, (ends, names) = self._session(session_id), self._lists.keys(session_id)
        return [
            Sending(("ZSCORE", ends, session_id), ends),
            Sending(("ZSCORE", names, session_id), names),
            Sending(("HGET", session, "m"), session),
            Sending(("PTTL", session), session),
        ]

    async def _entries(self) -> AsyncIterator[list[tuple[str, int]]]:
        """Yield the entries of all lists of all tenants, with until when each is listed."""
        after: str | None = None
        while tenants := await self._tenants.listed(after):
            after = tenants[-1]
            for tenant in tenants:
                async for entries in self._lists.entries(tenant, STEP_KEYS):
                    yield entries

    async def _gone(self, entries: Iterable[tuple[str, int]]) -> dict[str, int]:
        """Return those of which nothing is kept."""
        known = dict(entries)
        places = [(each, key) for each in known for key in (self._session(each), self._quarantine(each))]
        replies = await self._server.commands([("EXISTS", key) for _, key in places], repeatable=True)
        kept = {each for (each, _), reply in zip(places, replies, strict=True) if reply != 0}
        return {each: until for each, until in known.items() if each not in kept}

    async def _remove(self, suspects: dict[str, int]) -> int:
        """Take those off their lists that are still gone after a while, and were not put there again."""
        await self._clock.sleep(GRACE_SECONDS)
        count, entries = 0, list(suspects.items())
        for start in range(0, len(entries), STEP_KEYS):
            for session_id, until in (await self._gone(entries[start : start + STEP_KEYS])).items():
                count += await self._lists.leave(session_id, until)
            await self._clock.sleep(PAUSE_SECONDS)
        return count

    def _session(self, session_id: str) -> Key:
        return Key(f"{self._prefix}:session:{{{session_id}}}")

    def _quarantine(self, session_id: str) -> Key:
        return Key(f"{self._prefix}:quarantine:{{{session_id}}}")
