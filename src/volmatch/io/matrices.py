"""Tables of travel as CSV files: ``matrix_<mode>_seconds.csv`` and ``matrix_<mode>_metres.csv``.

The ids of the locations stand in the first row and in the first column, in any order; an empty cell
is a place that cannot be reached. In ``problem.csv`` only the names of the modes are left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from volmatch.domain.findings import MOST_MENDS, nearest
from volmatch.errors import Fault, FileError
from volmatch.io.cells import NUMBER, TEXT, guarded, unguarded
from volmatch.io.reading import Folder
from volmatch.io.tables import read_table

__all__ = ["matrix_file", "matrix_rows", "matrix_travel"]

MEASURES = ("seconds", "metres")


def matrix_file(mode: str, measure: str) -> str:
    """Name the file of a table; what file names cannot hold everywhere is written as ``%2F``.

    Examples
    --------
    >>> matrix_file("步行", "seconds"), matrix_file("a/b", "metres")
    ('matrix_步行_seconds.csv', 'matrix_a%2Fb_metres.csv')
    """
    name = "".join(
        letter if letter.isalnum() or letter in "-_" else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in mode
    )
    return f"matrix_{name}_{measure}.csv"


def matrix_rows(table: Sequence[Sequence[float | None]], ids: Sequence[str]) -> Iterator[list[str]]:
    """Give the rows of a table as cells, the headings with the ids first. O(cells)."""
    names = [guarded(TEXT.write(name)) for name in ids]
    yield ["from", *names]
    for name, row in zip(names, table, strict=True):
        yield [name, *("" if cell is None else NUMBER.write(cell) for cell in row)]


def matrix_travel(folder: Folder, said: dict[str, Any], ids: Sequence[str]) -> dict[str, Any]:
    """Read the tables of the modes that a travel names; the rest is for the domain. O(cells)."""
    modes = said.get("modes")
    if not isinstance(modes, list) or not all(isinstance(mode, str) for mode in modes):
        return said
    tables = {mode: {measure: _table(folder, mode, measure, ids) for measure in MEASURES} for mode in modes}
    return {**said, "modes": tables}


def _table(folder: Folder, mode: str, measure: str, ids: Sequence[str]) -> list[list[Any]]:
    file = matrix_file(mode, measure)
    folder.origins.settings[f"travel.modes.{mode}.{measure}"] = file
    places = {name: place for place, name in enumerate(ids)}
    table: list[list[Any]] = [[]] * len(ids)
    seen: set[int | None] = set()
    columns: list[int | None] | None = None
    try:
        for number, row in read_table(folder.path / file, folder.encoding):
            names = row[1:] if columns is None else row[:1]
            where = f"{file} row {number}"
            found = [_place(name, places, where, folder) for name in names]
            if columns is None:
                columns = found
                _complete(set(columns), columns, ids, f"{file}, columns", folder)
            else:
                seen.update(found)
                cells = [NUMBER.read(cell) if cell else None for cell in row[1:]]
                line = _in_order(cells, columns, len(ids), where, folder)
                if found[0] is not None:
                    table[found[0]] = line
        _complete(seen, [], ids, f"{file}, rows", folder)
    except FileError as error:
        folder.faults.extend(error.faults)
    return table


def _place(cell: str, places: Mapping[str, int], where: str, folder: Folder) -> int | None:
    name = unguarded(cell) if cell else ""
    if name in places:
        return places[name]
    mend = nearest(name, places) if len(folder.faults) < MOST_MENDS else ""
    folder.faults.append(Fault(where, "", f"there is no location {name!r}", mend))
    return None


def _complete(
    found: set[int | None], all_found: Sequence[int | None], ids: Sequence[str], where: str, folder: Folder
) -> None:
    missing = [name for place, name in enumerate(ids) if place not in found]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        problem = f"the location {missing[0]!r}{more} is missing"
        folder.faults.append(Fault(where, "", problem))
    elif len(all_found) > len(ids):
        folder.faults.append(Fault(where, "", "a location stands twice"))


def _in_order(
    cells: Sequence[Any], columns: Sequence[int | None], width: int, where: str, folder: Folder
) -> list[Any]:
    row: list[Any] = [None] * width
    if len(cells) != len(columns):
        problem = f"there are {len(cells)} cells under {len(columns)} headings"
        folder.faults.append(Fault(where, "", problem))
        return row
    for place, cell in zip(columns, cells, strict=True):
        if place is not None:
            row[place] = cell
    return row
