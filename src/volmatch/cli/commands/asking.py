"""Questions about a plan: who could take a task now, and who should stand by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from volmatch.cli.base import UTF_8, app, examples, leave
from volmatch.cli.options import Encoding, OldPlan, Problem, Seed

if TYPE_CHECKING:
    from volmatch.cli.screen import Screen


def _lang(value: str) -> str:
    from volmatch.saying import LANGUAGES

    if value not in LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(LANGUAGES)} is expected")
    return value


def _most(value: int) -> int:
    if value < 1:
        raise typer.BadParameter("a whole number, 1 or more, is expected")
    return value


def _chance(value: float) -> float:
    if not 0 < value < 1:
        raise typer.BadParameter("a number above 0 and below 1 is expected")
    return value


Lang = Annotated[
    str, typer.Option(metavar="LANG", callback=_lang, help="The language of the answer: en or zh.")
]


@app.command(
    epilog=examples(
        "volmatch candidates problem.json plan.json t7",
        "volmatch candidates problem.json plan.json t7 -k 3 --lang zh",
    )
)
def candidates(
    problem: Problem,
    plan: OldPlan,
    task: Annotated[str, typer.Argument(metavar="TASK", help="The id of the task.", show_default=False)],
    most: Annotated[int, typer.Option("-k", metavar="N", callback=_most, help="The most to name.")] = 10,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help="Now: what starts before stays. As in 2020-03-02T14:00.", show_default=False
        ),
    ] = None,
    lang: Lang = "en",
    encoding: Encoding = UTF_8,
) -> None:
    """Name the volunteers who could take a task now.

    Each could do so beside what the plan has; the best come first.

    The exit status is 1 where nobody can.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.asking import candidates_command

        return candidates_command(screen, problem, plan, task, most, at, lang, encoding)

    leave(work)


@app.command(
    epilog=examples(
        "volmatch standby problem.json plan.json",
        "volmatch standby problem.json plan.json --target 0.99 --lang zh",
    )
)
def standby(
    problem: Problem,
    plan: OldPlan,
    target: Annotated[
        float,
        typer.Option(metavar="CHANCE", callback=_chance, help="How surely each task is to be served."),
    ] = 0.95,
    seed: Seed = 0,
    lang: Lang = "en",
    encoding: Encoding = UTF_8,
) -> None:
    """Say who should stand by, so that every task is surely served.

    Who is how reliable stands in the problem. The exit status is 1 where some task cannot be made sure enough.
    """

    def work(screen: Screen) -> int:
        from volmatch.cli.asking import standby_command

        return standby_command(screen, problem, plan, target, seed, lang, encoding)

    leave(work)
