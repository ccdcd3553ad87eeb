"""Site-dependent vehicle routing with time windows: not every vehicle may go to every client.

VRPLIB, after Cordeau and Laporte (2001). Vertex 1 of the file is the depot of all; every vehicle has its own
capacity and a list of the clients it may visit.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.data import existing
from benchmarks.published.instance import Instance, Vehicle, best_known
from benchmarks.published.sections import parse

__all__ = ["NAMES", "read"]

NAMES = tuple(f"PR{number:02}" for number in range(1, 11))


def read(name: str, folder: Path) -> Instance:
    """Read an instance such as ``PR01``."""
    file = parse(existing(folder / f"{name}.vrp").read_text(encoding="ascii"))
    numbers = range(1, file.num_vehicles() + 1)
    allowed = file.rows["VEHICLES_ALLOWED_CLIENTS_SECTION"]
    capacity = file.rows["CAPACITY_SECTION"]
    if not sorted(allowed) == sorted(capacity) == list(numbers):
        raise ValueError(f"{name}: {len(numbers)} vehicles are expected")
    return Instance(
        name=name,
        kind="sdvrptw",
        **file.common(),
        clients=range(1, file.count),
        vehicles=[
            Vehicle(
                depot=0,
                capacity=int(capacity[number][0]),
                allowed=frozenset(int(cell) - 1 for cell in allowed[number]),
            )
            for number in numbers
        ],
        best_known=best_known(folder / "best_known.csv", instance=name),
    )
