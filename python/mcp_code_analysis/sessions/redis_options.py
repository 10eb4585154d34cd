"""What the URL of a Redis store says besides where it is: prefix of the keys, durability, eviction.

Reads values; knows no server.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec

from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.sessions.store import Durability

PREFIX_DEFAULT: Final = "mcp"
NAMES: Final = frozenset({"prefix", "durability", "evicting"})

_PREFIX: Final = re.compile(r"[a-z0-9][a-z0-9:_-]{0,31}", re.ASCII)

ChoiceT = TypeVar("ChoiceT", bound=enum.StrEnum)


class Evicting(enum.StrEnum):
    """Whether sessions may be kept where they can be thrown away when memory is short."""

    REFUSE = "refuse"
    ALLOW = "allow"


class Options(msgspec.Struct, frozen=True):
    """The options of one store. ``durability`` None is whatever the server does."""

    prefix: str
    durability: Durability | None
    is_eviction_allowed: bool


def options_of(given: Mapping[str, str]) -> Options:
    """Return the options; raise InvalidRequest for a value that cannot be used."""
    prefix = given.get("prefix", PREFIX_DEFAULT)
    if not _PREFIX.fullmatch(prefix):
        raise InvalidRequest(
            f"{prefix[:80]!r} is not a key prefix.",
            hint="Use 1 to 32 of a-z 0-9 : _ -, beginning with a letter or digit.",
        )
    evicting = _choice(given, "evicting", Evicting)
    return Options(prefix, _choice(given, "durability", Durability), evicting is Evicting.ALLOW)


def _choice(given: Mapping[str, str], name: str, kind: type[ChoiceT]) -> ChoiceT | None:
    try:
        return kind(given[name]) if name in given else None
    except ValueError as error:
        known = tuple(kind)
        raise InvalidRequest(
            f"{name}={given[name][:40]} is not known.", nearest=known, hint=f"Use {', '.join(known)}."
        ) from error
