"""What is particular to the Redis store: its keys, its commands, and what it says of a server's condition."""

from __future__ import annotations

import asyncio
import ssl

import pytest

from mcp_code_analysis.errors import CorruptRecord, InvalidRequest, LockLost
from mcp_code_analysis.redis import Address
from mcp_code_analysis.redis.address import Login
from mcp_code_analysis.sessions import redis_scripts
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.store import SessionStore, Write
from tests.sessions.backings import RedisBacking
from tests.sessions.redis_server import RedisServer

pytestmark = pytest.mark.anyio


@pytest.fixture
def backing(redis_backing: RedisBacking) -> RedisBacking:
    return redis_backing


async def use_everything(store: SessionStore) -> None:
    await store.set_session("acme.a", {"n": 1}, ttl=100)
    await store.create_session_if_not_exists("acme.b", {"n": 1})
    await store.extend_session_ttl("acme.b", 90_000)
    token = await store.acquire_lock("acme.a")
    assert token is not None
    await store.update_session("acme.a", {"n": 2}, write=Write(lock_token=token))
    await store.renew_lock("acme.a", token)
    await store.acquire_lock("acme.without-a-session")
    await store.get_session("acme.a")
    await store.get_session_ttl("acme.a")
    assert (await store.get_sessions("acme")).ids == ("acme.a", "acme.b")
    await store.set_session("acme.c", {"n": 1})
    await store.clear_session("acme.c")


@pytest.mark.requirement("KEY-1", "KEY-2", "SES-3")
async def test_keys_have_the_documented_names_and_every_one_a_lifetime(
    store: SessionStore, backing: RedisBacking
) -> None:
    await use_everything(store)
    backing.damage("acme.b", "n", b"\x00")
    with pytest.raises(CorruptRecord):
        await store.get_session("acme.b")
    keys = backing.client.keys()
    assert isinstance(keys, list)
    assert {key for key in keys if b"{acme." in key and b":id" not in key} == {
        b"mcp:session:{acme.a}",
        b"mcp:lock:{acme.a}",
        b"mcp:fence:{acme.a}",
        b"mcp:quarantine:{acme.b}",
        b"mcp:lock:{acme.without-a-session}",
        b"mcp:fence:{acme.without-a-session}",
    }
    assert len(keys) > 6
    # A key that has no lifetime answers -1.
    assert [key for key in keys if int(backing.client.pttl(key)) <= 0] == []


@pytest.mark.requirement("SES-8")
async def test_no_command_ever_looks_through_all_keys(store: SessionStore, backing: RedisBacking) -> None:
    backing.client.config_resetstat()
    await use_everything(store)
    statistics = backing.client.info("commandstats")
    assert isinstance(statistics, dict)
    assert "cmdstat_evalsha" in statistics
    # HKEYS names the fields of one session.
    looked = {name for name in statistics if "scan" in name or "keys" in name} - {"cmdstat_hkeys"}
    assert looked == set()


async def test_a_session_in_use_is_one_script_a_write_and_one_command_a_read(
    store: SessionStore, backing: RedisBacking
) -> None:
    await store.set_session("acme.a", {"n": 1})
    backing.client.config_resetstat()
    for number in range(10):
        await store.update_session("acme.a", {"n": number})
        await store.get_session("acme.a")
    statistics = backing.client.info("commandstats")
    assert isinstance(statistics, dict)
    assert statistics["cmdstat_evalsha"]["calls"] == 10
    assert statistics["cmdstat_hgetall"]["calls"] == 10


@pytest.mark.requirement("LOCK-6")
async def test_fencing_numbers_rise_and_stay_above_the_clock(
    store: SessionStore, backing: RedisBacking
) -> None:
    fences = []
    for _ in range(5):
        seconds, microseconds = backing.client.time()
        token = await store.acquire_lock("acme.a")
        assert token is not None
        fence = int(backing.client.get("mcp:fence:{acme.a}"))  # type: ignore[arg-type]
        assert fence >= seconds * 1_000_000 + microseconds
        fences.append(fence)
        assert await store.acquire_lock("acme.a") is None
        await store.release_lock("acme.a", token)
    assert fences == sorted(set(fences))


