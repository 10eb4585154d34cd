"""Sessions on Redis, shared by every process and machine that reaches it.

    P:session:{id}           HASH    v version · ops operations · f fence · m meta · t timelines ·
                                     s:<section> sealed
    P:lock:{id}              STRING  token, with the lease as its life
    P:lock:{id}:<call>       STRING  for ten seconds: that this call released the lock
    P:lockq:{id}             LIST    the tokens of those who wait, in the order of their arrival
    P:lockhb:{id}            ZSET    token -> until when its waiter counts as alive, ms
    P:ev:{id}                channel the token whose turn it is
    P:fence:{id}             STRING  the last fencing number
    P:quarantine:{id}        HASH    a damaged session, for a week
    and the lists of ``redis_lists`` and ``redis_tenants``

Every change is one script. A tenant's list may name sessions that are gone and never misses one that
lives: an entry is put there before its session is created or outlives it, and removed after the session.
Never uses KEYS or SCAN, and refuses to decode what is damaged.
"""

from __future__ import annotations

import contextlib
import functools
import secrets
from collections.abc import Awaitable, Callable, Iterator
from typing import Final

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.erasure import Removed
from mcp_code_analysis.errors import (
    CorruptRecord,
    InternalError,
    StoreError,
    StoreUnavailable,
)
from mcp_code_analysis.redis import (
    Address,
    Capabilities,
    Channels,
    Evaluator,
    Key,
    Limits,
    Server,
    check_writes,
    probe,
    together,
)
from mcp_code_analysis.sessions import lock_scripts, redis_options, redis_promises, rules
from mcp_code_analysis.sessions import redis_scripts as scripts
from mcp_code_analysis.sessions.base import StoreBase
from mcp_code_analysis.sessions.clock import Clock, SystemClock
from mcp_code_analysis.sessions.locks import Attempt
from mcp_code_analysis.sessions.records import (
    Record,
    damaged,
    too_large,
    too_many_sections,
)
from mcp_code_analysis.sessions.redis_erasing import Kinds
from mcp_code_analysis.sessions.redis_lists import SessionLists
from mcp_code_analysis.sessions.redis_plain import PlainSessions
from mcp_code_analysis.sessions.redis_records import field_of, record_of
from mcp_code_analysis.sessions.redis_scripts import Answer, Outcome
from mcp_code_analysis.sessions.redis_tenants import Tenants
from mcp_code_analysis.sessions.redis_upkeep import Upkeep
from mcp_code_analysis.sessions.rules import Applied, Change, Mode, milliseconds
from mcp_code_analysis.sessions.store import Durability, StoreHealth

REMAINS: Final = (
    "Redis's append-only file and snapshots keep what was removed until BGREWRITEAOF and BGSAVE renew them",
    "backups of Redis keep what was removed",
    "a lock that was taken under an id without a session ends with its lease, its number a day later",
)
"""What an erasure says of any Redis."""

_COVER_MS_MIN: Final = 60_000
_ROUNDS_MAX: Final = 8


