"""What the Redis store of results changes in one step; time is the server's."""

# ruff: noqa: ARG001 - a script's parameters are the locals of its Lua.

from __future__ import annotations

from mcp_code_analysis.redis import Key, Reply, script

SWEPT_MAX = 100


@script(repeatable=True, constants={"swept_max": SWEPT_MAX})
def reserve(
    reply: Reply, *, ends: Key, sizes: Key, handle: str, size: int, until_ms: int, limit: int
) -> bool:
    """-- Count a result as this large; what has ended does not count any more.

    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    local total = tonumber(redis.call('HGET', sizes, 'total')) or 0
    local over = redis.call('ZRANGE', ends, '-inf', now, 'BYSCORE', 'LIMIT', 0, swept_max)
    local freed = 0
    for _, name in ipairs(over) do
      freed = freed + (tonumber(redis.call('HGET', sizes, name)) or 0)
    end
    local before = tonumber(redis.call('HGET', sizes, handle)) or 0
    total = total - freed - before + size
    if total > limit then return 0 end
    for _, name in ipairs(over) do
      redis.call('HDEL', sizes, name)
      redis.call('ZREM', ends, name)
    end
    redis.call('HSET', sizes, handle, size, 'total', total)
    redis.call('ZADD', ends, until_ms, handle)
    local life = math.max(until_ms - now, 1)
    for _, key in ipairs({ends, sizes}) do
      if redis.call('PTTL', key) < life then redis.call('PEXPIRE', key, life) end
    end
    return 1
    """
    return reply == 1


@script(repeatable=True, allow_oom=True)
def give_back(reply: Reply, *, ends: Key, sizes: Key, handle: str) -> None:
    """-- Count a result no more.

    local size = redis.call('HGET', sizes, handle)
    if size then
      redis.call('HINCRBY', sizes, 'total', -size)
      redis.call('HDEL', sizes, handle)
    end
    redis.call('ZREM', ends, handle)
    if redis.call('EXISTS', ends) == 0 then redis.call('DEL', sizes) end
    """


@script(repeatable=True)
def show(reply: Reply, *, manifest: Key, body: bytes, life_ms: int) -> None:
    """-- Make a result visible, for its lifetime.

    redis.call('HSET', manifest, 'm', body)
    redis.call('PEXPIRE', manifest, life_ms)
    """
