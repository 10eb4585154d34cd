"""Settings, read once at the edge.

``Settings.load`` is called by a face (the command line, a test); everything below is given values.
Nothing else in the package reads the environment.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import msgspec
import platformdirs

from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.tenants import TENANT_DEFAULT, check_tenant

PREFIX: Final = "MCP_CODE_ANALYSIS_"
RETENTION_SECONDS_MAX: Final = 366 * 24 * 3600.0
CACHE_NONE: Final = "none"
LOG_LEVELS: Final = ("debug", "info", "warning", "error")


class ServerLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one server process takes on at most.

    A line of 16 MiB is four times the largest HTTP body the SDK accepts; arguments of a tool are far smaller.
    ``patience_ms`` is how long a question waits for files that are still to be read.
    """

    line_bytes_max: int = 16 * 1024 * 1024
    body_bytes_max: int = 4 * 1024 * 1024
    arguments_bytes_max: int = 256 * 1024
    arguments_depth_max: int = 16
    arguments_keys_max: int = 1000
    calls_in_flight_max: int = 16
    engines_max: int = 8
    runs_kept_max: int = 100
    patience_ms: int = 1000


class Secret(msgspec.Struct, frozen=True):
    """Text that no log and no traceback shows."""

    text: str

    def __repr__(self) -> str:
        return "Secret(...)"


class CacheLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much is kept, and how long: bytes of the shared cache, of one entry, of one tenant's results.

    ``memory_bytes_max`` is what one process holds of a cache on Redis.
    ``high_water`` and ``low_water`` are shares of ``shared_bytes_max``: above the one, what was used least
    lately goes until the other is reached. Lifetimes are in seconds, one for each kind of data; results of a
    kind that ``result_ttls_seconds`` does not name live for ``result_ttl_seconds``.
    """

    shared_bytes_max: int = 512 * 1024 * 1024
    memory_bytes_max: int = 16 * 1024 * 1024
    entry_bytes_max: int = 16 * 1024 * 1024
    tenant_results_bytes_max: int = 256 * 1024 * 1024
    high_water: float = 1.0
    low_water: float = 0.9
    facts_ttl_seconds: float = 90 * 24 * 3600.0
    result_ttl_seconds: float = 24 * 3600.0
    result_ttls_seconds: Mapping[str, float] = MappingProxyType({})


class FallbackLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a server does while the Redis that keeps its sessions is away, and how much it keeps for then.

    ``writes``: `refuse` them, or keep them in the ``journal``, a file of this machine, and send them later.
    ``journal`` None is a file of its own for each store in the user's state folder. ``journal_bytes_max``
    bounds the writes that wait; copies of sessions, for reading, are bounded in number and in bytes.
    """

    writes: Literal["refuse", "local"] = "refuse"
    journal: str | None = None
    journal_bytes_max: int = 64 * 1024 * 1024
    copies_max: int = 1000
    copies_bytes_max: int = 32 * 1024 * 1024


