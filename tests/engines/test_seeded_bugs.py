"""Mistakes put into rules, program and engines on purpose: the quick tests must catch every one.

A mistake is a change of the source of one module. The module is compiled again with it, and the code of its functions
is lent to the real ones for the time of the test. Then the tests named beside it run, until one fails.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import types
from importlib import import_module
from pathlib import Path

import pytest

import rules.build
from volmatch.solver import solve

# (module, what stands there, what is put instead, test modules that should notice)
BUGS = [
    # what the verifier says
    ("rules.available", "offer.holds(Interval(start, end))", "offer.start <= start < offer.end", "rules.test_available"),
    ("rules.available", "max(0, end - offer.end)", "0", "rules.test_available"),
    ("rules.window", "time.start <= start and end <= time.end", "time.start <= start and end < time.end", "rules.test_window"),
    ("rules.window", "length != task.duration_seconds", "length < 0", "rules.test_window"),
    ("rules.travel", "stop.arrive < now + leg.seconds", "stop.arrive < now", "rules.test_travel"),
    ("rules.travel", "setup = 0 if place in (here, home)", "setup = 0 if place == here", "rules.test_travel"),
    ("rules.travel", "setup = 0 if place in (here, home)", "setup = 0 if place == home", "rules.test_travel"),
    ("rules.travel", "if end > start:", "if end > start + 1:", "rules.test_travel"),
    ("rules.travel", "trip.trip.return_ < now + trip.legs[-1].seconds", "trip.trip.return_ < now", "rules.test_travel"),
    ("rules.near_residence", "line <= min(radii) * 1000", "line <= max(radii) * 1000", "rules.test_near_residence"),
    ("rules.near_residence", "if task.lifted or task.remote:\n            return 0", "if task.remote:\n            return 0", "rules.test_near_residence"),
    ("rules.near_residence", "or len(here) < self.same_area", "", "rules.test_near_residence"),
    ("rules.trip_cap", "count > cap", "count > cap + 1", "rules.test_trip_cap"),
    ("rules.trip_cap", "Counter(trip.day for trip in trips)", "Counter(trip.trip.return_ // 86_400 for trip in trips)", "rules.test_trip_cap"),
    ("rules.trip_limits", "(trip.volunteer.max_tasks_per_trip, tasks,", "(None, tasks,", "rules.test_trip_limits"),
    ("rules.trip_limits", 'trip.metres, "metres")', 'trip.metres // 2, "metres")', "rules.test_trip_limits"),
    ("rules.staffing", "if len(people) < least:", "if len(people) + 1 < least:", "rules.test_staffing"),
    ("rules.staffing", "min(starts) != max(starts)", "False", "rules.test_staffing"),
    ("rules.workload", "day[1] += trip.metres", "day[1] = trip.metres", "rules.test_workload"),
    ("rules.workload", "sums[service.volunteer.id, service.day]", "sums[service.volunteer.id, 0]", "rules.test_workload"),
    ("rules.capacity", "on_board += _of(task.collect, kind) - put_down", "on_board += _of(task.collect, kind)", "rules.test_capacity"),
    ("rules.capacity", "on_board = sum(_of(task.load, kind) for task in brought)", "on_board = 0", "rules.test_capacity"),
    ("rules.capacity", "most[kind] = max(most[kind], on_board)", "most[kind] = max(most[kind], _of(task.collect, kind))", "rules.test_capacity"),
    ("rules.capacity", "most = max(_of(task.load, kind), _of(task.collect, kind))", "most = _of(task.load, kind)", "rules.test_capacity"),
    ("rules.qualified", "until < day:", "until <= day:", "rules.test_qualified"),
    ("rules.qualified", "age > most", "age >= most", "rules.test_qualified"),
    ("rules.qualified", "place.access not in volunteer.access", "False", "rules.test_qualified"),
    ("rules.pinned", "pin.start not in starts", "False", "rules.test_pinned"),
    ("domain.view", "problem.clock.day(trip.depart)", "problem.clock.day(trip.return_)", "rules.test_trip_cap"),
    ("domain.location", "parts[: len(whole)] == whole", "area.startswith(\"/\".join(whole))", "rules.test_qualified"),
    ("domain.travel", "np.minimum(-((-3600 * metres) // self.metres_per_hour(mode))", "np.minimum(3600 * metres // self.metres_per_hour(mode)", "domain.test_distances"),
    ("domain.clock", "interval.start <= joined[-1].end", "interval.start < joined[-1].end", "domain.test_clock"),
    # pickups, remote tasks, order, teams and the freeze: the verifier
    ("rules.window", "end - start != pickup.seconds", "end - start < 0", "rules.test_window"),
    ("rules.window", "times = (pickup.windows, \"its windows\"), (opening, \"the opening times\")", "times = ((pickup.windows, \"its windows\"),)", "rules.test_window"),
    ("rules.window", "longest < task.pickup.seconds", "longest < 0", "rules.test_window"),
    ("rules.near_residence", "if stop.kind == \"service\" or self.pickups", "if True", "rules.test_near_residence"),
    ("rules.near_residence", "fetched = task.pickup is not None and self.pickups", "fetched = False", "rules.test_near_residence"),
    ("rules.qualified", "[task.location, task.pickup.location]", "[task.location, task.location]", "rules.test_qualified"),
    ("rules.capacity", "fetched[task.id] = fetched.get(task.id, 0) + _of(task.load, kind)", "pass", "rules.test_capacity"),
    ("rules.capacity", "and task.pickup is None]", "]", "rules.test_capacity"),
    ("rules.order", "not on_board.pop(task.id, 0)", "not on_board.get(task.id, 0)", "rules.test_order"),
    ("rules.order", "if on_board[task.id] > 1:", "if on_board[task.id] > 2:", "rules.test_order"),
    ("rules.order", "due = max(other.end for other in others)", "due = min(other.end for other in others)", "rules.test_order"),
    ("rules.order", "if early > 0:", "if early > 1:", "rules.test_order"),
    ("rules.order", "if not others:", "if False:", "rules.test_order"),
    ("rules.order", "ended + before.min_gap_seconds > latest", "ended > latest", "rules.test_order"),
    ("rules.staffing", "until is not None and until < day", "until is not None and until <= day", "rules.test_staffing"),
    ("rules.staffing", "return least is None and most is None", "return True", "rules.test_staffing"),
    ("rules.staffing", "(most is None or age <= most)", "(most is None or age < most)", "rules.test_staffing"),
    ("rules.staffing", "if len(of_kind) < member.count:", "if len(of_kind) + 1 < member.count:", "rules.test_staffing"),
    ("rules.staffing", "if member.count == seats and", "if member.count + 1 == seats and", "rules.test_staffing"),
    ("rules.pinned", "if start not in starts:", "if not starts:", "rules.test_frozen"),
    ("rules.pinned", "if start < until and (deed not in kept", "if start < until - 1 and (deed not in kept", "rules.test_frozen"),
    ("rules.pinned", "trip.trip.depart < until and deeds[0] not in first", "False", "rules.test_frozen"),
    ("rules.pinned", "all(deeds[: len(run)] != wanted for _, deeds in trips)", "False", "rules.test_frozen"),
    ("rules.pinned", "length = max(length, 1 if departed else 0)", "length = max(length, 0)", "rules.test_frozen"),
    ("domain.errand", "seconds + leg[0] + setup + service", "seconds + leg[0] + service", "rules.test_trip_limits"),
    # and the program
    ("rules.travel", "draft.setup[visit] = problem", "draft.setup[visit] = 0 * problem", "rules.test_travel"),
    ("rules.travel", "draft.offroute[row] = 1", "pass", "rules.test_remote"),
    ("rules.window", "task.pickup.windows or ever", "ever", "rules.test_window"),
    ("rules.near_residence", "bool(task.lifted) or not self.pickups", "True", "rules.test_near_residence"),
    ("rules.near_residence", "there.append(task.pickup.location)", "pass", "rules.test_near_residence"),
    ("rules.qualified", "[task.pickup.location] if task.pickup is not None else []", "[]", "rules.test_qualified"),
    ("rules.capacity", "collected[row] -= load", "pass", "rules.test_capacity"),
    ("rules.capacity", "collected[draft.pickups[row]] = load", "pass", "rules.test_capacity"),
    ("rules.order", "draft.link(draft.pickups[row], row, together=True)", "pass", "rules.test_order"),
    ("rules.order", "gap=before.min_gap_seconds)", "gap=0)", "rules.test_order"),
    ("rules.staffing", "draft.target[draft.pickups[row]] = draft.target[row]", "pass", "rules.test_staffing"),
    ("rules.staffing", "if _last_start(volunteer, task) >= expires:", "if False:", "rules.test_staffing"),
    ("rules.staffing", "draft.expire(number, this, expires)", "pass", "rules.test_staffing"),
    ("rules.pinned", "(max(low, until), high)", "(low, high)", "rules.test_frozen"),
    ("rules.pinned", "lambda number, who: who is None or number in who", "lambda number, who: True", "rules.test_frozen"),
    ("rules.pinned", "before = visit\n", "pass\n", "rules.test_frozen"),
    ("rules.pinned", "draft.expire(volunteer, np.arange(draft.num_visits) == visit, start + 1)", "pass", "rules.test_frozen"),
    ("decode", "\"pickup\" if visits.fetch[visit] else \"service\"", "\"service\"", "rules.test_order"),
    # what the program says
    ("rules.window", "sorted((start, end - seconds)", "sorted((start, end)", "rules.test_window"),
    ("rules.window", "(max(a, b.start), min(c, b.end))", "(a, min(c, b.end))", "rules.test_window"),
    ("rules.travel", "draft.setup[row] = problem", "draft.setup[row] = 0 * problem", "rules.test_travel"),
    ("rules.near_residence", "draft.unlimited[row] = bool(task.lifted)", "draft.unlimited[row] = False", "rules.test_near_residence"),
    ("rules.near_residence", "home == place and home != ()", "home == place", "rules.test_near_residence"),
    ("rules.staffing", "draft.target[row] = task.people.target", "draft.target[row] = task.people.min", "engines.test_bound"),
    ("rules.qualified", "problem.clock.midnight(days + 1)", "problem.clock.midnight(days)", "rules.test_qualified"),
    ("rules.qualified", "for task in tasks], lambda has, asks: asks <= has", "for task in tasks], lambda has, asks: not asks or bool(asks & has)", "rules.test_qualified"),
    ("rules.trip_cap", "(draft.total_caps, (self.per_horizon, own[1]))", "(draft.total_caps, (own[1],))", "rules.test_trip_cap"),
    ("rules.trip_limits", "draft.trip_tasks[row] = min(draft.trip_tasks[row], cap)", "pass", "rules.test_trip_limits"),
    ("rules.workload", "trip[row] = min(trip[row], min(whole))", "pass", "rules.test_workload"),
    ("rules.workload", "draft.day_caps[kind, row] = min(whole)", "draft.day_caps[kind, row] = max(whole)", "rules.test_workload"),
    ("rules.capacity", "collected[row] = task.collect.get(kind, 0)", "collected[row] = 0", "rules.test_capacity"),
    ("program.draft", "holds[:, None] >= needs[None, :]", "holds[:, None] > needs[None, :]", "rules.test_capacity"),
    ("program.loads", "np.maximum(self.brought, self.collected)", "self.brought + self.collected", "rules.test_capacity"),
    ("program.loads", 'side="right"', 'side="left"', "rules.test_capacity"),
    ("program.loads", "> self.capacity))", ">= self.capacity))", "rules.test_capacity"),
    ("program.loads", "[kind.capacity[duties.volunteer] for kind in kept]", "[kind.capacity[duties.volunteer] * 0 + kind.capacity.max() for kind in kept]", "engines.test_loads"),
    ("program.candidates", "line <= radius + 1e-6", "line < radius", "rules.test_near_residence"),
    ("program.candidates", "expiry.before - 1", "expiry.before", "rules.test_qualified"),
    ("program.candidates", "earliest = duties.start[duty] + out + setup", "earliest = duties.start[duty] + out", "rules.test_travel"),
    ("program.candidates", "legs = stops * (2 if self.draft.pickups else 1) + 1", "legs = -metres[rows]", "engines.test_timing"),
    ("program.draft", "min(offer.end, clock.midnight(today + 1))", "offer.end", "engines.test_state"),
    ("program.draft", "followed == 1", "followed == 7", "engines.test_state"),
    ("program.counters", "duties.volunteer, total_caps)", "duties.workday, total_caps)", "rules.test_trip_cap"),
    ("domain.travel", "min(-((-3600 * metres) // self.metres_per_hour(mode)), UNREACHABLE), metres", "min(3600 * metres // self.metres_per_hour(mode), UNREACHABLE), metres", "domain.test_geography"),
    # what levels are worth
    ("objectives.coverage", "value[4 + rank] += task.weight * (task.people.target - people)", "value[4 + rank] += task.people.target - people", "objectives.test_coverage"),
    ("objectives.nearness", "for trip in plan.trips for leg in trip.legs)", "for trip in plan.trips for leg in trip.legs[:-1])", "objectives.test_nearness"),
    ("objectives.nearness", "np.rint(np.where(served, line, 0))", "np.floor(np.where(served, line, 0))", "objectives.test_levels"),
    ("objectives.preferences", "likes[number, row] += like.value", "likes[number, row] = like.value", "objectives.test_preferences"),
    ("objectives.trips", '{"per_trip": weight}', '{"per_trip": 1}', "objectives.test_levels"),
    # what engines make of it
    ("engines.timing", "0 if there in (here, home)", "0 if there == home", "engines.test_timing"),
    ("engines.timing", "if back - depart <= cap:", "if True:", "engines.test_timing"),
    ("engines.timing", "limit = min(limit, last_of_first)", "pass", "engines.test_timing"),
    ("engines.timing", "if back > end:", "if back >= end:", "engines.test_timing"),
    ("engines.timing", "ready = back - cap", "ready = back", "engines.test_timing"),
    ("engines.timing", "ready = tour.back", "ready = tour.depart", "engines.test_timing"),
    ("engines.timing", "return self._holds.fit(duty, visits)", "return True", "engines.test_loads"),
    ("engines.loads", "for visit in visits])\n            if on_board > most:", "for visit in visits])\n            if False:", "engines.test_loads"),
    ("engines.loads", "on_board += collected[visit] - brought[visit]", "on_board += collected[visit]", "engines.test_loads"),
    ("engines.loads", "left[a] >= left[b] + brought[b]", "left[a] >= left[b]", "engines.test_exact"),
    ("engines.loads", "taken[b] >= taken[a] + collected[b]", "taken[b] >= taken[a]", "engines.test_loads"),
    ("engines.loads", "cp.add(left[node] + taken[node] <= most)", "pass", "engines.test_exact"),
    ("engines.loads", "routes.most_trips <= 1 and all(summed)", "all(summed)", "engines.test_loads"),
    ("engines.loads", "and all(summed) and", "and", "rules.test_capacity"),
    ("engines.loads", "total <= most * sum(begins)", "total <= most", "engines.test_exact"),
    ("engines.loads", "left, taken = left - brought[node], taken + collected[node]", "taken = taken + collected[node]", "engines.test_loads"),
    ("engines.sums", "new[kind] - old[kind]", "new[kind]", "engines.test_state"),
    ("engines.state", "end = min(end, self.tours[other][0].depart - rest_between(self.program, duty, other))", "pass", "engines.test_state"),
    ("engines.sums", "seconds + tour.back - tour.depart", "seconds + tour.back - tour.starts[0]", "engines.test_state"),
    ("engines.places", "one[1] + two[1] - gone[1]", "one[1] + two[1]", "engines.test_state"),
    ("engines.teams", "len(team) >= state.program.visits.least[visit]", "len(team) >= 1", "engines.test_state"),
    ("engines.teams", "-len(team),", "len(team),", "engines.test_state"),
    ("engines.lagrange", "-(-total // scale)", "-(-total // scale) + 1", "engines.test_bound"),
    ("engines.relaxation", "pairs.latest - legs.lead", "pairs.earliest - legs.lead - 600", "engines.test_bound"),
    ("engines.relaxation", "cap = min(cap * min(int(duties.trip_tasks[own].max(initial=1)), NO_CAP), NO_CAP)", "pass", "engines.test_bound"),
    ("engines.bound", "most - constant)", "most - constant - 1)", "engines.test_bound"),
    ("engines.bound", "lost = people < visits.least", "lost = people <= visits.least", "engines.test_bound"),
    ("engines.relaxation", "_loads(program, some, own, cap, rows)", "pass", "engines.test_loads"),
    ("engines.relaxation", "* min(trips, len(pairs))", "", "engines.test_loads"),
    ("engines.relaxation", "amounts[some], np.array([most]))", "amounts[some], np.array([most - 1]))", "engines.test_loads"),
    ("engines.lone", "(end, CLOSES, row)", "(end, OPENS + 1, row)", "engines.test_cliques"),
    ("engines.lone", "if grown and len(running) > 1", "if len(running) > 1", "engines.test_cliques"),
    ("engines.routes", "free = (places[:, None] == places[None, :]) | (places == home)[None, :]", "free = (places[:, None] == places[None, :])", "engines.test_exact"),
    ("engines.routes", "self.start(b) >= self.start(a) + self._gap(a, b)", "self.start(b) >= self.start(a)", "engines.test_exact"),
    ("engines.routes", "position[b] >= position[a] + self.counts[b]", "position[b] >= position[a]", "engines.test_exact"),
    ("engines.routes", "sofar[b] >= sofar[a] + self.metres[a][b]", "sofar[b] >= sofar[a]", "engines.test_exact"),
    ("engines.routes", "gap = self.tail(a) + self.lead(b)", "gap = self.tail(a)", "engines.test_exact"),
    ("engines.routes", "cp.add(spent >= away).only_enforce_if(var)", "pass", "engines.test_exact"),
    ("engines.routes", "cp.add(away <= cap).only_enforce_if(var)", "pass", "engines.test_exact"),
    ("engines.staffing", "total >= int(visits.least[visit]) * full", "total >= full", "engines.test_exact"),
    ("engines.staffing", "if total.most > room[row]:", "if False:", "engines.test_exact"),
    ("engines.stages", "else rest // factor", "else -(-rest // factor)", "engines.test_stages"),
    ("engines.stages", "level_with_it = share >= values[level]", "level_with_it = True", "engines.test_stages"),
    ("engines.cpsat", 'return second if second.status != "infeasible" else answer', "return answer", "engines.test_cpsat"),
    ("engines.solution", "if count >= least:", "if count > least:", "objectives.test_levels"),
    ("engines.scope", "starts = {visit: solution.crews[visit][0][1] for visit in outside if not program.visits.fetch[visit]}", "starts = {}", "engines.test_state"),
    # the relaxations and their bounds
    ("engines.relaxation", "visits.least[several])", "visits.least[several] + 1)", "engines.test_bound"),
    ("engines.relaxation", "np.append(ones, -visits.target[several])", "np.append(ones, -visits.least[several])", "engines.test_bound"),
    ("engines.relaxation", "(end[None, :] > instants[some, None])", "(end[None, :] >= instants[some, None])", "engines.test_relaxation"),
    ("engines.relaxation", "(first_end <= following[some])", "(first_end < following[some])", "engines.test_relaxation"),
    ("engines.relaxation", "some, busy[some], length[tight]", "some, busy[some], length[tight] - 1", "engines.test_bound"),
    ("engines.relaxation", "np.where(home == place, 0, visits", "np.where(home != place, 0, visits", "engines.test_relaxation"),
    ("engines.relaxation", "some, -1, np.array([-1])", "some, -1, np.array([0])", "engines.test_rostering"),
    ("engines.relaxation", "visits.weight[teams] * visits.target[teams]", "visits.weight[teams] * visits.least[teams]", "engines.test_bound"),
    ("engines.lagrange", "safe = np.maximum(duals, 0)", "safe = duals", "engines.test_bound"),
    ("engines.lagrange", "- int(most @ whole)", "+ int(most @ whole)", "engines.test_bound"),
    ("engines.lagrange", "np.minimum(reduced, 0)", "np.maximum(reduced, 0)", "engines.test_bound"),
    ("engines.lagrange", "if not broken.any() and not wanted.any():", "if not broken.any():", "engines.test_relaxation"),
    ("engines.lagrange", "> self._most + EPSILON) & ~simplex.rows", "> self._most + 1) & ~simplex.rows", "engines.test_relaxation"),
    ("engines.nearness_bound", "or not is_lone(program)", "", "engines.test_rostering"),
    ("engines.rostering", "proven - above, value)", "proven, value)", "engines.test_rostering"),
    ("engines.rostering", "folded.layout.costs(level)[1], None)", "1, None)", "engines.test_rostering"),
    ("engines.rostering", "(first[timed] == last[timed])", "(first[timed] <= last[timed])", "engines.test_rostering"),
    ("engines.rounding", "cp.add_at_most_one(some)", "pass", "engines.test_rostering"),
    # trips, and what the master asks of them
    ("engines.columns.rows", "visits.weight > lost", "visits.weight >= lost", "engines.columns.test_rows"),
    ("engines.columns.rows", "-weight[singles], lost // divisor - total", "-weight[singles], -total", "engines.columns.test_rows"),
    ("engines.columns.rows", "{METRES: 0, SECONDS: 2, TRIPS: 3}", "{METRES: 0, SECONDS: 1, TRIPS: 3}", "engines.columns.test_rows"),
    ("engines.columns.rows", "int(self.given[NUM_RANKS + rank])", "0", "engines.columns.test_rows"),
    ("engines.columns.rows", "-visits.target[[visit]]", "-visits.least[[visit]]", "engines.columns.test_rows"),
    ("engines.columns.trips", "together.get(row, 0) + factor", "factor", "engines.columns.test_rows"),
    ("engines.columns.trips", "SECONDS: busy, METRES", "SECONDS: seconds, METRES", "engines.columns.test_rows"),
    ("engines.columns.trips", "for there in (*nodes, home):", "for there in nodes:", "engines.columns.test_rows"),
    ("engines.columns.graph", "most[mine] = np.minimum(most[mine], counters.cap[row])", "most[mine] = 1", "engines.columns.test_rows"),
    ("engines.columns.graph", "kept = low <= high", "kept = low < high", "engines.columns.test_rows"),
    ("engines.columns.cuts", "- 2 * triple", "- triple", "engines.columns.test_rows"),
    ("engines.columns.cuts", "if target[visit] == 1", "if target[visit] >= 1", "engines.columns.test_rows"),
    ("engines.columns.master", "(twice if cut in once else once)", "once", "engines.columns.test_rows"),
    ("engines.columns.master", "if cut >= old", "if cut > old", "engines.columns.test_rows"),
    ("engines.columns.duals", "np.maximum(relaxed.rows, 0)", "relaxed.rows", "engines.columns.test_rows"),
    ("engines.columns.duals", "share * was + (1 - share) * mine", "share * was + share * mine", "engines.columns.test_rows"),
    # everybody at once
    ("domain.roll", "(earliest - longest, latest + 1)", "(earliest, latest + 1)", "domain.test_roll"),
    ("domain.roll", "(earliest - longest, latest + 1)", "(earliest - longest, latest)", "domain.test_roll"),
    ("domain.roll", "end[near] - back", "end[near]", "domain.test_roll"),
    ("domain.roll", "(returns - leaves >= seconds)", "(returns - leaves > seconds)", "domain.test_roll"),
    ("domain.roll", "self._ways.location != location", "False", "domain.test_roll"),
    ("domain.roll", "(mode, there, homes)", "(mode, homes, there)", "domain.test_roll"),
    ("domain.roll", "(*volunteer.declined, *(ban.task for ban in self.problem.bans(volunteer.id)))", "[ban.task for ban in self.problem.bans(volunteer.id)]", "domain.test_roll"),
    ("rules.near_residence", "if task.lifted or task.remote or task.location is None:", "if task.remote or task.location is None:", "rules.test_near_residence"),
    ("rules.near_residence", "(roll.lines(rows, name) <= radius * 1000 + TOLERANCE_METRES)", "(roll.lines(rows, name) < radius * 1000)", "rules.test_near_residence"),
    # who serves only together, members while their skill holds, and who fetches later
    ("program.candidates", "<= self.visits.target[visit]", "<= self.visits.target[visit] + 1", "rules.test_companions"),
    ("engines.search.ties", "party[member] = min(others)", "party[member] = member", "engines.search.test_parties"),
    ("engines.search.ties", "len(parties.get(member, (member,)))", "1", "engines.search.test_parties"),
    ("rules.staffing", "last[number] = expires - 1", "pass", "rules.test_staffing"),
    ("engines.ties.people", "model.cp.add(start <= last).only_enforce_if(counted)", "pass", "rules.test_staffing"),
    ("engines.teams", "if start <= last}", "}", "rules.test_staffing"),
    ("rules.pinned", "draft.delay(~np.isin(people, list(starts)), visit, until)", "pass", "rules.test_frozen"),
    ("engines.timing", "max(instant, self._since.get((visit, duty), instant))", "instant", "rules.test_frozen"),
    ("rules.capacity", "< max(_of(task.load, kind), _of(task.collect, kind))", "< _of(task.load, kind)", "rules.test_capacity"),
]  # fmt: skip


def name_of(bug):
    return f"{bug[0]}: {bug[1]}"


def functions(space, module):
    """Give the functions and methods that a module defines, by name."""
    found = {}
    for name, thing in space.items():
        if isinstance(thing, types.FunctionType) and thing.__module__ == module:
            found[name] = thing
        elif isinstance(thing, type) and thing.__module__ == module:
            for inner, value in vars(thing).items():
                plain = (
                    getattr(value, "__func__", None)
                    or getattr(value, "fget", None)
                    or getattr(value, "func", value)
                )
                if isinstance(plain, types.FunctionType) and plain.__module__ == module:
                    found[f"{name}.{inner}"] = plain
            for inner, plain in _remembered(thing):
                found[f"{name}.{inner}"] = plain
    return found


def _remembered(thing):
    """Give the cached properties of a class, which attrs hides in what looks attributes up."""
    space = getattr(vars(thing).get("__getattr__"), "__globals__", {})
    for inner, plain in space.get("cached_properties", {}).items():
        yield inner, getattr(plain, "func", plain)


def lend(monkeypatch, module_name, old, new):
    """Compile a module with a mistake, and lend the code of its functions to the real ones."""
    module = import_module(module_name)
    path = Path(module.__file__)
    source = path.read_text(encoding="utf-8")
    assert source.count(old) == 1, (
        f"{old!r} does not stand once in {path.name}, but {source.count(old)} times"
    )
    space = {"__name__": module_name, "__file__": str(path)}
    exec(compile(source.replace(old, new, 1), f"<{path.name} with a mistake>", "exec"), space)
    real, wrong = functions(vars(module), module_name), functions(space, module_name)
    assert real.keys() == wrong.keys()
    changed = [name for name in real if wrong[name].__code__.co_code and not same(real[name], wrong[name])]
    assert changed, "the mistake changes no function"
    for name in changed:
        monkeypatch.setattr(real[name], "__code__", wrong[name].__code__)


def same(one, other):
    return one.__code__.replace(co_filename="") == other.__code__.replace(co_filename="")


def cases(module_name):
    """Give the tests of a module that need no fixture but monkeypatch, with each set of their parameters."""
    module = import_module(module_name)
    for name, test in vars(module).items():
        if not name.startswith("test_") or hasattr(test, "is_hypothesis_test"):
            continue
        marks = getattr(test, "pytestmark", [])
        if any(mark.name in ("xfail", "usefixtures") for mark in marks):
            continue
        sets = [list(_sets(mark)) for mark in marks if mark.name == "parametrize"]
        for chosen in itertools.product(*sets):
            given = {key: value for one in chosen for key, value in one.items()}
            asked = inspect.signature(test).parameters.keys() - given.keys()
            if asked <= {"monkeypatch"}:
                yield name, functools.partial(_run, test, given, bool(asked))


def _run(test, given, patches):
    with pytest.MonkeyPatch.context() as patch:
        test(**given, **({"monkeypatch": patch} if patches else {}))


def _sets(mark):
    names, values = mark.args[:2]
    names = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    for value in values:
        if hasattr(value, "marks"):
            if any(one.name == "xfail" for one in value.marks):
                continue
            value = value.values if len(names) > 1 else value.values[0]
        yield dict(zip(names, value if len(names) > 1 else [value], strict=True))


def first_to_fail(module_name):
    for name, run in cases(module_name):
        try:
            run()
        except (Exception, pytest.fail.Exception):
            return name
    return None


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """Give wrong engines little time to look for what is not there."""
    quick = functools.partial(solve, method="exact")
    monkeypatch.setattr(rules.build, "solve", lambda of, **more: quick(of, time_limit=20.0))


@pytest.mark.parametrize("bug", BUGS, ids=map(name_of, BUGS))
def test_the_quick_tests_catch(bug, monkeypatch):
    module, old, new, tests = bug
    lend(monkeypatch, f"volmatch.{module}", old, new)
    assert first_to_fail(tests), "no test noticed"


@pytest.mark.parametrize("tests", sorted({bug[3] for bug in BUGS}))
def test_without_a_mistake_they_all_pass(tests):
    assert first_to_fail(tests) is None
    assert sum(1 for _ in cases(tests)) >= 5
