"""How surely the tasks of a plan are served, and who should stand by."""

from __future__ import annotations

from attrs import field, frozen

from volmatch.domain.clock import Clock
from volmatch.reserves.text import sentences

__all__ = ["Reserve", "Standby", "TaskChance"]


@frozen(kw_only=True)
class TaskChance:
    """How surely a task is served.

    Attributes
    ----------
    task
        Its id.
    alone
        The chance with those who are planned alone, 0 to 1: exact.
    chance
        The chance with those who stand by as well.
    exact
        Whether ``chance`` is exact; else it is the share of days that were drawn.
    """

    task: str
    alone: float
    chance: float
    exact: bool


@frozen(kw_only=True)
class Reserve:
    """Somebody who should stand by.

    Attributes
    ----------
    volunteer, tasks
        Their id, and the ids of the tasks for which they can be called.
    start, end
        When they would leave home at the earliest, and be home at the latest: whole seconds since the start of the
        problem.
    """

    volunteer: str
    tasks: tuple[str, ...]
    start: int
    end: int


@frozen(kw_only=True, repr=False)
class Standby:
    """Who should stand by, so that every task is served surely enough.

    Attributes
    ----------
    target
        The chance that was asked for.
    tasks
        Every task that is served in the plan, in the order in which they begin.
    reserves
        Who should stand by, in the order in which they are called.
    beyond
        Ids of the tasks that nobody found could bring to the target.
    least
        No fewer people would do: proven.
    proven
        Whether the number of reserves is the least.
    """

    target: float
    tasks: tuple[TaskChance, ...]
    reserves: tuple[Reserve, ...]
    beyond: tuple[str, ...]
    least: int
    proven: bool
    clock: Clock = field(repr=False)

    def __repr__(self) -> str:
        """Count; no ids."""
        counts = f"{len(self.reserves)} stand by for {len(self.tasks)} tasks, {len(self.beyond)} beyond help"
        return f"<Standby: {counts}>"

    def text(self, lang: str = "en") -> str:
        """Say it in English (``"en"``) or Chinese (``"zh"``): ids, times and chances only."""
        return "\n".join(sentences(self, lang))

    def __str__(self) -> str:
        return self.text()
