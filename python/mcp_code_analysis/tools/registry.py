"""The tools there are, by name, in one fixed order.

A registry is built once and never changes; it runs nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

import msgspec

from mcp_code_analysis.errors import InvalidRequest, UnknownTool

NEAREST_MAX: Final = 3

Schema = Mapping[str, object]
"""A JSON Schema (2020-12)."""


class Annotations(msgspec.Struct, frozen=True):
    """What a tool does to the world, said to clients in full."""

    read_only: bool
    destructive: bool
    idempotent: bool
    open_world: bool


class Tool(msgspec.Struct, frozen=True):
    """A tool as it is described: the same for every client and every session.

    ``rendering`` "data" answers with structured content, "text" with source text only.
    ``listed`` tools are shown to a client unasked; the others are found through the catalog.
    """

    name: str
    version: str
    title: str
    description: str
    cost: Literal["instant", "seconds", "long"]
    annotations: Annotations
    rendering: Literal["data", "text"]
    listed: bool
    input_schema: Schema
    output_schema: Schema | None = None
    requires: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The first sentence of the description."""
        return self.description.split("\n", 1)[0].split(". ", 1)[0].rstrip(".") + "."

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the arguments, as the schema has them."""
        properties = self.input_schema.get("properties")
        return tuple(properties) if isinstance(properties, Mapping) else ()

    def argument(self, name: str) -> Schema:
        """Return the schema of an argument, empty where there is none."""
        properties = self.input_schema.get("properties")
        found = properties.get(name) if isinstance(properties, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def budget(self, arguments: Mapping[str, object]) -> int | None:
        """Return the most tokens that an answer to these arguments may have, None without a number."""
        asked = arguments.get("max_tokens")
        if asked is None:
            asked = self.argument("max_tokens").get("default")
        try:
            return int(asked) if isinstance(asked, (int, float, str)) else None
        except (ValueError, OverflowError):
            return None


class Registry:
    """All tools of one server, looked up by name."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._tools: dict[str, Tool] = {}
        for tool in tools:
            if tool.name in self._tools:
                raise ValueError(f"two tools are named {tool.name!r}")
            self._tools[tool.name] = tool

    def __iter__(self) -> Iterator[Tool]:
        return iter(self._tools.values())

    def __contains__(self, name: str) -> bool:
        return name in self._tools

    def get(self, name: str) -> Tool:
        """Return the tool; UnknownTool names the nearest ones."""
        tool = self._tools.get(name)
        if tool is None:
            raise UnknownTool(
                f"There is no tool {name[:64]!r}.",
                hint="Call `catalog` to see every tool.",
                nearest=nearest(name, self._tools),
            )
        return tool

    def listed(self, choice: tuple[str, ...]) -> tuple[Tool, ...]:
        """Return the tools to show unasked: ``("listed",)``, ``("all",)``, or those named."""
        if choice == ("all",):
            return tuple(self)
        if choice == ("listed",):
            return tuple(tool for tool in self if tool.listed)
        chosen = {self.get(name).name for name in choice}
        return tuple(tool for tool in self if tool.name in chosen)

    def search(self, query: str) -> tuple[Tool, ...]:
        """Return the tools whose name or description has every word of the query, in the fixed order."""
        words = query.casefold().split()
        return tuple(
            tool
            for tool in self
            if all(word in f"{tool.name} {tool.title} {tool.description}".casefold() for word in words)
        )


def nearest(name: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """Return the few candidates that look most like ``name``, best first."""
    return tuple(difflib.get_close_matches(name[:64], list(candidates), n=NEAREST_MAX, cutoff=0.5))


def check_arguments(tool: Tool, arguments: Mapping[str, object]) -> None:
    """Refuse an argument the tool does not have, naming the nearest it has.

    Values are checked by whoever reads them (the engine, or the decoder of one of our own tools):
    the schema is written from the same type, so a second validator would only say it twice.
    """
    known = tool.arguments
    for name in arguments:
        if name not in known:
            raise InvalidRequest(
                f"`{tool.name}` has no argument {name[:64]!r}.",
                hint=f"It takes: {', '.join(known)}.",
                nearest=nearest(name, known),
            )
