"""The answers in Python and the answers in Rust are the same, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest
from msgspec import inspect

from mcp_code_analysis import _native, model, model_structure
from mcp_code_analysis.page import LIMIT_MAX
from mcp_code_analysis.questions import TOKENS_MAX

Schema = dict[str, Any]

TOOLS: dict[str, Schema] = {tool["name"]: tool for tool in msgspec.json.decode(_native.tools())}

SCALARS: dict[type[inspect.Type], str] = {
    inspect.BoolType: "boolean",
    inspect.FloatType: "number",
    inspect.IntType: "integer",
    inspect.StrType: "string",
}


def differences(schema: Schema, found: inspect.Type, root: Schema, at: str) -> Iterator[str]:
    """Yield every place where the schema and the Python type say different things."""
    schema, is_nullable = plain(schema, root)
    if isinstance(found, inspect.UnionType):
        (found,) = (kind for kind in found.types if not isinstance(kind, inspect.NoneType))
        is_optional = True
    else:
        is_optional = False
    if is_nullable and not is_optional:
        yield f"{at}: may be null in Rust"
    match found:
        case inspect.StructType(fields=fields):
            yield from differing_fields(schema, fields, root, at)
        case inspect.VarTupleType(item_type=item):
            if schema.get("type") != "array":
                yield f"{at}: {schema.get('type')} in Rust, a tuple in Python"
            else:
                yield from differences(schema["items"], item, root, f"{at}[]")
        case inspect.LiteralType(values=values):
            if set(values) != set(accepted(schema)):
                yield f"{at}: {accepted(schema)} in Rust, {values} in Python"
        case _:
            if schema.get("type") != SCALARS[type(found)] or accepted(schema):
                yield f"{at}: {schema.get('type')} in Rust, {SCALARS[type(found)]} in Python"


def differing_fields(
    schema: Schema, fields: tuple[inspect.Field, ...], root: Schema, at: str
) -> Iterator[str]:
    properties: Schema = schema.get("properties", {})
    python = {field.encode_name: field for field in fields}
    yield from (f"{at}.{name}: only in Rust" for name in sorted(properties.keys() - python.keys()))
    yield from (f"{at}.{name}: only in Python" for name in sorted(python.keys() - properties.keys()))
    for name in sorted(properties.keys() & python.keys()):
        field = python[name]
        is_always_there = name in schema.get("required", [])
        is_nullable = plain(properties[name], root)[1]
        if field.required != (is_always_there and not is_nullable):
            yield f"{at}.{name}: required in {'Python' if field.required else 'Rust'} only"
        yield from differences(properties[name], field.type, root, f"{at}.{name}")


def plain(schema: Schema, root: Schema) -> tuple[Schema, bool]:
    """Follow references and take the null out; tell whether there was one."""
    if "$ref" in schema:
        return plain(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema:
        (only,) = (option for option in schema["anyOf"] if option != {"type": "null"})
        return plain(only, root)[0], True
    kinds = schema.get("type")
    if isinstance(kinds, list):
        (kind,) = (kind for kind in kinds if kind != "null")
        return {**schema, "type": kind}, "null" in kinds
    return schema, False


def accepted(schema: Schema) -> list[str]:
    """Return the values of an enumeration, however the schema spells it."""
    if "oneOf" in schema:
        return [value for option in schema["oneOf"] for value in accepted(option)]
    return list(schema.get("enum", [schema["const"]] if "const" in schema else []))


def test_every_tool_of_the_engine_has_its_result_here_and_no_other() -> None:
    assert len(TOOLS) >= 8
    assert sorted(model.RESULTS) == sorted(TOOLS)


@pytest.mark.parametrize("name", sorted(model.RESULTS))
def test_an_answer_has_the_fields_that_the_engine_says_it_has(name: str) -> None:
    schema = TOOLS[name]["output_schema"]
    answer: Any = model.Answer
    found = inspect.type_info(answer[model.RESULTS[name]])
    assert list(differences(schema, found, schema, name)) == []


def test_an_answer_that_parted_from_its_twin_is_found() -> None:
    class Parted(msgspec.Struct, kw_only=True):
        path: int
        line: int | None = None
        text: str
        extra: str
        reason: model_structure.EdgeKind
        names: tuple[str, ...]

    schema: Schema = {
        "type": "object",
        "required": ["path", "line", "symbol", "names", "reason", "text"],
        "properties": {
            "path": {"type": "string"},
            "line": {"type": "integer"},
            "text": {"type": ["string", "null"]},
            "symbol": {"type": "string"},
            "reason": {"oneOf": [{"const": "internal"}, {"enum": ["gone"]}]},
            "names": {"type": "array", "items": {"type": "integer"}},
        },
    }
    assert list(differences(schema, inspect.type_info(Parted), schema, "planted")) == [
        "planted.symbol: only in Rust",
        "planted.extra: only in Python",
        "planted.line: required in Rust only",
        "planted.names[]: integer in Rust, string in Python",
        "planted.path: string in Rust, integer in Python",
        "planted.reason: ['internal', 'gone'] in Rust, ('external', 'internal', 'unresolved') in Python",
        "planted.text: required in Python only",
        "planted.text: may be null in Rust",
    ]


@pytest.mark.parametrize(
    ("tool", "argument", "known"),
    [
        ("find_symbol", "kind", get_args(model.DefinitionKind)),
        ("search", "language", get_args(model.Language)),
        ("search", "mode", ("text", "regex", "boolean")),
        ("search", "show", ("blocks", "lines")),
        ("search", "case", ("smart", "sensitive", "insensitive")),
        ("index", "action", ("status", "refresh")),
        ("clones", "kind", get_args(model_structure.CloneKind)),
        ("complexity", "of", ("functions", "types", "files", "packages")),
        ("complexity", "sort", ("cyclomatic", "cognitive")),
        ("complexity", "detail", ("brief", "all")),
    ],
)
def test_what_can_be_asked_for_has_the_same_names_in_python(
    tool: str, argument: str, known: tuple[str, ...]
) -> None:
    schema, _ = plain(TOOLS[tool]["input_schema"]["properties"][argument], TOOLS[tool]["input_schema"])
    assert sorted(accepted(schema)) == sorted(known)


def test_the_largest_page_is_the_largest_that_the_engine_gives() -> None:
    properties = [tool["input_schema"]["properties"] for tool in TOOLS.values()]
    assert {found["max_tokens"]["maximum"] for found in properties} == {TOKENS_MAX}
    assert {found["limit"]["maximum"] for found in properties if "limit" in found} == {LIMIT_MAX}
