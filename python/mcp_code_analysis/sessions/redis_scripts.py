"""Every change of the Redis store but those of locks, each one atomic script: keys, Lua and answer together.

All checks stand before the first write, because a script is not rolled back. Time is the server's.
Knows no key's name; refuses to touch a key that it was not given.
"""

# ruff: noqa: ARG001, PLR0913 - a script's parameters are the locals of its Lua.

from __future__ import annotations

import enum

import msgspec

from mcp_code_analysis.errors import InternalError
from mcp_code_analysis.redis import Key, Parts, Reply, script
from mcp_code_analysis.sessions.records import SECTIONS_MAX, STATE_BYTES_MAX, TIMELINES_REMEMBERED
from mcp_code_analysis.sessions.rules import milliseconds
from mcp_code_analysis.sessions.store import OPERATIONS_REMEMBERED, TTL_DEFAULT_SECONDS


class Outcome(enum.Enum):
    """What a write script may answer."""

    WRITTEN = b"written"
    EXISTS = b"exists"
    MISSING = b"missing"
    CONFLICT = b"conflict"
    LOCK_LOST = b"lock_lost"
    LOCK_TAKEN = b"lock_taken"
    DAMAGED = b"damaged"
    NOT_INDEXED = b"not_indexed"
    TOO_MANY = b"too_many"
    TOO_LARGE = b"too_large"


class Answer(msgspec.Struct, frozen=True):
    """A write's outcome. ``number`` is the version, or the lifetime in ms that the index must cover."""

    outcome: Outcome
    number: int = 0
    timeline: str = ""
    fields: tuple[bytes, ...] = ()


def _answer(reply: Reply) -> Answer:
    match reply:
        case [bytes() as outcome]:
            return Answer(Outcome(outcome))
        case [bytes() as outcome, int() as number]:
            return Answer(Outcome(outcome), number)
        case [bytes() as outcome, int() as number, bytes() as timeline]:
            return Answer(Outcome(outcome), number, timeline.decode())
        case [bytes() as outcome, int() as number, list() as fields]:
            found = tuple(field for field in fields if isinstance(field, bytes))
            return Answer(Outcome(outcome), number, fields=found)
        case _:
            raise InternalError(f"A write script answered {reply!r}.")


