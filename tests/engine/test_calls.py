"""Calling the engine: formats, threads, cancelling, Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mcp_code_analysis._native import Control, Engine, EngineError, pack, tools, unpack
from tests.engine.asking import OF_COMMITS, REQUESTS, ask, wait_until, write_tree

INTERRUPTED = """
import os, signal, sys, threading
from mcp_code_analysis._native import Control, Engine

engine, control = Engine(sys.argv[1]), Control()

def interrupt():
    while control.progress()[0] == 0:
        pass
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
try:
    engine.call("index", b"{}", control=control)
except KeyboardInterrupt:
    done, total = control.progress()
    print("interrupted", control.cancelled, done < total)
"""


def test_every_tool_has_a_request_here() -> None:
    assert {tool["name"] for tool in json.loads(tools())} == set(REQUESTS) | OF_COMMITS


@pytest.mark.requirement("TOOL-3", "SER-2")
@pytest.mark.parametrize("tool", REQUESTS)
def test_an_answer_is_the_same_in_both_formats(small_tree: Path, tool: str) -> None:
    engine = Engine(str(small_tree))
    text = engine.call(tool, json.dumps(REQUESTS[tool]).encode())
    assert unpack(engine.call(tool, pack(REQUESTS[tool]), format="messagepack")) == json.loads(text)


@pytest.mark.requirement("TOOL-3")
def test_threads_get_the_answers_that_one_thread_gets(small_tree: Path) -> None:
    alone = Engine(str(small_tree))
    expected = {tool: alone.call(tool, json.dumps(REQUESTS[tool]).encode()) for tool in REQUESTS}
    shared = Engine(str(small_tree))

    def call(tool: str) -> tuple[str, bytes]:
        return tool, shared.call(tool, json.dumps(REQUESTS[tool]).encode())

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(call, [tool for tool in REQUESTS if tool != "index"] * 20))
    assert all(answer == expected[tool] for tool, answer in answers)


@pytest.mark.requirement("E15")
def test_the_interpreter_is_free_while_the_engine_works(large_tree: Path) -> None:
    engine, control = Engine(str(large_tree)), Control()
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(engine.call, "index", b"{}", control=control)
        # This line runs while the other thread is in its call, or the wait never ends.
        wait_until(lambda: control.progress()[0] > 0)
        seen = call.done()
        control.cancel()
        with pytest.raises(EngineError, match="CANCELLED"):
            call.result()
    assert not seen


@pytest.mark.requirement("EXE-7")
def test_cancelling_stops_the_work_after_the_files_in_hand(large_tree: Path) -> None:
    engine, control = Engine(str(large_tree)), Control()
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(engine.call, "index", b"{}", control=control)
        wait_until(lambda: control.progress()[0] > 0)
        control.cancel()
        done_before, total = control.progress()
        with pytest.raises(EngineError) as caught:
            call.result()
    assert caught.value.args[0] == "CANCELLED"
    assert control.cancelled
    done_after = control.progress()[0]
    assert done_after - done_before < 64
    assert done_after < total


@pytest.mark.requirement("EXE-7")
def test_cancelling_stops_in_the_middle_of_one_large_file(tmp_path: Path) -> None:
    write_tree(tmp_path, {"large.js": "[" + "(a, b) => { return {a: [b]}; }, " * 55_000 + "]"})
    limits = json.dumps({"syntax": {"parse_time_ms_max": 600_000}}).encode()
    engine, control = Engine(str(tmp_path), limits=limits), Control()
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(engine.call, "index", b"{}", control=control)
        wait_until(lambda: control.progress()[1] == 1)
        control.cancel()
        with pytest.raises(EngineError, match="CANCELLED"):
            call.result()
    assert control.progress() == (0, 1)


def test_a_call_cancelled_before_it_starts_does_nothing_and_harms_no_other(small_tree: Path) -> None:
    engine, control = Engine(str(small_tree)), Control()
    control.cancel()
    for _ in range(2):
        with pytest.raises(EngineError, match="CANCELLED"):
            engine.call("index", b"{}", control=control)
    assert ask(engine, "index")["result"]["files"] == 4


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for one process there")
def test_ctrl_c_on_the_main_thread_cancels_the_call_and_raises(large_tree: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(large_tree)], capture_output=True, text=True, check=False
    )
    assert (ended.stdout.strip(), ended.returncode) == ("interrupted True True", 0), ended.stderr


def test_a_signal_handler_that_does_not_raise_lets_the_call_go_on(large_tree: Path) -> None:
    if threading.current_thread() is not threading.main_thread() or sys.platform == "win32":
        pytest.skip("signals arrive on the main thread only")
    engine, control = Engine(str(large_tree)), Control()
    caught: list[bool] = []

    def interrupt() -> None:
        wait_until(lambda: control.progress()[0] > 0)
        os.kill(os.getpid(), signal.SIGUSR1)

    def handle(_number: int, _frame: object) -> None:
        done, total = control.progress()
        caught.append(done < total)

    before = signal.signal(signal.SIGUSR1, handle)
    interrupting = threading.Thread(target=interrupt)
    interrupting.start()
    try:
        answer = json.loads(engine.call("index", b"{}", control=control))
    finally:
        interrupting.join()
        signal.signal(signal.SIGUSR1, before)
    assert caught == [True]
    assert answer["result"]["files"] == control.progress()[1]


def test_changes_are_seen_at_the_next_call_and_by_apply(small_tree: Path) -> None:
    engine = Engine(str(small_tree))
    assert ask(engine, "find_symbol", name="added")["result"]["total"] == 0
    write_tree(small_tree, {"app/new.py": "def added(): ...\n"})
    engine.apply(["app/new.py"])
    assert ask(engine, "find_symbol", name="added")["result"]["total"] == 1
    (small_tree / "app/new.py").unlink()
    engine.apply(["app/new.py", "app/never_there.py"])
    assert ask(engine, "find_symbol", name="added")["result"]["total"] == 0
