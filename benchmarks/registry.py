"""What a benchmark is, and the list of all of them: each file of ``cases/`` registers what is in it."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from attrs import field, frozen

from benchmarks.measuring import Cost

__all__ = ["SMOKE", "Benchmark", "Goal", "Outcome", "Run", "benchmark", "registered"]

SMOKE = "smoke"
"""The size that every benchmark has: a second or two, to see that it works. Its figures mean nothing."""

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
        Where the goal applies; empty = every size but smoke.
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
    """

    size: str
    seed: int = 0
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


class Runs(Protocol):
    """What measures: given a run, an outcome."""

    def __call__(self, run: Run, /) -> Outcome:
        """Measure once."""


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
    """

    name: str
    description: str
    sizes: tuple[str, ...]
    run: Runs
    goals: tuple[Goal, ...] = ()
    time_limits: Mapping[str, float] = field(factory=dict)

    def limit(self, size: str) -> float:
        """Give the seconds for each search of a size."""
        return self.time_limits.get(size, DEFAULT_LIMIT)

    @property
    def every_size(self) -> tuple[str, ...]:
        """All sizes, smoke first."""
        return (SMOKE, *self.sizes)


_REGISTERED: dict[str, Benchmark] = {}


def benchmark(
    name: str,
    *,
    description: str,
    sizes: tuple[str, ...],
    goals: tuple[Goal, ...] = (),
    time_limits: Mapping[str, float] | None = None,
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
        )
        return run

    return register


def registered() -> Mapping[str, Benchmark]:
    """Give every benchmark by name, after importing the files that register them."""
    for module in pkgutil.iter_modules([str(Path(__file__).parent / "cases")]):
        import_module(f"benchmarks.cases.{module.name}")
    return dict(sorted(_REGISTERED.items()))
