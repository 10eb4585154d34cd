"""What all tests share: the event loop they run on, how Hypothesis is set, and the requirements at the end.

Holds no fixture of one part: those stand in the part's own folder, and the stores in `tests/stores.py`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.guards.marks import all_marks
from tests.requirements import REQUIREMENTS

pytest_plugins = ("tests.stores",)

settings.register_profile("here", deadline=None, derandomize=True)
settings.load_profile("here")

_proven: set[str] = set()
_unproven: set[str] = set()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run async tests on asyncio, the only loop the product runs on."""
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests parse out of the user's cache, and what the user's cache holds out of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        place = tmp_path_factory.mktemp("cache") / "cache.sqlite3"
        patch.setenv("MCP_CODE_ANALYSIS_CACHE_URL", f"sqlite:{place}")
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note which requirements a passing test proved, and which a test left open."""
    report = yield
    ids = {str(name) for mark in item.iter_markers("requirement") for name in mark.args}
    if report.when == "call" and report.passed:
        _proven.update(ids)
    elif not report.passed:
        _unproven.update(ids)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many requirements are met, in part, and not."""
    carried = {mark.id for mark in all_marks(Path(__file__).parents[1]) if mark.test}
    met = [entry.id for entry in REQUIREMENTS if entry.met]
    partial = [entry.id for entry in REQUIREMENTS if not entry.met and entry.id in carried]
    unmet = len(REQUIREMENTS) - len(met) - len(partial)
    terminalreporter.section("requirements")
    terminalreporter.line(f"{len(met)} met, {len(partial)} in part, {unmet} unmet of {len(REQUIREMENTS)}")
    if partial:
        terminalreporter.line(f"in part: {' '.join(partial)}")
    if left_open := [name for name in met if name in _unproven - _proven]:
        terminalreporter.line(f"met, but not proven by this run: {' '.join(left_open)}")
