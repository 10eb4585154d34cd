"""What the documents say is there: links lead somewhere, commands exist, examples run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards import sources

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "docs" / "examples").glob("*.py"))
LINK = re.compile(r"!?\[[^\]]*\]\((?!https?://|#|mailto:)([^)#\s]+)")
FENCE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^([a-z][a-z-]*):", re.MULTILINE)


@pytest.fixture(scope="module")
def documents() -> list[Path]:
    found = [
        path for path in sources.project_files(ROOT) if path.suffix == ".md" and "corpus" not in path.parts
    ]
    assert {"README.md", "ARCHITECTURE.md"} <= {path.name for path in found}
    return found


@pytest.fixture(scope="module")
def targets() -> set[str]:
    found = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    assert {"run", "test", "check", "bench", "wheel", "help"} <= found
    return found


def broken_links(document: Path) -> list[str]:
    """Return the relative links of a document that lead nowhere."""
    links = LINK.findall(document.read_text(encoding="utf-8"))
    return [f"{document.name}: {link}" for link in links if not (document.parent / link).exists()]


def unknown_commands(text: str, targets: set[str]) -> list[str]:
    """Return what is named as a make target, in a text or a workflow, and is none."""
    named = re.findall(r"(?:`|\$ |^\s*|run: |sudo )make ([a-z][a-z-]*)", text, re.MULTILINE)
    return [name for name in named if name not in targets]


def test_links_between_documents_lead_somewhere(documents: list[Path]) -> None:
    assert [link for document in documents for link in broken_links(document)] == []


def test_every_make_command_in_the_documents_exists(documents: list[Path], targets: set[str]) -> None:
    texts = "\n".join(document.read_text(encoding="utf-8") for document in documents)
    assert re.search(r"make (?:run|test)\b", texts)
    assert unknown_commands(texts, targets) == []


def test_every_command_of_the_workflows_is_a_make_target_or_a_script_of_ours(targets: set[str]) -> None:
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    assert len(workflows) >= 2
    commands = [
        command
        for workflow in workflows
        for command in re.findall(
            r"^\s*(?:- )?run: (.+)$", workflow.read_text(encoding="utf-8"), re.MULTILINE
        )
    ]
    assert commands
    assert [
        line
        for line in commands
        if not re.fullmatch(r"(?:sudo )?make [a-z-]+|python \.ci/\w+\.py dist", line)
    ] == []
    assert unknown_commands("\n".join(f"run: {line}" for line in commands), targets) == []


def test_every_action_of_the_workflows_is_pinned_to_a_version() -> None:
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")
    )
    used = re.findall(r"uses: (\S+)", text)
    assert len(used) >= 5
    assert [name for name in used if not re.fullmatch(r"[\w-]+/[\w-]+@v\d+(?:\.\d+)*", name)] == []


def test_the_list_of_make_help_names_every_target_for_people() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert {"run", "test", "check", "bench", "wheel"} <= {line.split()[1] for line in listed.splitlines()}


def test_python_in_the_documents_comes_from_examples_that_run(documents: list[Path]) -> None:
    examples = [path.read_text(encoding="utf-8") for path in EXAMPLES]
    shown = [
        (document.name, block)
        for document in documents
        for block in FENCE.findall(document.read_text(encoding="utf-8"))
    ]
    assert shown
    assert [(name, block) for name, block in shown if not any(block in example for example in examples)] == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_an_example_runs_as_it_stands(example: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(example)], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_a_link_and_a_command_that_lead_nowhere_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "[here](page.md) [gone](gone.md#part) [out](https://example.org) run `make nothing` or `make test`\n"
    )
    assert broken_links(page) == ["page.md: gone.md"]
    assert unknown_commands(page.read_text(), {"test"}) == ["nothing"]
