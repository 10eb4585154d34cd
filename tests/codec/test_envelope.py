from __future__ import annotations

import pytest
from hypothesis import given

from mcp_code_analysis._native import CodecError, pack, seal, seal_bytes, unpack, unseal, unseal_bytes
from tests.codec.values import (
    FIXTURE_VALUES,
    FIXTURES,
    JSON_FIXTURE,
    JSON_TEXT,
    SCHEMA,
    SCHEMA_VERSION,
    any_value,
)


def refusal(data: bytes, *, schema: int = 1, schema_version: int = 1) -> tuple[str, str]:
    with pytest.raises(CodecError) as caught:
        unseal(data, schema=schema, schema_version=schema_version)
    return caught.value.args


@pytest.mark.requirement("SER-4")
@given(any_value)
def test_what_is_sealed_is_unsealed(value: object) -> None:
    sealed = seal(value, schema=1)
    assert unseal(sealed, schema=1) == value
    assert unseal_bytes(sealed, schema=1) == ("messagepack", pack(value))


@pytest.mark.requirement("SER-4")
@pytest.mark.parametrize("value", [None, {"a": [1, 2.5, "x"]}, ["the same again"] * 200])
def test_every_truncation_and_every_flipped_bit_is_refused(value: object) -> None:
    sealed = seal(value, schema=1)
    for length in range(len(sealed)):
        assert refusal(sealed[:length])[0] == "CORRUPT"
    for position in range(len(sealed)):
        for bit in range(8):
            flipped = bytearray(sealed)
            flipped[position] ^= 1 << bit
            assert refusal(bytes(flipped))[0] in {"CORRUPT", "UNSUPPORTED"}


@pytest.mark.requirement("SER-3")
def test_a_large_value_is_compressed_and_comes_back() -> None:
    value = [{"path": "src/main.py", "line": number} for number in range(10_000)]
    sealed = seal(value, schema=1)
    assert len(sealed) < len(pack(value)) / 2
    assert unseal(sealed, schema=1) == value


@pytest.mark.requirement("SER-4")
def test_bytes_that_are_already_written_travel_as_they_are() -> None:
    text = b'{"a": 1}'
    sealed = seal_bytes(text, codec="json", schema=3)
    assert unseal_bytes(sealed, schema=3) == ("json", text)
    with pytest.raises(CodecError, match="unseal_bytes"):
        unseal(sealed, schema=3)
    with pytest.raises(CodecError, match="INVALID_REQUEST"):
        seal_bytes(text, codec="pickle", schema=3)  # type: ignore[arg-type]


def test_bytes_that_could_not_be_read_again_are_not_sealed() -> None:
    with pytest.raises(CodecError, match="CORRUPT"):
        seal_bytes(b"\xc1", codec="messagepack", schema=1)


@pytest.mark.requirement("SER-4")
def test_another_kind_and_a_later_version_are_told_apart() -> None:
    sealed = seal("value", schema=7, schema_version=2)
    assert refusal(sealed, schema=8, schema_version=2)[0] == "CORRUPT"
    assert refusal(sealed, schema=7, schema_version=1)[0] == "UNSUPPORTED"
    assert unseal(sealed, schema=7, schema_version=3) == "value"


@pytest.mark.parametrize("earlier", [b"", b'{"state": "plain JSON"}', pack({"plain": "MessagePack"})])
def test_what_was_never_an_envelope_is_refused(earlier: bytes) -> None:
    assert refusal(earlier)[0] == "CORRUPT"


@pytest.mark.requirement("SER-4")
@pytest.mark.parametrize("name", FIXTURE_VALUES)
def test_an_envelope_once_released_stays_readable(name: str) -> None:
    sealed = (FIXTURES / f"{name}.envelope").read_bytes()
    assert unseal(sealed, schema=SCHEMA, schema_version=SCHEMA_VERSION) == FIXTURE_VALUES[name]
    assert unpack((FIXTURES / f"{name}.body").read_bytes()) == FIXTURE_VALUES[name]


@pytest.mark.requirement("SER-4")
def test_a_json_envelope_once_released_stays_readable() -> None:
    sealed = (FIXTURES / f"{JSON_FIXTURE}.envelope").read_bytes()
    opened = unseal_bytes(sealed, schema=SCHEMA, schema_version=SCHEMA_VERSION)
    assert opened == ("json", JSON_TEXT)
    assert len(list(FIXTURES.glob("*.envelope"))) == len(FIXTURE_VALUES) + 1
