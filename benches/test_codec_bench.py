"""Our codec beside its peers, on a list of symbols as the engine gives it; compare within one run."""

from __future__ import annotations

import json

import msgspec
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from mcp_code_analysis import _native

SYMBOLS: list[object] = [
    {
        "name": f"handle_{number}",
        "qualified_name": f"app.views.View{number % 40}.handle_{number}",
        "kind": "method",
        "path": f"app/views/view_{number % 40}.py",
        "line": number,
        "end_line": number + 12,
        "signature": f"def handle_{number}(self, request, *, timeout_ms=1000)",
        "rank": number / 7,
    }
    for number in range(4000)
]


@pytest.mark.benchmark(group="encode 1 MB")
def test_pack(benchmark: BenchmarkFixture) -> None:
    assert msgspec.msgpack.decode(benchmark(_native.pack, SYMBOLS)) == SYMBOLS


@pytest.mark.benchmark(group="encode 1 MB")
def test_peer_msgspec_encode(benchmark: BenchmarkFixture) -> None:
    assert benchmark(msgspec.msgpack.encode, SYMBOLS) == _native.pack(SYMBOLS)


@pytest.mark.benchmark(group="encode 1 MB")
def test_peer_json_dumps(benchmark: BenchmarkFixture) -> None:
    assert json.loads(benchmark(json.dumps, SYMBOLS)) == SYMBOLS


@pytest.mark.benchmark(group="decode 1 MB")
def test_unpack(benchmark: BenchmarkFixture) -> None:
    assert benchmark(_native.unpack, _native.pack(SYMBOLS)) == SYMBOLS


@pytest.mark.benchmark(group="decode 1 MB")
def test_peer_msgspec_decode(benchmark: BenchmarkFixture) -> None:
    assert benchmark(msgspec.msgpack.decode, _native.pack(SYMBOLS)) == SYMBOLS


@pytest.mark.benchmark(group="decode 1 MB")
def test_peer_json_loads(benchmark: BenchmarkFixture) -> None:
    assert benchmark(json.loads, json.dumps(SYMBOLS)) == SYMBOLS


@pytest.mark.benchmark(group="envelope, there and back")
def test_seal_and_unseal(benchmark: BenchmarkFixture) -> None:
    assert benchmark(lambda: _native.unseal(_native.seal(SYMBOLS, schema=1), schema=1)) == SYMBOLS


@pytest.mark.benchmark(group="envelope, there and back")
def test_peer_pack_and_unpack_without_envelope(benchmark: BenchmarkFixture) -> None:
    assert benchmark(lambda: _native.unpack(_native.pack(SYMBOLS))) == SYMBOLS
