"""Cache entries sealed under the master keys, where there are any: each opens under its own name only.

An entry that does not open is one that is not there. Entries stored before there were keys open as they are.
"""

from __future__ import annotations

from typing import Final

import msgspec

from mcp_code_analysis._native import CodecError, Sealer

ENTRY_SCHEMA: Final = 20
OWNER: Final = "cache"
"""Whose data key entries are sealed under: they stand under the content of files and belong to no tenant."""


class Sealing:
    """Seals and opens entries; without a key ring it hands them on as they are."""

    def __init__(self, keyring: Sealer | None) -> None:
        self._keyring = keyring

    def sealed(self, key: str, body: bytes) -> bytes:
        """Return what is to be kept under the key."""
        if self._keyring is None:
            return body
        return self._keyring.seal_bytes(
            msgspec.msgpack.encode(body),
            codec="messagepack",
            schema=ENTRY_SCHEMA,
            tenant=OWNER,
            context=_context(key),
            compression="none",
        )

    def opened(self, key: str, kept: bytes | None) -> bytes | None:
        """Return what was kept under the key, None where it is missing, damaged or another's."""
        if kept is None or self._keyring is None:
            return kept
        try:
            _, body = self._keyring.unseal_bytes(
                kept, schema=ENTRY_SCHEMA, tenant=OWNER, context=_context(key)
            )
            return msgspec.msgpack.decode(body, type=bytes)
        except (CodecError, msgspec.MsgspecError):
            return None


def _context(key: str) -> bytes:
    return f"cache\0{key}".encode()
