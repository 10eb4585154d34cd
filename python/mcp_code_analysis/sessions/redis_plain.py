"""Sessions of the earlier server, one JSON text under a key without braces: read, and carried over once.

    P:session:<id>           STRING  the whole state as JSON, with the session's life as the key's

A session is carried over in one step when it is first asked for: it begins here at version 1, and the key is
gone. Never writes that form, and never looks for such keys: what nobody asks for ends with its own life.
Leaves alone what is no JSON.
"""

# ruff: noqa: ARG001, PLR0913 - a script's parameters are the locals of its Lua.

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import Final

import msgspec

from mcp_code_analysis._native import CodecError, Sealer, seal_bytes, unseal
from mcp_code_analysis.errors import CodeAnalysisError, CorruptRecord, InvalidRequest
from mcp_code_analysis.redis import Evaluator, Key, Parts, Reply, Sending, Server, script
from mcp_code_analysis.sessions.records import (
    SECTION_SCHEMA,
    SECTIONS_MAX,
    Format,
    check_section,
    seal_sections,
)
from mcp_code_analysis.sessions.redis_records import field_of
from mcp_code_analysis.sessions.rules import milliseconds
from mcp_code_analysis.sessions.store import TTL_DEFAULT_SECONDS

WHOLE: Final = "state"
"""The section that holds a state which is no object, or has names that no section can have."""

_LIFETIME_MS: Final = milliseconds(TTL_DEFAULT_SECONDS)


class PlainKeys(msgspec.Struct, frozen=True):
    """How the earlier server named its keys, and whose sessions those without a tenant are."""

    prefix: str
    tenant: str

    def of(self, session_id: str) -> tuple[Key, ...]:
        """Return the keys that a session may be under: its whole id, and its name alone."""
        start = f"{self.prefix}:session:" if self.prefix else "session:"
        tenant, _, name = session_id.partition(".")
        return tuple(Key(start + each) for each in (session_id, *([name] if tenant == self.tenant else [])))


class _Found(msgspec.Struct, frozen=True):
    """A text of the earlier server; ``left_ms`` below 0 is a life without an end."""

    key: Key
    body: bytes
    left_ms: int


class PlainSessions:
    """The earlier server's sessions under one prefix."""

    def __init__(
        self,
        server: Server,
        keys: PlainKeys,
        enter: Callable[[str, int], Awaitable[int]],
        form: Format,
    ) -> None:
        """``enter`` puts a session on its lists for so many ms, and returns until when it is there."""
        self._server = server
        self._keys = keys
        self._enter = enter
        self._form = form

    async def carry(self, writer: Evaluator, session_id: str, session: Key, keyring: Sealer | None) -> bool:
        """Make the earlier server's session one of ours, under the key; False when there is none.

        Raises CorruptRecord for what is no JSON, LimitExceeded for what is too large to be kept.
        """
        keys = self._keys.of(session_id)
        asked = [Sending((command, key), key) for key in keys for command in ("GET", "PTTL")]
        replies = await self._server.send_together(asked, repeatable=True)
        for key, body, left_ms in zip(keys, replies[::2], replies[1::2], strict=True):
            # Under a key may be something else, that was never a session's text: then GET is refused.
            if isinstance(body, CodeAnalysisError) and not isinstance(body, CorruptRecord):
                raise body
            if isinstance(body, bytes) and isinstance(left_ms, int):
                return await self._carried(writer, session_id, session, keyring, _Found(key, body, left_ms))
        return False

    async def erase(self, session_id: str, *, removes: bool) -> int:
        """Remove what is still under the earlier keys, or only look; return how many there were."""
        command = "DEL" if removes else "EXISTS"
        replies = await self._server.commands(
            [(command, key) for key in self._keys.of(session_id)], repeatable=True
        )
        return sum(reply for reply in replies if isinstance(reply, int))

    async def _carried(
        self,
        writer: Evaluator,
        session_id: str,
        session: Key,
        keyring: Sealer | None,
        found: _Found,
    ) -> bool:
        sections = seal_sections(session_id, _state(found), keyring, self._form)
        life_ms = found.left_ms if found.left_ms > 0 else _LIFETIME_MS
        # The list first, as for every session.
        indexed_until_ms = await self._enter(session_id, 2 * life_ms)
        return await carry(
            writer,
            session=session,
            plain=found.key,
            body=found.body,
            operation_id=f"carried-{hashlib.blake2b(found.body, digest_size=12).hexdigest()}",
            lifetime_ms=max(life_ms, _LIFETIME_MS),
            life_ms=life_ms,
            indexed_until_ms=indexed_until_ms,
            size=sum(map(len, sections.values())),
            fields=tuple(part for name, sealed in sections.items() for part in (field_of(name), sealed)),
        )


@script(repeatable=True)
def carry(
    reply: Reply,
    *,
    session: Key,
    plain: Key,
    body: bytes,
    operation_id: str,
    lifetime_ms: int,
    life_ms: int,
    indexed_until_ms: int,
    size: int,
    fields: Parts,
) -> bool:
    """-- Put a session in the place of the earlier server's text, if that is there still and as it was read.

    local ours = redis.call('HGET', session, 'ops')
    if ours then return ours == ';' .. operation_id .. ' 1' and 1 or 0 end
    if redis.call('GET', plain) ~= body then return 0 end
    local told = redis.pcall('INFO', 'replication')
    local history = type(told) == 'string' and string.match(told, 'master_replid:(%x+)') or 'unknown'
    local timeline = string.sub(redis.sha1hex(history .. operation_id), 1, 16)
    local meta = string.format('%.0f %.0f %d %d 1', lifetime_ms, indexed_until_ms, size, #fields / 2)
    redis.call('HSET', session, 'v', 1, 'ops', ';' .. operation_id .. ' 1', 'f', 0, 'm', meta,
      't', string.format(';%s %s 1', timeline, history))
    if #fields > 0 then redis.call('HSET', session, unpack(fields)) end
    redis.call('PEXPIRE', session, life_ms)
    redis.call('DEL', plain)
    return 1
    """
    return reply == 1


def _state(found: _Found) -> dict[str, object]:
    """Return the sections of the earlier server's text."""
    try:
        value = unseal(seal_bytes(found.body, codec="json", schema=SECTION_SCHEMA), schema=SECTION_SCHEMA)
    except CodecError as error:
        raise CorruptRecord(
            f"The earlier server's session under {found.key} cannot be read: {error.args[1]}",
            hint="It was left as it is; clear the session to begin anew.",
        ) from error
    if not isinstance(value, dict) or len(value) > SECTIONS_MAX:
        return {WHOLE: value}
    try:
        return {check_section(name): each for name, each in value.items()}
    except InvalidRequest:
        return {WHOLE: value}
