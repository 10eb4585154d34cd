"""Writes ``docs/tools.md`` and ``docs/languages.md`` from what the engine says of itself.

``tests/cli/test_documents.py`` fails while a page is old.
Run it with the project's Python: ``.venv/bin/python docs/generate.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, cast

import msgspec

from mcp_code_analysis import _native
from mcp_code_analysis.server.requests import own_tools
from mcp_code_analysis.tools.builtin import engine_tools
from mcp_code_analysis.tools.registry import Tool

PAGE: Final = Path(__file__).parent / "tools.md"
LANGUAGES_PAGE: Final = Path(__file__).parent / "languages.md"
SENTENCE_END: Final = re.compile(r"(?<=[.!?]) +(?=[A-Z`*(])")

Node = Mapping[str, object]

INTRODUCTION: Final = """\
# Tools

This page is written by `docs/generate.py` from what the tools say of themselves.

A client sees the listed tools at once.
It finds the others with `catalog` and runs them with `call`.
`mcp-code-analysis serve --tools all` lists every one.
Over MCP each tool of the engine also takes `root` (the folder to analyse) and `session` (a session's handle).
In the notebook each tool of the engine is a method of `Repository`.

Every answer of the engine names the tree it speaks of, and what it does not know (`completeness`).
What did not fit into `limit` or `max_tokens` comes with `next_cursor`.
In a session, what `max_tokens` cut off is also kept whole: its `handle` is in the answer, for `results`.
"""


LANGUAGES: Final = """\
# Languages

This page is written by `docs/generate.py` from the table of languages.

Of every file lines and problems are known.
Tier A has all facts: definitions, references, calls, branches, and imports that lead to files.
Where `names` stands, it is known what names lead to:
`relations`, `impact`, `path_between`, `type_hierarchy` and `verify_claims` answer.
Tier B has what the table says; its imports lead to files where they are paths or names of declared modules.
Scripts and styles in HTML, Vue and Svelte, and code in the fences of Markdown, are read as what they are.
A header that ends in `.h` is of C unless its text can only be of C++.
A file of no language here is listed as unsupported, with its size, and never as analysed.
Python is parsed by ruff's parser, JavaScript and TypeScript by oxc's.
What of them is not valid, and all others, tree-sitter parses.
What each language gives is shown by the files in `tests/corpus`.

Imports lead to files by what the language goes by.

- Python: packages, namespace packages and relative imports.
- JavaScript and TypeScript: relative paths and index files;
  `paths` and `baseUrl` of a `tsconfig.json` or `jsconfig.json`, with all it extends or refers to;
  `exports`, `imports` and entries of a `package.json`.
- Rust: modules, and crates by their `Cargo.toml` and under the names that it gives them.
- Go: `go.mod`.
- Java, Kotlin, C#, PHP: packages and namespaces, with PSR-4.
- C and C++: beside the file, then where a `compile_commands.json` says,
  then by the end of the path, which makes it `likely`.

A `compile_commands.json` that git ignores is read once `!compile_commands.json` stands in `.ignore`.

| Language | Tier | Extensions | Facts |
|---|---|---|---|
"""


class Language(msgspec.Struct, frozen=True):
    """A language that is read."""

    name: str
    tier: str
    extensions: tuple[str, ...]
    offers: tuple[str, ...]


def languages() -> tuple[Language, ...]:
    """Return every language that is read."""
    return msgspec.json.decode(_native.languages(), type=tuple[Language, ...])


def languages_page() -> str:
    """Return the page of languages."""
    return LANGUAGES + "".join(map(_row, languages()))


def _row(one: Language) -> str:
    extensions = ", ".join(f"`.{end}`" for end in one.extensions)
    return f"| {one.name} | {one.tier} | {extensions} | {', '.join(one.offers)} |\n"


def page() -> str:
    """Return the whole page."""
    return "\n".join([INTRODUCTION, *(line for tool in tools() for line in section(tool))])


def tools() -> tuple[Tool, ...]:
    """Return every tool there is, in the order of a server."""
    return (*engine_tools(), *own_tools())


def section(tool: Tool) -> Iterator[str]:
    """Yield the lines about one tool."""
    yield f"## {tool.name}"
    yield ""
    yield from SENTENCE_END.split(tool.description.replace("\n", " "))
    yield ""
    effect = "reads only" if tool.annotations.read_only else "may change what the server keeps"
    yield f"{'Listed' if tool.listed else 'Not listed'}; cost: {tool.cost}; {effect}; version {tool.version}."
    yield ""
    yield from _table("Argument", _properties(tool.input_schema), _required(tool.input_schema))
    if tool.output_schema is not None:
        result = _resolved(_properties(tool.output_schema).get("result", {}), tool.output_schema)
        yield f"Result: {', '.join(f'`{name}`' for name in _properties(result))}."
        yield ""


def _table(heading: str, properties: Mapping[str, Node], required: frozenset[str]) -> Iterator[str]:
    if not properties:
        return
    yield f"| {heading} | Type | Meaning |"
    yield "|---|---|---|"
    for name, schema in properties.items():
        meaning = str(schema.get("description", "")).replace("\n", " ").replace("|", "\\|")
        notes = [*(["Required."] if name in required else []), *_default(schema)]
        yield f"| `{name}` | {_type(schema)} | {' '.join([meaning, *notes]).strip()} |"
    yield ""


def _default(schema: Node) -> Iterator[str]:
    if schema.get("default") is not None:
        yield f"Default: `{schema['default']}`."


def _type(schema: Node) -> str:
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in cast("list[object]", schema["enum"]))
    kind = schema.get("type", "object")
    if isinstance(kind, list):
        kind = next(one for one in kind if one != "null")
    if kind == "array":
        items = cast("Node", schema.get("items", {}))
        return "list" if "$ref" in items else f"list of {_type(items)}"
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is None or most is None:
        bounds = [f"from {least}"] if least is not None else [f"at most {most}"] if most is not None else []
    else:
        bounds = [f"{least} to {most}"]
    return " ".join([str(kind), *bounds])


def _properties(schema: Node) -> Mapping[str, Node]:
    return cast("Mapping[str, Node]", schema.get("properties", {}))


def _required(schema: Node) -> frozenset[str]:
    return frozenset(cast("list[str]", schema.get("required", [])))


def _resolved(schema: Node, root: Node) -> Node:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return cast("Mapping[str, Node]", root.get("$defs", {})).get(name, schema)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    LANGUAGES_PAGE.write_text(languages_page(), encoding="utf-8")
