"""Scripts and commands of one call sent together: a packet for each server concerned, and one wait.

For what does not wait for another's answer. It is no atomic step: where one fails the others may be done.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import TypeVar, cast

from mcp_code_analysis.errors import CodeAnalysisError
from mcp_code_analysis.redis.node import Key, Part, Reply
from mcp_code_analysis.redis.server import Evaluator, Sending, Server

T = TypeVar("T")


async def together(
    server: Server,
    *scripts: Callable[[Evaluator], Coroutine[object, object, T]],
    commands: Sequence[Sequence[Part]] = (),
) -> list[T]:
    """Run scripts, each given what it is to be run on, after the commands; return the scripts' answers.

    Sent once more when an answer was lost, so each has to be repeatable.
    """
    packet = _Packet(server, len(scripts), commands)
    return await asyncio.gather(*(script(packet) for script in scripts))


class _Packet:
    """Collects scripts until all of them are there, and sends them."""

    def __init__(self, server: Server, count: int, commands: Sequence[Sequence[Part]]) -> None:
        self._server = server
        self._missing = count
        self._sendings = [Sending(parts, Key(str(parts[1]))) for parts in commands]
        self._commands = len(commands)
        self._sent: asyncio.Future[asyncio.Task[list[Reply | CodeAnalysisError]]]
        self._sent = asyncio.get_running_loop().create_future()

    async def evaluate(
        self, text: str, digest: str, keys: Sequence[Key], arguments: Sequence[Part], *, repeatable: bool
    ) -> Reply:
        """Run a script with the others."""
        if not repeatable:
            raise ValueError("a script that is not repeatable is sent alone")
        place = len(self._sendings)
        rest = (len(keys), *keys, *arguments)
        self._sendings.append(Sending(("EVALSHA", digest, *rest), keys[0], ("EVAL", text, *rest)))
        self._missing -= 1
        if not self._missing:
            sending = self._server.send_together(self._sendings, repeatable=True)
            self._sent.set_result(asyncio.create_task(sending))
        answers = await (await self._sent)
        for answer in (*answers[: self._commands], answers[place]):
            if isinstance(answer, CodeAnalysisError):
                raise answer
        return cast("Reply", answers[place])
