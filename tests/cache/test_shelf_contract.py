"""What every cache that processes share does, whatever it is kept in."""

from __future__ import annotations

import random

import pytest

from mcp_code_analysis.cache.shelf import Shelf
from tests.cache.conftest import LIMITS, Place

pytestmark = pytest.mark.anyio

HOUR = 3600.0


@pytest.mark.requirement("CACHE-2", "KEY-4")
async def test_an_entry_is_read_by_another_instance(shelf: Shelf, other: Shelf) -> None:
    await shelf.save({"a": b"1", "b": b""}, HOUR)
    assert await other.load(["b", "missing", "a", "a"]) == [b"", None, b"1", b"1"]


async def test_the_last_value_counts(shelf: Shelf, other: Shelf) -> None:
    await shelf.save({"a": b"old"}, HOUR)
    await other.save({"a": b"new"}, HOUR)
    assert await shelf.load(["a"]) == [b"new"]


async def test_an_entry_that_was_deleted_is_gone(shelf: Shelf, other: Shelf) -> None:
    await shelf.save({"a": b"1", "b": b"2"}, HOUR)
    await other.delete(["a", "missing"])
    assert await shelf.load(["a", "b"]) == [None, b"2"]


async def test_an_entry_ends_with_its_lifetime(shelf: Shelf, place: Place) -> None:
    await shelf.save({"short": b"1"}, 60)
    await shelf.save({"long": b"2"}, HOUR)
    place.age(61)
    assert await shelf.load(["short", "long"]) == [None, b"2"]


async def test_a_tree_of_entries_travels_at_once(shelf: Shelf, other: Shelf) -> None:
    entries = {f"key{number}": bytes([number % 256]) * (number % 700) for number in range(5000)}
    await shelf.save(entries, HOUR)
    assert await other.load(list(entries)) == list(entries.values())


@pytest.mark.parametrize("size", [256 * 1024, 256 * 1024 + 1, 2 * 1024 * 1024])
async def test_a_large_entry_comes_back_whole(shelf: Shelf, other: Shelf, size: int) -> None:
    body = random.Random(size).randbytes(size)
    await shelf.save({"large": body, "small": b"1"}, HOUR)
    assert await other.load(["large", "small"]) == [body, b"1"]
    await other.save({"large": b"small now"}, HOUR)
    assert await shelf.load(["large"]) == [b"small now"]


async def test_what_is_too_large_is_left_out_and_takes_its_older_self_with_it(shelf: Shelf) -> None:
    await shelf.save({"large": b"old", "other": b"1"}, HOUR)
    await shelf.save({"large": bytes(LIMITS.entry_bytes_max + 1), "new": b"2"}, HOUR)
    assert await shelf.load(["large", "other", "new"]) == [None, b"1", b"2"]


async def test_nothing_to_load_and_nothing_to_keep_is_no_mistake(shelf: Shelf) -> None:
    await shelf.save({}, HOUR)
    await shelf.delete([])
    assert await shelf.load([]) == []
