"""What the question who could take a task now gives."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field, frozen

from volmatch.domain.clock import Clock
from volmatch.domain.plan import Plan, RemoteService, Trip
from volmatch.domain.problem import Problem
from volmatch.domain.shapes import tupled
from volmatch.errors import EngineError
from volmatch.ranking.desk import with_rows
from volmatch.ranking.text import sentences
from volmatch.rule import Value
from volmatch.verifier import verify

__all__ = ["AddedLevel", "Candidate", "Candidates", "MovedStop"]


@frozen(kw_only=True)
class AddedLevel:
    """What is added to the value of a level: a whole number, or eight for ``coverage``; below 0 is better."""

    name: str
    value: Value


@frozen(kw_only=True)
class MovedStop:
    """A stop of somebody that would start so many ``seconds`` later (negative: earlier) than planned."""

    volunteer: str
    task: str
    kind: str
    seconds: int


@frozen(kw_only=True, repr=False)
class Candidate:
    """A volunteer who could take a task, and what that would change.

    Attributes
    ----------
    task, volunteer
        Their ids.
    levels
        What it adds to every level that the problem asks for, most important first.
    trip, remote_service
        The trip with the task, or the remote service that it is; the other is ``None``. Instants are whole seconds
        since the start of the problem.
    with_others
        Who would have to come too, where the task needs several and nobody serves it yet.
    instead_of
        Who would no longer serve it, where all seats are taken.
    moved
        What would start at another time than planned.
    displaced
        Tasks that this volunteer would drop for it: given only where nobody can take it otherwise. One that needs
        more people than are left is then served by nobody.
    people
        Everybody for whom something changes.
    trips, remote
        All that these people do then.
    """

    task: str
    volunteer: str
    levels: tuple[AddedLevel, ...] = field(converter=tupled)
    trip: Trip | None = None
    remote_service: RemoteService | None = None
    with_others: tuple[str, ...] = ()
    instead_of: str | None = None
    moved: tuple[MovedStop, ...] = ()
    displaced: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    trips: tuple[Trip, ...] = ()
    remote: tuple[RemoteService, ...] = ()

    @property
    def disturbs(self) -> bool:
        """Whether anything that was planned changes, but for who serves the task itself."""
        return bool(self.moved or self.displaced)

    def __repr__(self) -> str:
        """Name the ids and the values."""
        values = ", ".join(f"{level.name} {level.value}" for level in self.levels)
        return f"<Candidate: {self.volunteer} for {self.task}; {values}>"

    def applied(self, problem: Problem, plan: Plan) -> Plan:
        """Give the plan in which the volunteer has taken the task, verified. O(stops).

        Parameters
        ----------
        problem, plan
            Those of the question.

        Raises
        ------
        EngineError
            Where the plan would break a rule, as when it is not the plan that was asked about.
        """
        changed = with_rows(plan.on(problem.clock), self.people, self.trips, self.remote)
        violations = verify(problem, changed)
        if violations:
            raise EngineError(f"with {self.volunteer} for {self.task} the plan breaks {violations[0].rule!r}")
        served = {stop.task for trip in changed.trips for stop in trip.stops if stop.kind == "service"}
        served |= {row.task for row in changed.remote}
        left = [row for row in changed.unserved if row.task not in served]
        return evolve(changed, unserved=left, status="feasible", levels=())


@frozen(kw_only=True, repr=False)
class Candidates:
    """Who could take a task now, best first.

    Attributes
    ----------
    task
        Its id.
    ways
        A `Candidate` for each volunteer.
    blocked_by
        Where there is none: number of volunteers by the first rule that forbids the pair; the others have no time
        for it beside what they have.
    """

    task: str
    ways: tuple[Candidate, ...]
    clock: Clock
    blocked_by: Mapping[str, int] = field(factory=dict, hash=False)

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"<Candidates: {len(self.ways)} for {self.task}>"

    def __len__(self) -> int:
        return len(self.ways)

    def text(self, lang: str = "en") -> str:
        """Say it in English (``"en"``) or Chinese (``"zh"``): ids, times and amounts only."""
        return "\n".join(sentences(self, lang))

    def __str__(self) -> str:
        return self.text()
