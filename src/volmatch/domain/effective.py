"""Tasks as they are served: the defaults of their types filled in, weights made whole, repeats taken apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs
from attrs import frozen

from volmatch.domain.clock import Interval
from volmatch.domain.findings import Findings
from volmatch.domain.kinds import LARGEST
from volmatch.domain.repeats import linked, occurrences_of
from volmatch.domain.task import People, Task, TaskType

_SHARED = tuple(name.name for name in attrs.fields(TaskType) if name.name != "id")
_NAMES = tuple(name.name for name in attrs.fields(Task))
_PLAIN: dict[str, Any] = {
    "skills": (),
    "lifted": False,
    "remote": False,
    "priority": "normal",
    "people": People(),
    "areas": (),
    "organisations": (),
}
_EMPTY = TaskType(id="-")


@frozen
class Served:
    """The tasks of a problem as they are served.

    Attributes
    ----------
    filled
        One for each task given, in order, with the defaults of its type.
    tasks
        The same, but of those that repeat the occurrences.
    index
        The position of each of ``tasks``, by id.
    scale
        The power of ten by which all weights were multiplied.
    occurrences, bases
        Of tasks that repeat: the ids of the occurrences by the id as given, and the other way round.
    """

    filled: tuple[Task, ...]
    tasks: tuple[Task, ...]
    index: Mapping[str, int]
    scale: int
    occurrences: Mapping[str, tuple[str, ...]]
    bases: Mapping[str, str]


def served_tasks(
    tasks: Sequence[Task], types: Sequence[TaskType], end: int, names: Mapping[str, int], found: Findings
) -> Served:
    """Say how tasks are served, and tell ``found`` their names. O(tasks + occurrences).

    Parameters
    ----------
    tasks, types
        Settled, but for what tasks say of each other.
    end
        That of the problem, in seconds after its start.
    names
        The position of each task, by id.
    """
    filled, scale = filled_tasks(tasks, types, found)
    num_faults = len(found.faults)
    apart = occurrences_of(filled, end, found)
    occurrences = {name: tuple(one.id for one in days.values()) for name, days in apart.items()}
    bases = {one: name for name, ones in occurrences.items() for one in ones}
    if end > 0 and len(found.faults) == num_faults:
        # Else it is not known what occurrences there are, and every mention of one would be a fault.
        found.names = {**found.names, "task": {**names, **bases} if bases else names}
    whole = linked(filled, apart, found)
    check_sums(whole, found)
    index = {task.id: row for row, task in enumerate(whole)} if apart else names
    return Served(filled, whole, index, scale, occurrences, bases)


def filled_tasks(
    tasks: Sequence[Task], types: Sequence[TaskType], found: Findings
) -> tuple[tuple[Task, ...], int]:
    """Fill in what tasks leave to their types, and scale weights to whole numbers. O(tasks).

    Returns
    -------
    The tasks in the order given, and the power of ten by which all weights were multiplied.
    """
    scale = weight_scale(tasks)
    by_id = {kind.id: kind for kind in types}
    filled: dict[str | None, dict[str, Any]] = {}
    rows = []
    for row, task in enumerate(tasks):
        defaults = filled.get(task.type)
        if defaults is None:
            defaults = _defaults(by_id.get(task.type or "", _EMPTY))
            filled[task.type] = defaults
        rows.append(_filled(task, defaults, scale))
        _check(row, rows[-1], found)
    return tuple(rows), scale


def check_sums(tasks: Sequence[Task], found: Findings) -> None:
    """Report weights or loads of all tasks that add up to more than a float can hold. O(tasks)."""
    if sum(task.weight for task in tasks) > LARGEST:
        with found.inside("tasks"):
            found.fault("the weights add up to more than 2^53", "Use smaller weights.")
    sums: dict[str, int] = {}
    for task in tasks:
        # What is fetched is moved twice: on board, and off again.
        moved = (task.load, task.collect) if task.pickup is None else (task.load, task.load, task.collect)
        for amounts in moved:
            for kind, amount in amounts.items():
                sums[kind] = sums.get(kind, 0) + amount
    for kind, total in sums.items():
        if total > LARGEST:
            with found.inside("tasks"):
                found.fault(f"the loads of {kind!r} add up to more than 2^53", "Use a larger unit.")


def weight_scale(tasks: Iterable[Task]) -> int:
    """Give the smallest power of ten that makes every weight a whole number."""
    decimals = [task.weight for task in tasks if isinstance(task.weight, float)]
    for power in range(6):
        if all(round(weight * 10**power, 6 - power) == round(weight * 10**power) for weight in decimals):
            return int(10**power)
    return 10**6


def _defaults(kind: TaskType) -> dict[str, Any]:
    said = {name: getattr(kind, name) for name in _SHARED}
    return {name: _PLAIN.get(name) if value is None else value for name, value in said.items()}


def _filled(task: Task, defaults: dict[str, Any], scale: int) -> Task:
    twin: Task = object.__new__(Task)
    put = object.__setattr__
    for name in _NAMES:
        value = getattr(task, name)
        put(twin, name, defaults.get(name) if value is None else value)
    if scale != 1 or type(task.weight) is not int:
        put(twin, "weight", round(task.weight * scale))
    return twin


def _check(row: int, task: Task, found: Findings) -> None:
    people = task.people or People()
    faults = []
    if task.duration_seconds is None:
        faults.append(("a task has no duration", 'Give "duration_minutes" to it or to its type.'))
    if not task.windows:
        faults.append(("a task has no window", 'Give at least one interval in "windows".'))
    if people.min > people.target:
        faults.append(('the "min" of people is larger than the "target"', ""))
    if task.location is None and not task.remote:
        faults.append(("a task has no location", 'Give one, or set "remote".'))
    if task.remote and task.pickup is not None:
        faults.append(("a remote task has a pickup, but is in no trip", 'Leave "pickup" or "remote" out.'))
    for member in task.team:
        if member.count > people.target:
            what = f"the team has {member.count} of a kind, but no more than {people.target} people"
            faults.append((what, 'Lower its "count", or raise the "target" of people.'))
    if faults:
        found.subject = str(task.id or "")
        with found.inside(f"tasks.[{row}]"):
            for problem, mend in faults:
                found.fault(problem, mend)
        found.subject = ""
    if task.preferred is not None and task.windows and _apart(task.preferred, task.windows):
        found.subject = str(task.id or "")
        with found.inside(f"tasks.[{row}].preferred"):
            found.warn("the preferred interval lies outside all windows of the task")
        found.subject = ""


def _apart(one: Interval, others: Iterable[Interval]) -> bool:
    return all(other.end <= one.start or one.end <= other.start for other in others)
