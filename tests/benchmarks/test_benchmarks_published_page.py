"""What the page says of published sets."""

import pytest
from benchmarks.published.page import PAGE


def row(gap, *, value=100, unserved=0, best=100):
    figures = {"value": value, "best_known": best, "unserved": unserved, "faults": 0, "solve_seconds": 60.0}
    if gap is not None:
        figures["gap"] = gap
    return {"figures": figures, "wall_seconds": 60.0, "cpu_seconds": 59.0, "notes": {}}


BATCHES = {
    "c101-m1": [row(0.0), row(0.02, value=98)],
    "r205-m2": [row(-0.01, value=101)],
    "PR01": [row(0.03, value=103)],
    "PR02": [row(None, value=90, unserved=2)],
}


def test_a_set_is_judged_as_a_whole():
    summary = PAGE.summary(BATCHES)
    assert summary["toptw"]["mean_gap"] == [pytest.approx(0.0)]
    assert summary["sdvrptw"]["mean_gap"] == [0.03]
    assert summary["sdvrptw"]["share_all_served"] == [0.5]
    assert "mdvrptw" not in summary


def test_every_instance_has_its_row():
    page = PAGE.section(BATCHES)
    assert "| TOPTW | 2 of 112 | 0 % | 0 % | 1.00 % | 1 | – |" in page
    assert "| SDVRPTW | 2 of 10 | 3.00 % | 3.00 % | 3.00 % | 0 | 1 of 2 |" in page
    assert "| c101-m1 | 100 | 99 (98) | 1.00 % (2.00 %) | – | 60 | 59 |" in page
    assert "| PR02 | 100 | 90 | – | 2 | 60 | 59 |" in page
    assert "Better than the best known, and without fault by both judges: r205-m2 101 (known 100)." in page


def test_instances_without_a_gap_are_not_drawn():
    plots = PAGE.plots(BATCHES)
    assert set(plots) == {"published-toptw.svg", "published-sdvrptw.svg"}
    assert "PR01" in plots["published-sdvrptw.svg"]
    assert "PR02" not in plots["published-sdvrptw.svg"]
