"""Sealed values: who can open them, what is said when they cannot be opened, and that no key is shown."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given

from mcp_code_analysis._native import CodecError, Sealer, pack, seal, unseal, unseal_bytes
from tests.codec.values import (
    CIPHERS,
    CODECS,
    COMPRESSIONS,
    Cipher,
    Codec,
    Compression,
    any_value,
    json_value,
)

KEYS = {1: b"a" * 32, 2: b"b" * 32}
TENANT = "acme"
CONTEXT = b"session\0acme.1\0plan"


def refusal(
    sealer: Sealer, data: bytes, *, tenant: str = TENANT, context: bytes = CONTEXT, schema: int = 1
) -> tuple[str, str]:
    with pytest.raises(CodecError) as caught:
        sealer.unseal(data, schema=schema, tenant=tenant, context=context)
    return caught.value.args


def sealed_by(sealer: Sealer, value: object) -> bytes:
    return sealer.seal(value, schema=1, tenant=TENANT, context=CONTEXT)


@pytest.fixture(params=CIPHERS)
def sealer(request: pytest.FixtureRequest) -> Sealer:
    return Sealer(keys=KEYS, current=2, cipher=request.param)


@pytest.mark.requirement("SEC-4")
@pytest.mark.parametrize("cipher", CIPHERS)
@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("codec", CODECS)
@given(value=json_value)
def test_what_is_sealed_is_unsealed_in_every_form(
    cipher: Cipher, compression: Compression, codec: Codec, value: object
) -> None:
    sealer = Sealer(keys=KEYS, current=1, cipher=cipher)
    repeated = [value] * 9
    data = sealer.seal(
        repeated, schema=3, tenant=TENANT, context=CONTEXT, codec=codec, compression=compression
    )
    assert sealer.unseal(data, schema=3, tenant=TENANT, context=CONTEXT) == repeated


@pytest.mark.requirement("SEC-4")
@given(any_value)
def test_bytes_that_are_already_written_are_sealed_as_they_are(value: object) -> None:
    sealer = Sealer(keys=KEYS, current=1)
    body = pack(value)
    data = sealer.seal_bytes(body, codec="messagepack", schema=1, tenant=TENANT, context=CONTEXT)
    opened = sealer.unseal_bytes(data, schema=1, tenant=TENANT, context=CONTEXT)
    assert opened == ("messagepack", body)
    assert sealer.unseal(data, schema=1, tenant=TENANT, context=CONTEXT) == value


@pytest.mark.requirement("SEC-4", "S14")
@pytest.mark.parametrize("value", [None, {"a": [1, 2.5, "x"]}, ["the same again"] * 60])
def test_every_truncation_and_every_flipped_bit_is_refused(sealer: Sealer, value: object) -> None:
    data = sealed_by(sealer, value)
    for length in range(len(data)):
        assert refusal(sealer, data[:length])[0] == "CORRUPT"
    for position in range(len(data)):
        for bit in range(8):
            flipped = bytearray(data)
            flipped[position] ^= 1 << bit
            assert refusal(sealer, bytes(flipped))[0] in {"CORRUPT", "UNSUPPORTED"}


@pytest.mark.requirement("SEC-4")
def test_a_copy_for_another_tenant_place_or_kind_does_not_open(sealer: Sealer) -> None:
    data = sealed_by(sealer, "plan")
    assert refusal(sealer, data, tenant="other")[0] == "CORRUPT"
    assert refusal(sealer, data, context=b"session\0acme.2\0plan")[0] == "CORRUPT"
    assert refusal(sealer, data, context=b"")[0] == "CORRUPT"
    assert refusal(sealer, data, schema=2)[0] == "CORRUPT"


@pytest.mark.requirement("SEC-4")
def test_a_key_that_is_missing_is_named_and_is_no_damage(sealer: Sealer) -> None:
    data = sealed_by(sealer, "plan")
    code, message = refusal(Sealer(keys={1: KEYS[1]}, current=1), data)
    assert code == "MISCONFIGURED"
    assert "key 2" in message
    for read in (unseal, unseal_bytes):
        with pytest.raises(CodecError, match="key 2") as caught:
            read(data, schema=1)
        assert caught.value.args[0] == "MISCONFIGURED"


@pytest.mark.requirement("SEC-4")
def test_keys_rotate_without_a_rewrite_and_what_is_resealed_needs_the_new_key_only() -> None:
    old, both, new = (
        Sealer(keys={1: KEYS[1]}, current=1),
        Sealer(keys=KEYS, current=2),
        Sealer(keys={2: KEYS[2]}, current=2),
    )
    data = sealed_by(old, {"plan": [1, 2, 3]})
    assert both.unseal(data, schema=1, tenant=TENANT, context=CONTEXT) == {"plan": [1, 2, 3]}
    assert refusal(new, data)[0] == "MISCONFIGURED"
    again = both.reseal(data, tenant=TENANT, context=CONTEXT)
    assert new.unseal(again, schema=1, tenant=TENANT, context=CONTEXT) == {"plan": [1, 2, 3]}
    assert both.reseal(again, tenant=TENANT, context=CONTEXT) == again
    with pytest.raises(CodecError, match="CORRUPT"):
        both.reseal(data, tenant="other", context=CONTEXT)


@pytest.mark.requirement("SEC-4")
def test_what_was_written_without_keys_opens_and_can_be_sealed_later(sealer: Sealer) -> None:
    plain = seal(["the same again"] * 60, schema=1)
    assert sealer.unseal(plain, schema=1, tenant=TENANT, context=CONTEXT) == ["the same again"] * 60
    data = sealer.reseal(plain, tenant=TENANT, context=CONTEXT)
    assert sealer.unseal(data, schema=1, tenant=TENANT, context=CONTEXT) == ["the same again"] * 60
    assert refusal(sealer, data, tenant="other")[0] == "CORRUPT"


@pytest.mark.parametrize(
    ("keys", "current", "said"),
    [
        ({1: b"short"}, 1, "Key 1 cannot be used: a key has 32 bytes."),
        ({1: b"a" * 33}, 1, "a key has 32 bytes"),
        ({1: b"a" * 32}, 2, "Key 2 cannot be used: it is the current one and is not given."),
        ({}, 1, "is not given"),
    ],
)
def test_keys_that_could_not_work_are_refused_and_not_repeated(
    keys: dict[int, bytes], current: int, said: str
) -> None:
    with pytest.raises(CodecError) as caught:
        Sealer(keys=keys, current=current)
    code, message = caught.value.args
    assert code == "MISCONFIGURED"
    assert said in message
    assert "short" not in message
    assert "aaaa" not in message


def test_arguments_of_the_wrong_kind_are_refused() -> None:
    with pytest.raises(OverflowError):
        Sealer(keys={2**32: b"a" * 32}, current=1)
    with pytest.raises(TypeError):
        Sealer(keys={1: "a" * 32}, current=1)  # type: ignore[dict-item]
    with pytest.raises(CodecError, match="INVALID_REQUEST"):
        Sealer(keys=KEYS, current=1, cipher="rot13")  # type: ignore[arg-type]


def test_a_sealer_shows_ids_and_no_key(sealer: Sealer) -> None:
    assert repr(sealer) == "Sealer(key_ids=[1, 2], current=2)"
    assert (sealer.key_ids, sealer.current) == ([1, 2], 2)


def test_threads_share_one_sealer(sealer: Sealer) -> None:
    value = [{"path": f"src/module_{number}.py", "line": number} for number in range(2000)]
    wrong: list[int] = []

    def work(number: int) -> None:
        for _ in range(20):
            data = sealer.seal([number, value], schema=1, tenant=str(number), context=CONTEXT)
            if sealer.unseal(data, schema=1, tenant=str(number), context=CONTEXT) != [number, value]:
                wrong.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
