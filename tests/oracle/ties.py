"""What ties people, tasks and days together, drawn into the cases of `problems`: each in a part of the cases.

Its dice are its own, so that the rest of a case is as it was before. What is drawn keeps to the grid of a case, or to
windows as long as the service, so that tiny cases can be enumerated (enumerate.py).
"""

from __future__ import annotations

from itertools import combinations

HOUR = 3600
COHORTS = ("isolated", "frail", "other")
NAMES = ("ann", "bob")
"""Beneficiaries."""


class Ties:
    """Give a case some of everything that ties things together."""

    def __init__(self, case, random, *, exact, fixed, safe, pickups_near):
        """``fixed``: windows are as long as the service. ``safe``: places to which a way leads out of every door."""
        self.case, self.random = case, random
        self.exact, self.fixed, self.safe, self.pickups_near = exact, fixed, safe, pickups_near
        self.grid = case["grid"]
        self.people, self.tasks = case["volunteers"], case["tasks"]
        self.rules = case["rules"]

    def maybe(self, chance):
        return self.random.random() < chance

    def draw(self):
        """Draw a few families of them; most cases have one to three."""
        families = (
            (self.remote, 0.25),
            (self.pickups, 0.25),
            (self.after, 0.25),
            (self.team, 0.2),
            (self.cohorts, 0.25),
            (self.exposure, 0.2),
            (self.companions, 0.2),
            (self.supplies, 0.2),
            (self.days, 0.25),
        )
        for family, chance in families:
            if self.maybe(chance):
                family()
        self.lengthen()
        if self.maybe(0.4):
            self.levels()

    # tasks

    def remote(self):
        for task in self.tasks:
            if self.maybe(0.4):
                task["remote"] = True
        for kind in self.case.get("task_types", []):
            if self.maybe(0.2):
                kind["remote"] = True

    def is_remote(self, task):
        types = {kind["id"] for kind in self.case.get("task_types", []) if kind.get("remote")}
        return task.get("remote", task.get("type") in types)

    def pickups(self):
        r = self.random
        count = 0
        for task in self.tasks:
            if count == 2 or self.is_remote(task) or not self.maybe(0.5):
                continue
            count += 1
            where = r.choice(self.case["locations"])["id"]
            short = 0 if where in self.safe and not self.fixed else self.grid
            pickup = {"location": where, "duration": r.choice((short, self.grid))}
            if self.fixed or self.maybe(0.4):
                first, _ = r.choice(task["windows"])
                slots = 1 if self.fixed else r.choice((1, 1, 2, 3))
                begin = first - self.grid * r.randint(1, 4)
                pickup["windows"] = [[begin, begin + slots * self.grid]]
                if self.fixed:
                    pickup["duration"] = self.grid
            task["pickup"] = pickup
        if self.maybe(0.5):
            near = self.rules.setdefault(
                "near_residence", {} if not self.pickups_near else {"radius_km": 6.0}
            )
            near["pickups"] = True

    def after(self):
        r = self.random
        names = [task["id"] for task in self.tasks]
        r.shuffle(names)
        place = {name: row for row, name in enumerate(names)}
        for task in self.tasks:
            earlier = [name for name in names if place[name] < place[task["id"]]]
            if earlier and self.maybe(0.5):
                gap = self.grid * r.choice((0, 0, 1, 2))
                task["after"] = [{"task": r.choice(earlier), "min_gap": gap}]

    def team(self):
        r = self.random
        for task in self.tasks:
            if self.maybe(0.4):
                task["people"] = r.choice(({"min": 2, "target": 2}, {"min": 1, "target": 2}))
            if not self.maybe(0.6):
                continue
            member = r.choice(
                ({"min_age": 18}, {"max_age": 59}, {"min_age": 30, "max_age": 60}, {"skill": "driver"})
            )
            most = task.get("people", {"target": 1})["target"]
            task["team"] = [{"count": min(most, r.choice((1, 1, 1, 2))), **member}]

    def lengthen(self):
        """Leave no service without length at home, or with something to be fetched."""
        for task in self.tasks:
            # Two without length at one place: see regressions/zero-twice-at-one-place.json.
            if task["duration"] or (self.exact and not self.is_remote(task) and "pickup" not in task):
                continue
            task["duration"] = self.grid
            task["windows"] = [[start, max(end, start + self.grid)] for start, end in task["windows"]]

    # rules

    def label(self):
        for task in self.tasks:
            if "cohort" not in task and self.maybe(0.75):
                task["cohort"] = self.random.choice(COHORTS[:2] if self.maybe(0.8) else COHORTS)

    def name(self):
        for task in self.tasks:
            if self.maybe(0.5):
                task["beneficiary"] = self.random.choice(NAMES)

    def cohorts(self):
        self.label()
        pairs = [["isolated", "frail"], ["frail", "other"]]
        scope = self.random.choice(("trip", "trip", "day", "horizon", {"days": 1}, {"days": 2}, {"days": 3}))
        self.rules["cohorts"] = {"exclusive": pairs[: self.random.choice((1, 1, 2))], "scope": scope}

    def exposure(self):
        r = self.random
        self.label(), self.name()
        said = {
            "per": r.choice(("beneficiary", "location", "cohort")),
            "max_people": r.choice((0, 1, 1, 1, 2)),
        }
        if self.maybe(0.3):
            said["cohorts"] = r.choice((["isolated"], ["isolated", "frail"]))
        self.rules["exposure"] = said

    def companions(self):
        r = self.random
        pairs = [list(pair) for pair in combinations([person["id"] for person in self.people], 2)]
        if not pairs:
            return
        r.shuffle(pairs)
        together = self.maybe(0.5)
        said = {"together": pairs[:1]} if together else {"apart": pairs[: r.choice((1, 2))]}
        if together and len(pairs) > 1 and self.maybe(0.4):
            said["apart"] = pairs[1:2]
        self.rules["companions"] = said
        for task in self.tasks:
            if self.maybe(0.6):
                task["people"] = r.choice(({"min": 2, "target": 2}, {"min": 1, "target": 2}))

    def supplies(self):
        r = self.random
        stock = {r.choice(("per_trip", "per_task")): r.choice((1, 1, 2))}
        stock[r.choice(("per_day", "total"))] = r.choice((1, 2, 2, 3, 4))
        self.rules["supplies"] = {"masks": stock}
        if self.maybe(0.2):
            self.rules["supplies"]["gel"] = {"per_trip": 1, "per_day": 2, "total": r.choice((2, 3))}

    def days(self):
        r = self.random
        work = self.rules.setdefault("workload", {})
        if self.maybe(0.5):
            work["min_rest_hours"] = r.choice((1, 2, 4, 8, 11))
        if self.maybe(0.4) or not work:
            work[r.choice(("max_days", "max_days_in_a_row"))] = r.choice(
                (1, 1, 2, 0) if self.maybe(0.3) else (1, 1, 2)
            )

    # levels

    def levels(self):
        """Add objectives, alone or merged; those that look at times only where the grid suffices for them."""
        r = self.random
        known = [["exposed"], ["continuity"]]
        coupled = any(task.get("after") or task.get("people") or "type" in task for task in self.tasks)
        if self.fixed or not self.exact:
            known += [["lateness", "fairness"], ["stability"]]
        elif coupled or len(self.people) * len(self.tasks) > 6 or self.maybe(0.6):
            known += [["lateness", "stability"] if self.grid == HOUR else ["lateness"]]
        else:
            known += [["fairness"]]
        names = [r.choice(some) for some in known if self.maybe(0.5)] or ["exposed"]
        if "previous" in self.case and self.maybe(0.5) and known[-1] != ["fairness"]:
            names = ["stability", *(name for name in names if name not in ("lateness", "fairness"))]
        if "fairness" in names and len(self.people) * len(self.tasks) > 6:
            names.remove("fairness")
        if "stability" in names and ("previous" not in self.case or not (self.fixed or self.grid == HOUR)):
            names.remove("stability")
        names = list(dict.fromkeys(names))
        for name in names:
            getattr(self, f"for_{name}")()
        r.shuffle(names)
        levels = self.case["objectives"]
        for name in names:
            place = r.randint(1, len(levels))
            if place < len(levels) and self.maybe(0.35):
                below = levels[place]
                merged = dict(below) if isinstance(below, dict) else {below: r.choice((1, 3))}
                levels[place] = {**merged, name: r.choice((1, 2, 50))}
            else:
                levels.insert(place, name)

    def for_exposed(self):
        self.label()
        if self.maybe(0.4):
            self.case.setdefault("objective_options", {})["exposed"] = {"cohorts": ["isolated"]}

    def for_continuity(self):
        self.name()
        for person in self.people:
            if self.maybe(0.3):
                person["familiar"] = {"beneficiaries": [self.random.choice(NAMES)]}

    def for_lateness(self):
        for task in self.tasks:
            if self.maybe(0.7):
                first, _ = self.random.choice(task["windows"])
                begin = first + self.grid * self.random.randint(-2, 3)
                task["preferred"] = [begin, begin + self.grid * self.random.choice((1, 1, 2))]

    def for_fairness(self):
        for person in self.people:
            if self.maybe(0.4):
                hours = self.random.choice((0, 1, 2.5))
                person["history"] = {"hours": hours, "offered_hours": self.random.choice((0, 10))}

    def for_stability(self):
        """Nothing but what was planned before is needed."""
