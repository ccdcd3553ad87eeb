"""Whom to recruit: the fewest against every multiset of recruits, what is proven of it, and how that reads."""

from __future__ import annotations

from itertools import combinations_with_replacement
from random import Random

import pytest
from attrs import evolve

import volmatch as vm
from oracle import problems as oracle
from rules.build import DAY, HOUR, MINUTE, job, person, place, plan, problem
from volmatch.domain.task import Member, People
from volmatch.recruiting.offers import flattened, offered, with_people
from volmatch.recruiting.state import served_of
from volmatch.recruiting.terms import Terms

# That nobody has a skill is what these tests are about.
pytestmark = pytest.mark.filterwarnings("ignore:.*no volunteer has the skill")

SEEDS = range(12)
MOST = 3


def nobody(of):
    """The plan in which nobody does anything."""
    return plan(of)


def solved(of):
    return vm.solve(of, time_limit=60, method="exact").plan


def drawn(seed):
    """A day of some tasks at three places, one or two volunteers, and whatever else comes."""
    dice = Random(seed)
    places = [place(f"p{row}", 600.0 * row, area=f"area/{row}") for row in range(3)]
    skills = ([], [], ["nurse"], ["driver"])
    tasks = []
    for row in range(dice.randint(2, 5)):
        start = dice.choice((8, 9, 13)) * HOUR
        tasks.append(
            job(
                f"t{row}",
                f"p{dice.randrange(3)}",
                windows=[(start, start + dice.choice((1, 2)) * HOUR)],
                duration=dice.choice((30, 60)) * MINUTE,
                skills=dice.choice(skills),
                people=dice.choice((1, 1, 1, 2)),
                priority=dice.choice(("high", "normal")),
            )
        )
    people = [
        person(f"v{row}", f"p{dice.randrange(3)}", [(8 * HOUR, 12 * HOUR)], skills=dice.choice(skills))
        for row in range(dice.randint(0, 2))
    ]
    rules = {
        "near_residence": {"radius_km": dice.choice((0.5, 0.7, 2.0))},
        "trip_limits": {"max_tasks": dice.choice((1, 2))},
        "trip_cap": {"per_day": dice.choice((1, 2, 3))},
    }
    return problem(*places, *people, *tasks, rules=rules, end="2020-03-03T00:00")


def fewest_by_trial(of, start, cap):
    """The size of the smallest multiset of recruits with which all is served that recruits can serve; ``None`` = more."""
    needy = [task for task in of.effective_tasks if task.id not in served_of(of, start)]
    offers = offered(of, needy, Terms(cap=cap))
    wanted = offers.servable
    flat = flattened(of)
    for size in range(MOST + 1):
        for some in combinations_with_replacement(range(len(offers.kinds)), size):
            counts = [some.count(row) for row in range(len(offers.kinds))]
            whole = with_people(flat, (recruit for _, recruit in offers.crowd(counts)))
            if wanted <= served_of(whole, solved(whole)):
                return size
    return None


@pytest.mark.parametrize("seed", SEEDS)
def test_no_multiset_of_recruits_is_smaller(seed):
    of = drawn(seed)
    start = solved(of)
    cap = Random(-seed).choice((None, 1))
    found = vm.shortage(of, start, cap=cap, time_limit=120)
    least = fewest_by_trial(of, start, cap)
    assert not found.open, f"seed {seed}"
    assert vm.verify(found.problem, found.plan) == []
    if least is None:
        assert found.total > MOST, f"seed {seed}"
    else:
        assert found.total == least, f"seed {seed}"
        assert found.bound is None or found.bound <= least, f"seed {seed}"
    assert found.proven or found.bound is None or found.bound < found.total


@pytest.mark.parametrize(
    ("family", "seed", "total"),
    [
        ("small", 6, 2),  # somebody must be relieved who alone can serve a task
        ("small", 49, 2),
        ("tied", 131, 2),  # a task is only served after another
        ("tied", 201, 1),
    ],
)
def test_what_is_tied_together_is_served_too(family, seed, total):
    of = oracle.build(getattr(oracle, family)(seed))
    found = vm.shortage(of, solved(of), time_limit=60)
    assert (found.total, found.open, found.proven) == (total, (), True)


