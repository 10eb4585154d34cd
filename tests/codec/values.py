"""What the codec's tests feed it: any value it carries, and the values of the committed envelopes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

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

_texts = strategies.text(max_size=40)
_leaves: SearchStrategy[object] = (
    strategies.none()
    | strategies.booleans()
    | strategies.integers(min_value=-(2**63), max_value=2**64 - 1)
    | strategies.floats(allow_nan=False, allow_infinity=False)
    | _texts
    | strategies.binary(max_size=300)
)

any_value: Final[SearchStrategy[object]] = strategies.recursive(
    _leaves,
    lambda inner: strategies.lists(inner, max_size=20) | strategies.dictionaries(_texts, inner, max_size=20),
    max_leaves=60,
)
"""Any value that the codec carries and gives back as it was (a tuple comes back as a list)."""
