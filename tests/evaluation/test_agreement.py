"""Agreement with those who know is measured, printed, and fails where it is too little."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from benches.truth_definitions import Place, agreement, by_ast

OWN: Final = Path(__file__).parents[2] / "python"
KINDS: Final = ("function", "method", "class")


@pytest.mark.requirement("E16")
def test_definitions_are_those_that_cpython_sees(capsys: pytest.CaptureFixture[str]) -> None:
    assert agreement("ast on this project", OWN, KINDS, by_ast, 1.0)
    known = len(set(by_ast(OWN)))
    assert known > 1000
    printed = capsys.readouterr().out
    assert printed == (
        f"definitions, ast on this project: recall 100.0000%, precision 100.0000% of {known}\n"
    )


@pytest.mark.requirement("E16")
def test_a_definition_that_only_one_of_them_knows_is_printed_and_fails(
    capsys: pytest.CaptureFixture[str],
) -> None:
    known = sorted(by_ast(OWN))

    def more(_: Path) -> Iterable[Place]:
        return [*known, ("mcp_code_analysis/cli.py", "unheard_of", 1)]

    def less(_: Path) -> Iterable[Place]:
        return known[1:]

    assert not agreement("more", OWN, KINDS, more, 1.0)
    assert "  missing: unheard_of in mcp_code_analysis/cli.py:1\n" in capsys.readouterr().out
    assert not agreement("less", OWN, KINDS, less, 1.0)
    path, name, line = known[0]
    assert f"  only here: {name} in {path}:{line}\n" in capsys.readouterr().out


def test_what_cannot_be_had_is_skipped_visibly(capsys: pytest.CaptureFixture[str]) -> None:
    assert agreement("ast on nothing", None, KINDS, by_ast, 1.0)
    assert capsys.readouterr().out == "definitions, ast on nothing: skipped, it cannot be had here.\n"
