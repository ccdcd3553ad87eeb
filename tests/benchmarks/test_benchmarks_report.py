"""From rows to the page."""

import json
from pathlib import Path

import pytest
from benchmarks.__main__ import main
from benchmarks.report import report
from benchmarks.tables import heading, number, spread

ROW = {
    "benchmark": "start",
    "size": "full",
    "time_limit": 30.0,
    "load": 0.5,
    "machine": {"system": "Linux", "cpu": "a chip", "cores": 2, "memory_gb": 8.0},
    "versions": {"python": "3.11.9", "volmatch": "0.1.0", "source": "abc"},
    "wall_seconds": 1.0,
    "cpu_seconds": 1.0,
    "peak_mb": None,
    "status": "",
    "stopped_by": "",
    "levels": [],
    "notes": {},
}


def row(batch, seed, seconds, **others):
    figures = {"import_seconds": seconds, "heavy_modules_loaded": 0}
    command = "python -m benchmarks run start --size full --seeds 3"
    date = f"{batch}T08:00:00+00:00"
    return {
        **ROW,
        "batch": batch,
        "command": command,
        "date": date,
        "seed": seed,
        "figures": figures,
        **others,
    }


def kept(folder: Path, *rows):
    text = "".join(json.dumps(each) + "\n" for each in rows)
    (folder / f"{rows[0]['benchmark']}.jsonl").write_text(text, encoding="utf-8")
    return report(folder)


def test_goal_and_figure_stand_side_by_side(tmp_path):
    page = kept(tmp_path, *(row("2026-11-23", seed, 0.1 * (seed + 1)) for seed in range(3)))
    assert "| `start` full | import, s | ≤ 0.250 | 0.200 | met |" in page
    assert "| import, s | 0.200 (0.100–0.300) |" in page
    assert "2 cores of a chip, 8 GB, Linux" in page
    assert "measured on 2026-11-23" in page
    assert "`python -m benchmarks run start --size full --seeds 3` on 2026-11-23, 3 runs, load 0.500" in page


def test_a_missed_goal_is_shown(tmp_path):
    page = kept(tmp_path, row("2026-11-23", 0, 0.3))
    assert "| `start` full | import, s | ≤ 0.250 | 0.300 | **missed** |" in page


def test_a_figure_that_is_not_there_misses_its_goal(tmp_path):
    page = kept(tmp_path, row("2026-11-23", 0, 0.3, figures={"import_seconds": 0.1}))
    assert "| `start` full | heavy modules loaded | ≤ 0 in every run | – | **missed** |" in page


def test_the_worst_run_decides_where_the_goal_says_so(tmp_path):
    loaded = [{"import_seconds": 0.1, "heavy_modules_loaded": num} for num in (0, 0, 1)]
    page = kept(tmp_path, *(row("2026-11-23", seed, 0, figures=said) for seed, said in enumerate(loaded)))
    assert "| heavy modules loaded | ≤ 0 in every run | 1 | **missed** |" in page


def test_the_newest_batch_counts(tmp_path):
    page = kept(tmp_path, row("2026-11-22", 0, 9.0), row("2026-11-22", 1, 9.0), row("2026-11-23", 0, 0.1))
    assert "9" not in page.partition("| import, s |")[2].partition("\n")[0]
    assert "1 run," in page


def test_a_level_without_bound_has_no_gap(tmp_path):
    levels = [
        {"name": "coverage", "value": [0] * 8, "bound": [0] * 8, "gap": 0.0},
        {"name": "nearness", "value": 5, "bound": None, "gap": None},
    ]
    page = kept(tmp_path, row("2026-11-23", 0, 0.1, levels=levels))
    assert "| unserved weight | 0 |\n| unserved weight, bound | 0 |\n| unserved weight, gap | 0 |" in page
    assert "| nearness | 5 |\n| nearness, bound | – |\n| nearness, gap | – |" in page


def test_the_page_of_the_documentation_is_what_the_rows_say(capsys):
    assert main(["report", "--check"]) == 0, "run: python -m benchmarks report"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (0.04567, "0.0457"), (12.34, "12.3"), (2.0, "2"), (999.4, "999"), (1_234_567.8, "1,234,568")],
)
def test_numbers_have_three_digits_that_count(value, written):
    assert number(value) == written


def test_words_for_figures():
    assert heading("first_plan_seconds") == "first plan, s"
    assert heading("peak_mb") == "peak, MB"
    assert heading("pairs_per_second") == "pairs per second"
    assert spread([]) == "–"
    assert spread([2, 2, 2]) == "2"
