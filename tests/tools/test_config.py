"""Settings: what wins, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcp_code_analysis.config import Settings
from mcp_code_analysis.errors import InvalidRequest


def test_without_anything_sessions_are_kept_in_sqlite_and_the_root_is_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.load({})
    assert settings.store_url.startswith("sqlite:")
    assert "mcp-code-analysis" in settings.store_url
    assert settings.roots == (str(tmp_path),)
    assert settings.tools == ("listed",)


def test_an_override_wins_over_the_environment_and_the_environment_over_the_default(tmp_path: Path) -> None:
    environ = {
        "MCP_CODE_ANALYSIS_STORE_URL": "redis://example:6379",
        "MCP_CODE_ANALYSIS_TOOLS": "read, search",
        "MCP_CODE_ANALYSIS_LIMITS": '{"calls_in_flight_max": 2}',
    }
    settings = Settings.load(
        environ, {"store_url": "memory:", "roots": (str(tmp_path), str(tmp_path)), "tools": None}
    )
    assert settings.store_url == "memory:"
    assert settings.roots == (str(tmp_path),)
    assert settings.tools == ("read", "search")
    assert settings.limits.calls_in_flight_max == 2
    assert settings.limits.engines_max == 8


@pytest.mark.parametrize(
    ("environ", "overrides", "named"),
    [
        ({"MCP_CODE_ANALYSIS_LIMITS": "{"}, {}, "MCP_CODE_ANALYSIS_LIMITS"),
        ({"MCP_CODE_ANALYSIS_LIMITS": '{"no_such": 1}'}, {}, "no_such"),
        ({"MCP_CODE_ANALYSIS_LOG_LEVEL": "loud"}, {}, "loud"),
        ({}, {"roots": ()}, "root"),
        ({}, {"tools": ()}, "tool"),
        ({}, {"no_such_setting": 1}, "no_such_setting"),
        ({}, {"tools": 7}, "tools"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    environ: dict[str, str], overrides: dict[str, object], named: str
) -> None:
    with pytest.raises(InvalidRequest, match=named):
        Settings.load(environ, overrides)
