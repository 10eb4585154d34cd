"""What a client pays before its first question."""

from __future__ import annotations

from typing import Final

import pytest
from mcp import Client

from tests.server.servers import MODERN, Here

TOKENS_MAX: Final = 2000

# The vocabulary o200k_base is a download and other models have others, so the count is bounded by bytes:
# o200k_base needs a token for 4.2 bytes of this list; 3.5 leaves a fifth for vocabularies that fit it less.
BYTES_PER_TOKEN_AT_LEAST: Final = 3.5


@pytest.mark.anyio
async def test_the_list_of_tools_costs_less_than_two_thousand_tokens(here: Here) -> None:
    async with Client(here.parameters(), mode=MODERN) as client:
        listed = await client.list_tools()
    sizes = {
        tool.name: len(tool.model_dump_json(by_alias=True, exclude_none=True).encode())
        for tool in listed.tools
    }
    assert len(sizes) == 8
    assert sum(sizes.values()) / BYTES_PER_TOKEN_AT_LEAST < TOKENS_MAX, sizes
