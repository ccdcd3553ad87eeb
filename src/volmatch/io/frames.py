"""Problems and plans as data frames, with the tables and columns of CSV files.

Frames are written with pandas. They are read from any library whose frames have ``columns`` and give the
values of one by name: pandas, polars, pyarrow. What pandas makes of values on the way (numbers of ids,
floats of whole numbers, NaN of nothing) is undone where nothing was lost, and is a fault where something
may have been.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.errors import Fault, FileError
from volmatch.io import cells
from volmatch.io.cells import Form
from volmatch.io.frames_in import Frames
from volmatch.io.keys import THINGS
from volmatch.io.tabular import PREVIOUS, read_plan_tables, read_problem_tables
from volmatch.io.writing import TableOut, plan_tables, problem_tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["frames_of", "from_frames", "plan_frame", "plan_from_frames"]


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
    return read_problem_tables(Frames(frames), given=settings, settings=False)


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
    return read_plan_tables(Frames(frames))


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
