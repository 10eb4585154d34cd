"""Ways to ask the engine that its tests share."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from mcp_code_analysis._native import Engine, EngineError

DEADLINE_SECONDS: Final = 120.0
"""Only there to end a run that hangs."""

REQUESTS: Final[dict[str, dict[str, object]]] = {
    "architecture": {},
    "ast_search": {"pattern": "double($A)", "language": "python"},
    "clones": {},
    "complexity": {},
    "dead_code": {},
    "dependencies": {"path": "app/main.py"},
    "explore": {"question": "what is double?"},
    "find_symbol": {"name": "double"},
    "index": {},
    "outline": {"path": "app"},
    "read": {"symbol": "app/tools.py::double"},
    "impact": {"symbol": "app/tools.py::double"},
    "path_between": {"from": "app/main.py", "to": "app/tools.py", "along": "imports"},
    "relations": {"symbol": "app/tools.py::double"},
    "tests_for": {"symbol": "app/tools.py::double"},
    "type_hierarchy": {"symbol": "app/tools.py::Double"},
    "verify_claims": {"claims": ["nothing calls double"]},
    "repo_map": {},
    "search": {"pattern": "return"},
}
"""A request for each tool that `small_tree` can answer."""

OF_COMMITS: Final = frozenset({"change_risk", "diff_symbols", "history", "hotspots"})
"""Tools that it cannot: it was never committed."""


def write_tree(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder and return the folder."""
    root.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def ask(engine: Engine, tool: str, **request: object) -> Any:
    """Return a tool's answer as Python objects."""
    return json.loads(engine.call(tool, json.dumps(request).encode()))


def refusal(engine: Engine, tool: str, request: object) -> tuple[str, str, str | None, tuple[str, ...]]:
    """Return what the engine says to a request that it refuses; bytes are sent as they are."""
    data = request if isinstance(request, bytes) else json.dumps(request).encode()
    with pytest.raises(EngineError) as caught:
        engine.call(tool, data)
    return caught.value.args


def skipped(engine: Engine) -> dict[str, str]:
    """Return what was passed over and why, by path."""
    answer = ask(engine, "index", max_tokens=10_000)
    return {entry["path"]: entry["reason"] for entry in answer["result"]["skipped"]}


def problems(engine: Engine) -> dict[str, set[str]]:
    """Return the kinds of problems of each file."""
    found: dict[str, set[str]] = {}
    for entry in ask(engine, "index", max_tokens=10_000)["result"]["problems"]:
        found.setdefault(entry["path"], set()).add(entry["kind"])
    return found


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until a condition holds that another thread brings about."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "the condition never came to hold"
        time.sleep(0)
