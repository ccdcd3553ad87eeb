"""The command that says who is missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from volmatch.cli.base import UTF_8, app, examples, leave
from volmatch.cli.options import Encoding, OldPlan, Problem, Seed, TimeLimit

if TYPE_CHECKING:
    from volmatch.cli.screen import Screen

Areas = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="AREAS.geojson",
        help="Write the areas here, for a map.",
        show_default=False,
        readable=False,
    ),
]
Cap = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        min=1,
        help="Trips of a recruit a day, at most; default what the rules say.",
        show_default=False,
    ),
]
Where = Annotated[
    list[str] | None,
    typer.Option(
        "--area",
        metavar="AREA",
        help="An area in which recruits may live; may be repeated.",
        show_default=False,
    ),
]
Skills = Annotated[
    list[str] | None,
    typer.Option(
        "--skills",
        metavar="A,B",
        help="Skills that a recruit may have together, or none; may be repeated.",
        show_default=False,
    ),
]
Bands = Annotated[
    list[str] | None,
    typer.Option(
        "--band",
        metavar="08:00-12:00",
        help="Hours at which recruits may be free; may be repeated.",
        show_default=False,
    ),
]


@app.command(
    epilog=examples(
        "volmatch shortage problem.json plan.json --cap 2",
        "volmatch shortage problem.json plan.json --lang zh -o areas.geojson",
    )
)
def shortage(
    problem: Problem,
    plan: OldPlan,
    output: Areas = None,
    cap: Cap = None,
    area: Where = None,
    skills: Skills = None,
    band: Bands = None,
    time_limit: TimeLimit = 30,
    seed: Seed = 0,
    lang: Annotated[str, typer.Option(metavar="LANGUAGE", help="Of the answer: en or zh.")] = "en",
    include_personal: Annotated[
        bool, typer.Option("--include-personal", help="Write places exactly, not on a grid of 1 km.")
    ] = False,
    encoding: Encoding = UTF_8,
) -> None:
    """Say who is missing where, when and with which skill.

    The fewest recruits with whom everything is served, how far that is proven, and the volunteers who were never
    asked. Ctrl-C ends the search; what was found so far is shown.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.recruiting import Asked, shortage_command

        asked = Asked(
            cap=cap,
            areas=area or (),
            skills=skills or (),
            bands=band or (),
            time_limit=time_limit,
            seed=seed,
            lang=lang,
            include_personal=include_personal,
        )
        return shortage_command(screen, problem, plan, output, asked, encoding)

    leave(work)
