"""Problems and plans as tables, wherever these stand: the reading half.

The table ``problem`` (or ``plan``) holds a key and a value a row; every other has a row of headings, which
are the keys of JSON, and a thing a row. See `sheets` for the tables, `cells` for what stands in a cell,
`headings` for the Chinese names, and `matrices` for tables of travel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from volmatch.domain.findings import Findings, nearest
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.errors import Fault, FileError, InputError
from volmatch.io.matrices import matrix_travel
from volmatch.io.plans import plan_of
from volmatch.io.reading import Reading
from volmatch.io.schema import PLAN_SCHEMA, PROBLEM_SCHEMA, check_schema
from volmatch.io.sheets import PLAN_SETTINGS, PLAN_SHEETS, SETTINGS, SHEETS
from volmatch.io.sources import Prefixed, Source
from volmatch.io.structure import problem_of

__all__ = [
    "PLAN_TABLES",
    "PREVIOUS",
    "PROBLEM_TABLES",
    "previous_in_tables",
    "read_plan_tables",
    "read_problem_tables",
]

PROBLEM_TABLES = ("problem", *(sheet.name for sheet in SHEETS))
"""The names of the tables that a problem may have, those of travel apart."""

PLAN_TABLES = ("plan", *(sheet.name for sheet in PLAN_SHEETS))
"""The names of the tables that a plan may have."""

PREVIOUS = "previous_"
"""What the names of the tables of an earlier plan begin with, where it has no file of its own."""


def read_problem_tables(
    source: Source,
    given: Mapping[str, Any] | None = None,
    previous: Callable[[Reading], Any] | None = None,
    settings: bool = True,
) -> Problem:
    """Read a problem from its tables.

    Parameters
    ----------
    source
        ``problem``, ``locations``, ``volunteers`` and ``tasks`` must be there.
    given
        Settings as Python values; they take the place of those in ``problem``.
    previous
        Reads the earlier plan to plain values, or to a `Plan`; ``None`` where there is none.
    settings
        Whether ``problem`` must be there.

    Raises
    ------
    ProblemError, FileError
        With every fault, up to 100, each with its table, row and column.

    Notes
    -----
    O(cells).
    """
    reading = Reading(source, SHEETS)
    _check_needed(reading, "problem", "plan", "load_plan", settings)
    raw = reading.settings("problem", SETTINGS) if source.has("problem") else {}
    raw.update(given or {})
    reading.origins.settings.update({key: key for key in given or ()})
    _check_schema(raw, PROBLEM_SCHEMA)
    things = reading.things()
    travel = raw.get("travel")
    if isinstance(travel, dict) and travel.get("kind") == "matrix":
        ids = [str(place.get("id")) for place in things["locations"]]
        raw["travel"] = matrix_travel(reading, travel, ids)
    earlier = (previous or previous_in_tables)(reading)
    if earlier is not None:
        raw["previous"] = earlier
    _check_strangers(reading, {*PROBLEM_TABLES, *reading.matrices}, () if previous else (PREVIOUS,))
    if reading.unreadable:
        # What the other tables say of it would only hide what matters.
        raise FileError(reading.faults)
    try:
        problem = problem_of({**raw, **things})
    except InputError as error:
        faults = [*reading.faults, *reading.origins.translated(error.faults)]
        raise (FileError if reading.faults else type(error))(faults) from None
    if reading.faults:
        raise FileError(reading.faults)
    return problem


def read_plan_tables(source: Source) -> Plan:
    """Read a plan from its tables.

    Raises
    ------
    FileError
        With every fault, up to 100, each with its table, row and column.
    """
    reading = Reading(source, PLAN_SHEETS)
    _check_needed(reading, "plan", "problem", "load", True)
    raw = reading.settings("plan", PLAN_SETTINGS)
    _check_schema(raw, PLAN_SCHEMA)
    raw.update(reading.things())
    _take_numbers(reading, raw["trips"])
    if reading.unreadable:
        raise FileError(reading.faults)
    found = Findings()
    plan = plan_of(raw, found)
    faults = [*reading.faults, *reading.origins.translated(found.faults)]
    if plan is None or faults:
        raise FileError(faults)
    return plan


def previous_in_tables(reading: Reading) -> Plan | None:
    """Read the earlier plan from tables whose names begin with ``previous_``; report what is wrong with it."""
    earlier = Prefixed(reading.source, PREVIOUS)
    if not earlier.names():
        return None
    try:
        return read_plan_tables(earlier)
    except FileError as error:
        reading.faults.extend(error.faults)
        return None


def _check_schema(raw: dict[str, Any], wanted: str) -> None:
    # Unlike a JSON file, tables are known by their names, so that they need not say what they hold.
    if raw.get("schema") is not None:
        check_schema(raw["schema"], wanted)


def _check_needed(reading: Reading, name: str, other: str, function: str, settings: bool) -> None:
    source = reading.source
    needed = [name] if settings else []
    needed += [sheet.name for sheet in reading.sheets if sheet.always]
    missing = [table for table in needed if not source.has(table)]
    mend = f"A {name} is a {source.whole} with {', '.join(source.table(table) for table in needed)}."
    if missing and not source.has(name) and source.has(other):
        mend = f"The {source.whole} holds a {other}; read it with {function}."
    if missing:
        problem = f"the {source.what} is missing"
        raise FileError([Fault(source.table(table), "", problem, mend) for table in missing])


def _check_strangers(reading: Reading, known: set[str], prefixes: tuple[str, ...]) -> None:
    """Report tables that nothing reads: most often a name that is spelt wrongly."""
    source = reading.source
    for name in source.names():
        if name not in known.union(PLAN_TABLES) and not name.startswith(prefixes):
            near = nearest(source.table(name), dict.fromkeys(source.table(each) for each in sorted(known)))
            problem = f"the {source.what} is none of a problem's"
            reading.faults.append(Fault(source.table(name), "", problem, near or "Put it elsewhere."))


def _take_numbers(reading: Reading, trips: list[dict[str, Any]]) -> None:
    seen: set[Any] = set()
    for row, trip in enumerate(trips):
        name = trip.pop("id", None)
        if name in seen:
            where = reading.origins.place(f"trips[{row}].id")
            reading.faults.append(Fault(where, "", "the number of the trip is given twice"))
        seen.add(name)
