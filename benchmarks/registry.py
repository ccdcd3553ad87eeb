"""What a benchmark is, and the list of all of them: each file of ``cases/`` registers what is in it."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from attrs import field, frozen

from benchmarks.measuring import Cost

__all__ = [
    "NOBODY",
    "SMOKE",
    "Batches",
    "Benchmark",
    "Goal",
    "Outcome",
    "Page",
    "Row",
    "Run",
    "Summary",
    "benchmark",
    "registered",
]

Row: TypeAlias = Mapping[str, Any]
"""A row of results."""

Batches: TypeAlias = Mapping[str, Sequence[Row]]
"""The rows of the newest batch, by size."""

Summary: TypeAlias = Mapping[str, Mapping[str, Sequence[float]]]
"""Values by size or group and by figure."""

SMOKE = "smoke"
"""The size that every benchmark has: a second or two, to see that it works. Its figures mean nothing."""

NOBODY = "nobody_to_compare_with"
"""Stands in a summary where a comparison fails because of the others: none of them had a valid plan in time."""

DEFAULT_LIMIT = 30.0


@frozen(kw_only=True)
class Goal:
    """A number that a figure is to reach.

    Attributes
    ----------
    figure
        Which figure.
    most, least
        What it may be; one of the two is given.
    sizes
        Where the goal applies, groups included; empty = every size but smoke.
    worst
        Judge by the worst run; default by the median.
    """

    figure: str
    most: float | None = None
    least: float | None = None
    sizes: tuple[str, ...] = ()
    worst: bool = False

    def met(self, value: float) -> bool:
        """Whether a value reaches the goal."""
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)


@frozen(kw_only=True)
class Run:
    """What a benchmark is asked for.

    Attributes
    ----------
    size
        One of the benchmark's sizes.
    seed
        For whatever is random; also tells repetitions apart.
    time_limit
        Seconds for each search.
    data
        The folder of the public instances.
    solver
        Who solves, in a benchmark that compares several.
    """

    size: str
    seed: int = 0
    solver: str = ""
    time_limit: float = DEFAULT_LIMIT
    data: Path = field(default=Path(), converter=Path)

    @property
    def allowed_seconds(self) -> float:
        """How long a search with this limit may take at most."""
        return 1.1 * self.time_limit + 2


@frozen(kw_only=True)
class Outcome:
    """What a run gives back; the driver adds when, where and with what it ran.

    Attributes
    ----------
    figures
        The numbers, by names that end in their unit: ``import_seconds``, ``pairs_per_second``.
    cost
        Seconds and memory of what was measured.
    status, stopped_by, levels
        As in a `volmatch.Result`, where something was solved.
    notes
        What else is worth keeping.
    """

    figures: Mapping[str, float]
    cost: Cost
    status: str = ""
    stopped_by: str = ""
    levels: tuple[Mapping[str, Any], ...] = ()
    notes: Mapping[str, Any] = field(factory=dict)


def _nobody(_size: str) -> tuple[str, ...]:
    return ()


class Runs(Protocol):
    """What measures: given a run, an outcome."""

    def __call__(self, run: Run, /) -> Outcome:
        """Measure once."""


@frozen(kw_only=True)
class Page:
    """What a benchmark says of its rows, where a table of medians is not enough.

    Attributes
    ----------
    summary
        Figures that take several rows, by size or group: the best peer, the mean over a published set.
        Goals find them there first.
    section
        The tables, in Markdown.
    plots
        Drawings in SVG, by the name of the file.
    """

    summary: Callable[[Batches], Summary]
    section: Callable[[Batches], str]
    plots: Callable[[Batches], Mapping[str, str]]


@frozen(kw_only=True)
class Benchmark:
    """A benchmark.

    Attributes
    ----------
    name, description
        What it is called, and what it measures, in a sentence or two.
    sizes
        Beside `SMOKE`, smallest first.
    run
        Measures once.
    goals
        What is to be reached.
    time_limits
        Seconds for each search by size, where the command says nothing else; default 30.
    groups
        Names that stand for several sizes.
    solvers
        Who solves each size, where several are compared.
    seedless
        Those of them who take no seed, and so run once.
    page
        How its rows are shown; default a table of medians.
    """

    name: str
    description: str
    sizes: tuple[str, ...]
    run: Runs
    goals: tuple[Goal, ...] = ()
    time_limits: Mapping[str, float] = field(factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(factory=dict)
    solvers: Callable[[str], tuple[str, ...]] = _nobody
    seedless: tuple[str, ...] = ()
    page: Page | None = None

    def limit(self, size: str) -> float:
        """Give the seconds for each search of a size."""
        return self.time_limits.get(size, DEFAULT_LIMIT)

    @property
    def every_size(self) -> tuple[str, ...]:
        """All sizes, smoke first."""
        return (SMOKE, *self.sizes)

    def sizes_of(self, name: str) -> tuple[str, ...]:
        """Give the sizes that a name stands for: a size itself, a group, or nothing known."""
        return self.groups.get(name, (name,) if name in self.every_size else ())


_REGISTERED: dict[str, Benchmark] = {}


def benchmark(
    name: str,
    *,
    description: str,
    sizes: tuple[str, ...],
    goals: tuple[Goal, ...] = (),
    time_limits: Mapping[str, float] | None = None,
    groups: Mapping[str, tuple[str, ...]] | None = None,
    solvers: Callable[[str], tuple[str, ...]] = _nobody,
    seedless: tuple[str, ...] = (),
    page: Page | None = None,
) -> Callable[[Runs], Runs]:
    """Register a function as a benchmark."""

    def register(run: Runs) -> Runs:
        if name in _REGISTERED:
            raise ValueError(f"there are two benchmarks {name!r}")
        _REGISTERED[name] = Benchmark(
            name=name,
            description=description,
            sizes=sizes,
            run=run,
            goals=goals,
            time_limits=time_limits or {},
            groups=groups or {},
            solvers=solvers,
            seedless=seedless,
            page=page,
        )
        return run

    return register


def registered() -> Mapping[str, Benchmark]:
    """Give every benchmark by name, after importing the files that register them."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent / "cases")]):
        import_module(f"benchmarks.cases.{module.name}")
    return dict(sorted(_REGISTERED.items()))
