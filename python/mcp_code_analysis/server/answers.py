"""What goes back to a client: results, errors, and repository text between fences.

Pure: bytes and values in, MCP results out. That nothing in the text is invisible is the engine's part.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from mcp_code_analysis._native import estimate_tokens
from mcp_code_analysis.errors import CodeAnalysisError, StoreError
from mcp_code_analysis.sessions.store import FRESH, Origin
from mcp_code_analysis.tools.registry import Tool

_HOST_PATH: Final = re.compile(r"(?<![\w/:.])/(?:[^/\s:'\"]+/)+([^/\s:'\"]+)")
"""A path on this machine; its last part is kept."""

FENCE_LENGTH_MAX: Final = 8

REFERENCE_KEY: Final = "io.github.mcp-code-analysis/run"
SESSION_KEY: Final = "io.github.mcp-code-analysis/session"

Result = dict[str, object]
"""An MCP `CallToolResult` as it goes over the wire."""


class ErrorBody(msgspec.Struct, frozen=True):
    """An error as a client sees it; ``reference`` finds the run in our log and in the session's history."""

    code: str
    message: str
    hint: str | None
    nearest: tuple[str, ...]
    retryable: bool
    retry_after: float | None
    reference: str | None


def rendered(tool: Tool, answer: bytes, reference: str | None) -> Result:
    """Return the answer of a tool in the form its rendering asks for."""
    text = answer.decode()
    value = msgspec.json.decode(text)
    if tool.rendering == "text":
        return _result(source_text(value), reference)
    return {**_result(text, reference), "structuredContent": value}


def source_text(answer: Mapping[str, object]) -> str:
    """Return repository text between fences, after a line that says where it is from.

    What else the answer says follows as one line of JSON; lists are left out, the text has them.
    """
    result = answer.get("result")
    fields = dict(result) if isinstance(result, Mapping) else {}
    text = str(fields.pop("text", ""))
    fence = _fence(text)
    origin = _origin(fields, answer.get("tree"))
    rest = {key: value for key, value in fields.items() if value is not None and not isinstance(value, list)}
    rest |= {
        key: answer[key]
        for key in ("tree", "completeness", "next_cursor", "handle")
        if answer.get(key) is not None
    }
    body = text if text.endswith("\n") or not text else text + "\n"
    return f"{origin}\n{fence}\n{body}{fence}\n{msgspec.json.encode(rest).decode()}"


def _fence(text: str) -> str:
    """Return a line that does not stand in the text; it stays short where the text has long fences."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    if longest < FENCE_LENGTH_MAX:
        return "`" * max(3, longest + 1)
    return f"~~~ {hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"


def error_body(problem: CodeAnalysisError, reference: str | None = None) -> ErrorBody:
    """Return an error as it is shown; what can be retried after a while can be retried."""
    message = problem.message
    if isinstance(problem, StoreError):
        message = _HOST_PATH.sub(r"\1", message)
    return ErrorBody(
        code=problem.code,
        message=message,
        hint=problem.hint,
        nearest=problem.nearest,
        retryable=problem.retryable or problem.retry_after is not None,
        retry_after=problem.retry_after,
        reference=reference,
    )


def failed(problem: CodeAnalysisError, reference: str | None, *, is_schema_advertised: bool) -> Result:
    """Return an error that the caller can do something about.

    Clients of the first TypeScript line check even an error against the tool's output schema,
    so the structured form is left out where one is advertised; the text is the same JSON.
    """
    text = msgspec.json.encode({"error": error_body(problem, reference)}).decode()
    result = _result(text, reference)
    result["isError"] = True
    if not is_schema_advertised:
        result["structuredContent"] = msgspec.json.decode(text)
    return result


def origin_fields(origin: Origin) -> dict[str, object]:
    """Return what is said of an answer that is not the store's own of now; nothing of one that is."""
    if origin == FRESH:
        return {}
    fields: dict[str, object] = {
        "source": origin.source.value,
        "stale": origin.is_stale,
        "as_of": origin.as_of,
    }
    return {**fields, "unsent": origin.unsent} if origin.unsent else fields


def with_session(
    result: Result, origin: Origin, unrecorded: StoreError | None, max_tokens: int | None
) -> Result:
    """Return the result of a run of a session, with what became of its record where the store failed it.

    It is said in words as well where the budget has room for them.
    """
    if origin == FRESH and unrecorded is None:
        return result
    recorded = origin.source.value if unrecorded is None else "no"
    told: dict[str, object] = {**origin_fields(origin), "recorded": recorded}
    if unrecorded is None:
        note = "The session store takes no writes. This run is recorded on this machine and will be sent."
    else:
        told["code"] = unrecorded.code
        note = f"The session store failed ({unrecorded.code}), so how this run ended is not in its session."
        if origin.is_stale and origin.as_of is not None:
            known = datetime.fromtimestamp(origin.as_of, UTC).isoformat(timespec="seconds")
            note += f" The session's folder is taken as it was known at {known}."
    content, meta = result["content"], result.get("_meta")
    blocks = [*(content if isinstance(content, list) else []), {"type": "text", "text": note}]
    needed = sum(estimate_tokens(block["text"]) for block in blocks)
    return {
        **result,
        "content": blocks if max_tokens is None or needed <= max_tokens else content,
        "_meta": {**(meta if isinstance(meta, Mapping) else {}), SESSION_KEY: told},
    }


def _result(text: str, reference: str | None) -> Result:
    result: Result = {"content": [{"type": "text", "text": text}], "isError": False, "resultType": "complete"}
    if reference is not None:
        result["_meta"] = {REFERENCE_KEY: reference}
    return result


def _origin(fields: dict[str, object], tree: object) -> str:
    path = fields.pop("path", None)
    if path is None:
        name = tree.get("name") if isinstance(tree, Mapping) else None
        return f"{name}:"
    first, last, total = (fields.pop(key, None) for key in ("start_line", "end_line", "total_lines"))
    return f"{path}:{first}-{last} of {total} lines:"
