"""Why a task stays unserved, in plain words: the table of phrases, and the sentences made of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from volmatch.domain.plan import Unserved

__all__ = ["PHRASES", "Phrase", "why"]


class Phrase(NamedTuple):
    """What is said of a rule that blocks volunteers.

    Attributes
    ----------
    nobody
        Why nobody is left, where this rule blocks most of them.
    one, many
        What follows the number of the blocked: ``1 is too far``, ``5 are too far``.
    """

    nobody: str
    one: str
    many: str


PHRASES: Mapping[str, Phrase] = {
    "qualified": Phrase(
        "nobody has all that it asks for",
        "lacks a skill or another requirement",
        "lack a skill or another requirement",
    ),
    "available": Phrase("nobody is free then", "has not offered that time", "have not offered that time"),
    "window": Phrase(
        "it does not fit into its own hours",
        "cannot fit it into its hours",
        "cannot fit it into its hours",
    ),
    "travel": Phrase(
        "nobody can get there and back in time",
        "has too little time for the way",
        "have too little time for the way",
    ),
    "near_residence": Phrase("nobody lives near enough", "is too far", "are too far"),
    "trip_cap": Phrase("nobody has a trip left", "may make no trip", "may make no trip"),
    "trip_limits": Phrase(
        "it is too long or too far for one trip",
        "would be out too long or too far",
        "would be out too long or too far",
    ),
    "staffing": Phrase("too few people are left for it", "is one too few", "are too few"),
    "workload": Phrase(
        "it is more than anybody may do on a day",
        "may not do so much on a day",
        "may not do so much on a day",
    ),
    "capacity": Phrase("nobody can carry it", "cannot carry it", "cannot carry it"),
    "order": Phrase(
        "what comes before it is not done",
        "cannot keep its order",
        "cannot keep its order",
    ),
    "cohorts": Phrase("nobody may visit them beside others", "may not visit them", "may not visit them"),
    "exposure": Phrase("no more people may visit there", "may not visit there", "may not visit there"),
    "companions": Phrase("those who could go may not go together", "may not go so", "may not go so"),
    "supplies": Phrase("what it uses has run out", "has no supplies", "have no supplies"),
    "pinned": Phrase(
        "promises already made stand against it",
        "is promised elsewhere",
        "are promised elsewhere",
    ),
}
"""By the names of the rules, in their order."""

OWN_RULE = "the rule {name!r} stands against it"
CHOSEN = "the plan is better without it"
NOT_YET = "no room was found for it so far"


def why(row: Unserved, num_volunteers: int, *, needs: int = 1, proven: bool = False) -> str:
    """Say in a sentence without a full stop why a task stays unserved.

    Parameters
    ----------
    row
        What the plan says of it.
    num_volunteers
        How many volunteers there are.
    needs
        How many people the task needs at least.
    proven
        Whether no plan serves more.

    Examples
    --------
    >>> blocked = {"available": 16, "near_residence": 31}
    >>> why(Unserved(task="t1", reason="near_residence", blocked_by=blocked), 47)
    'nobody lives near enough: 31 of 47 volunteers are too far; 16 have not offered that time'
    """
    if not num_volunteers:
        return "there are no volunteers"
    blocked = sorted(row.blocked_by.items(), key=lambda item: -item[1])
    clauses = [_clause(name, number) for name, number in blocked if number]
    able = num_volunteers - sum(row.blocked_by.values())
    if able > 0:
        chosen = row.reason == "outweighed" and proven
        clauses.insert(0, f"{able:,} could do it" + ", but are needed more elsewhere" * chosen)
    headline = _headline(row, needs, proven)
    if row.blocked_by.get(row.reason) == num_volunteers or not clauses:
        return headline
    number, _, rest = clauses[0].partition(" ")
    noun = "volunteer" if num_volunteers == 1 else "volunteers"
    clauses[0] = f"{number} of {num_volunteers:,} {noun} {rest}"
    return f"{headline}: {'; '.join(clauses)}"


def _headline(row: Unserved, needs: int, proven: bool) -> str:
    if row.reason == "outweighed":
        return CHOSEN if proven else NOT_YET
    if row.reason == "staffing" and needs > 1:
        return f"it needs {needs:,} people, and too few are left"
    if not row.reason:
        return "no reason is given"
    known = PHRASES.get(row.reason)
    return known.nobody if known else OWN_RULE.format(name=row.reason)


def _clause(name: str, number: int) -> str:
    known = PHRASES.get(name)
    if known is None:
        return f"{number:,} fall to the rule {name!r}"
    return f"{number:,} {known.one if number == 1 else known.many}"
