"""Measure every row in one run and print the tables; with a path, write them into that page as well.

A row is a median of several rounds in which we and the peers take turns, so that the ratios compare the code
and not the hour. What cannot be had here is named.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Final

from benches import measure
from benches.peers import corpora, warm
from benches.peers.rows import Bar, Command, Row, rows
from benches.peers.tools import Tools, here

ROUNDS: Final = 5
MIB: Final = 1 << 20
OURS: Final = "ours"


def main(programs: Path, page: Path | None) -> None:
    """Print the tables, a row as soon as it is there."""
    tools = Tools(here())
    lines = []

    def say(line: str = "") -> None:
        lines.append(line)
        print(line, flush=True)

    say("| row | what | wall s | CPU s | peak MiB | beside | bar | holds |")
    say("|---|---|---|---|---|---|---|---|")
    left_out: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for row in rows(tools, programs / "code-analysis-engine"):
            costs = measured(row, Path(folder))
            left_out |= row.peers.keys() - costs.keys()
            for line in told(row, costs):
                say(line)
    if (tree := corpora.django()) is not None:
        for line in scaling(programs / "code-analysis-engine", tree):
            say(line)
        for title, (figure, bar, holds) in warm.main(tree).items():
            row_id, _, what = title.partition(" ")
            say(f"| {row_id} | {what} | {figure} | | | | {bar} | {yes(holds)} |")
    for name in sorted(left_out):
        say(f"\nNot measured: {name}, which ends with an error on this corpus.")
    for missing in tools.missing:
        say(f"\nNot to be had here: {missing}.")
    if page is not None:
        written(page, "\n".join(lines))


def measured(row: Row, folder: Path) -> dict[str, measure.Cost]:
    """Run our command and the peers' in turns; the slow ones run once, those that fail do not."""
    peers = {name: command for name, command in row.peers.items() if runs(name, command, folder)}
    often = {OURS: row.ours, **{name: command for name, command in peers.items() if name not in row.once}}
    costs = measure.alternate(often, ROUNDS, folder)
    seldom = {name: command for name, command in peers.items() if name in row.once}
    return {**costs, **(measure.alternate(seldom, 1, folder) if seldom else {})}


def runs(name: str, command: Command, folder: Path) -> bool:
    """Say whether a peer ends well on this corpus, and name it where it does not."""
    try:
        measure.run(command, folder / "tried")
    except SystemExit as failure:
        print(f"{name} is left out: {failure}", file=sys.stderr)
        return False
    return True


def told(row: Row, costs: dict[str, measure.Cost]) -> list[str]:
    """Return a line for us, one for each peer, and what each bar comes to."""
    ours = costs[OURS]
    lines = [line(row.id, row.title, ours, "")]
    lines += [
        line("", name, costs[name], f"{ours.wall_s / costs[name].wall_s:.2f} x")
        for name in costs
        if name != OURS
    ]
    for bar in row.bars:
        if all(peer in costs for peer in bar.peers):
            share, kind = ratio(ours, costs, bar), "memory" if bar.is_memory else "time"
            what = f"stage {bar.stage}: {kind} of {' + '.join(bar.peers)}"
            lines.append(f"| | {what} | | | | {share:.2f} x | {bar.most:.2f} x | {yes(share <= bar.most)} |")
    return lines


def ratio(ours: measure.Cost, costs: dict[str, measure.Cost], bar: Bar) -> float:
    """Return our time or memory as a part of what the peers of a bar take together."""
    if bar.is_memory:
        return ours.peak_bytes / sum(costs[peer].peak_bytes for peer in bar.peers)
    return ours.wall_s / sum(costs[peer].wall_s for peer in bar.peers)


def scaling(engine: Path, tree: Path) -> list[str]:
    """Return how much faster two threads are than one, and the peak of memory."""
    with tempfile.TemporaryDirectory() as folder:
        taken: dict[str, list[float]] = {"1": [], "2": []}
        peak = 0
        for _ in range(ROUNDS):
            for threads, times in taken.items():
                os.environ["RAYON_NUM_THREADS"] = threads
                cost = measure.run((engine, "call", tree, "index"), Path(folder) / "out")
                times.append(cost.wall_s)
                peak = max(peak, cost.peak_bytes)
        del os.environ["RAYON_NUM_THREADS"]
    gain = statistics.median(taken["1"]) / statistics.median(taken["2"])
    return [
        f"| P20 | two threads beside one, Django | | | | {gain:.2f} x | 1.80 x | {yes(gain >= 1.8)} |",
        f"| P14 | peak of the engine, Django | | | {peak / MIB:.0f} | | 200 MiB | {yes(peak <= 200 * MIB)} |",
    ]


def line(row_id: str, title: str, cost: measure.Cost, beside: str) -> str:
    """Return one line of the table."""
    figures = f"{cost.wall_s:.2f} | {cost.processor_s:.2f} | {cost.peak_bytes / MIB:.0f}"
    return f"| {row_id} | {title} | {figures} | {beside} | | |"


def yes(holds: bool) -> str:  # noqa: FBT001 - a word for it
    """Return the word for whether a bar holds."""
    return "yes" if holds else "**no**"


def written(page: Path, table: str) -> None:
    """Put the table where the page has the last one."""
    start, end = "<!-- measured -->", "<!-- end -->"
    text = page.read_text(encoding="utf-8")
    head, rest = text.split(start)
    _, tail = rest.split(end)
    page.write_text(f"{head}{start}\n{table}\n{end}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
