"""How results look: what is shown, what never is, and on how wide a screen."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings

import pytest
from cli_common import put
from rich.cells import cell_len

pty = pytest.importorskip("pty")

SECRETS = ("29.29", "106.25", "花园路", "22.125", "67.375", "圣泉街道")


def test_ids_only(folder, volmatch):
    shown = [
        volmatch("solve problem.json -o plan.json", "greedy"),
        volmatch("verify problem.json plan.json"),
        volmatch("compare problem.json plan.json plan.json"),
        volmatch("convert problem.json tables"),
    ]
    for ran in shown:
        for secret in SECRETS:
            assert secret not in ran.out + ran.err


def test_it_is_said_that_nobody_has_offered_any_time(folder, volmatch, small):
    for person in small["volunteers"]:
        del person["available"]
    put(small, "problem.json")
    ran = volmatch("solve problem.json", "greedy")
    assert ran.status == 0
    assert "warning: no volunteer has offered any time" in ran.err


def test_brackets_in_ids_are_no_markup(folder, volmatch):
    ran = volmatch("solve problem.json", "greedy")
    assert "v[red]02" in ran.out


def test_everything_is_in_the_summary(folder, volmatch):
    out = volmatch("solve problem.json", "greedy").out
    for said in (
        "Served        2 of 3 tasks",
        "critical    0 of 1",
        "Trips         2 trips",
        "People        2 of 2 volunteers",
        "trips each  1\n",
        "coverage",
        "the same",
        "proven",
        "10.0 %",
        "t3 (critical)",
        "Trips on Mon 2 Mar 2020, times in Asia/Shanghai",
        "09:00–11:00  t1",
    ):
        assert said in out


def test_warnings_are_tidy_lines_and_stay_on(folder, volmatch, small):
    small["locations"][2].update(lat=0, lon=0)
    small["tasks"][0]["skills"] = ["plumber"]
    put(small)
    before = list(warnings.filters), warnings.showwarning
    ran = volmatch("solve problem.json -o plan.json -q", "greedy")
    assert (list(warnings.filters), warnings.showwarning) == before
    lines = ran.err.splitlines()
    assert lines
    assert all(line.startswith("warning: ") for line in lines)
    assert sum("plumber" in line for line in lines) == 1
    assert "InputWarning" not in ran.err


def test_a_file_that_states_other_values(folder, volmatch):
    volmatch("solve problem.json -o plan.json", "greedy")
    text = (folder / "plan.json").read_text("utf-8")
    changed = re.sub(r'("name": "nearness", "value": )\d+', r"\g<1>7", text)
    changed = changed.replace("圣泉街道", "another")
    (folder / "plan.json").write_text(changed, "utf-8")
    ran = volmatch("verify problem.json plan.json")
    assert ran.status == 0
    assert "another value of nearness" in ran.err
    assert "names another problem" in ran.err


def test_progress_off_a_terminal_is_plain_and_rare(folder, volmatch):
    ran = volmatch("solve problem.json -o plan.json", "greedy", seconds=2.4)
    lines = ran.err.splitlines()
    assert lines == ["0.01 s: 2 of 3 tasks served; " + lines[0].split("; ")[1]]
    assert "\x1b" not in ran.err + ran.out


def test_a_reader_that_leaves_early(folder, volmatch):
    volmatch("solve problem.json -o plan.json", "greedy")
    command = [sys.executable, "-m", "volmatch", "verify", "problem.json", "plan.json"]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(
            command, stdout=nobody, stderr=subprocess.PIPE, text=True, timeout=30, check=False
        )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_terminal_without_chinese(folder, volmatch, small):
    small["volunteers"][0]["id"] = "志愿者一"
    put(small)
    volmatch("solve problem.json -o plan.json", "greedy")
    done = subprocess.run(
        [sys.executable, "-m", "volmatch", "verify", "problem.json", "plan.json"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        timeout=30,
        check=False,
    )
    assert done.returncode == 0
    assert b"????" in done.stdout


def on_a_terminal(words, columns, script="", timeout=40):
    """Run a command on a pseudo-terminal, and give its exit status and what it showed."""
    code = f"import sys; {script}from volmatch.cli import main; sys.exit(main({words!r}))"
    ours, theirs = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
    environment["TERM"] = "xterm-256color"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:
        pass
    os.close(ours)
    return process.wait(timeout=timeout), shown.decode("utf-8").replace("\r\n", "\n")


@pytest.mark.parametrize("columns", [80, 100])
def test_nothing_is_wider_than_the_terminal(folder, volmatch, small, columns):
    small["volunteers"][0]["id"] = "江津区圣泉街道志愿者第一号"
    small["tasks"][0]["id"] = "gate-of-the-community-in-the-morning"
    put(small)
    volmatch("solve problem.json -o plan.json", "greedy")
    status, shown = on_a_terminal(["verify", "problem.json", "plan.json"], columns)
    assert status == 0
    bare = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert "Every rule holds." in bare
    assert max(cell_len(line.rstrip()) for line in bare.splitlines()) <= columns


def test_a_live_line_on_a_terminal(folder):
    here = os.path.dirname(__file__)  # noqa: PTH120
    script = (
        f"sys.path.insert(0, {here!r}); import cli_stand_in; "
        "sys.modules['volmatch.solver'] = cli_stand_in.solver('greedy', 1.5); "
    )
    status, shown = on_a_terminal(["solve", "problem.json", "-o", "plan.json"], 60, script)
    assert status == 0
    assert "2 of 3 tasks served" in shown
    assert "; looking for" in shown
    # What was live is wiped away before the results are shown.
    assert "\x1b[2K" in shown
    assert shown.index("; looking for") < shown.index("The best plan found")
