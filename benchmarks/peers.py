"""What others reach on the urban problems, seed 1, on two shared cores with 30 s: measured once.

The best valid plan of VROOM 1.15, PyVRP 0.14, OR-Tools routing 9.14 and Timefold 1.24, whatever time it
took; plans that broke a rule do not count. A peer is measured anew when its benchmark is built.
"""

from __future__ import annotations

from attrs import frozen

__all__ = ["BEST", "Peer"]


@frozen
class Peer:
    """The best of the others: who, the weight served, and the seconds of travel."""

    name: str
    served_weight: int
    travel_seconds: int


BEST = {
    "S": Peer("PyVRP 0.14", 1154, 78_623),
    "S-tight": Peer("PyVRP 0.14", 1055, 66_322),
    "M": Peer("VROOM 1.15, 69 CPU-s", 5831, 390_657),
    "M-tight": Peer("VROOM 1.15, 202 CPU-s", 5332, 445_853),
    "L": Peer("VROOM 1.15, 228 s", 24_048, 1_877_262),
}
"""By size. At L tight nobody had a plan."""
