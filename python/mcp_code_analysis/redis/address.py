"""Where a Redis is, taken from a URL.

Refuses URL options that would loosen a limit or a check.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from mcp_code_analysis.errors import InvalidRequest

PORT_DEFAULT: Final = 6379
_TLS_OPTIONS: Final = frozenset({"ssl_ca_certs", "ssl_certfile", "ssl_keyfile", "ssl_password"})


class Address(msgspec.Struct, frozen=True):
    """Where a server is, taken from a URL.

    ``location`` names it without secrets; ``options`` are those of the URL that are the caller's, not ours.
    """

    location: str
    host: str
    port: int
    database: int
    username: str | None
    password: str | None
    tls: dict[str, str] | None
    options: dict[str, str]

    @classmethod
    def parse(cls, url: str, own_options: frozenset[str] = frozenset()) -> Address:
        """Take a ``redis://`` or ``rediss://`` URL apart; raise InvalidRequest for what is wrong with it."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "localhost", parts.port or PORT_DEFAULT
            database = int(parts.path.strip("/") or 0)
        except ValueError as error:
            raise InvalidRequest(
                "The Redis URL cannot be read.", hint="Write redis://[user:password@]host[:port][/database]."
            ) from error
        encrypted = parts.scheme == "rediss"
        allowed = own_options | (_TLS_OPTIONS if encrypted else frozenset())
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        if unknown := options.keys() - allowed:
            raise InvalidRequest(
                f"The Redis URL has an option {min(unknown)!r} that does not exist for {parts.scheme}.",
                nearest=tuple(sorted(allowed)),
                hint=f"Use {', '.join(sorted(allowed))}." if allowed else None,
            )
        shown = f"[{host}]" if ":" in host else host
        return cls(
            location=f"{parts.scheme}://{shown}:{port}/{database}",
            host=host,
            port=port,
            database=database,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls={name: value for name, value in options.items() if name in _TLS_OPTIONS}
            if encrypted
            else None,
            options={name: value for name, value in options.items() if name in own_options},
        )
