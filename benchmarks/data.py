"""The problems that benchmarks are run on: public instances, and the examples of the documentation."""

from __future__ import annotations

from pathlib import Path

from attrs import evolve

import volmatch as vm

__all__ = ["DEFAULT", "EXAMPLES", "DataMissingError", "example", "urban"]

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
DEFAULT = Path("../shared/benchmarks")

WHERE_FROM = """\
The public instances are not part of the project. Give the folder that holds them with --data DIR:

  urban/    S.json, M.json, L.json: generated for this project. Others of the same kind:
            volmatch generate --volunteers 100 --seed 1 -o urban/S.json   (M: 500, L: 2000)
  toptw/    the team orienteering problem with time windows, from Solomon's instances
  sdvrptw/, mdvrptw/
            https://github.com/PyVRP/Instances

Size smoke needs none of them."""


class DataMissingError(Exception):
    """An instance is not where it was looked for; says where to get it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no {path.parent.name}/{path.name} in the data folder.\n{WHERE_FROM}")


def example(name: str) -> Path:
    """Give the file of an example of the documentation."""
    return EXAMPLES / f"{name}.json"


def urban(size: str, data: Path, seed: int = 1) -> vm.Problem:
    """Give an urban problem: smoke (generated), or S, M, L (read), with ``-tight`` for three tasks a trip."""
    letter, _, variant = size.partition("-")
    if letter == "smoke":
        return vm.generate("urban", volunteers=12, tasks=30, seed=seed)
    path = data / "urban" / f"{letter}.json"
    if not path.is_file():
        raise DataMissingError(path)
    problem = vm.load(path)
    if variant == "tight":
        return evolve(problem, rules={**problem.rules, "trip_limits": {"max_tasks": 3}})
    return problem
