"""What every tool says to every kind of wrong argument: what it was, what is accepted, what to do next."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import pytest
from mcp import Client

from tests.server.every_tool import ENGINE, asked, project, registered
from tests.server.servers import MODERN, Here, text_of

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("Q7")]

WRONG: Final[tuple[object, ...]] = (
    True,
    -1,
    10**30,
    0.5,
    "",
    "x" * 5000,
    "a\0b",
    "../..",
    [],
    [None],
    {"a": 1},
)
OURS: Final = ("msgspec", "serde", "Traceback", ".rs:", ".py:", "Expected", "panicked")


@pytest.fixture
async def client(here: Here) -> AsyncIterator[Client]:
    project(here.root)
    async with Client(here.parameters(), mode=MODERN) as client:
        yield client


def taught(text: str, here: Here, what: object) -> Mapping[str, Any]:
    """Assert that an error teaches, and return it."""
    error = json.loads(text)["error"]
    said = json.dumps(error, ensure_ascii=False)
    assert error["code"] != "INTERNAL", (what, said)
    assert 0 < len(error["message"]) <= 400, (what, said)
    assert error["hint"], (what, said)
    assert len(text) < 1500, (what, said)
    assert error["reference"], (what, said)
    assert not any(word in said for word in OURS), (what, said)
    assert str(here.root.parent) not in said, (what, said)
    return dict(error)


def base(tool: str) -> dict[str, Any]:
    """Return arguments that a tool accepts, as far as they go."""
    own = {
        "catalog": {},
        "call": {"tool": "index"},
        "session": {"action": "list"},
        "execution": {"action": "list"},
        "results": {"handle": "x"},
    }
    return dict(own.get(tool) or ENGINE.get(tool) or {})


async def test_a_wrong_value_of_any_argument_is_told_with_what_is_accepted(
    client: Client, here: Here
) -> None:
    refused = 0
    for name, tool in registered().items():
        for argument in tool.arguments:
            for value in WRONG:
                result = await asked(client, name, {**base(name), argument: value})
                if result.is_error:
                    taught(text_of(result), here, (name, argument, value))
                    refused += 1
    assert refused > 800


async def test_a_word_that_is_nearly_one_of_those_accepted_is_told_the_nearest(
    client: Client, here: Here
) -> None:
    choices = 0
    for name, tool in registered().items():
        for argument in tool.arguments:
            accepted = tool.argument(argument).get("enum")
            if not isinstance(accepted, list):
                continue
            choices += 1
            for word in accepted:
                misspelt = f"{word[:-1]}{word[-1]}x" if len(word) < 4 else f"{word[:-2]}{word[-1]}{word[-2]}q"
                result = await asked(client, name, {**base(name), argument: misspelt})
                assert result.is_error, (name, argument, misspelt)
                error = taught(text_of(result), here, (name, argument, misspelt))
                assert word in error["nearest"] or word in error["hint"], (name, argument, misspelt, error)
    assert choices > 10


async def test_a_name_that_is_no_argument_is_told_the_nearest(client: Client, here: Here) -> None:
    for name, tool in registered().items():
        for argument in tool.arguments:
            result = await asked(client, name, {**base(name), f"{argument}x": "x"})
            assert result.is_error, (name, argument)
            assert argument in taught(text_of(result), here, (name, argument))["nearest"], (name, argument)


async def test_an_argument_that_is_missing_is_named(client: Client, here: Here) -> None:
    missing = 0
    for name, tool in registered().items():
        required = tool.input_schema.get("required", [])
        assert isinstance(required, list)
        for argument in required:
            given = {key: value for key, value in base(name).items() if key != argument}
            error = taught(text_of(await asked(client, name, given)), here, (name, argument))
            assert f"`{argument}`" in error["message"], (name, error)
            missing += 1
    assert missing > 8
