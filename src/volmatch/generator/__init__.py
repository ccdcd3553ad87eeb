"""Problems to try things on: seeded, realistic, of any size.

Each kind is one file: `urban`, `roster`, `errands`, `laundry`, `teams`, `online`, `mixed`. All draw from the same
few lines (`draws`) on the same ground (`ground`), so that a seed gives the same problem on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from volmatch.domain.problem import Problem
from volmatch.errors import Fault, InputError
from volmatch.generator.errands import VARIANTS as ERRANDS
from volmatch.generator.errands import errands
from volmatch.generator.extras import COHORTS
from volmatch.generator.feasible import planned
from volmatch.generator.ground import GEOGRAPHIES
from volmatch.generator.laundry import laundry
from volmatch.generator.mixed import VARIANTS as MIXED
from volmatch.generator.mixed import mixed
from volmatch.generator.online import online
from volmatch.generator.order import Order
from volmatch.generator.roster import VARIANTS as ROSTER
from volmatch.generator.roster import roster
from volmatch.generator.teams import teams as teams_of
from volmatch.generator.urban import VARIANTS, urban

__all__ = ["KINDS", "generate"]

KINDS: Mapping[str, Callable[[Order], Problem]] = {
    "urban": urban,
    "roster": roster,
    "errands": errands,
    "laundry": laundry,
    "teams": teams_of,
    "online": online,
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
    teams: float = 0.0,
    pickups: float = 0.0,
    cohorts: int = 0,
    exposure: int | None = None,
    feasible: bool = False,
) -> Problem:
    """Make a realistic problem of any size; the same seed gives the same problem on every machine.

    Parameters
    ----------
    kind
        ``"urban"``: a city's one-person errands by bicycle, on which the library is measured.
        ``"roster"``: gates kept in three fixed shifts, day and night.
        ``"errands"``: shopping, medicine, bills and parcels of a district, with queues and pairs.
        ``"laundry"``: bags collected at the door one day, and returned clean on a later one.
        ``"teams"``: work for two to four at once, with a leader or somebody trained among them.
        ``"online"``: calls, lessons and translation from home, some every day; and a few visits.
        ``"mixed"``: a little of everything that can be said, for tests; best with few volunteers.
    volunteers
        1 or more.
    tasks
        0 or more; default four for each volunteer, of ``"teams"`` one. A roster has all shifts of one gate for
        each 4.3 volunteers unless it is said. One that repeats counts once.
    days
        1 to 366, from 2 March 2020 in Asia/Shanghai. Each task falls on one of them; what is collected on the last
        is returned on the day after it.
    seed
        0 or more.
    geography
        ``"planar"``, in metres, or ``"chongqing"``: WGS-84, about named places of Chongqing.
    variant
        Of ``"urban"``: ``"slack"`` (default: one trip, of at most 5 tasks), ``"tight"`` (of at
        most 3), ``"plain"`` (three trips of one task) or ``"fixed"`` (plain, and each task has one
        start only). Over several days, that many trips a day.
        Of ``"errands"``: ``"plain"`` (default), ``"loads"`` (bags and parcels, brought and collected) or ``"hubs"``
        (what lies at a hub is fetched there first, and brought to the door).
        Of ``"roster"``: ``"plain"`` (default) or ``"week"`` (rest between shifts, and days off).
        Of ``"mixed"``: ``"everything"`` (default) or ``"plain"`` (nothing that ties people, tasks and days together).
    offered
        Share of the days that a volunteer offers, above 0 to 1. Default 0.5, for a roster 0.85, for laundry and
        teams 0.7, for ``"online"`` and ``"mixed"`` 0.6. Everybody offers one day at least, except in a roster.
    teams, pickups
        Of ``"urban"``: share of the tasks that need two people at once, or begin with a pickup at the pharmacy of
        the nearest centre, 0 (default) to 1. The rest stays as it is without.
    cohorts
        Of ``"urban"``: number of labels, 0 (default) to 8, of which nobody meets two on a day; 15 % of the tasks
        have each (fewer where there are many labels).
    exposure
        Of ``"urban"``: the most different people who may meet one beneficiary, who has about three tasks; 1 or
        more. Default no limit, and no beneficiaries.
    feasible
        Make it so that all tasks can be served: tasks that nobody would have time for are moved to another time, or
        to another place and made simpler; nothing repeats, and some people may offer more time. Default false.

    Returns
    -------
    A problem without faults and warnings.

    Raises
    ------
    InputError
        Where an argument is out of its range, or where it is to be feasible and nobody has time for so many tasks.

    Notes
    -----
    O(volunteers × days + tasks); where it is to be feasible about ten milliseconds a task more.

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
        variants = {"urban": tuple(VARIANTS), "errands": ERRANDS, "roster": ROSTER, "mixed": MIXED}
        known = variants.get(kind, ())
        faults += _one_of("variant", variant, known)
    if offered is not None:
        faults += _share("offered", offered)
    extras = {"teams": teams, "pickups": pickups, "cohorts": cohorts, "exposure": exposure}
    for name, value in extras.items() if kind != "urban" else ():
        if value:
            faults += _one_of(name, value, ())
    faults += _share("teams", teams, zero=True) + _share("pickups", pickups, zero=True)
    faults += _whole("cohorts", cohorts, 0, len(COHORTS))
    if exposure is not None:
        faults += _whole("exposure", exposure, 1)
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
        teams=teams,
        pickups=pickups,
        cohorts=cohorts,
        exposure=exposure,
    )
    problem = KINDS[kind](order)
    return planned(order, problem)[0] if feasible else problem


def _one_of(name: str, value: Any, known: Sequence[str]) -> list[Fault]:
    if value in known:
        return []
    if not known:
        return [Fault(name, "", "this kind of problem has none", "Leave it out.")]
    return [Fault(name, "", f"one of {', '.join(known)} is expected")]


def _share(name: str, value: Any, *, zero: bool = False) -> list[Fault]:
    if isinstance(value, int | float) and (0 < value <= 1 or (zero and value == 0)):
        return []
    return [Fault(name, "", f"a number {'from 0 to 1' if zero else 'above 0, up to 1,'} is expected")]


def _whole(name: str, value: Any, least: int, most: int | None = None) -> list[Fault]:
    fits = isinstance(value, int) and not isinstance(value, bool) and value >= least
    if fits and (most is None or value <= most):
        return []
    bounds = f"{least} or more" if most is None else f"{least} to {most}"
    return [Fault(name, "", f"a whole number, {bounds}, is expected")]
