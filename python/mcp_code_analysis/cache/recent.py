"""The first tier: what this process used last, bounded in bytes.

Every entry is counted with its key and what Python needs to hold it. Belongs to one event loop.
"""

from __future__ import annotations

import sys
from collections import OrderedDict
from typing import Final

import msgspec

OVERHEAD_BYTES: Final = 512
"""What an entry takes besides its key and its body, rounded up."""


class Entry(msgspec.Struct, frozen=True):
    """A value, until when it is good, and how long it took to make; both in seconds."""

    body: bytes
    expires: float
    cost: float


class Recent:
    """Entries by key; what was used least lately goes first."""

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self.size_bytes = 0

    def get(self, key: str) -> Entry | None:
        """Return the entry, which counts as used now."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: str, entry: Entry) -> None:
        """Keep an entry in place of an earlier one; one that is larger than all may be is not kept."""
        self.drop(key)
        size_bytes = _size_bytes(key, entry)
        if size_bytes > self._bytes_max:
            return
        self._entries[key] = entry
        self.size_bytes += size_bytes
        while self.size_bytes > self._bytes_max:
            self.drop(next(iter(self._entries)))

    def drop(self, key: str) -> None:
        """Forget an entry."""
        entry = self._entries.pop(key, None)
        if entry is not None:
            self.size_bytes -= _size_bytes(key, entry)


def _size_bytes(key: str, entry: Entry) -> int:
    return sys.getsizeof(key) + sys.getsizeof(entry.body) + OVERHEAD_BYTES
