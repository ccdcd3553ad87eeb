"""The command line: list, run, report."""

import json
import sys

import pytest
from benchmarks.__main__ import main
from benchmarks.measuring import process
from benchmarks.registry import registered


def test_list_names_every_benchmark(capsys):
    assert main(["list"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in registered())


def test_run_keeps_a_row_for_each_run(tmp_path, capsys):
    out = tmp_path / "rows" / "check.jsonl"
    words = ["run", "check", "--size", "smoke", "--seeds", "2", "--out", str(out)]
    assert main(words) == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["seed"] for row in rows] == [0, 1]
    assert len({row["batch"] for row in rows}) == 1
    assert rows[0]["command"] == "python -m benchmarks run check --size smoke --seeds 2"
    assert "check smoke, seed 1: objects 100, " in capsys.readouterr().out


def test_missing_data_is_said_kindly(tmp_path, capfd):
    words = ["run", "compile", "--size", "S", "--seeds", "1", "--data", str(tmp_path)]
    assert main([*words, "--out", str(tmp_path / "rows.jsonl")]) == 2
    told = capfd.readouterr().err
    assert "There is no urban/S.json in the data folder." in told
    assert "--data DIR" in told
    assert "volmatch generate" in told
    assert "Traceback" not in told
    assert not (tmp_path / "rows.jsonl").exists()


def test_an_unknown_size_is_bad_input(capsys):
    assert main(["run", "check", "--size", "huge"]) == 2
    assert "check has no size huge; it has smoke, full" in capsys.readouterr().err


def test_an_unknown_benchmark_is_bad_input(capsys):
    with pytest.raises(SystemExit) as leaving:
        main(["run", "nothing"])
    assert leaving.value.code == 2


def test_a_process_is_measured_to_its_end():
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"
    done = process([sys.executable, "-c", code])
    assert (done.exit_status, done.stdout.strip(), done.stderr.strip()) == (3, "out", "err")
    assert done.cost.wall_seconds > 0
