"""The envelopes round a result: what each says of itself, and the keys they are sealed under.

Without keys an envelope carries a checksum. With keys it opens for its own tenant, at its own place, and
nowhere else.
"""

from __future__ import annotations

from typing import Final

import msgspec

from mcp_code_analysis._native import CodecError, Sealer, seal, unseal

MANIFEST_SCHEMA: Final = 18
CHUNK_SCHEMA: Final = 19


class Manifest(msgspec.Struct, frozen=True):
    """What is kept of a result besides its chunks."""

    handle: str
    tenant: str
    kind: str
    size_bytes: int
    chunk_count: int
    created_ms: int
    expires_ms: int


class Chunk(msgspec.Struct, frozen=True):
    """A part of a result, and which one it is."""

    handle: str
    number: int
    body: bytes


class Envelopes:
    """Seals and opens the parts of results."""

    def __init__(self, keyring: Sealer | None) -> None:
        self._keyring = keyring

    @property
    def are_sealed(self) -> bool:
        """Whether there are keys."""
        return self._keyring is not None

    def manifest(self, manifest: Manifest) -> bytes:
        """Put a manifest into its envelope."""
        return self._sealed(manifest, MANIFEST_SCHEMA, manifest.tenant, manifest.handle)

    def chunk(self, tenant: str, chunk: Chunk) -> bytes:
        """Put a chunk into its envelope."""
        return self._sealed(chunk, CHUNK_SCHEMA, tenant, f"{chunk.handle}\0{chunk.number}")

    def opened_manifest(self, tenant: str, handle: str, sealed: bytes) -> Manifest | None:
        """Return the manifest, None where it is damaged, or sealed for another tenant or place."""
        try:
            return msgspec.convert(self._opened(sealed, MANIFEST_SCHEMA, tenant, handle), Manifest)
        except (CodecError, msgspec.ValidationError):
            return None

    def opened_chunk(self, tenant: str, handle: str, number: int, sealed: bytes | None) -> bytes | None:
        """Return what is in a chunk, None where it is missing, damaged or another one."""
        if sealed is None:
            return None
        try:
            found = self._opened(sealed, CHUNK_SCHEMA, tenant, f"{handle}\0{number}")
            chunk = msgspec.convert(found, Chunk)
        except (CodecError, msgspec.ValidationError):
            return None
        return chunk.body if (chunk.handle, chunk.number) == (handle, number) else None

    def _sealed(self, value: msgspec.Struct, schema: int, tenant: str, place: str) -> bytes:
        fields = msgspec.structs.asdict(value)
        if self._keyring is None:
            return seal(fields, schema=schema)
        return self._keyring.seal(fields, schema=schema, tenant=tenant, context=_context(place))

    def _opened(self, sealed: bytes, schema: int, tenant: str, place: str) -> object:
        if self._keyring is None:
            return unseal(sealed, schema=schema)
        return self._keyring.unseal(sealed, schema=schema, tenant=tenant, context=_context(place))


def _context(place: str) -> bytes:
    return f"result\0{place}".encode()
