"""What a comparison of two plans holds."""

from __future__ import annotations

from typing import Literal, TypeAlias

from attrs import frozen

from volmatch.comparing.text import sentences
from volmatch.rule import Value, Violation

__all__ = ["ChangedTask", "ComparedLevel", "ComparedVolunteer", "Comparison", "MovedTask", "Side"]

Side: TypeAlias = Literal["a", "b"]


@frozen(kw_only=True)
class ComparedLevel:
    """What both plans are worth on one level; smaller is better.

    Attributes
    ----------
    name
        As in `Level`.
    a, b
        The values: a whole number each, or eight for ``coverage``, compared in order.
    asked
        Whether the problem asks for this level; the others decide nothing.
    """

    name: str
    a: Value
    b: Value
    asked: bool = True

    @property
    def better(self) -> Side | None:
        """The plan of the smaller value: ``"a"``, ``"b"``, or ``None`` where they are the same."""
        if self.a == self.b:
            return None
        return "a" if self.a < self.b else "b"  # type: ignore[operator]


@frozen(kw_only=True)
class ChangedTask:
    """A task that both plans serve, with other people: ``a`` and ``b`` are all who serve it, by id."""

    task: str
    a: tuple[str, ...]
    b: tuple[str, ...]

    @property
    def gone(self) -> tuple[str, ...]:
        """Who serves it in plan a only."""
        return tuple(name for name in self.a if name not in self.b)

    @property
    def come(self) -> tuple[str, ...]:
        """Who serves it in plan b only."""
        return tuple(name for name in self.b if name not in self.a)


@frozen(kw_only=True)
class MovedTask:
    """A task that both plans serve with the same people, in plan b so many ``seconds`` later (negative: earlier)."""

    task: str
    seconds: int


@frozen(kw_only=True)
class ComparedVolunteer:
    """What changes for one volunteer from plan a to plan b.

    Attributes
    ----------
    gained, lost
        Ids of tasks that they serve in plan b only, and in plan a only, remote ones included.
    trips, seconds, metres
        How many trips, seconds away from home and metres travelled more; negative: fewer.
    """

    volunteer: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    trips: int
    seconds: int
    metres: int


@frozen(kw_only=True, repr=False)
class Comparison:
    """Two plans of one problem side by side; what is gained and lost is so from plan a to plan b.

    Attributes
    ----------
    levels
        Those that the problem asks for, most important first, then the others.
    gained, lost
        Ids of the tasks that only plan b serves, and only plan a; fewer people than a task's ``min`` do not serve it.
    changed
        Tasks that both serve, with other people.
    moved
        Tasks that both serve with the same people, at another time.
    volunteers
        For whom something changes: tasks, trips, time away or travel.
    violations_a, violations_b
        What each plan breaks, as `verify` says. Such a plan must not be used; it is compared all the same.
    """

    levels: tuple[ComparedLevel, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    changed: tuple[ChangedTask, ...]
    moved: tuple[MovedTask, ...]
    volunteers: tuple[ComparedVolunteer, ...]
    violations_a: tuple[Violation, ...]
    violations_b: tuple[Violation, ...]

    @property
    def decided_by(self) -> ComparedLevel | None:
        """The first level asked for on which the plans differ, if any."""
        return next((level for level in self.levels if level.asked and level.better), None)

    @property
    def better(self) -> Side | None:
        """The better plan: the only one that keeps every rule, else that of the first level that differs."""
        if bool(self.violations_a) != bool(self.violations_b):
            return "b" if self.violations_a else "a"
        return self.decided_by.better if self.decided_by else None

    @property
    def same(self) -> bool:
        """Whether everybody does the same things at the same times in both."""
        return not (self.gained or self.lost or self.changed or self.moved or self.volunteers)

    def __repr__(self) -> str:
        """Say which is better and how much changes; no ids."""
        names = ("gained", "lost", "changed", "moved")
        tasks = ", ".join(f"{len(getattr(self, name))} {name}" for name in names)
        return f"<Comparison: {self.better or 'neither'} is better; tasks: {tasks}>"

    def __str__(self) -> str:
        return "\n".join(sentences(self))
