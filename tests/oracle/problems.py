"""Random problems for the oracle, as plain cases: dictionaries that JSON can hold, made into a `Problem` by `build`.

A case says everything in whole seconds since its start, so that it can be shrunk (`shrink`), moved, mirrored and stored
in ``regressions/``. Three families:

* `tied`: at most 3 volunteers and 3 tasks, like `tiny`, with what ties people, tasks and days together (ties.py).
* `tiny`: at most 3 volunteers and 4 tasks, fit for `enumerate_plans`. Every duration, setup, way, window and cap
  on time is a multiple of the case's ``grid``; or (kind ``"free"``) ways are arbitrary and every window is
  exactly as long as the service, so that starts are fixed. Either way the starts on the grid suffice.
* `small`: at most 5 volunteers and 8 tasks, with ways as they come.

All features of the rules and objectives are drawn, each in a part of the cases.
"""

from __future__ import annotations

import copy
import json
import warnings
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

from attrs import evolve

from oracle.enumerate import Oracle
from oracle.ties import Ties
from volmatch.domain.location import Location
from volmatch.domain.plan import Plan, RemoteService, Stop, Trip
from volmatch.domain.problem import Problem
from volmatch.domain.task import After, Member, Pickup, Task, TaskType
from volmatch.domain.travel import Matrix, StraightLine
from volmatch.domain.volunteer import Familiar, History, Volunteer
from volmatch.rulebook import rules_of

HOUR = 3600
DAY = 24 * HOUR
PRIORITIES = ("critical", "high", "normal", "low")
REGRESSIONS = Path(__file__).parent / "regressions"


# ---------------------------------------------------------------------------------------------------------- building


