"""Pickups, remote tasks, chains, teams and the freeze: on tiny problems the best plan is that of every plan enumerated.

All ways, services, windows, offers and gaps are multiples of 100 s, so starts on that grid suffice (oracle/enumerate.py).
Every person's days are laid out in every order, cut into trips in every way; `verify` judges each lay-out by the rules of
one person, and the joined plans by the rules of several, cheapest first.
"""

import warnings
from itertools import permutations, product
from random import Random

import pytest
from attrs import evolve

from oracle.enumerate import flat
from rules.build import job, person, place, problem
from volmatch.domain.plan import Plan, RemoteService, Stop, Trip
from volmatch.domain.problem import Pin
from volmatch.domain.task import After, Member, Pickup
from volmatch.errors import ProblemError
from volmatch.solver import solve
from volmatch.verifier import score, verify

GRID, HORIZON = 100, 1500
OF_SEVERAL = ("staffing", "pinned")
LEAD = {"lead": None}


def case(seed):
    """Make a problem of at most two people and three tasks; in a part of the cases some of it has begun."""
    dice = Random(seed)
    people = [
        person(
            name,
            offers=[(GRID * dice.randrange(3), GRID * dice.randrange(9, 15))],
            age=dice.choice([30, 65, None]),
            skills=dice.choice([{}, LEAD]),
            capacity={"bag": dice.randrange(3)},
            max_tasks_per_trip=dice.choice([None, None, 1]),
        )
        for name in ("ann", "bob")[: dice.choice([1, 2, 2])]
    ]
    tasks = []
    for name in ("a", "b", "c")[: dice.choice([2, 3])]:
        start, length = GRID * dice.randrange(9), GRID * dice.choice([1, 1, 2])
        fetched = [GRID * dice.randrange(6)] if dice.random() < 0.4 else []
        shop = Pickup(
            location=dice.choice(["work", "shop", "shop", "home"]),
            duration=dice.choice([0, GRID]),
            windows=[(at, at + 3 * GRID) for at in fetched],
        )
        member = Member(skill=dice.choice([None, "lead"]), max_age=dice.choice([None, 59]))
        remote = dice.random() < 0.25
        tasks.append(
            job(
                name,
                dice.choice(["work", "work", "shop", "home"]),
                windows=[(start, start + length + GRID * dice.randrange(4))],
                duration=length,
                remote=remote,
                pickup=shop if not remote and len(tasks) < 2 and dice.random() < 0.6 else None,
                people=dice.choice([1, 1, 2, {"min": 1, "target": 2}]),
                team=[member] if dice.random() < 0.4 else (),
                after=[
                    After(task=one.id, min_gap=GRID * dice.choice([0, 1, 3]))
                    for one in tasks
                    if dice.random() < 0.3
                ],
                load={"bag": dice.randrange(3)} if dice.random() < 0.5 else {},
                collect={"bag": dice.randrange(3)} if dice.random() < 0.3 else {},
                priority=dice.choice(["normal", "high"]),
            )
        )
    rules = {
        "near_residence": {"radius_km": dice.choice([None, 0.2]), "pickups": dice.random() < 0.5},
        "trip_cap": {"per_horizon": dice.choice([None, None, 1])},
        "workload": {"max_tasks_per_day": dice.choice([None, None, 1, 2])},
    }
    places = place("work", GRID * dice.choice([1, 2, -1])), place("shop", GRID * dice.randrange(-2, 4))
    of = problem(*people, *tasks, *places, rules=rules)
    if dice.random() < 0.5:
        return of
    known = [one for one in of.tasks if one.id != dice.choice("abc")]
    ids = {one.id for one in known}
    earlier = evolve(of, tasks=[evolve(one, after=[a for a in one.after if a.task in ids]) for one in known])
    previous = solve(earlier, time_limit=30).plan if dice.random() < 0.9 else None
    return evolve(of, previous=previous, frozen_until=GRID * dice.randrange(1, 10))


def layouts(of, one):
    """Give each thing that somebody could do alone: what it charges, its services with their starts, its rows."""
    known = {}
    everything = list(of.effective_tasks)
    for chosen in product((False, True), repeat=len(everything)):
        mine = [task for task, is_mine in zip(everything, chosen, strict=True) if is_mine]
        items = [(task, "service") for task in mine] + [(task, "pickup") for task in mine if task.pickup]
        for order in permutations(items):
            for cuts in product((False, True), repeat=max(0, len(order) - 1)):
                blocks = _blocks(order, cuts)
                if blocks is not None:
                    for rows in _timed(of, one, blocks, one.available[0].start):
                        _keep(of, known, rows)
    return sorted(known.values(), key=lambda layout: layout[0])


def _keep(of, known, rows):
    plan = _plan(of, rows)
    services = {
        (stop.task, stop.start) for trip in plan.trips for stop in trip.stops if stop.kind == "service"
    }
    services |= {(row.task, row.start) for row in plan.remote}
    begun = {
        (stop.task, stop.kind, stop.start, row)
        for trip in plan.trips
        for row, stop in enumerate(trip.stops)
        if of.frozen_until is not None and (row == 0 or stop.start < of.frozen_until or stop.kind == "pickup")
    }
    key = frozenset(services), frozenset(begun)
    cost = tuple(level.value for level in score(of, plan)[1:])
    if key in known and known[key][0] <= cost:
        return
    found = verify(of, plan)
    if all(
        one.rule in OF_SEVERAL or (one.rule == "order" and one.subjects[1] not in ("ann", "bob"))
        for one in found
    ):
        known[key] = cost, services, rows


