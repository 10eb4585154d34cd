"""The parts use each other as ARCHITECTURE.md says, and every guard that says so can fail."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from tests.guards import crates, modules

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "python" / "mcp_code_analysis"
MODULE_COUNT_MIN = 15

CLIENT_LIBRARIES = ("redis", "hiredis")
"""What only `redis/` may speak to, by any kind of import."""


@pytest.fixture(scope="module")
def found() -> list[crates.Crate]:
    return crates.crates(ROOT)


def test_each_crate_uses_only_the_crates_below_it(found: list[crates.Crate]) -> None:
    assert {crate.name for crate in found} == set(crates.OWN)
    assert list(crates.wrong_edges(found)) == []


def test_each_foreign_crate_has_one_owner(found: list[crates.Crate]) -> None:
    syntax = next(crate for crate in found if crate.name == "syntax")
    assert "tree-sitter" in syntax.uses
    assert list(crates.wrong_owners(found)) == []


@pytest.mark.parametrize("name", crates.PURE)
def test_a_pure_crate_reaches_nothing_that_touches_the_world(name: str) -> None:
    reached = crates.reachable(ROOT, name)
    assert "tree-sitter" in reached
    assert [other for other in sorted(reached) if crates.IMPURE_ANYWHERE.fullmatch(other)] == []


@pytest.mark.parametrize("name", crates.PURE)
def test_a_pure_crate_names_no_file_clock_or_process(name: str) -> None:
    sources = ROOT / "crates" / name / "src"
    assert len(list(sources.rglob("*.rs"))) >= 3
    assert list(crates.impure_lines(sources)) == []


def test_a_crate_that_uses_what_is_above_it_is_found() -> None:
    planted = [
        crates.Crate("syntax", ROOT, frozenset({"serde", "analysis"}), frozenset()),
        crates.Crate("analysis", ROOT, frozenset({"syntax"}), frozenset({"repo"})),
        crates.Crate("repo", ROOT, frozenset({"analysis"}), frozenset()),
        crates.Crate("extra", ROOT, frozenset(), frozenset()),
    ]
    assert list(crates.wrong_edges(planted)) == ["syntax uses analysis", "extra has no place in the map"]


def test_a_foreign_crate_in_the_wrong_place_is_found() -> None:
    planted = [
        crates.Crate("analysis", ROOT, frozenset({"tree-sitter-python", "serde", "tokio"}), frozenset()),
        crates.Crate("cli", ROOT, frozenset({"clap", "pyo3"}), frozenset({"tree-sitter"})),
    ]
    wrong = ["analysis uses tokio", "analysis uses tree-sitter-python", "cli uses pyo3"]
    assert list(crates.wrong_owners(planted)) == wrong


def test_a_source_that_names_the_world_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted.rs").write_text(
        "// std::fs is only talked about here\nuse std::collections::BTreeMap;\nuse std::fs::File;\n"
        'fn now() { std::time::Instant::now(); }\nfn say() { eprintln!("x"); }\n'
    )
    assert [line.split(":")[1] for line in crates.impure_lines(tmp_path)] == ["3", "4", "5"]


@pytest.mark.parametrize("library", CLIENT_LIBRARIES)
def test_only_one_package_speaks_to_a_client_library(library: str) -> None:
    outside = {path for path in modules.importers(PACKAGE, library) if not path.startswith("redis/")}
    assert outside == set()


def test_redis_py_and_the_mcp_library_are_each_imported_somewhere() -> None:
    assert modules.importers(PACKAGE, "redis") != set()
    assert modules.importers(PACKAGE, "mcp") != set()


def test_only_the_server_and_nothing_below_it_knows_mcp() -> None:
    outside = {
        path
        for library in ("mcp", "mcp_types", "starlette", "uvicorn")
        for path in modules.importers(PACKAGE, library)
        if not path.startswith("server/")
    }
    assert outside == set()


def test_the_notebook_api_is_sync_and_keeps_no_sessions() -> None:
    banned = ["asyncio", "anyio", "mcp", *(f"mcp_code_analysis.{part}" for part in ("sessions", "execution"))]
    api = list(modules.imports(PACKAGE / "api.py"))
    assert len(api) > 3
    assert [found for found in api if any(found.within(package) for package in banned)] == []


def test_sessions_and_tools_do_not_know_each_other() -> None:
    assert [
        path for path in modules.importers(PACKAGE, "mcp_code_analysis.tools") if "sessions/" in path
    ] == []
    assert [
        path for path in modules.importers(PACKAGE, "mcp_code_analysis.sessions") if "tools/" in path
    ] == []


def test_no_import_hides_behind_a_computed_name() -> None:
    files = sorted(PACKAGE.rglob("*.py"))
    assert len(files) >= MODULE_COUNT_MIN
    assert [line for path in files for line in modules.computed_imports(path)] == []


def test_imports_are_found_however_they_are_written(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(
        "import importlib\nfrom importlib import import_module\n\n\ndef late() -> None:\n"
        '    import redis.asyncio\n    importlib.import_module("mcp.server")\n    __import__("hiredis")\n'
        "    import_module(name)\n    from mcp_code_analysis import sessions\n"
    )
    planted = list(modules.imports(tmp_path / "planted.py"))
    assert modules.importers(tmp_path, "redis") == {"planted.py"}
    assert modules.importers(tmp_path, "mcp") == {"planted.py"}
    assert modules.importers(tmp_path, "hiredis") == {"planted.py"}
    assert "mcp_code_analysis.sessions" in {found.module for found in planted}
    assert list(modules.computed_imports(tmp_path / "planted.py")) == ["planted.py:9: import_module(name)"]


def test_modules_are_named_after_things_of_the_domain() -> None:
    for folder in ("crates", "python", "tests", "benches"):
        assert any((ROOT / folder).rglob("*.py")) or any((ROOT / folder).rglob("*.rs"))
        assert [name for name in modules.catch_alls(ROOT / folder) if "corpus/" not in name] == []


def test_a_catch_all_is_found_as_file_and_as_folder(tmp_path: Path) -> None:
    (tmp_path / "utils.py").touch()
    (tmp_path / "common").mkdir()
    (tmp_path / "common" / "graph.rs").touch()
    (tmp_path / "sessions.py").touch()
    assert modules.catch_alls(tmp_path) == ["common", "utils.py"]


def test_every_package_chooses_its_exports_and_has_them() -> None:
    packages = sorted(PACKAGE.rglob("__init__.py"))
    assert len(packages) >= 4
    for path in packages:
        names = modules.exports(path)
        if names is None:
            assert list(modules.imports(path)) == [], (
                f"{path.relative_to(ROOT)} takes names in and has no __all__"
            )
            continue
        dotted = ".".join(path.parent.relative_to(PACKAGE.parent).parts)
        package = importlib.import_module(dotted)
        assert [name for name in names if not hasattr(package, name)] == []


def test_the_package_exports_these_names_and_no_others() -> None:
    names = modules.exports(PACKAGE / "__init__.py")
    assert names == ["CodeAnalysisError", "Page", "Repository", "__version__"]


def test_the_map_names_folders_that_exist_and_leaves_none_out() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w.]+(?:/[\w.]+)*/?)`", text))
    paths = {name for name in named if "/" in name}
    assert len(paths) >= 10
    assert [
        name for name in sorted(paths) if not any((base / name).exists() for base in (ROOT, PACKAGE))
    ] == []
    parts = [path for folder in (ROOT / "crates", PACKAGE) for path in folder.iterdir() if path.is_dir()]
    known = [part.name for part in parts if not part.name.startswith("__")]
    assert len(known) >= 10
    assert [name for name in known if not re.search(rf"\b{re.escape(name)}\b", text)] == []
