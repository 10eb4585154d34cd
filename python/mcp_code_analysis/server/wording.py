"""What is wrong with the arguments of the server's own tools, in words of ours and not of a decoder.

Says what was given, what is accepted, and the nearest valid value; reads schemas, and decodes nothing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import Final

from mcp_code_analysis.errors import InvalidRequest
from mcp_code_analysis.tools.registry import Schema

TEXT_LENGTH_MAX: Final = 80
NEAREST_MAX: Final = 3

_NOUNS: Final = {"string": "text", "object": "an object", "array": "a list", "boolean": "true or false"}


def explained(arguments: Mapping[str, object], schema: Schema) -> InvalidRequest:
    """Return the error for arguments that a schema does not accept, about the first that is wrong."""
    properties = _mapping(schema.get("properties"))
    required = schema.get("required")
    for name in required if isinstance(required, list | tuple) else ():
        if name not in arguments:
            accepted = _accepted(_mapping(properties.get(name)))
            return InvalidRequest(f"`{name}` is missing.", hint=f"Give {accepted}.")
    for name, value in arguments.items():
        for place, found, wanted in _wrong(name, value, _mapping(properties.get(name))):
            return wrong(place, found, _accepted(wanted), _nearest(found, wanted))
    takes = ", ".join(f"`{name}`" for name in properties)
    return InvalidRequest("The arguments are not what the tool takes.", hint=f"It takes {takes}.")


def wrong(name: str, value: object, accepted: str, nearest: tuple[str, ...] = ()) -> InvalidRequest:
    """Say what an argument is, and what is accepted in its place."""
    return InvalidRequest(f"`{name}` is {_shown(value)}.", hint=f"Give {accepted}.", nearest=nearest)


def _wrong(name: str, value: object, wanted: Schema) -> Iterator[tuple[str, object, Schema]]:
    """Yield what does not fit, with its name: the argument, or something in its list."""
    if not _fits(value, wanted):
        yield name, value, wanted
    elif isinstance(value, list):
        for number, item in enumerate(value):
            items = _mapping(wanted.get("items"))
            if not _fits(item, items):
                yield f"{name}[{number}]", item, items


def _fits(value: object, wanted: Schema) -> bool:
    choices = wanted.get("enum")
    if isinstance(choices, list | tuple):
        return value in choices
    match wanted.get("type"):
        case "string":
            most = wanted.get("maxLength")
            return isinstance(value, str) and (not isinstance(most, int) or len(value) <= most)
        case "integer" | "number" as kind:
            number = _number(value)
            return (
                number is not None and (kind == "number" or number == int(number)) and _within(number, wanted)
            )
        case "array":
            most = wanted.get("maxItems")
            return isinstance(value, list) and (not isinstance(most, int) or len(value) <= most)
        case "object":
            return isinstance(value, dict)
        case _:
            return True


def _accepted(wanted: Schema) -> str:
    """Say what fits."""
    choices = wanted.get("enum")
    if isinstance(choices, list | tuple):
        return f"one of: {', '.join(map(str, choices))}"
    match wanted.get("type"):
        case "integer" | "number" as kind:
            return ("a whole number" if kind == "integer" else "a number") + _range(wanted)
        case "string" if isinstance(wanted.get("maxLength"), int):
            return f"text of at most {wanted['maxLength']} characters"
        case "array" if isinstance(wanted.get("maxItems"), int):
            return f"a list of at most {wanted['maxItems']}"
        case kind:
            return _NOUNS.get(str(kind), "another value")


def _range(wanted: Schema) -> str:
    least, above, most = (wanted.get(name) for name in ("minimum", "exclusiveMinimum", "maximum"))
    if least is not None and most is not None:
        return f" from {least} to {most}"
    parts = [
        *([f"of at least {least}"] if least is not None else []),
        *([f"above {above}"] if above is not None else []),
        *([f"at most {most}"] if most is not None else []),
    ]
    return f" {' and '.join(parts)}" if parts else ""


def _nearest(value: object, wanted: Schema) -> tuple[str, ...]:
    choices = wanted.get("enum")
    if isinstance(choices, list | tuple):
        return tuple(difflib.get_close_matches(str(value), map(str, choices), n=NEAREST_MAX, cutoff=0.6))
    number = _number(value)
    least, most = wanted.get("minimum"), wanted.get("maximum")
    if number is None:
        return ()
    if isinstance(most, int | float) and number > most:
        return (str(most),)
    if isinstance(least, int | float) and number < least:
        return (str(least),)
    return ()


def _within(number: float, wanted: Schema) -> bool:
    least, above, most = (wanted.get(name) for name in ("minimum", "exclusiveMinimum", "maximum"))
    return (
        not (isinstance(least, int | float) and number < least)
        and not (isinstance(above, int | float) and number <= above)
        and not (isinstance(most, int | float) and number > most)
    )


def _number(value: object) -> float | None:
    """Return the number that a value is or says; a truth is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _shown(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str() if len(value) > TEXT_LENGTH_MAX:
            return f"text of {len(value)} characters"
        case str():
            return f'"{value}"'
        case list():
            return f"a list of {len(value)}"
        case dict():
            return "an object"
        case _:
            return str(value)[:TEXT_LENGTH_MAX]


def _mapping(value: object) -> Schema:
    return value if isinstance(value, Mapping) else {}
