"""Git repositories that are cut, empty, borrowed or trapped: each is answered from or refused in words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.server.every_tool import OF_THE_PAST
from tests.server.hostile import Beside, beside
from tests.server.repositories import committed, git, write
from tests.server.servers import Here, text_of, value_of

pytestmark = [pytest.mark.anyio, pytest.mark.requirement("SEC-8", "SEC-7")]

PROGRAM: Final = "#!/bin/sh\ntouch '{marker}'\ncat\n"
SETTINGS: Final = """\
[core]
	fsmonitor = {program}
	hooksPath = {folder}
	pager = {program}
	editor = {program}
	sshCommand = {program}
	gitProxy = {program}
	worktree = /etc
	attributesFile = /etc/passwd
	excludesFile = /etc/passwd
	alternateRefsCommand = {program}
[diff]
	external = {program}
[diff "x"]
	textconv = {program}
	command = {program}
[filter "x"]
	clean = {program}
	smudge = {program}
	process = {program}
	required = true
[include]
	path = /etc/passwd
[includeIf "gitdir:/"]
	path = {folder}/more
[alias]
	log = !{program}
[credential]
	helper = !{program}
[gpg]
	program = {program}
[uploadpack]
	packObjectsHook = {program}
[remote "origin"]
	url = ext::{program}
	promisor = true
	partialclonefilter = blob:none
"""


def history(root: Path, commits: int = 3) -> None:
    for number in range(commits):
        write(root, {"a.py": f"def a():\n    return {number}\n", f"b{number}.py": f"def b{number}(): ...\n"})
        committed(root, f"Commit {number}", day=number)


def empty(root: Path) -> None:
    write(root, {"a.py": "def a(): ...\n"})
    git(root, "init", "--quiet", "--initial-branch=main")


def shallow(root: Path) -> None:
    history(root.parent / "origin", 5)
    root.rmdir()
    git(root.parent, "clone", "--quiet", "--depth=2", f"file://{root.parent / 'origin'}", root.name)


def bare(root: Path) -> None:
    history(root.parent / "origin")
    root.rmdir()
    git(root.parent, "clone", "--quiet", "--bare", f"file://{root.parent / 'origin'}", root.name)


def with_submodule(root: Path) -> None:
    history(root.parent / "origin")
    history(root)
    git(root, "submodule", "--quiet", "add", f"file://{root.parent / 'origin'}", "module")
    committed(root, "Add a module", day=9)


def inside_a_submodule(root: Path) -> None:
    outer = root.parent / "outer"
    outer.mkdir()
    with_submodule(outer)
    root.rmdir()
    shutil.copytree(outer / "module", root)


def link_for_a_repository(root: Path) -> None:
    history(root.parent / "origin")
    write(root, {"a.py": "def a(): ...\n"})
    (root / ".git").symlink_to(root.parent / "origin" / ".git")


def link_among_the_objects(root: Path) -> None:
    history(root.parent / "origin")
    history(root, 1)
    shutil.rmtree(root / ".git" / "objects")
    (root / ".git" / "objects").symlink_to(root.parent / "origin" / ".git" / "objects")


def borrowed(root: Path) -> None:
    history(root.parent / "origin")
    root.rmdir()
    git(root.parent, "clone", "--quiet", "--shared", str(root.parent / "origin"), root.name)


def branch_that_is_a_file_elsewhere(root: Path) -> None:
    history(root)
    (root / ".git" / "HEAD").write_text("ref: refs/heads/../../../../../etc/passwd\n", encoding="utf-8")


def branches_in_a_circle(root: Path) -> None:
    history(root)
    heads = root / ".git" / "refs" / "heads"
    (heads / "one").write_text("ref: refs/heads/two\n", encoding="utf-8")
    (heads / "two").write_text("ref: refs/heads/one\n", encoding="utf-8")
    (root / ".git" / "HEAD").write_text("ref: refs/heads/one\n", encoding="utf-8")


def damaged(root: Path) -> None:
    history(root)
    for path in (root / ".git" / "objects").rglob("*"):
        if path.is_file():
            path.chmod(0o600)
            path.write_bytes(path.read_bytes()[:-7] + b"damaged")


def large_files_of_git(root: Path) -> None:
    history(root)
    (root / ".git" / "packed-refs").write_bytes(b"f" * 40 + b" refs/heads/x\n" * 500_000)
    (root / ".git" / "config").write_bytes(b"[a]\n\tb = c\n" * 200_000)
    (root / ".git" / "HEAD").write_bytes(b"ref: " + b"x/" * 500_000 + b"\n")


def a_bomb_for_an_object(root: Path) -> None:
    """Commit a text of 100 MB, which takes 100 KB."""
    history(root)
    with (root / "a.py").open("wb") as file:
        for _ in range(100):
            file.write(b"x = 1\n" * 170_000)
    committed(root, "Grow", day=9)
    write(root, {"a.py": "def a(): ...\n"})
    committed(root, "Shrink", day=10)


CASES: Final[dict[Callable[[Path], None], str | None]] = {
    empty: "NOT_FOUND",
    shallow: None,
    bare: None,
    with_submodule: None,
    inside_a_submodule: "INVALID_REQUEST",
    link_for_a_repository: "INVALID_REQUEST",
    link_among_the_objects: "INVALID_REQUEST",
    borrowed: "INVALID_REQUEST",
    branch_that_is_a_file_elsewhere: "NOT_FOUND",
    branches_in_a_circle: "NOT_FOUND",
    damaged: "?",
    large_files_of_git: "?",
    a_bomb_for_an_object: None,
}
"""Repositories with the error of the tools that answer from commits; "?" where any clear word will do."""


async def of_the_past(server: Beside) -> set[str | None]:
    """Return what the tools that answer from commits say: an error's code, None for an answer."""
    answers = await server.every_tool(hotspots={"view": "churn"}, history={"path": "a.py"}, diff_symbols={})
    said: set[str | None] = set()
    for tool in OF_THE_PAST:
        text = text_of(answers[tool])
        assert "root:x:0" not in text, tool
        said.add(json.loads(text)["error"]["code"] if answers[tool].is_error else None)
    return said


