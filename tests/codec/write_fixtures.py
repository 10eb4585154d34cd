"""Write the envelopes that must stay readable: `python -m tests.codec.write_fixtures`.

Run when a new version of the envelope is released, with new names; what is committed is never written again.
"""

from __future__ import annotations

from mcp_code_analysis._native import Sealer, pack, seal, seal_bytes, unseal_bytes
from tests.codec.values import (
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
    Fixture,
)


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
    for name, form in FIXTURE_FORMS.items():
        _write(name, *_sealed(form))


def _sealed(form: Fixture) -> tuple[bytes, bytes]:
    plain = seal(
        form.value,
        schema=SCHEMA,
        schema_version=SCHEMA_VERSION,
        codec=form.codec,
        compression=form.compression,
    )
    _, body = unseal_bytes(plain, schema=SCHEMA, schema_version=SCHEMA_VERSION)
    if form.cipher is None:
        return body, plain
    sealer = Sealer(keys=FIXTURE_KEYS, current=form.key_id, cipher=form.cipher)
    return body, sealer.reseal(plain, tenant=FIXTURE_TENANT, context=FIXTURE_CONTEXT)


def _write(name: str, body: bytes, envelope: bytes) -> None:
    path = FIXTURES / f"{name}.envelope"
    if not path.exists():
        path.write_bytes(envelope)
        path.with_suffix(".body").write_bytes(body)


if __name__ == "__main__":
    main()
