"""Questions that were made to hang, bloat or mislead a server: patterns, paths, names and revisions."""

from __future__ import annotations

import json
import os
from typing import Any, Final

import pytest

from tests.server.every_tool import ENGINE, registered
from tests.server.hostile import beside
from tests.server.repositories import committed, write
from tests.server.servers import Here, text_of, value_of

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("SEC-8")]

HAYSTACK: Final = {
    "hay.py": f"x = '{'a' * 30_000}!'\n" * 20,
    "words.py": "value = other_value + third\n" * 5_000,
}

REGEXES: Final = (
    "(a+)+$",
    "(a|a)*b",
    "(a|aa)+$",
    "(.*)*x",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(a{0,100}){0,100}b",
    "a?" * 500 + "a" * 500,
    "(a{1000}){1000}",
    "((a{100}){100}){100}",
    "a{4294967295}",
    "\\p{L}{5000}",
    "[\\p{L}\\p{N}]{2000}b",
    "(?:" * 2_000 + "a" + ")" * 2_000,
    "(" * 5_000,
    "[" * 5_000,
    "\\",
    "(?<=a)b",
    "(a)\\1",
    "(?",
    "a**",
    "[z-a]",
    "[[:alpha:]",
    "\\p{Nothing}",
    "(?P<n>a)(?P<n>b)",
    "{1,2,3}",
    "\\xFF",
    "$^",
    "",
    ".*",
    "(?s).*",
    "\\b" * 1_000,
    "|" * 5_000,
    "a|" * 5_000,
    "\\u{110000}",
    "\\Q",
    "(?i)" + "K" * 3_000,
)


async def test_no_pattern_of_a_search_hangs_or_bloats_and_one_that_is_none_is_told_so(here: Here) -> None:
    async with beside(here, HAYSTACK) as server:
        refused = 0
        for pattern in REGEXES:
            for mode in ("regex", "text"):
                result = await server.ask("search", pattern=pattern, mode=mode)
                refused += result.is_error
                if result.is_error and mode == "regex" and pattern:
                    assert len(text_of(result)) < 1500, pattern
        assert refused > 10
        for case in ("smart", "sensitive", "insensitive"):
            await server.ask("search", pattern="x" * 100_000, case=case)
        await server.every_tool()


async def test_no_name_of_stars_or_of_any_length_hangs_or_bloats(here: Here) -> None:
    names = "".join(f"def {'a' * 200}_{number}(): ...\n" for number in range(500))
    patterns = (
        "*" * 5_000,
        "*a" * 200 + "b",
        "a*" * 200 + "*b",
        "?" * 200,
        "[" * 200,
        "*" + "a" * 5_000,
        "**/**" * 100,
    )
    async with beside(here, {"names.py": names}) as server:
        for pattern in patterns:
            await server.ask("find_symbol", name=pattern)
            await server.ask("relations", symbol=pattern)
            await server.ask("search", pattern="a", path=pattern)
            await server.ask("explore", question=pattern)
        await server.ask("explore", question=" ".join(f"word{number}" for number in range(10_000)))
        await server.ask("verify_claims", claims=["a calls b"] * 900)
        await server.ask("verify_claims", claims=["calls " * 2_000])
        await server.ask("impact", paths=[f"p{number}.py" for number in range(900)])


def outside(here: Here) -> list[str]:
    """Return every way that we know of to write a path that leads to the neighbour's secret."""
    secret = here.root.parent / "root-evil" / "secret.py"
    up = "../../root-evil/secret.py"
    return [
        str(secret),
        f"/{secret}",
        f"//{secret}",
        f"file://{secret}",
        f"{here.root}/../root-evil/secret.py",
        up,
        f"./{up}",
        f"a.py/../{up}",
        f"sub/../{up}",
        f"sub//..//{up}",
        up.replace("/", "\\"),
        f"..\\{up}",
        f"sub\\..\\..\\{up}",
        up.replace("..", "%2e%2e"),
        up.replace("/", "%2f"),
        up.replace("..", "\u2025"),
        up.replace("/", "\u2215"),
        up.replace("..", ".\u200b."),
        f"{up}\0.py",
        f"a.py\0{up}",
        f"{up}::password",
        "../../root-evil/secret.py::x",
        "link/secret.py",
        "link.py",
        "sub/link/secret.py",
        "/proc/self/cwd/../root-evil/secret.py",
        "/proc/self/root" + str(secret),
        "~/secret.py",
        "$HOME/secret.py",
        "C:\\root-evil\\secret.py",
        "C:secret.py",
        "\\\\host\\share\\secret.py",
        "\\\\?\\C:\\x",
        "../../root-evil",
        "link",
        "..",
        "../..",
        "/",
        "/etc/passwd",
        "sub/../../..",
        "." * 300,
        "../" * 1000 + "etc/passwd",
        "x/" * 3000,
    ]


