"""The problems that benchmarks are run on: public instances, and the examples of the documentation."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from attrs import evolve

import volmatch as vm
from benchmarks.registry import SMOKE

__all__ = [
    "DEFAULT",
    "EXAMPLES",
    "DataMissingError",
    "NotInstalledError",
    "example",
    "example_module",
    "existing",
    "urban",
    "urban_file",
]

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "docs" / "examples"
DEFAULT = Path("../shared/benchmarks")

VARIANTS = {
    "": {},
    "tight": {"trip_limits": {"max_tasks": 3}},
    "plain": {"trip_limits": {"max_tasks": 1}, "trip_cap": {"per_horizon": 3}},
}
"""The rules that differ, by what stands after the letter, as in ``M-tight``."""

WHERE_FROM = """\
The public instances are not part of the project. Give the folder that holds them with --data DIR:

  urban/    S.json, M.json, L.json: generated for this project. Others of the same kind:
            volmatch generate --volunteers 100 --seed 1 -o urban/S.json   (M: 500, L: 2000)
  toptw/    c101.txt …: team orienteering with time windows, from Solomon's instances, and
            best_known.csv: instance, m, best_known_score
  sdvrptw/, mdvrptw/
            PR01.vrp …, PR11A.vrp …: https://github.com/PyVRP/Instances, and
            best_known.csv: instance, best_known_cost

Size smoke needs none of them."""


class DataMissingError(Exception):
    """An instance is not where it was looked for; says where to get it."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no {path.parent.name}/{path.name} in the data folder.\n{WHERE_FROM}")


class NotInstalledError(Exception):
    """A solver to compare with is not installed; says how to get it."""

    def __init__(self, package: str) -> None:
        super().__init__(
            f"{package} is not installed. The other solvers come with the extra 'bench': "
            "make setup-bench, or pip install 'volmatch[bench]'"
        )


def example(name: str) -> Path:
    """Give the file of an example of the documentation."""
    return EXAMPLES / f"{name}.json"


def urban(size: str, data: Path, seed: int = 1) -> vm.Problem:
    """Give an urban problem: smoke (generated), or S, M, L (read), as it is or as one of `VARIANTS`."""
    _, _, variant = size.partition("-")
    path = urban_file(size, data)
    problem = vm.load(path) if path else vm.generate("urban", volunteers=12, tasks=30, seed=seed)
    return evolve(problem, rules={**problem.rules, **VARIANTS[variant]})


def urban_file(size: str, data: Path) -> Path | None:
    """Give the file of an urban problem, or ``None`` for the one that is generated. Raises `DataMissingError`."""
    letter = size.partition("-")[0]
    return None if letter == SMOKE else existing(data / "urban" / f"{letter}.json")


def existing(path: Path) -> Path:
    """Give a path back, if there is a file. Raises `DataMissingError`."""
    if not path.is_file():
        raise DataMissingError(path)
    return path


def example_module(name: str) -> ModuleType:
    """Import an example by its file; the examples are no package."""
    if name not in sys.modules:
        if str(EXAMPLES) not in sys.path:
            sys.path.append(str(EXAMPLES))  # they share a module
        spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