class Retention(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long what belongs to sessions is kept, in seconds.

    ``session_ttl_seconds``: after its last use, where the caller gives it no other life.
    ``set_aside_ttl_seconds``: a damaged record, for whoever wants to look at it.
    Results and facts have their lifetimes in ``CacheLimits``; a lock's is its lease.
    """

    session_ttl_seconds: float = 24 * 3600.0
    set_aside_ttl_seconds: float = 7 * 24 * 3600.0


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that can be set.

    ``roots`` are absolute folders; nothing outside them is ever analysed, and the first is the default.
    ``tenant`` is whose sessions and results the server keeps; it reaches no other's.
    ``tools`` is ``("listed",)``, ``("all",)`` or the names of the tools to list.
    ``engine_limits`` is a JSON object of the engine's own limits, handed on as it is.
    ``keys`` are master keys as text, ``keys_file`` names a file of them, ``keys_from`` a source that a
    deployment brings; at most one of them is given, and without any nothing is sealed.
    ``cache_url`` is where facts of source files are kept: ``sqlite:PATH``, a Redis, or ``none``.
    ``fallback`` says what is done while the Redis of ``store_url`` is away.
    ``retention`` says how long what belongs to sessions is kept.
    ``allowed_hosts`` are the Host headers an HTTP server answers to, besides those of the loopback.
    """

    store_url: str
    roots: tuple[str, ...]
    tenant: str = TENANT_DEFAULT
    tools: tuple[str, ...] = ("listed",)
    log_level: str = "warning"
    allowed_hosts: tuple[str, ...] = ()
    keys: Secret | None = None
    keys_file: str | None = None
    keys_from: str | None = None
    engine_limits: str | None = None
    cache_url: str = CACHE_NONE
    cache: CacheLimits = CacheLimits()
    fallback: FallbackLimits = FallbackLimits()
    retention: Retention = Retention()
    limits: ServerLimits = ServerLimits()

    @classmethod
    def load(cls, environ: Mapping[str, str], overrides: Mapping[str, object] | None = None) -> Settings:
        """Take the overrides first, then ``MCP_CODE_ANALYSIS_<NAME>``, then the defaults.

        An override of None counts as not given. Raises InvalidRequest that names the setting.
        """
        values: dict[str, object] = {
            "store_url": _store_default(),
            "cache_url": _cache_default(),
            "roots": (str(Path.cwd()),),
        }
        for name, parse in _VARIABLES.items():
            if text := environ.get(PREFIX + name.upper(), "").strip():
                values[name] = _parsed(PREFIX + name.upper(), parse, text)
        values.update({name: value for name, value in (overrides or {}).items() if value is not None})
        try:
            settings = msgspec.convert(values, cls)
        except msgspec.ValidationError as problem:
            raise InvalidRequest(f"A setting cannot be used: {problem}.") from problem
        return _checked(settings)


def _store_default() -> str:
    folder = platformdirs.user_state_dir("mcp-code-analysis", appauthor=False)
    return f"sqlite:{Path(folder, 'sessions.sqlite3')}"


def journal_path(limits: FallbackLimits, home: str) -> Path:
    """Return the file that holds writes for the store known as ``home`` while it is away."""
    if limits.journal:
        return Path(limits.journal).expanduser().absolute()
    name = hashlib.blake2b(home.encode(), digest_size=8).hexdigest()
    return Path(platformdirs.user_state_dir("mcp-code-analysis", appauthor=False), f"journal-{name}.sqlite3")


def cache_settings(environ: Mapping[str, str]) -> Settings:
    """Take only what says where facts are kept and what seals them, for a face that needs no other setting.

    Raises InvalidRequest that names the setting.
    """
    names = [f"{PREFIX}{name.upper()}" for name in ("cache_url", "keys", "keys_file", "keys_from")]
    return Settings.load({name: environ[name] for name in names if name in environ})


def _cache_default() -> str:
    folder = platformdirs.user_cache_dir("mcp-code-analysis", appauthor=False)
    return f"sqlite:{Path(folder, 'cache.sqlite3')}"


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _folders(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(os.pathsep) if part)


def _limits(text: str) -> ServerLimits:
    return msgspec.json.decode(text, type=ServerLimits)


def _fallback_limits(text: str) -> FallbackLimits:
    return msgspec.json.decode(text, type=FallbackLimits)


def _retention(text: str) -> Retention:
    return msgspec.json.decode(text, type=Retention)


def _cache_limits(text: str) -> CacheLimits:
    return msgspec.json.decode(text, type=CacheLimits)


_VARIABLES: Final[Mapping[str, Callable[[str], object]]] = {
    "store_url": str,
    "roots": _folders,
    "tenant": str,
    "tools": _names,
    "log_level": str.lower,
    "allowed_hosts": _names,
    "keys": Secret,
    "keys_file": str,
    "keys_from": str,
    "engine_limits": str,
    "cache_url": str,
    "cache": _cache_limits,
    "fallback": _fallback_limits,
    "retention": _retention,
    "limits": _limits,
}


def _parsed(variable: str, parse: Callable[[str], object], text: str) -> object:
    try:
        return parse(text)
    except msgspec.MsgspecError as problem:
        raise InvalidRequest(f"{variable} cannot be read: {problem}.") from problem


def _checked(settings: Settings) -> Settings:
    if not settings.roots:
        raise InvalidRequest("No root is given.", hint="Name at least one folder to serve.")
    if settings.log_level not in LOG_LEVELS:
        raise InvalidRequest(
            f"{settings.log_level!r} is not a log level.", hint=f"Use one of {', '.join(LOG_LEVELS)}."
        )
    check_tenant(settings.tenant)
    if not settings.tools:
        raise InvalidRequest("No tool is chosen.", hint="Use `listed`, `all`, or names of tools.")
    shares = settings.cache
    if not 0 < shares.low_water <= shares.high_water <= 1:
        raise InvalidRequest(
            f"{shares.low_water} and {shares.high_water} are no water marks.",
            hint="Both are shares above 0 and up to 1, and the low one is not above the high one.",
        )
    numbers = [value for value in msgspec.structs.astuple(shares) if isinstance(value, int | float)]
    if min(*numbers, *shares.result_ttls_seconds.values()) <= 0:
        raise InvalidRequest(
            "A limit of the cache is not above 0.", hint="Set cache_url to none for no cache."
        )
    kept = settings.retention
    if not all(0 < seconds <= RETENTION_SECONDS_MAX for seconds in msgspec.structs.astuple(kept)):
        raise InvalidRequest(
            "A lifetime is not above 0, or is more than a year.",
            hint=f"Use more than 0 and at most {RETENTION_SECONDS_MAX:.0f} seconds.",
        )
    fallback = settings.fallback
    if min(fallback.journal_bytes_max, fallback.copies_max, fallback.copies_bytes_max) < 0:
        raise InvalidRequest(
            "A limit of the fallback is below 0.", hint="Set copies_max to 0 to keep no copies."
        )
    roots = tuple(dict.fromkeys(str(Path(root).expanduser().absolute()) for root in settings.roots))
    return msgspec.structs.replace(settings, roots=roots)
