"""What bad input gets, line by line: refused (E), warned of (W), or accepted (A).

Each row says how the input is made, what happens to it, and a fragment of the message.
"""

import math
import re
import unicodedata
import warnings
from datetime import datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from rules.build import START, job, person, place, problem, served
from volmatch.domain.clock import Interval
from volmatch.domain.location import Location
from volmatch.domain.plan import Plan, Stop, Trip
from volmatch.domain.problem import Forbidden, InputWarning, Pin, Problem
from volmatch.domain.task import After, Member, People, Pickup, Task, TaskType
from volmatch.domain.travel import Matrix, StraightLine
from volmatch.domain.volunteer import Familiar, History, Like, Volunteer
from volmatch.errors import MOST_FAULTS, ProblemError
from volmatch.solver import solve

NAN, INF = math.nan, math.inf
E, W, A = "refused", "warned of", "accepted"


def outcome(make):
    """Make a problem; give what became of it and every message there was."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            made = make()
        except ProblemError as error:
            return E, [str(fault) for fault in error.faults]
    assert all(issubclass(one.category, InputWarning) for one in caught)
    messages = [str(fault) for fault in made.warnings]
    assert [str(one.message) for one in caught] == messages[:5]
    return (W if messages else A), messages


def row(wanted, fragment, make, name):
    return pytest.param(wanted, fragment, make, id=name)


def globe(*spots, **more):
    """Put two people and places on the globe; ``spots`` are (lat, lon)."""
    places = [Location(id=f"p{number}", lat=lat, lon=lon) for number, (lat, lon) in enumerate(spots)]
    settings = {"start": START, "end": "2020-03-03T00:00", "volunteers": [], "tasks": []}
    return Problem(locations=places, **{**settings, **more})


def nowhere(radius=None, **more):
    """A problem by tables, in which no place has a position."""
    tables = {"seconds": np.zeros((2, 2)), "metres": np.zeros((2, 2))}
    return problem(
        person(**more.pop("ann", {})),
        job(**more.pop("task", {})),
        Location(id="home"),
        Location(id="work"),
        travel=Matrix({"walk": tables}),
        rules={"near_residence": {"radius_km": radius}},
        **more,
    )


GEOGRAPHY = [
    *(
        row(E, "NaN or infinity", lambda v=v, f=f: globe((29.5, 106.5), (v, 1.0) if f == "lat" else (1.0, v)), f"{f} {v}")
        for v in (NAN, INF, -INF)
        for f in ("lat", "lon")
    ),
    *(row(E, "NaN or infinity", lambda v=v: problem(place("p", v)), f"x {v}") for v in (NAN, INF)),
    row(E, "a latitude lies beyond 90 degrees. Are lat and lon swapped?", lambda: globe((106.5, 29.5)), "swapped"),
    row(E, "a latitude lies beyond 90 degrees", lambda: globe((-90.0001, 0)), "latitude below -90"),
    row(E, "a longitude lies beyond 180 degrees", lambda: globe((29, 180.0001)), "longitude above 180"),
    row(E, "a longitude lies beyond 180 degrees", lambda: globe((29, -181)), "longitude below -180"),
    row(W, "more than 1,000 km from the median of all locations: 3 of them", lambda: globe(*[(29, 106 + i / 9) for i in range(9)], (0, 1), (1, 1), (-60, 80)), "far off"),
    row(A, "", lambda: globe((29.5, 106.5), (30.5, 107.5), (37, 106.5)), "700 km off"),
    row(W, "(0, 0)", lambda: globe((0, 0)), "null island"),
    row(A, "", lambda: problem(place("p", 0, 0)), "planar origin"),
    row(A, "", lambda: globe((10, 180), (10, -180), (10.1, 179.9)), "antimeridian"),
    row(A, "", lambda: globe((10, 179.9), (10, -179.9)), "antimeridian, half on each side"),
    row(A, "", lambda: globe((90, 0), (90, 120), (89.99, -100), (89.99, 80)), "north pole"),
    row(A, "", lambda: globe((-90, 0)), "south pole"),
    row(E, "the home has no position, but a radius applies", lambda: nowhere(2.0), "no home, radius of the rule"),
    row(E, "the home has no position, but a radius applies", lambda: nowhere(ann={"radius_km": 1}), "no home, own radius"),
    row(E, "the home has no position, but a radius applies", lambda: nowhere(task={"radius_km": 1}), "no home, radius of a task"),
    row(E, "the place has no position, but a radius applies", lambda: nowhere(2.0), "no place, radius of the rule"),
    row(A, "", nowhere, "no home, no radius"),
    *(
        row(wanted, "tasks[0].pickup.location (job): the place has no position", lambda pickups=pickups: problem(
            person(), job(pickup=Pickup(location="shop")), Location(id="shop"), travel=Matrix({"walk": {"seconds": np.zeros((3, 3)), "metres": np.zeros((3, 3))}}),
            rules={"near_residence": {"radius_km": 1, "pickups": pickups}},
        ), f"no place to fetch, pickups {pickups}")
        for wanted, pickups in ((E, True), (A, False))
    ),
    row(E, "a position is missing", lambda: problem(Location(id="p")), "no position on the plane"),
    row(E, 'one of "lat" and "lon" is missing', lambda: globe((29.5, None)), "half a position"),
    row(E, 'one of "x" and "y" is missing', lambda: problem(Location(id="p", x=3)), "half a position on the plane"),
    row(E, "radius_km", lambda: problem(person(radius_km=NAN)), "radius NaN"),
    row(E, "radius_km", lambda: problem(person(radius_km=-0.1)), "radius negative"),
    row(E, "radius_km", lambda: problem(job(radius_km=-1)), "radius of a task negative"),
    row(E, "radius_km", lambda: problem(TaskType(id="k", radius_km=INF)), "radius of a type infinite"),
    row(E, "radius_km", lambda: problem(rules={"near_residence": {"radius_km": NAN}}), "radius of the rule NaN"),
    row(A, "", lambda: problem(person(radius_km=0), job(radius_km=0), rules={"near_residence": {"radius_km": 0}}), "radius zero"),
    row(E, "another datum than planar", lambda: problem(Location(id="p", lat=1, lon=2)), "degrees on the plane"),
    row(E, "another datum than WGS84", lambda: problem(coordinates="WGS84"), "metres on the globe"),
    row(E, "another datum than planar", lambda: problem(Location(id="p", x=1, y=2, lat=3)), "both"),
    row(E, "one of WGS84, GCJ02, BD09, planar", lambda: globe((1, 1), coordinates="wgs84"), "unknown datum"),
    row(E, "one of WGS84, GCJ02, BD09, planar", lambda: globe((1, 1), coordinates=None), "no datum"),
    row(E, "a number is expected, not text", lambda: problem(Location(id="p", x="1", y=2)), "text for a coordinate"),
    row(E, "a number is expected, not true or false", lambda: problem(Location(id="p", x=True, y=2)), "bool for a coordinate"),
]  # fmt: skip

NFC, NFD = unicodedata.normalize("NFC", "é"), unicodedata.normalize("NFD", "é")

IDS = [
    *(
        row(E, f"{name}[{at}].id ({twin.id}): the id stands at {name}[{at - 1}] already", lambda t=twin, u=other: problem(t, u), f"duplicate in {name}")
        for name, at, twin, other in (
            ("volunteers", 1, person("x"), person("x")),
            ("tasks", 1, job("x"), job("x")),
            ("locations", 3, place("x"), place("x")),
            ("task_types", 1, TaskType(id="x"), TaskType(id="x")),
        )
    ),
    row(A, "", lambda: problem(person("x"), job("x"), place("x"), TaskType(id="x")), "same id of different kinds"),
    row(E, "there is no location 'hme'. Did you mean 'home'?", lambda: problem(person(home="hme")), "unknown home"),
    row(E, "there is no location 'wrk'. Did you mean 'work'?", lambda: problem(job(where="wrk")), "unknown place"),
    row(E, "there is no task type 'vist'. Did you mean 'visit'?", lambda: problem(TaskType(id="visit"), job(type="vist")), "unknown type"),
    row(E, "there is no travel mode 'wlk'. Did you mean 'walk'?", lambda: problem(person(travel_mode="wlk")), "unknown mode"),
    row(E, "there is no travel mode 'bike'. Known: walk; \"travel\" may name more.", lambda: problem(person(travel_mode="bike")), "another mode"),
    row(E, "there is no volunteer 'an'. Did you mean 'ann'?", lambda: problem(person(), job(), pins=[Pin(volunteer="an", task="job")]), "pin of nobody"),
    row(E, "there is no task 'jb'. Did you mean 'job'?", lambda: problem(person(), job(), pins=[Pin(volunteer="ann", task="jb")]), "pin to nothing"),
    row(E, "there is no volunteer 'x'", lambda: problem(person(), job(), forbidden=[Forbidden(volunteer="x", task="job")]), "forbidden for nobody"),
    row(E, "there is no task 'jb'", lambda: problem(person(declined=["jb"]), job()), "declined nothing"),
    row(E, "there is no location 'x'", lambda: problem(person(familiar=Familiar(locations=["x"]))), "familiar with nowhere"),
    row(E, "there is no task 'x'", lambda: problem(person(likes=[Like(value=1, task="x")])), "likes nothing"),
    row(E, "there is no task 'x'", lambda: problem(job(after=[After(task="x")])), "after nothing"),
    row(E, "there is no location 'x'", lambda: problem(job(pickup=Pickup(location="x"))), "pickup nowhere"),
    *(
        row(E, "an id must be a string", lambda v=v: problem(person(v)), f"id of {type(v).__name__}")
        for v in (5, 5.0, True, b"v", ("v",), ["v"])
    ),
    row(E, "a value is missing", lambda: problem(person(None)), "no id"),
    row(E, "is empty", lambda: problem(person("")), "empty"),
    row(E, "lone surrogate", lambda: problem(person("a\ud800b")), "surrogate"),
    row(E, "control character", lambda: problem(person("a\0b")), "NUL"),
    row(E, "control character", lambda: problem(person("a\x85b")), "next line"),
    row(E, "control character", lambda: problem(person("a\u2028b")), "line separator"),
    row(E, "direction of writing", lambda: problem(person("a\u202eb")), "right-to-left override"),
    row(E, "direction of writing", lambda: problem(person("a\u2066b")), "isolate"),
    row(E, "direction of writing", lambda: problem(person("a\u200fb")), "right-to-left mark"),
    row(E, "has 257 characters; 256 is the most", lambda: problem(person("a" * 257)), "257 characters"),
    row(E, "has 257 characters", lambda: problem(person("志" * 257)), "257 Chinese characters"),
    row(A, "", lambda: problem(person("志" * 256)), "256 characters"),
    row(E, "begins or ends with a space", lambda: problem(person(" a")), "leading space"),
    row(E, "begins or ends with a space", lambda: problem(person("a ")), "trailing space"),
    row(E, "begins or ends with a space", lambda: problem(person("a\u3000")), "trailing wide space"),
    row(A, "", lambda: problem(person("a b"), person("007"), person("7"), person("志愿者 1")), "spaces inside, leading zeros, Chinese"),
    row(W, "differ only in case or in how their letters are composed", lambda: problem(person(f"a{NFC}"), person(f"a{NFD}")), "NFC and NFD twins"),
    row(W, "differ only in case", lambda: problem(person("Ann"), person("ann")), "case twins"),
    row(W, "differ only in case", lambda: problem(job("straße"), job("STRASSE")), "case twins of other lengths"),
    row(E, "an id must be a string", lambda: problem(person(skills=[5])), "skill that is no string"),
    row(E, "a list is expected, not text", lambda: problem(person(skills="driver")), "skills as one text"),
    row(E, "an id is empty", lambda: problem(person(access=[""])), "empty tag"),
]  # fmt: skip


def hours(start, end, zone="Europe/Berlin", **more):
    return problem(
        person(offers=[(start, end)]),
        start="2020-01-01T00:00",
        end="2021-01-01T00:00",
        timezone=zone,
        **more,
    )


def day(month, date, hour, minute=0, **more):
    return datetime(2020, month, date, hour, minute, **more)


BERLIN = ZoneInfo("Europe/Berlin")

TIME = [
    row(E, "must end after it starts", lambda: problem(end=START), "horizon of nothing"),
    row(E, "must end after it starts", lambda: problem(end="2020-03-01T00:00"), "horizon backwards"),
    row(E, "an interval must end after it starts", lambda: problem(person(offers=[(5, 5)])), "empty interval"),
    row(E, "an interval must end after it starts", lambda: problem(job(windows=[(5, 4)])), "interval backwards"),
    row(W, "intervals overlap; they are joined", lambda: problem(job(windows=[(0, 500), (400, 900)])), "overlapping windows"),
    row(W, "intervals overlap; they are joined", lambda: problem(person(offers=[(0, 500), (100, 200)])), "nested intervals"),
    row(A, "", lambda: problem(job(windows=[(0, 500), (500, 900)])), "touching windows"),
    row(A, "", lambda: problem(job(windows=[(700, 900), (0, 500)])), "unsorted windows"),
    row(E, "unlike the one at", lambda: problem(job(windows=[("2020-03-02T09:00", "2020-03-02T10:00+08:00")])), "naive and aware in one interval"),
    row(E, "this instant is written with an offset from UTC, unlike the one at start", lambda: problem(person(offers=[("2020-03-02T09:00+08:00", "2020-03-02T10:00+08:00")])), "naive start, aware offers"),
    row(A, "", lambda: problem(job(windows=[("2020-03-02T09:00+08:00", "2020-03-02T10:00Z")]), start="2020-03-02T00:00+08:00", end="2020-03-03T00:00Z"), "different offsets"),
    row(W, "daylight saving skips this wall time", lambda: hours(day(3, 29, 2, 30), day(3, 29, 9)), "gap"),
    row(W, "daylight saving repeats this wall time; the first", lambda: hours(day(10, 25, 2, 30), day(10, 25, 9)), "fold"),
    row(A, "", lambda: hours(day(3, 29, 1, 59), day(3, 29, 3)), "around a gap"),
    row(W, "daylight saving skips", lambda: hours(day(9, 6, 0), day(9, 6, 9), "America/Santiago"), "gap at midnight"),
    row(A, "", lambda: problem(job(duration=7200, windows=[(0, 3600), (7200, 10_000)])), "duration longer than every window"),
    row(E, "a duration is negative", lambda: problem(job(duration=-1)), "negative duration"),
    row(E, "a duration is negative", lambda: problem(job(duration=timedelta(seconds=-1))), "negative timedelta"),
    row(E, "a duration in whole seconds is expected, not NaN", lambda: problem(job(duration=NAN)), "NaN duration"),
    row(E, "a duration in whole seconds is expected, not NaN", lambda: problem(job(duration=INF)), "infinite duration"),
    row(E, "a duration in whole seconds is expected", lambda: problem(job(duration=True)), "bool duration"),
    row(E, "a duration in whole seconds is expected", lambda: problem(job(duration=1.5)), "half a second"),
    row(E, "a duration has a fraction of a second", lambda: problem(job(duration=timedelta(milliseconds=1500))), "half a second of timedelta"),
    row(E, "a number is larger than 2^53", lambda: problem(job(duration=2**53 + 1)), "huge duration"),
    row(A, "", lambda: problem(job(duration=0), job("b", duration=timedelta(0)), job("c", duration=60.0)), "durations of nothing"),
    row(E, "a duration is negative", lambda: problem(place("p", setup=-5)), "negative setup"),
    row(E, "longer than ten years", lambda: problem(end="2030-03-04T00:00"), "horizon of ten years and two days"),
    row(A, "", lambda: problem(end="2030-03-02T00:00"), "horizon of ten years"),
    row(E, "there is no time zone 'Asia/Chongqin'. Use an IANA name", lambda: problem(timezone="Asia/Chongqin"), "unknown zone"),
    row(E, "there is no time zone ''", lambda: problem(timezone=""), "empty zone"),
    row(E, "there is no time zone 'Asia'", lambda: problem(timezone="Asia"), "half a zone"),
    row(E, "there is no time zone '../UTC'", lambda: problem(timezone="../UTC"), "zone outside the folder"),
    row(E, "text is expected, not a whole number", lambda: problem(timezone=8), "zone as a number"),
    row(A, "", lambda: problem(job(windows=[("2020-03-02T23:00", "2020-03-03T01:00")])), "past midnight"),
    row(A, "", lambda: problem(job(windows=[(np.int64(0), np.int64(500))])), "numpy seconds"),
    row(E, "an instant is expected", lambda: problem(job(windows=[("2020-03-02", "2020-03-03")])), "dates alone"),
    row(E, "an instant is expected", lambda: problem(job(windows=[(0.0, 500.0)])), "real seconds"),
    row(E, "an instant is expected", lambda: problem(job(windows=[(False, 500)])), "bool seconds"),
    row(E, "an instant is expected", lambda: problem(job(windows=[({}, [])])), "nonsense"),
    row(E, 'an interval with "start" and "end"', lambda: problem(job(windows=[5])), "no interval"),
    row(E, 'an interval with "start" and "end"', lambda: problem(job(windows=[(1, 2, 3)])), "three ends"),
    row(E, 'an interval with "start" and "end"', lambda: problem(job(windows=[{"start": 1}])), "one end"),
    row(A, "", lambda: problem(job(windows=[{"start": 1, "end": "2020-03-02T09:00"}])), "an object"),
    row(E, "a list is expected", lambda: problem(Task(id="t", location="work", windows=5, duration=1)), "no list of windows"),
    row(E, "fraction of a second", lambda: hours(day(3, 2, 9, microsecond=1), day(3, 2, 10)), "microseconds"),
    row(E, "an instant is expected", lambda: problem(job(windows=[("2020-03-02T09:00:00.5", "2020-03-03T00:00")])), "microseconds in text"),
    row(E, "more than 300 years from the start", lambda: problem(job(windows=[(0, 10**11), (-(10**11), -5)])), "far instants"),
    row(E, "more than 300 years from the start", lambda: problem(job(windows=[Interval(0, 10**15)])), "one far interval"),
    row(E, "an instant is expected, such as 2020-03-02T00:00", lambda: problem(start="2020-03-02"), "start as a date"),
    row(E, "an instant is expected, such as 2020-03-02T00:00", lambda: problem(end=5), "end as a number"),
    row(E, "Add the time of day: 2020-03-02T00:00", lambda: problem(start="2020-03-02"), "start as a date, mended"),
    row(E, "Add the time of day: 2020-03-03T00:00", lambda: problem(job(windows=[(0, "2020-03-03")])), "a date alone, mended"),
    row(E, "Put the date before it", lambda: problem(job(windows=[(0, "9:00")])), "a time of day alone"),
    row(E, "the year must lie between 1000 and 9000", lambda: problem(start="0900-01-01T00:00"), "antiquity"),
    row(E, "a date such as 2020-03-10 is expected", lambda: problem(person(skills={"s": "2020-3-1"})), "no date"),
    row(E, "a date such as 2020-03-10 is expected", lambda: problem(person(skills={"s": 5})), "date as a number"),
]  # fmt: skip

LARGE = 2**53


class Count(int):
    """An integer by another name."""


NUMBERS = [
    *(
        row(E, name, lambda n=name: problem(person(**{n: -1})), f"negative {name}")
        for name in (
            "max_trips", "max_trips_per_day", "max_hours_per_day", "max_km_per_day",
            "max_tasks_per_trip", "max_tasks_per_day", "age", "radius_km", "reliability",
        )
    ),
    *(
        row(A, "", lambda n=name: problem(person(**{n: 0})), f"zero {name}")
        for name in (
            "max_trips", "max_trips_per_day", "max_hours_per_day", "max_km_per_day",
            "max_tasks_per_trip", "max_tasks_per_day", "age", "radius_km", "reliability",
        )
    ),
    *(row(E, "trip_cap", lambda v=v: problem(rules={"trip_cap": {"per_day": v}}), f"cap of {v}") for v in (-1, 1.5, True, "1", NAN)),
    row(A, "", lambda: problem(rules={"trip_cap": {"per_day": 0, "per_horizon": 2.0}}), "cap of zero"),
    row(E, "1 or more", lambda: problem(job(people=0)), "no people"),
    row(E, "1 or more", lambda: problem(job(people=-2)), "fewer than no people"),
    row(E, "1 or more", lambda: problem(job(people={"min": 0, "target": 2})), "min of 0"),
    row(E, '"min" of people is larger than the "target"', lambda: problem(job(people={"min": 3, "target": 2})), "min above target"),
    row(E, '"min" of people is larger than the "target"', lambda: problem(TaskType(id="k", people={"min": 3, "target": 2}), job(type="k")), "min above target in a type"),
    row(E, "unknown field 'max'", lambda: problem(job(people={"min": 1, "max": 2})), "people of another shape"),
    row(A, "", lambda: problem(job(people=5)), "more people than volunteers"),
    row(A, "", lambda: problem(job(people=People(min=1, target=2)), job("b", people={"min": 2, "target": 2})), "people as an object"),
    row(E, "larger than 2^53", lambda: problem(person(max_trips=LARGE + 1)), "cap above 2^53"),
    row(A, "", lambda: problem(person(max_trips=LARGE)), "cap of 2^53"),
    row(E, "larger than 2^53", lambda: problem(job(weight=LARGE + 1)), "weight above 2^53"),
    row(E, "larger than 2^53", lambda: problem(job(weight=float(2**60))), "real weight above 2^53"),
    row(E, "the weights add up to more than 2^53", lambda: problem(job(weight=2**52), job("b", weight=2**52 + 1)), "weights above 2^53 together"),
    row(A, "", lambda: problem(job(weight=2**52), job("b", weight=2**52)), "weights of 2^53 together"),
    row(E, "the weights add up to more than 2^53", lambda: problem(job(weight=2**50), job("b", weight=0.000001)), "weights above 2^53 once scaled"),
    row(E, "not a negative one", lambda: problem(job(weight=-1)), "negative weight"),
    row(E, "not a negative one", lambda: problem(job(weight=-0.5)), "negative real weight"),
    row(E, "exact at one millionth", lambda: problem(job(weight=0.1234567)), "seven decimals"),
    row(A, "", lambda: problem(job(weight=0.123456), job("b", weight=1.5), job("c", weight=Fraction(1, 4))), "six decimals"),
    row(E, "a number, 0 or more, is expected", lambda: problem(job(weight=NAN)), "NaN weight"),
    row(E, "a number, 0 or more, is expected", lambda: problem(job(weight="3")), "text weight"),
    *(
        row(E, "true or false", lambda m=m: m(), name)
        for name, m in (
            ("bool weight", lambda: problem(job(weight=True))),
            ("bool people", lambda: problem(job(people=True))),
            ("bool cap", lambda: problem(person(max_trips=True))),
            ("bool age", lambda: problem(person(age=False))),
            ("bool load", lambda: problem(job(load={"bags": True}))),
            ("bool like", lambda: problem(person(likes=[Like(value=True, task="job")]), job())),
        )
    ),
    row(E, "not bool", lambda: problem(person(max_trips=np.True_)), "numpy bool for a whole number"),
    row(E, "not bool", lambda: problem(person(age=np.True_)), "numpy bool for a real number"),
    row(E, "not bool", lambda: problem(job(weight=np.True_)), "numpy bool for a weight"),
    row(
        A, "",
        lambda: problem(
            person(max_trips=np.int32(3), age=np.float32(30), max_km_per_day=np.int64(5)),
            job(weight=np.float64(1.5), people=np.uint8(1), duration=np.int16(60), lifted=np.False_),
            place("p", np.float32(1), np.int64(2)),
        ),
        "numpy scalars",
    ),
    row(A, "", lambda: problem(person(max_trips=Count(3), age=Fraction(61, 2)), job(weight=2.0)), "other numbers"),
    *(
        row(E, "", lambda m=m: m(10**5000), name)
        for name, m in (
            ("5,000 digits for a cap", lambda n: problem(person(max_trips=n))),
            ("5,000 digits for an age", lambda n: problem(person(age=n))),
            ("5,000 digits for a weight", lambda n: problem(job(weight=n))),
            ("5,000 digits for a duration", lambda n: problem(job(duration=n))),
            ("5,000 digits for an instant", lambda n: problem(job(windows=[(0, n), (5, 6)]))),
            ("5,000 digits for a coordinate", lambda n: problem(place("p", n))),
            ("5,000 digits for a speed", lambda n: problem(travel=StraightLine({"walk": n}))),
            ("5,000 digits for people", lambda n: problem(job(people=n))),
        )
    ),
    row(E, "150 or less", lambda: problem(person(age=151)), "age of 151"),
    row(E, "1 or less", lambda: problem(person(reliability=1.01)), "more than reliable"),
    row(E, "history", lambda: problem(person(history=History(hours=-1))), "negative history"),
    row(E, "one of critical, high, normal, low", lambda: problem(job(priority="urgent")), "unknown priority"),
    row(E, "true or false is expected", lambda: problem(job(lifted="yes")), "text for a flag"),
    row(E, "true or false is expected", lambda: problem(job(lifted=1)), "number for a flag"),
    row(E, "an object with a value for each name", lambda: problem(person(capacity=5)), "capacity of no kind"),
    row(E, "0 or more", lambda: problem(person(capacity={"bags": -1})), "negative capacity"),
]  # fmt: skip


def ring(*pairs):
    names = dict.fromkeys(name for pair in pairs for name in pair)
    return [job(name, after=[After(task=b) for a, b in pairs if a == name]) for name in names]


def stale(volunteer, task):
    stop = Stop(task=task, arrive=0, start=0, end=100)
    trip = Trip(volunteer=volunteer, depart=0, return_=100, stops=(stop,))
    return problem(person(), job(), previous=Plan(problem="tiny", clock=problem().clock, trips=[trip]))


STRUCTURE = [
    row(A, "", lambda: problem(job()), "no volunteers"),
    row(A, "", lambda: problem(person()), "no tasks"),
    row(A, "", problem, "nothing"),
    row(A, "", lambda: Problem(volunteers=[], tasks=[], locations=[], start=START, end="2020-03-03T00:00"), "not even places"),
    row(E, "in a circle: a → b → a", lambda: problem(*ring("ab", "ba")), "two in a circle"),
    row(E, "in a circle: a → a", lambda: problem(*ring("aa")), "one in a circle"),
    row(E, "in a circle: b → c → d → b", lambda: problem(*ring("ab", "bc", "cd", "db")), "three in a circle behind one"),
    row(A, "", lambda: problem(*ring("ab", "ac", "bd", "cd")), "a diamond"),
    row(E, "contradicts pins[1] ('ann' to 'b')", lambda: problem(person(), job("a", windows=[(1000, 1100)]), job("b", windows=[(1000, 1100)]), pins=[Pin(volunteer="ann", task="a", start=1000), Pin(volunteer="ann", task="b", start=1000)]), "contradictory pins"),
    row(E, "'ann' cannot be pinned to 'job': near_residence", lambda: problem(person(), job(), rules={"near_residence": {"radius_km": 0.1}}, pins=[Pin(volunteer="ann", task="job")]), "pin of an ineligible pair"),
    row(E, "'ann' is pinned to 'job' and forbidden it", lambda: problem(person(), job(), pins=[Pin(volunteer="ann", task="job")], forbidden=[Forbidden(volunteer="ann", task="job")]), "pinned and forbidden"),
    row(E, "'ann' is pinned to 'job' and forbidden it", lambda: problem(person(declined=["job"]), job(), pins=[Pin(volunteer="ann", task="job")]), "pinned and declined"),
    row(E, "is forbidden this task", lambda: problem(person(), job(beneficiary="li"), pins=[Pin(volunteer="ann", task="job")], forbidden=[Forbidden(volunteer="ann", beneficiary="li")]), "pinned and forbidden by beneficiary"),
    row(E, "pinned twice, with different starts", lambda: problem(person(), job(), pins=[Pin(volunteer="ann", task="job", start=s) for s in (600, 700)]), "pinned to two starts"),
    row(W, "no volunteer has the skill 'nurse'", lambda: problem(person(), job(skills=["nurse"])), "unknown skill"),
    row(W, "no volunteer has the skill 'nurse'", lambda: problem(person(), job(type="k"), TaskType(id="k", skills=["nurse"])), "unknown skill of a type"),
    row(W, "a trip of 'nobody', who is no longer there, is dropped", lambda: stale("nobody", "job"), "stale previous plan, volunteer"),
    row(W, "the task 'gone', which is no longer there, is dropped", lambda: stale("ann", "gone"), "stale previous plan, task"),
    row(A, "", lambda: stale("ann", "job"), "previous plan"),
    row(E, "a Plan is expected", lambda: problem(previous={"trips": []}), "previous that is no plan"),
    row(E, "a task has no duration", lambda: problem(job(duration=None)), "no duration"),
    row(E, "a task has no window", lambda: problem(job(windows=[])), "no window"),
    row(E, "a task has no location", lambda: problem(job(where=None)), "no location"),
    row(A, "", lambda: problem(job(type="k", duration=None), TaskType(id="k", duration=60)), "duration of the type"),
    row(E, "tasks[0] (job): the team has 3 of a kind, but no more than 2 people", lambda: problem(job(people=2, team=[Member(count=3, max_age=59)])), "team above target"),
    row(E, "the team has 2 of a kind, but no more than 1 people", lambda: problem(job(type="k", team=[Member(count=2)]), TaskType(id="k", people=1)), "team above target of the type"),
    row(A, "", lambda: problem(job(people={"min": 1, "target": 2}, team=[Member(count=2), Member(count=2, max_age=59)])), "team whose members count twice"),
    row(E, "1 or more", lambda: problem(job(team=[Member(count=0)])), "nobody in a team"),
    row(W, "tasks[0].team[0].skill: no volunteer has the skill 'leader'", lambda: problem(person(), job(team=[Member(skill="leader")])), "unknown skill of a team"),
    row(W, "tasks[0].preferred (job): the preferred interval lies outside all windows of the task", lambda: problem(job(windows=[(0, 500), (900, 1000)], preferred=(500, 900))), "preferred beside the windows"),
    row(A, "", lambda: problem(job(windows=[(0, 500), (900, 1000)], preferred=(499, 600))), "preferred that touches a window"),
    row(E, "tasks[0] (job): a remote task has a pickup, but is in no trip", lambda: problem(job(remote=True, pickup=Pickup(location="home"))), "pickup of a remote task"),
    row(E, "a remote task has a pickup", lambda: problem(job(type="k", pickup=Pickup(location="home")), TaskType(id="k", remote=True)), "pickup of a task of a remote type"),
    row(A, "", lambda: problem(job(pickup=Pickup(location="home"))), "pickup of nothing"),
    row(A, "", lambda: problem(job(remote=True), job("b", remote=True, where=None)), "remote with a place and without"),
    row(E, "the loads of 'bags' add up to more than 2^53", lambda: problem(job(load={"bags": 2**52}, collect={"bags": 2**52 + 1})), "loads above 2^53 together"),
    row(E, "the loads of 'bags' add up to more than 2^53", lambda: problem(job(load={"bags": 2**52 + 1}, pickup=Pickup(location="home"))), "loads above 2^53 fetched and brought"),
    row(A, "", lambda: problem(job(load={"bags": 2**52, "eggs": 2**53}, pickup=None, collect={"bags": 2**52})), "loads of 2^53 together"),
    row(E, "the loads of 'bags' add up to more than 2^53", lambda: problem(job(load={"bags": 2**52}, windows=[(0, 500)], repeat="FREQ=DAILY")), "loads above 2^53 of all occurrences"),
    row(E, "the weights add up to more than 2^53", lambda: problem(job(weight=2**52, windows=[(0, 500)], repeat="FREQ=DAILY")), "weights above 2^53 of all occurrences"),
    row(E, "there is no task type 'x'", lambda: problem(person(likes=[Like(value=1, task_type="x")])), "likes no type"),
    row(E, "there is no location 'x'", lambda: problem(person(likes=[Like(value=1, location="x")])), "likes nowhere"),
    row(A, "", lambda: problem(person(likes=[Like(value=1, beneficiary="li")], familiar=Familiar(beneficiaries=["wu"]))), "beneficiaries of another time"),
    row(A, "", lambda: problem(frozen_until="2020-03-01T00:00"), "frozen until before the start"),
    row(A, "", lambda: problem(frozen_until="2021-03-01T00:00"), "frozen until after the end"),
    row(E, "a list of Volunteer objects is expected", lambda: Problem(volunteers={}, tasks=[], locations=[], start=START, end="2020-03-03T00:00"), "volunteers that are no list"),
    row(E, "volunteers[0]: a Volunteer is expected", lambda: Problem(volunteers=[5], tasks=[], locations=[], start=START, end="2020-03-03T00:00"), "volunteers that are none"),
    row(E, "exactly one of", lambda: problem(person(), job(), forbidden=[Forbidden(volunteer="ann")]), "forbidden nothing"),
    row(E, "exactly one of", lambda: problem(person(), job(), forbidden=[Forbidden(volunteer="ann", task="job", location="work")]), "forbidden two things"),
    row(E, "an object with the fields of Pin", lambda: problem(person(), job(), pins=[("ann", "job")]), "pins of another shape"),
    row(A, "", lambda: problem(person(), job(), pins=[{"volunteer": "ann", "task": "job"}]), "pins as objects"),
]  # fmt: skip


@pytest.mark.parametrize(("wanted", "fragment", "make"), [*GEOGRAPHY, *IDS, *TIME, *NUMBERS, *STRUCTURE])
def test_what_bad_input_gets(wanted, fragment, make):
    became, messages = outcome(make)
    assert became == wanted, messages
    assert any(fragment in message for message in messages) or not messages, messages


# -- how it is told -----------------------------------------------------------------------------------


def test_all_faults_are_reported_at_once():
    with pytest.raises(ProblemError) as caught:
        problem(
            person(age=-1, radius_km=NAN, home="hme"),
            person("bob", max_trips=-1),
            job(people=0, weight=-1, windows=[(5, 4)]),
            place("p", NAN),
            rules={"trip_cap": {"per_day": 1}},
            pins=[Pin(volunteer="x", task="job")],
            end="2020-03-01T00:00",
        )
    paths = {fault.path for fault in caught.value.faults}
    assert {
        "volunteers[0].age",
        "volunteers[0].radius_km",
        "volunteers[0].home",
        "volunteers[1].max_trips",
        "tasks[0].people.min",
        "tasks[0].weight",
        "tasks[0].windows[0].end",
        "locations[2].x",
        "pins[0].volunteer",
        "end",
    } <= paths
    subjects = {fault.path: fault.subject for fault in caught.value.faults}
    assert subjects["volunteers[1].max_trips"] == "bob"
    assert subjects["tasks[0].weight"] == "job"


def test_at_most_a_hundred_faults_are_reported_and_the_rest_counted():
    with pytest.raises(ProblemError) as caught:
        problem(*(person(f"v{row}", age=-1) for row in range(150)))
    error = caught.value
    assert (len(error.faults), error.num_faults) == (MOST_FAULTS, 150)
    lines = str(error).splitlines()
    assert lines[0] == "150 faults:"
    assert lines[-1] == "  … and 50 more"
    assert len(lines) == 102


def test_only_the_first_few_warnings_are_issued_and_all_are_kept():
    with pytest.warns(InputWarning) as caught:
        made = problem(*(job(f"t{row}", windows=[(0, 500), (400, 600)]) for row in range(20)))
    assert len(caught) == 5
    assert len(made.warnings) == 20
    assert caught[0].filename == __file__ or "build.py" in caught[0].filename


SECRET = "17 Garden Road"


def test_no_coordinate_or_address_stands_in_a_message_or_repr():
    home = Location(id="h", lat=29.123456, lon=106.987654, area=SECRET)
    faults = []
    cases = [
        lambda: globe((95.123456, 29.987654)),
        lambda: globe((29.123456, 206.987654)),
        lambda: globe((29.123456, None)),
        lambda: problem(place("p", "29.123456")),
        lambda: problem(Location(id="p", lat=29.123456, lon=106.987654)),
        lambda: problem(place("p", area=SECRET + "\ud800")),
        lambda: problem(person(age=SECRET)),
        lambda: problem(job(priority=SECRET)),
        lambda: problem(job(lifted=SECRET)),
        lambda: problem(job(windows=[(SECRET, SECRET)])),
        lambda: problem(job(duration=SECRET)),
        lambda: problem(person(skills={"s": SECRET})),
        lambda: problem(travel={"kind": SECRET}),
        lambda: problem(travel=Matrix({"walk": {"seconds": SECRET, "metres": SECRET}})),
        lambda: problem(coordinates=SECRET),
        lambda: problem(start=SECRET),
        lambda: problem(rules={"trip_cap": {"per_day": SECRET}}),
    ]
    for make in cases:
        became, messages = outcome(make)
        assert became == E
        faults += messages
    with pytest.warns(InputWarning):
        made = globe((29.123456, 106.987654), (-29.123456, -16.987654))
    faults += [str(one) for one in made.warnings]
    ann = Volunteer(
        id="v",
        home="h",
        available=[(5, 6)],
        age=83.5,
        access=[SECRET],
        familiar=Familiar(beneficiaries=[SECRET]),
    )
    task = job("t", where="h", beneficiary=SECRET, pickup=Pickup(location="h"))
    made = Problem(
        volunteers=[ann], tasks=[task], locations=[home], start=START, end="2020-03-03T00:00", name=SECRET
    )
    shown = [repr(thing) for thing in (home, ann, made.volunteers[0], made, made.locations[0], made.tasks[0])]
    shown.append(repr(made.effective_tasks[0]))
    for text in [*faults, *shown]:
        assert not re.search(r"(123456|987654|Garden|83\.5)", text), text


def test_a_message_about_an_id_that_cannot_be_printed_can_be_printed():
    for name in ("a\ud800b", "a\x1b[2Jb", "a\u202eb"):
        with pytest.raises(ProblemError) as caught:
            problem(person(name))
        text = str(caught.value)
        text.encode("utf-8")
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_a_task_longer_than_its_windows_is_unserved_with_a_reason():
    of = problem(person(), job(duration=7200, windows=[(0, 3600)]))
    (unserved,) = solve(of).plan.unserved
    assert (unserved.task, unserved.reason) in (("job", "window"), ("job", "available"))
    assert sum(unserved.blocked_by.values()) == 1


def test_more_people_than_volunteers_is_unserved_with_a_reason():
    of = problem(person(), job(people=5))
    (unserved,) = solve(of).plan.unserved
    assert (unserved.task, unserved.reason) == ("job", "staffing")
    assert served(of) == []


def test_an_unreachable_place_is_accepted_and_unserved():
    tables = {"seconds": [[0, None], [None, 0]], "metres": [[0, None], [None, 0]]}
    of = problem(person(), job(), travel=Matrix({"walk": tables}))
    assert served(of) == []
