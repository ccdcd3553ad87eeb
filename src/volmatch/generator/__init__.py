"""Problems to try things on: seeded, realistic, of any size.

Each kind is one file: `urban`, `roster`, `errands`, `mixed`. All draw from the same few lines
(`draws`) on the same ground (`ground`), so that a seed gives the same problem on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from volmatch.domain.problem import Problem
from volmatch.errors import Fault, InputError
from volmatch.generator.errands import VARIANTS as ERRANDS
from volmatch.generator.errands import errands
from volmatch.generator.ground import GEOGRAPHIES
from volmatch.generator.mixed import mixed
from volmatch.generator.order import Order
from volmatch.generator.roster import roster
from volmatch.generator.urban import VARIANTS, urban

__all__ = ["KINDS", "generate"]

KINDS: Mapping[str, Callable[[Order], Problem]] = {
    "urban": urban,
    "roster": roster,
    "errands": errands,
    "mixed": mixed,
}
"""What can be generated."""


def generate(
    kind: str = "urban",
    *,
    volunteers: int = 100,
    tasks: int | None = None,
    days: int = 1,
    seed: int = 0,
    geography: str = "planar",
    variant: str | None = None,
    offered: float | None = None,
) -> Problem:
    """Make a realistic problem of any size; the same seed gives the same problem on every machine.

    Parameters
    ----------
    kind
        ``"urban"``: a city's one-person errands by bicycle, on which the library is measured.
        ``"roster"``: gates kept in three fixed shifts, day and night.
        ``"errands"``: shopping, medicine, bills and parcels of a district, with queues and pairs.
        ``"mixed"``: a little of everything that can be said, for tests; best with few volunteers.
    volunteers
        1 or more.
    tasks
        0 or more; default four for each volunteer. A roster has all shifts of one gate for each
        4.3 volunteers unless it is said.
    days
        1 to 366, from 2 March 2020 in Asia/Shanghai. Each task falls on one of them.
    seed
        0 or more.
    geography
        ``"planar"``, in metres, or ``"chongqing"``: WGS-84, about named places of Chongqing.
    variant
        Of ``"urban"``: ``"slack"`` (default: one trip, of at most 5 tasks), ``"tight"`` (of at
        most 3), ``"plain"`` (three trips of one task) or ``"fixed"`` (plain, and each task has one
        start only). Over several days, that many trips a day.
        Of ``"errands"``: ``"plain"`` (default) or ``"loads"`` (bags and parcels, brought and collected).
    offered
        Share of the days that a volunteer offers, above 0 to 1. Default 0.5, for a roster 0.85, for
        ``"mixed"`` 0.6. Everybody offers one day at least, except in a roster.

    Returns
    -------
    A problem without faults and warnings.

    Raises
    ------
    InputError
        Where an argument is out of its range.

    Notes
    -----
    O(volunteers × days + tasks).

    Examples
    --------
    >>> generate(volunteers=10, seed=1)
    <Problem: 10 volunteers, 40 tasks, 50 locations>
    """
    faults = [
        *_one_of("kind", kind, tuple(KINDS)),
        *_one_of("geography", geography, GEOGRAPHIES),
        *_whole("volunteers", volunteers, 1),
        *_whole("tasks", 0 if tasks is None else tasks, 0),
        *_whole("days", days, 1, 366),
        *_whole("seed", seed, 0),
    ]
    if variant is not None:
        known = {"urban": tuple(VARIANTS), "errands": ERRANDS}.get(kind, ())
        faults += _one_of("variant", variant, known)
    if offered is not None:
        faults += _share("offered", offered)
    if faults:
        raise InputError(faults)
    order = Order(
        kind=kind,
        volunteers=volunteers,
        tasks=tasks,
        days=days,
        seed=seed,
        geography=geography,
        variant=variant,
        offered=offered,
    )
    return KINDS[kind](order)


def _one_of(name: str, value: Any, known: Sequence[str]) -> list[Fault]:
    if value in known:
        return []
    if not known:
        return [Fault(name, "", "this kind of problem has none", "Leave it out.")]
    return [Fault(name, "", f"one of {', '.join(known)} is expected")]


def _share(name: str, value: Any) -> list[Fault]:
    if isinstance(value, int | float) and 0 < value <= 1:
        return []
    return [Fault(name, "", "a number above 0, up to 1, is expected")]


def _whole(name: str, value: Any, least: int, most: int | None = None) -> list[Fault]:
    fits = isinstance(value, int) and not isinstance(value, bool) and value >= least
    if fits and (most is None or value <= most):
        return []
    bounds = f"{least} or more" if most is None else f"{least} to {most}"
    return [Fault(name, "", f"a whole number, {bounds}, is expected")]
