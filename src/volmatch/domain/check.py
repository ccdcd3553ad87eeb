"""What must hold across the objects of a problem: ids, places, times, references that go in circles."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from volmatch.domain.findings import Findings
from volmatch.domain.geography import EARTH_RADIUS_METRES, points, straight_line
from volmatch.domain.travel import modes_of

if TYPE_CHECKING:
    from volmatch.domain.problem import Problem
    from volmatch.domain.task import Task

TEN_YEARS_SECONDS = 3653 * 86_400
FAR_METRES = 1_000_000


def check_across(problem: Problem, tasks: Sequence[Task], found: Findings) -> None:
    """Report everything that is wrong between the objects of a problem. O(objects).

    Parameters
    ----------
    problem
        Its objects are settled.
    tasks
        Those of ``problem.tasks``, in their order, with the defaults of their types.
    """
    _horizon(problem, found)
    for name in ("locations", "task_types", "volunteers", "tasks"):
        _ids(name, getattr(problem, name), found)
    _positions(problem, found)
    _modes(problem, found)
    _radius_needs_home(problem, tasks, found)
    _skills(problem, tasks, found)
    _circles(problem, found)
    _pins(problem, found)


def _horizon(problem: Problem, found: Findings) -> None:
    start, end = problem.start, problem.end
    if not (hasattr(start, "timestamp") and hasattr(end, "timestamp") and end.tzinfo and start.tzinfo):
        return
    with found.inside("end"):
        if end <= start:
            found.fault("the problem must end after it starts")
        elif (end - start).total_seconds() > TEN_YEARS_SECONDS:
            found.fault("the problem is longer than ten years")


def _ids(name: str, things: Iterable[Any], found: Findings) -> None:
    first: dict[Any, int] = {}
    for row, thing in enumerate(things):
        if first.setdefault(thing.id, row) != row and isinstance(thing.id, str):
            with found.inside(f"{name}.[{row}].id"):
                found.subject = thing.id
                found.fault(f"the id stands at {name}[{first[thing.id]}] already", "Ids must be unique.")
    found.subject = ""
    folded: dict[str, str] = {}
    for name_id in [name_id for name_id in first if isinstance(name_id, str)]:
        key = name_id.casefold()
        key = key if key.isascii() else unicodedata.normalize("NFC", key)
        if folded.setdefault(key, name_id) != name_id:
            with found.inside(name):
                found.subject = name_id
                found.warn("two ids differ only in case or in how their letters are composed")
    found.subject = ""


def _positions(problem: Problem, found: Findings) -> None:
    planar = problem.coordinates == "planar"
    wanted, other = (("x", "y"), ("lat", "lon")) if planar else (("lat", "lon"), ("x", "y"))
    needs_all = hasattr(problem.travel, "detour")
    for row, place in enumerate(problem.locations):
        given = [getattr(place, name) is not None for name in wanted]
        foreign = getattr(place, other[0]) is not None or getattr(place, other[1]) is not None
        if all(given) and not foreign and (planar or (-90 <= place.lat <= 90 and -180 <= place.lon <= 180)):  # type: ignore[operator]
            if not planar and place.lat == 0 and place.lon == 0:
                with found.inside(f"locations.[{row}]"):
                    found.warn(f"the position of {place.id!r} is (0, 0), in the Gulf of Guinea")
            continue
        found.subject = place.id
        with found.inside(f"locations.[{row}]"):
            _position(problem, place, given, foreign, needs_all, found)
        found.subject = ""
    if not found.faults:
        _far(problem, found)


def _position(
    problem: Problem, place: Any, given: list[bool], foreign: bool, needs_all: bool, found: Findings
) -> None:
    planar = problem.coordinates == "planar"
    names = '"x" and "y"' if planar else '"lat" and "lon"'
    if foreign:
        found.fault(f"the coordinates are of another datum than {problem.coordinates}", f"Use {names} only.")
    elif any(given) and not all(given):
        found.fault(f"one of {names} is missing")
    elif not any(given):
        if needs_all:
            found.fault(f"a position is missing ({names})", "Straight-line travel needs one everywhere.")
    elif abs(place.lat) > 90:
        swapped = abs(place.lon) <= 90 and abs(place.lat) <= 180
        found.fault("a latitude lies beyond 90 degrees", "Are lat and lon swapped?" if swapped else "")
    else:
        found.fault("a longitude lies beyond 180 degrees")


def _far(problem: Problem, found: Findings) -> None:
    if problem.coordinates == "planar":
        return
    lat = np.array([p.lat for p in problem.locations if p.lat is not None], dtype=float)
    lon = np.array([p.lon for p in problem.locations if p.lat is not None], dtype=float)
    if len(lat) < 2:
        return
    # The median in space, not of degrees, so that neighbours across the antimeridian stay neighbours.
    place = points(lat, lon, problem.coordinates)
    middle = np.median(place, axis=0)
    middle *= EARTH_RADIUS_METRES / max(float(np.linalg.norm(middle)), 1.0)
    far = straight_line(place, middle) > FAR_METRES
    if far.any():
        with found.inside("locations"):
            found.warn(f"more than 1,000 km from the median of all locations: {int(far.sum())} of them")


def _modes(problem: Problem, found: Findings) -> None:
    modes = modes_of(problem.travel)
    if len(modes) < 2:
        return
    for row, volunteer in enumerate(problem.volunteers):
        if volunteer.travel_mode is None:
            with found.inside(f"volunteers.[{row}].travel_mode"):
                found.subject = volunteer.id
                found.fault("a travel mode is needed where there are several", f"One of {', '.join(modes)}.")
    found.subject = ""


def _radius_needs_home(problem: Problem, tasks: Sequence[Task], found: Findings) -> None:
    radius, pickups = (_said(problem, name) for name in ("radius_km", "pickups"))
    narrow = radius is not None or any(task.radius_km is not None for task in tasks)
    placed = {p.id for p in problem.locations if p.lat is not None or p.x is not None}
    for row, volunteer in enumerate(problem.volunteers):
        applies = narrow or volunteer.radius_km is not None
        if applies and volunteer.home not in placed and problem.knows("location", volunteer.home):
            with found.inside(f"volunteers.[{row}].home"):
                found.subject = volunteer.id
                found.fault("the home has no position, but a radius applies", "Give the location a position.")
    if narrow or any(volunteer.radius_km is not None for volunteer in problem.volunteers):
        for row, task in enumerate(tasks):
            fetched = pickups and task.pickup is not None
            if task.remote or task.lifted or (task.location in placed and not fetched):
                continue
            found.subject = task.id
            where = [(task.location, "location")]
            if pickups and task.pickup is not None:
                where += [(task.pickup.location, "pickup.location")]
            for location, name in where:
                if location not in placed and location is not None and problem.knows("location", location):
                    with found.inside(f"tasks.[{row}].{name}"):
                        what = "the place has no position, but a radius applies"
                        found.fault(what, "Give the location a position.")
    found.subject = ""


def _said(problem: Problem, name: str) -> Any:
    """Look up a parameter of the rule of nearness, as the user gave it."""
    said = problem.rules.get("near_residence")
    return said.get(name) if isinstance(said, Mapping) else getattr(said, name, None)


def _skills(problem: Problem, tasks: Sequence[Task], found: Findings) -> None:
    held = {skill for volunteer in problem.volunteers for skill in volunteer.skills}
    first: dict[str, str] = {}
    for row, task in enumerate(tasks):
        for skill in task.skills or ():
            if skill not in held:
                first.setdefault(skill, f"tasks.[{row}].skills")
        for place, member in enumerate(task.team):
            if member.skill is not None and member.skill not in held:
                first.setdefault(member.skill, f"tasks.[{row}].team.[{place}].skill")
    for skill, where in first.items():
        with found.inside(where):
            found.warn(f"no volunteer has the skill {skill!r}")


def _circles(problem: Problem, found: Findings) -> None:
    before: dict[str, list[str]] = defaultdict(list)
    for task in problem.effective_tasks:
        before[task.id] += [after.task for after in task.after]
    done: set[str] = set()
    for root in [name for name, others in before.items() if others]:
        trail: dict[str, Iterable[str]] = {}
        stack = [root]
        while stack:
            name = stack[-1]
            if name not in trail:
                trail[name] = iter(before.get(name, ()))
            following = next((n for n in trail[name] if n not in done), None)
            if following is None:
                done.add(name)
                del trail[name]
                stack.pop()
            elif following in trail:
                circle = [*stack[stack.index(following) :], following]
                with found.inside("tasks"):
                    found.fault(f"tasks wait for each other in a circle: {' → '.join(circle)}")
                return
            else:
                stack.append(following)


def _pins(problem: Problem, found: Findings) -> None:
    forbidden = {(f.volunteer, f.task) for f in problem.forbidden if f.task}
    forbidden |= {(v.id, task) for v in problem.volunteers for task in v.declined}
    seen: dict[tuple[str, str], int | None] = {}
    for row, pin in enumerate(problem.pins):
        with found.inside(f"pins.[{row}]"):
            found.subject = pin.task
            pair = (pin.volunteer, pin.task)
            occurrences = problem.occurrences(pin.task)
            if occurrences != (pin.task,):
                mend = f"Pin one of its occurrences, as in {occurrences[0]!r}." if occurrences else ""
                found.fault(f"the task {pin.task!r} repeats", mend)
            if pair in forbidden or (pin.volunteer, problem.base(pin.task)) in forbidden:
                found.fault(f"{pin.volunteer!r} is pinned to {pin.task!r} and forbidden it")
            if pair in seen and None not in (seen[pair], pin.start) and seen[pair] != pin.start:
                found.fault("the pair is pinned twice, with different starts")
            seen[pair] = pin.start if pin.start is not None else seen.get(pair)
    for row, rule in enumerate(problem.forbidden):
        targets = [rule.task, rule.beneficiary, rule.location]
        if sum(target is not None for target in targets) != 1:
            with found.inside(f"forbidden.[{row}]"):
                found.fault('exactly one of "task", "beneficiary" and "location" is expected')
    for row, volunteer in enumerate(problem.volunteers):
        for place, like in enumerate(volunteer.likes):
            if sum(x is not None for x in (like.task_type, like.beneficiary, like.location, like.task)) != 1:
                with found.inside(f"volunteers.[{row}].likes.[{place}]"):
                    found.subject = volunteer.id
                    found.fault("exactly one target is expected")
    found.subject = ""