def _blocks(order, cuts):
    """Cut an order of stops into trips and remote services; ``None`` where a pickup is not before its service in one."""
    blocks = [[item] for item in order[:1]]
    for item, cut in zip(order[1:], cuts, strict=True):
        if cut:
            blocks.append([item])
        else:
            blocks[-1].append(item)
    for block in blocks:
        if any(task.remote for task, _ in block) and len(block) > 1:
            return None
        for row, (task, kind) in enumerate(block):
            if kind == "service" and task.pickup and (task, "pickup") not in block[:row]:
                return None
            if kind == "pickup" and (task, "service") not in block[row:]:
                return None
    return blocks


def _timed(of, one, blocks, now):
    if not blocks:
        yield ()
        return
    for row in _rows(of, one, blocks[0], now):
        end = row.end if isinstance(row, RemoteService) else row.return_
        for others in _timed(of, one, blocks[1:], end):
            yield (row, *others)


def _rows(of, one, block, now):
    (task, _), *_ = block
    if task.remote:
        for start in _starts(task, "service", now):
            end = start + task.duration_seconds
            if end <= one.available[0].end:
                yield RemoteService(volunteer=one.id, task=task.id, start=start, end=end)
        return
    for stops, end, here in _stops(of, one, block, now, 0):
        back = end + abs(int(here))
        if back <= one.available[0].end:
            first = stops[0].start - abs(int(of.location(_where(*block[0])).x))
            yield Trip(volunteer=one.id, depart=first, return_=back, stops=stops)


def _stops(of, one, block, now, here):
    if not block:
        yield (), now, here
        return
    task, kind = block[0]
    there = of.location(_where(task, kind)).x
    length = task.duration_seconds if kind == "service" else task.pickup.seconds
    for start in _starts(task, kind, now + abs(int(there - here))):
        stop = Stop(task=task.id, kind=kind, arrive=start, start=start, end=start + length)
        if stop.end <= one.available[0].end:
            for others, end, last in _stops(of, one, block[1:], stop.end, there):
                yield (stop, *others), end, last


def _where(task, kind):
    return task.location if kind == "service" else task.pickup.location


def _starts(task, kind, now):
    windows = task.windows if kind == "service" else task.pickup.windows
    length = task.duration_seconds if kind == "service" else task.pickup.seconds
    for start in range(now, HORIZON, GRID):
        if not windows or any(w.start <= start and start + length <= w.end for w in windows):
            yield start


def _plan(of, rows):
    trips = [row for row in rows if isinstance(row, Trip)]
    remote = [row for row in rows if isinstance(row, RemoteService)]
    return Plan(problem=of.name, clock=of.clock, trips=trips, remote=remote)


def best(of, pins=()):
    """Give the least value of all plans that keep every rule and some pins, or ``None`` where there is none."""
    joined = []
    choices = []
    for one in of.volunteers:
        mine = [pin for pin in pins if pin.volunteer == one.id]
        choices.append([layout for layout in layouts(of, one) if all(_keeps(layout[1], pin) for pin in mine)])
    for some in product(*choices):
        starts = {}
        for task, start in (service for _, services, _ in some for service in services):
            starts.setdefault(task, []).append(start)
        if all(len(set(at)) == 1 and len(at) >= of.task(task).people.min for task, at in starts.items()):
            rows = [row for _, _, rows in some for row in rows]
            joined.append((_value(of, starts, some), len(joined), rows))
    for value, _, rows in sorted(joined):
        if not verify(of, _plan(of, rows)):
            assert flat(score(of, _plan(of, rows))) == value
            return value
    return None


def _keeps(services, pin):
    return any(task == pin.task and pin.start in (None, start) for task, start in services)


def _value(of, starts, some):
    rank = ["critical", "high", "normal", "low"].index
    value = [0] * 8
    for task in of.effective_tasks:
        count = len(starts.get(task.id, ()))
        if count:
            value[4 + rank(task.priority)] += task.weight * (task.people.target - count)
        else:
            value[rank(task.priority)] += task.weight
    return (*value, *(sum(part) for part in zip(*(cost for cost, _, _ in some), strict=True)))


@pytest.mark.parametrize("seeds", [range(start, start + 10) for start in range(0, 60, 10)], ids=str)
def test_the_best_plan_is_that_of_every_plan_enumerated(seeds):
    for seed in seeds:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            of = case(seed)
        result = solve(of, time_limit=60)
        value = best(of)
        if value is None:
            assert (result.status, result.plan) == ("infeasible", None), seed
        else:
            assert (result.status, flat(result.levels)) == ("optimal", value), (seed, result.message)


def pinned(seed):
    """Give a problem in which nothing has begun, without and with pins; ``None`` with them where they are refused."""
    dice = Random(1000 + seed)
    of = evolve(case(seed), previous=None, frozen_until=None)
    pins = []
    for one, task in dice.sample(list(product(of.volunteers, of.tasks)), 2)[: dice.choice([1, 2])]:
        start = task.windows[0].start + GRID * dice.randrange(2) if dice.random() < 0.5 else None
        pins.append(Pin(volunteer=one.id, task=task.id, start=start))
    try:
        return of, evolve(of, pins=pins), pins
    except ProblemError:
        return of, None, pins


@pytest.mark.parametrize("seeds", [range(start, start + 10) for start in range(0, 40, 10)], ids=str)
def test_pins_are_refused_or_infeasible_exactly_where_no_plan_keeps_them(seeds):
    for seed in seeds:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            of, bound, pins = pinned(seed)
        value = best(of, pins)
        if bound is None:
            assert value is None, seed
        else:
            result = solve(bound, time_limit=60)
            found = None if result.plan is None else flat(result.levels)
            assert (result.status, found) == ("infeasible" if value is None else "optimal", value), seed
