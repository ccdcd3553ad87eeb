"""Vehicle routing with time windows from several depots: every vehicle has its own, and all the same capacity.

VRPLIB, after Vidal et al. (2013); the first vertices of the file are the depots.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.data import existing
from benchmarks.published.instance import Instance, Vehicle, best_known
from benchmarks.published.sections import parse

__all__ = ["NAMES", "read"]

NAMES = tuple(f"PR{number}{letter}" for number in range(11, 16) for letter in "AB")


def read(name: str, folder: Path) -> Instance:
    """Read an instance such as ``PR11A``."""
    file = parse(existing(folder / f"{name}.vrp").read_text(encoding="ascii"))
    depots = {number - 1 for number in file.rows["DEPOT_SECTION"]}
    homes = file.rows["VEHICLES_DEPOT_SECTION"]
    if sorted(homes) != list(range(1, file.num_vehicles() + 1)):
        raise ValueError(f"{name}: {file.num_vehicles()} vehicles are expected")
    return Instance(
        name=name,
        kind="mdvrptw",
        **file.common(),
        clients=[vertex for vertex in range(file.count) if vertex not in depots],
        vehicles=[
            Vehicle(depot=int(homes[number][0]) - 1, capacity=int(file.heads["CAPACITY"]))
            for number in sorted(homes)
        ],
        best_known=best_known(folder / "best_known.csv", instance=name),
    )
