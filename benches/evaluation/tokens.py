"""How many tokens a text costs a model: exactly those of the vocabulary o200k_base.

The vocabulary comes from the npm package `js-tiktoken`, which holds it, and is counted by `tiktoken`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path

import tiktoken


def counter(peers: Path) -> Callable[[str], int]:
    """Return what counts."""
    source = (peers / "node_modules/js-tiktoken/dist/ranks/o200k_base.js").read_text(encoding="utf-8")
    held = json.loads(source.removeprefix("export default ").rstrip().removesuffix(";"))
    ranks: dict[bytes, int] = {}
    for line in held["bpe_ranks"].split("\n"):
        _, offset, *tokens = line.split(" ")
        ranks.update((base64.b64decode(token), int(offset) + at) for at, token in enumerate(tokens))
    encoding = tiktoken.Encoding(
        "o200k_base", pat_str=held["pat_str"], mergeable_ranks=ranks, special_tokens={}
    )
    return lambda text: len(encoding.encode_ordinary(text))
