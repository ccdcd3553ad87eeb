"""What the page says of the published sets: every instance, and each set as a whole."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.drawing import Bar, bars
from benchmarks.published import GROUPS
from benchmarks.registry import Batches, Page, Row, Summary
from benchmarks.tables import NOTHING, mean_and_worst, number, table

__all__ = ["PAGE"]

TITLES = {
    "toptw": "Team orienteering with time windows (TOPTW)",
    "sdvrptw": "Site-dependent vehicle routing with time windows (SDVRPTW)",
    "mdvrptw": "Vehicle routing with time windows from several depots (MDVRPTW)",
}
SET_HEADER = ["set", "instances", "mean gap", "median", "worst", "at or above best known", "all served"]
HEADER = ["instance", "best known", "value", "gap", "left out", "wall, s", "cpu, s"]


def _groups(batches: Batches) -> Iterator[tuple[str, Mapping[str, Sequence[Row]]]]:
    """Give the instances of each set that has any rows."""
    for group, names in GROUPS.items():
        found = {name: batches[name] for name in names if name in batches}
        if found:
            yield group, found


def _gaps(rows: Sequence[Row]) -> list[float]:
    return [row["figures"]["gap"] for row in rows if "gap" in row["figures"]]


def _means(group: Mapping[str, Sequence[Row]]) -> list[float]:
    """Give the gap of each instance that has one, mean of its runs."""
    return [statistics.mean(gaps) for rows in group.values() if (gaps := _gaps(rows))]


def _summary(batches: Batches) -> Summary:
    found: dict[str, dict[str, list[float]]] = {}
    for name, group in _groups(batches):
        means = _means(group)
        served = [not row["figures"]["unserved"] for rows in group.values() for row in rows]
        found[name] = {
            "faults": [row["figures"]["faults"] for rows in group.values() for row in rows],
            "share_all_served": [statistics.mean(served)],
        }
        if means:
            found[name]["mean_gap"] = [statistics.mean(means)]
    return found


def _section(batches: Batches) -> str:
    groups = dict(_groups(batches))
    parts = [table(SET_HEADER, (_of_set(name, group) for name, group in groups.items())), ""]
    for name, group in groups.items():
        parts += [f"### {TITLES[name]}\n"]
        better = [
            _better(instance, rows) for instance, rows in group.items() if min(_gaps(rows), default=0) < 0
        ]
        if better:
            parts += [
                "Better than the best known, and without fault by both judges: " + "; ".join(better) + ".\n"
            ]
        if _means(group):
            parts += [f"![gap of every instance of {name}](plots/published-{name}.svg)\n"]
        every = table(HEADER, (_line(*item) for item in group.items()))
        parts += [f"<details><summary>Every instance</summary>\n\n{every}\n\n</details>\n"]
    return "\n".join(parts).rstrip()


def _of_set(name: str, group: Mapping[str, Sequence[Row]]) -> list[str]:
    means = _means(group)
    served = sum(all(not row["figures"]["unserved"] for row in rows) for rows in group.values())
    figures = (statistics.mean(means), statistics.median(means), max(means)) if means else (None, None, None)
    return [
        name.upper(),
        f"{len(group)} of {len(GROUPS[name])}",
        *(NOTHING if value is None else _percent(value) for value in figures),
        str(sum(mean <= 0 for mean in means)),
        NOTHING if name == "toptw" else f"{served} of {len(group)}",
    ]


def _line(instance: str, rows: Sequence[Row]) -> list[str]:
    """Tabulate an instance: means of the runs, the worst in brackets."""
    figures, gaps = [row["figures"] for row in rows], _gaps(rows)
    is_cost = instance not in GROUPS["toptw"]
    said = ""
    if gaps:
        said = _percent(statistics.mean(gaps))
        said += f" ({_percent(max(gaps))})" if max(gaps) != min(gaps) else ""
    return [
        instance,
        number(figures[0]["best_known"]),
        mean_and_worst([each["value"] for each in figures], worst=max if is_cost else min),
        said or NOTHING,
        mean_and_worst([each["unserved"] for each in figures]) if is_cost else NOTHING,
        mean_and_worst([row["wall_seconds"] for row in rows]),
        mean_and_worst([row["cpu_seconds"] for row in rows if row["cpu_seconds"] is not None]),
    ]


def _better(instance: str, rows: Sequence[Row]) -> str:
    best = min(rows, key=lambda row: row["figures"].get("gap", 0.0))
    return f"{instance} {number(best['figures']['value'])} (known {number(best['figures']['best_known'])})"


def _percent(share: float) -> str:
    """Write a share as a percentage with two decimals.

    Examples
    --------
    >>> _percent(0.00123), _percent(-0.0004), _percent(0.0)
    ('0.12 %', '−0.04 %', '0 %')
    """
    if share == 0:
        return "0 %"
    return f"{100 * share:.2f} %".replace("-", "−")


def _plots(batches: Batches) -> Mapping[str, str]:
    found = {}
    for name, group in _groups(batches):
        drawn = [
            Bar(instance, 100 * mean, _percent(mean))
            for instance, rows in group.items()
            if (gaps := _gaps(rows))
            for mean in [statistics.mean(gaps)]
        ]
        if drawn:
            title = f"{name.upper()}: gap to the best known; left of the line is better than it"
            found[f"published-{name}.svg"] = bars((title, drawn), height=10 if len(drawn) > 20 else 16)
    return found


PAGE = Page(summary=_summary, section=_section, plots=_plots)
