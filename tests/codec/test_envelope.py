from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import given

from mcp_code_analysis._native import (
    CodecError,
    Sealer,
    pack,
    seal,
    seal_bytes,
    unpack,
    unseal,
    unseal_bytes,
)
from tests.codec.states import runs, sessions
from tests.codec.values import (
    CODECS,
    COMPRESSIONS,
    FIXTURE_CONTEXT,
    FIXTURE_FORMS,
    FIXTURE_KEYS,
    FIXTURE_TENANT,
    FIXTURE_VALUES,
    FIXTURES,
    JSON_FIXTURE,
    JSON_TEXT,
    SCHEMA,
    SCHEMA_VERSION,
    Codec,
    Compression,
    any_value,
    json_value,
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


@pytest.mark.requirement("SER-1")
@given(json_value)
def test_what_is_sealed_as_json_is_unsealed_and_is_json_for_everybody(value: object) -> None:
    sealed = seal(value, schema=1, codec="json")
    assert unseal(sealed, schema=1) == value
    codec, text = unseal_bytes(sealed, schema=1)
    assert codec == "json"
    assert json.loads(text) == value
    written = json.dumps(value, ensure_ascii=False).encode()
    assert unseal(seal_bytes(written, codec="json", schema=1), schema=1) == value


@pytest.mark.requirement("SER-3")
@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("compression", COMPRESSIONS)
@given(value=json_value)
def test_every_form_gives_back_what_was_put_in(codec: Codec, compression: Compression, value: object) -> None:
    repeated = [value] * 20
    sealed = seal(repeated, schema=1, codec=codec, compression=compression)
    assert unseal(sealed, schema=1) == repeated


@pytest.mark.requirement("SEC-8")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "CORRUPT"),
        (b'{"a": 1', "CORRUPT"),
        (b"{'a': 1}", "CORRUPT"),
        (b'{"a": 1} 2', "CORRUPT"),
        (b'{"a": 1, "a": 2}', "CORRUPT"),
        (b'"\xff"', "CORRUPT"),
        (b"NaN", "CORRUPT"),
        (b"[1e999]", "CORRUPT"),
        (b"[" * 129 + b"]" * 129, "LIMIT_EXCEEDED"),
        (b"[" * 1_000_000, "LIMIT_EXCEEDED"),
        (b"[" + b"0," * 0x400000 + b"0]", "LIMIT_EXCEEDED"),
    ],
)
def test_json_that_is_not_json_or_goes_beyond_the_limits_is_refused(text: bytes, code: str) -> None:
    assert refusal(seal_bytes(text, codec="json", schema=1))[0] == code


def test_json_carries_the_depth_that_messagepack_carries_and_no_bytes() -> None:
    value: object = None
    for _ in range(128):
        value = [value]
    assert unseal(seal(value, schema=1, codec="json"), schema=1) == value
    with pytest.raises(CodecError, match="JSON cannot carry"):
        seal({"body": b"x"}, schema=1, codec="json")


@pytest.mark.requirement("SER-3")
def test_small_states_are_a_third_shorter_than_each_compressed_alone() -> None:
    states = [*runs(200, seed=99), *sessions(50, seed=98)]
    plain = sum(min(len(zlib.compress(pack(state))), len(pack(state))) for state in states)
    sealed = sum(len(seal(state, schema=1)) for state in states)
    assert all(unseal(seal(state, schema=1), schema=1) == unpack(pack(state)) for state in states)
    assert sealed < plain * 0.66


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
    assert unseal(sealed, schema=3) == {"a": 1}
    with pytest.raises(CodecError, match="INVALID_REQUEST"):
        seal_bytes(text, codec="pickle", schema=3)  # type: ignore[arg-type]
    with pytest.raises(CodecError, match="INVALID_REQUEST"):
        seal(text, compression="zip", schema=3)  # type: ignore[arg-type]


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


@pytest.mark.requirement("SER-4")
@pytest.mark.parametrize("name", FIXTURE_FORMS)
def test_every_form_of_envelope_once_released_stays_readable(name: str) -> None:
    form = FIXTURE_FORMS[name]
    data = (FIXTURES / f"{name}.envelope").read_bytes()
    body = (FIXTURES / f"{name}.body").read_bytes()
    sealer = Sealer(keys=FIXTURE_KEYS, current=2)
    value = sealer.unseal(
        data,
        schema=SCHEMA,
        schema_version=SCHEMA_VERSION,
        tenant=FIXTURE_TENANT,
        context=FIXTURE_CONTEXT,
    )
    assert value == form.value
    if form.cipher is None:
        opened = unseal_bytes(data, schema=SCHEMA, schema_version=SCHEMA_VERSION)
        assert opened == (form.codec, body)
    else:
        assert refusal(data, schema=SCHEMA, schema_version=SCHEMA_VERSION)[0] == "MISCONFIGURED"


def test_every_committed_envelope_is_read_by_a_test() -> None:
    names = {path.stem for path in FIXTURES.glob("*.envelope")}
    assert names == {*FIXTURE_VALUES, *FIXTURE_FORMS, JSON_FIXTURE}
