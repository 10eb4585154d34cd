"""Sessions that the earlier server left in a Redis: read, and carried over once."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import shutil
from collections.abc import AsyncIterator

import anyio
import pytest
import redis as redis_py

from mcp_code_analysis._native import Sealer
from mcp_code_analysis.errors import CorruptRecord, InvalidRequest, LimitExceeded, VersionConflict
from mcp_code_analysis.results import open_results
from mcp_code_analysis.sessions import check_store_url, open_store
from mcp_code_analysis.sessions.records import SECTION_BYTES_MAX
from mcp_code_analysis.sessions.redis import RedisStore
from mcp_code_analysis.sessions.redis_plain import WHOLE
from mcp_code_analysis.sessions.store import TTL_DEFAULT_SECONDS, Write
from tests.sessions.backings import RedisBacking

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("MIG-6")]

ID = "local.a1b2"
STATE: dict[str, object] = {
    "createdAt": "2025-03-01T10:00:00.000Z",
    "context": {"toolId": "complexity", "parameters": {"depth": 3, "ratio": 0.5}, "résumé": "naïve ✓"},
    "value": {"active": "waiting"},
    "history": [1, None, True],
}
TEXT = json.dumps(STATE, ensure_ascii=False).encode()
PLAIN_KEYS = ("mcp:session:local.a1b2", "mcp:session:a1b2")


@pytest.fixture(params=["redis", "sentinel"])
def behind(request: pytest.FixtureRequest) -> RedisBacking:
    found: RedisBacking = request.getfixturevalue(f"{request.param}_backing")
    return found


@pytest.fixture
def client(behind: RedisBacking) -> redis_py.Redis:
    assert isinstance(behind.client, redis_py.Redis)
    return behind.client


@pytest.fixture
def url(behind: RedisBacking) -> str:
    return f"{behind.url}?key_style=plain"


@pytest.fixture
async def store(url: str) -> AsyncIterator[RedisStore]:
    async with RedisStore(url) as store:
        yield store


@pytest.mark.parametrize("key", PLAIN_KEYS)
async def test_a_session_of_the_earlier_server_is_read_and_is_ours_from_then_on(
    store: RedisStore, client: redis_py.Redis, key: str
) -> None:
    client.set(key, TEXT, px=100_000)
    session = await store.get_session(ID)
    assert session is not None
    assert (session.state, session.version) == (STATE, 1)
    assert 90 < (await store.get_session_ttl(ID) or 0) <= 100, "its life is neither longer nor shorter"
    assert client.exists(*PLAIN_KEYS) == 0
    assert client.type(f"mcp:session:{{{ID}}}") == b"hash"
    assert (await store.get_sessions("local")).ids == (ID,)
    assert (await store.get_tenants()).tenants == ("local",)
    written = await store.update_session(ID, {"value": "done"}, write=Write(expected_version=1))
    assert written is not None
    read = await store.get_session(ID)
    assert read is not None
    assert (read.state, read.version) == ({**STATE, "value": "done"}, 2)
    assert (await store.get_session_ttl(ID) or 0) > TTL_DEFAULT_SECONDS - 60, "use extends it"


async def test_every_way_of_using_a_session_finds_the_earlier_one(
    store: RedisStore, client: redis_py.Redis
) -> None:
    def put(name: str) -> str:
        client.set(f"mcp:session:{name}", TEXT, px=100_000)
        return f"local.{name}"

    assert await store.get_session_ttl(put("ttl")) is not None
    assert await store.extend_session_ttl(put("touch"), 500)
    assert 400 < (await store.get_session_ttl("local.touch") or 0) <= 500
    updated = await store.update_session(put("update"), {"n": 1})
    assert updated is not None
    assert updated.version == 2
    created = await store.create_session_if_not_exists(put("create"), {"n": 1})
    assert (created.state, created.version) == (STATE, 1)
    replaced = await store.set_session(put("set"), {"n": 1})
    assert replaced.version == 2
    with pytest.raises(VersionConflict):
        await store.set_session(put("new"), {"n": 1}, write=Write(expected_version=0))
    assert (
        client.exists(*(f"mcp:session:{name}" for name in ("ttl", "touch", "update", "create", "set"))) == 0
    )


async def test_a_session_that_is_removed_is_removed_in_both_forms(
    store: RedisStore, client: redis_py.Redis
) -> None:
    for key in PLAIN_KEYS:
        client.set(key, TEXT)
    assert await store.clear_session(ID)
    assert client.exists(*PLAIN_KEYS) == 0
    assert await store.get_session(ID) is None
    assert not await store.clear_session(ID)
    client.set(PLAIN_KEYS[0], TEXT)
    assert (await store.erase_session(ID)).removed == {"sessions": 1}


async def test_a_session_without_an_end_gets_one(store: RedisStore, client: redis_py.Redis) -> None:
    client.set(PLAIN_KEYS[0], TEXT)
    assert await store.get_session(ID) is not None
    assert TTL_DEFAULT_SECONDS - 60 < (await store.get_session_ttl(ID) or 0) <= TTL_DEFAULT_SECONDS


@pytest.mark.requirement("S13")
async def test_a_session_without_a_tenant_belongs_to_one_tenant_only(
    client: redis_py.Redis, url: str
) -> None:
    client.set("mcp:session:a1b2", TEXT)
    async with RedisStore(f"{url}&plain_tenant=acme") as store:
        assert await store.get_session("local.a1b2") is None
        assert await store.get_session("other.a1b2") is None
        assert await store.get_session("acme.a1b2") is not None


@pytest.mark.parametrize(("prefix", "key"), [("", "session:a1b2"), ("old:app", "old:app:session:a1b2")])
async def test_the_earlier_keys_may_have_another_prefix_or_none(
    client: redis_py.Redis, url: str, prefix: str, key: str
) -> None:
    client.set(key, TEXT)
    async with RedisStore(f"{url}&plain_prefix={prefix}") as store:
        assert await store.get_session(ID) is not None
    assert client.exists(key) == 0


@pytest.mark.parametrize("value", [[1, 2], "text", 7, None, {"no section's name": 1}, {"": 1}])
async def test_a_state_that_has_no_sections_is_kept_whole(
    store: RedisStore, client: redis_py.Redis, value: object
) -> None:
    client.set(PLAIN_KEYS[0], json.dumps(value))
    session = await store.get_session(ID)
    assert session is not None
    assert session.state == {WHOLE: value}


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", b'{"a": 1, "a": 2}', b"[" * 100_000])
@pytest.mark.requirement("S14")
async def test_what_is_no_json_is_said_and_left_as_it_is(
    store: RedisStore, client: redis_py.Redis, text: bytes
) -> None:
    client.set(PLAIN_KEYS[0], text)
    for call in (store.get_session(ID), store.update_session(ID, {"n": 1}), store.set_session(ID, {"n": 1})):
        with pytest.raises(CorruptRecord, match="left as it is"):
            await call
    assert client.get(PLAIN_KEYS[0]) == text
    assert await store.clear_session(ID)
    assert (await store.set_session(ID, {"n": 1})).version == 1


async def test_a_state_that_is_too_large_is_left_as_it_is(store: RedisStore, client: redis_py.Redis) -> None:
    # Base64 is what compresses least of JSON's texts: to the bytes that it stands for.
    text = base64.b64encode(random.Random(1).randbytes(SECTION_BYTES_MAX + (1 << 20))).decode()
    client.set(PLAIN_KEYS[0], json.dumps({"context": text}))
    with pytest.raises(LimitExceeded):
        await store.get_session(ID)
    assert client.exists(PLAIN_KEYS[0]) == 1


async def test_a_key_of_another_kind_is_none_of_ours(store: RedisStore, client: redis_py.Redis) -> None:
    client.hset(PLAIN_KEYS[0], "a", "b")
    assert await store.get_session(ID) is None
    assert client.hgetall(PLAIN_KEYS[0]) == {b"a": b"b"}


async def test_many_who_find_it_at_once_carry_it_over_once(client: redis_py.Redis, url: str) -> None:
    async with RedisStore(url) as store, RedisStore(url) as other:
        for number in range(20):
            session_id = f"local.s{number}"
            client.set(f"mcp:session:s{number}", TEXT)
            stores = [store, other] * 4
            reads = [each.get_session(session_id) for each in stores]
            writes = [
                each.update_session(session_id, {f"by{place}": place}) for place, each in enumerate(stores)
            ]
            read = await asyncio.gather(*reads)
            assert all(session is not None for session in read)
            assert all(await asyncio.gather(*writes))
            session = await store.get_session(session_id)
            assert session is not None
            assert session.version == 1 + len(stores)
            assert session.state == {**STATE, **{f"by{place}": place for place in range(8)}}


async def test_what_is_cleared_meanwhile_does_not_come_back(client: redis_py.Redis, url: str) -> None:
    async with RedisStore(url) as store, RedisStore(url) as other:
        for number in range(30):
            session_id = f"local.s{number}"
            client.set(f"mcp:session:s{number}", TEXT)
            await asyncio.gather(store.get_session(session_id), other.clear_session(session_id))
            await other.clear_session(session_id)
            assert await store.get_session(session_id) is None


async def test_without_the_option_nothing_of_the_earlier_server_is_touched(
    client: redis_py.Redis, behind: RedisBacking
) -> None:
    client.set(PLAIN_KEYS[0], TEXT)
    async with RedisStore(behind.url) as store:
        assert await store.get_session(ID) is None
        assert await store.clear_session(ID) is False
    assert client.get(PLAIN_KEYS[0]) == TEXT


async def test_what_is_carried_over_is_sealed_where_there_are_keys(client: redis_py.Redis, url: str) -> None:
    client.set(PLAIN_KEYS[0], TEXT)
    async with RedisStore(url, keyring=Sealer(keys={1: b"k" * 32}, current=1)) as store:
        session = await store.get_session(ID)
        assert session is not None
        assert session.state == STATE
    assert b"complexity" not in b"".join(fields_of(client).values())


async def test_results_are_found_beside_such_a_store(url: str) -> None:
    async with open_results(f"{url}&plain_prefix=&format=json") as results:
        handle = await results.put("text", b"x", tenant="acme")
        assert await results.page(handle, 0, 10, tenant="acme") == b"x"


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("redis://host/0?key_style=curly", "curly"),
        ("redis://host/0?format=yaml", "yaml"),
        ("redis://host/0?plain_prefix=a", "key_style"),
        ("redis://host/0?key_style=plain&plain_prefix=A{", "prefix"),
        ("redis://host/0?key_style=plain&plain_tenant=a.b", "tenant"),
        ("redis+cluster://host?key_style=plain", "cluster"),
    ],
)
def test_an_option_that_cannot_be_used_is_said_before_anything_is_opened(url: str, word: str) -> None:
    with pytest.raises(InvalidRequest, match=word):
        check_store_url(url)


@pytest.mark.requirement("SER-1")
async def test_with_the_format_json_people_and_node_read_what_is_stored(
    client: redis_py.Redis, behind: RedisBacking
) -> None:
    async with open_store(f"{behind.url}?format=json") as store:
        await store.set_session(ID, STATE)
        assert await store.get_session(ID) is not None
        with pytest.raises(InvalidRequest, match="JSON"):
            await store.update_session(ID, {"body": b"bytes"})
    async with RedisStore(behind.url) as other:  # Whatever form it writes itself.
        session = await other.get_session(ID)
        assert session is not None
        assert session.state == STATE
        await other.update_session(ID, {"more": {"n": 1}})
    raw = fields_of(client)
    for name, value in STATE.items():
        assert text_of(raw[f"s:{name}".encode()]) == value
    if node := shutil.which("node"):
        program = "let t='';process.stdin.on('data',d=>t+=d).on('end',()=>console.log(JSON.parse(t).toolId))"
        done = await anyio.run_process([node, "-e", program], input=json_of(raw[b"s:context"]))
        assert done.stdout == b"complexity\n"


HEADER_BYTES = 18
CHECK_BYTES = 4


def json_of(sealed: bytes) -> bytes:
    """Take the JSON out of an envelope as somebody does who knows its two ends only."""
    return sealed[HEADER_BYTES:-CHECK_BYTES]


def text_of(sealed: bytes) -> object:
    return json.loads(json_of(sealed))


def fields_of(client: redis_py.Redis) -> dict[bytes, bytes]:
    """Give the session as it is stored."""
    fields = client.hgetall(f"mcp:session:{{{ID}}}")
    assert isinstance(fields, dict)
    return {
        name: body for name, body in fields.items() if isinstance(name, bytes) and isinstance(body, bytes)
    }
