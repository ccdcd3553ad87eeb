"""What must hold between the optima of two problems, one made from the other. Each relation is a function of a case.

It gives ``""``, or what is wrong; `Skip` where the case has nothing to change.
"""

from __future__ import annotations

import copy
from random import Random

from oracle.checks import answer, flat
from oracle.problems import DAY, build

ASIDE = 10_000_000
"""Metres between two problems that nobody can cover within their days."""


class Skip(Exception):  # noqa: N818  (nothing went wrong)
    """The case has nothing that the relation could change."""


def best(case):
    """Give the proven optimum, and the result."""
    result = answer(build(case))
    value = flat(result.levels)
    assert result.status == "optimal", (
        f"not proven: {value}, bounds {[level.bound for level in result.levels]}"
    )
    return value, result


def _compare(case, other, holds, what):
    (one, _), (two, _) = best(case), best(other)
    return "" if holds(one, two) else f"{what}: {one}, then {two}"


def _not_worse(case, other, what):
    return _compare(case, other, lambda one, two: two <= one, what)


def _same(case, other, what):
    return _compare(case, other, lambda one, two: two == one, what)


def _dice(case):
    return Random(case["name"])


def another_volunteer(case):
    other = copy.deepcopy(case)
    other["volunteers"].append({**copy.deepcopy(_dice(case).choice(case["volunteers"])), "id": "v0"})
    return _not_worse(case, other, "one more volunteer")


def more_skills(case):
    other = copy.deepcopy(case)
    volunteer = _dice(case).choice(other["volunteers"])
    volunteer["skills"] = {"driver": None, "nurse": None}
    volunteer["access"] = ["gate", "ward"]
    return _not_worse(case, other, "more skills")


def wider_windows(case):
    other = copy.deepcopy(case)
    task = _dice(case).choice(other["tasks"])
    task["windows"] = [[start - 1800, end + 1800] for start, end in task["windows"]]
    for volunteer in other["volunteers"]:
        volunteer["available"] = [[start - 600, end] for start, end in volunteer["available"]]
    return _not_worse(case, other, "wider windows and offers")


def larger_radius(case):
    other = copy.deepcopy(case)
    things = [other.get("rules", {}).get("near_residence", {}), *other["volunteers"], *other["tasks"]]
    things += other.get("task_types", [])
    wide = [thing for thing in things if thing.get("radius_km") is not None]
    if not wide:
        raise Skip
    for thing in wide:
        thing["radius_km"] = thing["radius_km"] * 1.5 + 0.1
    return _not_worse(case, other, "larger radii")


def higher_caps(case):
    other = copy.deepcopy(case)
    rules = other.get("rules", {})
    places = [rules.get(name, {}) for name in ("trip_cap", "trip_limits", "workload")] + other["volunteers"]
    num = 0
    for place in places:
        for name in place:
            if name.startswith(("max_", "per_")):
                place[name] += 1
                num += 1
    if not num:
        raise Skip
    return _not_worse(case, other, "higher caps")


def more_capacity(case):
    other = copy.deepcopy(case)
    able = [volunteer for volunteer in other["volunteers"] if volunteer.get("capacity")]
    if not able:
        raise Skip
    for volunteer in able:
        volunteer["capacity"] = {kind: amount + 1 for kind, amount in volunteer["capacity"].items()}
    return _not_worse(case, other, "more capacity")


def more_loads(case):
    """What is brought is brought and collected as well: never better."""
    other = copy.deepcopy(case)
    loaded = [task for task in other["tasks"] if task.get("load")]
    if not loaded:
        raise Skip
    for task in loaded:
        most = {
            kind: max(amount, task["load"].get(kind, 0)) for kind, amount in task.get("collect", {}).items()
        }
        task["collect"] = {**task["load"], **most}
    return _not_worse(other, case, "fewer loads")


def one_task_less(case):
    """Never more unmet; on the line, where leaving out a stop never makes a way longer."""
    if len(case["tasks"]) < 2:
        raise Skip
    other = copy.deepcopy(case)
    gone = other["tasks"].pop(_dice(case).randrange(len(case["tasks"])))["id"]
    for volunteer in other["volunteers"]:
        volunteer["likes"] = [like for like in volunteer.get("likes", []) if like.get("task") != gone]
        volunteer["declined"] = [task for task in volunteer.get("declined", []) if task != gone]
    other["forbidden"] = [ban for ban in other.get("forbidden", []) if ban.get("task") != gone]
    return _compare(case, other, lambda one, two: two[:8] <= one[:8], "one task less")


def permuted(case):
    """Other ids, in another order; rows shuffled."""
    dice, text = _dice(case), copy.deepcopy(case)
    tables = {}
    for key, letter in (("volunteers", "v"), ("tasks", "t"), ("locations", "p")):
        names = [row["id"] for row in case[key]]
        fresh = [f"{letter}{number}" for number in range(100, 100 + len(names))]
        dice.shuffle(fresh)
        tables[letter] = dict(zip(names, fresh, strict=True))
    _rename(text, tables)
    for key in ("volunteers", "tasks", "task_types", "forbidden"):
        dice.shuffle(text.get(key, []))
    if "matrix" not in text["travel"]:
        dice.shuffle(text["locations"])
    return _same(case, text, "other names and another order")


