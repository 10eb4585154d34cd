"""What a cache on Redis changes in one step; time is the server's. Knows no key's name."""

# ruff: noqa: ARG001 - a script's parameters are the locals of its Lua.

from __future__ import annotations

from typing import Final

from mcp_code_analysis.errors import InternalError
from mcp_code_analysis.redis import Key, Parts, Reply, script

KEPT_MS: Final = 180 * 24 * 3600 * 1000
"""How long a generation or a use is remembered: longer than any entry lives."""


@script(repeatable=True, constants={"kept_ms": KEPT_MS})
def advance(reply: Reply, *, generation: Key, operation: Key, channel: str) -> int:
    """-- Begin a new generation, above every one there was, and say so.

    -- "operation" is a key of this call's own: sent again it has the same answer.
    local done = redis.call('GET', operation)
    if done then return tonumber(done) end
    local time = redis.call('TIME')
    local last = tonumber(redis.call('GET', generation) or 0)
    local number = string.format('%.0f', math.max(last + 1, time[1] * 1000000 + time[2]))
    redis.call('SET', generation, number, 'PX', kept_ms)
    redis.call('SET', operation, number, 'PX', 10000)
    redis.pcall('SPUBLISH', channel, number)
    return tonumber(number)
    """
    if not isinstance(reply, int):
        raise InternalError(f"The generation script answered {reply!r}.")
    return reply


@script(repeatable=True, allow_oom=True)
def release(reply: Reply, *, lease: Key, token: str) -> None:
    """-- End a lease if the token has it.

    if redis.call('GET', lease) == token then redis.call('DEL', lease) end
    """


@script(repeatable=True, allow_oom=True, constants={"kept_ms": KEPT_MS})
def used(
    reply: Reply, *, uses: Key, sizes: Key, high_bytes: int, low_bytes: int, fields: Parts
) -> dict[str, int]:
    """-- Note that entries were used, and return those that have to go, with their bytes.

    -- "fields" holds a name and a size for each; -1 is a size that is not known, for an entry that was read.
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    local total = tonumber(redis.call('HGET', sizes, ' total')) or 0
    for place = 1, #fields, 2 do
      local name, size = fields[place], tonumber(fields[place + 1])
      local before = tonumber(redis.call('HGET', sizes, name))
      if size >= 0 then
        total = total + size - (before or 0)
        redis.call('HSET', sizes, name, size)
      end
      if size >= 0 or before then redis.call('ZADD', uses, now, name) end
    end
    local gone = {}
    if total > high_bytes then
      while total > low_bytes do
        local oldest = redis.call('ZPOPMIN', uses, 64)
        if #oldest == 0 then
          total = 0
          redis.call('DEL', sizes)
          break
        end
        for place = 1, #oldest, 2 do
          local name = oldest[place]
          if total > low_bytes then
            local size = tonumber(redis.call('HGET', sizes, name)) or 0
            total = total - size
            redis.call('HDEL', sizes, name)
            gone[#gone + 1] = name
            gone[#gone + 1] = size
          else
            redis.call('ZADD', uses, oldest[place + 1], name)
          end
        end
      end
    end
    redis.call('HSET', sizes, ' total', string.format('%.0f', total))
    redis.call('PEXPIRE', uses, kept_ms)
    redis.call('PEXPIRE', sizes, kept_ms)
    return gone
    """
    gone = reply if isinstance(reply, list) else []
    pairs = zip(gone[::2], gone[1::2], strict=True)
    return {name.decode(): size for name, size in pairs if isinstance(name, bytes) and isinstance(size, int)}
