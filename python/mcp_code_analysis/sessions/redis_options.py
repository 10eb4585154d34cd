"""What the URL of a Redis store says besides where it is: names of keys, durability, eviction, format.

Reads values; knows no server.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.redis.address import Kind
from mcp_code_analysis.sessions.redis_plain import PlainKeys
from mcp_code_analysis.sessions.store import Durability
from mcp_code_analysis.tenants import TENANT_DEFAULT, check_tenant

PREFIX_DEFAULT: Final = "mcp"
NAMES: Final = frozenset(
    {"prefix", "durability", "evicting", "format", "key_style", "plain_prefix", "plain_tenant"}
)

_PREFIX: Final = re.compile(r"[a-z0-9][a-z0-9:_-]{0,31}", re.ASCII)

ChoiceT = TypeVar("ChoiceT", bound=enum.StrEnum)


class Evicting(enum.StrEnum):
    """Whether sessions may be kept where they can be thrown away when memory is short."""

    REFUSE = "refuse"
    ALLOW = "allow"


class KeyStyle(enum.StrEnum):
    """Whether sessions of the earlier server, under keys without braces, are read and carried over."""

    BRACES = "braces"
    PLAIN = "plain"


class Form(enum.StrEnum):
    """How new sections are written; every form is read."""

    MESSAGEPACK = "messagepack"
    JSON = "json"


class Options(msgspec.Struct, frozen=True):
    """The options of one store.

    ``durability`` None is whatever the server does; ``plain`` None reads no keys of the earlier server.
    """

    prefix: str
    durability: Durability | None
    is_eviction_allowed: bool
    form: Form
    plain: PlainKeys | None


def options_of(given: Mapping[str, str], kind: Kind) -> Options:
    """Return the options; raise InvalidRequest for a value that cannot be used."""
    prefix = given.get("prefix", PREFIX_DEFAULT)
    if not _PREFIX.fullmatch(prefix):
        raise InvalidRequest(
            f"{prefix[:80]!r} is not a key prefix.",
            hint="Use 1 to 32 of a-z 0-9 : _ -, beginning with a letter or digit.",
        )
    evicting = _choice(given, "evicting", Evicting)
    return Options(
        prefix=prefix,
        durability=_choice(given, "durability", Durability),
        is_eviction_allowed=evicting is Evicting.ALLOW,
        form=_choice(given, "format", Form) or Form.MESSAGEPACK,
        plain=_plain(given, prefix, kind),
    )


def _plain(given: Mapping[str, str], prefix: str, kind: Kind) -> PlainKeys | None:
    if _choice(given, "key_style", KeyStyle) is not KeyStyle.PLAIN:
        if alone := sorted(given.keys() & {"plain_prefix", "plain_tenant"}):
            raise InvalidRequest(f"{alone[0]} says nothing without key_style.", hint="Add key_style=plain.")
        return None
    if kind == "cluster":
        raise InvalidRequest(
            "key_style=plain is not to be had in a cluster: keys without braces are on other nodes.",
            hint="Name a single Redis, or one under Sentinel, and leave the option out for the cluster.",
        )
    plain_prefix = given.get("plain_prefix", prefix)
    if plain_prefix and not _PREFIX.fullmatch(plain_prefix):
        raise InvalidRequest(
            f"{plain_prefix[:80]!r} is not a key prefix.",
            hint="Give what the earlier server's keys begin with before :session:, or nothing.",
        )
    return PlainKeys(plain_prefix, check_tenant(given.get("plain_tenant", TENANT_DEFAULT)))


def _choice(given: Mapping[str, str], name: str, kind: type[ChoiceT]) -> ChoiceT | None:
    try:
        return kind(given[name]) if name in given else None
    except ValueError as error:
        known = tuple(kind)
        raise InvalidRequest(
            f"{name}={given[name][:40]} is not known.", nearest=known, hint=f"Use {', '.join(known)}."
        ) from error