@pytest.mark.requirement("LOCK-6")
async def test_a_lock_with_an_older_fencing_number_than_the_last_write_writes_nothing(
    store: SessionStore, backing: RedisBacking
) -> None:
    token = await store.acquire_lock("acme.a")
    await store.set_session("acme.a", {"n": 1}, write=Write(lock_token=token))
    backing.client.set("mcp:fence:{acme.a}", 5, keepttl=True)
    with pytest.raises(LockLost):
        await store.update_session("acme.a", {"n": 2}, write=Write(lock_token=token))


@pytest.mark.requirement("S14")
@pytest.mark.parametrize("field", ["v", "m", "ops"])
@pytest.mark.parametrize("harmed", ["", "what is this"])
async def test_a_session_whose_own_fields_are_damaged_is_set_aside(
    store: SessionStore, backing: RedisBacking, field: str, harmed: str
) -> None:
    key = "mcp:session:{acme.a}"
    await store.set_session("acme.a", {"n": 1})
    if harmed and field != "ops":
        backing.client.hset(key, field, harmed)
    else:
        backing.client.hdel(key, field)
    with pytest.raises(CorruptRecord):
        await store.update_session("acme.a", {"n": 2})
    assert backing.set_aside() == ["acme.a"]
    assert await store.get_session("acme.a") is None
    assert (await store.create_session_if_not_exists("acme.a", {"n": 3})).version == 1


@pytest.mark.requirement("S14")
async def test_another_kind_of_value_under_a_sessions_key_is_set_aside(
    store: SessionStore, backing: RedisBacking
) -> None:
    for call in (
        store.get_session("acme.a"),
        store.set_session("acme.a", {}),
        store.extend_session_ttl("acme.a", 5),
    ):
        backing.client.set("mcp:session:{acme.a}", "a string", ex=100)
        with pytest.raises(CorruptRecord):
            await call
        assert backing.set_aside() == ["acme.a"]
        assert await store.get_session("acme.a") is None


async def test_prefixes_keep_deployments_apart(redis: RedisServer, backing: RedisBacking) -> None:
    async with (
        RedisStore(f"{redis.url}?prefix=one") as one,
        RedisStore(f"{backing.url}?prefix=two:x_y-z") as two,
    ):
        await one.set_session("acme.a", {"n": 1})
        assert await two.get_session("acme.a") is None
        assert (await two.get_sessions("acme")).ids == ()
        assert await one.acquire_lock("acme.a") is not None
        assert await two.acquire_lock("acme.a") is not None
    assert backing.client.exists("one:session:{acme.a}") == 1


@pytest.mark.parametrize("prefix", ["", "{a}", "A", ":a", "a" * 33, "a b"])
def test_a_prefix_of_another_form_is_refused(prefix: str) -> None:
    with pytest.raises(InvalidRequest):
        RedisStore(f"redis://localhost/0?prefix={prefix}")


