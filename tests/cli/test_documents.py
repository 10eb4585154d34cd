"""What the documents say of tools, options and limits is what the program does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from docs import generate
from mcp_code_analysis import _native
from mcp_code_analysis.config import PREFIX, FallbackLimits, Retention, ServerLimits, Settings
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
LIMIT_ROW = re.compile(r"^\| `(\w+)` \| ([\w. ]+) \|", re.MULTILINE)
SETTINGS_WITH_ANOTHER_NAME = {"root": "roots", "store": "store_url"}


def test_the_page_of_tools_is_what_the_tools_say_of_themselves() -> None:
    assert generate.PAGE.read_text(encoding="utf-8") == generate.page(), "run docs/generate.py"
    assert len(generate.tools()) >= 12


@pytest.mark.requirement("E2")
def test_the_page_of_languages_is_what_the_engine_reads() -> None:
    assert generate.LANGUAGES_PAGE.read_text(encoding="utf-8") == generate.languages_page(), (
        "run docs/generate.py"
    )
    tiers = [one.tier for one in generate.languages()]
    # TSX is TypeScript with tags, so it is counted apart.
    assert (tiers.count("A"), tiers.count("B")) == (13, 20)


def test_every_setting_has_its_variable_in_the_documents() -> None:
    documented = set(re.findall(rf"`{PREFIX}([A-Z_]+)`", CONFIGURATION))
    assert documented == {name.upper() for name in Settings.__struct_fields__}


@pytest.mark.parametrize("name", Settings.__struct_fields__)
def test_every_documented_variable_is_read(name: str) -> None:
    examples = {
        "limits": '{"engines_max": 3}',
        "cache": '{"entry_bytes_max": 1}',
        "fallback": '{"writes": "local"}',
        "retention": '{"session_ttl_seconds": 1}',
        "log_level": "debug",
        "roots": "a",
        "engine_limits": "{}",
    }
    default = Settings.load({})
    changed = Settings.load({PREFIX + name.upper(): examples.get(name, "search")})
    assert getattr(changed, name) != getattr(default, name)


def test_the_limits_of_the_server_are_documented_with_their_defaults() -> None:
    documented = dict(LIMIT_ROW.findall(section("## Limits of the server")))
    fields = msgspec.structs.fields(ServerLimits)
    assert documented == {field.name: str(field.default) for field in fields}


def test_what_is_done_without_redis_is_documented_with_its_defaults() -> None:
    documented = dict(LIMIT_ROW.findall(section("## While Redis is away")))
    fields = msgspec.structs.fields(FallbackLimits)
    assert documented == {field.name: str(field.default) for field in fields}


@pytest.mark.requirement("KEY-5")
def test_how_long_things_are_kept_is_documented_with_its_defaults() -> None:
    documented = dict(LIMIT_ROW.findall(section("## How long things are kept, and erasing them")))
    fields = msgspec.structs.fields(Retention)
    assert documented == {field.name: str(field.default) for field in fields}


def test_the_limits_of_the_engine_are_documented_and_taken(tmp_path: Path) -> None:
    documented = dict(LIMIT_ROW.findall(section("## Limits of the engine")))
    with pytest.raises(_native.EngineError) as caught:
        _native.Engine(str(tmp_path), limits=b'{"no_such_limit": 1}')
    assert set(re.findall(r"`(\w+)`", caught.value.args[1])) - {"no_such_limit"} == set(documented)
    numbers = {name: int(value) for name, value in documented.items() if value.isdecimal()}
    assert len(numbers) >= 5
    _native.Engine(str(tmp_path), limits=json.dumps(numbers).encode())


@pytest.mark.parametrize("command", ["analyze", "serve", "doctor", "tools", "conflicts"])
def test_every_option_in_the_documents_is_an_option(run: Run, command: str) -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *ROOT.glob("docs/*.md")]
    )
    named = set(re.findall(rf"`mcp-code-analysis {command}[^`]*?(--\w+)", text))
    known = set(re.findall(r"--\w+", run(command, "--help").stdout))
    assert named <= known


def test_the_configurations_of_clients_are_json_that_starts_a_command_there_is(run: Run) -> None:
    blocks = re.findall(r"^```json\n(.*?)^```$", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        (servers,) = json.loads(block).values()
        (server,) = servers.values()
        assert server["command"] == "mcp-code-analysis"
        assert run(*server["args"]).returncode == 0


def section(heading: str) -> str:
    """Return one section of the page on configuration."""
    _, _, rest = CONFIGURATION.partition(f"{heading}\n")
    assert rest, f"{heading} is missing"
    return rest.partition("\n## ")[0]
