"""The lock and its waiting line on Redis, each change one atomic script.

``line`` is the LIST of the waiters' tokens in the order of their arrival, ``beats`` the ZSET that says until
when each of them counts as alive, in ms of the server's clock. Both end soon after the last waiter.
A call sent again gets the same answer, since the first one may have been lost.
Knows no key's name; refuses to touch a key that it was not given.
"""

# ruff: noqa: ARG001, PLR0913 - a script's parameters are the locals of its Lua.

from __future__ import annotations

from typing import Final

from mcp_code_analysis.errors import InternalError
from mcp_code_analysis.redis import Key, Reply, script
from mcp_code_analysis.sessions.locks import HEARTBEAT_MS, POLL_MS, WAITERS_MAX, Attempt

FENCE_KEPT_MS: Final = 24 * 3600 * 1000
"""How long after a lease its fencing number is remembered."""

RELEASE_KEPT_MS: Final = 10_000
"""How long a call that released a lock is remembered, in case its answer was lost."""


@script(
    repeatable=True,
    constants={
        "poll_ms": POLL_MS,
        "heartbeat_ms": HEARTBEAT_MS,
        "waiters_max": WAITERS_MAX,
        "fence_kept_ms": FENCE_KEPT_MS,
    },
)
def take(
    reply: Reply,
    *,
    lock: Key,
    fence: Key,
    session: Key,
    line: Key,
    beats: Key,
    token: str,
    lease_ms: int,
    waits: int,
) -> Attempt | None:
    """-- Take the lock if it is free and nobody alive came before; otherwise stand in the line.

    -- The answer is the fencing number, or 0 and when to ask again; -1 when the line is full.
    local held = redis.call('GET', lock)
    if held == token then
      redis.call('PEXPIRE', lock, lease_ms)
      return {tonumber(redis.call('GET', fence)) or 0}
    end
    local time = redis.call('TIME')
    local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)
    local first, alive_until_ms = redis.call('LINDEX', line, 0), now_ms
    while first and first ~= token do
      alive_until_ms = tonumber(redis.call('ZSCORE', beats, first) or 0)
      if alive_until_ms > now_ms then break end
      redis.call('LPOP', line)
      redis.call('ZREM', beats, first)
      first = redis.call('LINDEX', line, 0)
    end

    if not held and (not first or first == token) then
      local last = tonumber(redis.call('GET', fence) or 0)
      local written = redis.pcall('HGET', session, 'f')
      written = type(written) == 'string' and tonumber(written) or 0
      local number = math.max(last + 1, written + 1, time[1] * 1000000 + time[2])
      redis.call('SET', lock, token, 'PX', lease_ms)
      redis.call('SET', fence, string.format('%.0f', number), 'PX', lease_ms + fence_kept_ms)
      if first then
        redis.call('LPOP', line)
        redis.call('ZREM', beats, token)
      end
      return {number}
    end

    if waits == 0 then return {0, poll_ms} end
    if not redis.call('ZSCORE', beats, token) then
      if redis.call('LLEN', line) >= waiters_max then return {-1} end
      redis.call('RPUSH', line, token)
    end
    redis.call('ZADD', beats, now_ms + heartbeat_ms, token)
    redis.call('PEXPIRE', line, heartbeat_ms * 2)
    redis.call('PEXPIRE', beats, heartbeat_ms * 2)
    local again_ms = poll_ms
    if not first or first == token then
      again_ms = math.min(again_ms, math.max(redis.call('PTTL', lock), 0) + 1)
    elseif not held then
      again_ms = math.min(again_ms, alive_until_ms - now_ms + 1)
    end
    return {0, again_ms}
    """
    match reply:
        case [-1]:
            return None
        case [0, int() as again_ms]:
            return Attempt(None, again_ms)
        case [int() as number]:
            return Attempt(number)
        case _:
            raise InternalError(f"The lock script answered {reply!r}.")


@script(repeatable=True, allow_oom=True, constants={"kept_ms": RELEASE_KEPT_MS})
def drop(reply: Reply, *, lock: Key, line: Key, beats: Key, released: Key, token: str, channel: str) -> bool:
    """-- Free the lock if the token has it, leave the line, and wake whoever is first in it then.

    -- "released" is a key of this call's own, so that only the same call sent again gets its answer.
    local frees = redis.call('GET', lock) == token
    if frees then
      redis.call('DEL', lock)
      redis.call('SET', released, 1, 'PX', kept_ms)
    elseif redis.call('ZREM', beats, token) == 1 then
      redis.call('LREM', line, 1, token)
    end
    if frees or redis.call('EXISTS', lock) == 0 then
      local first = redis.call('LINDEX', line, 0)
      if first then
        local time = redis.call('TIME')
        local now_ms = time[1] * 1000 + math.floor(time[2] / 1000)
        while first and tonumber(redis.call('ZSCORE', beats, first) or 0) <= now_ms do
          redis.call('LPOP', line)
          redis.call('ZREM', beats, first)
          first = redis.call('LINDEX', line, 0)
        end
        -- Waiters that no message reaches look by themselves.
        if first then redis.pcall('SPUBLISH', channel, first) end
      end
    end
    return (frees or redis.call('EXISTS', released) == 1) and 1 or 0
    """
    return reply == 1


@script(repeatable=True, allow_oom=True)
def renew(reply: Reply, *, lock: Key, token: str, lease_ms: int) -> bool:
    """-- Let the lock run for the whole lease again if the token has it.

    if redis.call('GET', lock) ~= token then return 0 end
    return redis.call('PEXPIRE', lock, lease_ms)
    """
    return reply == 1
