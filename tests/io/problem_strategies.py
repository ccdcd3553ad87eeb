"""Whole valid problems and plans, with every field of the domain, for the tests of reading and writing."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from typing import Any

from attrs import evolve
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from volmatch.domain.clock import Clock, Interval
from volmatch.domain.geography import DATUMS
from volmatch.domain.location import Location
from volmatch.domain.plan import STATUSES, STOPS, Level, Plan, RemoteService, Stop, Trip, Unserved
from volmatch.domain.problem import Forbidden, Pin, Problem
from volmatch.domain.task import PRIORITIES, After, Member, People, Pickup, Task, TaskType
from volmatch.domain.travel import Matrix, StraightLine
from volmatch.domain.volunteer import Familiar, History, Like, Volunteer

NIGHTLY = bool(os.environ.get("VOLMATCH_NIGHTLY"))


def cases(per_push: int, nightly: int) -> settings:
    """Give settings without a deadline; per push always the same cases, so that a run can be repeated."""
    return settings(
        max_examples=nightly if NIGHTLY else per_push,
        deadline=None,
        derandomize=not NIGHTLY,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


ODD_NAMES = (
    "=1+1", "+86", "-1", "@here", "'", "''", "'=x", "'x", "''=", "＝1", "007", "1.50", "1e5", "NaN",
    "null", "TRUE", "是", "a|b", "|", "a\\", "\\|", "\\\\", "a=b", "=", "a, b", 'say "hi"', '"', ",",
    "圣泉街道", "江津区/圣泉街道", "id", "key", "志愿者", "#1", "a b", "tasks[0]", "é", "a;b", "{}", "[1]",
)  # fmt: skip

_letters = st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co", "Zl", "Zp"))
names = st.one_of(
    st.sampled_from(ODD_NAMES),
    st.text(_letters, min_size=1, max_size=6).filter(lambda text: text == text.strip()),
)
texts = st.one_of(
    st.sampled_from(("", " ", "\t", "\r", "a\nb", "'", "=1", "x\r\n", '"', "\u2028", "\ufeff")),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8),
)
numbers = st.one_of(
    st.integers(0, 150), st.floats(0, 150, allow_subnormal=False), st.sampled_from((0.1, 1e-7, 12.5))
)
counts = st.integers(0, 1000)
amounts = st.dictionaries(names, counts, max_size=2)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
repeats = st.sampled_from(
    (
        "FREQ=DAILY",
        "RRULE:FREQ=DAILY;INTERVAL=2;COUNT=4",
        "FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20200331",
        "rrule:freq=daily;until=20200401T120000Z\r\nEXDATE:20200322,20200324\r\n",
        "FREQ=DAILY;COUNT=2\nRDATE;VALUE=DATE:20200328",
    )
)
weights = st.one_of(st.integers(0, 1000), st.integers(0, 10**6).map(lambda number: number / 10**6))
seconds = st.one_of(st.integers(0, 500).map(lambda minutes: 60 * minutes), st.integers(0, 30000))


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


def some(strategy: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=most)


def fields(**strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Draw a few of these fields; most things leave most fields out."""
    chosen = st.lists(st.sampled_from(sorted(strategies)), max_size=8, unique=True)
    return chosen.flatmap(lambda keys: st.fixed_dictionaries({key: strategies[key] for key in sorted(keys)}))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = draw(st.integers(-100_000, 400_000))
    return Interval(start, start + draw(st.integers(1, 90_000)))


shared = {
    "skills": some(names),
    "min_age": numbers,
    "max_age": numbers,
    "radius_km": numbers,
    "lifted": st.booleans(),
    "remote": st.booleans(),
    "cohort": names,
    "priority": st.sampled_from(PRIORITIES),
    "duration": seconds,
    "people": st.one_of(
        st.integers(1, 5),
        st.tuples(st.integers(1, 5), st.integers(0, 5)).map(
            lambda pair: People(min=pair[0], target=sum(pair))
        ),
    ),
    "areas": some(names),
    "organisations": some(names),
}


def locations(datum: str, placed: bool) -> st.SearchStrategy[dict[str, Any]]:
    first, second = ("x", "y") if datum == "planar" else ("lat", "lon")
    degrees = (st.floats(-90, 90), st.floats(-180, 180))
    metres = (st.floats(-1e7, 1e7), st.floats(-1e7, 1e7))
    place = dict(zip((first, second), metres if datum == "planar" else degrees, strict=True))
    position = st.fixed_dictionaries(place if placed else {})
    more = fields(area=texts, setup=seconds, access=names, open=some(intervals()))
    return st.tuples(position, more).map(lambda parts: parts[0] | parts[1])


