"""Functions that are Lua: a script's keys, arguments, text and answer in one place.

Sends nothing itself.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import typing
from collections.abc import Callable, Coroutine, Mapping
from types import MappingProxyType
from typing import Concatenate, ParamSpec, TypeAlias, TypeVar

from mcp_code_analysis.errors import StoreMisconfigured
from mcp_code_analysis.redis.node import Key, Parts, Reply
from mcp_code_analysis.redis.server import Evaluator

P = ParamSpec("P")
T = TypeVar("T")

Script: TypeAlias = Callable[Concatenate[Evaluator, P], Coroutine[object, object, T]]


def script(
    *, repeatable: bool, allow_oom: bool = False, constants: Mapping[str, int] = MappingProxyType({})
) -> Callable[[Callable[Concatenate[Reply, P], T]], Script[P, T]]:
    """Make a script of a function: its docstring is the Lua, its parameters are the Lua's locals.

    Parameters of type ``Key`` are keys, a last one of type ``Parts`` takes the rest, an ``int`` arrives as a
    number. The function's body turns the reply, its first parameter, into what the script's caller gets.
    ``repeatable``: running it twice has one effect. ``allow_oom``: it may run on a server that is full.
    ``constants`` are locals as well, written into the text.
    """

    def build(decode: Callable[Concatenate[Reply, P], T]) -> Script[P, T]:
        text, keys, arguments, rest = _lua(decode, constants, allow_oom=allow_oom)
        digest = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()

        async def run(server: Evaluator, /, *_: P.args, **values: P.kwargs) -> T:
            given: Mapping[str, typing.Any] = values
            parts = [given[name] for name in arguments]
            if rest:
                parts.extend(given[rest])
            reply = await server.evaluate(
                text, digest, [given[name] for name in keys], parts, repeatable=repeatable
            )
            return decode(reply, *_, **values)

        functools.update_wrapper(run, decode)
        return run

    return build


def _lua(
    decode: Callable[..., object], constants: Mapping[str, int], *, allow_oom: bool
) -> tuple[str, list[str], list[str], str | None]:
    """Return the whole text, the names of the keys, of the arguments, and of what takes the rest."""
    if not decode.__doc__:
        raise StoreMisconfigured("Python runs without docstrings.", hint="Start it without -OO.")
    hints = typing.get_type_hints(decode)
    names = list(inspect.signature(decode).parameters)[1:]
    keys = [name for name in names if hints[name] is Key]
    rest = next((name for name in names if hints[name] == Parts), None)
    arguments = [name for name in names if name not in keys and name != rest]
    lines = ["#!lua flags=allow-oom" if allow_oom else "#!lua"]
    lines += [f"local {name} = {value}" for name, value in constants.items()]
    lines += [f"local {name} = KEYS[{place}]" for place, name in enumerate(keys, 1)]
    for place, name in enumerate(arguments, 1):
        value = f"ARGV[{place}]"
        lines.append(f"local {name} = {f'tonumber({value})' if hints[name] is int else value}")
    if rest:
        lines.append(f"local {rest} = {{unpack(ARGV, {len(arguments) + 1})}}")
    return "\n".join([*lines, inspect.cleandoc(decode.__doc__)]), keys, arguments, rest
