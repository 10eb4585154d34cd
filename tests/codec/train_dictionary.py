"""Train a dictionary for small states: `python -m tests.codec.train_dictionary NUMBER`.

Run with a new number when the shape of what is stored has changed, and enter the file in
`crates/codec/src/compression.rs`; a dictionary that was released is never written again.
The answers come from this repository's own sources.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import zstandard

from mcp_code_analysis._native import pack
from tests.codec.states import answers, many_records, runs, sessions

ROOT: Final = Path(__file__).parents[2]
DICTIONARY_BYTES: Final = 16 * 1024
SAMPLE_BYTES_MAX: Final = 16 * 1024
NAMES: Final = ("Session", "main", "load", "Error", "read", "write", "check", "Limits", "seal", "open")


def main(number: int) -> None:
    """Write the dictionary of that number, unless it is there."""
    path = ROOT / "crates" / "codec" / "dictionaries" / f"{number}.dictionary"
    if path.exists():
        sys.exit(f"{path} is there already; a dictionary that was released is never changed.")
    path.write_bytes(zstandard.train_dictionary(DICTIONARY_BYTES, samples(), dict_id=number).as_bytes())


def samples() -> list[bytes | bytearray | memoryview]:
    """Return small states of every kind as they are packed."""
    records = many_records(600)
    states = [
        *runs(1500, seed=1),
        *sessions(300, seed=2),
        *answers(ROOT / "python", NAMES),
        *answers(ROOT / "crates", NAMES),
        *(records[start : start + 3] for start in range(0, len(records), 3)),
    ]
    return [body for state in states if len(body := pack(state)) <= SAMPLE_BYTES_MAX]


if __name__ == "__main__":
    main(int(sys.argv[1]))
