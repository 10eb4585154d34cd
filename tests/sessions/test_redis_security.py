"""Redis servers that encrypt and ask for certificates, and users that are limited to one tenant."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import exceptions

from mcp_code_analysis.errors import CorruptRecord, StoreAuthentication, StoreError, StoreMisconfigured
from mcp_code_analysis.sessions import open_store
from mcp_code_analysis.sessions.merging import merge_session
from tests.sessions import redis_server
from tests.sessions.certificates import DAY, Authority, encrypted, encrypted_cluster, encrypted_sentinel
from tests.sessions.redis_server import RedisServer
from tests.sessions.waiting import wait_until

pytestmark = pytest.mark.anyio

DOCUMENT = Path(__file__).parents[2] / "docs" / "configuration.md"


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "authority")


@pytest.fixture
def url(tmp_path: Path, authority: Authority) -> Iterator[str]:
    """The URL of a server that shows a good certificate and speaks the older of the two versions."""
    certificate = authority.issue("server", address="127.0.0.1")
    with encrypted(tmp_path / "redis", certificate, authority, "--tls-protocols", "TLSv1.2") as found:
        yield found


def shown(files: tuple[Path, Path], password: str = "") -> str:
    """Return the options of a client that shows this certificate."""
    return f"&ssl_certfile={files[0]}&ssl_keyfile={files[1]}" + (
        f"&ssl_password={password}" if password else ""
    )


@pytest.mark.requirement("SEC-2")
async def test_a_client_with_a_certificate_is_let_in(url: str, authority: Authority) -> None:
    for client in (
        shown(authority.issue("plain")),
        shown(authority.issue("locked", password="secret"), "secret"),
    ):
        async with open_store(url + client) as store:
            await store.set_session("acme.a", {"n": 1})
            assert (await store.health()).available


@pytest.mark.requirement("SEC-2")
async def test_a_client_without_a_good_certificate_is_told_what_to_do(
    url: str, authority: Authority, tmp_path: Path
) -> None:
    locked = authority.issue("locked", password="secret")
    stranger = Authority(tmp_path, "unknown").issue("stranger")
    missing = tmp_path / "missing.pem"
    for client in (
        "",
        shown(stranger),
        shown(locked, "wrong"),
        shown((locked[0], stranger[1])),
        shown((missing, locked[1]), "secret"),
        shown((tmp_path, locked[1]), "secret"),
    ):
        async with open_store(url + client) as store:
            with pytest.raises(StoreMisconfigured, match="ssl_certfile") as refused:
                await store.set_session("acme.a", {"n": 1})
            health = await store.health()
            assert (health.available, health.detail.split(":")[0]) == (False, "MISCONFIGURED")
            for told in (str(refused.value), repr(health)):
                assert "wrong" not in told.replace("password is wrong", "")
                assert "secret" not in told


@pytest.mark.requirement("SEC-2")
async def test_a_server_that_speaks_an_older_version_than_asked_for_is_refused(
    url: str, authority: Authority
) -> None:
    client = shown(authority.issue("client"))
    async with open_store(f"{url}{client}&ssl_min_version=TLSv1.3") as store:
        with pytest.raises(StoreMisconfigured, match="ssl_min_version"):
            await store.set_session("acme.a", {})
    async with open_store(f"{url}{client}&ssl_min_version=TLSv1.2") as store:
        await store.set_session("acme.a", {})


@pytest.mark.requirement("SEC-2")
async def test_a_server_is_refused_that_shows_a_certificate_of_another_host_or_time(
    tmp_path: Path, authority: Authority
) -> None:
    client = shown(authority.issue("client"))
    places = {"other host": ("127.0.0.2", DAY), "no host": ("", DAY), "expired": ("127.0.0.1", -DAY)}
    for name, (address, ends) in places.items():
        certificate = authority.issue(name, address=address, ends=ends)
        with encrypted(tmp_path / name.replace(" ", "-"), certificate, authority) as url:
            async with open_store(url + client) as store:
                with pytest.raises(StoreMisconfigured, match="cannot be trusted"):
                    await store.set_session("acme.a", {})


@pytest.mark.requirement("SEC-2")
async def test_an_authority_that_is_not_there_or_another_is_not_trusted(url: str, tmp_path: Path) -> None:
    other = Authority(tmp_path, "other").file
    place = url.partition("?")[0]
    for file, what in ((other, "cannot be trusted"), (tmp_path / "missing.pem", "cannot be read")):
        async with open_store(f"{place}?ssl_ca_certs={file}") as store:
            with pytest.raises(StoreMisconfigured, match=what):
                await store.set_session("acme.a", {})


@pytest.mark.requirement("SEC-2")
async def test_in_the_newer_version_a_client_without_a_certificate_is_let_in_neither(
    tmp_path: Path, authority: Authority
) -> None:
    certificate = authority.issue("server", address="127.0.0.1")
    with encrypted(tmp_path / "redis", certificate, authority, "--tls-protocols", "TLSv1.3") as url:
        async with open_store(url + shown(authority.issue("client"))) as store:
            await store.set_session("acme.a", {})
        async with open_store(url) as store:
            # The server refuses after the handshake, so the refusal may come as a connection that is cut.
            with pytest.raises(StoreError):
                await store.set_session("acme.a", {"stolen": True})


@pytest.mark.requirement("SEC-2")
@pytest.mark.parametrize("servers", [encrypted_sentinel, encrypted_cluster])
async def test_sentinels_and_the_nodes_of_a_cluster_are_shown_the_certificate_as_well(
    servers: Callable[[Path, tuple[Path, Path], Authority], contextlib.AbstractContextManager[str]],
    tmp_path: Path,
    authority: Authority,
) -> None:
    certificate = authority.issue("server", address="127.0.0.1")
    with servers(tmp_path / "servers", certificate, authority) as url:
        async with open_store(url + shown(authority.issue("client"))) as store:
            for number in range(8):
                session_id = f"acme.{number}"
                await store.set_session(session_id, {"n": number})
                token = await store.acquire_lock(session_id)
                assert token is not None
                assert await store.release_lock(session_id, token)
        async with open_store(url) as store:
            with pytest.raises(StoreError):
                await store.set_session("acme.0", {"stolen": True})


@pytest.fixture
def limited(tmp_path: Path) -> Iterator[RedisServer]:
    """A server with the user that the document describes, and a session of another tenant."""
    lines = re.findall(r"^ACL (SETUSER acme .+)$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) == 2
    with redis_server.running(tmp_path) as server:
        with server.client() as client:
            for line in lines:
                client.execute_command("ACL", *line.split())
        yield server


def as_acme(server: RedisServer) -> str:
    return server.url.replace("//", "//acme:password@")


@pytest.mark.requirement("SEC-3", "S13")
async def test_the_documented_user_of_one_tenant_can_do_everything_there(limited: RedisServer) -> None:
    async with open_store(as_acme(limited)) as store, open_store(as_acme(limited)) as other:
        await store.create_session_if_not_exists("acme.a", {"n": 1}, ttl=100)
        await store.set_session("acme.a", {"n": 2, "m": 2}, ttl=200)
        await merge_session(store, "acme.a", {"n": {"a": 1}})
        await store.update_session("acme.a", {}, remove=("m",))
        assert await store.extend_session_ttl("acme.a", 9000)
        assert await store.get_session_ttl("acme.a")
        token = await store.acquire_lock("acme.a")
        assert token
        with limited.client() as client:
            waiting = asyncio.ensure_future(other.acquire_lock("acme.a", 30))
            await wait_until(lambda: client.llen("mcp:lockq:{acme.a}") == 1)
            heard = "mcp:ev:{acme.a}"
            await wait_until(lambda: heard.encode() in client.execute_command("PUBSUB", "SHARDCHANNELS"))
        assert await store.renew_lock("acme.a", token)
        assert await store.release_lock("acme.a", token)
        assert await waiting
        session = await store.get_session("acme.a")
        assert session
        assert session.state == {"n": {"a": 1}}
        assert (await store.get_sessions("acme")).ids == ("acme.a",)
        with limited.client() as client:
            client.hset("mcp:session:{acme.a}", "s:n", b"damaged")
        with pytest.raises(CorruptRecord):
            await store.get_session("acme.a")
        assert (await store.set_session("acme.a", {})).version == 1
        assert await store.clear_session("acme.a")
        assert (await store.health()).available


@pytest.mark.requirement("SEC-3", "S13")
async def test_the_documented_user_of_one_tenant_reaches_no_other(limited: RedisServer) -> None:
    async with open_store(limited.url) as everyone, open_store(as_acme(limited)) as acme:
        await everyone.set_session("umbrella.a", {"n": 1})
        await acme.set_session("acme.a", {"n": 1})
        before = await everyone.get_session("umbrella.a")
        for call in (
            acme.get_session("umbrella.a"),
            acme.get_session_ttl("umbrella.a"),
            acme.set_session("umbrella.a", {}),
            acme.update_session("umbrella.a", {"n": 2}),
            acme.create_session_if_not_exists("umbrella.b", {}),
            acme.clear_session("umbrella.a"),
            acme.extend_session_ttl("umbrella.a", 1),
            acme.acquire_lock("umbrella.a"),
            acme.get_sessions("umbrella"),
            acme.get_tenants(),
            merge_session(acme, "umbrella.a", {"n": {"a": 1}}),
        ):
            with pytest.raises(StoreAuthentication):
                await call
        assert await everyone.get_session("umbrella.a") == before
        assert (await everyone.get_tenants()).tenants == ("umbrella",)


FOREIGN = "mcp:session:{umbrella.a}"
OWN = "mcp:session:{acme.a}"
COMMANDS = (
    ("HGETALL", FOREIGN),
    ("DEL", FOREIGN),
    ("RENAME", FOREIGN, OWN),
    ("RENAME", OWN, FOREIGN),
    ("SET", "mcp:tenants", "x"),
    ("ZRANGE", "mcp:tenants", 0, -1),
    ("ZRANGE", "mcp:idx:{umbrella.00}", 0, -1),
    ("KEYS", "*"),
    ("SCAN", 0),
    ("RANDOMKEY",),
    ("DBSIZE",),
    ("FLUSHALL",),
    ("SWAPDB", 0, 1),
    ("MOVE", OWN, 1),
    ("COPY", OWN, FOREIGN),
    ("SORT", OWN, "BY", "mcp:session:*"),
    ("DUMP", FOREIGN),
    ("MONITOR",),
    ("CLIENT", "LIST"),
    ("CLIENT", "KILL", "TYPE", "normal"),
    ("CONFIG", "GET", "*"),
    ("ACL", "LIST"),
    ("FUNCTION", "LIST"),
    ("SCRIPT", "FLUSH"),
    ("PUBSUB", "CHANNELS"),
    ("PUBSUB", "SHARDCHANNELS"),
    ("SPUBLISH", "mcp:ev:{umbrella.a}", "token"),
    ("PUBLISH", "mcp:ev:{umbrella.a}", "token"),
    ("SUBSCRIBE", "mcp:ev:{umbrella.a}"),
    ("SSUBSCRIBE", "mcp:ev:{umbrella.a}"),
    ("PSUBSCRIBE", "*"),
)
"""What the user may send to the server itself, past the store."""


@pytest.mark.requirement("SEC-3", "S13")
async def test_no_command_takes_the_user_to_another_tenant(limited: RedisServer) -> None:
    async with open_store(limited.url) as everyone:
        for tenant in ("umbrella", "acme"):
            await everyone.set_session(f"{tenant}.a", {"n": 1})
        before = await everyone.get_session("umbrella.a")
        with limited.client(username="acme", password="password") as client:
            for command in COMMANDS:
                with pytest.raises(exceptions.NoPermissionError):
                    client.execute_command(*command)
            for keys in ((), (OWN,), (FOREIGN,), (OWN, FOREIGN)):
                for command in COMMANDS:
                    parts = ", ".join(f"'{part}'" for part in command)
                    for call in ("call", "pcall"):
                        script = f"local r = redis.{call}({parts}) return r"
                        with pytest.raises(exceptions.ResponseError):
                            client.eval(script, len(keys), *keys)
        assert await everyone.get_session("umbrella.a") == before
        assert (await everyone.get_sessions("umbrella")).ids == ("umbrella.a",)
