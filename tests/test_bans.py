"""The lint that keeps files, clock and processes out of the pure crates is on, and it bites.

Each crate's own `clippy.toml` is put beside a small crate that breaks every ban once.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.guards import crates

ROOT = Path(__file__).parents[1]
BROKEN = (
    'std::fs::read("x").is_ok()',
    'std::fs::read_to_string("x").is_ok()',
    'std::fs::read_dir("x").is_ok()',
    'std::fs::metadata("x").is_ok()',
    'std::fs::write("x", "x").is_ok()',
    'std::fs::File::open("x").is_ok()',
    'std::env::var("x").is_ok()',
    "std::env::current_dir().is_ok()",
    "std::time::Instant::now().elapsed().is_zero()",
    "std::time::SystemTime::now().elapsed().is_ok()",
    'std::process::Command::new("x").spawn().is_ok()',
    'std::net::TcpStream::connect("x").is_ok()',
    'std::net::UdpSocket::bind("x").is_ok()',
)


@pytest.mark.parametrize("name", crates.PURE)
def test_the_ban_on_files_clock_and_processes_bites(name: str, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "Cargo.toml").write_text('[package]\nname = "planted"\nedition = "2024"\n[workspace]\n')
    shutil.copy(ROOT / "crates" / name / "clippy.toml", tmp_path)
    lines = ["pub fn allowed() -> bool { std::cmp::max(1, 2) == 2 }"]
    lines += [f"pub fn broken{number}() -> bool {{ {code} }}" for number, code in enumerate(BROKEN)]
    (tmp_path / "src" / "lib.rs").write_text("\n".join(lines) + "\n")
    assert flagged_lines(tmp_path) == set(range(2, len(BROKEN) + 2))


@pytest.mark.parametrize("name", crates.PURE)
def test_no_pure_crate_turns_the_ban_off(name: str) -> None:
    sources = list((ROOT / "crates" / name / "src").rglob("*.rs"))
    assert len(sources) >= 3
    assert [path for path in sources if "clippy::disallowed" in path.read_text(encoding="utf-8")] == []


def flagged_lines(crate: Path) -> set[int]:
    """Run clippy over a small crate and return the lines that break a ban."""
    command = ["cargo", "clippy", "--quiet", "--offline", "--message-format", "json"]
    command += ["--target-dir", str(crate / "target")]
    output = subprocess.run(command, cwd=crate, check=True, capture_output=True, text=True).stdout
    messages = [json.loads(line) for line in output.splitlines()]
    return {
        span["line_start"]
        for message in messages
        if message["reason"] == "compiler-message"
        and str((message["message"]["code"] or {}).get("code")).startswith("clippy::disallowed_")
        for span in message["message"]["spans"]
    }
