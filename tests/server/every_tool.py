"""A question to every tool of a server, over a project about which each of them has something to say."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import mcp_types as types
from mcp import Client

from mcp_code_analysis.server.requests import own_tools, placed
from mcp_code_analysis.tools.builtin import engine_tools
from mcp_code_analysis.tools.registry import Tool
from tests.server.repositories import committed, write
from tests.server.servers import value_of

Question = tuple[str, dict[str, Any]]

STEPS: Final = 60
MARK: Final = "first_version"
"""Stands in what the newest commit holds, in every kind of place that an answer shows."""

ENGINE: Final[dict[str, dict[str, Any]]] = {
    "architecture": {},
    "ast_search": {"pattern": "step_0($$$ARGS)", "language": "python"},
    "change_risk": {"from": "HEAD~1"},
    "clones": {"tokens_min": 20, "lines_min": 1},
    "complexity": {"detail": "all", "explain": True},
    "dead_code": {"tier": "unknown"},
    "dependencies": {},
    "diff_symbols": {"from": "HEAD~2"},
    "explore": {"question": "which step comes before the base?"},
    "find_symbol": {"name": "step_*"},
    "history": {"path": "app"},
    "hotspots": {},
    "impact": {"symbol": "step_0"},
    "index": {},
    "outline": {},
    "path_between": {"from": "step_9", "to": "step_0"},
    "read": {"path": "docs/page.md"},
    "relations": {"symbol": "step_0"},
    "repo_map": {},
    "search": {"pattern": "step"},
    "tests_for": {"from": "HEAD~2"},
    "type_hierarchy": {"symbol": "Base"},
    "verify_claims": {"claims": [f"step_{number} calls step_0" for number in range(1, 20)]},
}

OF_THE_PAST: Final = frozenset({"change_risk", "diff_symbols", "history", "hotspots"})
"""Tools that answer from commits."""


def registered() -> dict[str, Tool]:
    """Return every tool of a server by its name."""
    tools = (*(placed(tool) for tool in engine_tools()), *own_tools())
    return {tool.name: tool for tool in tools}


def project(root: Path) -> None:
    """Write a project with a few commits by two people, and enough of everything to fill an answer."""
    steps = "".join(
        f"def step_{number}(a, b):\n    '''Comes after step {number - 1}: {MARK}.'''\n"
        f"    if a and b:\n        return step_{max(number - 1, 0)}(a, step_0(b, a))\n    return {number}\n\n"
        for number in range(STEPS)
    )
    kinds = "".join(f"class Kind{number}(Base):\n    '''{MARK}'''\n\n" for number in range(STEPS))
    fences = "".join(f"{'`' * (number % 40)} {MARK} {'~' * number}\n" for number in range(3 * STEPS))
    write(root, {"app/__init__.py": "", "app/base.py": "class Base:\n    pass\n"})
    committed(root, "Begin", day=1)
    for number in range(6):
        write(root, {f"app/part_{number}.py": f"from app.base import Base\n\nPART = Base(), {number}\n"})
        committed(root, f"Add part {number} (#{number})", author="Ben", day=2 + number)
    files = {
        "app/steps.py": steps,
        "app/kinds.py": f"from app.base import Base\n\n{kinds}",
        "docs/page.md": f"# Page\n\n{fences}",
        "tests/test_steps.py": "from app.steps import step_0\n\ndef test_step():\n    assert step_0(1, 2)\n",
        "app/broken.py": "def half(:\n    return\n",
    }
    write(root, files)
    committed(root, f"Add steps: {MARK}", day=9)


async def asked(client: Client, tool: str, arguments: dict[str, Any]) -> types.CallToolResult:
    """Run any tool as clients do that see the listed ones only."""
    if tool == "call":
        return await client.call_tool(tool, arguments)
    return await client.call_tool("call", {"tool": tool, "arguments": arguments})


async def own_questions(client: Client) -> list[Question]:
    """Return questions to the server's own tools, after making what they can answer about.

    Those that close and delete come last.
    """
    session = value_of(await client.call_tool("session", {"action": "open"}))["session"]
    for number in range(12):
        await client.call_tool("find_symbol", {"name": f"step_{number}", "session": session})
    cut = await client.call_tool("search", {"pattern": "step", "limit": 1000, "session": session})
    handle = value_of(cut)["handle"]
    run = value_of(await asked(client, "session", {"action": "history", "session": session}))["runs"][0]
    of_session = {"session": session}
    return [
        ("catalog", {}),
        ("catalog", {"tool": "relations"}),
        ("call", {"tool": "catalog"}),
        ("session", {"action": "open"}),
        ("session", {"action": "list", "limit": 100}),
        ("session", {"action": "get", **of_session}),
        ("session", {"action": "history", "limit": 100, **of_session}),
        ("execution", {"action": "list", "limit": 100, **of_session}),
        ("execution", {"action": "get", "run": run["run"], **of_session}),
        ("results", {"handle": handle, "limit": 1000}),
        ("results", {"handle": handle, "limit": 1000, "action": "export", "format": "csv"}),
        ("results", {"handle": handle, "action": "info"}),
        ("results", {"handle": handle, "action": "delete"}),
        ("session", {"action": "close", **of_session}),
    ]
