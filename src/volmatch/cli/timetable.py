"""The table of trips: who leaves when, serves whom, and is back when. Ids only."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from volmatch.cli import words
from volmatch.cli.figures import days_of
from volmatch.cli.screen import Screen, table
from volmatch.domain.clock import Clock
from volmatch.domain.plan import Plan, Trip
from volmatch.domain.problem import Problem
from volmatch.domain.view import PlanView

__all__ = ["show_trips"]


def show_trips(screen: Screen, problem: Problem, plan: Plan, most: int | None = None) -> None:
    """Show the trips by volunteer, times in the zone of the problem; ids only.

    Parameters
    ----------
    most
        How many trips; default all.
    """
    view = PlanView(problem, plan)
    clock, days = problem.clock, days_of(problem, view.plan)
    if len(days) == 1:
        day = words.day_name(clock, clock.midnight(days[0]))
        screen.say(f"Trips on {day}, times in {problem.timezone}", "bold")
    elif days:
        screen.say(f"Trips, times in {problem.timezone}", "bold")
    if view.trips:
        screen.show(_trip_table(view, most, with_day=len(days) > 1))
    if most is not None and len(view.trips) > most:
        screen.say(f"… and {words.plural(len(view.trips) - most, 'trip')} more")
    _show_remote(screen, view, most)


def _trip_table(view: PlanView, most: int | None, with_day: bool) -> Table:
    """Make the table; whoever makes several trips is named at the first."""
    clock, day = view.problem.clock, ("Day",) if with_day else ()
    made = table("Volunteer", *day, "Leaves", "Back", "Travel", "Serves", right=("Travel",))
    before = ""
    for row in view.trips[:most]:
        trip = row.trip
        cells = [trip.volunteer if trip.volunteer != before else ""]
        cells += [words.day_name(clock, trip.depart)] if with_day else []
        cells += [words.clock_time(clock, trip.depart)]
        cells += [words.clock_time(clock, trip.return_, trip.depart)]
        cells += [words.kilometres(row.metres), "\n".join(_stops(clock, trip))]
        made.add_row(*(Text(words.plain(cell)) for cell in cells))
        before = trip.volunteer
    return made


def _stops(clock: Clock, trip: Trip) -> Iterator[str]:
    for stop in trip.stops:
        start = words.clock_time(clock, stop.start)
        end = words.clock_time(clock, stop.end, trip.depart)
        yield f"{start}–{end}  {'fetch for ' if stop.kind == 'pickup' else ''}{stop.task}"


def _show_remote(screen: Screen, view: PlanView, most: int | None) -> None:
    if not view.remote:
        return
    clock = view.problem.clock
    made = table("From home", "Day", "Time", "Serves")
    for row in view.remote[:most]:
        start, end = row.start, words.clock_time(clock, row.end, row.start)
        times = f"{words.clock_time(clock, start)}–{end}"
        cells = (row.volunteer, words.day_name(clock, start), times, row.task)
        made.add_row(*(Text(words.plain(cell)) for cell in cells))
    screen.say()
    screen.show(made)
    if most is not None and len(view.remote) > most:
        screen.say(f"… and {len(view.remote) - most:,} more")
