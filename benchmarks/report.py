"""From the rows that are kept to the page of the documentation.

Of each benchmark and size the newest batch counts, which is what one command ran; older rows stay in the
files as history.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from benchmarks.registry import NOBODY, SMOKE, Batches, Benchmark, Goal, Row, Summary, registered
from benchmarks.rows import figures_of, read
from benchmarks.tables import NOTHING, heading, number, spread, table

__all__ = ["RESULTS", "drawings", "report"]

RESULTS = Path(__file__).parent / "results"

FEW = 6
"""So many sizes that were measured alike are named first and last only."""

INTRODUCTION = """\
# Benchmarks

Made by `python -m benchmarks report` from the rows in `benchmarks/results/`; change neither by hand.
Every run is a process of its own, by the command that stands with its figures. A figure is the median
of the runs, with the least and the most in brackets. Where a plan is measured, `vm.verify` and
`vm.score`, which share no code with the engines, judge it. *Load* is how many processes wanted to run
in the minute before: other work on the machine makes seconds longer, not shorter. No plan is better than
the bound of a level, so the gap, (value − bound) ÷ value, says how far from the best it can be at most;
for unserved weight it is a share of all weight. – stands where nothing is known.
"""


def report(folder: Path = RESULTS) -> str:
    """Write the page."""
    known = _known(folder)
    rows = [row for batches in known.values() for batch in batches.values() for row in batch]
    parts = [INTRODUCTION, "## Where it ran\n", *_environments(rows)]
    parts += ["\n## Goals and figures\n", _goals(known)]
    for name, batches in known.items():
        page = registered()[name].page
        body = page.section(batches) if page else _figures(batches)
        parts += [f"\n## `{name}`\n", registered()[name].description, "", body, ""]
        parts += _origins(batches)
    return "\n".join(parts).rstrip() + "\n"


def drawings(folder: Path = RESULTS) -> dict[str, str]:
    """Draw the plots of the page, by the names of their files."""
    found: dict[str, str] = {}
    for name, batches in _known(folder).items():
        page = registered()[name].page
        found |= page.plots(batches) if page else {}
    return found


def _known(folder: Path) -> dict[str, Batches]:
    """Give the newest batches of each benchmark that has any."""
    kept = {name: _batches(folder / f"{name}.jsonl", each) for name, each in registered().items()}
    return {name: batches for name, batches in kept.items() if batches}


def _batches(path: Path, benchmark: Benchmark) -> Batches:
    """Give the newest batch of each size that the benchmark still has, and there of each solver."""
    if not path.is_file():
        return {}
    found: dict[str, dict[str, list[Row]]] = {size: {} for size in benchmark.sizes if size != SMOKE}
    for row in read(path):
        if row["size"] in found:
            rows = found[row["size"]].setdefault(row.get("solver", ""), [])
            if rows and rows[0]["batch"] != row["batch"]:
                rows.clear()
            rows.append(row)
    return {size: list(chain(*solvers.values())) for size, solvers in found.items() if solvers}


def _environments(rows: Iterable[Row]) -> Iterator[str]:
    """Describe each machine, and each set of versions, once."""
    for said in dict.fromkeys(_machine(row) for row in rows):
        yield f"- {said}"
    yield f"- measured on {', '.join(sorted({row['date'][:10] for row in rows})) or 'no day yet'}"
    for said in dict.fromkeys(_versions(row) for row in rows):
        yield f"- {said}"


def _machine(row: Row) -> str:
    machine = row["machine"]
    memory = "" if machine["memory_gb"] is None else f", {number(machine['memory_gb'])} GB"
    return f"{machine['cores']} cores of {machine['cpu']}{memory}, {machine['system']}"


def _versions(row: Row) -> str:
    return ", ".join(f"{name} {said}" for name, said in row["versions"].items() if name != "source")


def _goals(known: Mapping[str, Batches]) -> str:
    """Set every goal beside what was measured, missed ones too."""
    rows: list[list[str]] = []
    for name, batches in known.items():
        each = registered()[name]
        summary = each.page.summary(batches) if each.page else {}
        for goal in each.goals:
            for size in goal.sizes or each.sizes:
                if size in batches or size in summary:
                    values = _judged_by(goal, size, batches, summary)
                    said = _judged(goal, values)
                    if not values and NOBODY in summary.get(size, {}):
                        said = (*said[:2], "nothing to compare with")
                    rows.append([f"`{name}` {size}", heading(goal.figure), *said])
    return table(["benchmark, size", "figure", "goal", "measured", ""], rows)


def _judged_by(goal: Goal, size: str, batches: Batches, summary: Summary) -> Sequence[float]:
    """Give the values of the summary where it knows the figure, else those of the rows."""
    known = summary.get(size, {}).get(goal.figure)
    return _values(batches.get(size, ()), goal.figure) if known is None else known


def _judged(goal: Goal, values: Sequence[float]) -> tuple[str, str, str]:
    most, least = goal.most, goal.least
    asked = f"≤ {number(most)}" if most is not None else f"≥ {number(least or 0)}"
    asked += " in every run" if goal.worst else ""
    if not values:
        return asked, NOTHING, "**missed**"
    value = statistics.median(values)
    if goal.worst:
        value = max(values) if most is not None else min(values)
    return asked, number(value), "met" if goal.met(value) else "**missed**"


def _values(rows: Iterable[Row], figure: str) -> list[float]:
    return [figures[figure] for row in rows if figure in (figures := figures_of(row))]


def _figures(batches: Batches) -> str:
    """Tabulate a figure a row and a size a column."""
    every = [figures_of(row) for rows in batches.values() for row in rows]
    names = [name for name in dict.fromkeys(chain(*every)) if not name.endswith("_gap")]
    lines = [[heading(name), *(spread(_values(rows, name)) for rows in batches.values())] for name in names]
    lines += _levels(batches)
    lines += _words("status", batches)
    return table(["figure", *batches], lines)


def _levels(batches: Batches) -> Iterator[list[str]]:
    """Tabulate value, bound and gap of each level; nothing where nothing is known."""
    names = (level["name"] for rows in batches.values() for row in rows for level in row["levels"])
    for name in dict.fromkeys(names):
        for part in ("value", "bound", "gap"):
            sizes = [
                [_amount(level[part]) for row in rows for level in row["levels"] if level["name"] == name]
                for rows in batches.values()
            ]
            title = "unserved weight" if name == "coverage" else name
            said = [spread([each for each in values if each is not None]) for values in sizes]
            yield [title if part == "value" else f"{title}, {part}", *said]


def _amount(value: float | Sequence[int] | None) -> float | None:
    """Give a number as it is, and of the eight of coverage what is unserved, all priorities together."""
    return sum(value[:4]) if isinstance(value, Sequence) else value


def _words(name: str, batches: Batches) -> list[list[str]]:
    said = [", ".join(sorted({str(row[name]) for row in rows if row[name]})) for rows in batches.values()]
    return [[name, *(words or NOTHING for words in said)]] if any(said) else []


def _origins(batches: Batches) -> Iterator[str]:
    """Say which commands made the figures, of each size or of several alike, and what else the machine did."""
    alike: dict[tuple[str, str, str, int], list[str]] = {}
    loads: dict[tuple[str, str, str, int], list[float]] = {}
    for size, rows in batches.items():
        source = ", ".join(sorted({row["versions"]["source"] for row in rows}))
        key = _unsized(rows[0]), rows[0]["date"][:10], source, len(rows)
        alike.setdefault(key, []).append(size)
        loads.setdefault(key, []).extend(row["load"] for row in rows if row["load"] is not None)
    for (said, day, source, count), sizes in alike.items():
        busy = f", load {spread(loads[said, day, source, count])}" if loads[said, day, source, count] else ""
        runs = f"{count} run{'s' if count != 1 else ''}" + (" each" if len(sizes) > 1 else "")
        names = sizes if len(sizes) < FEW else [sizes[0], "…", sizes[-1]]
        command = said.replace("SIZE", " ".join(names))
        yield f"- {', '.join(names)}: `{command}` on {day}, {runs}{busy}, source {source}"


def _unsized(row: Row) -> str:
    """Give the command of a row without its size."""
    return str(row["command"]).replace(f"--size {row['size']}", "--size SIZE")
