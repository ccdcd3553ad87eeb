"""Counters of a program: whose duties each cap counts, and which caps need none."""

import numpy as np
import pytest

from rules.alone import drafted_by
from rules.build import DAY, job, person, problem
from volmatch.program.arrays import DAYS, NO_CAP, TRIPS
from volmatch.rules.available import Available

OFFERS = {"ann": [(0, 3 * DAY)], "bob": [(DAY, 2 * DAY)], "cat": [(0, DAY), (2 * DAY, 4 * DAY)]}


def counted(*calls):
    """Give kind, cap and the (volunteer, day) of each counter that calls of `Draft.count` make."""
    people = [person(name, offers=offers) for name, offers in OFFERS.items()]
    of = problem(*people, job())
    draft = drafted_by(of, Available())
    for args, more in calls:
        draft.count(*args, **more)
    duties = draft.finished_duties(of.clock)
    program = draft.finished(duties, draft.finished_visits())
    table = program.counters
    rows = []
    for row in range(len(table)):
        own = table.duty[table.ptr[row] : table.ptr[row + 1]]
        where = zip(duties.volunteer[own].tolist(), duties.day[own].tolist(), strict=True)
        rows.append((int(table.kind[row]), int(table.cap[row]), list(where)))
    return rows


ANN, BOB, CAT = ([(0, 0), (0, 1), (0, 2)], [(1, 1)], [(2, 0), (2, 2), (2, 3)])
SOME = np.array([True, False, True])


@pytest.mark.parametrize(
    ("args", "more", "found"),
    [
        # all together, or everybody for themselves
        ((TRIPS, 2), {"days": (0, 3)}, [(TRIPS, 2, ANN + BOB + CAT)]),
        ((TRIPS, 2), {"days": (0, 3), "each": True}, [(TRIPS, 2, ANN), (TRIPS, 2, BOB), (TRIPS, 2, CAT)]),
        ((TRIPS, 2), {"volunteers": SOME, "days": (0, 3)}, [(TRIPS, 2, ANN + CAT)]),
        ((TRIPS, 2), {"volunteers": SOME, "days": (0, 3), "each": True}, [(TRIPS, 2, ANN), (TRIPS, 2, CAT)]),
        # some days
        ((TRIPS, 2), {"days": (1, 2)}, [(TRIPS, 2, [(0, 1), (0, 2), (1, 1), (2, 2)])]),
        ((TRIPS, 2), {"days": (1, 1), "each": True}, [(TRIPS, 2, [(0, 1)]), (TRIPS, 2, [(1, 1)])]),
        ((TRIPS, 2), {"days": (4, 9)}, []),
        # days, where there are more than are allowed
        ((DAYS, 2), {"each": True}, [(DAYS, 2, ANN), (DAYS, 2, CAT)]),
        ((DAYS, 3), {"each": True}, []),
        ((DAYS, 1), {"days": (0, 1), "each": True}, [(DAYS, 1, [(0, 0), (0, 1)])]),
        ((DAYS, 6), {}, [(DAYS, 6, ANN + BOB + CAT)]),
        ((DAYS, 7), {}, []),
        # no cap
        ((TRIPS, NO_CAP), {"days": (0, 3)}, []),
    ],
)
def test_whose_duties_a_cap_counts(args, more, found):
    assert counted((args, more)) == found


def test_caps_stand_one_after_another():
    assert counted(((TRIPS, 2), {"days": (1, 1)}), ((DAYS, 2), {"each": True})) == [
        (TRIPS, 2, [(0, 1), (1, 1)]),
        (DAYS, 2, ANN),
        (DAYS, 2, CAT),
    ]