def _rename(case, tables):
    volunteer, task, place = (lambda name, letter=letter: tables[letter][name] for letter in "vtp")
    for row in case["locations"]:
        row["id"] = place(row["id"])
    for row in case["tasks"]:
        row["id"], row["location"] = task(row["id"]), place(row["location"])
    for row in case["volunteers"]:
        row["id"], row["home"] = volunteer(row["id"]), place(row["home"])
        row["declined"] = [task(name) for name in row.get("declined", [])]
    for row in [
        *case.get("forbidden", []),
        *(like for v in case["volunteers"] for like in v.get("likes", [])),
    ]:
        for key, name in (("volunteer", volunteer), ("task", task), ("location", place)):
            if key in row:
                row[key] = name(row[key])


def shifted(case):
    """Everything a whole day later, in a zone without daylight saving."""
    other = copy.deepcopy(case)
    for key in ("tasks", "volunteers", "locations"):
        for row in other[key]:
            for name in ("windows", "available", "open"):
                if name in row:
                    row[name] = [[start + DAY, end + DAY] for start, end in row[name]]
            for skill, until in dict(row.get("skills") or {}).items() if key == "volunteers" else ():
                row["skills"][skill] = (
                    until and {"2020-03-01": "2020-03-02", "2020-03-02": "2020-03-03"}[until]
                )
    return _same(case, other, "one day later")


def mirrored(case):
    """The plane turned over, and its axes exchanged."""
    if case.get("coordinates") != "planar" or not all("x" in row for row in case["locations"]):
        raise Skip
    other = copy.deepcopy(case)
    for row in other["locations"]:
        row["x"], row["y"] = -row["y"], row["x"]
    return _same(case, other, "mirrored")


def weights_times(case):
    other = copy.deepcopy(case)
    for task in other["tasks"]:
        task["weight"] = task.get("weight", 1) * 3
    want = lambda one: (*(3 * number for number in one[:8]), *one[8:])  # noqa: E731
    return _compare(case, other, lambda one, two: two == want(one), "weights × 3")


def joined(case):
    """Two problems far apart come to the sum of both."""
    if (
        "matrix" in case["travel"]
        or case.get("coordinates") != "planar"
        or any(t["duration"] == 0 for t in case["tasks"])
    ):
        raise Skip
    other = copy.deepcopy(case)
    tables = {
        letter: {row["id"]: f"{row['id']}b" for row in case[key]}
        for key, letter in (("volunteers", "v"), ("tasks", "t"), ("locations", "p"))
    }
    _rename(other, tables)
    for row in other["locations"]:
        row["x"] += ASIDE
    other["tasks"] = other["tasks"][: max(1, len(other["tasks"]) - 1)]
    left = {task["id"] for task in other["tasks"]}
    for volunteer in other["volunteers"]:
        volunteer["likes"] = [
            like for like in volunteer.get("likes", []) if like.get("task", next(iter(left))) in left
        ]
        volunteer["declined"] = [task for task in volunteer.get("declined", []) if task in left]
    other["forbidden"] = [
        ban for ban in other.get("forbidden", []) if ban.get("task", next(iter(left))) in left
    ]
    both = copy.deepcopy(case)
    for key in ("locations", "volunteers", "tasks", "forbidden"):
        both[key] = [*both.get(key, []), *copy.deepcopy(other.get(key, []))]
    one, two, sum_ = best(case)[0], best(other)[0], best(both)[0]
    wanted = tuple(a + b for a, b in zip(one, two, strict=True))
    return "" if sum_ == wanted else f"joined: {one} and {two} come to {sum_}"


def _services(result):
    return [(trip.volunteer, stop.task, stop.start) for trip in result.plan.trips for stop in trip.stops]


def optimum_pinned(case):
    value, result = best(case)
    pins = [
        {"volunteer": volunteer, "task": task, "start": start} for volunteer, task, start in _services(result)
    ]
    if not pins:
        raise Skip
    found = best({**case, "pins": pins})[0]
    return "" if found == value else f"pinned optimum: {value}, then {found}"


def used_pair_forbidden(case):
    value, result = best(case)
    if not result.plan.trips:
        raise Skip
    volunteer, task, _ = _dice(case).choice(_services(result))
    other = {**case, "forbidden": [*case.get("forbidden", []), {"volunteer": volunteer, "task": task}]}
    found = best(other)[0]
    return "" if found >= value else f"{volunteer} forbidden {task}: {value}, then {found}"


RELATIONS = (
    another_volunteer,
    more_skills,
    wider_windows,
    larger_radius,
    higher_caps,
    more_capacity,
    more_loads,
    one_task_less,
    permuted,
    shifted,
    mirrored,
    weights_times,
    joined,
    optimum_pinned,
    used_pair_forbidden,
)
