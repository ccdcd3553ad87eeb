"""Where plain values came from: the table, row and column, for messages."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence

from attrs import define, evolve, field

from volmatch.errors import Fault
from volmatch.io.sheets import Sheet
from volmatch.io.sources import Source

__all__ = ["Origins"]


@define
class Origins:
    """Translates places in plain values, such as ``tasks[3].windows[0].end``, to places in tables.

    Attributes
    ----------
    sheets, source
        The tables that there may be, and where they stand.
    rows
        By sheet, the number of the row that each object stands in.
    owners
        By sheet, the position of the owner of each object in the owner's list.
    headings, places
        By sheet, the headings as they are written and the positions of their columns, by English name.
    table
        The name of the table of settings.
    settings
        Where each of its keys stands.
    absent
        ``sheet.column`` of required columns that are not there; one fault tells so for all rows.
    """

    sheets: Sequence[Sheet]
    source: Source
    rows: dict[str, array[int]] = field(factory=dict)
    owners: dict[str, array[int]] = field(factory=dict)
    headings: dict[str, dict[str, str]] = field(factory=dict)
    places: dict[str, dict[str, int]] = field(factory=dict)
    table: str = ""
    settings: dict[str, str] = field(factory=dict)
    absent: set[str] = field(factory=set)

    def cell(self, sheet: Sheet, number: int, name: str) -> str:
        """Say where the cell of a column is, by the heading that the table has."""
        heading = self.headings.get(sheet.name, {}).get(name, name)
        return self.source.cell(sheet.name, number, heading, self.places.get(sheet.name, {}).get(name))

    def translated(self, faults: Iterable[Fault]) -> list[Fault]:
        """Give faults with their places in tables, without those that a missing column explains."""
        return [
            evolve(
                fault,
                path=self.place(fault.path),
                problem=_PLACE.sub(lambda found: self.place(found[0]), fault.problem),
            )
            for fault in faults
            if not self._explained(fault.path)
        ]

    def place(self, path: str) -> str:
        """Give the table, row and column of a place; one that is in no table is given as it is."""
        found = _THING.match(path)
        if found is None:
            return self._setting(path)
        things, index, rest = found[1], int(found[2]), path[found.end() :].lstrip(".")
        main = self._sheet(things)
        if main is None or index >= len(self.rows.get(main.name, ())):
            return path
        number = self.rows[main.name][index]
        inner = self._inner(things, rest)
        if inner is None:
            return self._in_row(main, number, rest)
        sheet, place, rest = inner
        row = self._row(sheet, index, place)
        if row is not None:
            return self._in_row(sheet, row, rest)
        # No row of the other table is the one: then the owner is named, and the table.
        name = self._column_name(sheet, rest)
        column = f", column {self.headings.get(sheet.name, {}).get(name, name)}" if name else ""
        return f"{self.source.row(main.name, number)}, {self.source.table(sheet.name)}{column}"

    def _setting(self, path: str) -> str:
        if path in self.settings:
            return self.settings[path]
        key = re.split(r"[.\[]", path)[0]
        rest = path[len(key) :]
        if key in self.settings:
            return self.settings[key] + rest
        sheet = self._sheet(path)
        return self.source.table(sheet.name if sheet else self.table) + ("" if sheet else f", {path}")

    def _sheet(self, things: str) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.name == things), None)

    def _inner(self, things: str, rest: str) -> tuple[Sheet, int | None, str] | None:
        """Find the sheet of what a thing has elsewhere, the position there, and the rest."""
        inner = [sheet for sheet in self.sheets if sheet.owner and sheet.things == things]
        for sheet in sorted(inner, key=lambda sheet: -len(sheet.path)):
            found = re.match(rf"{re.escape('.'.join(sheet.path))}(?:\[(\d+)\])?(?:\.|$)", rest)
            if found:
                place = int(found[1]) if found[1] else None if sheet.many else 0
                return sheet, place, rest[found.end() :]
        return None

    def _row(self, sheet: Sheet, index: int, place: int | None) -> int | None:
        if place is None:
            return None
        own = [row for row, owner in enumerate(self.owners.get(sheet.name, ())) if owner == index]
        return self.rows[sheet.name][own[place]] if place < len(own) else None

    def _in_row(self, sheet: Sheet, number: int, rest: str) -> str:
        name = self._column_name(sheet, rest)
        return self.cell(sheet, number, name) if name else self.source.row(sheet.name, number)

    def _column_name(self, sheet: Sheet, rest: str) -> str:
        """Name the column that a value stands in: the last one whose keys begin the place."""
        steps = re.split(r"[.\[]", rest)
        there = self.headings.get(sheet.name, {})
        # A value may stand in any of several columns; one that the file has comes first.
        for column in sorted(sheet.columns, key=lambda c: (c.name not in there, -len(c.key))):
            if column.key[: len(steps)] == tuple(steps[: len(column.key)]):
                return column.name
        return steps[0]

    def _explained(self, path: str) -> bool:
        found = _THING.match(path)
        if found is None or not self.absent:
            return False
        rest = path[found.end() :].lstrip(".")
        inner = self._inner(found[1], rest)
        sheet = inner[0] if inner else self._sheet(found[1])
        return sheet is not None and (
            f"{sheet.name}.{self._column_name(sheet, inner[2] if inner else rest)}" in self.absent
        )


_THING = re.compile(r"([a-z_]+)\[(\d+)\]")
_PLACE = re.compile(r"\b[a-z_]+\[\d+\](?:\.\w+|\[\d+\])*")
