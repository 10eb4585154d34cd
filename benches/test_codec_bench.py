"""Our codec beside its peers, on records of symbols as an analysis keeps them; compare within one run.

Every figure is there for a state of 1 kB, 16 kB, 160 kB and 1 MB. What is sealed is also compressed;
the peers do it one after another, as a program without this codec would.
"""

from __future__ import annotations

import os

import msgspec
import ormsgpack
import pytest
import zstandard
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pytest_benchmark.fixture import BenchmarkFixture

from mcp_code_analysis import _native
from tests.codec.states import many_records
from tests.codec.values import COMPRESSIONS, Compression

STATES: dict[str, list[object]] = {
    "1 kB": many_records(3),
    "16 kB": many_records(42),
    "160 kB": many_records(410),
    "1 MB": many_records(2600),
}
KEY = b"k" * 32
CONTEXT = b"session\0acme.1\0plan"
NONCE_BYTES = 12

sealer = _native.Sealer(keys={1: KEY}, current=1)
compressor = zstandard.ZstdCompressor(level=1)
decompressor = zstandard.ZstdDecompressor()
cipher = AESGCM(KEY)

sizes = pytest.mark.parametrize("size", STATES)


def seal_with_peers(state: list[object]) -> bytes:
    """Do what ``Sealer.seal`` does, without the envelope's header."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, compressor.compress(ormsgpack.packb(state)), CONTEXT)


def unseal_with_peers(data: bytes) -> object:
    """Do what ``Sealer.unseal`` does."""
    body = cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], CONTEXT)
    return ormsgpack.unpackb(decompressor.decompress(body))


@sizes
def test_pack(benchmark: BenchmarkFixture, size: str) -> None:
    benchmark.group = f"encode {size}"
    assert msgspec.msgpack.decode(benchmark(_native.pack, STATES[size])) == STATES[size]


@sizes
def test_peer_msgspec_encode(benchmark: BenchmarkFixture, size: str) -> None:
    benchmark.group = f"encode {size}"
    assert benchmark(msgspec.msgpack.encode, STATES[size]) == _native.pack(STATES[size])


@sizes
def test_peer_ormsgpack_packb(benchmark: BenchmarkFixture, size: str) -> None:
    benchmark.group = f"encode {size}"
    assert benchmark(ormsgpack.packb, STATES[size]) == _native.pack(STATES[size])


@sizes
def test_unpack(benchmark: BenchmarkFixture, size: str) -> None:
    benchmark.group = f"decode {size}"
    assert benchmark(_native.unpack, _native.pack(STATES[size])) == STATES[size]


@sizes
def test_peer_msgspec_decode(benchmark: BenchmarkFixture, size: str) -> None:
    benchmark.group = f"decode {size}"
    assert benchmark(msgspec.msgpack.decode, _native.pack(STATES[size])) == STATES[size]


@sizes
def test_peer_ormsgpack_unpackb(benchmark: BenchmarkFixture, size: str) -> None:
    benchmark.group = f"decode {size}"
    assert benchmark(ormsgpack.unpackb, _native.pack(STATES[size])) == STATES[size]


@sizes
@pytest.mark.parametrize("compression", COMPRESSIONS[1:])
def test_seal(benchmark: BenchmarkFixture, size: str, compression: Compression) -> None:
    benchmark.group = f"seal {size}"
    state = STATES[size]
    benchmark(sealer.seal, state, schema=1, tenant="acme", context=CONTEXT, compression=compression)


@sizes
def test_peers_pack_compress_encrypt(benchmark: BenchmarkFixture, size: str) -> None:
    benchmark.group = f"seal {size}"
    assert unseal_with_peers(benchmark(seal_with_peers, STATES[size])) == STATES[size]


@sizes
@pytest.mark.parametrize("compression", COMPRESSIONS[1:])
def test_unseal(benchmark: BenchmarkFixture, size: str, compression: Compression) -> None:
    benchmark.group = f"unseal {size}"
    data = _sealed(STATES[size], compression)
    assert benchmark(sealer.unseal, data, schema=1, tenant="acme", context=CONTEXT) == STATES[size]


@sizes
def test_peers_decrypt_decompress_unpack(benchmark: BenchmarkFixture, size: str) -> None:
    benchmark.group = f"unseal {size}"
    assert benchmark(unseal_with_peers, seal_with_peers(STATES[size])) == STATES[size]


def _sealed(state: list[object], compression: Compression) -> bytes:
    return sealer.seal(state, schema=1, tenant="acme", context=CONTEXT, compression=compression)
