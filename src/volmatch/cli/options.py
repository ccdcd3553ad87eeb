"""The options that commands share, and what their values must be."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "Cohorts",
    "Encoding",
    "Exposure",
    "Feasible",
    "Folder",
    "Headings",
    "Iterations",
    "Kind",
    "Language",
    "NewPlan",
    "NewProblem",
    "NumTasks",
    "Offered",
    "OldPlan",
    "Pickups",
    "PlanA",
    "PlanB",
    "Problem",
    "RuleName",
    "Seed",
    "TableEncoding",
    "Teams",
    "TimeLimit",
    "Variant",
]

LONGEST = 10_000_000
"""Seconds that a search may take: four months."""


def _seconds(value: float) -> float:
    if not 0 < value <= LONGEST:
        raise typer.BadParameter(f"a number of seconds above 0, up to {LONGEST:,}, is expected")
    return value


def _whole(value: int | None) -> int | None:
    if value is not None and value < 0:
        raise typer.BadParameter("a whole number, 0 or more, is expected")
    return value


def _encoding(value: str) -> str:
    try:
        codecs.lookup(value)
    except (LookupError, ValueError):
        raise typer.BadParameter("there is no such encoding; try utf-8 or gb18030") from None
    return value


def _language(value: str) -> str:
    if value not in ("en", "zh"):
        raise typer.BadParameter("en or zh is expected")
    return value


Problem = Annotated[
    Path,
    typer.Argument(
        metavar="PROBLEM",
        help="The problem: a JSON file, a workbook (.xlsx), or a folder of CSV files.",
        show_default=False,
        readable=False,
    ),
]
OldPlan = Annotated[
    Path, typer.Argument(metavar="PLAN", help="A plan of this problem.", show_default=False, readable=False)
]
PlanA = Annotated[Path, typer.Argument(metavar="PLAN_A", help="A plan.", show_default=False, readable=False)]
PlanB = Annotated[
    Path, typer.Argument(metavar="PLAN_B", help="Another plan.", show_default=False, readable=False)
]
RuleName = Annotated[
    str,
    typer.Argument(
        metavar="RULE",
        help="A rule that has parameters in the problem: cohorts, trip_cap …",
        show_default=False,
    ),
]
NewPlan = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="PLAN.json", help="Write the plan here.", show_default=False, readable=False
    ),
]
NewProblem = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="PROBLEM.json",
        help="Write the problem here.",
        show_default=False,
        readable=False,
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FOLDER",
        help="Write the plans here; default a temporary folder.",
        show_default=False,
        readable=False,
    ),
]
Encoding = Annotated[
    str,
    typer.Option(metavar="NAME", callback=_encoding, help="Of the CSV files: utf-8 or gb18030."),
]
TableEncoding = Annotated[
    str,
    typer.Option(
        metavar="NAME",
        callback=_encoding,
        help="Of the CSV files: utf-8, utf-8-sig (for spreadsheets) or gb18030.",
    ),
]
Headings = Annotated[str, typer.Option(metavar="LANGUAGE", help="Of the tables written: en or zh.")]
Language = Annotated[
    str, typer.Option("--lang", metavar="LANGUAGE", callback=_language, help="Of what is said: en or zh.")
]
TimeLimit = Annotated[
    float,
    typer.Option(metavar="SECONDS", callback=_seconds, help="Stop after so long."),
]
Seed = Annotated[int, typer.Option(metavar="N", callback=_whole, help="For the random choices.")]
Iterations = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        callback=_whole,
        help="Stop after so many neighbourhoods, where the time allows.",
        show_default=False,
    ),
]

# What `generate` makes.

Kind = Annotated[
    str,
    typer.Option(metavar="KIND", help="One of urban, roster, errands, laundry, teams, online, mixed."),
]
NumTasks = Annotated[
    int | None,
    typer.Option(
        "--tasks", metavar="N", help="How many tasks; default what suits the volunteers.", show_default=False
    ),
]
Variant = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="Of urban: slack, tight, plain, fixed; of errands: plain, loads, hubs; of roster: plain, week; "
        "of mixed: everything, plain. Default: the first.",
        show_default=False,
    ),
]
Offered = Annotated[
    float | None,
    typer.Option(metavar="SHARE", help="Share of the days that people offer.", show_default=False),
]
Teams = Annotated[
    float, typer.Option(metavar="SHARE", help="Of urban: share of the tasks that need two people.")
]
Pickups = Annotated[float, typer.Option(metavar="SHARE", help="Of urban: share of the tasks with a pickup.")]
Cohorts = Annotated[
    int, typer.Option(metavar="N", help="Of urban: labels of which nobody meets two on a day.")
]
Exposure = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="Of urban: the most people who may meet one beneficiary.", show_default=False
    ),
]
Feasible = Annotated[bool, typer.Option("--feasible", help="Move tasks so that all of them can be served.")]
