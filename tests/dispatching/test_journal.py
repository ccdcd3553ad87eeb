"""The journal: resumed anywhere, nothing that counted is lost."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from attrs import evolve

import volmatch as vm
from dispatching.days import started
from rules.build import HOUR, job, place
from volmatch.dispatching.book import plan_rows
from volmatch.verifier import verify

TESTS = Path(__file__).parent.parent


def lived(path):
    """A day with every kind of event; give it, and what it looked like after each line of the journal."""
    day = started(journal=path)
    looks, write = [look(day)], day._write

    def noted(event):
        write(event)
        looks.append(look(day))

    day._write = noted

    for act in (
        lambda: day.stand_by({"cat": ["a", "c"]}, 0),
        lambda: day.offer("a", "ann", 0),
        lambda: day.refuse("a", "ann", 60, "病了"),
        lambda: day.promote("a", 60),
        lambda: day.offer("a", "cat", 70),
        lambda: day.accept("a", "cat", 80),
        lambda: day.offer("b", "ann", 90),
        lambda: day.order(job("e", "north", windows=[(10 * HOUR, 11 * HOUR)]), 95, place("north", 0, 100)),
        lambda: day.replan(96, time_limit=60, iteration_limit=100),
        lambda: day.tick(1900),
        lambda: day.cancel("e", 2000),
        lambda: day.start("a", "cat", 7200),
        lambda: day.done("a", "cat", 7300),
        lambda: day.rate("a", "cat", 7400, 4),
        lambda: day.offer("c", "bob", 7500),
        lambda: day.accept("c", "bob", 7600),
        lambda: day.no_show("c", "bob", 21_700),
    ):
        act()
    assert path.read_bytes().count(b"\n") == len(looks)
    return day, looks


def look(day):
    return day.at, day.seats, plan_rows(day.plan), day.problem


@pytest.fixture(scope="module")
def journal(tmp_path_factory):
    path = tmp_path_factory.mktemp("day") / "day.journal"
    day, looks = lived(path)
    day.close()
    return path.read_bytes(), looks


def test_resumed_at_the_end_all_is_as_it_was(journal, tmp_path):
    data, looks = journal
    path = tmp_path / "copy.journal"
    path.write_bytes(data)
    with vm.Dispatch.resume(path) as day:
        assert look(day) == looks[-1]
        assert day.notes == ""
        day.offer("b", "ann", 22_000) if day.seat("b", "ann").state == "open" else day.tick(22_000)
    with vm.Dispatch.resume(path) as again:
        assert again.at in (21_700, 22_000)


def test_cut_at_two_hundred_points_nothing_that_counted_is_lost(journal, tmp_path):
    data, looks = journal
    head = data.index(b"\n") + 1
    random, path = Random(5), tmp_path / "cut.journal"
    for cut in sorted(random.sample(range(head, len(data)), 200)):
        path.write_bytes(data[:cut])
        with vm.Dispatch.resume(path) as day:
            whole = data[:cut].count(b"\n") - 1
            torn = data[:cut].rpartition(b"\n")[2]
            complete = bool(torn) and data[cut : cut + 1] == b"\n"
            assert look(day)[:3] == looks[whole + complete][:3], f"cut at {cut}"
            assert bool(day.notes) == (bool(torn) and not complete), f"cut at {cut}"
        assert path.read_bytes() == (data[: cut + 1] if complete else data[: cut - len(torn)])
    for number in (3, 9):
        path.write_bytes(b"\n".join(data.split(b"\n")[: number + 1]) + b"\n")
        with vm.Dispatch.resume(path) as day:
            assert look(day) == looks[number]
            assert verify(day.problem, day.plan) == []


def test_what_was_changed_is_told(journal, tmp_path):
    data, _ = journal
    path = tmp_path / "bad.journal"
    path.write_bytes(data.replace(b'"at":70', b'"at":71'))
    with pytest.raises(vm.FileError, match="was changed or is damaged"):
        vm.Dispatch.resume(path)
    lines = data.split(b"\n")
    path.write_bytes(b"\n".join([*lines[:3], *lines[4:]]))
    with pytest.raises(vm.FileError, match="line 4 was changed"):
        vm.Dispatch.resume(path)
    path.write_bytes(b"{}\n")
    with pytest.raises(vm.FileError, match="no journal"):
        vm.Dispatch.resume(path)
    with pytest.raises(vm.FileError, match="cannot be read"):
        vm.Dispatch.resume(tmp_path / "missing")


def test_only_its_owner_reads_it_and_one_process_writes_it(tmp_path):
    path = tmp_path / "day.journal"
    day = started(journal=path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    if sys.platform != "win32":
        with pytest.raises(vm.FileError, match="another process"):
            vm.Dispatch.resume(path)
    day.close()
    with pytest.raises(vm.FileError, match="closed"):
        day.offer("a", "ann", 0)
    assert day.seat("a", "ann").state == "open"
    with pytest.raises(vm.FileError, match="a file already"):
        started(journal=path)


def test_a_full_disk_leaves_state_and_journal_as_they_were(tmp_path, monkeypatch):
    path = tmp_path / "day.journal"
    with started(journal=path) as day:
        day.offer("a", "ann", 0)
        before, data = look(day), path.read_bytes()

        def full(file, chunk):
            write(file, bytes(chunk)[:7])
            raise OSError(28, "No space left on device")

        write = os.write
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(vm.FileError, match="No space left"):
            day.accept("a", "ann", 10)
        monkeypatch.undo()
        assert (look(day), path.read_bytes()) == (before, data)
        day.accept("a", "ann", 10)
    with vm.Dispatch.resume(path) as again:
        assert again.seat("a", "ann").state == "accepted"


CHILD = """
import sys
from dispatching.days import started
day = started(journal=sys.argv[1], patience=10**6)
print("made", flush=True)
at = 0
while True:
    for task in ("b", "c"):
        who = {"b": "ann", "c": "bob"}[task]
        at += 1
        if day.seat(task, who).state == "open":
            day.offer(task, who, at)
            print("offer", task, flush=True)
    day.stand_by({"cat": ["a"]}, at)
    print("reserve", at, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("seed", range(3))
def test_killed_in_the_middle_of_things(tmp_path, seed):
    path = tmp_path / "day.journal"
    words = [sys.executable, "-c", CHILD, str(path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])}
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout.readline() == b"made\n"
        time.sleep(Random(seed).random() / 4)
        child.send_signal(signal.SIGKILL)
        said = child.stdout.read().decode().splitlines()
    with vm.Dispatch.resume(path) as day:
        for line in said:  # what was told counted, and is there
            what, which = line.split()
            if what == "offer":
                assert day.seat(which, {"b": "ann", "c": "bob"}[which]).state == "offered"
            else:
                assert day.at >= int(which)
        assert verify(day.problem, day.plan) == []


def test_own_rules_cannot_be_written(tmp_path):
    class Own(vm.Rule):
        name = "own"

        def check(self, problem, plan):
            return iter(())

        def compile(self, problem, draft):
            pass

    day = started()
    of = evolve(day.problem, rules=[Own()])
    with pytest.raises(vm.FileError):
        vm.Dispatch(of, journal=tmp_path / "x.journal")
    assert not (tmp_path / "x.journal").exists()
