"""Lines over pipes and files: whole, bounded, in order."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcp_code_analysis.server.pipes import LINES_WAITING_MAX, LineSplitter, LineTooLong, reading, writing


@given(st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")), max_size=20), st.data())
def test_lines_do_not_depend_on_how_the_bytes_arrive(lines: list[bytes], data: st.DataObject) -> None:
    splitter = LineSplitter(40)
    text = b"".join(line + b"\n" for line in lines)
    found: list[bytes | LineTooLong] = []
    while text:
        size = data.draw(st.integers(1, len(text)))
        found += splitter.feed(text[:size])
        text = text[size:]
    assert found == lines


def test_a_line_over_the_limit_is_dropped_and_the_next_one_is_read() -> None:
    splitter = LineSplitter(10)
    found = [
        *splitter.feed(b"x" * 8),
        *splitter.feed(b"x" * 8),
        *splitter.feed(b"x" * 80 + b"\n0123456789\n"),
    ]
    assert [type(line) for line in found] == [LineTooLong, bytes]
    assert found[1] == b"0123456789"


def test_a_line_over_the_limit_takes_no_more_room_than_the_limit() -> None:
    splitter = LineSplitter(10)
    for _ in range(1000):
        assert splitter.feed(b"x" * 1000) == []
        assert len(splitter._rest) <= 10


@pytest.mark.anyio
async def test_many_lines_cross_a_pipe_whole_and_in_order() -> None:
    lines = [
        f"{number}:".encode() + b"x" * (number % 5000) + b"\n" for number in range(LINES_WAITING_MAX * 10)
    ]
    source, sink = os.pipe()
    with os.fdopen(source, "rb", buffering=0) as read_end, os.fdopen(sink, "wb", buffering=0) as write_end:
        async with reading(read_end, 100_000) as reader, writing(write_end) as writer:

            async def write() -> None:
                for line in lines:
                    await writer.write(line)

            writes = asyncio.create_task(write())
            assert [await reader.line() for _ in lines] == [line[:-1] for line in lines]
            await writes


@pytest.mark.anyio
async def test_what_was_accepted_is_written_before_the_pipe_is_closed() -> None:
    line = b"x" * 300_000 + b"\n"
    source, sink = os.pipe()
    with os.fdopen(source, "rb", buffering=0) as read_end, os.fdopen(sink, "wb", buffering=0) as write_end:

        async def send() -> None:
            async with writing(write_end) as writer:
                await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(writer.write(line))), 10)

        async with reading(read_end, 1_000_000) as reader:
            sent = asyncio.create_task(send())
            assert await reader.line() == line[:-1]
            await sent
            assert await reader.line() is None


@pytest.mark.anyio
async def test_writing_to_a_pipe_that_nobody_reads_any_more_says_so() -> None:
    source, sink = os.pipe()
    with os.fdopen(sink, "wb", buffering=0) as write_end:
        async with writing(write_end) as writer:
            os.close(source)

            async def until_broken() -> None:
                while True:
                    await writer.write(b"x\n")
                    await asyncio.sleep(0)

            with pytest.raises(BrokenPipeError):
                await asyncio.wait_for(until_broken(), 10)


@pytest.mark.anyio
async def test_files_are_read_and_written_too(tmp_path: Path) -> None:
    (tmp_path / "in").write_bytes(b"one\ntwo\nunfinished")
    with (
        (tmp_path / "in").open("rb", buffering=0) as source,
        (tmp_path / "out").open("wb", buffering=0) as sink,
    ):
        async with reading(source, 100) as reader, writing(sink) as writer:
            assert await reader.line() == b"one"
            assert await reader.line() == b"two"
            assert await reader.line() is None
            await writer.write(b"done\n")
    assert (tmp_path / "out").read_bytes() == b"done\n"
