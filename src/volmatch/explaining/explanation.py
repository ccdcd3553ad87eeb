"""What `explain` returns: why a task is not served, what would serve it, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from volmatch.domain.plan import Level, Plan
from volmatch.domain.problem import Problem
from volmatch.explaining.audit import Blocked
from volmatch.explaining.changes import Change
from volmatch.explaining.obstacles import Displaced

__all__ = ["Cause", "Explanation", "Line", "Overview", "Repair"]


@frozen(kw_only=True)
class Line:
    """A line of the team that a task asks for, and who there is for it.

    Attributes
    ----------
    count, skill, min_age, max_age
        As in `Member`.
    able, free
        How many of those who could serve the task are such members; and how many of these do nothing then.
        Only those in ``displaced`` are asked whether they are free.
    """

    count: int
    skill: str | None
    min_age: float | None
    max_age: float | None
    able: int
    free: int


@frozen(kw_only=True)
class Repair:
    """A change of one thing that serves what was not served: checked, by a plan that `verify` passed.

    Attributes
    ----------
    change
        What changes; ``None`` = nothing, another plan is enough.
    plan
        A plan of the changed problem that serves the tasks, and loses nothing that is more urgent.
    gained, lost
        Tasks that are served now and were not, and the other way round.
    before, after
        The levels of the plan as it was, and as it would be.
    smallest
        Whether each smaller change of the same kind that was tried is proven not to do: what is best in coverage
        with it leaves the task unserved (it may serve another one instead). ``False`` where time ran out, a proof was
        not reached, or not everybody's trips were free to change.
    """

    change: Change | None
    plan: Plan
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    before: tuple[Level, ...]
    after: tuple[Level, ...]
    smallest: bool = True

    def __repr__(self) -> str:
        """Say what kind of change it is; no ids."""
        kind = "none" if self.change is None else self.change.kind
        return f"<Repair: {kind}; {len(self.gained)} gained, {len(self.lost)} lost>"

    def __str__(self) -> str:
        return self.text()

    def apply(self, problem: Problem) -> Problem:
        """Make the problem with the change: the plan of the repair keeps its rules."""
        return problem if self.change is None else self.change.apply(problem)

    def text(self, lang: str = "en") -> str:
        """Say in a sentence what to change, and what that costs elsewhere.

        Parameters
        ----------
        lang
            ``"en"`` (default) or ``"zh"``.
        """
        from volmatch.explaining.text import repair_sentence

        return repair_sentence(lang, self)


@frozen(kw_only=True)
class Explanation:
    """Why a plan does not serve a task, and the smallest changes that would; or who serves it.

    Attributes
    ----------
    task
        The id.
    reason
        As in `Unserved`: a rule, ``"staffing"`` or ``"outweighed"``; empty where the task is served.
    served_by
        Who serves it; empty where nobody does.
    able
        Volunteers whom no rule forbids it (beside those who serve it), those who live nearest first.
    num_volunteers, people
        How many volunteers there are, and how many people the task needs at least.
    blocked
        Whom rules forbid it, by rule and by what is missing, with those who miss least; most people first.
    displaced
        Of those who could serve it, up to twenty who live nearest: what is in their way, and what they would drop.
    team
        The lines of the team that the task asks for.
    repairs
        Changes of one thing each that serve it, those that cost nothing elsewhere first.
    complete
        Whether all changes that come into question were tried; ``False`` where time ran out.
    """

    task: str
    reason: str
    served_by: tuple[str, ...] = ()
    able: tuple[str, ...] = ()
    num_volunteers: int = 0
    people: int = 1
    blocked: tuple[Blocked, ...] = ()
    displaced: tuple[Displaced, ...] = ()
    team: tuple[Line, ...] = ()
    repairs: tuple[Repair, ...] = ()
    complete: bool = True
    seconds: float = field(default=0.0, eq=False)

    def __repr__(self) -> str:
        """Say how much there is to say; no ids."""
        return f"<Explanation: {self.reason or 'served'}; {len(self.repairs)} repairs>"

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: str = "en") -> str:
        """Say it in plain English or Chinese: ids and amounts only.

        Parameters
        ----------
        lang
            ``"en"`` (default) or ``"zh"``.
        """
        from volmatch.explaining.text import sentences

        return "\n".join(sentences(lang, self))


@frozen(kw_only=True)
class Cause:
    """Unserved tasks that have the same cause.

    Attributes
    ----------
    reason
        As in `Unserved`.
    kind, what
        What most volunteers miss, as in `Blocked`; empty where enough could serve the tasks.
    tasks
        Their ids.
    obstacles
        How many of those who could serve the first of them have which rule in their way.
    """

    reason: str
    kind: str
    what: str
    tasks: tuple[str, ...]
    obstacles: Mapping[str, int] = field(factory=dict, hash=False)

    def __repr__(self) -> str:
        """Say reason and number; no ids."""
        return f"<Cause: {self.reason}, {len(self.tasks)} tasks>"


@frozen(kw_only=True)
class Overview:
    """Why a plan does not serve some tasks, grouped by cause, and changes that serve several at once.

    Attributes
    ----------
    num_tasks
        How many tasks there are.
    causes
        The unserved tasks by cause, most tasks first.
    repairs
        Changes of one thing each, those that serve most tasks first.
    complete
        As in `Explanation`.
    """

    num_tasks: int
    causes: tuple[Cause, ...]
    repairs: tuple[Repair, ...] = ()
    complete: bool = True
    seconds: float = field(default=0.0, eq=False)

    def __repr__(self) -> str:
        """Say how much there is to say; no ids."""
        return (
            f"<Overview: {sum(len(one.tasks) for one in self.causes)} unserved; {len(self.repairs)} repairs>"
        )

    def __str__(self) -> str:
        return self.text()

    def text(self, lang: str = "en") -> str:
        """Say it in plain English or Chinese: ids and amounts only.

        Parameters
        ----------
        lang
            ``"en"`` (default) or ``"zh"``.
        """
        from volmatch.explaining.text import overview_sentences

        return "\n".join(overview_sentences(lang, self))
