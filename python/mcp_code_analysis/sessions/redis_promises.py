"""What a Redis, being what it is, can promise for sessions, and what it is refused for.

Draws conclusions only; ``redis.probe`` has asked.
"""

from __future__ import annotations

from typing import Final

from mcp_code_analysis.errors import StoreMisconfigured, StoreReadOnly
from mcp_code_analysis.redis import Capabilities
from mcp_code_analysis.sessions.store import Durability, Promise

_NAMES: Final = (
    "survives_restart",
    "survives_power_loss",
    "survives_node_loss",
    "shared_by_processes",
    "shared_by_machines",
    "never_evicts",
)


def check(
    found: Capabilities, location: str, durability: Durability | None, *, is_eviction_allowed: bool
) -> None:
    """Raise StoreMisconfigured or StoreReadOnly where sessions would not be kept as they should."""
    if found.is_replica:
        raise StoreReadOnly(
            f"{location} is a replica and takes no writes.",
            hint="Name its primary, or the sentinels that know it.",
            retry_after=5.0,
        )
    if not found.runs_scripts:
        raise StoreMisconfigured(
            f"{location} runs no scripts, which every write needs.", hint="Allow the user EVAL and EVALSHA."
        )
    if found.may_evict and not is_eviction_allowed:
        raise StoreMisconfigured(
            f"{location} throws sessions and locks away when it is full (maxmemory-policy {found.eviction}).",
            hint="Set maxmemory-policy noeviction, or add evicting=allow to the URL and lose some at times.",
        )
    if durability in (Durability.LOGGED, Durability.REPLICATED) and found.logs_writes is False:
        raise StoreMisconfigured(
            f"{location} keeps no log of its writes, so durability {durability} is not to be had.",
            hint="Set appendonly yes, or ask for durability=memory.",
        )
    if durability is Durability.REPLICATED and not found.waits:
        raise StoreMisconfigured(
            f"{location} has no WAIT, so durability replicated is not to be had.",
            hint="Use durability=logged.",
        )


def described(found: Capabilities) -> str:
    """Return what it is in one line."""
    nodes = f", {found.primaries} primaries" if found.primaries > 1 else ""
    replicas = "" if found.replicas is None else f", {found.replicas} replicas each"
    return f"{found.product} {found.version}{nodes}{replicas}"


def promises(found: Capabilities | None) -> dict[str, Promise]:
    """Return the verdict on each promise; none is kept by a Redis that could not be asked."""
    if found is None:
        return {name: Promise(is_kept=None, reason="it does not answer") for name in _NAMES}
    evicts = None if found.may_evict is None else not found.may_evict
    return {
        "survives_restart": Promise(
            found.logs_writes, "" if found.logs_writes else "set appendonly yes on the server"
        ),
        "survives_power_loss": Promise(
            False if found.logs_writes is False else None,
            "the last second of writes is lost unless appendfsync is always",
        ),
        "survives_node_loss": _survives_node_loss(found),
        "shared_by_processes": Promise(is_kept=True),
        "shared_by_machines": Promise(is_kept=True),
        "never_evicts": Promise(evicts, f"maxmemory-policy {found.eviction}" if found.eviction else ""),
    }


def _survives_node_loss(found: Capabilities) -> Promise:
    if not found.replicas:
        return Promise(is_kept=None if found.replicas is None else False, reason="it has no replica")
    if not found.waits:
        return Promise(is_kept=False, reason="it has no WAIT")
    return Promise(is_kept=True, reason="for writes at durability replicated")
