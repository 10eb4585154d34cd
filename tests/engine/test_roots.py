"""Which folders can be opened, and what is said of the others."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mcp_code_analysis._native import Engine, EngineError
from tests.engine.asking import ask, write_tree

NOBODY = 65534

AS_NOBODY = f"""
import json, os, sys, threading
from mcp_code_analysis._native import Engine, EngineError

if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({NOBODY})
    os.setuid({NOBODY})
answers = {{}}
for root in sys.argv[1:]:
    try:
        answers[root] = json.loads(Engine(root).call("index", b"{{}}"))["result"]["skipped"]
    except EngineError as error:
        answers[root] = error.args[0]
print(json.dumps(answers))
"""


def refusal(root: str) -> tuple[str, str, str | None, tuple[str, ...]]:
    with pytest.raises(EngineError) as caught:
        Engine(root)
    return caught.value.args


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """Return a folder that every user may enter, as the folders of pytest are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_a_root_that_is_no_folder_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "file.py"
    file.write_text("")
    for root, code in [
        (str(tmp_path / "none"), "NOT_FOUND"),
        (str(file), "INVALID_REQUEST"),
        ("", "NOT_FOUND"),
        ("with\0nul", "INVALID_REQUEST"),
    ]:
        found, message, hint, _ = refusal(root)
        assert found == code
        assert message
        assert hint
        assert "folder" in hint


def test_an_empty_folder_has_an_empty_answer(tmp_path: Path) -> None:
    engine = Engine(str(tmp_path))
    assert ask(engine, "index")["result"]["files"] == 0
    assert ask(engine, "outline")["result"]["symbols"] == []
    assert ask(engine, "repo_map")["result"]["files"] == []


@pytest.mark.skipif(os.name != "posix", reason="needs modes of files")
def test_what_may_not_be_read_is_refused_or_counted(shared_folder: Path) -> None:
    root = write_tree(shared_folder / "root", {"open.py": "", "shut.py": "", "shut/inner.py": ""})
    barred = write_tree(shared_folder / "barred", {"a.py": ""})
    (root / "shut.py").chmod(0)
    (root / "shut").chmod(0)
    barred.chmod(0)
    try:
        ended = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, str(root), str(barred)],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        for path in [root / "shut", barred]:
            path.chmod(0o755)
    assert ended.returncode == 0, ended.stderr
    answers = json.loads(ended.stdout)
    reasons = {entry["path"]: entry["reason"] for entry in answers[str(root)]}
    assert reasons == {"shut": "permission_denied", "shut.py": "permission_denied"}
    assert answers[str(barred)] == "UNREADABLE"


def test_the_name_is_the_folders_and_the_root_is_without_links(small_tree: Path) -> None:
    assert Engine(str(small_tree)).name == "small"
    if os.name == "posix":
        link = small_tree.parent / "link"
        link.symlink_to(small_tree)
        engine = Engine(str(link))
        assert (engine.name, engine.root) == ("small", os.path.realpath(small_tree))


def test_no_answer_shows_where_on_the_machine_the_root_is(small_tree: Path) -> None:
    engine = Engine(str(small_tree))
    for tool in ["index", "outline", "repo_map", "dependencies", "complexity"]:
        assert str(small_tree.parent).encode() not in engine.call(tool, b"{}")


def test_a_root_that_goes_and_comes_back_is_read_anew(tmp_path: Path) -> None:
    root = write_tree(tmp_path / "root", {"a.py": "def old(): ...\n"})
    engine = Engine(str(root))
    assert ask(engine, "find_symbol", name="old")["result"]["total"] == 1
    shutil.rmtree(root)
    with pytest.raises(EngineError, match="NOT_FOUND"):
        engine.call("find_symbol", b'{"name": "old"}')
    write_tree(root, {"b.py": "def new(): ...\n"})
    assert ask(engine, "find_symbol", name="new")["result"]["total"] == 1
