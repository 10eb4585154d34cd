"""Questions to a repository from Python, on real files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from mcp_code_analysis import CodeAnalysisError, Repository, _native, model_structure
from mcp_code_analysis.errors import InvalidRequest, NotFound, OutsideRoot, StaleCursor

OWN_PACKAGE = Path(__file__).parents[2] / "python" / "mcp_code_analysis"


def test_the_index_counts_languages_and_says_what_was_skipped_and_why(repository: Repository) -> None:
    index = repository.index()
    assert {row.language: row.files for row in index} == {"python": 5, "typescript": 2}
    skipped = {row.reason: row.count for row in index.result.skipped_by_reason}
    assert skipped == {"binary": 1, "unsupported_language": 1}
    assert {problem.path for problem in index.result.problems} == {"shop/broken.py"}
    assert index.tree.name == "market"


def test_a_definition_is_found_by_its_name_and_read_by_its_id(repository: Repository) -> None:
    (found,) = repository.find_symbol("Cart.total")
    assert (found.path, found.kind, found.match) == ("shop/cart.py", "method", "exact")
    read = repository.read(symbol=found.id).result
    assert (read.start_line, read.end_line) == (found.line, found.end_line)
    assert read.text.splitlines()[0].strip().startswith("def total(")


def test_lines_of_a_file_are_read_with_their_numbers(repository: Repository) -> None:
    lines = repository.read(path="shop/prices.py", start_line=3, end_line=5)
    assert [(line.line, line.text) for line in lines] == [
        (3, "import math"),
        (4, ""),
        (5, "from shop import cart"),
    ]


def test_a_search_says_which_definition_a_line_stands_in(repository: Repository) -> None:
    matches = repository.search("price_of", path="shop", mode="text", show="lines")
    assert [match.path for match in matches] == ["shop/cart.py", "shop/cart.py", "shop/prices.py"]
    assert [match.symbol for match in matches][1] == "Cart.total"
    assert matches.result.total_files == 2


@pytest.mark.requirement("T3")
def test_a_search_finds_whole_definitions_the_best_first(repository: Repository) -> None:
    matches = repository.search("price_of and not import", path="shop", mode="boolean")
    assert [match.symbol for match in matches] == ["price_of", "Cart.total"]
    assert all(not match.cut and match.text.startswith(("def ", "    def ")) for match in matches)
    assert "price_of" in repr(matches)


@pytest.mark.requirement("T21")
def test_a_pattern_finds_code_and_says_what_its_holes_stand_for(repository: Repository) -> None:
    (found,) = repository.ast_search("for $ONE in $MANY: $$$BODY", "python")
    assert (found.path, found.line, found.end_line, found.symbol) == ("shop/cart.py", 15, 18, "Cart.total")
    stands_for = {capture.name: capture.text for capture in found.captures}
    assert (stands_for["$ONE"], stands_for["$MANY"]) == ("item", "self.items")
    with pytest.raises(InvalidRequest, match="no python"):
        repository.ast_search("for $ONE in", "python")


@pytest.mark.requirement("Q10")
def test_a_secret_is_shown_only_to_who_asks_for_it(tmp_path: Path) -> None:
    token = f"ghp_{'Ab3dE5gH7jK9' * 3}"
    (tmp_path / "a.py").write_text(f"TOKEN = '{token}'\n", encoding="utf-8")
    with Repository.open(tmp_path, cache=False) as hidden:
        assert hidden.read(path="a.py").result.text == "TOKEN = '<redacted>'\n"
    with Repository.open(tmp_path, cache=False, show_secrets=True) as shown:
        assert token in shown.read(path="a.py").result.text


def test_an_outline_lists_the_kinds_asked_for(repository: Repository) -> None:
    classes = repository.outline("shop", kinds=["class"], depth=1)
    assert [symbol.qualified_name for symbol in classes] == ["Cart"]


def test_callers_come_with_their_lines_and_how_sure_they_are(repository: Repository) -> None:
    (caller,) = repository.relations("price_of")
    assert (caller.id, caller.lines) == ("shop/cart.py::Cart.total", (18,))
    assert (caller.evidence, caller.reason) == ("exact", "import")


def test_complexity_comes_with_the_most_complex_function_first(repository: Repository) -> None:
    functions = repository.complexity(minimum=2)
    assert [row.qualified_name for row in functions] == ["Cart.total", "price_of"]
    assert [row.cyclomatic for row in functions] == [4, 3]


def test_dependencies_show_cycles_and_the_imports_of_a_file(repository: Repository) -> None:
    assert ("shop/cart.py", "shop/prices.py") in repository.dependencies().result.cycles
    imports = repository.dependencies("shop/prices.py")
    found = {row.module: row.kind for row in imports if isinstance(row, model_structure.ImportEdge)}
    assert found["math"] == "external"
    assert set(found.values()) == {"internal", "external"}


def test_a_map_is_drawn_towards_its_focus(repository: Repository) -> None:
    ranked = repository.repo_map(["web/cart.ts"])
    assert ranked[0].path.startswith("web/")
    assert "cart" in ranked.result.text


@pytest.mark.requirement("Q5")
def test_an_answer_is_about_the_files_as_they_are_now(repository: Repository, folder: Path) -> None:
    before = repository.find_symbol("brand_new")
    (folder / "new.py").write_text("def brand_new():\n    return 1\n")
    after = repository.find_symbol("brand_new")
    assert (len(before), len(after)) == (0, 1)
    assert before.tree.snapshot != after.tree.snapshot


def test_the_pages_of_an_answer_are_the_answer_cut_up(repository: Repository) -> None:
    whole = [symbol.id for symbol in repository.outline()]
    first = repository.outline(limit=2)
    pages = list(first.pages())
    assert [len(page) for page in pages[:-1]] == [2] * (len(pages) - 1)
    assert [symbol.id for page in pages for symbol in page] == whole
    assert [symbol.id for symbol in first.all()] == whole
    assert first.all().completeness.omitted == 0
    assert len(list(first.all().pages())) == 1


def test_pages_of_a_tree_that_changed_are_refused(repository: Repository, folder: Path) -> None:
    first = repository.outline(limit=1)
    (folder / "shop" / "cart.py").write_text("def other():\n    return 1\n")
    with pytest.raises(StaleCursor):
        first.all()


@pytest.mark.requirement("LAY-1")
@pytest.mark.parametrize("tool", ["complexity", "dependencies", "index", "outline", "repo_map"])
def test_a_method_gives_what_the_tool_of_the_same_name_gives(folder: Path, tool: str) -> None:
    page = getattr(Repository.open(folder), tool)(max_tokens=5000)
    answer = _native.Engine(str(folder)).call(tool, b'{"max_tokens":5000}')
    assert msgspec.json.decode(answer, type=type(page.answer)[type(page.result)]) == page.answer


def test_the_package_itself_can_be_asked_about() -> None:
    with Repository.open(OWN_PACKAGE) as repository:
        (found,) = repository.find_symbol("Repository.open")
        assert found.path == "api.py"
        assert repository.complexity().all().result.summary.functions > 100


def test_a_closed_repository_says_so(repository: Repository) -> None:
    repository.close()
    with pytest.raises(InvalidRequest, match="closed"):
        repository.index()


@pytest.mark.parametrize(
    ("path", "error"),
    [("no/such/file.py", NotFound), ("../outside.py", OutsideRoot), ("/etc/passwd", OutsideRoot)],
)
def test_a_path_that_cannot_be_read_has_its_own_error(
    repository: Repository, path: str, error: type[CodeAnalysisError]
) -> None:
    with pytest.raises(error):
        repository.read(path=path)


def test_an_error_names_the_nearest_valid_value(repository: Repository) -> None:
    with pytest.raises(NotFound) as caught:
        repository.read(path="shop/carts.py")
    assert "shop/cart.py" in caught.value.nearest


def test_a_folder_that_cannot_be_opened_is_named_as_it_was_given(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    with pytest.raises(NotFound, match="nowhere"):
        Repository.open(missing)
    missing.write_text("a file")
    with pytest.raises(InvalidRequest, match="nowhere"):
        Repository.open(missing)


def test_an_empty_folder_gives_empty_answers(tmp_path: Path) -> None:
    repository = Repository.open(tmp_path)
    assert repository.index().result.files == 0
    assert not repository.complexity()
    assert repr(repository.search("x"))


def test_progress_ends_with_every_file_read(folder: Path) -> None:
    seen: list[tuple[int, int]] = []
    Repository.open(folder, progress=lambda done, total: seen.append((done, total))).index()
    done, total = seen[-1]
    assert done == total > 0
    assert seen == sorted(seen)


INTERRUPTED = """
import os, signal, sys
from mcp_code_analysis import Repository

def report(done, total):
    os.kill(os.getpid(), signal.SIGINT)

try:
    Repository.open(sys.argv[1], progress=report).index()
except KeyboardInterrupt:
    print("interrupted")
"""


def test_ctrl_c_stops_the_engine_and_rises(large_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(large_folder)], check=False, capture_output=True, text=True
    )
    assert (done.stdout, done.stderr, done.returncode) == ("interrupted\n", "", 0)


INTERRUPTED_WITHOUT_PROGRESS = """
import os, signal, sys, threading
from mcp_code_analysis import Repository

def interrupt():
    while sys._current_frames()[threading.main_thread().ident].f_code.co_name != "answered":
        pass
    os.kill(os.getpid(), signal.SIGINT)

repository = Repository.open(sys.argv[1])
threading.Thread(target=interrupt).start()
try:
    repository.index()
except KeyboardInterrupt:
    print("interrupted")
"""


def test_ctrl_c_stops_the_engine_where_nobody_follows_its_progress(large_folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WITHOUT_PROGRESS, str(large_folder)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("interrupted\n", "", 0)
