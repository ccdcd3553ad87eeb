"""What a keeper of a mechanism does for a plan that is being built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from volmatch.engines.solution import Tour
from volmatch.program.arrays import Program

if TYPE_CHECKING:
    from volmatch.engines.state import State

__all__ = ["Keeper", "Paid", "keepers_of"]

Paid = Iterable[tuple[int, int]]
"""Amounts by level: (position in ``program.levels``, amount)."""


class Keeper:
    """Keeps one mechanism; by default anything fits and nothing is paid."""

    def fits(self, state: State, duty: int, tours: Sequence[Tour]) -> bool:
        """Whether a duty may make these tours instead of those it has."""
        return True

    def paid(self, state: State, duty: int, tours: Sequence[Tour]) -> Paid:
        """What changes if a duty makes these tours instead of those it has."""
        return ()

    def put(self, state: State, duty: int, tours: Sequence[Tour]) -> None:
        """Note that a duty makes these tours instead of those it has, which the state still holds."""


def keepers_of(program: Program) -> list[Keeper]:
    """Give a keeper of each mechanism that a program uses."""
    from volmatch.engines.ties import balance, crowds, labels, people, pledges, promises, punctuality

    known = {
        "labels": labels.LabelKeeper,
        "crowds": crowds.CrowdKeeper,
        "balance": balance.BalanceKeeper,
        "promises": promises.PromiseKeeper,
        "pledges": pledges.PledgeKeeper,
        "punctuality": punctuality.PunctualityKeeper,
        "partners": people.PartnerKeeper,
    }
    used = program.mechanisms
    return [make(program) for name, make in known.items() if name in used]
