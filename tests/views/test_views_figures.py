"""What each figure shows, number by number."""

from __future__ import annotations

import builtins
import sys
from collections import Counter, namedtuple

import plotly.graph_objects as go
import pytest
from views_common import at

import volmatch as vm
from volmatch import views

FIGURES = {
    "timeline": views.timeline,
    "map": views.map,
    "coverage": views.coverage,
    "load": views.load,
    "shortage": views.shortage,
}


def traces(figure):
    return {trace.name: trace for trace in figure.data}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", FIGURES)
def test_each_is_a_figure_in_both_languages(problem, plan, name, lang):
    figure = FIGURES[name](problem, plan, lang=lang)
    assert isinstance(figure, go.Figure)
    assert figure.data
    said = figure.layout.title.text + "".join(trace.name or "" for trace in figure.data)
    assert any("一" <= letter <= "鿿" for letter in said) == (lang == "zh")


def test_every_trace_has_a_tag_for_each_point_or_part(problem, plan):
    for make in FIGURES.values():
        for trace in make(problem, plan).data:
            tags = trace.meta["tags"]
            if trace.meta["kind"] == "points":
                assert len(tags) == len(trace.x) == len(trace.y)
            else:
                assert len(tags) == len(trace.meta["value"])


def test_the_timeline_has_every_service_at_its_time(problem, plan):
    figure = views.timeline(problem, plan)
    shown = Counter(
        (row, word, base)
        for name, trace in traces(figure).items()
        if name not in ("time offered", "on a trip")
        for row, word, base in zip(trace.y, trace.text or [""] * len(trace.y), trace.base, strict=True)
    )
    wall = problem.clock.wall
    view = vm.PlanView(problem, plan)
    assert shown == Counter((s.volunteer.id, s.task.id, wall(s.start).isoformat()) for s in view.services)
    in_order = [name for name in ("v1", "v2", "v10", "v11") if name in view.services_of_volunteer]
    assert list(figure.layout.yaxis.categoryarray) == in_order


def test_departures_are_rounded_outwards_unless_all_is_asked_for(problem, plan):
    view = vm.PlanView(problem, plan)
    wall = problem.clock.wall
    exact = traces(views.timeline(problem, plan, include_personal=True))["on a trip"]
    assert list(exact.base) == [wall(trip.trip.depart).isoformat() for trip in view.trips]
    rounded = traces(views.timeline(problem, plan))["on a trip"]
    for trip, base, length in zip(view.trips, rounded.base, rounded.x, strict=True):
        start, minute = wall(trip.trip.depart), int(base[14:16])
        assert base <= start.isoformat()
        assert minute % 5 == 0
        assert base.endswith(":00")
        assert length % 300_000 == 0
        assert 0 <= length / 1000 - trip.seconds < 600


def test_bars_end_where_the_clock_on_the_wall_says():
    # At 02:00 this clock goes on to 03:00.
    problem = vm.Problem(
        volunteers=[vm.Volunteer(id="v", home="h", available=[("2020-03-28T20:00", "2020-03-29T08:00")])],
        tasks=[vm.Task(id="t", location="h", windows=[("2020-03-29T01:30", "2020-03-29T03:30")], duration=3600)],
        locations=[vm.Location(id="h", x=0.0, y=0.0)],
        start="2020-03-28T00:00", end="2020-03-30T00:00", timezone="Europe/Berlin", coordinates="planar",
    )  # fmt: skip
    bar = traces(views.timeline(problem, vm.solve(problem).plan))["normal"]
    assert list(bar.base) == ["2020-03-29T01:30:00"]
    assert list(bar.x) == [2 * 3_600_000]
    assert "01:30–03:30" in bar.hovertext[0]


@pytest.mark.parametrize("by", ["priority", "area", "hour"])
def test_coverage_counts_every_task_once(problem, plan, by):
    view = vm.PlanView(problem, plan)
    found = Counter()
    for name, trace in traces(views.coverage(problem, plan, by=by)).items():
        found[name] += sum(trace.y if by == "hour" else trace.x)
    tasks = [task for task in problem.effective_tasks if by != "area" or not task.remote]
    served = [task for task in tasks if view.served(task)]
    short = [task for task in served if view.served(task) < task.people.target]
    assert found["served"] == len(served) - len(short)
    assert found["served by fewer than wanted"] == len(short)
    assert found["unserved"] == len(tasks) - len(served)


def test_coverage_by_something_else_is_refused(problem, plan):
    with pytest.raises(ValueError, match="by must be one of priority, area, hour"):
        views.coverage(problem, plan, by="moon")


def test_load_adds_up(problem, plan):
    view = vm.PlanView(problem, plan)
    bars = traces(views.load(problem, plan))
    assert sum(bars["trips"].y) == len(view.trips)
    assert sum(bars["hours offered"].y) == 4 * 14
    hours = sum(trip.seconds for trip in view.trips) + sum(row.end - row.start for row in view.remote)
    assert sum(bars["hours given"].y) == pytest.approx(hours / 3600, abs=0.05 * (len(view.trips) + 1))
    assert set(bars["trips"].x) == {"v1", "v2", "v10", "v11", "idle"}
    assert list(bars["hours given"].y) == sorted(bars["hours given"].y, reverse=True)