@script(
    repeatable=True,
    constants={
        "bytes_max": STATE_BYTES_MAX,
        "sections_max": SECTIONS_MAX,
        "operations_max": OPERATIONS_REMEMBERED,
        "timelines_max": TIMELINES_REMEMBERED,
        "lifetime_default_ms": milliseconds(TTL_DEFAULT_SECONDS),
    },
)
def write(
    reply: Reply,
    *,
    session: Key,
    lock: Key,
    fence: Key,
    mode: str,
    operation_id: str,
    expected: int,
    expected_timeline: str,
    locked: int,
    token: str,
    alone: int,
    lifetime_ms: int,
    indexed_until_ms: int,
    written_count: int,
    fields: Parts,
) -> Answer:
    """-- Set, update or create a session, or say why not.

    -- "fields" holds a name and a body for each section written, then the names of those removed.
    -- The field "m" is: lifetime and how far the index covers, in ms; bytes, sections, operations remembered.
    -- The field "ops" is: ;id version;id version, newest first.
    -- The field "t" is: ;timeline history version, newest first, with the first version of each. The history
    -- is what Redis calls the replication id: a replica takes it over, and one that becomes the primary, or a
    -- server that starts again, begins another.
    local head = redis.call('HMGET', session, 'v', 'ops', 'f', 'm', 't')
    local version, operations, fence_now = tonumber(head[1]), head[2] or '', head[3] or '0'
    local timelines = version and head[5] or ''
    if not version and (head[1] or redis.call('EXISTS', session) == 1) then return {'damaged', 0} end
    -- What stands behind the five numbers, and other fields of the hash, are a later version's and are kept.
    local own_ms, covered_ms, size, count, remembered, rest =
      string.match(head[4] or '', '^(%d+) (%d+) (%d+) (%d+) (%d+)(.*)$')
    if rest and not string.match(rest .. ' ', '^ ') then own_ms = nil end
    if version and not (own_ms and head[2]) then return {'damaged', version} end

    local _, found = string.find(operations, ';' .. operation_id .. ' ', 1, true)
    if found then
      local made = tonumber(string.match(operations, '^%d+', found + 1))
      if not made then return {'damaged', version} end
      for timeline, first in string.gmatch(timelines, ';(%x+) %w+ (%d+)') do
        if tonumber(first) <= made then return {'written', made, timeline} end
      end
      return {'written', made}
    end
    if locked == 1 then
      if redis.call('GET', lock) ~= token then return {'lock_lost'} end
      local held = redis.call('GET', fence) or '0'
      if tonumber(held) < tonumber(fence_now) then return {'lock_lost'} end
      fence_now = held
    elseif alone == 1 and redis.call('EXISTS', lock) == 1 then
      return {'lock_taken'}
    end
    if expected >= 0 and expected ~= (version or 0) then return {'conflict', version or 0} end
    local timeline = string.match(timelines, '^;(%x+)')
    if version and expected_timeline ~= '' and timeline and timeline ~= expected_timeline then
      return {'conflict', version}
    end
    if mode == 'create' and version then return {'exists', version, redis.call('HGETALL', session)} end
    if mode == 'update' and not version then return {'missing'} end

    local keeps, after_written = mode == 'update', written_count * 2
    size, count = keeps and tonumber(size) or 0, keeps and tonumber(count) or 0
    for place = 1, after_written, 2 do
      local before = keeps and redis.call('HSTRLEN', session, fields[place]) or 0
      size = size - before + #fields[place + 1]
      if before == 0 then count = count + 1 end
    end
    for place = after_written + 1, #fields do
      local before = redis.call('HSTRLEN', session, fields[place])
      size = size - before
      if before > 0 then count = count - 1 end
    end
    if count > sections_max then return {'too_many'} end
    if size > bytes_max then return {'too_large'} end

    local time = redis.call('TIME')
    if lifetime_ms == 0 then lifetime_ms = tonumber(own_ms) or lifetime_default_ms end
    if indexed_until_ms == 0 then indexed_until_ms = tonumber(covered_ms) or 0 end
    if time[1] * 1000 + time[2] / 1000 + lifetime_ms > indexed_until_ms then
      return {'not_indexed', lifetime_ms}
    end

    version, remembered = (version or 0) + 1, tonumber(remembered or 0) + 1
    operations = string.format(';%s %.0f%s', operation_id, version, operations)
    if remembered > operations_max then
      operations, remembered = string.match(operations, '^(.*);'), operations_max
    end
    local told = redis.pcall('INFO', 'replication')
    local history = type(told) == 'string' and string.match(told, 'master_replid:(%x+)') or 'unknown'
    if string.match(timelines, '^;%x+ (%w+) ') ~= history then
      timeline = string.sub(redis.sha1hex(history .. operation_id), 1, 16)
      timelines = string.format(';%s %s %.0f%s', timeline, history, version, timelines)
      local _, known = string.gsub(timelines, ';', '')
      if known > timelines_max then timelines = string.match(timelines, '^(.*);') end
    end
    local meta = string.format('%.0f %.0f %d %d %d', lifetime_ms, indexed_until_ms, size, count, remembered)
    meta = meta .. (rest or '')
    if not keeps then
      for _, name in ipairs(redis.call('HKEYS', session)) do
        if string.sub(name, 1, 2) == 's:' then redis.call('HDEL', session, name) end
      end
    elseif #fields > after_written then
      redis.call('HDEL', session, unpack(fields, after_written + 1))
    end
    redis.call('HSET', session, 'v', version, 'ops', operations, 'f', fence_now, 'm', meta, 't', timelines,
      unpack(fields, 1, after_written))
    redis.call('PEXPIRE', session, lifetime_ms)
    return {'written', version, timeline}
    """
    return _answer(reply)


@script(repeatable=True, allow_oom=True)
def touch(reply: Reply, *, session: Key, lifetime_ms: int, indexed_until_ms: int) -> Answer:
    """-- Give a session a lifetime, from now.

    local meta = redis.call('HGET', session, 'm')
    if not meta then return {redis.call('EXISTS', session) == 0 and 'missing' or 'damaged', 0} end
    local covered_ms, rest = string.match(meta, '^%d+ (%d+)( %d+ %d+ %d+.*)$')
    if not covered_ms then return {'damaged', tonumber(redis.call('HGET', session, 'v')) or 0} end
    local time = redis.call('TIME')
    if indexed_until_ms == 0 then indexed_until_ms = tonumber(covered_ms) end
    if time[1] * 1000 + time[2] / 1000 + lifetime_ms > indexed_until_ms then
      return {'not_indexed', lifetime_ms}
    end
    redis.call('HSET', session, 'm', string.format('%.0f %.0f', lifetime_ms, indexed_until_ms) .. rest)
    redis.call('PEXPIRE', session, lifetime_ms)
    return {'written', 0}
    """
    return _answer(reply)


