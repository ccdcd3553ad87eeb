"""Who serves one visit a day at most: then days are counted as visits are, and a rest is part of each."""

from __future__ import annotations

import numpy as np

from volmatch.program.arrays import TASKS, TRIPS, Program
from volmatch.program.couplings import Flags

__all__ = ["once_a_day", "once_for_all"]


def once_a_day(program: Program) -> Flags:
    """Tell the duties whose tours hold one visit, and of whose working day counters leave one tour only.

    Shape (duties,). O(entries of counters).
    """
    counters, duties, pairs = program.counters, program.duties, program.candidates
    once = np.zeros(len(duties), bool)
    remote = np.bincount(pairs.duty, program.visits.offroute[pairs.visit], len(duties)) > 0
    span = int(duties.workday.max(initial=-1)) + 1
    size = np.bincount(duties.workday, minlength=span)
    strict = (counters.cap <= 1) & np.isin(counters.kind, (TRIPS, TASKS))
    counter = np.repeat(np.arange(len(counters)), np.diff(counters.ptr))
    duty = counters.duty[strict[counter]]
    counter = counter[strict[counter]]
    _, group, count = np.unique(
        counter * span + duties.workday[duty], return_inverse=True, return_counts=True
    )
    whole = count[group] == size[duties.workday[duty]]
    once[duty[whole & (~remote[duty] | (counters.kind[counter] == TASKS))]] = True
    return np.asarray(once & program.lone)


def once_for_all(program: Program) -> Flags:
    """Tell the duties of volunteers for all of whose duties that is so, shape (duties,)."""
    volunteer = program.duties.volunteer
    often = np.bincount(volunteer, ~once_a_day(program), int(volunteer.max(initial=-1)) + 1)
    return np.asarray(often[volunteer] == 0)
