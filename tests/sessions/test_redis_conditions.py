"""Redis servers that are full, cannot write, ask for a password or speak TLS: each has its own error."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mcp_code_analysis.errors import (
    StoreAuthentication,
    StoreError,
    StoreFull,
    StoreMisconfigured,
    StoreReadOnly,
    StoreUnavailable,
)
from mcp_code_analysis.sessions import open_store
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.store import Promise
from tests.sessions import redis_server
from tests.sessions.redis_server import RedisServer, free_port
from tests.sessions.waiting import wait_for

pytestmark = pytest.mark.anyio


@pytest.fixture
def own(tmp_path: Path) -> Iterator[RedisServer]:
    """A server that the test may put into any condition."""
    with redis_server.running(tmp_path) as server:
        yield server


@pytest.mark.requirement("SEC-1")
async def test_a_server_with_a_password_is_used_with_it_and_refused_without(tmp_path: Path) -> None:
    with redis_server.running(tmp_path, "--requirepass", "right") as server:
        place = server.url.removeprefix("redis://")
        async with open_store(f"redis://:right@{place}") as store:
            await store.set_session("acme.a", {"n": 1})
            assert (await store.get_sessions("acme")).ids == ("acme.a",)
        for credentials in ("", ":wrong@", "nobody:right@"):
            async with open_store(f"redis://{credentials}{place}") as store:
                with pytest.raises(StoreAuthentication) as refused:
                    await store.get_session("acme.a")
                assert not refused.value.retryable
                assert "wrong" not in str(refused.value)
                health = await store.health()
                assert (health.available, health.detail.split(":")[0]) == (False, "AUTH")
                assert "wrong" not in repr(health)


@pytest.mark.requirement("S13")
async def test_a_user_of_one_tenant_is_refused_the_keys_of_another(own: RedisServer) -> None:
    with own.client() as client:
        kinds = ("session", "lock", "lockq", "lockhb", "fence", "quarantine", "idx", "ids")
        keys = [f"~mcp:{kind}:{{acme.*" for kind in kinds]
        client.execute_command("ACL", "SETUSER", "acme", "on", ">word", "+@all", "&mcp:ev:{acme.*", *keys)
    async with (
        open_store(own.url.replace("//", "//acme:word@")) as acme,
        open_store(own.url) as everyone,
    ):
        await everyone.set_session("umbrella.a", {"n": 1})
        await acme.set_session("acme.a", {"n": 1})
        assert (await acme.get_sessions("acme")).ids == ("acme.a",)
        for call in (
            acme.get_session("umbrella.a"),
            acme.set_session("umbrella.a", {}),
            acme.clear_session("umbrella.a"),
            acme.get_sessions("umbrella"),
            acme.get_tenants(),
            acme.acquire_lock("umbrella.a"),
        ):
            with pytest.raises(StoreAuthentication):
                await call
        session = await everyone.get_session("umbrella.a")
        assert session is not None
        assert session.state == {"n": 1}


async def test_a_full_server_refuses_writes_whole_and_still_lets_go(own: RedisServer) -> None:
    async with open_store(own.url) as store:
        await store.set_session("acme.a", {"n": 1})
        token = await store.acquire_lock("acme.a")
        assert token is not None
        with own.client() as client:
            client.config_set("maxmemory", "1")
        with pytest.raises(StoreFull) as refused:
            await store.update_session("acme.a", {"n": 2})
        assert refused.value.retryable
        with pytest.raises(StoreFull):
            await store.acquire_lock("acme.b")
        session = await store.get_session("acme.a")
        assert session is not None
        assert (session.state, session.version) == ({"n": 1}, 1)
        assert await store.renew_lock("acme.a", token)
        assert await store.release_lock("acme.a", token)
        assert await store.clear_session("acme.a")


async def test_a_replica_and_a_server_that_cannot_log_take_no_writes(own: RedisServer) -> None:
    async with open_store(own.url) as store:
        await store.set_session("acme.a", {"n": 1})
        with own.client() as client:
            client.replicaof("127.0.0.1", str(free_port()))
            with pytest.raises(StoreReadOnly):
                await store.update_session("acme.a", {"n": 2})
            assert await store.get_session("acme.a") is not None
            client.replicaof("NO", "ONE")
            client.config_set("min-replicas-to-write", "1")
            with pytest.raises(StoreReadOnly):
                await store.update_session("acme.a", {"n": 2})
            client.config_set("min-replicas-to-write", "0")
        answer = await store.update_session("acme.a", {"n": 3})
        assert answer is not None
        assert answer.version == 2


async def test_a_server_without_scripts_or_of_another_kind_is_said_to_be_misconfigured(
    tmp_path: Path,
) -> None:
    conditions = {
        "scripts": ("--rename-command", "EVALSHA", ""),
        "cluster": ("--cluster-enabled", "yes", "--cluster-port", str(free_port())),
    }
    for name, options in conditions.items():
        folder = tmp_path / name
        folder.mkdir()
        with redis_server.running(folder, *options) as server:
            async with open_store(server.url) as store:
                with pytest.raises(StoreMisconfigured):
                    await store.set_session("acme.a", {})


async def test_a_database_that_the_server_does_not_have_is_said_to_be_misconfigured(
    redis: RedisServer,
) -> None:
    async with open_store(redis.url.replace("/0", "/9999")) as store:
        with pytest.raises(StoreMisconfigured):
            await store.get_session("acme.a")


async def test_health_tells_what_the_server_can_promise(own: RedisServer) -> None:
    async with open_store(own.url) as store:
        promises = (await store.health()).promises
        assert promises["survives_restart"].is_kept
        assert promises["never_evicts"].is_kept
        assert promises["survives_node_loss"] == Promise(is_kept=False, reason="it has no replica")
        with own.client() as client:
            client.config_set("appendonly", "no")
            client.config_set("maxmemory", "1gb")
            client.config_set("maxmemory-policy", "allkeys-lru")
        health = await store.health()
        assert not health.available
        assert not health.promises["survives_restart"].is_kept
        assert not health.promises["never_evicts"].is_kept


@pytest.mark.requirement("F8", "KEY-7")
@pytest.mark.parametrize("policy", ["allkeys-lru", "volatile-lru", "allkeys-lfu", "volatile-ttl"])
async def test_a_server_that_evicts_keeps_no_sessions_unless_it_is_told_to(
    own: RedisServer, policy: str
) -> None:
    with own.client() as client:
        client.config_set("maxmemory", "1gb")
        client.config_set("maxmemory-policy", policy)
        async with open_store(own.url) as store:
            for call in (store.set_session("acme.a", {}), store.acquire_lock("acme.a")):
                with pytest.raises(StoreMisconfigured, match=f"{policy}.*noeviction"):
                    await call
            assert client.dbsize() == 0
            client.config_set("maxmemory-policy", "noeviction")
            await store.set_session("acme.a", {"n": 1})
        client.config_set("maxmemory-policy", policy)
    async with open_store(f"{own.url}?evicting=allow") as store:
        await store.set_session("acme.a", {"n": 2})


async def test_a_replica_is_refused_as_a_store(own: RedisServer, redis: RedisServer) -> None:
    with own.client() as client:
        client.replicaof("127.0.0.1", redis.port)
    async with open_store(own.url) as store:
        with pytest.raises(StoreReadOnly, match="replica"):
            await store.set_session("acme.a", {})
        assert not (await store.health()).available


@pytest.mark.requirement("CONN-3", "SES-2")
async def test_a_store_goes_on_by_itself_once_the_server_is_back(own: RedisServer) -> None:
    async with open_store(own.url) as store:
        await store.set_session("acme.a", {"n": 1})
        own.kill()
        with pytest.raises(StoreError) as refused:
            await store.get_session("acme.a")
        assert refused.value.code == "UNAVAILABLE"
        own.start()

        async def is_back() -> bool:
            with contextlib.suppress(StoreUnavailable):
                session = await store.get_session("acme.a")
                assert session is not None
                return session.state == {"n": 1}
            return False

        await wait_for(is_back)


@pytest.mark.requirement("SEC-2")
async def test_a_server_with_a_certificate_is_used_only_where_its_authority_is_known(tmp_path: Path) -> None:
    make_certificate(tmp_path)
    port = free_port()
    options = [
        *("--tls-port", str(port), "--tls-auth-clients", "optional"),
        *("--tls-cert-file", str(tmp_path / "server.pem"), "--tls-key-file", str(tmp_path / "server.key")),
        *("--tls-ca-cert-file", str(tmp_path / "server.pem")),
    ]
    with redis_server.running(tmp_path, *options) as server:
        async with open_store(f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={tmp_path}/server.pem") as store:
            await store.set_session("acme.a", {"n": 1})
            assert (await store.health()).available
        async with RedisStore(f"rediss://127.0.0.1:{port}/0") as unknown:
            with pytest.raises(StoreMisconfigured, match="certificate"):
                await unknown.get_session("acme.a")
        async with RedisStore(f"rediss://127.0.0.1:{server.port}/0") as plain:
            with pytest.raises(StoreError):
                await plain.get_session("acme.a")


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test's own server")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "server.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
