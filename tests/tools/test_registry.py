"""Looking tools up: the fixed order, the near misses, the choice of what is listed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mcp_code_analysis.errors import InvalidRequest, UnknownTool
from mcp_code_analysis.tools.registry import Annotations, Registry, Tool, check_arguments


def tool(name: str, *, listed: bool = True, arguments: Sequence[str] = ("path", "limit")) -> Tool:
    return Tool(
        name=name,
        version="1.0.0",
        title=name.title(),
        description=f"Answers about {name}. More than that it does not do.",
        cost="instant",
        annotations=Annotations(read_only=True, destructive=False, idempotent=True, open_world=False),
        rendering="data",
        listed=listed,
        input_schema={"type": "object", "properties": {argument: {} for argument in arguments}},
    )


REGISTRY = Registry([tool("find_symbol"), tool("search"), tool("outline", listed=False)])


def test_an_unknown_tool_is_answered_with_the_nearest_names() -> None:
    with pytest.raises(UnknownTool) as caught:
        REGISTRY.get("find_symbols")
    assert caught.value.nearest == ("find_symbol",)


def test_tools_keep_the_order_they_were_registered_in_whatever_is_chosen() -> None:
    assert [one.name for one in REGISTRY.listed(("listed",))] == ["find_symbol", "search"]
    assert [one.name for one in REGISTRY.listed(("all",))] == ["find_symbol", "search", "outline"]
    assert [one.name for one in REGISTRY.listed(("outline", "find_symbol"))] == ["find_symbol", "outline"]


def test_choosing_a_tool_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownTool):
        REGISTRY.listed(("find_symbol", "serch"))


def test_two_tools_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="search"):
        Registry([tool("search"), tool("search")])


def test_search_finds_tools_by_all_words_of_the_query() -> None:
    assert [one.name for one in REGISTRY.search("ABOUT outline")] == ["outline"]
    assert [one.name for one in REGISTRY.search("")] == ["find_symbol", "search", "outline"]
    assert REGISTRY.search("about nothing") == ()


def test_a_misspelt_argument_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(InvalidRequest) as caught:
        check_arguments(tool("search"), {"pth": "src"})
    assert caught.value.nearest == ("path",)
    check_arguments(tool("search"), {"path": "src"})


def test_a_summary_is_the_first_sentence() -> None:
    assert tool("search").summary == "Answers about search."
