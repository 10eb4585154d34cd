"""What the server's own tools take, as types; their schemas are written from these.

The engine's tools bring their own schemas. Nothing is executed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeVar, cast

import msgspec
from msgspec import Meta

from mcp_code_analysis.server.wording import explained
from mcp_code_analysis.tools.registry import Annotations, Schema, Tool

Handle = Annotated[str, Meta(description="session handle", max_length=64)]
Limit = Annotated[int, Meta(ge=1, le=100)]
Cursor = Annotated[str, Meta(description="`next_cursor` of the page before", max_length=200)]
Budget = Annotated[int, Meta(description="budget of the answer", ge=200, le=100000)]


class CatalogRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `catalog` takes."""

    query: Annotated[str, Meta(description="words to look for; none: every tool", max_length=200)] | None = (
        None
    )
    tool: Annotated[str, Meta(description="show its full schema", max_length=64)] | None = None
    cursor: Cursor | None = None
    max_tokens: Budget = 2000


class CallRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `call` takes."""

    tool: Annotated[str, Meta(description="name from `catalog`", max_length=64)]
    arguments: Annotated[dict[str, Any], Meta(description="its arguments")] = {}
    max_tokens: Budget | None = None


class SessionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `session` takes."""

    action: Literal["open", "list", "get", "history", "close"]
    session: Handle | None = None
    root: Annotated[str, Meta(description="open: the folder it is about", max_length=4096)] | None = None
    ttl_seconds: (
        Annotated[float, Meta(description="open: its life after the last use", gt=0, le=2592000)] | None
    ) = None
    limit: Limit = 10
    cursor: Cursor | None = None
    max_tokens: Budget = 2000


class ExecutionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `execution` takes."""

    action: Literal["list", "get", "cancel"]
    run: Annotated[str, Meta(description="run id", max_length=64)] | None = None
    session: Handle | None = None
    limit: Limit = 10
    cursor: Cursor | None = None
    max_tokens: Budget = 2000


class ResultsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `results` takes."""

    handle: Annotated[str, Meta(description="`handle` of an answer", max_length=64)]
    action: Annotated[
        Literal["page", "info", "export", "delete"], Meta(description="`export`: rows as text in `format`")
    ] = "page"
    part: (
        Annotated[
            str, Meta(description="a list in it, as `info` names it; none: the largest", max_length=200)
        ]
        | None
    ) = None
    where: Annotated[
        dict[str, Any],
        Meta(description="fields and their values; `*` in a text stands for anything"),
    ] = {}
    contains: Annotated[str, Meta(description="text anywhere in a row", max_length=1000)] | None = None
    fields: Annotated[tuple[str, ...], Meta(description="show only these fields", max_length=64)] = ()
    format: Annotated[Literal["json", "jsonl", "csv"], Meta(description="export: form of the text")] = "jsonl"
    offset: Annotated[int, Meta(description="`next_offset` of the page before", ge=0)] = 0
    limit: Annotated[int, Meta(description="rows a page", ge=1, le=1000)] = 100
    max_tokens: Budget = 2000


_READS: Final = Annotations(read_only=True, destructive=False, idempotent=True, open_world=False)
_WRITES: Final = Annotations(read_only=False, destructive=True, idempotent=False, open_world=False)

_RequestT = TypeVar("_RequestT", bound=msgspec.Struct)


def own_tools() -> tuple[Tool, ...]:
    """Return the server's own tools, in their order."""
    return (
        _tool(
            "catalog",
            "Find tools",
            "Find further tools (outline, complexity, dependencies, repo_map, sessions, runs) and see one's "
            "schema; run them with `call`.",
            _READS,
            CatalogRequest,
            is_listed=True,
        ),
        _tool(
            "call",
            "Run any tool",
            "Run a tool found with `catalog`.",
            _WRITES,
            CallRequest,
            is_listed=True,
        ),
        _tool(
            "session",
            "Remember a folder and its runs",
            "Open, list, inspect and close sessions. A session remembers a folder and the newest 100 runs "
            "made with its handle, over restarts of the server, for 24 hours after its last use unless "
            "`ttl_seconds` says otherwise. Every tool works without one.",
            _WRITES,
            SessionRequest,
        ),
        _tool(
            "execution",
            "Watch and stop runs",
            "List runs, see one, cancel one that is under way. With a session: its recorded runs as well.",
            _WRITES,
            ExecutionRequest,
        ),
        _tool(
            "results",
            "Read what did not fit",
            "Read a stored answer by its `handle`: page it, filter its rows, show some fields, export or "
            "delete it. A call with a session whose answer was cut by `max_tokens` names the handle of the "
            "whole. It ends with its session, after a day at the latest.",
            _WRITES,
            ResultsRequest,
        ),
    )


def parsed(arguments: Mapping[str, object], kind: type[_RequestT]) -> _RequestT:
    """Return the request; numbers may come as text, null is nothing. InvalidRequest says what is wrong."""
    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        return msgspec.convert(given, kind, strict=False)
    except msgspec.ValidationError as problem:
        raise explained(given, _schema(kind)) from problem


def placed(tool: Tool) -> Tool:
    """Return an engine's tool with the arguments that the server adds: where, and for which session."""
    properties = tool.input_schema.get("properties")
    added = {
        **(properties if isinstance(properties, Mapping) else {}),
        "root": {
            "type": "string",
            "description": "folder; default: the session's or the server's",
        },
        "session": {"type": "string", "description": "session handle"},
    }
    schema = {**tool.input_schema, "properties": added}
    return msgspec.structs.replace(tool, input_schema=schema)


def _tool(
    name: str,
    title: str,
    description: str,
    annotations: Annotations,
    request: type[msgspec.Struct],
    *,
    is_listed: bool = False,
) -> Tool:
    return Tool(
        name=name,
        version="1.0.0",
        title=title,
        description=description,
        cost="instant",
        annotations=annotations,
        rendering="data",
        listed=is_listed,
        input_schema=_schema(request),
    )


def _schema(request: type[msgspec.Struct]) -> Schema:
    """Return the type's schema, without titles, references and the null that stands for "not given"."""
    _, components = msgspec.json.schema_components((request,), ref_template="{name}")
    schema = cast("dict[str, object]", _plain(components[request.__name__]))
    del schema["description"]  # The class's own line; the tool has a better one.
    return schema


def _plain(node: object) -> object:
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    options = node.get("anyOf")
    if isinstance(options, list) and {"type": "null"} in options:
        (only,) = (option for option in options if option != {"type": "null"})
        return _plain(only)
    return {
        key: _plain(value)
        for key, value in node.items()
        if key != "title" and (value or key not in ("default", "required"))
    }
