"""Why a task is not served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from volmatch.cli.base import UTF_8, app, examples, leave
from volmatch.cli.options import Encoding, Language, OldPlan, Problem, Seed, TimeLimit

if TYPE_CHECKING:
    from volmatch.cli.screen import Screen


@app.command(
    epilog=examples(
        "volmatch explain problem.json plan.json",
        "volmatch explain problem.json plan.json t7 --lang zh",
    )
)
def explain(
    problem: Problem,
    plan: OldPlan,
    task: Annotated[
        str | None,
        typer.Argument(
            metavar="TASK", help="The id of a task; default all that are not served.", show_default=False
        ),
    ] = None,
    time_limit: TimeLimit = 5,
    seed: Seed = 0,
    encoding: Encoding = UTF_8,
    lang: Language = "en",
) -> None:
    """Say why a task is not served, and what would serve it.

    The smallest changes are named. Each was tried: with it the task is served, every rule is kept, and nothing
    more urgent is lost.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.explaining import explain_command
        from volmatch.cli.watching import Limits

        limits = Limits(time_limit=time_limit, seed=seed)
        return explain_command(screen, problem, plan, task, limits, encoding, lang)

    leave(work)
