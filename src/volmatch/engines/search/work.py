"""The one door from Python into compiled code: a few kinds of work behind it, so that all is compiled once."""

from __future__ import annotations

from typing import Any

import numba

from volmatch.engines.search.compiled import entry, in_haste, is_ready
from volmatch.engines.search.journal import keep_all
from volmatch.engines.search.loop import construct, iterate
from volmatch.engines.search.restore import restore

RESTORE, CONSTRUCT, ITERATE, RESTART = range(4)


@entry
def work(kind, world, state, journal, best, visits, num, heat, urgency):
    """Do one kind of work; false where the best cannot be restored.

    `RESTORE` the best to the state; `CONSTRUCT` a plan by serving ``visits`` in their order; `ITERATE` so many times at
    these temperatures, ruining around ``visits``; `RESTART`: let the state be the best.
    """
    if kind == RESTORE:
        return restore(world, state, journal, best)
    if kind == RESTART:
        keep_all(state, journal, best)
    elif kind == CONSTRUCT:
        construct(world, state, journal, best, visits)
    else:
        iterate(world, state, journal, best, visits, num, heat, urgency)
    return True


def compile_parts(tables: list[Any], visits: Any) -> None:
    """Compile what is behind the door in haste, where nothing is kept from before."""
    if is_ready():
        return
    kinds = tuple(numba.typeof(table) for table in tables)
    order, number, heat = numba.typeof(visits), numba.typeof(1), numba.typeof(1.0)
    with in_haste():
        restore.compile(kinds)
        keep_all.compile(kinds[1:])
        construct.compile((*kinds, order))
        iterate.compile((*kinds, order, number, heat, heat))
