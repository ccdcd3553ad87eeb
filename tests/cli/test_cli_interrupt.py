"""Ctrl-C: the best plan so far is written and shown, and the status is 130."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from cli_common import present

from volmatch.demo import EXAMPLES, example_path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")

HERE = os.path.dirname(__file__)  # noqa: PTH120
# A job in the background of a shell ignores SIGINT, and so would what it starts.
LISTENING = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
STAND_IN = (
    f"sys.path.insert(0, {HERE!r}); import cli_stand_in; "
    "sys.modules['volmatch.solver'] = cli_stand_in.solver({how!r}, 60.0); "
)
RUN = "from volmatch.cli import main; sys.exit(main({words!r}))"


def start(words, how=None):
    code = LISTENING + (STAND_IN.format(how=how) if how else "") + RUN.format(words=words)
    return subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def wait_for_line(process, word):
    """Read standard error up to a line with a word in it, for half a minute."""
    alarm = threading.Timer(30, process.kill)
    alarm.start()
    for line in process.stderr:
        if word in line:
            alarm.cancel()
            return
    alarm.cancel()
    pytest.fail(f"no line with {word!r} came")


def finish(process):
    try:
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    return process.returncode, out, err


def check_interrupted(folder, volmatch, process, problem):
    wait_for_line(process, "served")
    process.send_signal(signal.SIGINT)
    sent = time.monotonic()
    status, out, err = finish(process)
    assert status == 130
    assert time.monotonic() - sent < 15
    assert "Interrupted after" in out
    assert "Plan file:  plan.json" in out
    assert "Traceback" not in err
    assert volmatch(["verify", str(problem), "plan.json"]).status == 0


def test_the_plan_so_far_is_written(folder, volmatch):
    words = ["solve", "problem.json", "-o", "plan.json", "--time-limit", "60"]
    process = start(words, "greedy")
    check_interrupted(folder, volmatch, process, "problem.json")


@pytest.mark.skipif(not present("volmatch.solver"), reason="no solver yet")
def test_the_real_solver_listens(folder, volmatch):
    try:
        problem = example_path(EXAMPLES[1])
    except FileNotFoundError:
        pytest.skip("no examples yet")
    words = ["solve", str(problem), "-o", "plan.json", "--time-limit", "60"]
    check_interrupted(folder, volmatch, start(words), problem)


def test_a_second_one_ends_what_does_not_listen(folder):
    process = start(["solve", "problem.json", "-o", "plan.json"], "deaf")
    wait_for_line(process, "served")
    process.send_signal(signal.SIGINT)
    time.sleep(0.5)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    status, out, err = finish(process)
    assert (status, out, err) == (130, "", "error: interrupted\n")
    assert not (folder / "plan.json").exists()


def test_the_demo_stops_at_the_first(folder):
    process = start(["demo", "--output", "plans"], "greedy")
    wait_for_line(process, "met")
    process.send_signal(signal.SIGINT)
    status, out, _ = finish(process)
    assert status == 130
    assert [path.name for path in (folder / "plans").iterdir()] == ["jiangjin-plan.json"]
    assert "Jiangbei" not in out


def test_afterwards_ctrl_c_is_what_it_was(folder, volmatch):
    before = signal.getsignal(signal.SIGINT)
    volmatch("solve problem.json", "greedy")
    assert signal.getsignal(signal.SIGINT) is before


def test_off_the_main_thread_signals_are_left_alone(folder, volmatch):
    found = []
    thread = threading.Thread(target=lambda: found.append(volmatch("solve problem.json -q", "greedy")))
    thread.start()
    thread.join(timeout=30)
    assert found[0].status == 0
