"""What the page says of the solvers, side by side."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.drawing import Bar, bars
from benchmarks.peers import PEERS
from benchmarks.registry import NOBODY, Batches, Page, Row, Summary
from benchmarks.tables import NOTHING, mean_and_worst, number, table

__all__ = ["PAGE"]

NAMES = {
    "volmatch": "volmatch",
    "vroom": "VROOM",
    "pyvrp": "PyVRP",
    "ortools-routing": "OR-Tools routing",
    "textbook-cpsat": "textbook CP-SAT",
}
OVERVIEW = ["size", "weight", "travel, s", "best peer", "its weight", "its travel, s", "ratio of travel"]
HEADER = ["", "served weight", "travel, s", "violations", "wall, s", "cpu, s", "peak, MB", ""]


def _summary(batches: Batches) -> Summary:
    """Compare volmatch with the best valid plan of the others, size by size and over slack and tight."""
    found = {size: dict(_compared(rows)) for size, rows in batches.items()}
    for size in list(found):
        if f"{size}-tight" in found:
            pair = [found[each].get("travel_to_best_peer") for each in (size, f"{size}-tight")]
            means = [statistics.mean(ratios) for ratios in pair if ratios]
            # Where one of the two cannot be compared, neither can both.
            both = {"travel_to_best_peer": [statistics.mean(means)] if len(means) == 2 else []}
            alone = NOBODY in found[size] or NOBODY in found[f"{size}-tight"]
            found[f"{size}-both"] = {**both, **({NOBODY: []} if alone else {})}
    return found


def _compared(rows: Sequence[Row]) -> Iterator[tuple[str, list[float]]]:
    own = [row["figures"] for row in rows if row["solver"] == "volmatch" and _valid(row)]
    yield (
        "violations",
        [
            row["figures"]["violations"]
            for row in rows
            if row["solver"] == "volmatch" and "violations" in row["figures"]
        ],
    )
    best = _best_peer(rows)
    if own and best is None and any(row["solver"] != "volmatch" for row in rows):
        # Nobody else had a valid plan in time, so nobody else served anything.
        yield "weight_above_best_peer", [each["served_weight"] for each in own]
        yield NOBODY, []
    if own and best is not None:
        weight, travel = best["figures"]["served_weight"], best["figures"]["travel_seconds"]
        yield "weight_above_best_peer", [each["served_weight"] - weight for each in own]
        # Seconds on the way compare only where as much is served.
        if min(each["served_weight"] for each in own) >= weight:
            yield "travel_to_best_peer", [each["travel_seconds"] / travel for each in own]


def _best_peer(rows: Sequence[Row]) -> Row | None:
    """Give the best valid plan of another solver: most weight, then least travel."""
    others = [row for row in rows if row["solver"] != "volmatch" and _valid(row)]
    return min(others, key=_rank, default=None)


def _rank(row: Row) -> tuple[float, float]:
    return -row["figures"]["served_weight"], row["figures"]["travel_seconds"]


def _valid(row: Row) -> bool:
    return bool(row["status"] == "plan" and row["figures"]["violations"] == 0)


def _section(batches: Batches) -> str:
    parts = [table(OVERVIEW, (_overview(size, rows) for size, rows in batches.items())), ""]
    for size, rows in batches.items():
        parts += [f"### {size}\n", table(HEADER, _lines(rows)), ""]
        if _drawn(rows):
            parts += [f"![weight and travel of the valid plans, {size}](plots/peers-{size}.svg)", ""]
    return "\n".join(parts).rstrip()


def _overview(size: str, rows: Sequence[Row]) -> list[str]:
    """Set volmatch beside the best of the others: mean of the seeds, and the worst in brackets."""
    found, best = dict(_compared(rows)), _best_peer(rows)
    own = [row["figures"] for row in rows if row["solver"] == "volmatch" and _valid(row)]
    return [
        size,
        mean_and_worst([each["served_weight"] for each in own], worst=min),
        mean_and_worst([each["travel_seconds"] for each in own]),
        NOTHING if best is None else NAMES[best["solver"]],
        NOTHING if best is None else number(best["figures"]["served_weight"]),
        NOTHING if best is None else number(best["figures"]["travel_seconds"]),
        mean_and_worst(found.get("travel_to_best_peer", ())),
    ]


def _lines(rows: Sequence[Row]) -> Iterator[list[str]]:
    """A line for each solver: mean of the seeds, and the worst in brackets."""
    for solver in PEERS:
        own = [row for row in rows if row["solver"] == solver]
        if not own:
            continue
        figures = [row["figures"] for row in own if row["status"] == "plan"]
        failed = sorted({row["status"] for row in own} - {"plan"})
        if 0 < len(figures) < len(own):
            failed = [
                f"{what} ({sum(row['status'] == what for row in own)} of {len(own)})" for what in failed
            ]
        name = f"{NAMES[solver]} {own[0]['notes']['version']}"
        yield [
            f"**{name}**" if solver == "volmatch" else name,
            mean_and_worst([each["served_weight"] for each in figures], worst=min),
            mean_and_worst([each["travel_seconds"] for each in figures]),
            mean_and_worst([each["violations"] for each in figures]),
            mean_and_worst([row["wall_seconds"] for row in own]),
            mean_and_worst([row["cpu_seconds"] for row in own if row["cpu_seconds"] is not None]),
            mean_and_worst([row["peak_mb"] for row in own if row["peak_mb"] is not None]),
            ", ".join(failed),
        ]


def _plots(batches: Batches) -> Mapping[str, str]:
    return {f"peers-{size}.svg": bars(*_panels(size, rows)) for size, rows in batches.items() if _drawn(rows)}


def _drawn(rows: Sequence[Row]) -> Mapping[str, tuple[float, float]]:
    """Give the mean weight and travel of the valid plans of each solver that has any, by its name."""
    found = {}
    for solver, name in NAMES.items():
        own = [row["figures"] for row in rows if row["solver"] == solver and _valid(row)]
        if own:
            weights, travels = ([each[key] for each in own] for key in ("served_weight", "travel_seconds"))
            found[name] = statistics.mean(weights), statistics.mean(travels)
    return found


def _panels(size: str, rows: Sequence[Row]) -> Iterator[tuple[str, list[Bar]]]:
    """Draw the weight of all, and the travel of those who serve about as much as the best."""
    drawn = _drawn(rows)
    most = max(weight for weight, _ in drawn.values())
    yield (
        f"Urban {size}: served weight",
        [Bar(name, weight, number(weight), name == "volmatch") for name, (weight, _) in drawn.items()],
    )
    yield (
        "Seconds of travel, of those within 1 % of the most weight; shorter is better",
        [
            Bar(name, travel, number(travel), name == "volmatch")
            for name, (weight, travel) in drawn.items()
            if weight >= 0.99 * most
        ],
    )


PAGE = Page(summary=_summary, section=_section, plots=_plots)
