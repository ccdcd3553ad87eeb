"""The rows of tables to plain values, as JSON holds them.

Tables of a problem and of a plan are read here, whether they stand in CSV files, in a workbook or in
frames. Each is read to its end whatever is wrong with it, so that all faults are reported at once, with
table, row and column.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import define, field

from volmatch.domain.findings import MOST_MENDS, nearest
from volmatch.errors import Fault, FileError
from volmatch.io import cells
from volmatch.io.cells import Form
from volmatch.io.headings import KEY_AND_VALUE, names_by_heading, normal, settings_by_heading
from volmatch.io.origins import Origins
from volmatch.io.sheets import Column, Sheet
from volmatch.io.sources import Source

__all__ = ["Reading"]

_NEVER_MISSING = (("windows",), ("stops",))
"""Lists that are empty where no row names their owner, rather than missing."""


@define
class Reading:
    """The tables of a problem or a plan while they are read.

    Attributes
    ----------
    source, sheets
        Where they stand, and which there may be.
    faults
        What is wrong with them so far.
    unreadable
        Whether there is one of which not even the rows are known.
    origins
        Where each value came from.
    matrices
        The names of the tables of travel that were read.
    """

    source: Source
    sheets: Sequence[Sheet]
    faults: list[Fault] = field(factory=list)
    unreadable: bool = False
    matrices: set[str] = field(factory=set)
    origins: Origins = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.origins = Origins(self.sheets, self.source)

    def settings(self, name: str, forms: Mapping[str, Form]) -> dict[str, Any]:
        """Read a table of two columns, key and value."""
        self.origins.table = name
        known = settings_by_heading(name, list(forms))
        said: dict[str, Any] = {}
        for place, (number, row) in enumerate(self._table(name)):
            written = _text(row[0])
            first = normal(written)
            if place == 0 and first in {normal(pair[0]) for pair in KEY_AND_VALUE}:
                continue
            key = known.get(first)
            where = self.source.setting(name, number, written.strip()[:80])
            if key is None:
                self._unknown(where, written, known)
            elif any(row[2:]):
                self._fault(where, "there are more than two cells", self.source.mend)
            elif key in self.origins.settings:
                self._fault(where, "the key is given twice")
            elif len(row) > 1 and self.source.holds(row[1]):
                self.origins.settings[key] = where
                said[key] = self._value(forms[key], row[1], where)
        return said

    def things(self) -> dict[str, list[dict[str, Any]]]:
        """Read every sheet that is there; put what belongs to a thing into it."""
        made: dict[str, list[dict[str, Any]]] = {}
        for sheet in self.sheets:
            if sheet.owner:
                self._hand_out(sheet, made[sheet.things])
            elif self.source.has(sheet.name):
                made[sheet.things] = self._listed(sheet)
            else:
                made[sheet.things] = []
        return made

    def _listed(self, sheet: Sheet) -> list[dict[str, Any]]:
        numbers = self.origins.rows[sheet.name] = array("q")
        things = []
        for number, thing in self._objects(sheet):
            numbers.append(number)
            things.append(thing)
        return things

    def _hand_out(self, sheet: Sheet, things: list[dict[str, Any]]) -> None:
        """Give every row of a sheet to the thing that it names."""
        places: dict[str | None, int] = {}
        for place, thing in enumerate(things):
            places.setdefault(thing.get("id"), place)
            if sheet.path in _NEVER_MISSING:
                thing[sheet.path[0]] = []
        if not self.source.has(sheet.name):
            return
        owners = self.origins.owners[sheet.name] = array("q")
        numbers = self.origins.rows[sheet.name] = array("q")
        for number, part in self._objects(sheet):
            owner = part.pop("", None)
            fault = _not_fit(sheet, owner, places)
            if not fault and not _put(things[places[owner]], sheet, part):
                fault = f"the {sheet.owner} {owner!r} has a row already"
            if fault and self.unreadable:
                # The owner may stand in the file that could not be read.
                continue
            if fault:
                # Looking for the nearest name takes long among many, and few faults are shown.
                near = owner is not None and len(self.faults) < MOST_MENDS
                mend = nearest(owner, {name: None for name in places if name}) if near else ""
                self._fault(self._at(sheet, number, sheet.owner), fault, mend)
            else:
                owners.append(places[owner])
                numbers.append(number)

    def _objects(self, sheet: Sheet) -> Iterator[tuple[int, dict[str, Any]]]:
        """Read the rows of a sheet; the owner's id stands under ``""``."""
        layout: list[tuple[int, Column]] | None = None
        width = 0
        for number, row in self._table(sheet.name):
            if layout is None:
                layout, width = self._layout(sheet, row, number), len(row)
                continue
            if len(row) > width and any(row[width:]):
                problem = f"there are more cells than the {width} headings"
                self._fault(self.source.row(sheet.name, number), problem, self.source.mend)
            yield number, self._object(sheet, row, layout, number)

    def _layout(self, sheet: Sheet, row: list[Any], number: int) -> list[tuple[int, Column]]:
        """Find out which column each heading names."""
        known = names_by_heading(sheet)
        columns = {column.name: column for column in sheet.columns}
        if sheet.owner:
            columns[sheet.owner] = Column(("",), cells.TEXT, required=True, name=sheet.owner)
        written = self.origins.headings[sheet.name] = {}
        places = self.origins.places[sheet.name] = {}
        layout = []
        for place, cell in enumerate(row):
            heading = _text(cell)
            name = known.get(normal(heading))
            shown = heading.strip()[:80] or str(place + 1)
            where = self.source.cell(sheet.name, number, shown, place)
            if name is None:
                self._unknown(where, heading, known)
            elif name in written:
                self._fault(where, "the column is given twice")
            else:
                written[name], places[name] = heading.strip(), place
                layout.append((place, columns[name]))
        for name, column in columns.items():
            if column.required and name not in written:
                self._fault(self.source.table(sheet.name), f"the column {name!r} is missing")
                self.origins.absent.add(f"{sheet.name}.{name}")
        return layout

    def _object(
        self, sheet: Sheet, row: list[Any], layout: list[tuple[int, Column]], number: int
    ) -> dict[str, Any]:
        thing: dict[str, Any] = {}
        for place, column in layout:
            cell = row[place] if place < len(row) else None
            if not self.source.holds(cell):
                continue
            inner: Any = thing
            for key in column.key[:-1]:
                inner = inner.setdefault(key, {})
            if not isinstance(inner, dict) or column.key[-1] in inner:
                where = self._at(sheet, number, column.name)
                self._fault(where, f"{column.key[0]!r} is given in two ways", "Give one of them.")
                continue
            try:
                inner[column.key[-1]] = self.source.read(column.form, cell)
            except ValueError as error:
                self._fault(self._at(sheet, number, column.name), *error.args)
        return thing

    def _value(self, form: Form, cell: Any, where: str) -> Any:
        try:
            return self.source.read(form, cell)
        except ValueError as error:
            self._fault(where, *error.args)
            return None

    def _table(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        empty = True
        try:
            for row in self.source.rows(name):
                empty = False
                yield row
        except FileError as error:
            self.unreadable = True
            self.faults.extend(error.faults)
            return
        if empty and self.source.needs_headings:
            problem = f"the {self.source.what} is empty; headings are expected in its first row"
            self._fault(self.source.table(name), problem)

    def _at(self, sheet: Sheet, number: int, name: str) -> str:
        return self.origins.cell(sheet, number, name)

    def _unknown(self, where: str, heading: str, known: Mapping[str, str]) -> None:
        mend = nearest(normal(heading)[:80], known)
        names = ", ".join(dict.fromkeys(known.values()))
        problem = f"unknown heading {heading.strip()[:80]!r}"
        self._fault(where, problem, mend or f"Known headings: {names}.")

    def _fault(self, path: str, problem: str, mend: str = "") -> None:
        self.faults.append(Fault(path, "", problem, mend))


def _text(cell: Any) -> str:
    """Give a heading as text, whatever stands there."""
    return cell if isinstance(cell, str) else "" if cell is None else str(cell)


def _not_fit(sheet: Sheet, owner: str | None, places: Mapping[str | None, int]) -> str:
    """Say why a row belongs to nothing, or give ``""``."""
    if owner is None:
        return f"the id of a {sheet.owner} is missing"
    return "" if owner in places else f"there is no {sheet.owner} {owner!r}"


def _put(thing: dict[str, Any], sheet: Sheet, part: dict[str, Any]) -> bool:
    """Put a part into its owner, unless that has one and can have no more."""
    for key in sheet.path[:-1]:
        thing = thing.setdefault(key, {})
    if not sheet.many:
        return thing.setdefault(sheet.path[-1], part) is part
    thing.setdefault(sheet.path[-1], []).append(part)
    return True
