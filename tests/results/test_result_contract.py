"""What every store of results does, whatever it is kept in."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import pytest

from mcp_code_analysis.errors import CorruptRecord, InvalidRequest, LimitExceeded, NotFound
from mcp_code_analysis.results.base import ResultBase
from mcp_code_analysis.results.store import CHUNK_BYTES, PAGE_BYTES_MAX
from tests.results.conftest import MIB, Place, RedisPlace

pytestmark = pytest.mark.anyio

SIZES = [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES + 17]


def body_of(size: int) -> bytes:
    return random.Random(size).randbytes(size)


async def whole(store: ResultBase, handle: str, page: int) -> bytes:
    parts: list[bytes] = []
    size = (await store.info(handle, tenant="t")).size_bytes
    while sum(map(len, parts)) < size:
        parts.append(await store.page(handle, sum(map(len, parts)), page, tenant="t"))
        assert parts[-1]
    return b"".join(parts)


@pytest.mark.requirement("KEY-3", "LAY-4")
@pytest.mark.parametrize("size", SIZES)
async def test_a_result_is_read_in_pages_by_another_instance(
    store: ResultBase, other: ResultBase, size: int
) -> None:
    handle = await store.put("map", body_of(size), tenant="t")
    info = await other.info(handle, tenant="t")
    assert (info.handle, info.kind, info.size_bytes) == (handle, "map", size)
    for page in (PAGE_BYTES_MAX, 100_000):
        assert await whole(other, handle, page) == body_of(size)
    assert await other.page(handle, size, 10, tenant="t") == b""
    assert await other.page(handle, max(size - 3, 0), 10, tenant="t") == body_of(size)[-3:]


async def test_parts_of_any_size_make_the_same_result(store: ResultBase) -> None:
    body = body_of(2 * CHUNK_BYTES + 5)

    async def parts() -> AsyncIterator[bytes]:
        chance, start = random.Random(7), 0
        while start < len(body):
            end = start + chance.choice([0, 1, 1000, CHUNK_BYTES, 300_000])
            yield body[start:end]
            start = end

    handle = await store.put("map", parts(), tenant="t")
    assert await whole(store, handle, PAGE_BYTES_MAX) == body


async def test_handles_are_long_and_never_the_same(store: ResultBase) -> None:
    handles = {await store.put("map", b"same", tenant="t") for _ in range(50)}
    assert len(handles) == 50
    assert {len(handle) for handle in handles} == {24}


async def test_a_handle_of_nothing_of_another_tenant_and_of_a_result_that_ended_look_alike(
    store: ResultBase, place: Place
) -> None:
    handle = await store.put("map", b"secret", tenant="t")
    ended = await store.put("short", b"secret", tenant="t")
    place.age(61)
    said = set()
    for asked, tenant in (
        (handle, "other"),
        (ended, "t"),
        ("A" * 24, "t"),
        ("", "t"),
        ("{" + "A" * 23, "t"),
        ("A" * 1000, "t"),
    ):
        for call in (
            store.info(asked, tenant=tenant),
            store.page(asked, 0, 10, tenant=tenant),
            store.delete(asked, tenant=tenant),
        ):
            with pytest.raises(NotFound) as raised:
                await call
            said.add((raised.value.code, str(raised.value)))
    assert len(said) == 1
    assert await store.page(handle, 0, 10, tenant="t") == b"secret"


@pytest.mark.requirement("KEY-5")
async def test_a_lifetime_goes_by_the_kind(store: ResultBase, place: Place) -> None:
    short = await store.put("short", b"1", tenant="t")
    long = await store.put("map", b"2", tenant="t")
    lives = []
    for handle in (short, long):
        info = await store.info(handle, tenant="t")
        lives.append(round(info.expires - info.created))
    assert lives == [60, 24 * 3600]
    place.age(61)
    with pytest.raises(NotFound):
        await store.info(short, tenant="t")
    assert await store.page(long, 0, 1, tenant="t") == b"2"


async def test_deleting_removes_every_part(store: ResultBase, other: ResultBase, place: Place) -> None:
    handle = await store.put("map", body_of(3 * CHUNK_BYTES), tenant="t")
    assert place.entries() == 4
    await other.delete(handle, tenant="t")
    assert place.entries() == 0
    with pytest.raises(NotFound):
        await store.info(handle, tenant="t")


async def test_a_tenant_keeps_so_much_and_no_more_and_others_are_not_concerned(
    store: ResultBase, place: Place
) -> None:
    first = await store.put("map", bytes(3 * MIB), tenant="t")
    before = place.entries()
    with pytest.raises(LimitExceeded):
        await store.put("map", bytes(2 * MIB), tenant="t")
    assert place.entries() == before
    await store.put("map", bytes(2 * MIB), tenant="other")
    await store.put("map", bytes(MIB), tenant="t")
    await store.delete(first, tenant="t")
    await store.put("short", bytes(3 * MIB), tenant="t")
    with pytest.raises(LimitExceeded):
        await store.put("map", bytes(2 * MIB), tenant="t")
    place.age(60 + 61)
    await store.put("map", bytes(2 * MIB), tenant="t")


async def test_a_result_that_broke_off_is_never_seen_and_leaves_nothing(
    store: ResultBase, place: Place
) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield bytes(2 * CHUNK_BYTES)
        raise RuntimeError("the source failed")

    with pytest.raises(RuntimeError, match="the source failed"):
        await store.put("map", parts(), tenant="t")
    assert place.entries() == 0
    await store.put("map", bytes(4 * MIB), tenant="t")


async def test_a_writer_that_is_cancelled_leaves_nothing_that_can_be_seen(
    store: ResultBase, place: Place
) -> None:
    begun = asyncio.Event()

    async def parts() -> AsyncIterator[bytes]:
        yield bytes(2 * CHUNK_BYTES)
        begun.set()
        await asyncio.Event().wait()

    work = asyncio.ensure_future(store.put("map", parts(), tenant="t"))
    await begun.wait()
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work
    assert place.entries() == 0


@pytest.mark.requirement("S14")
@pytest.mark.parametrize("spoil", ["gone", "flipped", "cut", "another", "empty"])
async def test_a_damaged_chunk_is_reported_and_never_read(
    store: ResultBase, place: Place, spoil: str
) -> None:
    body = body_of(2 * CHUNK_BYTES)
    handle = await store.put("map", body, tenant="t")
    whole_chunk = place.chunk(handle, 1)
    spoilt = {
        "gone": None,
        "flipped": whole_chunk[:1000] + bytes([whole_chunk[1000] ^ 1]) + whole_chunk[1001:],
        "cut": whole_chunk[:-1],
        "another": place.chunk(handle, 0),
        "empty": b"",
    }
    place.replace_chunk(handle, 1, spoilt[spoil])
    assert await store.page(handle, 0, CHUNK_BYTES, tenant="t") == body[:CHUNK_BYTES]
    with pytest.raises(CorruptRecord):
        await store.page(handle, CHUNK_BYTES - 1, 2, tenant="t")
    with pytest.raises(NotFound):
        await store.page(handle, 0, 1, tenant="t")
    assert place.entries() == 0


@pytest.mark.requirement("S14")
async def test_a_damaged_manifest_is_reported(store: ResultBase, place: Place) -> None:
    handle = await store.put("map", b"1", tenant="t")
    place.replace_manifest(handle, b"no envelope")
    with pytest.raises(CorruptRecord):
        await store.info(handle, tenant="t")
    with pytest.raises(NotFound):
        await store.info(handle, tenant="t")


@pytest.mark.parametrize(("offset", "size"), [(-1, 1), (0, 0), (0, -1), (0, PAGE_BYTES_MAX + 1)])
async def test_a_page_that_is_none_is_refused(store: ResultBase, offset: int, size: int) -> None:
    handle = await store.put("map", b"1", tenant="t")
    with pytest.raises(InvalidRequest, match="no page"):
        await store.page(handle, offset, size, tenant="t")


@pytest.mark.parametrize(
    ("kind", "tenant"),
    [("", "t"), ("Map", "t"), ("m" * 33, "t"), ("map", ""), ("map", "{t}"), ("map", "a.b")],
)
async def test_a_kind_or_tenant_that_is_none_is_refused(
    store: ResultBase, place: Place, kind: str, tenant: str
) -> None:
    with pytest.raises(InvalidRequest):
        await store.put(kind, b"1", tenant=tenant)
    assert place.entries() == 0


@pytest.mark.requirement("KEY-3")
async def test_on_redis_a_result_stands_in_one_slot_and_every_key_has_a_lifetime(
    redis_place: RedisPlace,
) -> None:
    store = redis_place.store()
    handle = await store.put("short", body_of(CHUNK_BYTES + 1), tenant="t")
    name = f"mcp:result:{{{handle}}}"
    kept = ["mcp:results:{t}", "mcp:resultsize:{t}", name, f"{name}:c0000", f"{name}:c0001"]
    assert redis_place.names() == sorted(kept)
    assert {redis_place.client.ttl(key) for key in redis_place.names()} <= set(range(1, 122))
    await store.close()
