"""Passwords that a cloud gives out for a short time: AWS IAM, Microsoft Entra ID, Google IAM.

``provider_of`` makes what redis-py asks for credentials whenever it connects. A token is fetched once for all
connections, on a thread, and anew well before it ends; until then the old one is good.
Each cloud's own library finds who this process is, and is loaded only where it is asked for.
Never writes a token down, and refuses options that another kind of credentials has.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import datetime as dt
import math
import re
import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

import msgspec
from redis.credentials import CredentialProvider

from mcp_code_analysis.errors import (
    CodeAnalysisError,
    InvalidRequest,
    StoreAuthentication,
    StoreMisconfigured,
    StoreUnavailable,
)

AWS_TOKEN_SECONDS: Final = 900
"""What AWS allows at most."""

REFRESH_BEFORE_SECONDS: Final = 300.0
"""How long before its end a token is fetched anew."""

RETIRED_SHARE: Final = 0.2
"""Which part of that time is left when a connection that a token opened is replaced."""

WAIT_SECONDS_MAX: Final = 1.0
"""How long a call waits for the first token; the fetch goes on without it."""

RETRY_AFTER_SECONDS: Final = 30.0
"""How long a token that is still good is used before another fetch is tried, where one has failed."""

AZURE_SCOPE: Final = "https://redis.azure.com/.default"
GOOGLE_SCOPE: Final = "https://www.googleapis.com/auth/cloud-platform"

_EXTRAS: Final = {"aws-iam": "aws", "entra": "azure", "google-iam": "google"}
_REQUIRED: Final = {
    "aws-iam": frozenset({"aws_user", "aws_cache"}),
    "entra": frozenset[str](),
    "google-iam": frozenset[str](),
}
_OPTIONAL: Final = {
    "aws-iam": frozenset({"aws_region", "aws_serverless"}),
    "entra": frozenset({"entra_user", "entra_client", "entra_scope"}),
    "google-iam": frozenset[str](),
}
OPTIONS: Final = frozenset({"credentials"}).union(*_REQUIRED.values(), *_OPTIONAL.values())
"""The options of a URL that are read here."""


_AWS_CACHE: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,49}", re.ASCII)


class Token(msgspec.Struct, frozen=True):
    """A user's password, and until when it is good, in seconds since 1970. No user is Redis's default one."""

    username: str | None
    password: str
    ends_seconds: float

    def __repr__(self) -> str:
        return f"Token(username={self.username!r}, ends_seconds={self.ends_seconds})"


class TokenProvider(CredentialProvider):
    """Gives redis-py the token that ``fetch`` brings, which may take its time and runs once at a time."""

    def __init__(self, fetch: Callable[[], Token], now: Callable[[], float] = time.time) -> None:
        self._fetch = fetch
        self._now = now
        self._token: Token | None = None
        self._next_seconds = 0.0
        self._retired_seconds = math.inf
        self._fetching: asyncio.Task[Token] | None = None

    @property
    def retired_seconds(self) -> float:
        """Return until when a connection made now is good, in seconds since 1970: its token ends then."""
        return self._retired_seconds

    def is_retired(self, retired_seconds: float) -> bool:
        """Say whether a connection that was good until then is to be replaced."""
        return self._now() >= retired_seconds

    async def ready(self) -> None:
        """Wait for a token, so that a call does not take the time of a token service for that of Redis.

        Raises what ``get_credentials_async`` raises, StoreUnavailable also when it takes too long.
        """
        if self._token is None or self._token.ends_seconds <= self._now():
            try:
                await asyncio.wait_for(self.get_credentials_async(), WAIT_SECONDS_MAX)
            except TimeoutError as error:
                raise StoreUnavailable(
                    "A token for Redis has been asked for and has not come yet.",
                    hint="Check that the cloud's token service can be reached.",
                    retry_after=1.0,
                ) from error

    async def get_credentials_async(self) -> tuple[str] | tuple[str, str]:
        """Return the password, with its user where it has one.

        Raises StoreUnavailable where none is to be had, StoreAuthentication where nobody would give one.
        """
        token, now = self._token, self._now()
        if token is None or token.ends_seconds <= now:
            # Whoever gives up leaves the fetch to the others, and to its own next try.
            token = await asyncio.shield(self._started())
        elif now >= self._next_seconds and not self._is_fetching():
            self._next_seconds = now + RETRY_AFTER_SECONDS
            _ = self._started()
        return (token.password,) if token.username is None else (token.username, token.password)

    def _started(self) -> asyncio.Task[Token]:
        if self._fetching is None or not self._is_fetching():
            self._fetching = asyncio.ensure_future(self._fetched())
            self._fetching.add_done_callback(_looked_at)
        return self._fetching

    def _is_fetching(self) -> bool:
        return self._fetching is not None and not self._fetching.done()

    async def _fetched(self) -> Token:
        try:
            token = await asyncio.to_thread(self._fetch)
        except CodeAnalysisError:
            raise
        # The libraries raise whatever their transport does, and their texts may hold what was answered.
        except Exception as error:
            raise StoreUnavailable(
                f"No token for Redis is to be had: {type(error).__name__}.",
                hint="Check who this process is to the cloud, and that its token service can be reached.",
                retry_after=1.0,
            ) from error
        # A token of a short life is used for half of it at least.
        spared = min(REFRESH_BEFORE_SECONDS, (token.ends_seconds - self._now()) / 2)
        self._token, self._next_seconds = token, token.ends_seconds - spared
        self._retired_seconds = token.ends_seconds - spared * RETIRED_SHARE
        return token


def provider_of(options: Mapping[str, str], now: Callable[[], float] = time.time) -> TokenProvider | None:
    """Return what the options of a URL name, None where they name no credentials.

    Raises InvalidRequest for options that do not fit, and StoreMisconfigured where an extra is not installed.
    """
    given = options.keys() & OPTIONS
    if not given:
        return None
    kind = options.get("credentials", "")
    if kind not in _EXTRAS:
        raise InvalidRequest(
            f"credentials={kind[:40]} is not known.",
            nearest=tuple(_EXTRAS),
            hint=f"Use {', '.join(_EXTRAS)}.",
        )
    allowed = _REQUIRED[kind] | _OPTIONAL[kind]
    if foreign := given - allowed - {"credentials"}:
        raise InvalidRequest(
            f"The Redis URL has an option {min(foreign)!r} that does not exist for credentials={kind}.",
            nearest=tuple(sorted(allowed)),
            hint=f"Use {', '.join(sorted(allowed))}." if allowed else None,
        )
    if missing := sorted(name for name in _REQUIRED[kind] if not options.get(name)):
        raise InvalidRequest(f"credentials={kind} needs the option {missing[0]}.", hint="Add it to the URL.")
    try:
        return TokenProvider(_FETCHES[kind](options, now), now)
    except ImportError as error:
        raise StoreMisconfigured(
            f"credentials={kind} needs an extra that is not installed.",
            hint=f"Run pip install 'mcp-code-analysis[{_EXTRAS[kind]}]'.",
        ) from error


def _of_aws(options: Mapping[str, str], now: Callable[[], float]) -> Callable[[], Token]:
    from botocore.model import ServiceId  # noqa: PLC0415 - an extra
    from botocore.session import Session  # noqa: PLC0415
    from botocore.signers import RequestSigner  # noqa: PLC0415

    session, user = Session(), options["aws_user"]
    region = options.get("aws_region") or session.get_config_variable("region")
    if not region:
        raise InvalidRequest("No AWS region is known.", hint="Add aws_region to the URL, or set AWS_REGION.")
    place = _aws_place(options)

    def fetch() -> Token:
        credentials = session.get_credentials()
        if credentials is None:
            raise StoreAuthentication(
                "No AWS credentials are to be found.",
                hint="Give this process a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
            )
        events = session.get_component("event_emitter")
        signer = RequestSigner(ServiceId("elasticache"), region, "elasticache", "v4", credentials, events)
        ends_seconds = now() + AWS_TOKEN_SECONDS
        signed = signer.generate_presigned_url(
            {"method": "GET", "url": place, "body": {}, "headers": {}, "context": {}},
            operation_name="connect",
            expires_in=AWS_TOKEN_SECONDS,
            region_name=region,
        )
        # The token is the signed address without its scheme.
        return Token(user, str(signed).removeprefix("https://"), ends_seconds)

    return fetch


def _aws_place(options: Mapping[str, str]) -> str:
    """Return the address that is signed, which nobody ever calls."""
    cache, serverless = options["aws_cache"], options.get("aws_serverless", "no")
    if not _AWS_CACHE.fullmatch(cache):
        raise InvalidRequest(
            f"{cache[:80]!r} is not the name of a cache.",
            hint="Use its replication group or serverless cache.",
        )
    if serverless not in ("yes", "no"):
        raise InvalidRequest(
            f"aws_serverless={serverless[:40]} is not known.", nearest=("yes", "no"), hint="Use yes or no."
        )
    query = {"Action": "connect", "User": options["aws_user"]}
    if serverless == "yes":
        query["ResourceType"] = "ServerlessCache"
    return f"https://{cache}/?{urlencode(query)}"


def _of_entra(options: Mapping[str, str], _: Callable[[], float]) -> Callable[[], Token]:
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415 - an extra

    client = options.get("entra_client")

    def fetch() -> Token:
        with DefaultAzureCredential(managed_identity_client_id=client) as credential:
            found = credential.get_token(options.get("entra_scope", AZURE_SCOPE))
        return Token(options.get("entra_user") or _object_id(found.token), found.token, found.expires_on)

    return fetch


def _object_id(token: str) -> str:
    """Return whom the token is about, which is the user's name; Redis finds out whether it is true."""
    try:
        body = token.split(".")[1]
        claims = msgspec.json.decode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
        return str(claims["oid"])
    except (
        IndexError,
        KeyError,
        TypeError,
        binascii.Error,
        msgspec.DecodeError,
        UnicodeDecodeError,
    ) as error:
        raise StoreAuthentication(
            "The token of Entra ID does not say whom it is about.", hint="Add entra_user to the URL."
        ) from error


def _of_google(_: Mapping[str, str], now: Callable[[], float]) -> Callable[[], Token]:
    import google.auth  # noqa: PLC0415 - an extra
    import requests  # noqa: PLC0415
    from google.auth.transport.requests import Request  # noqa: PLC0415

    def fetch() -> Token:
        with requests.Session() as session:
            credentials, _ = google.auth.default(scopes=[GOOGLE_SCOPE], request=Request(session))
            credentials.refresh(Request(session))
        # It is told in UTC without saying so; one without an end is fetched anew soon.
        expiry = credentials.expiry
        ends_seconds = expiry.replace(tzinfo=dt.UTC).timestamp() if expiry else now() + REFRESH_BEFORE_SECONDS
        return Token(None, credentials.token, ends_seconds)

    return fetch


_FETCHES: Final[Mapping[str, Callable[[Mapping[str, str], Callable[[], float]], Callable[[], Token]]]] = {
    "aws-iam": _of_aws,
    "entra": _of_entra,
    "google-iam": _of_google,
}


def _looked_at(task: asyncio.Task[Token]) -> None:
    # A fetch that nobody waits for may fail; the token before it is still good, and it is tried again.
    if not task.cancelled():
        task.exception()