class RedisStore(StoreBase):
    """A session store on Redis 7.0 or later: a single server, one that Sentinel watches, or a cluster.

    Its level of durability, where the URL names none, is whatever the server does.
    """

    durabilities = frozenset(Durability)

    def __init__(
        self,
        url: str,
        *,
        clock: Clock | None = None,
        limits: Limits | None = None,
        keyring: Sealer | None = None,
    ) -> None:
        super().__init__(clock or SystemClock(), keyring)
        address = Address.parse(url, redis_options.NAMES)
        options = redis_options.options_of(address.options, address.kind)
        self._prefix = options.prefix
        self._level = options.durability
        self._is_eviction_allowed = options.is_eviction_allowed
        self._is_checked = False
        self._server = Server(address, limits)
        self._channels = Channels(self._server)
        self._lists = SessionLists(self._server, self._prefix)
        self._listed_tenants = Tenants(self._server, self._prefix)
        self.upkeep = Upkeep(self._server, self._prefix, self._lists, self._listed_tenants, self._clock)
        self._form = options.form.value
        self._plain = (
            PlainSessions(self._server, options.plain, self._entered, self._form) if options.plain else None
        )
        self._kinds = Kinds(self._server, self._prefix, self._plain)

    @property
    def home(self) -> str:
        """Return what tells this store's sessions from those of any other, without secrets."""
        return f"{self._server.location} under {self._prefix}"

    async def health(self) -> StoreHealth:
        """Say what this store is and what it can promise."""
        found: Capabilities | None = None
        available, detail, problem = False, "", None
        try:
            found = await probe(self._server)
            self._check(found)
            available, detail = True, redis_promises.described(found) + ", "
            await check_writes(self._server)
            detail += "takes writes"
        except StoreError as error:
            problem = error.code
            detail += f"{error.code}: {error}"
        return StoreHealth(
            kind="redis",
            location=self._server.location,
            available=available,
            detail=detail,
            promises=redis_promises.promises(found),
            problem=problem,
            breakers={place: state.value for place, state in self._server.breakers().items()},
        )

    def _check(self, found: Capabilities) -> None:
        redis_promises.check(
            found, self._server.location, self._level, is_eviction_allowed=self._is_eviction_allowed
        )

    async def _writer(self, session_id: str, durability: Durability | None) -> Evaluator:
        """Return what runs a script that writes, once the server has been found fit to keep sessions."""
        if not self._is_checked:
            self._check(await probe(self._server))
            self._is_checked = True
        if (durability or self._level) is not Durability.REPLICATED:
            return self._server
        return self._server.confirmed_by(await self._server.majority(self._key("session", session_id)))

    async def _load(self, session_id: str) -> Record | None:
        try:
            reply = await self._server.command("HGETALL", self._key("session", session_id), repeatable=True)
        except CorruptRecord as error:
            await self._set_aside(session_id, 0, error.message)
            raise
        if not isinstance(reply, list):
            raise InternalError(f"HGETALL answered {reply!r}.")
        fields = [field for field in reply if isinstance(field, bytes)]
        if not fields:
            return await self._load(session_id) if await self._carried(session_id) else None
        record = record_of(fields)
        if record is None:
            raise await self._damaged(session_id, 0)
        return record

    async def _apply(self, change: Change) -> Applied:
        if change.mode is not Mode.UPDATE:
            await self._carried(change.session_id)
        names = tuple(field_of(name) for name in change.removed)
        pairs = tuple(part for name, body in change.sections.items() for part in (field_of(name), body))
        writer = await self._writer(change.session_id, change.durability)
        answer = await self._indexed(
            change.session_id,
            lambda indexed_until_ms: scripts.write(
                writer,
                session=self._key("session", change.session_id),
                lock=self._key("lock", change.session_id),
                fence=self._key("fence", change.session_id),
                mode=change.mode.value,
                operation_id=change.operation_id,
                expected=-1 if change.expected_version is None else change.expected_version,
                expected_timeline=change.expected_timeline,
                locked=int(change.lock_token is not None),
                token=change.lock_token or "",
                alone=int(change.alone),
                lifetime_ms=change.lifetime_ms,
                indexed_until_ms=indexed_until_ms,
                written_count=len(change.sections),
                fields=(*pairs, *names),
            ),
        )
        match answer.outcome:
            case Outcome.MISSING if await self._carried(change.session_id):
                return await self._apply(change)
            case Outcome.WRITTEN | Outcome.MISSING:
                return Applied(answer.number, answer.timeline)
            case Outcome.EXISTS:
                if record := record_of(list(answer.fields)):
                    return Applied(record.version, existing=record)
                raise await self._damaged(change.session_id, answer.number)
            case Outcome.CONFLICT:
                raise rules.conflict(change.session_id, change.expected_version or 0, answer.number)
            case Outcome.LOCK_LOST:
                raise rules.lock_lost(change.session_id)
            case Outcome.LOCK_TAKEN:
                raise rules.lock_taken(change.session_id)
            case Outcome.TOO_MANY:
                raise too_many_sections()
            case Outcome.TOO_LARGE:
                raise too_large()
            case Outcome.DAMAGED | Outcome.NOT_INDEXED:
                raise await self._damaged(change.session_id, answer.number)

    async def _erase(self, session_id: str) -> Removed:
        until_ms = await self._lists.entry(session_id)
        removed = await self._kinds.counted(session_id, removes=True)
        # A session created since has another entry, which stays.
        if until_ms is not None and await self._lists.leave(session_id, until_ms):
            removed["list entries"] = 1
        return removed

    async def _kept(self, session_id: str) -> Removed:
        found = await self._kinds.counted(session_id, removes=False)
        return {**found, "list entries": int(await self._lists.entry(session_id) is not None)}

    async def _traces(self, tenant: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        ids, complete = await self._lists.listed(tenant, after, limit)
        return ids, None if complete or not ids else ids[-1]

    async def _forget_tenant(self, tenant: str, *, dry_run: bool) -> Removed:
        tenants = self._listed_tenants
        found = await (tenants.has(tenant) if dry_run else tenants.leave(tenant))
        return {"list entries": int(found)}

    async def _scrub(self) -> tuple[str, ...]:
        return REMAINS

    async def _set_aside(self, session_id: str, version: int, reason: str) -> None:
        # As long as it is kept it is on its tenant's list, or nobody would find it to erase it.
        await self._lists.enter(session_id, milliseconds(self.set_aside_seconds))
        await scripts.set_aside(
            self._server,
            session=self._key("session", session_id),
            quarantine=self._key("quarantine", session_id),
            version=version,
            reason=reason,
            kept_ms=milliseconds(self.set_aside_seconds),
        )

    async def _page(self, tenant: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        found: list[str] = []
        for _ in range(_ROUNDS_MAX):
            ids, complete = await self._lists.listed(tenant, after, limit)
            found += await self._living(ids)
            if len(found) > limit:
                return found[:limit], found[limit - 1]
            if complete:
                return found, None
            after = ids[-1]
        return found, after

    async def _tenants(self, after: str | None, limit: int) -> tuple[list[str], str | None]:
        return await self._listed_tenants.page(after, limit, self._have_sessions)

    async def _have_sessions(self, tenants: list[str]) -> list[bool]:
        samples = await self._lists.sampled(tenants, 2)
        living = {
            each.partition(".")[0] for each in await self._living([name for ids in samples for name in ids])
        }
        # What is listed may all have ended, with others behind it that live.
        return [
            tenant in living or (bool(ids) and any(await self._page(tenant, None, 1)))
            for tenant, ids in zip(tenants, samples, strict=True)
        ]

    async def _take(self, session_id: str, token: str, lease_ms: int, *, waits: bool) -> Attempt | None:
        return await lock_scripts.take(
            await self._writer(session_id, None),
            lock=self._key("lock", session_id),
            fence=self._key("fence", session_id),
            session=self._key("session", session_id),
            line=self._key("lockq", session_id),
            beats=self._key("lockhb", session_id),
            token=token,
            lease_ms=lease_ms,
            waits=int(waits),
        )

    async def _drop(self, session_id: str, token: str) -> bool:
        return await lock_scripts.drop(
            self._server,
            lock=self._key("lock", session_id),
            line=self._key("lockq", session_id),
            beats=self._key("lockhb", session_id),
            released=Key(f"{self._key('lock', session_id)}:{secrets.token_hex(12)}"),
            token=token,
            channel=self._key("ev", session_id),
        )

    @contextlib.contextmanager
    def _messages(self, session_id: str) -> Iterator[None]:
        def hear(token: bytes | None) -> None:
            if token is None:
                self._waiting.wake_all(session_id)
            else:
                self._waiting.wake(session_id, token.decode(errors="replace"))

        with self._channels.heard(self._key("ev", session_id), hear):
            yield

    async def _renew(self, session_id: str, token: str, lease_ms: int) -> bool:
        lock = self._key("lock", session_id)
        return await lock_scripts.renew(self._server, lock=lock, token=token, lease_ms=lease_ms)

    async def _touch(self, session_id: str, lifetime_ms: int) -> bool:
        answer = await self._indexed(
            session_id,
            lambda indexed_until_ms: scripts.touch(
                self._server,
                session=self._key("session", session_id),
                lifetime_ms=lifetime_ms,
                indexed_until_ms=indexed_until_ms,
            ),
        )
        if answer.outcome is Outcome.DAMAGED:
            raise await self._damaged(session_id, answer.number)
        if answer.outcome is Outcome.MISSING and await self._carried(session_id):
            return await self._touch(session_id, lifetime_ms)
        return answer.outcome is Outcome.WRITTEN

    async def _remaining_ms(self, session_id: str) -> int | None:
        reply = await self._server.command("PTTL", self._key("session", session_id), repeatable=True)
        if isinstance(reply, int) and reply >= 0:
            return reply
        return await self._remaining_ms(session_id) if await self._carried(session_id) else None

    async def _close(self) -> None:
        await self._channels.close()
        await self._server.close()

    async def _indexed(self, session_id: str, change: Callable[[int], Awaitable[Answer]]) -> Answer:
        """Make a change, putting the session on its tenant's list first where the script asks for that."""
        try:
            answer = await change(0)
        except CorruptRecord as error:
            await self._set_aside(session_id, 0, error.message)
            raise
        for _ in range(_ROUNDS_MAX):
            if answer.outcome is not Outcome.NOT_INDEXED:
                return answer
            # Covering twice the lifetime spares a session in steady use all but one entry a lifetime.
            cover_ms = answer.number + max(answer.number, _COVER_MS_MIN)
            answer = await change(await self._entered(session_id, cover_ms))
        raise StoreUnavailable(f"The lifetime of session {session_id} kept changing.", retry_after=0.1)

    async def _entered(self, session_id: str, cover_ms: int) -> int:
        """Put the session on its tenant's list, and the tenant on its own; return until when it is there."""
        indexed_until_ms, _ = await together(
            self._server,
            functools.partial(self._lists.enter, session_id, cover_ms),
            functools.partial(self._listed_tenants.enter, session_id, cover_ms),
        )
        return indexed_until_ms or 0

    async def _carried(self, session_id: str) -> bool:
        """Carry the session over from the earlier server, if that is asked for and there is one."""
        if self._plain is None:
            return False
        session, writer = self._key("session", session_id), await self._writer(session_id, None)
        return await self._plain.carry(writer, session_id, session, self._keyring)

    async def _living(self, ids: list[str]) -> list[str]:
        if not ids:
            return []
        keys = [self._key("session", session_id) for session_id in ids]
        # Nearly always all of them live, which one command can tell where it may name keys of several slots.
        if self._server.kind != "cluster":
            count = await self._server.command("EXISTS", *keys, repeatable=True)
            if count == len(keys):
                return ids
        checks = [("EXISTS", key) for key in keys]
        replies = await self._server.commands(checks, repeatable=True)
        return [session_id for session_id, reply in zip(ids, replies, strict=True) if reply == 1]

    async def _damaged(self, session_id: str, version: int) -> CorruptRecord:
        error = damaged(session_id, "its fields are not those of a session.")
        await self._set_aside(session_id, version, error.message)
        return error

    def _key(self, kind: str, session_id: str) -> Key:
        return Key(f"{self._prefix}:{kind}:{{{session_id}}}")