def test_a_task_that_only_volunteers_could_serve_needs_no_kind_of_recruit():
    of = oracle.build(oracle.tied(159))
    found = vm.shortage(of, solved(of), time_limit=20)
    assert (found.total, found.proven) == (0, False)
    assert found.open


def test_more_people_may_be_pinned_to_a_task_than_it_needs():
    of = problem(
        person("ann"),
        person("bea"),
        job("a", people=People(min=1, target=2), windows=[(8 * HOUR, 9 * HOUR)]),
        job("b", skills=["nurse"], windows=[(8 * HOUR, 9 * HOUR)]),
        pins=[vm.Pin(volunteer=name, task="a") for name in ("ann", "bea")],
    )
    found = vm.shortage(of, solved(of), time_limit=60)
    assert (found.total, found.open) == (1, ())


def test_nobody_is_missing_where_all_is_served():
    of = problem(person(), job())
    found = vm.shortage(of, solved(of))
    assert (found.total, found.bound, found.missing, found.unserved, found.surplus) == (0, 0, (), (), ())
    assert found.proven
    assert str(found) == "Nobody is missing: every task is served."
    assert found.text("zh") == "不缺人：所有任务都有人承担。"


def test_recruits_are_missing_where_when_and_with_the_skill_that_is_needed():
    of = problem(
        place("work", 500, area="north"),
        place("yard", 90_000, area="south"),
        job("a", windows=[(8 * HOUR, 10 * HOUR)], duration=2 * HOUR, skills=["nurse"]),
        job("b", windows=[(8 * HOUR, 10 * HOUR)], duration=2 * HOUR),
        job("c", "yard", windows=[(20 * HOUR, 22 * HOUR)], duration=HOUR, min_age=18),
        rules={"near_residence": {"radius_km": 2}},
    )
    found = vm.shortage(of, nobody(of))
    assert (found.total, found.proven) == (3, True)
    rows = {(row.area, row.hours, row.skills, row.least_age, row.count, row.tasks) for row in found.missing}
    assert rows == {
        ("north", "08:00–10:00", ("nurse",), None, 1, ("a",)),
        ("north", "08:00–10:00", (), None, 1, ("b",)),
        ("south", "20:00–22:00", (), 18, 1, ("c",)),
    }
    assert found.by_area == {"north": 2, "south": 1}
    assert "north, 08:00–10:00: 1 recruit (skills: nurse), for 1 task" in found.text()
    assert "south，20:00–22:00：1 人（年满 18 岁），承担 1 项任务" in found.text("zh")
    assert repr(found) == "<Shortage: 3 recruits (proven), 0 never asked>"


def test_a_recruit_is_asked_for_no_skill_that_their_tasks_do_not_need():
    of = problem(
        job("a", skills=["nurse"], windows=[(8 * HOUR, 9 * HOUR)], duration=HOUR),
        job("b", windows=[(8 * HOUR, 9 * HOUR)], duration=HOUR),
    )
    found = vm.shortage(of, nobody(of), skills=[["nurse"], []])
    assert sorted(row.skills for row in found.missing) == [(), ("nurse",)]


def test_a_busy_volunteer_who_alone_can_help_is_relieved():
    """Only ann may go to the one; somebody else could do the other in her place."""
    of = problem(
        person("ann", organisation="ours", max_trips=1, max_tasks_per_trip=1),
        job("a", organisations=["ours"], windows=[(8 * HOUR, 9 * HOUR)], duration=HOUR, priority="low"),
        job("b", windows=[(8 * HOUR, 9 * HOUR)], duration=HOUR, priority="high"),
    )
    found = vm.shortage(of, solved(of), skills=[[]])
    assert (found.total, found.proven, found.open) == (1, True, ())


def test_a_team_that_lacks_its_leader_gets_one():
    of = problem(
        person("ann"),
        person("bob"),
        job("a", people=2, team=[Member(count=1, skill="leader")], windows=[(8 * HOUR, 9 * HOUR)]),
    )
    found = vm.shortage(of, nobody(of), time_limit=60)
    assert (found.total, found.missing[0].skills, found.open) == (1, ("leader",), ())
    assert [idle.reason for idle in found.surplus] == ["outweighed", "outweighed"]


