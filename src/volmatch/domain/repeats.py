"""Tasks that repeat: one task for each local date of the rule, at the same times on the clock.

An occurrence is called ``id@2020-03-03``, after the local date on which its first window starts, and is a task like
any other; the task as given is none. A time that daylight saving skips or repeats on its date is read as if it had
been written so, with a warning. An occurrence with no window inside the horizon is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeAlias

from attrs import define, evolve, field

from volmatch.domain.clock import Clock, Interval, merged
from volmatch.domain.findings import Findings
from volmatch.domain.kinds import LONGEST_NAME
from volmatch.domain.recurrence import read_rule
from volmatch.domain.shapes import with_changes
from volmatch.domain.task import After, Task

__all__ = ["MOST_OCCURRENCES", "Occurrences", "linked", "occurrences_of"]

MOST_OCCURRENCES = 100_000
"""So many occurrences there are at most, of all tasks together."""

Occurrences: TypeAlias = Mapping[str, Mapping[date, Task]]
"""The occurrences of each task that repeats, by its id as given and by date, ascending."""


def occurrences_of(tasks: Sequence[Task], end: int, found: Findings) -> Occurrences:
    """Take the tasks that repeat apart.

    Parameters
    ----------
    tasks
        All tasks, with the defaults of their types filled in; a task is at its place in the problem.
    end
        That of the problem, in seconds after its start: no occurrence lies wholly outside.

    Notes
    -----
    O(tasks + occurrences + dates between the first windows and the start).
    """
    apart: dict[str, Mapping[date, Task]] = {}
    if found.clock is None or all(task.repeat is None for task in tasks):
        return apart
    count, mover = 0, _Mover(found.clock, end)
    for row, task in enumerate(tasks):
        if task.repeat is None or not task.windows or not isinstance(task.id, str):
            continue
        found.subject = task.id
        with found.inside(f"tasks.[{row}].repeat"):
            num_faults = len(found.faults)
            days = dict(_occurrences(task, mover, found))
            if len(found.faults) == num_faults:
                apart[task.id] = days
            count += len(days)
            if count > MOST_OCCURRENCES:
                mend = "Shorten the problem, or end the rules with COUNT or UNTIL."
                found.fault(f"the tasks that repeat have more than {MOST_OCCURRENCES:,} occurrences", mend)
                break
    if apart:
        _check_ids(tasks, apart, found)
    found.subject = ""
    return apart


def _occurrences(task: Task, mover: _Mover, found: Findings) -> Iterator[tuple[date, Task]]:
    """Give the occurrences of one task that reach into the horizon, by date."""
    if len(task.id) > LONGEST_NAME - len("@2020-03-03"):
        most = LONGEST_NAME - len("@2020-03-03")
        found.fault(
            f"the id of a task that repeats has at most {most} characters", "The date is added to it."
        )
        return
    first = mover.clock.wall(task.windows[0].start)
    rule = read_rule(str(task.repeat), first, mover.clock, found)
    if rule is None:
        return
    days = rule.dates(mover.clock.date(mover.end))
    if days is None:
        found.fault("the parts of the rule do not go together")
        return
    if first.date() not in days and first.date() not in rule.excluded:
        found.warn(
            f"the rule does not name {first.date()}, the day of the first window; nothing is done then"
        )
    # No window of an earlier date reaches the start.
    reach = timedelta(seconds=task.windows[-1].end - task.windows[0].start, days=2)
    earliest = mover.clock.date(0) - reach
    num_dates = 0
    for day in days:
        if day >= earliest:
            one = _occurrence(task, day, (day - first.date()).days, mover, found)
            if one is not None:
                num_dates += 1
                yield day, one
        if num_dates > MOST_OCCURRENCES:
            return
    if not num_dates:
        found.warn("the task has no occurrence between the start and the end of the problem")


def _occurrence(task: Task, day: date, shift: int, mover: _Mover, found: Findings) -> Task | None:
    """Move everything of a task by local days; ``None`` where it is not inside the horizon, or lost its times."""
    odd: list[str] = []
    windows = mover.intervals(task.windows, shift, odd)
    if windows and not any(window.end > 0 and window.start < mover.end for window in windows):
        return None
    preferred = task.preferred and mover.intervals([task.preferred], shift, odd)
    changed: dict[str, Any] = {
        "id": f"{task.id}@{day}",
        "windows": windows,
        "preferred": preferred[0] if preferred else None,
        "repeat": None,
    }
    # Where the date line was moved a whole date is missing, and its times would be those of the next.
    lost = not windows or ("gap" in odd and mover.clock.wall(windows[0].start).date() > day)
    if task.pickup is not None and task.pickup.windows:
        fetching = mover.intervals(task.pickup.windows, shift, odd)
        changed["pickup"] = evolve(task.pickup, windows=fetching)
        lost = lost or not fetching
    found.subject = changed["id"]
    if lost:
        found.warn("the clock skips the windows on this date; the occurrence is left out")
        odd = []
    for oddity in dict.fromkeys(odd):
        found.warn_of(oddity)
    if _VANISHED in odd:
        found.warn("daylight saving skips a whole window on this date; it is left out")
    found.subject = task.id
    return None if lost else with_changes(task, changed)


_VANISHED = "vanished"
"""Beside ``"gap"`` and ``"fold"``: what is left of an interval that ends before it starts."""


@define
class _Mover:
    """Moves intervals by local days, at the same times on the clock."""

    clock: Clock
    end: int
    _known: dict[tuple[int, int], tuple[int, str]] = field(factory=dict, init=False)

    def intervals(self, intervals: Iterable[Interval], days: int, odd: list[str]) -> tuple[Interval, ...]:
        """Move intervals; name in ``odd`` what daylight saving does to them."""
        moved = []
        for interval in intervals:
            (start, first), (end, last) = (
                self._instant(interval.start, days),
                self._instant(interval.end, days),
            )
            odd += [oddity for oddity in (first, last) if oddity]
            if start < end:
                moved.append(Interval(start, end))
            else:
                odd.append(_VANISHED)
        return merged(moved)

    def _instant(self, seconds: int, days: int) -> tuple[int, str]:
        if not days:
            return seconds, ""
        known = self._known.get((seconds, days))
        if known is None:
            moment = self.clock.wall(seconds) + timedelta(days=days)
            known = self.clock.seconds(moment), self.clock.oddity(moment)
            self._known[seconds, days] = known
        return known


def _check_ids(tasks: Sequence[Task], apart: Occurrences, found: Findings) -> None:
    """Report the occurrences that are called like another task."""
    owners = {task.id: row for row, task in enumerate(tasks)}
    for row, task in enumerate(tasks):
        for one in apart.get(task.id, {}).values() if task.repeat is not None else ():
            other = owners.setdefault(one.id, row)
            if tasks[other].id != task.id:
                found.subject = task.id
                with found.inside(f"tasks.[{row}].repeat"):
                    found.fault(
                        f"tasks[{other}] has the id of the occurrence {one.id!r}", "Rename one of the two."
                    )


def linked(tasks: Sequence[Task], apart: Occurrences, found: Findings) -> tuple[Task, ...]:
    """Give the tasks and occurrences that are to be served, each ``after`` naming one of them. O(tasks).

    Between two tasks that repeat, ``after`` means the occurrence of the same date.
    """
    whole: list[Task] = []
    for row, task in enumerate(tasks):
        days = None if task.repeat is None else apart.get(task.id)
        if task.after:
            found.subject = task.id or ""
            for place, after in enumerate(task.after):
                with found.inside(f"tasks.[{row}].after.[{place}].task"):
                    _check_after(task, days, after, apart, found)
            found.subject = ""
        if days is None:
            whole.append(task)
        elif task.after:
            whole += [_on(day, one, apart) for day, one in days.items()]
        else:
            whole += days.values()
    return tuple(whole)


def _check_after(
    task: Task, days: Mapping[date, Task] | None, after: After, apart: Occurrences, found: Findings
) -> None:
    name: Any = after.task
    others = apart.get(name)
    if name is None:
        return  # as is reported already
    if others is None:
        found.knows("task", name)
    elif days is None:
        example = next((f"Name one of its occurrences, as in {one.id!r}." for one in others.values()), "")
        found.fault(f"the task {after.task!r} repeats, and {task.id!r} does not", example)
    else:
        missing = [day for day in days if day not in others]
        if missing:
            more = f", nor on {len(missing) - 1} more" if len(missing) > 1 else ""
            mend = "Let both repeat on the same dates, or leave dates out with an EXDATE line."
            found.fault(f"the task {after.task!r} has no occurrence on {missing[0]}{more}", mend)


def _on(day: date, one: Task, apart: Occurrences) -> Task:
    named = [apart[after.task].get(day) if after.task in apart else None for after in one.after]
    after = [evolve(a, task=other.id) if other else a for a, other in zip(one.after, named, strict=True)]
    linked_one: Task = with_changes(one, {"after": tuple(after)})
    return linked_one
