"""Where plain values came from: the file, row and column of a CSV folder, for messages."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence

from attrs import define, evolve, field

from volmatch.errors import Fault
from volmatch.io.sheets import Sheet

__all__ = ["Origins"]


@define
class Origins:
    """Translates places in plain values, such as ``tasks[3].windows[0].end``, to places in files.

    Attributes
    ----------
    sheets
        The files that there may be.
    rows
        By sheet, the number of the row that each object stands in.
    owners
        By sheet, the position of the owner of each object in the owner's list.
    headings
        By sheet, the headings as they are written, by English name.
    file
        The name of the file of settings.
    settings
        Where each of its keys stands.
    absent
        ``sheet.column`` of required columns that are not there; one fault tells so for all rows.
    """

    sheets: Sequence[Sheet]
    rows: dict[str, array[int]] = field(factory=dict)
    owners: dict[str, array[int]] = field(factory=dict)
    headings: dict[str, dict[str, str]] = field(factory=dict)
    file: str = ""
    settings: dict[str, str] = field(factory=dict)
    absent: set[str] = field(factory=set)

    def heading(self, sheet: Sheet, name: str) -> str:
        """Give a heading as the file has it."""
        return self.headings.get(sheet.name, {}).get(name, name)

    def translated(self, faults: Iterable[Fault]) -> list[Fault]:
        """Give faults with their places in files, without those that a missing column explains."""
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
        """Give the file, row and column of a place; one that is in no file is given as it is."""
        found = _THING.match(path)
        if found is None:
            return self._setting(path)
        things, index, rest = found[1], int(found[2]), path[found.end() :].lstrip(".")
        main = self._sheet(things)
        if main is None or index >= len(self.rows.get(main.name, ())):
            return path
        own = f"{main.file} row {self.rows[main.name][index]}"
        inner = self._inner(things, rest)
        if inner is None:
            return own + self._column(main, rest)
        sheet, place, rest = inner
        row = self._row(sheet, index, place)
        if row is None:
            return f"{own}, {sheet.file}{self._column(sheet, rest)}"
        return f"{sheet.file} row {row}{self._column(sheet, rest)}"

    def _setting(self, path: str) -> str:
        if path in self.settings:
            return self.settings[path]
        key = re.split(r"[.\[]", path)[0]
        rest = path[len(key) :]
        if key in self.settings:
            return self.settings[key] + rest
        sheet = self._sheet(path)
        return sheet.file if sheet else f"{self.file}, {path}"

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

    def _column(self, sheet: Sheet, rest: str) -> str:
        name = self._column_name(sheet, rest)
        return f", column {self.heading(sheet, name)}" if name else ""

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
