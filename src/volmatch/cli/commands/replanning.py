"""Plans made again: when somebody drops out, is late or declines, or tasks come and go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from volmatch.cli.base import UTF_8, app, examples, leave
from volmatch.cli.options import Encoding, NewPlan, OldPlan, Problem, Seed

if TYPE_CHECKING:
    from volmatch.cli.screen import Screen


@app.command(
    epilog=examples(
        "volmatch replan problem.json plan.json --drop v7 -o new.json",
        "volmatch replan problem.json plan.json --late v3:20 --decline v5:t7",
    )
)
def replan(
    problem: Problem,
    plan: OldPlan,
    drop: Annotated[
        list[str] | None,
        typer.Option(
            metavar="V[:INSTANT]", help="Somebody calls off, from an instant on.", show_default=False
        ),
    ] = None,
    decline: Annotated[
        list[str] | None,
        typer.Option(metavar="V:TASK", help="Somebody refuses a task.", show_default=False),
    ] = None,
    late: Annotated[
        list[str] | None,
        typer.Option(metavar="V:MINUTES", help="Somebody leaves home so much later.", show_default=False),
    ] = None,
    cancel: Annotated[
        list[str] | None,
        typer.Option(metavar="TASK", help="A task is no longer needed.", show_default=False),
    ] = None,
    add: Annotated[
        Path | None,
        typer.Option(metavar="TASKS.json", help="More tasks, as in a problem.", show_default=False),
    ] = None,
    frozen_until: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT", help="What starts before it has begun, and stays.", show_default=False
        ),
    ] = None,
    max_changes: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=0, help="Break at most so many promises of others.", show_default=False
        ),
    ] = None,
    output: NewPlan = None,
    new_problem: Annotated[
        Path | None,
        typer.Option(
            "--problem-output",
            metavar="PROBLEM.json",
            help="Write the changed problem here, for the next time.",
            show_default=False,
            readable=False,
        ),
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0.01,
            help="Search on for so long; default the repair at once.",
            show_default=False,
        ),
    ] = None,
    seed: Seed = 0,
    lang: Annotated[str, typer.Option(metavar="LANGUAGE", help="Of what is said: en or zh.")] = "en",
    encoding: Encoding = UTF_8,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="What is new for whom alone.")] = False,
) -> None:
    """Plan again when something has changed, and say whom to tell.

    As little as possible of what was promised moves. Options may be given several times. The exit status is 1 where
    no plan keeps what has begun and what is pinned.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.guard import RefusedError
        from volmatch.cli.replanning import Said, replan_command
        from volmatch.cli.watching import Limits
        from volmatch.saying import LANGUAGES

        if lang not in LANGUAGES:
            raise RefusedError(f"--lang: one of {', '.join(LANGUAGES)} is expected")
        said = Said(
            drop=drop or (),
            decline=decline or (),
            late=late or (),
            cancel=cancel or (),
            add=add,
            frozen_until=frozen_until,
            max_changes=max_changes,
            time_limit=time_limit,
        )
        limits = Limits(seed=seed)
        return replan_command(screen, problem, plan, said, output, new_problem, limits, encoding, lang, quiet)

    leave(work)