@pytest.mark.requirement("SEC-7")
@pytest.mark.skipif(os.name != "posix", reason="needs links")
async def test_no_spelling_of_a_path_shows_what_is_outside_to_any_tool(here: Here) -> None:
    taking = {
        name: [
            argument
            for argument in tool.arguments
            if argument in {"path", "paths", "symbol", "from", "to", "name", "root"}
        ]
        for name, tool in registered().items()
        if name in ENGINE
    }
    assert sum(map(len, taking.values())) > 30
    async with beside(here, {"a.py": "x = 1\n", "sub/b.py": "x = 1\n"}) as server:
        neighbour = here.root.parent / "root-evil"
        for link, target in (
            ("link", neighbour),
            ("link.py", neighbour / "secret.py"),
            ("sub/link", neighbour),
        ):
            (here.root / "hostile" / link).symlink_to(target)
        asked = 0
        for tool, arguments in taking.items():
            for argument in arguments:
                for path in outside(here):
                    value: Any = [path] if argument == "paths" else path
                    result = await server.ask(tool, **{**ENGINE[tool], argument: value})
                    assert "swordfish" not in text_of(result), (tool, argument, path)
                    assert "root:x:0" not in text_of(result), (tool, argument, path)
                    asked += 1
        assert asked > 1000
        for claim in outside(here):
            assert "swordfish" not in text_of(
                await server.ask("verify_claims", claims=[f"password is at {claim}:1"])
            )


REVISIONS: Final = (
    "nothing",
    "HEAD~100000",
    "HEAD^9",
    "HEAD" + "^" * 5_000,
    "HEAD~99999999999999999999",
    "HEAD~-1",
    "@{-1}",
    "@{upstream}",
    ":/message",
    ":0:a.py",
    "HEAD:a.py",
    "HEAD^{tree}",
    "HEAD^{/x}",
    "main..side",
    "main...side",
    "^main",
    "-x",
    "--output=/tmp/x",
    "--upload-pack=x",
    "0" * 40,
    "f" * 40,
    "abcd",
    "a" * 5_000,
    "../../etc/passwd",
    "refs/../../../etc/passwd",
    "refs/heads/../../config",
    "config",
    "worktree:",
    "worktree:../x",
    "worktree:nothing",
    "",
    " ",
    "\0",
    "\n",
    "HEAD\nmain",
    "\u202e",
    "main:",
    "stash@{0}",
    "v*",
    "refs/heads/*",
)


@pytest.mark.requirement("T18")
async def test_a_revision_that_is_none_is_refused_in_words(here: Here) -> None:
    async with beside(here, {"a.py": "def a(): ...\n"}) as server:
        root = here.root / "hostile"
        committed(root, "First", day=1)
        write(root, {"a.py": "def a(b): ...\n"})
        committed(root, "Second", day=2)
        for revision in REVISIONS:
            for side in ("from", "to"):
                result = await server.ask("diff_symbols", **{side: revision})
                assert result.is_error, (side, revision)
                error = json.loads(text_of(result))["error"]
                assert error["code"] in {"NOT_FOUND", "INVALID_REQUEST"}, (side, revision, error)
                assert "root:x" not in text_of(result)
                assert len(text_of(result)) < 1500, (side, revision)
        right = value_of(await server.ask("diff_symbols", **{"from": "HEAD~1"}))
        assert [change["path"] for change in right["result"]["changes"]] == ["a.py"]
