"""Damaged and hostile envelopes: each is refused with a code, none gives a wrong value or takes much memory.

The short form runs with the suite; the long one is marked `faults` and runs with `make faults`.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from mcp_code_analysis._native import CodecError, Sealer, seal
from tests.codec.states import many_records, runs

KEYS = {1: b"a" * 32, 2: b"b" * 32}
TENANT, CONTEXT = "acme", b"session\0acme.1\0plan"
REFUSALS = frozenset({"CORRUPT", "UNSUPPORTED", "LIMIT_EXCEEDED"})
MUTATIONS_SHORT, MUTATIONS_LONG = 4_000, 100_000
PEAK_BYTES_MAX = 200 << 20
"""Over what the interpreter takes: one content of at most 64 MiB, its compressed form, and its copy."""


def envelopes(sealer: Sealer) -> list[tuple[object, bytes]]:
    """Return values of each kind and size with an envelope of each form."""
    values: list[object] = [None, "text", *runs(3, seed=5), many_records(20), many_records(120)]
    found: list[tuple[object, bytes]] = []
    for value in values:
        for compression in ("none", "zstd", "lz4"):
            for codec in ("json", "messagepack"):
                found.append((value, seal(value, schema=1, codec=codec, compression=compression)))
                data = sealer.seal(
                    value, schema=1, tenant=TENANT, context=CONTEXT, codec=codec, compression=compression
                )
                found.append((value, data))
    return found


def mutations(count: int, seed: int) -> Iterator[tuple[object, bytes]]:
    """Yield envelopes that were changed at random, each with what was in it before."""
    random = Random(seed)
    known = envelopes(Sealer(keys=KEYS, current=2))
    for _ in range(count):
        value, data = random.choice(known)
        changed = bytearray(data)
        match random.randrange(6):
            case 0:
                del changed[random.randrange(len(changed)) :]
            case 1:
                changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
            case 2:
                for _ in range(random.randrange(2, 9)):
                    changed[random.randrange(len(changed))] = random.randrange(256)
            case 3:
                start = random.randrange(len(changed))
                changed[start : start + random.randrange(1, 60)] = random.randbytes(random.randrange(60))
            case 4:
                _, other = random.choice(known)
                changed = changed[: random.randrange(len(changed))] + other[random.randrange(len(other)) :]
            case _:
                changed[: random.randrange(1, 38)] = random.choice(known)[1][: random.randrange(1, 38)]
        if bytes(changed) not in {data for _, data in known}:
            yield value, bytes(changed)


def outcomes(count: int, seed: int) -> Counter[str]:
    """Open mutated envelopes and count the codes; ``wrong`` are those that opened to something."""
    sealer = Sealer(keys=KEYS, current=2)
    counted: Counter[str] = Counter()
    for _, data in mutations(count, seed):
        try:
            sealer.unseal(data, schema=1, tenant=TENANT, context=CONTEXT)
        except CodecError as error:
            counted[error.args[0]] += 1
        else:
            counted["wrong"] += 1
    return counted


@pytest.mark.requirement("S14", "SEC-8")
def test_mutated_envelopes_are_refused_and_never_decoded() -> None:
    counted = outcomes(MUTATIONS_SHORT, seed=12)
    assert counted.keys() <= REFUSALS
    assert counted.total() > MUTATIONS_SHORT * 0.95


@pytest.mark.faults
@pytest.mark.requirement("F12")
@pytest.mark.parametrize("seed", range(4))
def test_a_hundred_thousand_mutated_envelopes_are_refused_and_never_decoded(seed: int) -> None:
    counted = outcomes(MUTATIONS_LONG // 4, seed=1000 + seed)
    print(f"seed {seed}: {dict(counted)}")
    assert counted.keys() <= REFUSALS
    assert counted.total() > MUTATIONS_LONG // 4 * 0.95


BOMB = """
import resource, sys
from mcp_code_analysis._native import CodecError, seal, seal_bytes, unseal
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for compression in ("zstd", "lz4"):
    for fill in (b"\\xc0", b"\\x91", b" "):
        body = b"\\xdd\\x03\\xff\\xff\\xf0" + fill * ((64 << 20) - 32)
        try:
            unseal(seal_bytes(body, codec="json", schema=1, compression=compression), schema=1)
        except CodecError as error:
            print(error.args[0])
    del body
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.requirement("SEC-8", "SER-3")
def test_a_bomb_takes_no_more_memory_than_the_limit_allows() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", BOMB], capture_output=True, text=True, check=True, timeout=120
    )
    *codes, grown = ran.stdout.split()
    unit = 1 if sys.platform == "darwin" else 1024
    assert codes == ["CORRUPT"] * 6
    assert int(grown) * unit < PEAK_BYTES_MAX + (64 << 20)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > 0


@pytest.mark.requirement("SEC-8")
def test_a_state_beyond_the_limit_is_refused_before_anything_is_sealed() -> None:
    sealer = Sealer(keys=KEYS, current=1)
    for value in ("x" * (100 << 20), b"x" * (100 << 20), ["x" * (1 << 20)] * 100):
        with pytest.raises(CodecError, match="LIMIT_EXCEEDED"):
            sealer.seal(value, schema=1, tenant=TENANT, context=CONTEXT)


@pytest.mark.requirement("SEC-8")
def test_what_cannot_be_carried_is_refused_by_a_sealer_as_well() -> None:
    sealer = Sealer(keys=KEYS, current=1)
    itself: list[object] = []
    itself.append(itself)
    deep: object = None
    for _ in range(129):
        deep = [deep]
    for value in (itself, deep, float("nan"), 2**64, {1: 2}, {"x", "y"}):
        with pytest.raises(CodecError, match="INVALID_REQUEST"):
            sealer.seal(value, schema=1, tenant=TENANT, context=CONTEXT)
