"""The page in a browser: opened, filtered, printed; it asks for nothing, complains of nothing, obeys no name."""

from __future__ import annotations

import os

import pytest
from benchmarks.browser import Opened, browser, missing_browser
from views_common import HOSTILE

import volmatch as vm
from volmatch import views

MISSING = missing_browser()
if MISSING:
    if os.environ.get("VOLMATCH_BROWSER") == "required":
        raise RuntimeError(MISSING)
    pytest.skip(MISSING, allow_module_level=True)

FIGURES = ["timeline", "map", "by_priority", "by_hour", "by_area", "shortage", "load"]
ROWS = "return [...document.querySelectorAll('#trip_list tbody tr:not([hidden])')].map((r) => r.cells[0].textContent)"
DATA = "return document.querySelector(`#${arguments[0]} .figure`).data"


def written(folder, problem, plan, **how):
    path = folder / "page.html"
    path.write_text(views.page(problem, plan, **how), "utf-8")
    return path


def sums(page, name, along):
    return [sum(trace[along]) for trace in page.run(DATA, name)]


@pytest.fixture(scope="module")
def driver():
    with browser() as driver:
        yield driver


@pytest.fixture(scope="module", params=["en", "zh"])
def page(request, driver, tmp_path_factory, problem, plan):
    return Opened(driver, written(tmp_path_factory.mktemp("page"), problem, plan, lang=request.param))


@pytest.fixture(autouse=True)
def everything(request):
    if "page" in request.fixturenames:
        request.getfixturevalue("page").click("#reset")


def everyone(page):
    return page.run("return document.querySelector('select[data-filter=volunteer] option').textContent")


def test_all_is_drawn_and_nothing_asked_for(page):
    assert page.run("return [...document.querySelectorAll('.main-svg')].length") >= len(FIGURES)
    for name in FIGURES:
        assert page.run(DATA, name)
    assert page.complaints() == []
    assert [url for url in page.requests() if not url.startswith("file:")] == []
    assert len([url for url in page.requests() if url.startswith("file:")]) == 1


def test_the_page_adds_up_as_the_library_does(page, problem, plan):
    for name, figure, along in (
        ("by_priority", views.coverage(problem, plan), "x"),
        ("by_area", views.coverage(problem, plan, by="area"), "x"),
        ("by_hour", views.coverage(problem, plan, by="hour"), "y"),
        ("load", views.load(problem, plan), "y"),
    ):
        shown = [trace[along] for trace in page.run(DATA, name)]
        assert shown == [list(trace[along]) for trace in figure.data], name
    (cells,) = page.run(DATA, "shortage")
    (expected,) = views.shortage(problem, plan).data
    assert cells["z"] == [list(line) for line in expected.z]
    assert cells["text"] == [list(line) for line in expected.text]


def test_a_volunteer(page, problem, plan):
    view = vm.PlanView(problem, plan)
    name = view.services[0].volunteer.id
    before = sums(page, "by_priority", "x")
    page.choose("volunteer", name)
    assert set(page.run(ROWS)) == {name}
    assert len(page.run(ROWS)) == len(view.trips_of_volunteer.get(name, ()))
    assert {row for trace in page.run(DATA, "timeline") for row in trace["y"]} == {name}
    assert page.run(DATA, "load")[0]["x"] == [name]
    assert page.run(DATA, "load")[2]["y"] == [len(view.trips_of_volunteer[name])]
    assert sums(page, "by_priority", "x") == before
    page.click("#reset")
    assert len(page.run(ROWS)) == len(view.trips) + len(view.remote)
    assert page.complaints() == []


