"""Git repositories for tests, made by the git of the machine with nothing of its settings."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

FIRST_SECOND: Final = 1_767_225_600
DAY_SECONDS: Final = 24 * 60 * 60


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def git(root: Path, *arguments: str, author: str = "Ann", day: int = 0) -> str:
    """Run git in a folder, and return what it says."""
    date = f"{FIRST_SECOND + DAY_SECONDS * day} +0000"
    mail = f"{author.lower()}@shop.example"
    own = {
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (
            ("NAME", author), ("EMAIL", mail), ("DATE", date)
        )},
    }  # fmt: skip
    command = ["git", "-c", "protocol.file.allow=always", "-c", "gc.auto=0", *arguments]
    ended = subprocess.run(
        command, cwd=root, env={**os.environ, **own}, check=True, capture_output=True, text=True
    )
    return ended.stdout


def committed(root: Path, message: str, *, author: str = "Ann", day: int = 0) -> None:
    """Commit everything there is, into a repository that is made where there is none."""
    if not (root / ".git").exists():
        git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--allow-empty", "--message", message, author=author, day=day)
