"""What a stranger's repository or request may hold; each costs one clear error or a counted skip."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

import pytest

from mcp_code_analysis._native import Engine, EngineError, tools
from tests.engine.asking import ask, problems, refusal, skipped, write_tree

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs links and pipes")

BRACKETS = 100_000


@pytest.mark.requirement("SEC-8")
def test_a_line_of_50_megabytes_is_counted_as_too_large(tmp_path: Path) -> None:
    write_tree(tmp_path, {"line.py": b"x = '" + b"a" * 50_000_000 + b"'\n", "good.py": "def good(): ...\n"})
    engine = Engine(str(tmp_path))
    assert skipped(engine) == {"line.py": "too_large"}
    assert ask(engine, "find_symbol", name="good")["completeness"]["skipped"] == 1
    assert refusal(engine, "read", {"path": "line.py"})[0] in {"NOT_FOUND", "LIMIT_EXCEEDED", "UNREADABLE"}


@pytest.mark.requirement("SEC-8")
def test_a_line_of_50_megabytes_within_the_limit_is_answered_within_the_budget(tmp_path: Path) -> None:
    write_tree(tmp_path, {"line.py": b"x = '" + b"a" * 50_000_000 + b"'\n"})
    engine = Engine(str(tmp_path), limits=json.dumps({"file_size_bytes_max": 64 << 20}).encode())
    assert skipped(engine) == {}
    for tool, request in [("search", {"pattern": "aaaa"}), ("outline", {}), ("read", {"path": "line.py"})]:
        answer = engine.call(tool, json.dumps(request).encode())
        assert len(answer) < 100_000


@pytest.mark.requirement("SEC-8")
@pytest.mark.parametrize(
    "name",
    ["deep.py", "deep.js", "deep.ts", "deep.tsx", "deep.rs", "deep.go", "Deep.java", "deep.c", "deep.cpp"],
)
@pytest.mark.parametrize("shape", ["open", "closed", "braces"])
def test_a_hundred_thousand_nested_brackets_are_a_problem_of_one_file(
    tmp_path: Path, name: str, shape: str
) -> None:
    text = {
        "open": "(" * BRACKETS,
        "closed": "x = " + "(" * BRACKETS + "1" + ")" * BRACKETS + ";",
        "braces": "{" * BRACKETS + "}" * BRACKETS,
    }[shape]
    write_tree(tmp_path, {name: text, "good.py": "def good(): ...\n"})
    engine = Engine(str(tmp_path))
    assert problems(engine)[name]
    found = ask(engine, "find_symbol", name="good")
    assert [match["path"] for match in found["result"]["matches"]] == ["good.py"]
    assert found["completeness"]["partial"] == 1


def test_text_that_is_not_utf8_is_read_as_far_as_it_goes_and_counted(tmp_path: Path) -> None:
    write_tree(tmp_path, {"latin.py": "def f():\n    # h\xe9\n    return 1\n".encode("latin-1")})
    engine = Engine(str(tmp_path))
    assert problems(engine) == {"latin.py": {"invalid_utf8"}}
    assert [symbol["name"] for symbol in ask(engine, "outline")["result"]["symbols"]] == ["f"]
    assert "h\ufffd" in ask(engine, "read", path="latin.py")["result"]["text"]


def test_a_binary_is_counted_whatever_its_name_says(tmp_path: Path) -> None:
    write_tree(tmp_path, {"binary.py": b"def f(): ...\n\0\x01\x02"})
    engine = Engine(str(tmp_path))
    assert skipped(engine) == {"binary.py": "binary"}
    assert refusal(engine, "read", {"path": "binary.py"})[0] == "UNREADABLE"


@posix_only
@pytest.mark.requirement("SEC-7")
def test_links_out_round_and_nowhere_are_counted_and_lead_nowhere(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "root", {"a.py": "def inside(): ...\n"})
    outside = write_tree(tmp_path / "outside", {"secret.py": "def secret(): ...\n"})
    (root / "out").symlink_to(outside)
    (root / "secret.py").symlink_to(outside / "secret.py")
    (root / "round").symlink_to(root)
    (root / "loop.py").symlink_to("loop.py")
    engine = Engine(str(root))
    assert skipped(engine) == dict.fromkeys(["loop.py", "out", "round", "secret.py"], "symbolic_link")
    assert ask(engine, "find_symbol", name="secret")["result"]["matches"] == []
    assert ask(engine, "search", pattern="secret")["result"]["matches"] == []
    for path in ["out/secret.py", "secret.py", "round/a.py", "loop.py"]:
        assert refusal(engine, "read", {"path": path})[0] in {"NOT_FOUND", "OUTSIDE_ROOT", "UNREADABLE"}
        with pytest.raises(EngineError, match="OUTSIDE_ROOT"):
            engine.apply([f"../{path}"])
    assert refusal(engine, "read", {"path": "../outside/secret.py"})[0] == "OUTSIDE_ROOT"
    assert refusal(engine, "read", {"path": str(outside / "secret.py")})[0] == "OUTSIDE_ROOT"


@posix_only
def test_a_pipe_is_counted_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    engine = Engine(str(tmp_path))
    assert skipped(engine) == {"pipe.py": "not_a_file"}
    assert refusal(engine, "read", {"path": "pipe.py"})[0] in {"NOT_FOUND", "UNREADABLE"}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets such a name exist")
def test_a_name_that_is_not_utf8_is_counted(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.py")).write_text("def f(): ...\n")
    assert skipped(Engine(str(tmp_path))) == {"caf\ufffd.py": "invalid_name"}


def test_files_that_vanish_and_come_back_while_read_never_fail_a_call(tmp_path: Path) -> None:
    names = [f"module_{number}.py" for number in range(40)]
    write_tree(tmp_path, dict.fromkeys(names, "def found(): ...\n"))
    engine = Engine(str(tmp_path))
    done = threading.Event()

    def churn() -> None:
        while not done.is_set():
            for name in names:
                (tmp_path / name).unlink()
            write_tree(tmp_path, dict.fromkeys(names, "def found(): ...\n"))

    churning = threading.Thread(target=churn)
    churning.start()
    try:
        counts = {ask(engine, "find_symbol", name="found")["result"]["total"] for _ in range(100)}
        for _ in range(100):
            engine.apply(names)
    finally:
        done.set()
        churning.join()
    assert all(0 <= count <= len(names) for count in counts)
    assert ask(engine, "find_symbol", name="found")["result"]["total"] == len(names)


@pytest.mark.requirement("SEC-8")
@pytest.mark.parametrize(
    ("tool", "request_body", "code", "near"),
    [
        ("find_simbol", {}, "UNKNOWN_TOOL", "find_symbol"),
        ("", {}, "UNKNOWN_TOOL", None),
        ("x" * 100_000, {}, "UNKNOWN_TOOL", None),
        ("search", {"patern": "x"}, "INVALID_REQUEST", "pattern"),
        ("search", {}, "INVALID_REQUEST", None),
        ("search", {"pattern": 1}, "INVALID_REQUEST", None),
        ("search", {"pattern": "(", "mode": "regex"}, "INVALID_REQUEST", None),
        ("search", {"pattern": "x", "case": "smrt"}, "INVALID_REQUEST", "smart"),
        ("search", {"pattern": "x", "limit": -1}, "INVALID_REQUEST", None),
        ("search", {"pattern": "x", "cursor": "made up"}, "INVALID_REQUEST", None),
        ("search", b"", "INVALID_REQUEST", None),
        ("search", b"{", "INVALID_REQUEST", None),
        ("search", b"[]", "INVALID_REQUEST", None),
        ("search", b"\xff\xfe", "INVALID_REQUEST", None),
        ("search", b"[" * 10_000, "INVALID_REQUEST", None),
        ("search", b" " * 1_000_000, "LIMIT_EXCEEDED", None),
        ("read", {"path": "app/mian.py"}, "NOT_FOUND", "app/main.py"),
        ("read", {"path": "a\0b"}, "INVALID_REQUEST", None),
    ],
)
def test_a_request_that_cannot_be_answered_says_what_is_wrong_and_what_to_do(
    small_tree: Path, tool: str, request_body: object, code: str, near: str | None
) -> None:
    engine = Engine(str(small_tree))
    found, message, hint, nearest = refusal(engine, tool, request_body)
    assert found == code
    assert message
    assert len(message) < 1000
    assert hint
    assert near is None or near in nearest


@pytest.mark.requirement("SEC-8")
def test_every_tool_refuses_an_argument_it_does_not_know(small_tree: Path) -> None:
    engine = Engine(str(small_tree))
    names = [tool["name"] for tool in json.loads(tools())]
    assert names
    for name in names:
        code, message, _, _ = refusal(engine, name, {"no_such_argument": 1})
        assert (code, "no_such_argument" in message) == ("INVALID_REQUEST", True)


def test_a_format_or_limits_that_do_not_exist_are_refused(small_tree: Path) -> None:
    with pytest.raises(EngineError, match="messagepack"):
        Engine(str(small_tree)).call("index", b"{}", format="yaml")  # type: ignore[arg-type]
    for limits in [b"", b"[]", b'{"no_such_limit": 1}', b'{"files_max": -1}', b"\xff"]:
        with pytest.raises(EngineError, match="INVALID_REQUEST"):
            Engine(str(small_tree), limits=limits)
