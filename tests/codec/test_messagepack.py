from __future__ import annotations

import enum
import itertools
from collections import OrderedDict
from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies

from mcp_code_analysis._native import CodecError, pack, unpack
from tests.codec.values import any_value


def refusal(data: bytes, **limits: int) -> tuple[str, str]:
    with pytest.raises(CodecError) as caught:
        unpack(data, **limits)
    return caught.value.args


def pack_refusal(value: object) -> tuple[str, str]:
    with pytest.raises(CodecError) as caught:
        pack(value)
    return caught.value.args


@pytest.mark.requirement("SER-2")
@given(any_value)
def test_what_is_packed_is_unpacked(value: object) -> None:
    assert unpack(pack(value)) == value


@pytest.mark.requirement("SER-2")
@given(any_value)
def test_another_library_writes_and_reads_the_same(value: object) -> None:
    assert msgspec.msgpack.decode(pack(value)) == value
    assert unpack(msgspec.msgpack.encode(value)) == value


@given(any_value)
def test_every_truncation_is_refused(value: object) -> None:
    data = pack(value)
    for length in range(len(data)):
        assert refusal(data[:length])[0] == "CORRUPT"


@pytest.mark.requirement("SEC-8")
@given(strategies.binary(max_size=500))
def test_any_bytes_give_a_value_that_packs_again_or_an_error(data: bytes) -> None:
    try:
        value = unpack(data)
    except CodecError:
        return
    assert unpack(pack(value)) == value


def test_the_types_that_come_back_are_plain() -> None:
    class Level(enum.IntEnum):
        HIGH = 3

    class Name(enum.StrEnum):
        FIRST = "first"

    given_value = {"level": Level.HIGH, "name": Name.FIRST, "pair": (1, 2), "ordered": OrderedDict(a=1)}
    value: Any = unpack(pack(given_value))
    assert value == {"level": 3, "name": "first", "pair": [1, 2], "ordered": {"a": 1}}
    assert [type(part) for part in value.values()] == [int, str, list, dict]


@pytest.mark.requirement("SEC-8")
@pytest.mark.parametrize(
    ("value", "said"),
    [
        (float("nan"), "not a finite number"),
        (float("-inf"), "not a finite number"),
        (2**64, "an integer beyond 64 bits"),
        (-(2**63) - 1, "an integer beyond 64 bits"),
        ("\ud800", "a lone surrogate"),
        ({"\udfff": 1}, "a lone surrogate"),
        ({1: 2}, "a key that is not a str"),
        ({b"key": 2}, "a key that is not a str"),
        ({1, 2}, "not None, bool"),
        (object(), "not None, bool"),
        (bytearray(b"x"), "not None, bool"),
        (1j, "not None, bool"),
    ],
)
def test_what_cannot_be_carried_is_refused(value: object, said: str) -> None:
    code, message = pack_refusal(value)
    assert code == "INVALID_REQUEST"
    assert said in message


def test_a_refusal_says_where() -> None:
    _, message = pack_refusal({"files": [0, {"score": float("nan")}]})
    assert message.startswith('At value["files"][1]["score"]: ')


@pytest.mark.requirement("SEC-8")
def test_a_value_that_contains_itself_is_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    knot: dict[str, object] = {}
    knot["first"] = knot["second"] = [knot, knot]
    for value in (circle, knot):
        code, message = pack_refusal(value)
        assert code == "INVALID_REQUEST"
        assert "containing itself" in message


@pytest.mark.requirement("SEC-8")
def test_a_value_that_is_small_in_memory_and_huge_in_bytes_is_refused() -> None:
    value: list[object] = ["x" * 1000]
    for _ in range(100):
        value = [value, value]
    assert pack_refusal(value)[0] == "LIMIT_EXCEEDED"


def test_nesting_stops_at_128_on_both_ways() -> None:
    value: list[object] = []
    for _ in range(127):
        value = [value]
    assert unpack(pack(value)) == value
    assert pack_refusal([value])[0] == "INVALID_REQUEST"
    assert refusal(b"\x91" * 128 + b"\xc0", depth_max=127)[0] == "LIMIT_EXCEEDED"
    assert refusal(b"\x91" * 1_000_000, depth_max=10**9)[0] == "LIMIT_EXCEEDED"


@pytest.mark.requirement("SEC-8")
@pytest.mark.parametrize(
    "bomb",
    [
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xdd\x00\xff\xff\xff" * 100,
    ],
)
def test_a_claimed_length_is_never_believed(bomb: bytes) -> None:
    assert refusal(bomb)[0] == "CORRUPT"


def test_too_many_values_or_bytes_are_refused() -> None:
    assert refusal(b"\xdd\x00\x50\x00\x00" + b"\xc0" * 0x500000)[0] == "LIMIT_EXCEEDED"
    assert refusal(pack("x" * 100), size_bytes_max=99)[0] == "LIMIT_EXCEEDED"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "ends too early"),
        (b"\xc1", "does not use"),
        (b"\xd6\xff\x00\x00\x00\x00", "extension"),
        (b"\x81\x01\x02", "key that is not text"),
        (b"\x82\xa1a\x01\xa1a\x02", "comes twice"),
        (b"\xa2\xc3\x28", "not UTF-8"),
        (b"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00", "not a finite number"),
        (b"\xc0\xc0", "after its end"),
    ],
)
def test_what_pack_never_writes_is_refused(data: bytes, said: str) -> None:
    code, message = refusal(data)
    assert code == "CORRUPT"
    assert said in message


@pytest.mark.requirement("SER-2")
@given(
    strategies.lists(
        strategies.lists(strategies.sampled_from("abcdefgh"), min_size=1, max_size=5, unique=True),
        max_size=60,
    )
)
def test_records_of_like_and_unlike_keys_come_back_in_their_order(keys: list[list[str]]) -> None:
    records = [
        {key: [number, key] for key in [*names, *names]}
        for number, names in enumerate([["a", "b", "c"]] * 5 + keys)
    ]
    value: Any = unpack(pack(records))
    assert value == records
    assert [list(record) for record in value] == [list(record) for record in records]
    assert all(record is not other for record, other in itertools.pairwise(value))


def test_a_key_that_comes_twice_is_found_among_records_of_like_keys() -> None:
    record = b"\x83\xa1a\x01\xa1b\x02\xa1c\x03"
    for twice in (b"\x83\xa1a\x01\xa1b\x02\xa1a\x03", b"\x83\xa1a\x01\xa1a\x02\xa1c\x03"):
        code, message = refusal(b"\xdc\x00\x0a" + record * 9 + twice)
        assert (code, "comes twice" in message) == ("CORRUPT", True)
    assert refusal(b"\xdc\x00\x0a" + record * 9 + b"\x83\xa1a\x01\xa1\xff\x02\xa1c\x03")[0] == "CORRUPT"


@pytest.mark.requirement("SER-2")
@given(any_value)
def test_a_subclass_anywhere_changes_nothing_of_what_is_written(value: object) -> None:
    assert pack(OrderedDict(value=[value])) == pack({"value": [value]})