@script(repeatable=False, allow_oom=True)
def erase(
    reply: Reply,
    *,
    session: Key,
    lock: Key,
    fence: Key,
    quarantine: Key,
    line: Key,
    beats: Key,
    removes: int,
) -> dict[str, int]:
    """-- Count all that is kept under an id and remove it, unless "removes" is 0.

    local meta = redis.pcall('HGET', session, 'm')
    local sections = type(meta) == 'string' and tonumber(string.match(meta, '^%d+ %d+ %d+ (%d+)')) or 0
    local waiters = redis.call('LLEN', line)
    local sessions, locks = redis.call('EXISTS', session), redis.call('EXISTS', lock)
    local fences, aside = redis.call('EXISTS', fence), redis.call('EXISTS', quarantine)
    if removes == 1 then redis.call('DEL', session, lock, fence, quarantine, line, beats) end
    return {sessions, sections, locks, waiters, fences, aside}
    """
    counts = [count for count in reply if isinstance(count, int)] if isinstance(reply, list) else []
    kinds = ("sessions", "sections", "locks", "waiters", "fencing numbers", "records set aside")
    return {kind: count for kind, count in zip(kinds, counts, strict=True) if count}


@script(repeatable=True, allow_oom=True)
def set_aside(
    reply: Reply, *, session: Key, quarantine: Key, version: int, reason: str, kept_ms: int
) -> bool:
    """-- Move a damaged session out of the way, unless it is a readable one at another version by now.

    if redis.call('EXISTS', session) == 0 then return 0 end
    local found = redis.pcall('HGET', session, 'v')
    found = type(found) == 'string' and tonumber(found)
    if found and found ~= version then return 0 end
    redis.call('RENAME', session, quarantine)
    redis.pcall('HSET', quarantine, 'reason', reason)
    redis.call('PEXPIRE', quarantine, kept_ms)
    return 1
    """
    return reply == 1


@script(repeatable=True)
def register(
    reply: Reply, *, expiries: Key, names: Key, session_id: str, cover_ms: int, least_until_ms: int
) -> int:
    """-- Put a session on its tenant's list, before it is created or its life is extended.

    -- The answer, until when the list covers it, is never given twice: whoever removes an entry names the
    -- answer that it was put there with, and so removes no entry that was put there again since.
    local time = redis.call('TIME')
    local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)
    local over = redis.call('ZRANGE', expiries, '-inf', now_ms - 60000, 'BYSCORE', 'LIMIT', 0, 32)
    if #over > 0 then
      redis.call('ZREM', expiries, unpack(over))
      redis.call('ZREM', names, unpack(over))
    end
    local until_ms = math.max(now_ms + cover_ms, least_until_ms)
    local last_ms = tonumber(redis.call('ZSCORE', expiries, session_id) or 0)
    if last_ms >= until_ms then until_ms = last_ms + 1 end
    redis.call('ZADD', expiries, string.format('%.0f', until_ms), session_id)
    redis.call('ZADD', names, 0, session_id)
    local kept_ms = until_ms - now_ms + 120000
    if redis.call('PTTL', expiries) < kept_ms then
      redis.call('PEXPIRE', expiries, kept_ms)
      redis.call('PEXPIRE', names, kept_ms)
    end
    return until_ms
    """
    if not isinstance(reply, int):
        raise InternalError(f"The index script answered {reply!r}.")
    return reply


@script(repeatable=True, allow_oom=True)
def unregister(reply: Reply, *, expiries: Key, names: Key, session_id: str, until_ms: int) -> bool:
    """-- Take a removed session off its tenant's list, unless it was put there again.

    if tonumber(redis.call('ZSCORE', expiries, session_id) or 0) ~= until_ms then return 0 end
    redis.call('ZREM', expiries, session_id)
    redis.call('ZREM', names, session_id)
    return 1
    """
    return reply == 1
