"""``volmatch shortage``: who is missing where, when and with which skill."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from volmatch.cli.files import check_output, read_plan, read_problem
from volmatch.cli.guard import DONE, INTERRUPTED, RefusedError, about
from volmatch.cli.screen import Screen
from volmatch.cli.watching import stopping_at_sigint
from volmatch.io.atomic import write_file
from volmatch.recruiting import shortage
from volmatch.saying import language
from volmatch.solver import CancelToken

__all__ = ["Asked", "shortage_command"]


@frozen(kw_only=True)
class Asked:
    """What is asked of recruits, and how the answer is wanted."""

    cap: int | None = None
    areas: Sequence[str] = ()
    skills: Sequence[str] = ()
    bands: Sequence[str] = ()
    time_limit: float = 30.0
    seed: int = 0
    lang: str = "en"
    include_personal: bool = False


def shortage_command(
    screen: Screen, path: Path, plan_path: Path, output: Path | None, asked: Asked, encoding: str
) -> int:
    """Read, look for the fewest recruits, show them, and write the areas for a map."""
    try:
        language(asked.lang)
    except ValueError:
        raise RefusedError("--lang: en or zh is expected") from None
    if output is not None:
        _check(output, path, plan_path)
    problem = read_problem(screen, path, encoding)
    plan = read_plan(screen, plan_path, encoding)
    if output is not None and problem.coordinates == "planar":
        mend = "GeoJSON needs lat and lon; leave -o out."
        raise RefusedError(f"{output} cannot be written: the coordinates of the problem are planar", (mend,))
    token = CancelToken()
    with stopping_at_sigint(token):
        found = shortage(
            problem,
            plan,
            cap=asked.cap,
            areas=asked.areas or None,
            skills=[_names(some) for some in asked.skills] or None,
            bands=[tuple(band.split("-", 1)) for band in asked.bands] or None,  # type: ignore[misc]
            time_limit=asked.time_limit,
            seed=asked.seed,
            cancel=token,
        )
    first, *rest = found.text(asked.lang).splitlines()
    screen.say(first, style="bold")
    for line in rest:
        bare = line.lstrip()
        screen.say(bare, indent=len(line) - len(bare))
    if output is not None:
        with about(output):
            areas = found.to_geojson(include_personal=asked.include_personal)
            write_file(output, json.dumps(areas, ensure_ascii=False, indent=1).encode())
        screen.say()
        screen.name_file("Areas:", output)
    return INTERRUPTED if token.cancelled else DONE


def _names(said: str) -> list[str]:
    """Read ``driver,nurse``; ``none`` and nothing are no skill."""
    names = [name.strip() for name in said.split(",")]
    return [] if names == ["none"] else [name for name in names if name]


def _check(output: Path, *inputs: Path) -> None:
    if not output.name.lower().endswith((".geojson", ".json")):
        mend = "End the name with .geojson."
        raise RefusedError(f"{output} cannot be written: there is no format {output.suffix!r}", (mend,))
    # The name ends well; what is left to ask is the folder, and whether an input would be lost.
    for given in inputs:
        if output.exists() and given.exists() and output.samefile(given):
            raise RefusedError(
                f"{output} would be overwritten by the output", ("Give another name with -o.",)
            )
    check_output(output.with_suffix(".json"))
