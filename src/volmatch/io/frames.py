"""Problems and plans as data frames, with the tables and columns of CSV files.

Frames are written with pandas. They are read from any library whose frames have ``columns`` and give the
values of one by name: pandas, polars, pyarrow. What pandas makes of values on the way (numbers of ids,
floats of whole numbers, NaN of nothing) is undone where nothing was lost, and is a fault where something
may have been.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.errors import Fault, FileError
from volmatch.io import cells
from volmatch.io.cells import Form
from volmatch.io.keys import THINGS
from volmatch.io.plain import plain
from volmatch.io.sources import Source
from volmatch.io.tabular import PREVIOUS, read_plan_tables, read_problem_tables
from volmatch.io.typed import checked
from volmatch.io.writing import TableOut, plan_tables, problem_tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["frames_of", "from_frames", "is_missing", "plan_frame", "plan_from_frames"]


def from_frames(frames: Mapping[str, Any], /, **settings: Any) -> Problem:
    """Make a problem of data frames.

    Parameters
    ----------
    frames
        By name, with the columns of the CSV files: ``"volunteers"``, ``"tasks"`` and ``"locations"``; what
        else there is, such as ``"available"`` and ``"windows"``, where it is needed. Of pandas, polars or
        pyarrow. Indexes are not read. ``Problem.to_frames`` shows what they look like.
    **settings
        What else `Problem` takes, as Python values: ``start``, ``end``, ``timezone``, ``rules`` … They take
        the place of what the frame ``"problem"`` (columns ``key`` and ``value``) says; one of the two must
        give ``start`` and ``end``.

    Raises
    ------
    ProblemError, FileError
        With every fault, up to 100, each with its frame, row and column; rows are counted from 0, as by
        ``iloc``. Numbers where ids belong are faults: the zeros that they began with are lost.

    Notes
    -----
    O(cells). ``None``, NaN, NaT and ``pd.NA`` mean that nothing is said. Lists of names may be lists, or
    text as in CSV (``driver|nurse``); amounts may be mappings. Instants may be timestamps, all with a time
    zone or all without.

    Examples
    --------
    >>> import pandas as pd
    >>> problem = from_frames(
    ...     {
    ...         "locations": pd.DataFrame({"id": ["h", "g"], "x": [0, 500], "y": [0, 0]}),
    ...         "volunteers": pd.DataFrame({"id": ["v01"], "home": ["h"]}),
    ...         "available": pd.DataFrame(
    ...             {"volunteer": ["v01"], "start": ["2020-03-02T08:00"], "end": ["2020-03-02T18:00"]}
    ...         ),
    ...         "tasks": pd.DataFrame({"id": ["t1"], "location": ["g"], "duration_minutes": [60]}),
    ...         "windows": pd.DataFrame(
    ...             {"task": ["t1"], "start": ["2020-03-02T09:00"], "end": ["2020-03-02T11:00"]}
    ...         ),
    ...     },
    ...     start="2020-03-02T00:00",
    ...     end="2020-03-03T00:00",
    ...     coordinates="planar",
    ... )
    >>> len(problem.to_frames()["windows"])
    1
    """
    tables = [key for key in settings if key in THINGS]
    if tables:
        raise FileError([Fault(key, "", "this is no setting", "Give it as a frame.") for key in tables])
    return read_problem_tables(_Frames(frames), given=settings, settings=False)


def plan_from_frames(frames: Mapping[str, Any], /) -> Plan:
    """Make a plan of data frames, as `Plan.to_frames` gives them.

    Whether it keeps the rules of its problem is for `verify` to say.

    Parameters
    ----------
    frames
        ``"plan"``, ``"trips"`` and ``"stops"``, and where there are any ``"remote"``, ``"unserved"`` and
        ``"levels"``.

    Raises
    ------
    FileError
        With every fault, up to 100, each with its frame, row and column.
    """
    return read_plan_tables(_Frames(frames))


def frames_of(thing: Problem | Plan) -> dict[str, pd.DataFrame]:
    """Give a problem or a plan as frames by name; see `Problem.to_frames` and `Plan.to_frames`."""
    tables = problem_tables(thing) if isinstance(thing, Problem) else plan_tables(thing)
    frames = {table.name: _frame(table, thing.clock.zone) for table in tables}
    if isinstance(thing, Problem) and thing.previous is not None:
        frames |= {PREVIOUS + name: frame for name, frame in frames_of(thing.previous).items()}
    return frames


def plan_frame(plan: Plan) -> pd.DataFrame:
    """Give the services of a plan as one frame; see `Plan.to_frame`."""
    text = plan.clock.text
    rows = [
        [str(number), trip.volunteer, stop.task, stop.kind]
        + [text(each) for each in (trip.depart, stop.arrive, stop.start, stop.end, trip.return_)]
        for number, trip in enumerate(plan.trips, start=1)
        for stop in trip.stops
    ]
    rows += [
        [None, row.volunteer, row.task, "remote", None, None, text(row.start), text(row.end), None]  # type: ignore[list-item]
        for row in plan.remote
    ]
    times = ("depart", "arrive", "start", "end", "return")
    headings = ["trip", "volunteer", "task", "kind", *times]
    forms = [cells.TEXT] * 4 + [cells.INSTANT] * 5
    return _frame(TableOut("services", headings, forms, rows), plan.clock.zone)


def _frame(table: TableOut, zone: Any) -> pd.DataFrame:
    pandas = _pandas()
    rows = list(table.rows)
    columns = [
        _column([row[place] for row in rows], form, zone, pandas) for place, form in enumerate(table.forms)
    ]
    frame: pd.DataFrame = pandas.DataFrame(dict(enumerate(columns)))
    # Ids that head the columns of travel may be anything, so that the names come last.
    frame.columns = pandas.Index(table.headings, dtype=object)
    return frame


def _column(values: Sequence[Any], form: Form, zone: Any, pandas: Any) -> Any:
    if form is cells.NUMBER and any(isinstance(value, float) for value in values):
        return np.array([math.nan if value is None else value for value in values], dtype=float)
    if form is cells.NUMBER:
        return pandas.array(values, dtype="Int64")
    if form is cells.FLAG:
        return pandas.array(values, dtype="boolean")
    if form is cells.INSTANT:
        return _timestamps(values, zone, pandas)
    return pandas.array([None if value is None else form.write(value) for value in values], dtype="string")


def _timestamps(values: Sequence[str | None], zone: Any, pandas: Any) -> Any:
    seconds = [None if value is None else datetime.fromisoformat(value).timestamp() for value in values]
    whole = ["NaT" if value is None else int(value) for value in seconds]
    utc = pandas.DatetimeIndex(np.array(whole, dtype="datetime64[s]")).tz_localize("UTC")
    return utc.tz_convert(zone)


def _pandas() -> Any:
    try:
        import pandas
    except ModuleNotFoundError:
        mend = "Install it: pip install 'volmatch[frames]'."
        raise FileError(
            [Fault("pandas", "", "frames are made with pandas, which is not there", mend)]
        ) from None
    return pandas


class _Frames(Source):
    """Frames by name, of whatever library."""

    what: ClassVar[str] = "frame"
    whole: ClassVar[str] = "dictionary of frames"
    needs_headings: ClassVar[bool] = False

    def __init__(self, frames: Any) -> None:
        if not isinstance(frames, Mapping) or not all(isinstance(name, str) for name in frames):
            raise FileError([Fault("frames", "", "a mapping of names to data frames is expected")])
        self._frames = {name: frame for name, frame in frames.items() if frame is not None}

    def names(self) -> list[str]:
        return sorted(self._frames)

    def holds(self, cell: Any) -> bool:
        return not is_missing(cell)

    def rows(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        headings, columns = _columns(self._frames[name], name)
        if headings == ["value", "key"]:
            headings, columns = headings[::-1], columns[::-1]
        if headings:
            yield -1, headings
        for number, row in enumerate(zip(*columns, strict=True)):
            if not all(is_missing(cell) for cell in row):
                yield number, list(row)

    def read(self, form: Form, cell: Any) -> Any:
        return _read(form, cell)

    def row(self, name: str, number: int) -> str:
        return f"{name} row {number}" if number >= 0 else name

    def cell(self, name: str, number: int, heading: str, place: int | None) -> str:
        return f"{self.row(name, number)}, column {heading}"

    def setting(self, name: str, number: int, key: str) -> str:
        return f"{name} row {number}, {key}"


def _columns(frame: Any, name: str) -> tuple[list[Any], list[list[Any]]]:
    """Give the names of a frame's columns and their values."""
    if hasattr(frame, "iloc"):
        every = [frame.iloc[:, place] for place in range(frame.shape[1])]
        return list(frame.columns), [column.tolist() for column in every]
    headings = getattr(frame, "column_names", None) or getattr(frame, "columns", None)
    if headings is None or not hasattr(frame, "__getitem__"):
        raise FileError([Fault(name, "", f"a data frame is expected, not {type(frame).__name__}")])
    return list(headings), [_values(frame[heading]) for heading in headings]


