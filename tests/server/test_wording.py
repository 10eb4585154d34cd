"""What a client is told of wrong arguments: what it gave, what is accepted, and what comes nearest."""

from __future__ import annotations

import msgspec
import pytest
from mcp import Client

from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.server.requests import (
    CallRequest,
    ExecutionRequest,
    ResultsRequest,
    SessionRequest,
    parsed,
)
from tests.server.servers import Connect, text_of

pytestmark = pytest.mark.requirement("Q7", "EXE-6")

DECODERS_WORDS = ("msgspec", "Expected", "$.", "`int`", "`str`", "Object missing", "enum value")


@pytest.mark.parametrize(
    ("kind", "arguments", "message", "hint", "nearest"),
    [
        (SessionRequest, {}, "`action` is missing.", "Give one of: close, get, history, list, open.", ()),
        (SessionRequest, {"action": None}, "`action` is missing.", "Give one of:", ()),
        (SessionRequest, {"action": "opne"}, '`action` is "opne".', "Give one of:", ("open",)),
        (SessionRequest, {"action": 3}, "`action` is 3.", "Give one of:", ()),
        (
            SessionRequest, {"action": "list", "limit": 500},
            "`limit` is 500.", "Give a whole number from 1 to 100.", ("100",),
        ),
        (SessionRequest, {"action": "list", "limit": 0}, "`limit` is 0.", "from 1 to 100", ("1",)),
        (SessionRequest, {"action": "list", "limit": 1.5}, "`limit` is 1.5.", "a whole number", ()),
        (SessionRequest, {"action": "list", "limit": "many"}, '`limit` is "many".', "a whole number", ()),
        (SessionRequest, {"action": "list", "limit": True}, "`limit` is true.", "a whole number", ()),
        (
            SessionRequest, {"action": "open", "ttl_seconds": 0},
            "`ttl_seconds` is 0.", "Give a number above 0 and at most 2592000.", (),
        ),
        (SessionRequest, {"action": "open", "root": ["a"]}, "`root` is a list of 1.", "Give text", ()),
        (
            SessionRequest, {"action": "get", "session": "x" * 100},
            "`session` is text of 100 characters.", "Give text of at most 64 characters.", (),
        ),
        (ExecutionRequest, {"action": "stop"}, '`action` is "stop".', "Give one of: cancel, get, list.", ()),
        (CallRequest, {"tool": "x", "arguments": []}, "`arguments` is a list of 0.", "Give an object.", ()),
        (
            ResultsRequest, {"handle": "x", "fields": ["a", 7]},
            "`fields[1]` is 7.", "Give text.", (),
        ),
        (ResultsRequest, {"handle": "x", "fields": "a"}, '`fields` is "a".', "a list of at most 64.", ()),
        (ResultsRequest, {"handle": "x", "where": "a=b"}, '`where` is "a=b".', "Give an object.", ()),
        (ResultsRequest, {"handle": "x", "format": "cvs"}, '`format` is "cvs".', "Give one of:", ("csv",)),
        (ResultsRequest, {"handle": "x", "offset": -1}, "`offset` is -1.", "of at least 0.", ("0",)),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_told_with_what_is_accepted_and_what_is_nearest(
    kind: type[msgspec.Struct],
    arguments: dict[str, object],
    message: str,
    hint: str,
    nearest: tuple[str, ...],
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parsed(arguments, kind)
    assert refused.value.message == message
    assert hint in str(refused.value.hint)
    assert refused.value.nearest == nearest
    assert not any(word in str(refused.value) for word in DECODERS_WORDS)


WRONG: tuple[object, ...] = (None, True, -1, 10**30, 1.5, "", "x" * 10_000, [], [None], [1], {}, {"a": 1})


VALID: dict[type[msgspec.Struct], dict[str, object]] = {
    CallRequest: {"tool": "search"},
    SessionRequest: {"action": "list"},
    ExecutionRequest: {"action": "list"},
    ResultsRequest: {"handle": "x"},
}


def test_whatever_is_wrong_is_said_in_our_words() -> None:
    count = 0
    for kind, valid in VALID.items():
        for name in kind.__struct_fields__:
            for value in WRONG:
                said = refusal({**valid, name: value}, kind)
                if said is not None:
                    count += 1
                    assert said.message.startswith(f"`{name}"), (name, value, said.message)
                    assert said.hint
                    assert not any(word in str(said) for word in DECODERS_WORDS)
    assert count > 100


def refusal(arguments: dict[str, object], kind: type[msgspec.Struct]) -> InvalidRequest | None:
    try:
        parsed(arguments, kind)
    except InvalidRequest as problem:
        return problem
    return None


@pytest.mark.anyio
async def test_a_client_is_told_in_our_words(connect: Connect) -> None:
    async with connect() as client:
        calls: tuple[dict[str, object], ...] = (
            {"tool": "session", "arguments": {"action": "opne"}},
            {"tool": "results", "arguments": {}},
            {"tool": "execution", "arguments": {"action": "list", "limit": "all"}},
            {"tool": "outline", "arguments": {"root": 7}},
            {"tool": 7},
        )
        for call in calls:
            text = await told(client, call)
            assert "INVALID_REQUEST" in text
            assert not any(word in text for word in DECODERS_WORDS), text


async def told(client: Client, call: dict[str, object]) -> str:
    refused = await client.call_tool("call", call)
    assert refused.is_error
    return text_of(refused)