@pytest.mark.parametrize("make", CASES, ids=lambda make: make.__name__)
async def test_a_repository_that_is_not_as_others_is_answered_from_or_refused(
    here: Here, make: Callable[[Path], None]
) -> None:
    (here.root / "hostile").mkdir()
    make(here.root / "hostile")
    async with beside(here) as server:
        said = await of_the_past(server)
        if CASES[make] != "?":
            wanted = CASES[make]
            assert said <= {wanted, "NOT_FOUND" if make is bare else wanted}, said
        status = value_of(await server.ask("index"))
        assert status["result"]["files"] > 0 or make is bare
        if make is shallow:
            spoken = value_of(await server.ask("hotspots"))["result"]["history"]
            assert (spoken["is_shallow"], spoken["commits"]) == (True, 2)


async def test_nothing_that_a_repository_names_is_run_or_read(here: Here, tmp_path: Path) -> None:
    marker, folder = tmp_path / "marker", tmp_path / "programs"
    names = ["post-checkout", "pre-commit", "fsmonitor-watchman", "post-index-change", "program"]
    write(folder, dict.fromkeys(names, PROGRAM.format(marker=marker)))
    for name in names:
        (folder / name).chmod(0o755)
    root = here.root / "hostile"
    root.mkdir()
    history(root)
    settings = SETTINGS.format(program=folder / "program", folder=folder)
    write(root, {".git/config": settings, ".gitattributes": "* filter=x diff=x\n", "a.py": "def a(b): ...\n"})
    shutil.copytree(folder, root / ".git" / "hooks", dirs_exist_ok=True)
    async with beside(here) as server:
        assert await of_the_past(server) == {None}
        for view in ("hotspots", "coupling", "ownership", "bus_factor", "age", "churn"):
            assert not (await server.ask("hotspots", view=view)).is_error, view
    assert not marker.exists(), "a program was run"
