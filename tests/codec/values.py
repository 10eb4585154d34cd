"""What the codec's tests feed it: any value it carries, and the values of the committed envelopes."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal, NamedTuple

from hypothesis import strategies
from hypothesis.strategies import SearchStrategy

FIXTURES: Final = Path(__file__).parent / "fixtures"

SCHEMA: Final = 7
SCHEMA_VERSION: Final = 2

FIXTURE_VALUES: Final[dict[str, object]] = {
    "v1-nothing": None,
    "v1-every-kind": {
        "nothing": None,
        "yes": True,
        "no": False,
        "numbers": [0, -1, 127, 128, -32, -33, 2**31, -(2**31), 2**63 - 1, -(2**63), 2**64 - 1],
        "fractions": [0.5, -1e300, 5e-324],
        "text": "plain, Straße, 木, 🦀",
        "bytes": bytes(range(256)),
        "empty": [{}, [], "", b""],
    },
    "v1-compressed": [{"path": f"src/module_{number}.py", "line": number} for number in range(200)],
}
"""By the name of their file; ``v1-json`` beside them holds JSON text."""

JSON_FIXTURE: Final = "v1-json"
JSON_TEXT: Final = '{"text": "Straße", "numbers": [1, 2.5]}'.encode()

FIXTURE_KEYS: Final = {1: b"\x01" * 32, 2: b"\x02" * 32}
"""The keys of the sealed envelopes, which are no secret; the tests of the crate have the same."""
FIXTURE_TENANT: Final = "acme"
FIXTURE_CONTEXT: Final = b"fixture"

Codec = Literal["json", "messagepack"]
Compression = Literal["none", "zstd", "lz4"]
Cipher = Literal["aes-256-gcm", "chacha20-poly1305"]

CODECS: Final[tuple[Codec, ...]] = ("json", "messagepack")
COMPRESSIONS: Final[tuple[Compression, ...]] = ("none", "zstd", "lz4")
CIPHERS: Final[tuple[Cipher, ...]] = ("aes-256-gcm", "chacha20-poly1305")

SMALL: Final = {"folder": "/srv/repositories/shop", "state": "succeeded", "steps": [["selected", 1.5]] * 9}
LARGE: Final = [{"path": f"src/module_{number}.py", "line": number} for number in range(900)]


class Fixture(NamedTuple):
    """A committed envelope of a later form: what is in it, and how it was written."""

    value: object
    codec: Codec = "messagepack"
    compression: Compression = "zstd"
    cipher: Cipher | None = None
    key_id: int = 2


FIXTURE_FORMS: Final[dict[str, Fixture]] = {
    "v1-dictionary-1": Fixture(SMALL),
    "v1-json-dictionary-1": Fixture(SMALL, codec="json"),
    "v1-json-zstd": Fixture(LARGE, codec="json"),
    "v1-lz4": Fixture(LARGE, compression="lz4"),
    "v1-aes": Fixture(SMALL, compression="none", cipher="aes-256-gcm"),
    "v1-aes-older-key": Fixture(SMALL, cipher="aes-256-gcm", key_id=1),
    "v1-aes-zstd": Fixture(LARGE, cipher="aes-256-gcm"),
    "v1-aes-json-lz4": Fixture(LARGE, codec="json", compression="lz4", cipher="aes-256-gcm"),
    "v1-chacha": Fixture(None, cipher="chacha20-poly1305"),
    "v1-chacha-dictionary-1": Fixture(SMALL, cipher="chacha20-poly1305"),
    "v1-chacha-json-zstd": Fixture(LARGE, codec="json", cipher="chacha20-poly1305"),
}

_texts = strategies.text(max_size=40)
_leaves: SearchStrategy[object] = (
    strategies.none()
    | strategies.booleans()
    | strategies.integers(min_value=-(2**63), max_value=2**64 - 1)
    | strategies.floats(allow_nan=False, allow_infinity=False)
    | _texts
    | strategies.binary(max_size=300)
)

json_value: Final[SearchStrategy[object]] = strategies.recursive(
    _leaves.filter(lambda leaf: not isinstance(leaf, bytes)),
    lambda inner: strategies.lists(inner, max_size=20) | strategies.dictionaries(_texts, inner, max_size=20),
    max_leaves=60,
)
"""Any value that JSON carries and gives back as it was."""

any_value: Final[SearchStrategy[object]] = strategies.recursive(
    _leaves,
    lambda inner: strategies.lists(inner, max_size=20) | strategies.dictionaries(_texts, inner, max_size=20),
    max_leaves=60,
)
"""Any value that the codec carries and gives back as it was (a tuple comes back as a list)."""
