"""What is said of one errand, and what of it is personal: beneficiaries, areas and positions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from volmatch.domain.geography import convert
from volmatch.domain.problem import Problem
from volmatch.giving.errands import Errand
from volmatch.giving.text import SAY
from volmatch.saying import listed

__all__ = ["notes_of", "place_of", "position_of", "title_of"]


def title_of(errand: Errand, lang: str) -> str:
    """Name what is done, by the id of the task."""
    if errand.kind == "service":
        return errand.task.id
    key = "fetch" if errand.kind == "pickup" else "remote"
    return SAY(lang, key, task=errand.task.id)


def notes_of(errand: Errand, lang: str, include_personal: bool) -> Iterator[str]:
    """Say what is brought and collected, with whom, and for whom where that may be said."""
    load, collect = errand.task.load, errand.task.collect
    if errand.kind != "remote" and load:
        yield SAY(lang, "bring", what=_amounts(load, lang))
    if errand.kind == "service" and collect:
        yield SAY(lang, "collect", what=_amounts(collect, lang))
    if errand.together:
        yield SAY(lang, "together", who=listed(errand.together, most=12, lang=lang))
    if include_personal and errand.task.beneficiary:
        yield SAY(lang, "for_whom", who=errand.task.beneficiary)


def _amounts(amounts: Mapping[str, int], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(
        f"{number:,} {name}" for name, number in sorted(amounts.items())
    )


def place_of(problem: Problem, errand: Errand, include_personal: bool) -> str:
    """Name the place by its id, with its area where that may be said; ``""`` for what is done from home."""
    if not errand.place:
        return ""
    area = problem.location(errand.place).area if include_personal else ""
    return f"{errand.place}, {area}" if area else errand.place


def position_of(problem: Problem, place: str) -> tuple[float, float] | None:
    """Give latitude and longitude of a location in WGS-84; ``None`` where there are none."""
    location = problem.location(place)
    if problem.coordinates == "planar" or location.lat is None or location.lon is None:
        return None
    return convert(location.lat, location.lon, problem.coordinates, "WGS84")
