"""States as the program stores them: records of runs, of sessions, and answers of every tool.

Made by the program's own code, so that what is trained and measured on them has their real shape.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Final

import msgspec

from mcp_code_analysis._native import Engine
from mcp_code_analysis.errors import CodeAnalysisError, NotFound, Unreadable
from mcp_code_analysis.execution.journal import Remembered
from mcp_code_analysis.execution.lifecycle import Event
from mcp_code_analysis.execution.record import Run, failure, lease_from, summary

FOLDERS: Final = ("/srv/service", "/srv/repositories/shop", "/repositories/api", "/workspace/app")
TOOLS: Final[dict[str, list[dict[str, object]]]] = {
    "complexity": [{}, {"path": "src"}, {"max_tokens": 4000}],
    "dependencies": [{}, {"path": "src/app.py"}, {"max_tokens": 2000}],
    "find_symbol": [{"name": "main"}, {"name": "Session"}, {"name": "load", "max_tokens": 1000}],
    "index": [{}, {"max_tokens": 1000}],
    "outline": [{"path": "src"}, {"path": "src/app.py"}, {"path": "tests"}],
    "read": [{"symbol": "src/app.py::main"}, {"path": "README.md"}],
    "impact": [{"symbol": "src/app.py::main"}, {"paths": ["src/app.py"]}],
    "path_between": [{"from": "main", "to": "Session"}],
    "relations": [{"symbol": "src/app.py::main"}, {"symbol": "Session", "relation": "references"}],
    "repo_map": [{}, {"max_tokens": 2000}],
    "type_hierarchy": [{"symbol": "Session"}],
    "verify_claims": [{"claims": ["main calls load", "nothing calls load"]}],
    "search": [{"pattern": "deprecated"}, {"pattern": "return None"}, {"pattern": "import", "path": "src"}],
}
ERRORS: Final[tuple[CodeAnalysisError, ...]] = (
    NotFound("There is no file src/app.py."),
    Unreadable("The folder cannot be read."),
)


def runs(count: int, seed: int) -> Iterator[object]:
    """Yield records of runs in every state that a run comes to."""
    random = Random(seed)
    for number in range(count):
        tool = random.choice(list(TOOLS))
        at = 1_790_000_000 + random.random() * 1e7
        owner = random.randbytes(8).hex()
        run_id = f"{int(at * 1000):012x}{random.randbytes(5).hex()}"
        run = Run(id=run_id, tool=tool, tool_version="0.1.0", owner=owner, steps=())
        run = msgspec.structs.replace(run.after(Event.SELECT, at), arguments=_arguments(random, tool))
        events = (Event.SET_PARAMETERS, Event.START, (Event.SUCCEED, Event.FAIL, Event.CANCEL)[number % 3])
        for event in events[: 3 - (number % 4 == 3)]:
            at += random.random()
            run = run.after(event, at)
        yield msgspec.to_builtins(_ended(run, random, at))


def sessions(count: int, seed: int) -> Iterator[object]:
    """Yield what sessions remember besides their runs."""
    random = Random(seed)
    for _ in range(count):
        folder = f"{random.choice(FOLDERS)}-{random.randrange(1000)}"
        yield msgspec.to_builtins(Remembered(folder=folder, created_at=1_790_000_000 + random.random() * 1e7))


def answers(root: Path, names: tuple[str, ...]) -> Iterator[object]:
    """Yield what each tool answers about a folder, for the names given and at several lengths."""
    engine = Engine(str(root))
    for name in names:
        for max_tokens in (400, 1000, 2000):
            for tool, request in _requests(name):
                body = json.dumps({**request, "max_tokens": max_tokens}).encode()
                answer = json.loads(engine.call(tool, body))
                yield answer
                yield from _records(answer)


def many_records(count: int) -> list[object]:
    """Return so many records of symbols, as an analysis of a large folder keeps them."""
    random = Random(1)
    words = ("load", "parse", "session", "render", "symbol", "graph", "check", "write", "cursor", "limit")
    records: list[object] = []
    for number in range(count):
        path = f"src/{random.choice(words)}/{random.choice(words)}_{number % 97}.py"
        name = f"{random.choice(words)}_{random.choice(words)}_{number}"
        line = random.randrange(1, 2000)
        records.append(
            {
                "name": name,
                "qualified_name": f"{path}::{random.choice(words).title()}.{name}",
                "kind": random.choice(("function", "method", "class", "constant")),
                "path": path,
                "line": line,
                "end_line": line + random.randrange(1, 80),
                "signature": f"def {name}(self, {random.choice(words)}: str, *, wait_ms: int = 1000) -> str",
                "exported": random.random() < 0.5,
                "metrics": {
                    "cyclomatic": random.randrange(1, 30),
                    "cognitive": random.randrange(60),
                    "maintainability": random.random() * 100,
                },
                "documentation": None,
                "references": [
                    f"src/{random.choice(words)}.py:{random.randrange(900)}" for _ in range(number % 4)
                ],
            }
        )
    return records


def _arguments(random: Random, tool: str) -> str:
    return json.dumps(random.choice(TOOLS[tool]))


def _ended(run: Run, random: Random, at: float) -> Run:
    match run.state.value:
        case "succeeded":
            return msgspec.structs.replace(
                run, outcome=summary(random.randbytes(random.randrange(100, 9000)))
            )
        case "failed":
            return msgspec.structs.replace(run, error=failure(random.choice(ERRORS)))
        case "executing":
            done = random.randrange(1, 400)
            return msgspec.structs.replace(run, lease_until=lease_from(at), progress=(done, done + 100))
        case _:
            return run


def _requests(name: str) -> Iterator[tuple[str, dict[str, object]]]:
    yield "find_symbol", {"name": name}
    yield "search", {"pattern": name}
    yield "complexity", {}
    yield "dependencies", {}
    yield "outline", {"path": "."}
    yield "repo_map", {}


def _records(answer: object) -> Iterator[object]:
    """Yield the parts of an answer that a session may keep on their own."""
    if isinstance(answer, dict):
        for part in answer.values():
            if isinstance(part, list) and part and isinstance(part[0], dict):
                yield from (part[start : start + 5] for start in range(0, min(len(part), 40), 5))
            else:
                yield from _records(part)
