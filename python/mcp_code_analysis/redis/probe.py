"""What a Redis is and can do, asked of its servers instead of looked up in a table of vendors.

Draws no conclusion about sessions; that is the business of whoever keeps them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from mcp_code_analysis.errors import StoreMisconfigured, StoreUnavailable
from mcp_code_analysis.redis.node import Reply
from mcp_code_analysis.redis.server import Server

EVICTS_NOTHING: Final = "noeviction"

_MAY_WRITE: Final = "#!lua\nreturn 1"
"""A script that writes nothing and does not say so: a server that takes no writes refuses it."""


class Capabilities(msgspec.Struct, frozen=True, kw_only=True):
    """What is true of all primaries, of figures the worst; None where a server does not say.

    ``replicas`` are those connected to the primary that has fewest. ``logs_writes``: it has an append-only
    file. ``eviction`` is the policy of one that has another than `noeviction`, if there is one.
    """

    product: str
    version: str
    primaries: int
    is_replica: bool | None = None
    replicas: int | None = None
    logs_writes: bool | None = None
    can_write_log: bool | None = None
    eviction: str | None = None
    may_evict: bool | None = None
    evicted_keys: int | None = None
    runs_scripts: bool = False
    waits: bool = False
    has_sharded_channels: bool = False


async def probe(server: Server) -> Capabilities:
    """Ask every primary what it is; raise what the server's own calls raise."""
    answers = [_facts(reply) for reply in await server.ask("INFO")]
    if not answers or not all("redis_version" in facts for facts in answers):
        raise StoreMisconfigured(f"{server.location} is no Redis.", hint="Redis 7 or later is needed.")
    commands = (await server.ask("COMMAND", "INFO", "WAIT", "SPUBLISH"))[0]
    known = [entry is not None for entry in commands] if isinstance(commands, list) else [False, False]
    first = answers[0]
    policies = {facts["maxmemory_policy"] for facts in answers if "maxmemory_policy" in facts}
    return Capabilities(
        product="Valkey" if first.get("server_name") == "valkey" else "Redis",
        version=first.get("valkey_version") or first["redis_version"],
        primaries=len(answers),
        is_replica=_any(_is(facts, "role", "slave") for facts in answers),
        replicas=_least(answers, "connected_slaves"),
        logs_writes=_all(_is(facts, "aof_enabled", "1") for facts in answers),
        can_write_log=_all(_is(facts, "aof_last_write_status", "ok") for facts in answers),
        eviction=next(iter(policies - {EVICTS_NOTHING}), EVICTS_NOTHING) if policies else None,
        may_evict=_any(_evicts(facts) for facts in answers),
        evicted_keys=_most(answers, "evicted_keys"),
        runs_scripts=await _runs_scripts(server),
        waits=known[0],
        has_sharded_channels=known[1],
    )


async def check_writes(server: Server) -> None:
    """Raise what a write to any primary would raise now; writes nothing."""
    await server.ask("EVAL", _MAY_WRITE, 0)


async def _runs_scripts(server: Server) -> bool:
    try:
        return all(reply == 1 for reply in await server.ask("EVAL", "return 1", 0))
    except StoreUnavailable:
        raise
    except Exception:  # noqa: BLE001 - refused, renamed or forbidden: it runs none for us
        return False


def _facts(reply: Reply) -> dict[str, str]:
    lines = reply.decode(errors="replace").splitlines() if isinstance(reply, bytes) else []
    return dict(line.split(":", 1) for line in lines if ":" in line)


def _is(facts: Mapping[str, str], name: str, value: str) -> bool | None:
    return facts[name] == value if name in facts else None


def _evicts(facts: Mapping[str, str]) -> bool | None:
    keeps = _is(facts, "maxmemory_policy", EVICTS_NOTHING)
    return None if keeps is None else not keeps and facts.get("maxmemory") != "0"


def _all(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    return None if None in found else found == {True}


def _any(values: Iterable[bool | None]) -> bool | None:
    found = set(values)
    return True if True in found else None if None in found else False


def _numbers(answers: Iterable[Mapping[str, str]], name: str) -> list[int] | None:
    texts = [facts.get(name, "") for facts in answers]
    return [int(text) for text in texts] if all(text.isdecimal() for text in texts) else None


def _least(answers: Iterable[Mapping[str, str]], name: str) -> int | None:
    numbers = _numbers(answers, name)
    return min(numbers) if numbers else None


def _most(answers: Iterable[Mapping[str, str]], name: str) -> int | None:
    numbers = _numbers(answers, name)
    return max(numbers) if numbers else None