def volunteers(task_ids: list[str], types: list[str], places: list[str], modes: list[str]) -> Any:
    place = st.sampled_from(places)
    targets = [st.fixed_dictionaries({"location": place}), st.fixed_dictionaries({"beneficiary": names})]
    targets += [st.fixed_dictionaries({"task": st.sampled_from(task_ids)})] if task_ids else []
    targets += [st.fixed_dictionaries({"task_type": st.sampled_from(types)})] if types else []
    like = st.tuples(st.integers(-10, 10), st.one_of(targets))
    more = fields(
        available=some(intervals(), 3),
        skills=st.one_of(some(names), st.dictionaries(names, maybe(days), max_size=3)),
        age=numbers,
        radius_km=numbers,
        areas=some(names),
        access=some(names),
        capacity=amounts,
        **dict.fromkeys(("max_trips", "max_trips_per_day"), counts),
        **dict.fromkeys(("max_tasks_per_trip", "max_tasks_per_day"), counts),
        **dict.fromkeys(("max_hours_per_day", "max_km_per_day"), numbers),
        organisation=names,
        reliability=st.floats(0, 1),
        history=st.builds(History, trips=counts, hours=numbers, offered_hours=numbers, exposures=counts),
        familiar=st.builds(Familiar, beneficiaries=some(names), locations=some(place)),
        likes=some(like.map(lambda pair: Like(value=pair[0], **pair[1]))),
        declined=some(st.sampled_from(task_ids)) if task_ids else st.just(()),
        offered=json_values,
    )
    must = st.fixed_dictionaries({"home": place, "travel_mode": st.sampled_from(modes)})
    return st.tuples(must, more).map(lambda parts: parts[0] | parts[1])


def tasks(before: list[str], types: list[str], places: list[str]) -> st.SearchStrategy[Any]:
    """Draw the fields of a task, which may be after some others."""
    place = st.sampled_from(places)
    after = st.builds(After, task=st.sampled_from(before), min_gap=seconds) if before else st.nothing()
    must = st.fixed_dictionaries(
        {
            "windows": st.lists(intervals(), min_size=1, max_size=3),
            "location": place,
            "duration": seconds,
            "after": some(after) if before else st.just(()),
        }
    )
    pickup = st.builds(Pickup, location=place, duration=seconds, windows=some(intervals()))
    member = st.builds(
        Member, count=st.integers(1, 5), skill=maybe(names), min_age=maybe(numbers), max_age=maybe(numbers)
    )
    more = fields(
        type=st.sampled_from(types) if types else st.none(),
        preferred=intervals(),
        weight=weights,
        beneficiary=names,
        load=amounts,
        collect=amounts,
        pickup=pickup,
        team=some(member),
        repeat=repeats,
        **{key: strategy for key, strategy in shared.items() if key != "duration"},
    )
    return st.tuples(must, more).map(lambda parts: parts[0] | parts[1])


def travels(num_places: int) -> st.SearchStrategy[Any]:
    modes = st.lists(names, min_size=1, max_size=2, unique=True)
    speed = st.floats(0.5, 120)
    cell = st.one_of(st.integers(0, 9999), st.floats(0, 9999), st.just(float("inf")))
    table = st.lists(
        st.lists(cell, min_size=num_places, max_size=num_places),
        min_size=num_places,
        max_size=num_places,
    )
    tables = st.fixed_dictionaries({"seconds": table, "metres": table})
    line = modes.flatmap(
        lambda keys: st.builds(
            StraightLine, st.fixed_dictionaries(dict.fromkeys(keys, speed)), st.floats(1, 3)
        )
    )
    matrix = modes.flatmap(lambda keys: st.builds(Matrix, st.fixed_dictionaries(dict.fromkeys(keys, tables))))
    return st.one_of(st.just(StraightLine()), line, matrix)


pairs_of_names = some(st.lists(names, min_size=2, max_size=2))


def parameters(**strategies: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=strategies)


rules = parameters(
    near_residence=parameters(radius_km=numbers, same_area=st.integers(1, 4), pickups=st.booleans()),
    trip_cap=parameters(per_day=counts, per_horizon=counts),
    trip_limits=parameters(max_tasks=counts, max_hours=numbers, max_km=numbers),
    workload=parameters(
        **dict.fromkeys(("max_hours_per_day", "max_km_per_day", "min_rest_hours"), numbers),
        **dict.fromkeys(("max_tasks_per_day", "max_days_in_a_row", "max_days"), counts),
    ),
    cohorts=parameters(
        exclusive=pairs_of_names,
        scope=st.one_of(
            st.sampled_from(("trip", "day", "horizon")), st.fixed_dictionaries({"days": st.integers(1, 30)})
        ),
    ),
    exposure=parameters(
        per=st.sampled_from(("beneficiary", "location", "cohort")), cohorts=some(names), max_people=counts
    ),
    companions=parameters(apart=pairs_of_names, together=pairs_of_names),
    supplies=st.dictionaries(
        names, parameters(per_trip=counts, per_task=counts, per_day=counts, total=counts), max_size=2
    ),
)
objectives = st.sampled_from(
    (
        ["coverage", "nearness", "trips"],
        ["coverage"],
        ["coverage", "exposed", {"nearness": 1, "fairness": 50}, "lateness"],
        ["coverage", {"stability": 3, "continuity": 1, "preferences": 2}, "fairness"],
    )
)
objective_options = parameters(
    nearness=st.fixed_dictionaries({"measure": st.sampled_from(("metres", "seconds", "home_distance"))}),
    exposed=st.fixed_dictionaries({"cohorts": some(names)}),
)


