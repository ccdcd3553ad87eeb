"""What a user says of recruits, read and checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from volmatch.domain.findings import nearest
from volmatch.domain.location import within
from volmatch.domain.problem import Problem
from volmatch.domain.travel import modes_of
from volmatch.errors import Fault, InputError
from volmatch.recruiting.bands import Band, read_band

__all__ = ["Terms", "read_terms"]


@frozen(kw_only=True)
class Terms:
    """What the user says of recruits; see `shortage`."""

    cap: int | None = None
    areas: tuple[str, ...] | None = None
    homes: tuple[str, ...] | None = None
    skills: tuple[frozenset[str], ...] | None = None
    bands: tuple[Band, ...] | None = None
    mode: str | None = None


_AS_IN = {
    "areas": 'As in ["north/river"].',
    "homes": 'As in ["gate-1"].',
    "skills": 'As in [["driver"], ["nurse", "driver"], []].',
    "bands": 'As in [("08:00", "12:00")].',
}


def _no_list(name: str, said: object) -> str:
    """Say how to write what should be a list of text, or of lists; empty where it is one."""
    if not _is_row(said):
        return _AS_IN[name]
    texts = {"areas": [said], "homes": [said], "skills": said, "bands": []}[name]
    sound = all(_is_row(row) and all(isinstance(one, str) for one in row) for row in texts)  # type: ignore[attr-defined]
    return "" if sound else _AS_IN[name]


def _is_row(said: object) -> bool:
    return isinstance(said, list | tuple | set | frozenset)


def read_terms(
    problem: Problem,
    cap: int | None,
    areas: Sequence[str] | None,
    homes: Sequence[str] | None,
    skills: Sequence[Iterable[str]] | None,
    bands: Sequence[tuple[str, str]] | None,
    travel_mode: str | None,
) -> Terms:
    """Read what the user says of recruits, and report everything that is wrong with it."""
    lists = {"areas": areas, "homes": homes, "skills": skills, "bands": bands}
    faults = [
        Fault(name, "", "a list is expected", mend)
        for name, said in lists.items()
        if said is not None and (mend := _no_list(name, said))
    ]
    if faults:
        raise InputError(faults)
    if cap is not None and (type(cap) is not int or cap < 1):
        faults.append(Fault("cap", "", "a whole number of trips a day, 1 or more, is expected"))
    known = {one.area: None for one in problem.locations if one.area}
    faults += [
        Fault("areas", str(area), "no location lies in this area", nearest(str(area), known))
        for area in areas or ()
        if not any(within(one, (area,)) for one in known)
    ]
    faults += [
        Fault("homes", str(home), "there is no such location", nearest(str(home), problem.names["location"]))
        for home in homes or ()
        if not problem.knows("location", home)
    ]
    read: list[Band] = []
    for said in () if bands is None else bands:
        try:
            read.append(read_band(said))
        except (TypeError, ValueError):
            faults.append(
                Fault("bands", "", "two times of the clock are expected", 'As in ("08:00", "12:00").')
            )
    modes = modes_of(problem.travel)
    if travel_mode is not None and modes and travel_mode not in modes:
        guess = nearest(str(travel_mode), dict.fromkeys(modes))
        faults.append(Fault("travel_mode", str(travel_mode), "there is no such travel mode", guess))
    faults += [
        Fault(name, "", "nothing is offered", "Leave it out, or give at least one.")
        for name, said in lists.items()
        if said is not None and not len(said)
    ]
    if faults:
        raise InputError(faults)
    return Terms(
        cap=cap,
        areas=None if areas is None else tuple(areas),
        homes=None if homes is None else tuple(dict.fromkeys(homes)),
        skills=None if skills is None else tuple(frozenset(some) for some in skills),
        bands=None if bands is None else tuple(read),
        mode=travel_mode,
    )
