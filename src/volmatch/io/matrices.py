"""Tables of travel: ``matrix_<mode>_seconds`` and ``matrix_<mode>_metres``.

The ids of the locations stand in the first row and in the first column, in any order; an empty cell
is a place that cannot be reached. In the table ``problem`` only the names of the modes are left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from volmatch.domain.findings import MOST_MENDS, nearest
from volmatch.errors import Fault, FileError
from volmatch.io.cells import NUMBER, TEXT
from volmatch.io.plain import file_name
from volmatch.io.reading import Reading

__all__ = ["MEASURES", "matrix_name", "matrix_travel"]

MEASURES = ("seconds", "metres")


def matrix_name(mode: str, measure: str) -> str:
    """Name a table; what file names cannot hold everywhere is written as ``%2F``.

    Examples
    --------
    >>> matrix_name("步行", "seconds"), matrix_name("a/b", "metres")
    ('matrix_步行_seconds', 'matrix_a%2Fb_metres')
    """
    return f"matrix_{file_name(mode)}_{measure}"


def matrix_travel(reading: Reading, said: dict[str, Any], ids: Sequence[str]) -> dict[str, Any]:
    """Read the tables of the modes that a travel names; the rest is for the domain. O(cells)."""
    modes = said.get("modes")
    if not isinstance(modes, list) or not all(isinstance(mode, str) for mode in modes):
        return said
    tables = {mode: {measure: _table(reading, mode, measure, ids) for measure in MEASURES} for mode in modes}
    return {**said, "modes": tables}


def _table(reading: Reading, mode: str, measure: str, ids: Sequence[str]) -> list[list[Any]]:
    name, source = matrix_name(mode, measure), reading.source
    reading.origins.settings[f"travel.modes.{mode}.{measure}"] = source.table(name)
    reading.matrices.add(name)
    places = {name: place for place, name in enumerate(ids)}
    table: list[list[Any]] = [[]] * len(ids)
    seen: set[int | None] = set()
    columns: list[int | None] | None = None
    try:
        for number, row in source.rows(name):
            cells = row[1:] if columns is None else row[:1]
            where = source.row(name, number)
            found = [_place(cell, places, where, reading) for cell in cells]
            if columns is None:
                columns = found
                _complete(set(columns), columns, ids, f"{source.table(name)}, columns", reading)
            else:
                seen.update(found)
                line = _in_order(_numbers(row[1:], where, reading), columns, len(ids), where, reading)
                if found[0] is not None:
                    table[found[0]] = line
        _complete(seen, [], ids, f"{source.table(name)}, rows", reading)
    except FileError as error:
        reading.faults.extend(error.faults)
    return table


def _numbers(cells: Sequence[Any], where: str, reading: Reading) -> list[Any]:
    try:
        return [reading.source.read(NUMBER, cell) if reading.source.holds(cell) else None for cell in cells]
    except ValueError as error:
        reading.faults.append(Fault(where, "", *error.args))
        return [None] * len(cells)


def _place(cell: Any, places: Mapping[str, int], where: str, reading: Reading) -> int | None:
    try:
        name = reading.source.read(TEXT, cell) if reading.source.holds(cell) else ""
    except ValueError as error:
        reading.faults.append(Fault(where, "", *error.args))
        return None
    if name in places:
        return places[name]
    mend = nearest(name, places) if len(reading.faults) < MOST_MENDS else ""
    reading.faults.append(Fault(where, "", f"there is no location {name!r}", mend))
    return None


def _complete(
    found: set[int | None], all_found: Sequence[int | None], ids: Sequence[str], where: str, reading: Reading
) -> None:
    missing = [name for place, name in enumerate(ids) if place not in found]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        problem = f"the location {missing[0]!r}{more} is missing"
        reading.faults.append(Fault(where, "", problem))
    elif len(all_found) > len(ids):
        reading.faults.append(Fault(where, "", "a location stands twice"))


def _in_order(
    cells: Sequence[Any], columns: Sequence[int | None], width: int, where: str, reading: Reading
) -> list[Any]:
    row: list[Any] = [None] * width
    if len(cells) != len(columns):
        problem = f"there are {len(cells)} cells under {len(columns)} headings"
        reading.faults.append(Fault(where, "", problem))
        return row
    for place, cell in zip(columns, cells, strict=True):
        if place is not None:
            row[place] = cell
    return row
