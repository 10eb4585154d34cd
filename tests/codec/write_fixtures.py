"""Write the envelopes that must stay readable: `python -m tests.codec.write_fixtures`.

Run when a new version of the envelope is released, with new names; what is committed is never written again.
"""

from __future__ import annotations

from mcp_code_analysis._native import pack, seal_bytes
from tests.codec.values import FIXTURE_VALUES, FIXTURES, JSON_FIXTURE, JSON_TEXT, SCHEMA, SCHEMA_VERSION


def main() -> None:
    """Write every envelope that is not there yet, and beside it the content it holds."""
    _write(
        JSON_FIXTURE,
        JSON_TEXT,
        seal_bytes(JSON_TEXT, codec="json", schema=SCHEMA, schema_version=SCHEMA_VERSION),
    )
    for name, value in FIXTURE_VALUES.items():
        body = pack(value)
        _write(
            name,
            body,
            seal_bytes(body, codec="messagepack", schema=SCHEMA, schema_version=SCHEMA_VERSION),
        )


def _write(name: str, body: bytes, envelope: bytes) -> None:
    path = FIXTURES / f"{name}.envelope"
    if not path.exists():
        path.write_bytes(envelope)
        path.with_suffix(".body").write_bytes(body)


if __name__ == "__main__":
    main()
