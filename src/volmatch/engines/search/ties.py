"""What the compiled search is told of the mechanisms that tie visits, people and days together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from attrs import frozen

from volmatch.engines.search import columns as at
from volmatch.engines.search.tables import Ints
from volmatch.engines.ties.links import Ties
from volmatch.engines.ties.people import apart_of
from volmatch.program.arrays import NO_CAP, Program
from volmatch.program.couplings import TRIP

__all__ = ["Tables", "can_search", "counted_of", "largest_tie", "party_of", "tables_of", "tie_pairs"]

DAY = 86_400
MOST_LABELS = 62
MOST_COUNTS = 40_000_000
"""The largest table of groups × volunteers."""


def can_search(program: Program) -> bool:
    """Whether the search keeps all that a program says."""
    volunteers = int(program.duties.volunteer.max(initial=-1)) + 1
    terms = np.bincount(program.balance.volunteer, minlength=1)
    return bool(
        not len(program.pledges)
        and len(program.crowds) * volunteers <= MOST_COUNTS
        and int(program.labels.label.max(initial=0)) < MOST_LABELS
        and (terms <= 1).all()
        and len(np.unique(program.punctuality.visit)) == len(program.punctuality)
        and max(map(len, Ties(program).fetches.values()), default=0) <= 1
    )


@frozen
class Tables:
    """Tables of ties; see `World` for those that are handed on as they are."""

    tied: Ints
    ties: Ints
    needs: Ints
    exclusions: Ints
    own_ptr: Ints
    own: Ints
    crowds: Ints
    crowd_of: Ints
    quorums: Ints
    members: Ints
    apart_ptr: Ints
    apart: Ints
    parties: Ints
    balances: Ints


def tables_of(program: Program, factors: Sequence[int]) -> Tables:
    """Lay the ties out. O(ties + groups × volunteers).

    Parameters
    ----------
    factors
        What a unit of each level weighs in the one cost of the search.
    """
    volunteers = int(program.duties.volunteer.max(initial=-1)) + 1
    visits = _visits(program, factors)
    needs = _needs(program, visits)
    exclusions = _exclusions(program, visits)
    crowds, crowd_of = _crowds(program, factors, visits)
    quorums, members = _quorums(program, visits, volunteers)
    owned = defaultdict(list)
    for duty, owner in enumerate(program.duties.volunteer.tolist()):
        owned[owner].append(duty)
    return Tables(
        visits,
        _ties(program, visits),
        needs,
        exclusions,
        *_rows(owned, volunteers),
        crowds,
        crowd_of,
        quorums,
        members,
        *_rows({one: sorted(others) for one, others in apart_of(program).items()}, volunteers),
        _parties(program),
        _balances(program, factors, volunteers),
    )


def _ties(program: Program, visits: Ints) -> Ints:
    used = program.mechanisms
    ties = np.zeros(at.NUM_TIES, dtype=np.int64)
    ties[at.TIED] = bool(used - {"loads"})
    paired = {"labels", "crowds", "balance", "partners", "days"}
    ties[at.PAIRED] = bool(used & paired)
    ties[at.MIXED] = bool(used & {"offroute", "links", "errands"})
    ties[at.WISHES] = "punctuality" in used
    ties[at.CROWDED] = "crowds" in used
    ties[at.BALANCED] = "balance" in used
    ties[at.LABELLED] = "labels" in used
    ties[at.JOINED] = bool(program.partners.together.any())
    ties[at.LINKED] = bool(_of(visits, at.RELIED).any())
    ties[at.FREEZE] = int(program.freeze.instant[0]) if len(program.freeze.instant) else -at.NEVER
    return ties


def _of(visits: Ints, column: int) -> Ints:
    return visits[:, column]


def _visits(program: Program, factors: Sequence[int]) -> Ints:
    visits = np.zeros((len(program.visits), at.NUM_TIED), dtype=np.int64)
    _of(visits, at.OFFROUTE)[:] = program.visits.offroute
    together = program.links.together == 1
    first, second = program.links.first[together], program.links.second[together]
    _of(visits, at.FETCH)[second], _of(visits, at.FETCHED_FOR)[first] = first + 1, second + 1
    _of(visits, at.WISHED)[:], _of(visits, at.UNWISHED)[:] = -at.NEVER, at.NEVER
    wish = program.punctuality
    price = wish.cost * np.array([factors[level] for level in wish.level.tolist()], dtype=np.int64)
    for column, values in ((at.WISHED, wish.low), (at.UNWISHED, wish.high), (at.LATE_PRICE, price)):
        _of(visits, column)[wish.visit] = values
    return visits


def _needs(program: Program, visits: Ints) -> Ints:
    ties = Ties(program)
    rows: list[tuple[int, int]] = []
    for first, end, linked in (
        (at.FIRST_NEED, at.END_NEED, ties.needs),
        (at.FIRST_NEXT, at.END_NEXT, ties.needed_by),
    ):
        for visit in range(len(visits)):
            _of(visits, first)[visit] = len(rows)
            rows += linked.get(visit, ())
            _of(visits, end)[visit] = len(rows)
    _of(visits, at.RELIED)[sorted(ties.timed)] = 1
    return np.array(rows, dtype=np.int64).reshape(-1, 2)


def _exclusions(program: Program, visits: Ints) -> Ints:
    labels = program.labels
    bits = np.left_shift(np.int64(1), labels.label)
    np.bitwise_or.at(_of(visits, at.LABELS), labels.visit, bits)
    rows = []
    for one, other, scope in zip(
        labels.one.tolist(), labels.other.tolist(), labels.scope.tolist(), strict=True
    ):
        if scope != TRIP:
            rows.append((1 << one, 1 << other, scope))
            continue
        for mine, theirs in ((one, other), (other, one)):
            has = _of(visits, at.LABELS) & (1 << mine) != 0
            _of(visits, at.BARS)[has] |= 1 << theirs
    return np.array(rows, dtype=np.int64).reshape(-1, 3)


def _crowds(program: Program, factors: Sequence[int], visits: Ints) -> tuple[Ints, Ints]:
    made = program.crowds
    price = [
        cost * factors[level] if level >= 0 else 0
        for level, cost in zip(made.level.tolist(), made.cost.tolist(), strict=True)
    ]
    groups = np.repeat(np.arange(len(made)), np.diff(made.ptr))
    order = np.argsort(made.visit, kind="stable")
    count = np.bincount(made.visit, minlength=len(visits))
    _of(visits, at.END_CROWD)[:] = np.cumsum(count)
    _of(visits, at.FIRST_CROWD)[:] = np.cumsum(count) - count
    return np.stack([made.cap, np.array(price, dtype=np.int64)], axis=1), groups[order]


def counted_of(program: Program) -> Ints:
    """Give an empty count of each group and volunteer; those who are exempt count as there already."""
    made, volunteers = program.crowds, int(program.duties.volunteer.max(initial=-1)) + 1
    counted = np.zeros((len(made), volunteers if len(made) else 0), dtype=np.int64)
    group = np.repeat(np.arange(len(made)), np.diff(made.exempt_ptr))
    known = made.exempt < volunteers
    counted[group[known], made.exempt[known]] = NO_CAP
    return counted


def tie_pairs(program: Program, pairs_table: Ints, bonds: Ints, factors: Sequence[int]) -> None:
    """Note what was promised, as a window and a smaller cost of the pair; and which stops are frozen or delayed."""
    pairs, owner = program.candidates, program.duties.volunteer[program.candidates.duty]
    bonds[:, at.SINCE] = np.where(pairs.since > -NO_CAP, pairs.since, -at.NEVER)
    made = program.promises
    columns = (made.volunteer, made.visit, made.low, made.high, made.level, made.cost)
    for who, visit, low, high, level, cost in zip(*(column.tolist() for column in columns), strict=True):
        some = np.arange(pairs.ptr[visit], pairs.ptr[visit + 1])
        some = some[owner[some] == who]
        pairs_table[some, at.OWN] -= cost * factors[level]
        bonds[some, at.CEILING] = np.minimum(bonds[some, at.CEILING], high)
        bonds[some, at.FLOOR] = np.maximum(bonds[some, at.FLOOR], low)
    for who, visit in zip(program.freeze.volunteer.tolist(), program.freeze.visit.tolist(), strict=True):
        some = np.arange(pairs.ptr[visit], pairs.ptr[visit + 1])
        bonds[some[owner[some] == who], at.STAYS] = 1


def largest_tie(program: Program, level: int) -> int:
    """Give the most that the ties of a level charge for one stop, about."""
    crowds, promises, wishes, balance = program.crowds, program.promises, program.punctuality, program.balance
    time = (balance.base + DAY) ** 2 // np.maximum(balance.offered, 1) * balance.cost
    return max(
        int(crowds.cost[crowds.level == level].max(initial=0)),
        int(promises.cost[promises.level == level].max(initial=0)),
        int(wishes.cost[wishes.level == level].max(initial=0)) * DAY,
        int(time[balance.level == level].max(initial=0)),
    )


def _quorums(program: Program, visits: Ints, volunteers: int) -> tuple[Ints, Ints]:
    made = program.quorums
    order = np.argsort(made.visit, kind="stable")
    count = np.bincount(made.visit, minlength=len(visits))
    _of(visits, at.END_QUORUM)[:] = np.cumsum(count)
    _of(visits, at.FIRST_QUORUM)[:] = np.cumsum(count) - count
    members = np.full((max(0, len(made.ptr) - 1), max(1, volunteers)), -at.NEVER)
    group, known = np.repeat(np.arange(len(members)), np.diff(made.ptr)), made.volunteer < volunteers
    members[group[known], made.volunteer[known]] = made.last[
        known
    ]  # who offers nothing has no duty, and no column
    return np.stack([made.count[order], made.group[order]], axis=1), members


def party_of(program: Program) -> Ints:
    """Give the least number of those who serve all that a volunteer serves, themselves included."""
    party = np.arange(int(program.duties.volunteer.max(initial=-1)) + 1)
    for member, others in program.partners.parties.items():
        if member < len(party):
            party[member] = min(others)
    return party


def _parties(program: Program) -> Ints:
    parties, party = program.partners.parties, party_of(program)
    if not parties:
        return np.zeros((0, 2), dtype=np.int64)
    sizes = [len(parties.get(member, (member,))) for member in range(len(party))]
    return np.stack([party, np.array(sizes, dtype=np.int64)], axis=1)


def _balances(program: Program, factors: Sequence[int], volunteers: int) -> Ints:
    made = program.balance
    table = np.zeros((max(1, volunteers), 3), dtype=np.int64)
    price = [
        cost * factors[level] for level, cost in zip(made.level.tolist(), made.cost.tolist(), strict=True)
    ]
    known = made.volunteer < volunteers
    rows = np.stack([made.base, made.offered, np.array(price, dtype=np.int64)], axis=1)
    table[made.volunteer[known]] = rows[known]
    return table


def _rows(groups: Mapping[int, Sequence[int]], count: int) -> tuple[Ints, Ints]:
    ptr = np.concatenate([[0], np.cumsum([len(groups.get(row, ())) for row in range(count)])])
    members = [member for row in range(count) for member in groups.get(row, ())]
    return ptr.astype(np.int64), np.array(members, dtype=np.int64)