@st.composite
def plans(draw: st.DrawFn, task_ids: Any = names, volunteer_ids: Any = names) -> Plan:
    instants = st.integers(1_583_000_000, 1_584_000_000)

    def services(cls: Any, **more: Any) -> Any:
        return st.builds(cls, task=task_ids, start=instants, end=instants, **more)

    stops = services(Stop, arrive=instants, kind=st.sampled_from(("service", "pickup")))
    trip = st.builds(Trip, volunteer=volunteer_ids, depart=instants, return_=instants, stops=some(stops, 3))
    value = st.one_of(st.integers(-(2**53), 2**53), st.lists(counts, min_size=8, max_size=8).map(tuple))
    gap = maybe(st.floats(0, 10))
    level = st.builds(Level, name=texts, value=value, bound=maybe(value), gap=gap)
    unserved = st.builds(Unserved, task=task_ids, reason=texts, blocked_by=amounts)
    return Plan(
        problem=draw(texts),
        clock=Clock.of(datetime(2020, 3, 1, tzinfo=UTC)),
        trips=draw(some(trip)),
        remote=draw(some(services(RemoteService, volunteer=volunteer_ids))),
        unserved=draw(some(unserved)),
        levels=draw(some(level)),
        status=draw(st.sampled_from(STATUSES)),
        stopped_by=draw(st.sampled_from(STOPS)),
    )


@st.composite
def task_lists(draw: st.DrawFn, ids: list[str], types: list[TaskType], places: list[str]) -> list[Task]:
    """Draw tasks that fit together: who comes after whom, and what a team and a remote task may ask for."""
    kinds = {kind.id: kind for kind in types}
    made: list[Task] = []
    for name in ids:
        once = [task.id for task in made if task.repeat is None]
        said = draw(tasks(once, [*kinds], places))
        kind = kinds.get(said.get("type"), TaskType(id="-"))
        if said.get("repeat") is not None:
            earlier = [task for task in made if task.repeat is not None]
            if earlier:
                # After another that repeats, and on the same dates.
                twin = draw(st.sampled_from(earlier))
                said |= {name: getattr(twin, name) for name in ("windows", "repeat", "pickup")}
                said["remote"] = False
                said["after"] = [*said["after"], After(task=twin.id, min_gap=draw(seconds))]
        if said.get("remote", kind.remote):
            said["pickup"] = None
        people = said.get("people", kind.people) or 1
        most = people.target if isinstance(people, People) else people
        said["team"] = [evolve(member, count=min(member.count, most)) for member in said.get("team", ())]
        made.append(Task(id=name, **said))
    return made


def _with_ids(draw: st.DrawFn, ids: list[str], strategy: Any, cls: Any) -> list[Any]:
    return [cls(id=name, **draw(strategy)) for name in ids]


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw a whole problem. What is merely odd in it (far places, unknown skills) is a warning."""
    ids = st.lists(names, max_size=3, unique=True)
    places = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    types, task_ids, people = draw(ids), draw(ids), draw(ids)
    travel = draw(travels(len(places)))
    datum = draw(st.sampled_from(DATUMS))
    some_types = _with_ids(draw, types, fields(**shared), TaskType)
    some_tasks = draw(task_lists(task_ids, some_types, places))
    made = volunteers(task_ids, types, places, list(travel.modes))
    some_people = _with_ids(draw, people, made, Volunteer)
    start = datetime(2020, 3, 20) + timedelta(minutes=draw(st.integers(0, 20_000)))
    pairs = [(v.id, t) for v in some_people for t in task_ids if t not in v.declined]
    chosen = draw(some(st.sampled_from(pairs))) if pairs else []
    pinned, banned = chosen[:1], [pair for pair in chosen[1:] if pair not in chosen[:1]]
    of = Problem(
        volunteers=some_people,
        tasks=some_tasks,
        locations=_with_ids(draw, places, locations(datum, placed=True), Location),
        task_types=some_types,
        start=start.isoformat(),
        end=(start + timedelta(days=draw(st.integers(1, 9)))).isoformat(),
        timezone=draw(st.sampled_from(("UTC", "Asia/Shanghai", "Europe/Berlin", "America/St_Johns"))),
        coordinates=datum,
        travel=travel,
        rules=draw(rules),
        objectives=draw(objectives),
        objective_options=draw(objective_options),
        forbidden=[Forbidden(volunteer=v, task=t) for v, t in banned]
        + [Forbidden(volunteer=v, beneficiary=draw(names)) for v in people[:1]],
        frozen_until=draw(maybe(seconds)),
        name=draw(texts),
    )
    # Pins and earlier plans name what is served: occurrences, of tasks that repeat.
    served = [task.id for task in of.effective_tasks]
    pins = [
        Pin(volunteer=v, task=draw(st.sampled_from(of.occurrences(t))), start=draw(maybe(seconds)))
        for v, t in pinned
        if of.occurrences(t)
    ]
    earlier = draw(maybe(plans(st.sampled_from(["gone", *served]), st.sampled_from(["gone", *people]))))
    return evolve(of, pins=pins, previous=earlier) if pins or earlier else of