def test_a_day(page, problem, plan):
    view = vm.PlanView(problem, plan)
    days = "return [...document.querySelectorAll('select[data-filter=day] option')].map((o) => o.textContent)"
    names = page.run(days)
    assert len(names) == 3
    for day, name in enumerate(names[1:]):
        page.choose("day", name)
        assert len(page.run(ROWS)) == len([s for s in view.trips if s.day == day]) + (
            len([row for row in view.remote if problem.clock.day(row.start) == day])
        )
        assert sums(page, "load", "y")[2] == len([trip for trip in view.trips if trip.day == day])
    assert page.complaints() == []


def test_an_area(page, problem, plan):
    view = vm.PlanView(problem, plan)
    page.choose("area", "中渡")
    inside = [task for task in problem.effective_tasks if not task.remote and int(task.location[-1]) % 2 == 0]
    assert sum(sums(page, "by_priority", "x")) == len(inside)
    ids = {task.id for task in inside}
    trips = [trip for trip in view.trips if any(task.id in ids for _, task in trip.stops)]
    assert len(page.run(ROWS)) == len(trips)
    assert page.complaints() == []


def test_nobody_is_left(page):
    page.choose("volunteer", "idle")
    assert page.run(ROWS) == []
    assert page.run("return document.querySelector('#trip_list .none').hidden") is False
    assert page.complaints() == []


def test_it_prints(page):
    assert page.printed().startswith(b"%PDF")
    page.await_ready()
    assert page.complaints() == []


def test_a_narrow_screen_holds_it(driver, tmp_path, problem, plan):
    driver.set_window_size(500, 900)
    try:
        page = Opened(driver, written(tmp_path, problem, plan))
        assert page.run("return window.innerWidth") <= 500
        assert page.run("return document.documentElement.scrollWidth <= window.innerWidth")
        assert page.complaints() == []
    finally:
        driver.set_window_size(1400, 900)


def test_hostile_names_do_nothing(driver, tmp_path, hostile):
    problem, plan = hostile
    page = Opened(driver, written(tmp_path, problem, plan, include_personal=True))
    page.choose("volunteer", HOSTILE[1])
    page.click("#reset")
    assert page.run("return window.hacked") is None
    assert page.run("return document.querySelectorAll('img, .figure a[href]').length") == 0
    shown = page.run(
        "return [...document.querySelectorAll('#trip_list tbody td:first-child')].map((c) => c.textContent)"
    )
    assert set(shown) <= {volunteer.id for volunteer in problem.volunteers}
    ticks = page.run("return [...document.querySelectorAll('#load .xtick')].map((t) => t.textContent)")
    assert set(ticks) == {volunteer.id for volunteer in problem.volunteers}
    assert page.complaints() == []
    assert all(url.startswith("file:") for url in page.requests())


def test_long_timelines_are_paged(driver, tmp_path):
    problem = vm.generate("urban", volunteers=45, tasks=160, seed=1)
    plan = vm.solve(problem, method="greedy", time_limit=20).plan
    rows = len(vm.PlanView(problem, plan).trips_of_volunteer)
    assert rows > 30
    page = Opened(driver, written(tmp_path, problem, plan))
    first = {row for trace in page.run(DATA, "timeline") for row in trace["y"]}
    page.click("#timeline [data-step='1']")
    then = {row for trace in page.run(DATA, "timeline") for row in trace["y"]}
    assert len(first) == 30
    assert len(then) == rows - 30
    assert not first & then
    assert f"31–{rows} of {rows}" in page.run("return document.querySelector('.rows').textContent")
    page.choose("volunteer", min(then))
    assert {row for trace in page.run(DATA, "timeline") for row in trace["y"]} == {min(then)}
    assert page.run("return document.querySelector('.pager').hidden")
    assert page.complaints() == []


def test_nothing_at_all(driver, tmp_path):
    nothing = vm.Problem(
        volunteers=[], tasks=[], locations=[], start="2020-03-02T00:00", end="2020-03-03T00:00"
    )
    page = Opened(driver, written(tmp_path, nothing, vm.solve(nothing).plan))
    assert page.complaints() == []
    assert "no volunteers" in page.run("return document.querySelector('#load').textContent")
