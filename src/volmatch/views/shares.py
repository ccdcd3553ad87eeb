"""Load: hours given beside hours offered, and trips, volunteer by volunteer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from volmatch.views.layout import axis, categories, figure
from volmatch.views.look import GREY, PRIORITY, SHORT, plain
from volmatch.views.scene import Figure, Scene
from volmatch.views.sums import Part, bars

__all__ = ["load"]

HOUR = 3600
MOST_LABELS = 60


def load(scene: Scene) -> Figure:
    """Draw who gives how much of what they offer, those who give most first."""
    given, offered = list(_given(scene)), list(_offered(scene))
    hours = [0.0] * len(scene.people)
    chances = [0.0] * len(scene.people)
    for sums, rows in ((hours, given), (chances, offered)):
        for at, value, _ in rows:
            sums[at] += value
    order = sorted(range(len(hours)), key=lambda row: (-hours[row], -chances[row], row))
    rank = {row: place for place, row in enumerate(order)}
    names = list(scene.people)
    shown = [plain(names[row]) for row in order]
    ranked = [[(rank[at], value, tag) for at, value, tag in rows] for rows in (offered, given, _trips(scene))]
    looks = (
        {"color": "#ffffff", "line": {"color": GREY, "width": 1}},
        PRIORITY["normal"].bar,
        SHORT.bar,
    )
    traces = [
        bars(
            shown,
            rows,
            name=scene.say(key),
            marker=marker,
            hovertemplate="%{x}: %{y}",
            yaxis=axis_name,
            width=width,
        )
        for rows, key, marker, axis_name, width in zip(
            ranked,
            ("hours_offered", "hours_away", "num_trips"),
            looks,
            ("y", "y", "y2"),
            (0.86, 0.6, 0.6),
            strict=True,
        )
    ]
    made = figure(
        scene.say("load"),
        traces if shown else [],
        nothing=scene.say("no_volunteers"),
        height=460,
        xaxis=categories(
            shown,
            title=scene.say("volunteer_axis"),
            showticklabels=len(shown) <= MOST_LABELS,
            anchor="y2",
            tickfont={"size": 11},
            ticks="",
        ),
        yaxis=axis(scene.say("hour_count"), domain=[0.42, 1], rangemode="tozero"),
        yaxis2=axis(scene.say("num_trips"), domain=[0, 0.34], rangemode="tozero", **_whole(ranked[2])),
        margin={"l": 60, "r": 16, "t": 84, "b": 40, "pad": 4},
    )
    made["layout"]["meta"] = {"labels": MOST_LABELS}
    return made


def _whole(trips: Iterable[Part]) -> dict[str, int]:
    """Leave out halves of trips, which an axis of few would show."""
    most = max(Counter(at for at, _, _ in trips).values(), default=0)
    return {"dtick": 1} if most < 8 else {}


def _given(scene: Scene) -> Iterator[Part]:
    for trip in scene.view.trips:
        who = trip.volunteer.id
        yield scene.people[who], round(trip.seconds / HOUR, 1), scene.tag([who], scene.spots(trip))
    for row in scene.view.remote:
        spot = (scene.problem.clock.day(row.start), None)
        yield (
            scene.people[row.volunteer],
            round((row.end - row.start) / HOUR, 1),
            scene.tag([row.volunteer], [spot]),
        )


def _trips(scene: Scene) -> list[Part]:
    people = scene.people
    return [
        (people[trip.volunteer.id], 1, scene.tag([trip.volunteer.id], scene.spots(trip)))
        for trip in scene.view.trips
    ]


def _offered(scene: Scene) -> Iterator[Part]:
    """Give the hours offered, day by day, in the areas where something is done on that day."""
    clock, end = scene.problem.clock, scene.problem.clock.seconds(scene.problem.end)
    for volunteer in scene.problem.volunteers:
        busy = scene.spots_of.get(volunteer.id, frozenset())
        for offer in volunteer.available:
            start, stop = max(offer.start, 0), min(offer.end, end)
            day = clock.day(start)
            while start < stop:
                until = min(stop, clock.midnight(day + 1))
                spots = [spot for spot in busy if spot[0] == day] or [(day, None)]
                yield scene.people[volunteer.id], (until - start) / HOUR, scene.tag([volunteer.id], spots)
                start, day = until, day + 1
