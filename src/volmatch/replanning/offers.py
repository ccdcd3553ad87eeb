"""The time that is left of somebody who drops out or is late."""

from __future__ import annotations

from collections.abc import Iterator

from volmatch.domain.clock import Interval
from volmatch.domain.plan import Plan
from volmatch.domain.volunteer import Volunteer
from volmatch.replanning.changes import Dropout, Late

__all__ = ["until_out", "when_late"]


def until_out(one: Volunteer, left: Plan, out: Dropout) -> list[Interval]:
    """Cut what somebody offers at the instant from which they are out, or when what they have begun is over."""
    ends = [trip.return_ for trip in left.trips if trip.volunteer == one.id]
    ends += [row.end for row in left.remote if row.volunteer == one.id]
    if out.from_ is None:
        return []
    last = max([out.from_, *ends])
    return [Interval(time.start, min(time.end, last)) for time in one.available if time.start < last]


def when_late(one: Volunteer, plan: Plan, until: int | None, late: Late) -> Iterator[Interval]:
    """Take the time until the next departure, and the delay, out of what somebody offers."""
    trips = [trip for trip in plan.trips if trip.volunteer == one.id]
    begun = [trip.return_ for trip in trips if until is not None and trip.depart < until]
    begun += [
        row.end for row in plan.remote if row.volunteer == one.id and until is not None and row.start < until
    ]
    now = max([*begun, until] if until is not None else [min((t.start for t in one.available), default=0)])
    offers = [max(time.start, now) for time in one.available if time.end > now]
    leaves = min((trip.depart for trip in trips if trip.depart >= now), default=min(offers, default=now))
    ready = leaves + round(late.minutes * 60)
    for time in one.available:
        if time.start < now:
            yield Interval(time.start, min(time.end, now))
        if time.end > ready:
            yield Interval(max(time.start, ready), time.end)
