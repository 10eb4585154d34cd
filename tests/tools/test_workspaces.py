"""Which folder a caller's `root` means, and that none outside the allowed ones can be named."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcp_code_analysis.errors import CodeAnalysisError, InvalidRequest, NotFound, OutsideRoot
from mcp_code_analysis.tools.workspaces import Workspaces


def workspaces(*roots: Path, engines_max: int = 8) -> Workspaces:
    return Workspaces(tuple(str(root) for root in roots), engines_max=engines_max)


def test_no_root_is_the_first_one_and_a_relative_root_starts_there(tree: Path) -> None:
    allowed = workspaces(tree)
    assert allowed.resolve(None) == allowed.resolve(".") == tree
    assert allowed.resolve("inside") == allowed.resolve("./inside/../inside") == tree / "inside"
    assert allowed.resolve(str(tree / "inside")) == tree / "inside"


def test_an_error_names_a_folder_by_its_place_below_the_root(tree: Path) -> None:
    allowed = workspaces(tree)
    for name in ("missing", "inside/" + "long" * 100):
        with pytest.raises(CodeAnalysisError) as refused:
            allowed.engine(allowed.resolve(name))
        assert str(tree.parent) not in str(refused.value)
        assert f"{tree.name}/{name[:20]}" in str(refused.value)
        assert len(str(refused.value)) < 400


def test_an_empty_root_is_refused(tree: Path) -> None:
    with pytest.raises(InvalidRequest, match="empty"):
        workspaces(tree).resolve("")


@pytest.mark.requirement("SEC-7")
@pytest.mark.parametrize(
    "spelling",
    [
        "..",
        "../root-evil",
        "inside/../../root-evil",
        "{tree}-evil",
        "{tree}/../root-evil",
        "{tree}/inside/../..",
        "/",
        "/etc",
        "//etc",
        "/proc/self/root",
        "/proc/self/cwd/../../../etc",
        "link-out",
        "link-out/deeper",
        "link-to-file-outside",
        "inside/link-up",
        "link-loop/../..",
    ],
)
def test_a_root_that_leads_outside_is_refused_however_it_is_spelt(tree: Path, spelling: str) -> None:
    (tree / "link-out").symlink_to(tree.parent / "root-evil")
    (tree / "link-to-file-outside").symlink_to(tree.parent / "root-evil" / "secret.py")
    (tree / "inside" / "link-up").symlink_to(tree.parent)
    (tree / "link-loop").symlink_to(tree / "link-loop")
    with pytest.raises(OutsideRoot) as caught:
        workspaces(tree).resolve(spelling.format(tree=tree))
    assert "--root" in (caught.value.hint or "")


@pytest.mark.parametrize(
    "spelling", ["~", "file:///etc", "%2e%2e", "..%2f..", "..\\..", "inside/nothing", "‥"]
)
def test_a_root_that_only_looks_like_another_folder_is_not_there(tree: Path, spelling: str) -> None:
    allowed = workspaces(tree)
    with pytest.raises(NotFound):
        allowed.engine(allowed.resolve(spelling))


def test_a_nul_in_a_root_is_refused(tree: Path) -> None:
    with pytest.raises(InvalidRequest):
        workspaces(tree).resolve("inside\0")


def test_a_link_that_stays_inside_is_the_folder_it_leads_to(tree: Path) -> None:
    (tree / "link-in").symlink_to(tree / "inside")
    assert workspaces(tree).resolve("link-in") == tree / "inside"


def test_a_root_given_as_a_link_allows_what_it_leads_to(tree: Path) -> None:
    (tree.parent / "alias").symlink_to(tree)
    allowed = workspaces(tree.parent / "alias")
    assert allowed.resolve(None) == tree
    assert allowed.resolve(str(tree.parent / "alias" / "inside")) == tree / "inside"


def test_every_root_is_allowed_and_the_first_is_the_default(tree: Path) -> None:
    other = tree.parent / "root-evil"
    allowed = workspaces(tree, other)
    assert allowed.resolve(None) == tree
    assert allowed.resolve(str(other)) == other


def test_a_file_instead_of_a_folder_says_so(tree: Path) -> None:
    allowed = workspaces(tree)
    with pytest.raises(CodeAnalysisError, match="folder"):
        allowed.engine(allowed.resolve("app.py"))


def test_a_folder_keeps_its_engine_and_the_one_unused_longest_is_let_go(tree: Path) -> None:
    for name in ("a", "b", "c"):
        (tree / name).mkdir()
    allowed = workspaces(tree, engines_max=2)
    first, second = allowed.engine(tree / "a"), allowed.engine(tree / "b")
    assert allowed.engine(tree / "a") is first
    allowed.engine(tree / "c")
    assert allowed.engine(tree / "a") is first
    assert allowed.engine(tree / "b") is not second
