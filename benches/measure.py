"""Runs a program and says what it cost: wall time, processor time, peak memory.

The figures are the kernel's own for that one process; nothing is sampled.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PEAK_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run, or the median of several, took."""

    wall_s: float
    processor_s: float
    peak_bytes: int


def run(command: Sequence[str | Path], output: Path) -> Cost:
    """Run a program with its output in a file; a failure ends the benchmark."""
    arguments = [str(part) for part in command]
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    actions = [(os.POSIX_SPAWN_DUP2, descriptor, 1)]
    start = time.perf_counter()
    process = os.posix_spawnp(arguments[0], arguments, os.environ, file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    wall_s = time.perf_counter() - start
    os.close(descriptor)
    if status:
        sys.exit(f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return Cost(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _PEAK_UNIT_BYTES)


def alternate(commands: Mapping[str, Sequence[str | Path]], rounds: int, folder: Path) -> dict[str, Cost]:
    """Run all programs in turn, several rounds, so that a noisy moment meets them all; return medians.

    Each program's last output stays in `folder` under its name.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            costs[name].append(run(command, folder / name))
    return {name: _median(runs) for name, runs in costs.items()}


def _median(runs: list[Cost]) -> Cost:
    return Cost(
        statistics.median(cost.wall_s for cost in runs),
        statistics.median(cost.processor_s for cost in runs),
        max(cost.peak_bytes for cost in runs),
    )
