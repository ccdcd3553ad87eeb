"""Everything that can go wrong, as one tree.

::

    VolmatchError
    ├── InputError            the input is bad; carries a list of Fault (exit status 2)
    │   ├── ProblemError      the objects of a problem do not fit together
    │   ├── FileError         a file could not be read or written
    ├── PlanError             a plan belongs to another problem
    ├── DispatchError         an event does not fit the state that a seat is in
    └── EngineError           an engine failed and there is no earlier plan to return

No message holds a name, an address or a coordinate: only ids, counts and limits.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

MOST_FAULTS = 100
"""How many faults one error reports; the rest are counted."""


@frozen
class Fault:
    """One thing that is wrong with the input, and how to mend it.

    Attributes
    ----------
    path
        Where it stands, such as ``tasks[3].windows[0].end``.
    subject
        The id of the thing that is wrong, or ``""`` where it has none.
    problem
        What is wrong and what was expected, in a sentence without a full stop.
    mend
        How to mend it, or ``""`` where that is plain.
    """

    path: str
    subject: str
    problem: str
    mend: str = ""

    def __str__(self) -> str:
        who = f" ({self.subject})" if self.subject else ""
        how = f". {self.mend}" if self.mend else ""
        return f"{self.path}{who}: {self.problem}{how}"


class VolmatchError(Exception):
    """The root of every error that volmatch raises on purpose."""


class InputError(VolmatchError):
    """The input is bad: all of its faults, up to 100, are in ``faults``.

    Examples
    --------
    >>> try:
    ...     raise InputError([Fault("tasks[0].id", "", "an id is missing")])
    ... except InputError as error:
    ...     print(error)
    1 fault:
      tasks[0].id: an id is missing
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        every = tuple(faults)
        self.faults = every[:MOST_FAULTS]
        self.num_faults = len(every)
        super().__init__(self._text())

    def _text(self) -> str:
        lines = [f"{self.num_faults} fault{'s' if self.num_faults != 1 else ''}:"]
        lines += [f"  {fault}" for fault in self.faults]
        if self.num_faults > len(self.faults):
            lines.append(f"  … and {self.num_faults - len(self.faults)} more")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.faults,)


class ProblemError(InputError):
    """The objects of a problem are wrong or do not fit together."""


class FileError(InputError):
    """A file could not be read, understood or written."""


class PlanError(VolmatchError):
    """A plan cannot be read against this problem."""


class DispatchError(VolmatchError):
    """An event does not fit the state that a seat is in; nothing has changed.

    Attributes
    ----------
    event, state
        What was to happen, and the state that the seat is in.
    subjects
        The ids of the task and the volunteer.
    """

    def __init__(self, event: str, state: str, subjects: tuple[str, ...], why: str) -> None:
        self.event, self.state, self.subjects, self.why = event, state, tuple(subjects), why
        seat = f" for task {subjects[0]!r} and volunteer {subjects[1]!r} (now {state})" if subjects else ""
        super().__init__(f"{event!r} cannot be{seat}: {why}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.event, self.state, self.subjects, self.why)


class EngineError(VolmatchError):
    """An engine failed, and there is no earlier plan to return."""