@pytest.mark.parametrize(
    "url",
    [
        "redis://localhost/0?socket_timeout=900",
        "redis://localhost/0?retry_on_timeout=true",
        "rediss://localhost/0?ssl_cert_reqs=none",
        "rediss://localhost/0?ssl_check_hostname=false",
        "redis://localhost/0?ssl_ca_certs=x",
        "redis://localhost:port/0",
        "redis://localhost:99999/0",
        "redis://localhost/database",
        "redis://[::1/0",
        "redis://one,two",
        "redis://one:0",
        "redis://one:70000",
        "redis+sentinel://one",
        "redis+sentinel://one/two/x",
        "redis+sentinel://one/two/0/more",
        "redis+cluster://one/1",
        "redis+cluster://one,,two",
        "rediss+cluster://one?ssl_min_version=TLSv1.0",
    ],
)
def test_a_url_that_cannot_be_kept_is_refused_without_repeating_its_secrets(url: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        RedisStore(url.replace("//", "//user:secret@"))
    assert "secret" not in str(refused.value)


def test_an_address_is_taken_apart_and_shown_without_secrets() -> None:
    address = Address.parse("rediss://a%40b:p%2Fw@[::1]:7000/3?ssl_ca_certs=/ca.pem")
    assert (address.kind, address.places, address.database) == ("single", (("::1", 7000),), 3)
    assert address.login == Login("a@b", "p/w")
    assert address.tls == {"ssl_ca_certs": "/ca.pem", "ssl_min_version": ssl.TLSVersion.TLSv1_2}
    assert address.location == "rediss://[::1]:7000/3"
    assert Address.parse("redis://").location == "redis://localhost:6379/0"


def test_an_address_of_several_servers_is_taken_apart() -> None:
    watched = Address.parse("redis+sentinel://a:b@one,two:7000,[::1]/main/2?sentinel_password=c")
    assert watched.places == (("one", 26379), ("two", 7000), ("::1", 26379))
    assert (watched.kind, watched.service, watched.database) == ("sentinel", "main", 2)
    assert (watched.login, watched.sentinel_login) == (Login("a", "b"), Login(None, "c"))
    assert watched.location == "redis+sentinel://one:26379,two:7000,[::1]:26379/main/2"
    cluster = Address.parse("redis+cluster://one:7000,two,one:7000")
    assert (cluster.kind, cluster.places) == ("cluster", (("one", 7000), ("two", 6379)))
    assert cluster.location == "redis+cluster://one:7000,two:6379"


async def test_scripts_that_the_server_forgot_are_sent_again(
    store: SessionStore, backing: RedisBacking
) -> None:
    await store.set_session("acme.a", {"n": 1})
    backing.client.script_flush()
    answer = await store.update_session("acme.a", {"n": 2}, write=Write(expected_version=1))
    assert answer is not None
    assert answer.version == 2


@pytest.mark.requirement("SES-8")
async def test_a_session_made_again_while_it_is_being_cleared_stays_on_the_list(
    store: RedisStore, other: RedisStore, backing: RedisBacking
) -> None:
    # The steps of a clearing and of a creation that come between one another, in each order that there is.
    await store.set_session("acme.a", {"n": 1})
    before = backing.client.hget("mcp:session:{acme.a}", "m")
    assert isinstance(before, bytes)
    covered_ms = int(before.split()[1])
    backing.client.delete("mcp:session:{acme.a}")
    await other.create_session_if_not_exists("acme.a", {"n": 2})
    expiries, names = store._lists.keys("acme.a")
    assert not await redis_scripts.unregister(
        store._server, expiries=expiries, names=names, session_id="acme.a", until_ms=covered_ms
    )
    assert (await store.get_sessions("acme")).ids == ("acme.a",)


@pytest.mark.requirement("SES-8")
async def test_no_two_entries_of_a_session_on_the_list_are_taken_for_one_another(store: RedisStore) -> None:
    expiries, names = store._lists.keys("acme.a")
    answers = [
        await redis_scripts.register(
            store._server,
            expiries=expiries,
            names=names,
            session_id="acme.a",
            cover_ms=cover_ms,
            least_until_ms=0,
        )
        for cover_ms in (5000, 5000, 4000, 1, 5000, 6000)
    ]
    assert answers == sorted(set(answers))


@pytest.mark.requirement("SES-8")
async def test_a_list_of_mostly_ended_sessions_misses_none_that_lives(
    store: RedisStore, backing: RedisBacking
) -> None:
    ids = [f"acme.s{number:03}" for number in range(600)]
    for start in range(0, len(ids), 20):
        await asyncio.gather(*(store.set_session(session_id, {}) for session_id in ids[start : start + 20]))
    living = ids[::17]
    backing.client.delete(*(f"mcp:session:{{{session_id}}}" for session_id in set(ids) - set(living)))
    listed: list[str] = []
    page = await store.get_sessions("acme", limit=20)
    while page.next_cursor:
        listed += page.ids
        page = await store.get_sessions("acme", cursor=page.next_cursor, limit=20)
    assert [*listed, *page.ids] == living