def test_shortage_counts_the_people_who_are_missing(problem, plan):
    view = vm.PlanView(problem, plan)
    (cells,) = views.shortage(problem, plan).data
    lacking = sum(task.people.target - view.served(task) for task in problem.effective_tasks)
    assert sum(map(sum, cells.z)) == lacking > 0
    assert {value for line in cells.text for value in line} <= {"", "1", "2"}


Row = namedtuple("Row", "home hours count skills")
Found = namedtuple("Found", "missing")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_whom_to_recruit(problem, plan, lang):
    rows = [
        Row("flat-of-li-0", "08:00–12:00", 2, ("nurse",)),
        Row("flat-of-li-2", "08:00–12:00", 1, ()),
        Row("home-of-wang-0", "12:00–18:00", 3, ("<b>",)),
    ]
    figure = views.shortage(problem, plan, shortage=Found(rows), lang=lang)
    (cells,) = figure.data
    assert list(cells.x) == ["08:00–12:00", "12:00–18:00"]
    assert list(cells.y) == ["圣泉街道", "中渡"]
    assert [list(line) for line in cells.z] == [[0, 3], [3, 0]]
    assert "nurse" in cells.hovertext[1][0]
    assert "花园路" not in figure.to_json()
    assert "<b>" not in cells.hovertext[0][1]
    nobody = views.shortage(problem, plan, shortage=Found([]), lang=lang)
    assert not nobody.data


def test_the_map_tells_the_reasons_apart_by_symbol_too(problem, plan):
    figure = views.map(problem, plan)
    shown = traces(figure)
    assert "unserved: nobody is qualified" in shown
    markers = [(trace.marker.symbol, trace.marker.color) for trace in figure.data if trace.mode == "markers"]
    assert len({symbol for symbol, _ in markers}) == len(markers)
    points = sum(len(trace.x) for name, trace in shown.items() if name.startswith(("served", "unserved")))
    assert points == len([task for task in problem.effective_tasks if not task.remote])
    assert len(shown["home of somebody free"].x) >= 1


def test_reasons_are_found_where_the_plan_gives_none(problem, plan):
    bare = vm.Plan(problem=plan.problem, clock=plan.clock, trips=plan.trips, remote=plan.remote)
    assert "unserved: nobody is qualified" in traces(views.map(problem, bare))


def test_exact_places_only_where_asked_for(problem, plan):
    def distances(figure):
        shown = traces(figure)["home of somebody who serves"]
        return {(x, y) for x, y in zip(shown.x, shown.y, strict=True)}

    exact = distances(views.map(problem, plan, include_personal=True))
    coarse = distances(views.map(problem, plan))
    assert len(exact) <= 2 < len(coarse)


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_at_all(name):
    nothing = vm.Problem(volunteers=[], tasks=[], locations=[], start=at(0, 0), end=at(1, 0))
    figure = FIGURES[name](nothing, vm.solve(nothing).plan)
    assert not figure.data
    assert figure.layout.annotations[0].text.endswith(".")


@pytest.mark.parametrize("name", FIGURES)
def test_a_plan_in_which_nobody_does_anything(problem, name):
    FIGURES[name](problem, vm.Plan(problem="", clock=problem.clock))


def test_a_plan_that_names_unknown_things(problem, plan):
    stop = vm.Stop(task="t-unknown", arrive=0, start=0, end=60)
    trip = vm.Trip(volunteer="v-unknown", depart=0, return_=60, stops=[stop])
    odd = vm.Plan(problem="", clock=problem.clock, trips=[*plan.on(problem.clock).trips, trip])
    for make in FIGURES.values():
        assert "unknown" not in make(problem, odd).to_json()


def test_planar_metres_become_kilometres():
    places = [vm.Location(id="h", x=500.0, y=500.0), vm.Location(id="p", x=2500.0, y=500.0)]
    problem = vm.Problem(
        volunteers=[vm.Volunteer(id="v", home="h", available=[(at(0, 8), at(0, 18))])],
        tasks=[vm.Task(id="t", location="p", windows=[(at(0, 9), at(0, 12))], duration=600)],
        locations=places, start=at(0, 0), end=at(1, 0), coordinates="planar",
    )  # fmt: skip
    trips = traces(views.map(problem, vm.solve(problem).plan, include_personal=True))["trip"]
    assert list(trips.x) == [-1.0, 1.0, -1.0, None]
    assert list(trips.y) == [0.0, 0.0, 0.0, None]


def test_without_plotly_it_says_what_to_install(problem, plan, monkeypatch):
    real = builtins.__import__

    def blocked(name, *more):
        if name.split(".")[0] == "plotly":
            raise ModuleNotFoundError(name)
        return real(name, *more)

    for name in [name for name in sys.modules if name.split(".")[0] == "plotly"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", blocked)
    for make in (*FIGURES.values(), views.page):
        with pytest.raises(vm.InputError, match=r"pip install 'volmatch\[plot\]'"):
            make(problem, plan)


def test_another_language_is_refused(problem, plan):
    with pytest.raises(ValueError, match="lang must be one of en, zh"):
        views.timeline(problem, plan, lang="fr")
