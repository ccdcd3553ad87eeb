"""How large the page of a plan is, how soon it is made, opened and filtered."""

from __future__ import annotations

import statistics
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import volmatch as vm
from benchmarks.browser import Opened, browser, missing_browser
from benchmarks.data import urban
from benchmarks.measuring import measured
from benchmarks.registry import Goal, Outcome, Run, benchmark
from volmatch import views

REPEATS = 3
FILTERED = 5
"""How many volunteers are chosen, one after another."""


@benchmark(
    "page",
    description=(
        "The page of an urban plan (`volmatch show`): bytes, seconds to make it, and in headless Chromium the seconds "
        "from asking for it until all of its panels are drawn (the median of three, in a browser that runs), and from "
        "choosing a volunteer until they are drawn anew (the slowest of five)."
    ),
    sizes=("S", "M"),
    goals=(
        Goal(figure="megabytes", most=8.0),
        Goal(figure="opened_seconds", most=2.0),
        Goal(figure="filtered_seconds", most=2.0),
    ),
    time_limits={"smoke": 2, "S": 10, "M": 10},
)
def page(run: Run) -> Outcome:
    """Make the page of a plan, open it and filter it."""
    problem = urban(run.size, run.data, run.seed or 1)
    result = vm.solve(problem, time_limit=run.time_limit, seed=run.seed)
    if result.plan is None or vm.verify(problem, result.plan):
        raise RuntimeError("there is no plan to show")
    made = [measured(partial(views.page, problem, result.plan)) for _ in range(REPEATS)]
    text, cost = made[-1]
    figures = {
        "megabytes": len(text.encode("utf-8")) / 1e6,
        "made_seconds": statistics.median(each.wall_seconds for _, each in made),
    }
    missing = missing_browser()
    if not missing:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "page.html"
            path.write_text(text, "utf-8")
            with browser() as driver:
                figures |= _in_browser(driver, path, problem, result.plan)
    return Outcome(
        figures=figures,
        cost=cost,
        status=result.status,
        notes={
            "volunteers": len(problem.volunteers),
            "tasks": len(problem.tasks),
            "browser": missing or "chromium",
        },
    )


def _in_browser(driver: Any, path: Path, problem: vm.Problem, plan: vm.Plan) -> dict[str, float]:
    opened = []
    for _ in range(REPEATS):
        shown = Opened(driver, path)
        opened.append(shown.drawn_seconds())
    names = sorted(vm.PlanView(problem, plan).trips_of_volunteer)[:FILTERED]
    filtered = [shown.choose("volunteer", name) for name in names]
    if shown.complaints() or any(not url.startswith("file:") for url in shown.requests()):
        raise RuntimeError("the page complained, or asked for something")
    return {"opened_seconds": statistics.median(opened), "filtered_seconds": max(filtered)}
