"""Files that were made to hang, crash or bloat whoever reads them; each is answered about, or counted."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import anyio
import pytest

from tests.server.hostile import beside
from tests.server.servers import Here, text_of, value_of

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("SEC-8", "E12", "P19")]

ENDINGS: Final = (
    "py",
    "js",
    "ts",
    "tsx",
    "rs",
    "go",
    "java",
    "c",
    "cpp",
    "cs",
    "rb",
    "php",
    "kt",
    "json",
    "css",
)
OPEN_BYTES: Final = 200_000
LEVELS: Final = 10_000
GIVEN_UP: Final = {"parse_timeout", "parse_memory"}
ENDLESS: Final = Path(__file__).parents[2] / "fuzz" / "known" / "kotlin-recovery.txt"
"""Tree-sitter's error recovery comes to no end with it in any time or memory."""

GOOD: Final = {"good.py": "def good():\n    return 1\n"}


def unclosed() -> dict[str, str]:
    """Return 200 KB of brackets that nothing closes, in many languages."""
    php = {"round.php": "<?php ", "mixed.php": "<?php "}
    shapes = {"round": "(", "square": "[", "curly": "{", "mixed": "([{"}
    return {
        (name := f"{shape}.{ending}"): php.get(name, "") + brackets * (OPEN_BYTES // len(brackets))
        for shape, brackets in shapes.items()
        for ending in ENDINGS
    }


def nested() -> dict[str, str]:
    """Return ten thousand levels of whatever nests without brackets of its own."""
    tabs = "".join("\t" * depth + "if a:\n" for depth in range(1_900)) + "\t" * 1_900 + "pass\n"
    return {
        "tabs.py": tabs,
        "tags.html": "<div>" * LEVELS + "</div>" * LEVELS,
        "tags.vue": "<template>" + "<p>" * LEVELS,
        "quotes.md": ">" * LEVELS + " deep\n",
        "lists.md": "".join(" " * (2 * (depth % 150)) + "- item\n" for depth in range(LEVELS)),
        "not.py": "x = " + "not " * LEVELS + "y\n",
        "chain.py": "x = a" + ".b()" * LEVELS + "\n",
        "arrows.js": "x = " + "a => " * LEVELS + "b;\n",
        "chain.js": "x = a" + " + b" * LEVELS + ";\n",
        "functions.js": "function f() {" * LEVELS + "}" * LEVELS,
        "else.c": "int f(void) { " + "if (a) b(); else " * LEVELS + "; }\n",
        "pointers.c": "int " + "*" * LEVELS + " x;\n",
        "generics.ts": "let x: " + "A<" * LEVELS + "B" + ">" * LEVELS + ";\n",
        "blocks.rs": "fn f() { " + "unsafe { " * LEVELS + "} " * LEVELS + "}\n",
        "references.rs": "fn f(x: " + "&" * LEVELS + "u8) {}\n",
        "arrays.json": "[" * LEVELS + "]" * LEVELS,
        "maps.yaml": "".join(" " * depth + "a:\n" for depth in range(1_900)),
        "sequences.yaml": "- " * LEVELS + "a\n",
        "tables.toml": "[" + "a." * LEVELS + "a]\n",
        "case.sh": "case x in x) " * LEVELS,
        "heredocs.sh": "".join(f"cat <<E{number}\n" for number in range(LEVELS)),
    }


@pytest.mark.parametrize("files", [unclosed, nested], ids=["unclosed", "nested"])
async def test_depth_costs_at_most_the_file_it_stands_in(
    here: Here, files: Callable[[], dict[str, str]]
) -> None:
    async with beside(here, {**files(), **GOOD}) as server:
        answers = await server.every_tool(find_symbol={"name": "good"})
        (match,) = value_of(answers["find_symbol"])["result"]["matches"]
        assert match["path"] == "good.py"
        status = value_of(answers["index"])
        assert status["result"]["state"] == "ready"
        assert status["completeness"]["files"] == len(files()) + 1
        told = await server.listed()
        deep = {name for name, kinds in told.items() if kinds & {"too_deep", "syntax_error", *GIVEN_UP}}
        assert len(deep) > len(files()) / 2
        assert "good.py" not in told


async def test_long_lines_and_large_literals_are_counted_or_answered_within_the_budget(here: Here) -> None:
    files: dict[str, str | bytes] = {
        "long.py": b"x = '" + b"a" * 10_000_000 + b"'\n",
        "within.py": b"x = '" + b"a" * 1_900_000 + b"'\n",
        "within.js": b"var x = " + b"a+" * 900_000 + b"a;",
        "million.py": "TABLE = [" + "1," * 1_000_000 + "]\n",
        "million.js": "const TABLE = [" + "1," * 1_000_000 + "];\n",
        "million.c": "int TABLE[] = {" + "1," * 1_000_000 + "};\n",
        "million.json": "[" + "1," * 999_999 + "1]\n",
        "million.kt": "val TABLE = listOf(" + "1," * 1_000_000 + ")\n",
        "endless.kt": ENDLESS.read_bytes(),
        "words.py": "x = '" + " ".join(f"w{number}" for number in range(250_000)) + "'\n",
        "name.py": "x" * 1_900_000 + " = 1\n",
        "names.py": ";".join(f"a{number}=1" for number in range(150_000)),
        "ends.py": "\n" * 2_000_000,
    }
    async with beside(here, {**files, **GOOD}) as server:
        await server.every_tool(find_symbol={"name": "TABLE"}, read={"path": "within.py"})
        told = await server.listed()
        assert told["long.py"] == {"too_large"}
        tables = value_of(await server.ask("find_symbol", name="TABLE", max_tokens=2000))["result"]["matches"]
        known = {match["path"] for match in tables}
        for name in ("million.py", "million.js", "million.c"):
            assert name in known or told[name] <= GIVEN_UP, (name, known, told)
        assert (told["million.kt"] | told["endless.kt"]) <= GIVEN_UP, told
        found = value_of(await server.ask("search", pattern="aaaa", max_tokens=2000))
        assert [match["path"] for match in found["result"]["matches"]] == ["within.py"]


async def test_text_in_other_clothes_is_counted_or_read_with_a_word_about_it(here: Here) -> None:
    code = "def hidden():\n    return '\u6f22'\n"
    files = {
        "marked.py": code.encode("utf-16"),
        "little.py": code.encode("utf-16-le"),
        "wide.py": code.encode("utf-32"),
        "only.py": ("\u6f22\u5b57" * 100).encode("utf-16-le"),
        "nul.py": b"def before(): ...\n\0def after(): ...\n",
        "bytes.py": bytes(range(1, 256)) * 1000,
        "surrogate.py": b"x = '\xed\xa0\x80'\n",
        "overlong.py": b"x = '\xc0\xaf'\n",
        "bidi.py": "def shown():\n    return 'a\u202eb\u2066c\u200b'\n",
        "mark.py": b"\xef\xbb\xbfdef after_a_mark(): ...\n",
    }
    async with beside(here, {**files, **GOOD}) as server:
        await server.every_tool(read={"path": "bidi.py"})
        told = await server.listed()
        for name in ("marked.py", "little.py", "wide.py", "nul.py"):
            assert told[name] == {"binary"}, (name, told)
        assert told["only.py"]  # These bytes happen to be letters and an open bracket.
        for name in ("surrogate.py", "overlong.py"):
            assert "invalid_utf8" in told[name], (name, told)
        assert "<U+202E>" in text_of(await server.ask("read", path="bidi.py"))
        assert "after_a_mark" in text_of(await server.ask("find_symbol", name="after_a_mark"))


@contextmanager
def churning(root: Path) -> Iterator[None]:
    """Change files, kinds of files and folders below a root until the block ends."""
    over = threading.Event()

    def churn() -> None:
        number = 0
        while not over.is_set():
            number += 1
            for step in (change_text, swap_for_a_link, swap_for_a_folder, move_a_folder):
                step(root, number)

    worker = threading.Thread(target=churn)
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()


def change_text(root: Path, number: int) -> None:
    for name in ("a.py", "b.py"):
        (root / name).write_text(f"def step_{number}():\n    return step_{number - 1}()\n" * (number % 50))


def swap_for_a_link(root: Path, number: int) -> None:
    (root / "b.py").unlink()
    (root / "b.py").symlink_to(root.parent.parent / "root-evil" / "secret.py")
    (root / "b.py").unlink()
    (root / "b.py").write_text(f"x = {number}\n")


def swap_for_a_folder(root: Path, number: int) -> None:
    (root / "b.py").unlink()
    (root / "b.py").mkdir()
    (root / "b.py" / "inner.py").write_text(f"x = {number}\n")
    (root / "b.py" / "inner.py").unlink()
    (root / "b.py").rmdir()
    (root / "b.py").write_text("")


def move_a_folder(root: Path, number: int) -> None:
    away = root.parent / f"away-{number}"
    (root / "folder").rename(away)
    (root / "folder").symlink_to(root.parent.parent / "root-evil")
    (root / "folder").unlink()
    away.rename(root / "folder")


@pytest.mark.requirement("SEC-7")
@pytest.mark.skipif(os.name != "posix", reason="needs links")
async def test_a_tree_that_changes_while_it_is_read_shows_nothing_from_outside_and_fails_no_call(
    here: Here,
) -> None:
    files = {f"folder/module_{number}.py": "def inner(): ...\n" for number in range(20)}
    async with beside(here, {"a.py": "", "b.py": "", **files}) as server:
        with churning(here.root / "hostile"):
            for number in range(10):
                answers = await server.every_tool(
                    search={"pattern": "swordfish"}, read={"path": ("b.py", "folder/secret.py")[number % 2]}
                )
                for tool, result in answers.items():
                    assert "password" not in text_of(result), tool
        found = value_of(await server.ask("find_symbol", name="inner", limit=100, max_tokens=20_000))
        assert found["result"]["total"] == 20


async def many_files(here: Here, count: int) -> None:
    async with beside(here) as server:
        await anyio.to_thread.run_sync(tiny_files, here.root / "hostile", count)
        await server.ask("index", action="refresh")
        await server.every_tool(find_symbol={"name": "x"})
        status = value_of(await server.ask("index"))["result"]
        passed_over = sum(
            each["count"] for each in status["skipped_by_reason"] if each["reason"] == "too_many"
        )
        # Folders count towards the limit as well.
        assert status["files"] == count if count < 200_000 else 190_000 < status["files"] <= 200_000
        assert (passed_over > 0) == (count > 200_000)


def tiny_files(root: Path, count: int) -> None:
    for number in range(count):
        folder = root / f"{number // 1000}"
        if number % 1000 == 0:
            folder.mkdir()
        (folder / f"{number}.py").touch()


async def test_thousands_of_tiny_files_are_all_read(here: Here) -> None:
    await many_files(here, 5_000)


@pytest.mark.faults
async def test_a_million_tiny_files_are_read_up_to_the_limit_and_the_rest_is_counted(here: Here) -> None:
    await many_files(here, 1_000_000)


@pytest.mark.requirement("T7")
async def test_folders_in_folders_and_names_of_any_length_are_counted(here: Here) -> None:
    deep = "/".join(["d"] * 400)
    names = {
        f"{'n' * 250}.py": "x = 1\n",
        f"{deep}/a.py": "x = 1\n",
        f"{'/'.join(['e' * 200] * 18)}/a.py": "",
    }
    async with beside(here, {**names, **GOOD}) as server:
        await server.every_tool(find_symbol={"name": "x"})
        told = await server.listed()
        assert {reason for reasons in told.values() for reason in reasons} >= {"too_deep"}
        assert any(path.startswith("nnn") for path in text_of(await server.ask("outline")).split('"'))
