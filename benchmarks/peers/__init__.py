"""Other solvers on the urban problem: what a user would pick instead. One file a solver.

Each is given the same problem, and the metres and seconds that volmatch reckons with; each is asked to
serve as much weight as it can, and then to travel as few metres. What comes back is a plan like any other,
and is judged from the objects alone.
"""

from __future__ import annotations

from importlib import import_module
from typing import cast

from benchmarks.peers.peer import Peer

__all__ = ["PEERS", "PLAIN", "SEEDLESS", "TRIPS", "peer"]

PEERS = {
    "volmatch": "own",
    "vroom": "vroom_",
    "pyvrp": "pyvrp_",
    "ortools-routing": "routing",
    "textbook-cpsat": "textbook",
}
"""The file of each solver."""

TRIPS = ("volmatch", "vroom", "pyvrp", "ortools-routing")
"""Who can be told of one trip with several tasks."""

PLAIN = ("volmatch", "textbook-cpsat")
"""Who can be told of several trips with one task each."""

SEEDLESS = ("vroom", "ortools-routing")
"""Who takes no seed."""


def peer(name: str) -> Peer:
    """Give a solver by name; importing it needs the solver itself only when it plans."""
    return cast(Peer, import_module(f"benchmarks.peers.{PEERS[name]}"))
