"""How an answer looks, and what can be made of it."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mcp_code_analysis import Repository
from mcp_code_analysis.errors import InvalidRequest
from tests.api.conftest import HOSTILE_NAME

WITHOUT_DATAFRAMES = """
import sys
sys.modules["pandas"] = sys.modules["polars"] = None
from mcp_code_analysis import CodeAnalysisError, Repository
try:
    Repository.open(sys.argv[1]).index().to_dataframe()
except CodeAnalysisError as error:
    print(error)
"""


class Cells(HTMLParser):
    """Collects the tags and the text of cells."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.cells: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, _attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag in {"td", "th"}:
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def test_an_answer_reads_as_a_table_with_aligned_columns(repository: Repository) -> None:
    assert repr(repository.complexity(minimum=2)) == (
        "complexity of market, functions: 2\n"
        "cyclomatic  nesting_max  lines  qualified_name  path            line\n"
        "         4            2      8  Cart.total      shop/cart.py      12\n"
        "         3            1      3  price_of        shop/prices.py     8\n"
        "7 files; 1 skipped; 1 read in part"
    )


@pytest.mark.requirement("Q5")
def test_an_answer_says_which_commit_it_speaks_of_and_what_has_changed_since(tmp_path: Path) -> None:
    def git(*arguments: str) -> str:
        named = ("-c", "user.name=Ann", "-c", "user.email=ann@shop.example", "-c", "commit.gpgsign=false")
        run = subprocess.run(["git", *named, *arguments], cwd=tmp_path, check=True, capture_output=True)
        return run.stdout.decode().strip()

    (tmp_path / "a.py").write_text("def a():\n    return 1\n")
    shown = [repr(Repository.open(tmp_path).outline()).splitlines()[-1]]
    git("init", "--quiet")
    shown.append(repr(Repository.open(tmp_path).outline()).splitlines()[-1])
    git("add", "a.py")
    git("commit", "--quiet", "--message", "first")
    revision = git("rev-parse", "--short=12", "HEAD")
    repository = Repository.open(tmp_path)
    shown.append(repr(repository.outline()).splitlines()[-1])
    (tmp_path / "a.py").write_text("def a():\r\n    return 1\r\n")
    (tmp_path / "b.py").write_text("def b():\n    return 1\n")
    answer = repository.outline()
    shown.append(repr(answer).splitlines()[-1])
    assert shown == [
        "1 file",
        "1 file; revision none",
        f"1 file; revision {revision}",
        f"2 files; revision {revision}; 1 file changed since; 1 file not compared",
    ]
    differing = answer.tree.differing
    assert differing is not None
    assert differing.paths == ("b.py",)


def test_a_long_answer_is_shown_in_part_and_says_so(repository: Repository) -> None:
    text = repr(repository.outline(limit=1))
    assert "symbols: 1" in text
    assert "more on later pages: .pages(), .all()" in text


def test_source_text_is_shown_as_it_stands(repository: Repository) -> None:
    text = repr(repository.read(symbol="price_of"))
    assert text.splitlines()[0] == "shop/prices.py, lines 8 to 10 of 10"
    assert text.splitlines()[1] == "def price_of(item: str) -> int:"


def test_html_shows_the_same_table(repository: Repository) -> None:
    shown = Cells(repository.complexity(minimum=2)._repr_html_())
    assert shown.cells[:6] == ["cyclomatic", "nesting_max", "lines", "qualified_name", "path", "line"]
    assert shown.cells[6:9] == ["4", "2", "8"]


def test_text_of_the_repository_is_never_html_nor_a_command_to_the_terminal(repository: Repository) -> None:
    page = repository.find_symbol("cart_of_evil")
    assert page[0].path == HOSTILE_NAME
    shown = Cells(page._repr_html_())
    assert "img" not in shown.tags
    assert any(cell.startswith("<img src=x") for cell in shown.cells)
    text = repository.read(symbol="cart_of_evil")
    assert "\x1b" not in text._repr_html_() + repr(text)
    assert "<U+001B>" in repr(text)


def test_source_with_hidden_characters_is_escaped_in_html(repository: Repository) -> None:
    html = repository.read(symbol="cart_of_evil")._repr_html_()
    assert "\u202e" not in html
    assert Cells(html).tags <= {"div", "strong", "small", "pre"}


def test_the_main_table_becomes_a_data_frame_with_every_field(repository: Repository) -> None:
    frame = repository.complexity(minimum=2).to_dataframe()
    assert type(frame).__module__.startswith("pandas")
    assert list(frame["qualified_name"]) == ["Cart.total", "price_of"]
    assert {"parameters", "end_line", "kind"} <= set(frame.columns)


def test_another_table_becomes_a_data_frame_by_its_name(repository: Repository) -> None:
    dependencies = repository.dependencies()
    assert list(dependencies.to_dataframe("external")["module"]) == ["math"]
    assert ["shop/cart.py", "shop/prices.py"] in list(dependencies.to_dataframe("cycles")["paths"])
    assert list(repository.read(path="shop/prices.py").to_dataframe()["line"]) == list(range(1, 11))


def test_a_table_that_is_not_there_is_refused_with_those_that_are(repository: Repository) -> None:
    with pytest.raises(InvalidRequest, match="hubs, imports, importers, cycles, external"):
        repository.dependencies().to_dataframe("hub")


def test_without_pandas_and_polars_the_error_says_what_to_install(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DATAFRAMES, str(folder)], check=False, capture_output=True, text=True
    )
    assert done.stdout == "A data frame needs pandas or polars. Run: pip install pandas\n"
    assert done.stderr == ""


def test_polars_is_used_where_it_is_what_was_imported(folder: Path) -> None:
    pytest.importorskip("polars")
    code = "import sys, polars; from mcp_code_analysis import Repository as R\n"
    code += "print(type(R.open(sys.argv[1]).index().to_dataframe()).__module__)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith("polars")
