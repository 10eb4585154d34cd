"""Where a Redis is, taken from a URL: one server, a set that Sentinel watches, or a cluster.

Refuses URL options that would loosen a limit or a check, and never repeats a password.
"""

from __future__ import annotations

import re
import ssl
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.redis.credentials import OPTIONS as CREDENTIAL_OPTIONS

Kind = Literal["single", "sentinel", "cluster"]
Place = tuple[str, int]
"""A host and a port."""

PORT_DEFAULT: Final = 6379
SENTINEL_PORT_DEFAULT: Final = 26379
SCHEMES: Final[dict[str, tuple[Kind, bool]]] = {
    "redis": ("single", False),
    "rediss": ("single", True),
    "redis+sentinel": ("sentinel", False),
    "rediss+sentinel": ("sentinel", True),
    "redis+cluster": ("cluster", False),
    "rediss+cluster": ("cluster", True),
}
"""What a URL may begin with: the kind of Redis, and whether the connection is encrypted."""

_SHAPES: Final[dict[Kind, str]] = {
    "single": "redis://[user:password@]host[:port][/database]",
    "sentinel": "redis+sentinel://[user:password@]host[:port],host[:port]/service[/database]",
    "cluster": "redis+cluster://[user:password@]host[:port],host[:port]",
}
_TLS_OPTIONS: Final = frozenset(
    {"ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_password", "ssl_min_version"}
)
_SENTINEL_OPTIONS: Final = frozenset({"sentinel_username", "sentinel_password"})
_TLS_VERSIONS: Final = {"TLSv1.2": ssl.TLSVersion.TLSv1_2, "TLSv1.3": ssl.TLSVersion.TLSv1_3}
_HOST: Final = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.%]+)\]|(?P<host>[^\[\]:,/@\s]+))(?::(?P<port>\d{1,5}))?")
_SERVICE: Final = re.compile(r"[A-Za-z0-9_.-]{1,128}", re.ASCII)


class Login(msgspec.Struct, frozen=True):
    """Who a connection says it is."""

    username: str | None = None
    password: str | None = None


class Address(msgspec.Struct, frozen=True):
    """Where a Redis is.

    ``location`` names it without secrets; ``places`` are the server, the sentinels, or some nodes of the
    cluster; ``tls`` are options of TLS by redis-py's names, None where nothing is encrypted;
    ``credentials`` say who gives out passwords where ``login`` does not; ``options`` are those of the URL
    that are the caller's, not ours.
    """

    kind: Kind
    location: str
    places: tuple[Place, ...]
    service: str
    database: int
    login: Login
    sentinel_login: Login
    tls: dict[str, Any] | None
    credentials: dict[str, str]
    options: dict[str, str]

    @classmethod
    def parse(cls, url: str, own_options: frozenset[str] = frozenset()) -> Address:
        """Take a URL apart; raise InvalidRequest for what is wrong with it."""
        scheme, _, rest = url.partition("://")
        kind, is_encrypted = SCHEMES[scheme]
        try:
            parts = urlsplit(f"//{rest}")
        except ValueError as error:
            raise _unreadable(kind) from error
        credentials, _, hosts = parts.netloc.rpartition("@")
        places = _places(hosts, kind)
        service, database = _path(parts.path, kind)
        options = _options(parts.query, scheme, kind, own_options, is_encrypted=is_encrypted)
        username, _, password = credentials.partition(":")
        if credentials and "credentials" in options:
            raise InvalidRequest(
                "The Redis URL has a user or password and the option credentials.", hint="Leave one out."
            )
        shown = ",".join(f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port in places)
        tail = {"single": f"/{database}", "sentinel": f"/{service}/{database}", "cluster": ""}[kind]
        return cls(
            kind=kind,
            location=f"{scheme}://{shown}{tail}",
            places=places,
            service=service,
            database=database,
            login=Login(unquote(username) or None, unquote(password) or None),
            sentinel_login=Login(options.get("sentinel_username"), options.get("sentinel_password")),
            tls=_tls(options) if is_encrypted else None,
            credentials={name: value for name, value in options.items() if name in CREDENTIAL_OPTIONS},
            options={name: value for name, value in options.items() if name in own_options},
        )


def _unreadable(kind: Kind) -> InvalidRequest:
    return InvalidRequest("The Redis URL cannot be read.", hint=f"Write {_SHAPES[kind]}.")


def _places(hosts: str, kind: Kind) -> tuple[Place, ...]:
    default = SENTINEL_PORT_DEFAULT if kind == "sentinel" else PORT_DEFAULT
    found = [_HOST.fullmatch(host) for host in (hosts or "localhost").split(",")]
    places = [(match["six"] or match["host"], int(match["port"] or default)) for match in found if match]
    is_whole = len(places) == len(found) and all(0 < port < 65536 for _, port in places)
    if not is_whole or (kind == "single" and len(places) > 1):
        raise _unreadable(kind)
    return tuple(dict.fromkeys(places))


def _path(path: str, kind: Kind) -> tuple[str, int]:
    """Return the service that Sentinel watches, and the database."""
    parts = [part for part in path.split("/") if part]
    service = parts.pop(0) if kind == "sentinel" and parts else ""
    database = parts.pop(0) if kind != "cluster" and parts else "0"
    is_served = bool(_SERVICE.fullmatch(service)) == (kind == "sentinel")
    if parts or not database.isdecimal() or not database.isascii() or not is_served:
        raise _unreadable(kind)
    return service, int(database)


def _options(
    query: str, scheme: str, kind: Kind, own_options: frozenset[str], *, is_encrypted: bool
) -> dict[str, str]:
    # A password that opens a cloud's Redis never travels in the clear.
    allowed = own_options | (_TLS_OPTIONS | CREDENTIAL_OPTIONS if is_encrypted else frozenset())
    allowed |= _SENTINEL_OPTIONS if kind == "sentinel" else frozenset()
    options = dict(parse_qsl(query, keep_blank_values=True))
    if unknown := options.keys() - allowed:
        raise InvalidRequest(
            f"The Redis URL has an option {min(unknown)!r} that does not exist for {scheme}.",
            nearest=tuple(sorted(allowed)),
            hint=f"Use {', '.join(sorted(allowed))}." if allowed else None,
        )
    return options


def _tls(options: dict[str, str]) -> dict[str, Any]:
    tls: dict[str, Any] = {name: value for name, value in options.items() if name in _TLS_OPTIONS}
    version = _TLS_VERSIONS.get(tls.get("ssl_min_version", "TLSv1.2"))
    if version is None:
        raise InvalidRequest(
            "ssl_min_version is not known.", nearest=tuple(_TLS_VERSIONS), hint="Use TLSv1.2 or TLSv1.3."
        )
    return {**tls, "ssl_min_version": version}
