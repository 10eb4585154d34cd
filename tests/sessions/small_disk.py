"""A disk of a few MiB, for tests of what happens when it is full or read-only."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Disk:
    """A small disk of the test's own."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def mount(self, options: str) -> None:
        """Mount it, or mount it differently; skip the test where that is not allowed."""
        command = ["mount", "-t", "tmpfs", "-o", options, "none", str(self.place)]
        done = subprocess.run(command, check=False, capture_output=True)
        if done.returncode:
            pytest.skip(f"no disk can be mounted here: {done.stderr.decode().strip()}")

    def fill(self) -> Path:
        """Leave no room on it, and return the file that takes the room."""
        ballast = self.place / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(b"\0" * 4096):
                    pass
            except OSError:
                pass
        assert os.statvfs(self.place).f_bavail == 0
        return ballast


@contextmanager
def small_disk(place: Path, mebibytes: int) -> Iterator[Disk]:
    """Mount a disk of this size at a new folder."""
    place.mkdir()
    disk = Disk(place)
    disk.mount(f"size={mebibytes}m")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)
