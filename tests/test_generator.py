"""The generator: the same everywhere, of the size asked for, and distributed as it says."""

import hashlib
import json
import warnings
from collections import Counter

import attrs
import numpy as np
import pytest

from volmatch.errors import InputError
from volmatch.generator import KINDS, generate
from volmatch.generator.draws import Dice, Draws
from volmatch.generator.ground import ground

HOUR = 3600
DAY = 24 * HOUR
GEOGRAPHIES = ("planar", "chongqing")


def digest(problem):
    """Sum up everything that was drawn, to the last digit; fields left alone do not count."""
    said = [
        [attrs.asdict(thing, filter=_is_said) for thing in getattr(problem, name)]
        for name in ("locations", "volunteers", "tasks", "pins", "forbidden")
    ]
    text = json.dumps(said, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _is_said(field, value):
    plain = field.default
    return value != (plain.factory() if isinstance(plain, attrs.Factory) else plain)


@pytest.mark.parametrize("geography", GEOGRAPHIES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("volunteers", "days"), [(1, 1), (7, 3), (60, 2)])
def test_every_kind_makes_a_problem_without_a_warning(kind, geography, volunteers, days):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        problem = generate(kind, volunteers=volunteers, days=days, geography=geography, seed=3)
    assert len(problem.volunteers) == volunteers
    assert problem.coordinates == ("planar" if geography == "planar" else "WGS84")
    assert problem.travel.detour == 1.3
    assert problem.warnings == ()


@pytest.mark.parametrize("seed", range(20))
def test_mixed_problems_of_many_seeds_are_sound(seed):
    generate("mixed", volunteers=6, days=1 + seed % 3, seed=seed)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_problem(kind):
    assert generate(kind, volunteers=20, seed=7) == generate(kind, volunteers=20, seed=7)
    assert generate(kind, volunteers=20, seed=7) != generate(kind, volunteers=20, seed=8)


def test_what_a_seed_gave_once_it_gives_for_ever():
    # Users cite seeds. If a change here is meant, write it into the change log.
    found = {
        (kind, geography): digest(generate(kind, volunteers=30, days=2, seed=1, geography=geography))
        for kind in KINDS
        for geography in GEOGRAPHIES
    }
    assert found == GIVEN
    plain = {
        geography: digest(
            generate("mixed", volunteers=30, days=2, seed=1, geography=geography, variant="plain")
        )
        for geography in GEOGRAPHIES
    }
    assert plain == {"planar": "04dca5f3e1f3", "chongqing": "9a9c3e46ca51"}


GIVEN = {
    ("urban", "planar"): "1193d754709b",
    ("urban", "chongqing"): "59141dfa9f75",
    ("roster", "planar"): "1fc9028f9e2b",
    ("roster", "chongqing"): "adf0cbf3ce08",
    ("errands", "planar"): "34d610111945",
    ("errands", "chongqing"): "d3ef85e4c91e",
    ("laundry", "planar"): "62560e82f820",
    ("laundry", "chongqing"): "29684612ffb3",
    ("teams", "planar"): "a7a250f3ea6d",
    ("teams", "chongqing"): "77cfe4bdf515",
    ("online", "planar"): "d0156ce5bc18",
    ("online", "chongqing"): "54b582c021b7",
    ("mixed", "planar"): "ba797fcb766b",
    ("mixed", "chongqing"): "db473604d46c",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tasks", [0, 1, 5, 100])
def test_there_are_as_many_tasks_as_asked_for(kind, tasks):
    assert len(generate(kind, volunteers=9, tasks=tasks).tasks) == tasks


@pytest.mark.parametrize("kind", ["urban", "errands", "laundry", "online", "mixed"])
def test_there_are_four_tasks_for_each_volunteer(kind):
    assert len(generate(kind, volunteers=30).tasks) == 120


def test_more_tasks_leave_the_volunteers_as_they_are():
    few, many = (generate(volunteers=50, tasks=tasks, seed=2) for tasks in (10, 500))
    assert few.volunteers == many.volunteers
    assert few.locations[:50] == many.locations[:50]


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"kind": "rural"}, "kind"),
        ({"geography": "moon"}, "geography"),
        ({"volunteers": 0}, "volunteers"),
        ({"volunteers": 2.5}, "volunteers"),
        ({"tasks": -1}, "tasks"),
        ({"days": 0}, "days"),
        ({"days": 367}, "days"),
        ({"seed": -1}, "seed"),
        ({"variant": "loose"}, "variant"),
        ({"kind": "roster", "variant": "tight"}, "variant"),
        ({"offered": 0}, "offered"),
        ({"offered": 1.5}, "offered"),
        ({"offered": "half"}, "offered"),
        ({"teams": 1.1}, "teams"),
        ({"teams": -0.1}, "teams"),
        ({"pickups": "some"}, "pickups"),
        ({"cohorts": 9}, "cohorts"),
        ({"cohorts": 1.5}, "cohorts"),
        ({"exposure": 0}, "exposure"),
        ({"kind": "errands", "teams": 0.1}, "teams"),
        ({"kind": "roster", "exposure": 2}, "exposure"),
        ({"kind": "laundry", "variant": "plain"}, "variant"),
    ],
)
def test_an_argument_out_of_range_is_reported(wrong, path):
    with pytest.raises(InputError) as caught:
        generate(**wrong)
    assert [fault.path for fault in caught.value.faults] == [path]