def build(case, *, pins=True):
    """Make the problem of a case; warnings about odd input are not what is tested here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = datetime.fromisoformat(case["start"])
        problem = Problem(
            name=case.get("name", ""),
            start=start,
            end=start + timedelta(days=case.get("days", 2)),
            timezone=case.get("timezone", "UTC"),
            coordinates=case.get("coordinates", "planar"),
            travel=_travel(case["travel"]),
            locations=[_location(row) for row in case["locations"]],
            task_types=[_timed(TaskType, row) for row in case.get("task_types", [])],
            volunteers=[_person(row) for row in case["volunteers"]],
            tasks=[_timed(Task, row) for row in case["tasks"]],
            rules=copy.deepcopy(case.get("rules", {})),
            objectives=copy.deepcopy(case.get("objectives", ["coverage", "nearness", "trips"])),
            objective_options=copy.deepcopy(case.get("objective_options", {})),
            pins=copy.deepcopy(case.get("pins", [])) if pins else [],
            forbidden=copy.deepcopy(case.get("forbidden", [])),
            frozen_until=None if "previous" in case else case.get("frozen_until"),
        )
        if "previous" not in case:
            return problem
        return evolve(
            problem, previous=_planned(problem, case["previous"]), frozen_until=case.get("frozen_until")
        )


def _planned(problem, said):
    """Make the earlier plan of a case: trips are [volunteer, depart, return, stops], stops [task, kind, arrive, start, end]."""
    trips = [
        Trip(
            volunteer=volunteer,
            depart=depart,
            return_=back,
            stops=[Stop(task=t, kind=k, arrive=a, start=s, end=e) for t, k, a, s, e in stops],
        )
        for volunteer, depart, back, stops in said.get("trips", [])
    ]
    remote = [RemoteService(volunteer=v, task=t, start=s, end=e) for v, t, s, e in said.get("remote", [])]
    return Plan(problem=problem.name, clock=problem.clock, trips=trips, remote=remote)


def _written(rows):
    trips = [
        [
            row.volunteer,
            row.depart,
            row.return_,
            [[s.task, s.kind, s.arrive, s.start, s.end] for s in row.stops],
        ]
        for row in rows
        if isinstance(row, Trip)
    ]
    remote = [[row.volunteer, row.task, row.start, row.end] for row in rows if isinstance(row, RemoteService)]
    return {"trips": trips, "remote": remote}


def _travel(said):
    if "matrix" in said:
        return Matrix(copy.deepcopy(said["matrix"]))
    return StraightLine(dict(said["modes"]), detour=said.get("detour", 1.0))


def _location(row):
    row = dict(row)
    if "setup" in row:
        row["setup"] = timedelta(seconds=row["setup"])
    return Location(**row)


def _timed(cls, row):
    row = dict(row)
    if "duration" in row:
        row["duration"] = timedelta(seconds=row["duration"])
    if "pickup" in row:
        row["pickup"] = Pickup(**row["pickup"])
    for field, part in (("after", After), ("team", Member)):
        if field in row:
            row[field] = [part(**one) for one in row[field]]
    return cls(**row)


def _person(row):
    row = dict(row)
    for field, part in (("history", History), ("familiar", Familiar)):
        if field in row:
            row[field] = part(**row[field])
    return Volunteer(**row)


def show(case):
    """Write a case so that it can be pasted into a file of ``regressions/``."""
    return json.dumps(case, ensure_ascii=False, indent=1)


# --------------------------------------------------------------------------------------------------------- generating


def tiny(seed, *, pins=None, plain=False):
    """Draw a case that can be enumerated, with nothing that ties things together. ``plain`` leaves out pins and caps by the day."""
    return _Draw(Random(f"tiny {seed}"), 3, 4, exact=True, pins=pins, plain=plain).case(seed)


def tied(seed, *, pins=None):
    """Draw a case that can be enumerated, in which people, tasks or days are tied together."""
    draw = _Draw(Random(f"tied {seed}"), 3, 3, exact=True, pins=pins, tied=1)
    draw.fewest = draw.random.choice((1, 2, 2, 3))
    return draw.case(seed)


def joined(seed, *, make=tied, **options):
    """Draw a case in which two people, or now and then three, serve only together, and most tasks are for several."""
    case, dice = make(seed, **options), Random(f"joined {seed}")
    names = [person["id"] for person in case["volunteers"]]
    dice.shuffle(names)
    pairs = [[one, other] for one, other in pairwise(names[: dice.choice((2, 2, 2, 3))])]
    case.setdefault("rules", {})["companions"] = {"together": pairs}
    for task in case["tasks"]:
        if dice.random() < 0.7:
            task["people"] = dice.choice(
                ({"min": 2, "target": 2}, {"min": 1, "target": 2}, {"min": 2, "target": 3})
            )
    return case


def small(seed, *, pins=False, volunteers=5, tasks=8, kind=None, berlin=True, tied=0):
    """Draw a case of up to 5 × 8 whose times need not lie on a grid; a share ``tied`` of them has what ties things together."""
    draw = _Draw(Random(f"small {seed}"), volunteers, tasks, exact=False, pins=pins, tied=tied)
    if kind:
        draw.kind, draw.reach = kind, 3 * draw.grid // 1800
    draw.berlin = berlin
    return draw.case(seed)


class _Draw:
    def __init__(self, random, most_volunteers, most_tasks, *, exact, pins, plain=False, tied=0):
        self.random, self.tied = random, tied
        self.most_volunteers, self.most_tasks = most_volunteers, most_tasks
        self.exact, self.pins, self.plain = exact, pins, plain
        self.kind = random.choice(("line", "line", "matrix", "matrix", "free", "degrees"))
        self.grid = random.choice((HOUR, HOUR, HOUR // 2))
        self.reach = 3 * self.grid // 1800 if self.kind == "line" else 1
        """Kilometres of a short way."""
        self.long = random.random() < 0.4
        self.fixed = (exact and self.kind in ("free", "degrees")) or random.random() < 0.15
        self.lone = random.random() < 0.35
        self.berlin, self.fewest = True, 1
        self.first = 0 if not self.long else random.choice((-6, -3)) * HOUR
        self.slots = 9 if not self.long else (30 * HOUR // self.grid if not exact else 18)

    def maybe(self, chance):
        return self.random.random() < chance

    def case(self, seed):
        r = self.random
        zones = (("UTC", "2020-03-02"), ("Asia/Shanghai", "2020-03-02"), ("Europe/Berlin", "2020-03-28"))
        zone, day = r.choice(zones if self.berlin else zones[:2])
        # The windows of a long case lie around the first midnight after the start.
        clock = "T18:00" if self.long else "T08:00"
        case = {"name": f"seed {seed}", "start": day + clock, "days": 3, "timezone": zone, "grid": self.grid}
        case |= self.places()
        case["task_types"] = self.types() if self.maybe(0.4) else []
        case["volunteers"] = [
            self.volunteer(f"v{n}", case) for n in range(1, self.number(self.most_volunteers) + 1)
        ]
        case["tasks"] = [self.task(f"t{n}", case) for n in range(1, self.number(self.most_tasks) + 1)]
        self.lengthen(case)
        case["rules"] = self.rules()
        self.wishes(case)
        self.objectives(case)
        self.loads(case, Random(f"loads {seed} {self.exact}"))
        self.ties(case, Random(f"ties {seed} {self.exact}"))
        if self.pins if self.pins is not None else self.maybe(0.2):
            case["pins"] = self.pinned(case)
        return {key: value for key, value in case.items() if value not in ([], {})}

    def number(self, most):
        return max(self.fewest, self.random.randint(1, most), self.random.randint(1, most))

    # places and ways

    def places(self):
        r = self.random
        count = r.randint(2, 6)
        named = [f"p{n}" for n in range(1, count + 1)]
        rows = [{"id": name, **self.position()} for name in named]
        for row in rows:
            if self.maybe(0.6):
                row["area"] = r.choice(("a", "a/x", "a/x/1", "a/y", "b", "b/x"))
            if self.maybe(0.25):
                row["setup"] = self.grid if self.exact else r.choice((300, 1234, HOUR))
            if self.maybe(0.06):
                row["access"] = r.choice(("gate", "ward"))
            if self.maybe(0.1):
                row["open"] = self.intervals(r.choice((1, 2)), 3, 8)
        modes = r.choice((("walk",), ("walk",), ("walk", "bike")))
        bare = self.kind == "matrix" and self.maybe(0.3)
        self.bare = bare
        if bare:
            for row in rows:
                row.pop("x"), row.pop("y")
        if self.kind == "matrix":
            travel = {"matrix": {mode: self.tables(count) for mode in modes}}
        elif self.kind == "line":
            travel = {
                "modes": {mode: (6.0, 3.0)[n] for n, mode in enumerate(modes)},
                "detour": r.choice((1.0, 1.0, 2.0)),
            }
        else:
            travel = {
                "modes": {mode: (4.5, 13.0)[n] for n, mode in enumerate(modes)},
                "detour": r.choice((1.0, 1.3)),
            }
        self.modes = modes
        return {
            "locations": rows,
            "travel": travel,
            "coordinates": "WGS84" if self.kind == "degrees" else "planar",
        }

    def position(self):
        r = self.random
        if self.kind == "degrees":
            return {
                "lat": round(29.29 + r.randrange(200) / 10_000, 4),
                "lon": round(106.25 + r.randrange(200) / 10_000, 4),
            }
        if self.kind == "line":
            # On a line all distances are whole multiples: at 6 km/h one step takes one slot of the grid.
            step = 6000 * self.grid // HOUR
            return {"x": step * r.choice((-2, -1, -1, 0, 0, 1, 1, 2)), "y": 0}
        return {"x": r.randrange(0, 4000, 100), "y": r.randrange(0, 4000, 100)}

    def tables(self, count):
        r = self.random
        unit = self.grid if self.exact and not self.fixed else r.choice((self.grid, 60))
        lost = r.choice((0.0, 0.0, 0.12))
        seconds = [[0] * count for _ in range(count)]
        metres = [[0] * count for _ in range(count)]
        symmetric = self.maybe(0.4)
        for a in range(count):
            for b in range(count):
                if a == b:
                    continue
                if symmetric and b < a:
                    seconds[a][b], metres[a][b] = seconds[b][a], metres[b][a]
                elif r.random() < lost:
                    seconds[a][b] = metres[a][b] = None
                else:
                    seconds[a][b] = unit * r.choice(
                        (0, 0, 1, 1, 1, 2) if unit == self.grid else (5, 10, 22, 41)
                    )
                    metres[a][b] = r.randrange(0, 5000, 250)
        return {"seconds": seconds, "metres": metres}

    def place(self, case):
        return self.random.choice(case["locations"])["id"]

    # times

    def intervals(self, count, shortest, longest):
        """Draw stretches of so many slots, within the slots that the case plays in."""
        rows = []
        for _ in range(count):
            length = self.random.randint(shortest, longest)
            start = self.random.randrange(max(1, self.slots - length + 1))
            first = self.first + start * self.grid
            rows.append([first, first + length * self.grid])
        return rows

    # things

    def types(self):
        r = self.random
        rows = []
        for name in ("visit", "guard"):
            row = {"id": name}
            if self.maybe(0.3):
                row["skills"] = r.sample(("driver", "nurse"), r.choice((1, 1, 2)))
            if self.maybe(0.3):
                row["min_age"] = 18
            if self.maybe(0.3):
                row["priority"] = r.choice(PRIORITIES)
            if self.maybe(0.2):
                row["people"] = {"min": 1, "target": 2}
            if self.maybe(0.2):
                row["radius_km"] = self.reach * r.choice((1.0, 3.0, 6.0)) if not self.bare else None
            if self.maybe(0.2):
                row["lifted"] = True
            if self.maybe(0.2):
                row["areas"] = [r.choice(("a", "a/x", "b"))]
            if self.maybe(0.2):
                row["organisations"] = ["red"]
            rows.append({key: value for key, value in row.items() if value is not None})
        return rows

    def volunteer(self, name, case):
        r = self.random
        row = {"id": name, "home": self.place(case)}
        row["available"] = self.intervals(r.choice((1, 1, 1, 2)), self.slots // 2, self.slots + 3)
        if self.maybe(0.02):
            row["available"] = []
        if self.maybe(0.6):
            row["skills"] = {
                skill: r.choice((None, None, None, case["start"][:10], "2020-03-01"))
                for skill in r.sample(("driver", "nurse"), r.choice((1, 2, 2)))
            }
        if self.maybe(0.9):
            row["age"] = r.choice((17, 18, 30, 30, 59, 60, 71))
        if len(self.modes) > 1 or self.maybe(0.3):
            row["travel_mode"] = r.choice(self.modes)
        if self.maybe(0.15) and not self.bare:
            row["radius_km"] = self.reach * r.choice((0.0, 1.0, 2.0, 3.0, 6.0))
        if self.maybe(0.1):
            row["areas"] = [r.choice(("a", "a/x", "b"))]
        if self.maybe(0.5):
            row["access"] = r.sample(("gate", "ward"), r.randint(1, 2))
        if self.maybe(0.3):
            row["organisation"] = r.choice(("red", "blue"))
        for field, values, chance in (
            ("max_trips", (1, 1, 2, 0), 0.12),
            ("max_tasks_per_trip", (1, 2, 2, 0), 0.12),
            ("max_trips_per_day", (1, 1, 2, 0), 0.12),
            ("max_hours_per_day", (2, 4, 6), 0.12),
            ("max_km_per_day", tuple(self.reach * km for km in (3, 6, 12)), 0.1),
            ("max_tasks_per_day", (1, 2, 2, 0), 0.1),
        ):
            if self.maybe(chance) and not (self.plain and "day" in field):
                row[field] = r.choice(values)
        return row

    def task(self, name, case):
        r = self.random
        row = {"id": name, "location": self.place(case)}
        length = r.choice((1, 1, 1, 1, 2, 2)) if not self.maybe(0.04) else 0
        row["duration"] = self.grid * length if self.exact or self.maybe(0.5) else r.choice((600, 1500, 5000))
        slots = max(1, -(-row["duration"] // self.grid))
        most = 3 if self.exact else 6
        if self.fixed and row["duration"]:
            rows = self.intervals(r.choice((1, 2, 3, 3)), slots, slots)
            row["windows"] = [[start, start + row["duration"]] for start, _ in _apart(rows)]
        else:
            row["windows"] = self.intervals(r.choice((1, 1, 1, 2)), slots, slots + r.randint(0, 2 * most))
        kinds = [kind["id"] for kind in case["task_types"]]
        if kinds and self.maybe(0.6):
            row["type"] = r.choice(kinds)
        if self.maybe(0.6):
            row["priority"] = r.choice(PRIORITIES)
        if self.maybe(0.5):
            row["weight"] = r.choice((0, 1, 2, 3, 5, 10)) if not self.maybe(0.04) else 10**9 + r.randrange(3)
        if self.maybe(0.3):
            row["people"] = r.choice(
                (
                    {"min": 1, "target": 2},
                    {"min": 1, "target": 2},
                    {"min": 2, "target": 2},
                    {"min": 2, "target": 3},
                    {"min": 1, "target": 3},
                )
            )
        if self.maybe(0.3):
            row["beneficiary"] = r.choice(("ann", "bob"))
        if self.maybe(0.15):
            row["skills"] = r.choice((["driver"], ["nurse"], []))
        if self.maybe(0.1):
            row["min_age"], row["max_age"] = r.choice(((18, 60), (18, 59), (60, 100)))
        if self.maybe(0.08):
            row["areas"] = [r.choice(("a", "a/x"))]
        if self.maybe(0.08):
            row["organisations"] = r.choice((["red"], ["red", "blue"]))
        if self.maybe(0.1) and not self.bare:
            row["radius_km"] = self.reach * r.choice((0.0, 1.0, 3.0))
        if self.maybe(0.1):
            row["lifted"] = r.choice((True, True, False))
        return row

    def lengthen(self, case):
        """Leave services of no length only away from homes and where starts are free (see regressions/zero-*.json)."""
        homes = {volunteer["home"] for volunteer in case["volunteers"]}
        for task in case["tasks"]:
            if not task["duration"] and (
                self.fixed or task["location"] in homes or task["location"] in self.twins(case, homes)
            ):
                task["duration"] = self.grid
                task["windows"] = [[start, start + self.grid] for start, _ in task["windows"]]

    def twins(self, case, homes):
        """Name the places that lie where a home is, or may: no way leads out of the door."""
        return (
            {row["id"] for row in case["locations"]}
            if self.kind == "matrix"
            else {
                row["id"]
                for row in case["locations"]
                for home in case["locations"]
                if home["id"] in homes
                and all(row[axis] == home[axis] for axis in row.keys() & {"x", "y", "lat", "lon"})
            }
        )

    # rules, wishes, objectives, pins

    def rules(self):
        r = self.random
        said = {}
        if self.maybe(0.25):
            near = {} if self.bare else {"radius_km": self.reach * r.choice((1.0, 2.0, 3.0, 6.0))}
            if self.maybe(0.35):
                near["same_area"] = r.choice((1, 1, 2))
            said["near_residence"] = near
        if self.maybe(0.35):
            cap = {"per_horizon": r.choice((1, 2, 2, 3))} if self.maybe(0.6) else {}
            if self.maybe(0.6) and not self.plain:
                cap["per_day"] = r.choice((1, 1, 2))
            said["trip_cap"] = cap
        limits = {}
        if self.lone:
            limits["max_tasks"] = 1
        elif self.maybe(0.25):
            limits["max_tasks"] = r.choice((2, 2, 3))
        if self.maybe(0.2):
            limits["max_hours"] = r.choice((2, 3, 4, 6))
        if self.maybe(0.15):
            limits["max_km"] = self.reach * r.choice((1.5, 3, 6, 9))
        if limits:
            said["trip_limits"] = limits
        if self.maybe(0.25) and not self.plain:
            work = {}
            if self.maybe(0.5):
                work["max_hours_per_day"] = r.choice((2, 3, 4, 6, 8))
            if self.maybe(0.4):
                work["max_km_per_day"] = self.reach * r.choice((3, 6, 9, 12))
            if self.maybe(0.4):
                work["max_tasks_per_day"] = r.choice((1, 2, 3))
            said["workload"] = work
        return said

    def wishes(self, case):
        r = self.random
        bans = []
        names = [task["id"] for task in case["tasks"]]
        for volunteer in case["volunteers"]:
            if self.maybe(0.08):
                volunteer["declined"] = [r.choice(names)]
            if self.maybe(0.12):
                target = r.choice(("task", "beneficiary", "location"))
                value = {"task": r.choice(names), "beneficiary": "ann", "location": self.place(case)}[target]
                bans.append({"volunteer": volunteer["id"], target: value})
            if self.maybe(0.5):
                volunteer["likes"] = [self.like(case, names) for _ in range(r.randint(1, 3))]
        case["forbidden"] = bans

    def like(self, case, names):
        r = self.random
        target = r.choice(("task", "beneficiary", "location", *(["task_type"] if case["task_types"] else [])))
        value = {
            "task": r.choice(names),
            "beneficiary": r.choice(("ann", "bob")),
            "location": self.place(case),
            "task_type": "visit",
        }
        return {target: value[target], "value": r.randint(-10, 10)}

    def objectives(self, case):
        r = self.random
        below = ["nearness", "trips", "preferences"]
        r.shuffle(below)
        below = below[: r.randint(0, 3)]
        if len(below) > 1 and self.maybe(0.35):
            merged = {name: r.choice((1, 2, 7, 50)) for name in below[:2]}
            below = [merged, *below[2:]] if self.maybe(0.5) else [*below[2:], merged]
        case["objectives"] = ["coverage", *below]
        if self.maybe(0.4):
            measures = ("metres", "seconds") if self.bare else ("metres", "seconds", "home_distance")
            case["objective_options"] = {"nearness": {"measure": r.choice(measures)}}

    def loads(self, case, r):
        """Give some cases loads; by dice of their own, so that the rest of a case is as it was before there were any."""
        if r.random() < 0.6:
            return
        kinds = r.choice((("bags",), ("bags",), ("bags", "crates")))
        fields = r.choice((("load",), ("collect",), ("load", "collect"), ("load", "collect")))
        for task in case["tasks"]:
            for field in fields:
                amounts = {kind: r.choice((0, 1, 1, 2, 2, 3)) for kind in kinds if r.random() < 0.75}
                if amounts:
                    task[field] = amounts
        for volunteer in case["volunteers"]:
            amounts = {kind: r.choice((1, 2, 2, 3, 3, 4, 5)) for kind in kinds if r.random() < 0.93}
            if amounts:
                volunteer["capacity"] = amounts

    def ties(self, case, r):
        """Tie some cases together; by dice of their own, like loads."""
        if r.random() >= self.tied:
            return
        if r.random() < 0.75:
            self.loosen(case, r)
        homes = {volunteer["home"] for volunteer in case["volunteers"]}
        safe = {row["id"] for row in case["locations"]} - homes - self.twins(case, homes)
        ties = Ties(case, r, exact=self.exact, fixed=self.fixed, safe=safe, pickups_near=not self.bare)
        if r.random() < 0.35:
            self.earlier(case, r)
        ties.draw()
        if "previous" in case and r.random() < 0.6:
            case["frozen_until"] = self.grid * (self.first // self.grid + r.randint(0, self.slots))

    def loosen(self, case, r):
        """Leave out most of what forbids pairs, so that there is much to plan; the offers become long."""
        for task in [*case["tasks"], *case["task_types"]]:
            for field in ("skills", "min_age", "max_age", "areas", "organisations", "radius_km"):
                if r.random() < 0.8:
                    task.pop(field, None)
        for place in case["locations"]:
            place.pop("access", None)
        for person in case["volunteers"]:
            for field in [
                field for field in person if field.startswith("max_") or field in ("areas", "radius_km")
            ]:
                if r.random() < 0.7:
                    del person[field]
            person["available"] = [[self.first, self.first + (self.slots + r.randint(-2, 3)) * self.grid]]
        for name in list(case["rules"]):
            if r.random() < 0.6:
                del case["rules"][name]
        if r.random() < 0.4:
            for thing in [*case["tasks"], *case["volunteers"]]:
                for field in ("load", "collect", "capacity"):
                    thing.pop(field, None)

    def earlier(self, case, r):
        """Lay out an earlier plan: what each of some volunteers could do alone, mostly what no other does."""
        oracle = Oracle(
            build({key: value for key, value in case.items() if value not in ([], {})}), self.grid
        )
        ways, rows, taken = [way for way in oracle.ways() if 0 < len(way) < 3], [], set()
        for volunteer in oracle.problem.volunteers:
            for way in r.sample(ways, min(len(ways), 6)):
                names = {name for block in way for name, _ in block}
                timed = next(iter(oracle._timed(volunteer, way)), ())
                free = r.random() < 0.15 or not names & taken
                if timed and free and oracle._allowed(volunteer, timed):
                    rows += timed
                    taken |= names
                    break
        if rows:
            case["previous"] = _written(rows)

    def pinned(self, case):
        r = self.random
        pairs = [(volunteer["id"], task) for volunteer in case["volunteers"] for task in case["tasks"]]
        if self.maybe(0.85):
            # Most pairs at random are plainly impossible, and refused when the problem is made; others teach more.
            problem = build(case)
            rules = rules_of(problem)
            pairs = [
                (name, task)
                for name, task in pairs
                if not any(
                    rule.forbids(problem, problem.volunteer(name), problem.task(task["id"])) for rule in rules
                )
            ]
        rows = []
        for name, task in r.sample(pairs, min(len(pairs), r.choice((1, 1, 2, 2, 3)))):
            pin = {"volunteer": name, "task": task["id"]}
            if self.maybe(0.35):
                start, end = r.choice(task["windows"])
                free = max(0, (end - start - task["duration"]) // self.grid)
                pin["start"] = start + self.grid * r.randint(0, free)
            rows.append(pin)
        return rows


def _apart(rows):
    """Leave out intervals that touch an earlier one: joined, they would be longer than a service."""
    kept = []
    for start, end in sorted(rows):
        if not kept or start > kept[-1][1]:
            kept.append([start, end])
    return kept


# ---------------------------------------------------------------------------------------------------------- shrinking


def shrink(case, fails, tries=400):
    """Make a failing case smaller while it still fails: fewer things, fewer rules, fewer fields, fewer intervals."""
    case = copy.deepcopy(case)
    progress = True
    while progress:
        progress = False
        for smaller in _smaller(case):
            tries -= 1
            if tries < 0:
                return case
            if _still(fails, smaller):
                case, progress = smaller, True
                break
    return case


def _still(fails, case):
    try:
        return bool(fails(copy.deepcopy(case)))
    except Exception:
        return False


def _smaller(case):
    for key in ("pins", "tasks", "volunteers", "forbidden", "task_types"):
        for row in range(len(case.get(key, []))):
            yield _without(case, key, row)
    used = {volunteer["home"] for volunteer in case["volunteers"]} | {
        place
        for task in case["tasks"]
        for place in (task["location"], task.get("pickup", {}).get("location"))
    }
    for row, place in enumerate(case["locations"]):
        if place["id"] not in used:
            yield _without(case, "locations", row)
    for name, said in case.get("rules", {}).items():
        yield _edited(case, lambda c, name=name: c["rules"].pop(name))
        for parameter in said if len(said) > 1 else ():
            yield _edited(case, lambda c, name=name, parameter=parameter: c["rules"][name].pop(parameter))
    for row in range(1, len(case.get("objectives", []))):
        yield _edited(case, lambda c, row=row: c["objectives"].pop(row))
    for row, level in enumerate(case.get("objectives", [])):
        for name in level if isinstance(level, dict) else ():
            yield _edited(case, lambda c, row=row, name=name: c["objectives"].__setitem__(row, name))
    for kind in ("trips", "remote"):
        for row in range(len(case.get("previous", {}).get(kind, []))):
            yield _edited(case, lambda c, kind=kind, row=row: c["previous"][kind].pop(row))
    for key in ("objective_options", "task_types", "forbidden", "previous", "frozen_until"):
        if case.get(key):
            yield _edited(case, lambda c, key=key: c.pop(key))
    needed = {
        "id",
        "home",
        "location",
        "windows",
        "available",
        "duration",
        "volunteer",
        "task",
        "x",
        "y",
        "lat",
        "lon",
    }
    for key in ("pins", "tasks", "volunteers", "locations", "task_types"):
        for row, thing in enumerate(case.get(key, [])):
            for field in thing.keys() - needed:
                yield _edited(case, lambda c, key=key, row=row, field=field: c[key][row].pop(field))
            for field in ("windows", "available", "likes", "open"):
                for item in range(len(thing.get(field, [])) if len(thing.get(field, [])) > 1 else 0):
                    yield _edited(
                        case, lambda c, key=key, row=row, f=field, item=item: c[key][row][f].pop(item)
                    )


def _forget(twin, kind, gone):
    """Leave out what speaks of a task or volunteer that is gone."""
    said = twin.get("rules", {}).get("companions", {})
    for name in said if kind == "volunteer" else ():
        said[name] = [pair for pair in said[name] if gone not in pair]
    for task in twin["tasks"] if kind == "task" else ():
        task["after"] = [one for one in task.get("after", []) if one["task"] != gone]
    known = twin.get("previous", {})
    of = 0 if kind == "volunteer" else 1
    if "remote" in known:
        known["remote"] = [row for row in known["remote"] if row[of] != gone]
    if "trips" in known:
        known["trips"] = [
            row
            for row in known["trips"]
            if (row[0] != gone if kind == "volunteer" else all(stop[0] != gone for stop in row[3]))
        ]


def _edited(case, edit):
    twin = copy.deepcopy(case)
    edit(twin)
    return twin


def _without(case, key, row):
    twin = copy.deepcopy(case)
    gone = twin[key].pop(row)["id"] if key not in ("pins", "forbidden") else None
    if key == "locations" and "matrix" in twin["travel"]:
        for tables in twin["travel"]["matrix"].values():
            for table in tables.values():
                table.pop(row)
                for line in table:
                    line.pop(row)
    if key in ("tasks", "volunteers"):
        kind = key[:-1]
        twin["pins"] = [pin for pin in twin.get("pins", []) if pin[kind] != gone]
        twin["forbidden"] = [ban for ban in twin.get("forbidden", []) if ban.get(kind) != gone]
        _forget(twin, kind, gone)
    if key == "tasks":
        for volunteer in twin["volunteers"]:
            volunteer["declined"] = [task for task in volunteer.get("declined", []) if task != gone]
            volunteer["likes"] = [like for like in volunteer.get("likes", []) if like.get("task") != gone]
    if key == "locations":
        for volunteer in twin["volunteers"]:
            volunteer["likes"] = [like for like in volunteer.get("likes", []) if like.get("location") != gone]
        twin["forbidden"] = [ban for ban in twin.get("forbidden", []) if ban.get("location") != gone]
    if key == "task_types":
        for task in twin["tasks"]:
            if task.get("type") == gone:
                del task["type"]
    return {
        name: value
        for name, value in twin.items()
        if value not in ([], {}) or name in ("tasks", "volunteers")
    }