def test_what_no_recruit_can_serve_stands_apart_with_the_rule():
    of = problem(
        place("gate", 0, access="flat"),
        job("a", "gate", windows=[(8 * HOUR, 9 * HOUR)], duration=HOUR),
        job("b", windows=[(8 * HOUR, 9 * HOUR)], duration=HOUR, areas=["nowhere"]),
    )
    found = vm.shortage(of, nobody(of))
    assert [(row.task, row.reason) for row in found.beyond] == [("b", "qualified")]
    assert [(row.access, row.tasks) for row in found.missing] == [(("flat",), ("a",))]
    alone = problem(job("b", windows=[(8 * HOUR, 9 * HOUR)], duration=HOUR, areas=["nowhere"]))
    nothing = vm.shortage(alone, nobody(alone))
    assert (nothing.total, nothing.missing) == (0, ())
    assert nothing.text().startswith("No recruits of the kinds offered")


def test_who_was_never_asked_and_why():
    of = problem(
        place("moon", 90_000),
        person("ann"),
        person("bea"),
        person("far", "moon"),
        person("late", offers=[(20 * HOUR, 21 * HOUR)]),
        person("lazy", max_trips=0),
        person("odd", declined=["job"]),
        job(windows=[(8 * HOUR, 10 * HOUR)]),
        rules={"near_residence": {"radius_km": 2}},
    )
    found = vm.shortage(of, plan(of, "ann 31500 > job 32000-32100 > 32600"))
    assert {idle.volunteer: idle.reason for idle in found.surplus} == {
        "bea": "not_needed",
        "far": "near_residence",
        "late": "available",
        "lazy": "trip_cap",
        "odd": "qualified",
    }
    assert [idle.could_serve for idle in found.surplus] == [1, 0, 0, 0, 0]
    assert "nothing is near enough (far)" in found.text()
    assert "附近没有任务（far）" in found.text("zh")


def test_seats_beyond_the_fewest_need_no_recruit():
    of = problem(job("a", people=People(min=1, target=3), windows=[(8 * HOUR, 9 * HOUR)], duration=HOUR))
    assert vm.shortage(of, nobody(of)).total == 1
    served = problem(person("ann"), person("bea"), *of.tasks)
    assert vm.shortage(served, solved(served)).total == 0


def test_two_who_serve_only_together_go_on_together():
    of = problem(
        person("ann"),
        person("bea"),
        job("a", people=People(min=1, target=2), windows=[(8 * HOUR, 9 * HOUR)]),
        job("b", skills=["nurse"], windows=[(8 * HOUR, 9 * HOUR)]),
        rules={"companions": {"together": [["ann", "bea"]]}},
    )
    found = vm.shortage(of, solved(of), time_limit=60)
    assert (found.total, found.proven, found.open) == (1, True, ())


def test_windows_that_overlap_on_the_clock_make_one_band():
    shifts = [(6, 14), (14, 22), (22, 30)]
    of = problem(
        *(job(f"t{start}", windows=[(start * HOUR, end * HOUR)], duration=8 * HOUR) for start, end in shifts)
    )
    assert {row.hours for row in vm.shortage(of, nobody(of)).missing} == {
        "06:00–14:00",
        "14:00–22:00",
        "22:00–06:00",
    }
    given = vm.shortage(of, nobody(of), bands=[("06:00", "06:00")])
    assert {row.hours for row in given.missing} == {"06:00–06:00"}


def test_ids_of_recruits_are_nobody_elses():
    of = problem(person("recruit-001", "home", [(0, 1)]), job())
    found = vm.shortage(of, nobody(of))
    assert found.total == 1
    assert found.missing[0].recruits[0] not in {"recruit-001"}


def test_the_same_seed_gives_the_same_recruits():
    of = drawn(3)
    start = solved(of)
    one, two = (vm.shortage(of, start, time_limit=120, seed=7) for _ in range(2))
    assert (one.missing, one.bound) == (two.missing, two.bound)


