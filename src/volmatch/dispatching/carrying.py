"""What today leaves for tomorrow: hours given and offered, trips, exposures, and who knows whom."""

from __future__ import annotations

from attrs import evolve

from volmatch.dispatching.book import Book
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView
from volmatch.domain.volunteer import Familiar, Volunteer

__all__ = ["carried"]

HOUR = 3600


def carried(book: Book, tomorrow: Problem) -> Problem:
    """Give a later problem with the history of the people who are in both. O(volunteers + stops).

    What the later problem says of their history itself is replaced; whom they know is added to.
    """
    done = {pair for pair, seat in book.seats.items() if seat.state in ("done", "rated")}
    view = PlanView(book.problem, book.plan)
    people = [_carried(book, view, done, one, tomorrow) for one in tomorrow.volunteers]
    return evolve(tomorrow, volunteers=people)


def _carried(
    book: Book, view: PlanView, done: set[tuple[str, str]], one: Volunteer, tomorrow: Problem
) -> Volunteer:
    if not book.base.knows("volunteer", one.id):
        return one
    today = book.base.volunteer(one.id)
    trips = [
        trip
        for trip in view.trips_of_volunteer.get(one.id, ())
        if any((task.id, one.id) in done for _, task in trip.stops)
    ]
    services = [s for s in view.services_of_volunteer.get(one.id, ()) if (s.task.id, one.id) in done]
    remote = sum(service.end - service.start for service in services if service.trip is None)
    hours = (sum(trip.seconds for trip in trips) + remote) / HOUR
    met = [service.task for service in services if service.trip is not None]
    known = tomorrow.names["location"]
    history = evolve(
        today.history,
        trips=today.history.trips + len(trips),
        hours=today.history.hours + hours,
        offered_hours=today.history.offered_hours + sum(offer.seconds for offer in today.available) / HOUR,
        exposures=today.history.exposures + sum(task.cohort is not None for task in met),
    )
    beneficiaries = (
        *one.familiar.beneficiaries,
        *today.familiar.beneficiaries,
        *(task.beneficiary for task in met if task.beneficiary is not None),
    )
    places = (
        *one.familiar.locations,
        *today.familiar.locations,
        *(task.location for task in met if task.location is not None),
    )
    familiar = Familiar(
        beneficiaries=tuple(dict.fromkeys(beneficiaries)),
        locations=tuple(place for place in dict.fromkeys(places) if place in known),
    )
    lost = sorted(task for task, who in book.lost if who == one.id and tomorrow.knows("task", task))
    declined = tuple(dict.fromkeys((*one.declined, *lost)))
    return evolve(one, history=history, familiar=familiar, declined=declined)
