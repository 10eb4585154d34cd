"""A primary is cut off with a client of its own, in a network namespace, while the rest elects another.

What a client is told is what remains: at `replicated` nothing acknowledged is lost, at the other levels every
caller that saw a lost version is told so.
"""

from __future__ import annotations

import itertools
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.fleet import Fleet, last_reads
from tests.faults.history import (
    Call,
    acknowledged,
    check,
    silent_forks,
    silent_steps_back,
    stale_fences,
    steps_back_told,
)
from tests.sessions.redis_server import Host
from tests.sessions.redis_sets import SentinelSet, info, until

pytestmark = pytest.mark.anyio

HERE, AWAY = "10.213.77.1", "10.213.77.2"
_numbers = itertools.count()


class Island:
    """A host of its own behind a cable that can be pulled."""

    def __init__(self) -> None:
        self._name = f"mca{os.getpid() % 100_000}x{next(_numbers)}"
        self.here = Host(HERE)
        self.away = Host(AWAY, ("ip", "netns", "exec", self._name))

    def raise_up(self) -> None:
        for command in (
            f"netns add {self._name}",
            f"link add {self._name} type veth peer name away netns {self._name}",
            f"addr add {HERE}/30 dev {self._name}",
            f"link set {self._name} up",
            f"-n {self._name} addr add {AWAY}/30 dev away",
            f"-n {self._name} link set away up",
            f"-n {self._name} link set lo up",
        ):
            self._ip(command)

    def cut_off(self) -> None:
        self._ip(f"link set {self._name} down")

    def join(self) -> None:
        self._ip(f"link set {self._name} up")

    def sink(self) -> None:
        subprocess.run(["ip", "link", "del", self._name], check=False, capture_output=True)
        subprocess.run(["ip", "netns", "del", self._name], check=False, capture_output=True)

    @staticmethod
    def _ip(command: str) -> None:
        subprocess.run(["ip", *command.split()], check=True, capture_output=True)


@pytest.fixture
def island() -> Iterator[Island]:
    island = Island()
    try:
        island.raise_up()
    except (OSError, subprocess.CalledProcessError) as problem:
        island.sink()
        pytest.skip(f"no network namespace can be made here: {problem}")
    try:
        yield island
    finally:
        island.sink()


@pytest.fixture
def servers(tmp_path: Path, island: Island) -> Iterator[SentinelSet]:
    """The primary stands on the island, its replica and the sentinels here."""
    servers = SentinelSet(tmp_path, host=island.here, host_of_primary=island.away)
    try:
        servers.start()
        yield servers
    finally:
        servers.stop()


async def cut_off(
    servers: SentinelSet, island: Island, durability: str, rounds: int, *, way: str = "free"
) -> tuple[list[Call], list[Call]]:
    """Let clients write while the island is cut off; return the calls, and the last reads.

    The first of them is on the island, the second here.
    """
    url = f"{servers.url}?durability={durability}"
    first, second = servers.servers
    prefixes = (island.away.prefix, ())
    with Fleet(url, servers=len(prefixes), sessions=3, prefixes=prefixes, way=way) as fleet:
        for number in range(rounds):
            if number:
                servers.fail_over()  # The primary is on the island again.
            assert servers.primary() is first
            fleet.wait_for(100)
            island.cut_off()
            until(lambda: servers.primary() is second)
            until(lambda: info(second, "replication")["role"] == "master")
            if durability != "replicated":
                # Both sides come to the same versions by writes of their own.
                fleet.wait_for(100, of=1)
            island.join()
            until(servers.is_whole)
            fleet.wait_for(100)
        calls = fleet.stop()
    return calls, await last_reads(url, calls)


@pytest.mark.requirement("F5", "S6")
async def test_a_primary_that_is_cut_off_with_a_client_loses_no_replicated_write(
    servers: SentinelSet, island: Island
) -> None:
    calls, last = await cut_off(servers, island, "replicated", 1)
    assert check([*calls, *last]) == []
    assert silent_steps_back(calls) == []


@pytest.mark.requirement("F5", "S8", "LOCK-6")
async def test_nothing_is_written_under_a_lock_that_another_side_has_taken_since(
    servers: SentinelSet, island: Island
) -> None:
    calls, last = await cut_off(servers, island, "replicated", 1, way="locked")
    assert check([*calls, *last]) == []
    assert stale_fences(calls) == []
    assert len({call.caller for call in calls if call.fence and call.outcome == "done"}) == 2


@pytest.mark.requirement("F5", "S7")
async def test_every_step_back_that_a_weaker_write_allows_is_told(
    servers: SentinelSet, island: Island
) -> None:
    calls, last = await cut_off(servers, island, "logged", 1)
    # Here writes are lost and versions made twice, or the test tries nothing.
    assert "doubled" in {violation.promise for violation in check([*calls, *last])}
    assert silent_steps_back(calls) == []
    here = next(call.caller for call in calls if call.caller.endswith("s2"))
    assert silent_forks(calls, here) == []
    assert steps_back_told(calls) > 0


@pytest.mark.faults
async def test_ten_partitions(
    servers: SentinelSet, island: Island, capsys: pytest.CaptureFixture[str]
) -> None:
    calls, last = await cut_off(servers, island, "replicated", 10)
    assert check([*calls, *last]) == []
    with capsys.disabled():
        print(f"\nF5: 10 partitions, {acknowledged(calls)} acknowledged at replicated, 0 lost")


@pytest.mark.faults
async def test_ten_partitions_at_a_weaker_level(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = written = 0
    for number in range(10):
        island = Island()
        try:
            island.raise_up()
            servers = SentinelSet(tmp_path / str(number), host=island.here, host_of_primary=island.away)
            try:
                servers.start()
                calls, _ = await cut_off(servers, island, "logged", 1)
            finally:
                servers.stop()
        finally:
            island.sink()
        assert silent_steps_back(calls) == []
        here = next(call.caller for call in calls if call.caller.endswith("s2"))
        assert silent_forks(calls, here) == []
        told += steps_back_told(calls)
        written += acknowledged(calls)
    with capsys.disabled():
        print(f"\nF5: 10 partitions, {written} acknowledged at logged, {told} steps back told, 0 in silence")