def test_it_stops_when_it_is_told_to(monkeypatch):
    """Not even a bound is looked for: that may take long."""
    monkeypatch.setattr("volmatch.recruiting.searching.fewest_copies", None)
    of = drawn(1)
    token = vm.CancelToken()
    token.cancel()
    found = vm.shortage(of, nobody(of), cancel=token)
    assert (found.total, found.proven) == (0, False)
    assert set(found.open) <= set(found.unserved)
    assert found.open
    assert found.text().startswith("No recruits were found in the time given")


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({"cap": 0}, "cap: a whole number"),
        ({"cap": -2}, "cap: a whole number"),
        ({"areas": ["area/9"]}, "areas (area/9): no location lies in this area. Did you mean 'area/"),
        ({"areas": []}, "areas: nothing is offered"),
        ({"homes": ["p8"]}, "homes (p8): there is no such location"),
        ({"bands": [("08:00", "noon")]}, "bands: two times of the clock"),
        ({"bands": ["0800"]}, "bands: two times of the clock"),
        ({"travel_mode": "boat"}, "travel_mode (boat): there is no such travel mode"),
        ({"areas": "area"}, "areas: a list is expected"),
        ({"areas": [5]}, "areas: a list is expected"),
        ({"homes": 5}, "homes: a list is expected"),
        ({"skills": ["nurse"]}, "skills: a list is expected"),
        ({"bands": "08:00"}, "bands: a list is expected"),
    ],
)
def test_bad_terms_are_refused(terms, told):
    of = drawn(0)
    with pytest.raises(vm.InputError) as caught:
        vm.shortage(of, nobody(of), **terms)
    assert told in str(caught.value)


def test_a_plan_of_another_problem_or_with_broken_rules_is_refused():
    of = problem(person(), job())
    other = problem(person("zoe"), job("else"))
    with pytest.raises(vm.PlanError, match="does not fit"):
        vm.shortage(of, solved(other))
    with pytest.raises(vm.InputError, match="breaks a rule"):
        vm.shortage(of, plan(of, "ann 900 > job 1000-1100 > 1600"))
    with pytest.raises(ValueError, match="time_limit"):
        vm.shortage(of, solved(of), time_limit=0)


def test_areas_for_a_map_are_coarse_and_name_nobody():
    def lat(metres):
        return 29.5612 + metres / 111_195

    spots = [
        vm.Location(id=name, lat=lat(way), lon=106.5743, area="江北区")
        for name, way in (("home", 0), ("work", 500))
    ]
    of = vm.Problem(
        volunteers=[],
        tasks=[job("a"), job("b")],
        locations=spots,
        coordinates="GCJ02",
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
        rules={"trip_limits": {"max_tasks": 1}, "trip_cap": {"per_day": 1}},
    )
    found = vm.shortage(of, nobody(of))
    [area] = found.to_geojson()["features"]
    assert area["properties"] == {
        "area": "江北区",
        "recruits": 2,
        "kinds": [{"count": 2, "hours": "00:00–24:00", "needs": "", "tasks": 2}],
    }
    exact = vm.convert(lat(500), 106.5743, "GCJ02", "WGS84")
    assert area["geometry"] == {"type": "Point", "coordinates": [round(exact[1], 2), round(exact[0], 2)]}
    [precise] = found.to_geojson(include_personal=True)["features"]
    assert precise["geometry"]["coordinates"] == [round(exact[1], 6), round(exact[0], 6)]


def test_planar_areas_are_on_no_map():
    of = problem(job())
    with pytest.raises(vm.InputError, match="planar"):
        vm.shortage(of, nobody(of)).to_geojson()


def test_an_objective_of_ones_own_is_a_level():
    from volmatch.recruiting.asked import Asked

    of = problem(
        person("ann"), person("bea"), person("cat"), job("a", windows=[(8 * HOUR, 9 * HOUR)], duration=HOUR),
        job("b", windows=[(8 * HOUR, 9 * HOUR)], duration=HOUR),
    )  # fmt: skip
    few = evolve(of, objectives=["coverage", Asked(people=frozenset({"ann", "bea"}))])
    result = vm.solve(few, time_limit=60)
    assert [(level.name, level.value) for level in result.levels][1] == ("asked", 1)
    assert result.status == "optimal"
    with pytest.raises(vm.FileError, match="an objective of your own"):
        vm.save(few, "never.json")


def test_the_horizon_may_be_of_several_days():
    of = problem(
        *(job(f"t{day}", windows=[(day * DAY + 8 * HOUR, day * DAY + 9 * HOUR)]) for day in range(3))
    )
    found = vm.shortage(of, nobody(of), cap=1)
    assert (found.total, found.proven) == (1, True)
