"""What is different on a terminal: a bar, bold headings, help without a command, Ctrl-C."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import PROGRAM, environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are a thing of Unix")

DEADLINE_SECONDS = 60.0


class Terminal:
    """The program on a pseudo-terminal, and what it wrote there."""

    def __init__(self, arguments: list[str], home: Path, **more: str) -> None:
        self._screen, program_side = pty.openpty()
        self._process = subprocess.Popen(
            [*PROGRAM, *arguments],
            stdin=program_side,
            stdout=program_side,
            stderr=program_side,
            env=environment(home, TERM="xterm-256color", **more),
            start_new_session=True,
        )
        os.close(program_side)
        self.shown = ""

    def until(self, condition: Callable[[str], bool]) -> None:
        """Read until the condition holds for what was shown."""
        while not condition(self.shown):
            assert self._more(), f"the program ended: {self.shown!r}"

    def interrupt(self) -> None:
        self._process.send_signal(signal.SIGINT)

    def end(self) -> int:
        """Read to the end and return the exit code."""
        while self._more():
            pass
        os.close(self._screen)
        return self._process.wait(DEADLINE_SECONDS)

    def _more(self) -> bool:
        ready, _, _ = select.select([self._screen], [], [], DEADLINE_SECONDS)
        assert ready, f"nothing came for {DEADLINE_SECONDS} seconds after {self.shown!r}"
        try:
            read = os.read(self._screen, 65536)
        except OSError:  # Linux says so when the other side is closed.
            return False
        self.shown += read.decode("utf-8", "replace")
        return bool(read)


def test_headings_are_bold_and_a_bar_comes_and_goes(project: Path, tmp_path: Path) -> None:
    terminal = Terminal(["analyze", str(project)], tmp_path)
    assert terminal.end() == 0
    assert "Reading" in terminal.shown
    assert "\x1b[1mImport cycles: 1" in terminal.shown


def test_no_color_is_honoured(project: Path, tmp_path: Path) -> None:
    terminal = Terminal(["analyze", str(project)], tmp_path, NO_COLOR="1")
    assert terminal.end() == 0
    colours = [f"\x1b[{number}" for number in range(30, 50)]
    assert [colour for colour in colours if colour in terminal.shown] == []


def test_without_a_command_a_terminal_gets_help(tmp_path: Path) -> None:
    terminal = Terminal([], tmp_path)
    assert terminal.end() == 0
    assert terminal.shown.startswith("usage: mcp-code-analysis")


def test_ctrl_c_ends_an_analysis_at_once_and_without_a_word(large_folder: Path, tmp_path: Path) -> None:
    terminal = Terminal(["analyze", str(large_folder)], tmp_path)
    terminal.until(lambda shown: "Reading" in shown)
    terminal.interrupt()
    assert terminal.end() == 130
    assert "Traceback" not in terminal.shown