def test_all_wrong_arguments_are_reported_together():
    with pytest.raises(InputError) as caught:
        generate("rural", volunteers=0, seed=-1)
    assert caught.value.num_faults == 3


# --- Urban: the recipe on which the library is measured -------------------------------------------


@pytest.fixture(scope="module")
def urban():
    return generate(volunteers=2000, seed=1)


def test_urban_tasks_follow_the_recipe(urban):
    tasks = urban.tasks
    weights = Counter(task.weight for task in tasks)
    shares = {weight: number / len(tasks) for weight, number in weights.items()}
    assert shares == pytest.approx({1: 0.4, 2: 0.3, 5: 0.2, 10: 0.1}, abs=0.02)
    kinds = Counter(task.type for task in tasks)
    assert kinds["any"] / len(tasks) == pytest.approx(0.5, abs=0.02)
    assert all(kinds[f"k{n}"] / len(tasks) == pytest.approx(0.125, abs=0.02) for n in range(4))
    minutes = [task.duration_seconds // 60 for task in tasks]
    assert (min(minutes), max(minutes)) == (15, 45)
    assert np.mean(minutes) == pytest.approx(30, abs=0.5)
    begins = [task.windows[0].start for task in tasks]
    assert min(begins) == 8 * HOUR
    assert 17 * HOUR < max(begins) < 18 * HOUR
    lengths = [task.windows[0].seconds - task.duration_seconds for task in tasks]
    assert (min(lengths), max(lengths)) == (HOUR, 2.75 * HOUR)


def test_urban_volunteers_follow_the_recipe(urban):
    people = urban.volunteers
    skills = Counter(skill for person in people for skill in person.skills)
    assert {name: number / 2000 for name, number in skills.items()} == pytest.approx(
        dict.fromkeys(("s0", "s1", "s2", "s3"), 0.45), abs=0.04
    )
    offers = [person.available for person in people]
    assert all(len(offer) == 1 for offer in offers)
    starts = [offer[0].start for offer in offers]
    assert (min(starts), max(starts)) == (8 * HOUR, 13.75 * HOUR)
    assert max(offer[0].end for offer in offers) == 21 * HOUR
    lengths = [offer[0].seconds / HOUR for offer in offers]
    assert min(lengths) == 4
    assert max(lengths) < 8
    assert np.mean(lengths) == pytest.approx(5.9, abs=0.1)


def test_urban_places_lie_in_the_square_as_dense_as_the_recipe_says(urban):
    places = np.array([(place.x, place.y) for place in urban.locations])
    side = 1000 * (2000 / 2.9) ** 0.5
    assert places.min() == 0
    assert places.max() == round(side, 3)
    assert places.mean(axis=0) / side == pytest.approx([0.5, 0.5], abs=0.1)


def test_three_points_in_five_lie_normal_about_a_centre():
    land = ground("planar", Draws(1, "c"), 10_000, density=1.0, centres=1, spread=1800.0)
    land = attrs.evolve(land, centres=np.array([[50_000.0, 50_000.0]]))
    spots = land.scatter(Draws(1, "p"), 20_000).metres
    far = np.hypot(*(spots - land.centres[0]).T)
    # The share of a normal distribution in the plane within two standard deviations.
    assert np.mean(far < 3600) == pytest.approx(0.6 * (1 - np.exp(-2)), abs=0.015)
    assert np.mean(far > 9000) == pytest.approx(0.4 * (1 - np.pi * 0.0081), abs=0.015)


def test_urban_tasks_have_as_many_candidates_as_the_stored_instance():
    # 32 at this size; from seed to seed, as the centres happen to fall, about 4 more or less.
    found = [_candidates(generate(volunteers=500, seed=seed)) for seed in range(4)]
    assert np.mean(found) == pytest.approx(32, abs=4)


def _candidates(problem):
    """Count who could serve a task alone, on average over tasks."""
    people, tasks = problem.volunteers, problem.effective_tasks
    homes = np.array([problem.place(person.home) for person in people])
    places = np.array([problem.place(task.location) for task in tasks])
    pair = np.repeat(homes, len(tasks)), np.tile(places, len(people))
    shape = (len(people), len(tasks))
    near = problem.network.line(*pair).reshape(shape) <= 3000
    way = problem.network.seconds("bike", *pair).reshape(shape)
    skilled = np.array([[set(t.skills) <= set(v.skills) for t in tasks] for v in people])
    free = np.array([(v.available[0].start, v.available[0].end) for v in people])
    span = np.array([(t.windows[0].start, t.windows[0].end) for t in tasks])
    start = np.maximum(free[:, :1] + way, span[:, 0])
    end = np.minimum(free[:, 1:] - way, span[:, 1])
    fits = end - start >= np.array([task.duration_seconds for task in tasks])
    return (near & skilled & fits).sum() / len(tasks)


def test_fixed_tasks_have_one_start_in_the_window_of_the_plain_ones():
    plain = generate(volunteers=30, seed=4, variant="plain").tasks
    fixed = generate(volunteers=30, seed=4, variant="fixed").tasks
    for loose, tied in zip(plain, fixed, strict=True):
        (window,), (around,) = tied.windows, loose.windows
        assert window.end - window.start == tied.duration_seconds == loose.duration_seconds
        assert around.start <= window.start
        assert window.end <= around.end


def test_urban_rules_and_travel(urban):
    assert urban.rules == {
        "near_residence": {"radius_km": 3.0},
        "trip_cap": {"per_horizon": 1},
        "trip_limits": {"max_tasks": 5},
    }
    assert urban.objectives == ("coverage", "nearness")
    assert urban.travel.modes == {"bike": 15}
    tight = generate(volunteers=5, variant="tight").rules
    assert (tight["trip_limits"], tight["trip_cap"]) == ({"max_tasks": 3}, {"per_horizon": 1})
    plain = generate(volunteers=5, variant="plain", days=2).rules
    assert (plain["trip_limits"], plain["trip_cap"]) == ({"max_tasks": 1}, {"per_day": 3})


def test_several_days_spread_windows_and_offers():
    problem = generate(volunteers=400, days=5, seed=1)
    days = Counter(task.windows[0].start // DAY for task in problem.tasks)
    assert sorted(days) == [0, 1, 2, 3, 4]
    assert all(number / 1600 == pytest.approx(0.2, abs=0.04) for number in days.values())
    offered = [len(person.available) for person in problem.volunteers]
    assert min(offered) == 1
    assert np.mean(offered) / 5 == pytest.approx(0.5, abs=0.03)
    every = generate(volunteers=50, days=5, offered=1.0)
    assert {len(person.available) for person in every.volunteers} == {5}


# --- Roster ---------------------------------------------------------------------------------------


def test_a_roster_keeps_every_gate_round_the_clock():
    problem = generate("roster", volunteers=1216, days=7)
    gates = [place for place in problem.locations if place.id.startswith("g")]
    assert len(gates) == 280
    assert len(problem.tasks) == 280 * 3 * 7
    assert all(task.windows[0].seconds == 8 * HOUR for task in problem.tasks)
    assert {task.duration_seconds for task in problem.effective_tasks} == {8 * HOUR}
    first = [task.windows[0].start // HOUR for task in problem.tasks[:6]]
    assert first == [6, 14, 22, 30, 38, 46]
    places = np.array([(place.x, place.y) for place in problem.locations])
    assert places.max() <= 4000
    assert problem.rules == {
        "near_residence": {"radius_km": 1.0},
        "trip_cap": {"per_day": 1},
        "trip_limits": {"max_tasks": 1},
    }


def test_a_roster_is_offered_as_it_says():
    problem = generate("roster", volunteers=1216, days=7, seed=2)
    noon = [[_offers(person, day, 10) for day in range(7)] for person in problem.volunteers]
    night = [[_offers(person, day, 23) for day in range(7)] for person in problem.volunteers]
    for shift in (noon, night):
        people = [days for days in shift if any(days)]
        assert len(people) / 1216 == pytest.approx(0.6, abs=0.04)
        assert np.mean(people) == pytest.approx(0.85, abs=0.02)


def _offers(person, day, hour):
    at = day * DAY + hour * HOUR
    return any(span.start <= at < span.end for span in person.available)


# --- Errands and mixed ----------------------------------------------------------------------------


def test_errands_have_queues_pairs_and_pins():
    problem = generate("errands", volunteers=200, days=2, seed=1)
    assert {place.setup_seconds for place in problem.locations} == {0, 300, 600, 1200, 2400}
    assert {task.people.target for task in problem.effective_tasks} == {1, 2}
    assert {task.priority for task in problem.effective_tasks} == {
        "critical",
        "high",
        "normal",
        "low",
    }
    assert len(problem.pins) == 8
    assert problem.forbidden
    assert any(person.likes for person in problem.volunteers)
    served = Counter(task.type for task in problem.tasks)
    assert served["medicine"] / len(problem.tasks) == pytest.approx(0.2, abs=0.04)


def test_errands_with_loads_are_the_same_but_for_what_they_weigh():
    plain, loaded = (generate("errands", volunteers=60, seed=1, variant=name) for name in ("plain", "loads"))
    assert plain == generate("errands", volunteers=60, seed=1)
    bare = [attrs.evolve(task, load={}, collect={}) for task in loaded.tasks]
    assert tuple(bare) == tuple(plain.tasks)
    assert tuple(attrs.evolve(one, capacity={}) for one in loaded.volunteers) == tuple(plain.volunteers)
    assert any(task.load for task in loaded.tasks)
    assert any(task.collect for task in loaded.tasks)
    assert {kind for task in loaded.tasks for kind in (*task.load, *task.collect)} == {"bags", "parcels"}
    assert all(one.capacity["bags"] >= 4 for one in loaded.volunteers)
    assert digest(loaded) == "61ac0aa5f2ee"


@pytest.mark.parametrize("kind", ["errands", "mixed"])
@pytest.mark.parametrize("geography", GEOGRAPHIES)
def test_promised_calls_are_near_and_fit(kind, geography):
    problem = generate(kind, volunteers=60, seed=4, geography=geography)
    assert problem.pins
    assert len({pin.volunteer for pin in problem.pins}) == len(problem.pins)
    for pin in problem.pins:
        person, task = problem.volunteer(pin.volunteer), problem.task(pin.task)
        ends = (np.array([problem.place(person.home)]), np.array([problem.place(task.location)]))
        assert problem.network.line(*ends)[0] < 260
        way = problem.network.seconds(problem.mode(person), *ends)[0]
        free = person.available[0]
        start = free.start + way if pin.start is None else pin.start
        assert free.start + way <= start
        assert start + task.duration_seconds + way <= free.end
        assert not task.skills
        assert problem.location(task.location).area == problem.location(person.home).area


def test_plain_mixed_uses_every_field_that_ties_nothing_together():
    problem = generate("mixed", volunteers=60, days=2, seed=1, variant="plain")
    later = {"load", "collect", "pickup", "after", "team", "repeat", "remote", "cohort"}
    later.add("preferred")
    for cls, things in (("task", problem.tasks), ("volunteer", problem.volunteers)):
        fields = {field.name for field in attrs.fields(type(things[0]))} - later
        fields -= {"capacity", "reliability", "history", "familiar", "offered"}
        assert all(any(getattr(thing, name) for thing in things) for name in fields), cls
    assert not any(getattr(task, name) for task in problem.tasks for name in later)
    assert any(len(task.windows) > 1 for task in problem.tasks)
    assert any(len(person.available) > 2 for person in problem.volunteers)
    assert any(person.age is None for person in problem.volunteers)
    assert any(last for person in problem.volunteers for last in person.skills.values())
    assert all(any(getattr(place, n) for place in problem.locations) for n in ("access", "open"))
    for target in ("task", "beneficiary", "location"):
        assert any(getattr(pair, target) for pair in problem.forbidden)


# --- Chongqing, and the numbers themselves --------------------------------------------------------


def test_chongqing_lies_in_chongqing():
    problem = generate("errands", volunteers=500, geography="chongqing")
    assert all(29.3 < place.lat < 30.0 and 106.2 < place.lon < 107.0 for place in problem.locations)
    assert {place.area for place in problem.locations} >= {"江北区/鱼嘴镇", "江北区/寸滩街道"}
    assert all(round(place.lat, 6) == place.lat for place in problem.locations)


def test_planar_positions_are_whole_millimetres():
    places = generate(volunteers=30).locations
    assert all(round(place.x, 3) == place.x for place in places)


def test_numbers_have_the_distribution_they_claim():
    draws = Draws(5, "test")
    normal = draws.normals(20_000)
    assert normal.mean() == pytest.approx(0, abs=0.03)
    assert normal.std() == pytest.approx(1, abs=0.03)
    assert np.bincount(draws.wholes(2, 5, 9000))[2:] / 9000 == pytest.approx([1 / 3] * 3, abs=0.03)
    picks = np.bincount(draws.picks((0.5, 0.3, 0.2), 9000)) / 9000
    assert picks == pytest.approx([0.5, 0.3, 0.2], abs=0.03)
    dice = Dice(draws)
    assert {dice.one_of("abc") for _ in range(100)} == set("abc")
    assert {dice.maybe(0.5, "a") for _ in range(100)} == {"a", None}


def test_streams_of_two_purposes_differ():
    assert Draws(1, "a").units(3).tolist() == Draws(1, "a").units(3).tolist()
    assert Draws(1, "a").units(3).tolist() != Draws(1, "b").units(3).tolist()