def _values(column: Any) -> list[Any]:
    for method in ("to_list", "tolist", "to_pylist"):
        if hasattr(column, method):
            return list(getattr(column, method)())
    return list(column)


def is_missing(cell: Any) -> bool:
    """Whether a cell is one of the many ways in which frames say nothing."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(cell, float | np.floating) and bool(np.isnan(cell))


def _read(form: Form, cell: Any) -> Any:
    if isinstance(cell, str):
        return form.read(cell) if cell or form in (cells.TEXT, cells.JSON) else _nothing()
    if hasattr(cell, "to_pydatetime"):
        if getattr(cell, "nanosecond", 0):
            raise ValueError("an instant has a fraction of a second", "Round it to whole seconds.")
        cell = cell.to_pydatetime(warn=False)
    if isinstance(cell, datetime | date) and form is cells.INSTANT:
        return cell.isoformat()
    if isinstance(cell, np.generic | np.ndarray):
        cell = cell.tolist()
    if form is cells.JSON:
        return plain(cell, "the cell")
    if isinstance(cell, Iterable) and form in (cells.NAMES, cells.SKILLS, cells.AMOUNTS):
        return _nested(cell)
    return checked(form, cell)


def _nothing() -> Any:
    raise ValueError("the text is empty", "Leave the cell out (None) where nothing is said.")


def _nested(cell: Iterable[Any]) -> Any:
    """Give a list or a mapping in a cell as JSON has it."""
    if not isinstance(cell, Mapping):
        return sorted(cell) if isinstance(cell, set | frozenset) else list(cell)
    # polars has the same keys in every row, and nothing under those that a row does not have.
    return {
        key: value.isoformat() if isinstance(value, date) else None if is_missing(value) else value
        for key, value in cell.items()
    }
