"""Passwords from a cloud: what is asked of it and when, and a Redis that lets their owner in."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from redis import Redis, exceptions
from redis.asyncio.connection import Connection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.credentials import CredentialProvider

from mcp_code_analysis.errors import InvalidRequest, StoreAuthentication, StoreMisconfigured, StoreUnavailable
from mcp_code_analysis.redis.credentials import (
    AWS_TOKEN_SECONDS,
    provider_of,
)
from mcp_code_analysis.sessions import check_store_url, open_store
from tests.sessions import redis_server, token_server
from tests.sessions.certificates import Authority, encrypted
from tests.sessions.clocks import HandClock
from tests.sessions.redis_server import RedisServer
from tests.sessions.token_server import TokenServer, unsigned

pytestmark = pytest.mark.anyio

CLOUD_VARIABLES = ("AWS_", "AZURE_", "GOOGLE_", "GCE_", "CLOUDSDK_", "IDENTITY_", "MSI_")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[TokenServer]:
    """A token service, and surroundings in which no library finds another."""
    for name in [name for name in os.environ if name.startswith(CLOUD_VARIABLES)]:
        monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AZURE_TOKEN_CREDENTIALS", "prod")
    with token_server.running() as running:
        yield running


def made(options: dict[str, str], clock: HandClock | None = None) -> CredentialProvider:
    provider = provider_of(options, clock.time) if clock else provider_of(options)
    assert provider
    return provider


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[RedisServer]:
    """A server whose users the test may change."""
    folder = tmp_path / "redis"
    folder.mkdir()
    with redis_server.running(folder) as server:
        with server.client() as admin:
            admin.execute_command("ACL", "SETUSER", "admin", "on", ">admin", "+@all")
        yield server


async def is_let_in(server: RedisServer, provider: CredentialProvider, user: str, password: str) -> bool:
    """Tell whether a Redis that knows the user by this password lets in who shows what is provided."""
    with server.client(username="admin", password="admin") as admin:
        admin.execute_command("ACL", "SETUSER", user, "reset", "on", f">{password}", "+ping")
    connection = Connection(
        host=server.host,
        port=server.port,
        protocol=2,
        credential_provider=provider,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        await connection.connect()  # type: ignore[no-untyped-call]
    except exceptions.AuthenticationError:
        return False
    await connection.disconnect()
    return True


def signature(address: str, secret: str) -> str:
    """Sign a request for an address as AWS describes it, leaving out the signature that it has."""
    parts = urlsplit(f"https://{address}")
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "X-Amz-Signature"]
    known = dict(query)
    scope = known["X-Amz-Credential"].split("/", 1)[1]
    empty = hashlib.sha256(b"").hexdigest()
    canonical = "\n".join(
        ["GET", "/", urlencode(sorted(query), safe="-_.~"), f"host:{parts.netloc}", "", "host", empty]
    )
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join([known["X-Amz-Algorithm"], known["X-Amz-Date"], scope, digest])
    key = f"AWS4{secret}".encode()
    for part in (*scope.split("/"), text):
        key = hmac.digest(key, part.encode(), "sha256")
    return key.hex()


@pytest.mark.requirement("DEP-7")
@pytest.mark.parametrize("serverless", ["no", "yes"])
async def test_a_token_for_elasticache_is_a_request_signed_by_who_this_process_is(
    service: TokenServer, guarded: RedisServer, monkeypatch: pytest.MonkeyPatch, serverless: str
) -> None:
    monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", service.url)
    service.answer = {
        "AccessKeyId": "AKID",
        "SecretAccessKey": "a-secret-of-the-role",
        "Token": "a-session/token+",
        "Expiration": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 6 * 3600)),
    }
    place = {"aws_user": "analysis", "aws_cache": "sessions", "aws_region": "eu-central-1"}
    provider = made({"credentials": "aws-iam", "aws_serverless": serverless, **place})
    user, password = await provider.get_credentials_async()  # type: ignore[misc]
    assert user == "analysis"
    assert password.startswith("sessions/?")
    query = {name: values[0] for name, values in parse_qs(password.partition("?")[2]).items()}
    assert (query["Action"], query["User"]) == ("connect", "analysis")
    assert query.get("ResourceType") == ("ServerlessCache" if serverless == "yes" else None)
    assert query["X-Amz-Expires"] == str(AWS_TOKEN_SECONDS)
    assert query["X-Amz-Security-Token"] == "a-session/token+"
    assert query["X-Amz-Credential"].split("/")[2:] == ["eu-central-1", "elasticache", "aws4_request"]
    assert query["X-Amz-Signature"] == signature(password, "a-secret-of-the-role")
    assert query["X-Amz-Signature"] != signature(password, "another")
    assert await is_let_in(guarded, provider, "analysis", password)
    assert not await is_let_in(guarded, provider, "analysis", "another")
    assert len(service.requests) == 1


@pytest.mark.requirement("DEP-8")
@pytest.mark.parametrize("named", [{}, {"entra_user": "a-name", "entra_client": "a-client"}])
async def test_a_token_of_entra_is_shown_under_the_name_that_it_carries(
    service: TokenServer, guarded: RedisServer, monkeypatch: pytest.MonkeyPatch, named: dict[str, str]
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", service.url)
    monkeypatch.setenv("IDENTITY_HEADER", "a-header")
    token = unsigned({"oid": "0f9c-11", "aud": "redis"})
    ends = str(int(time.time()) + 3600)
    service.answer = {"access_token": token, "expires_on": ends, "resource": "redis", "token_type": "Bearer"}
    provider = made({"credentials": "entra", **named})
    user = named.get("entra_user", "0f9c-11")
    assert await provider.get_credentials_async() == (user, token)
    [(path, headers, _)] = service.requests
    assert parse_qs(urlsplit(path).query)["resource"] == ["https://redis.azure.com"]
    assert parse_qs(urlsplit(path).query).get("client_id") == (["a-client"] if named else None)
    assert headers["x-identity-header"] == "a-header"
    assert await is_let_in(guarded, provider, user, token)
    assert not await is_let_in(guarded, provider, user, "another")


@pytest.mark.requirement("DEP-9")
async def test_a_token_of_google_is_shown_as_the_default_users_password(
    service: TokenServer, guarded: RedisServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    account = {
        "type": "service_account",
        "client_email": "analysis@example.com",
        "token_uri": service.url,
        "private_key": key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    }
    file = tmp_path / "account.json"
    file.write_text(json.dumps(account), encoding="utf-8")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    service.answer = {"access_token": "ya29.token", "expires_in": 3600, "token_type": "Bearer"}
    provider = made({"credentials": "google-iam"})
    assert await provider.get_credentials_async() == ("ya29.token",)
    [(_, _, body)] = service.requests
    assert parse_qs(body)["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    assert await is_let_in(guarded, provider, "default", "ya29.token")
    assert not await is_let_in(guarded, provider, "default", "another")


@pytest.mark.parametrize("kind", ["entra", "google-iam"])
async def test_a_token_service_that_fails_is_told_without_its_text_and_asked_again(
    service: TokenServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", service.url)
    monkeypatch.setenv("IDENTITY_HEADER", "a-header")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    service.status = 400
    provider = made({"credentials": kind})
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="No token for Redis") as refused:
            await provider.get_credentials_async()
        assert "a-header" not in str(refused.value)


async def test_a_process_that_is_nobody_to_aws_is_told_so(service: TokenServer) -> None:
    place = {"aws_user": "analysis", "aws_cache": "sessions", "aws_region": "eu-central-1"}
    provider = made({"credentials": "aws-iam", **place})
    with pytest.raises(StoreAuthentication, match="AWS_ACCESS_KEY_ID"):
        await provider.get_credentials_async()
    assert service.requests == []


@pytest.mark.requirement("DEP-8")
async def test_a_store_shows_the_token_of_its_url_over_an_encrypted_connection(
    service: TokenServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IDENTITY_ENDPOINT", service.url)
    monkeypatch.setenv("IDENTITY_HEADER", "a-header")
    token = unsigned({"oid": "0f9c-11"})
    service.answer = {"access_token": token, "expires_on": str(int(time.time()) + 3600), "resource": "redis"}
    authority = Authority(tmp_path, "authority")
    server = authority.issue("server", address="127.0.0.1")
    with encrypted(tmp_path / "redis", server, authority, clients="no") as url, Redis.from_url(url) as admin:
        admin.execute_command("ACL", "SETUSER", "0f9c-11", "on", f">{token}", "~*", "&*", "+@all")
        admin.execute_command("ACL", "SETUSER", "default", "resetpass", ">nobody knows it")
        async with open_store(f"{url}&credentials=entra") as store:
            await asyncio.gather(*(store.set_session(f"acme.{number}", {}) for number in range(5)))
            assert (await store.health()).available
        assert len(service.requests) == 1
        async with open_store(url) as store:
            with pytest.raises(StoreAuthentication):
                await store.set_session("acme.a", {})


def test_a_token_travels_over_tls_only_and_alone() -> None:
    for url, what in (
        ("redis://localhost/0?credentials=entra", "credentials"),
        ("rediss://user:password@localhost/0?credentials=entra", "Leave one out"),
        ("rediss://localhost/0?entra_user=a", "not known"),
    ):
        with pytest.raises(InvalidRequest, match=what):
            check_store_url(url)
    check_store_url("rediss+cluster://localhost?credentials=entra&entra_user=a")


def test_options_that_do_not_fit_are_refused() -> None:
    assert provider_of({}) is None
    assert provider_of({"prefix": "mcp"}) is None
    place = {"aws_user": "analysis", "aws_cache": "sessions", "aws_region": "eu-central-1"}
    for options, what in (
        ({"credentials": "kerberos"}, "kerberos.*aws-iam, entra, google-iam"),
        ({"credentials": ""}, "not known"),
        (place, "not known"),
        ({"credentials": "aws-iam"}, "aws_cache"),
        ({"credentials": "aws-iam", **place, "aws_user": ""}, "aws_user"),
        ({"credentials": "aws-iam", **place, "aws_cache": "a/b"}, "a/b"),
        ({"credentials": "aws-iam", **place, "aws_serverless": "maybe"}, "maybe"),
        ({"credentials": "aws-iam", **place, "entra_user": "x"}, "entra_user"),
        ({"credentials": "google-iam", "aws_user": "x"}, "aws_user"),
    ):
        with pytest.raises(InvalidRequest, match=what):
            provider_of(options)


@pytest.mark.parametrize(
    ("kind", "library", "extra"),
    [
        ("aws-iam", "botocore", "aws"),
        ("entra", "azure.identity", "azure"),
        ("google-iam", "google.auth", "google"),
    ],
)
def test_a_missing_extra_is_named(kind: str, library: str, extra: str) -> None:
    options = {"credentials": kind}
    if kind == "aws-iam":
        options |= {"aws_user": "a", "aws_cache": "b", "aws_region": "c"}
    program = (
        f"import sys; sys.modules[{library!r}] = None\n"
        "from mcp_code_analysis.redis.credentials import provider_of\n"
        f"provider_of({options!r})"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    last = ended.stderr.strip().splitlines()[-1]
    assert StoreMisconfigured.__name__ in last
    assert last.endswith(f"Run pip install 'mcp-code-analysis[{extra}]'.")
