"""Two chains on one plan: each may change one half of it, cut anew each round, and afterwards they swap what changed.

Volunteers are cut by a line of a random direction through their homes, such that both sides have as many stops.
A visit belongs to the side of all its people, or if it has none to that of its place; a visit of people from both sides
stays as it is for this round. What a half changes is worth the same whatever the other half does, so values add up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from volmatch.engines.search import columns as at
from volmatch.engines.search.driver import Annealer
from volmatch.engines.search.tables import Ints

__all__ = ["Halves", "separable"]


def separable(annealer: Annealer) -> bool:
    """Whether homes have positions, and nothing speaks of several volunteers at once."""
    if annealer.program.mechanisms - {"loads"}:
        return False
    counters, duties = annealer.program.counters, annealer.program.duties
    owner = duties.volunteer[counters.duty]
    group = np.repeat(np.arange(len(counters)), np.diff(counters.ptr))
    same = bool(np.all((owner[1:] == owner[:-1]) | (group[1:] != group[:-1])))
    return same and annealer.program.travel.straight


@define
class Halves:
    """One round: cut, let both run, join."""

    chains: Sequence[Annealer]
    random: np.random.Generator
    _side: Ints = field(init=False)
    _of_visit: Ints = field(init=False)
    _versions: list[Ints] = field(init=False, factory=list)
    _value: Ints = field(init=False)
    _used: Ints = field(init=False)

    def cut(self) -> None:
        """Give each chain its half; both start the round from the same plan, and look for the best from there."""
        world, state = self.chains[0].world, self.chains[0].state
        angle = self.random.uniform(0.0, 2 * np.pi)
        direction = np.array([np.cos(angle), np.sin(angle), self.random.uniform(-1.0, 1.0)])
        along = world.positions @ direction
        home = along[world.duties[:, at.HOME]]
        line = _median(home, state.sums[:, at.STOPS])
        self._side = _by_owner(home > line, world.duties[:, at.OWNER])
        self._of_visit = self._sides_of_visits(along[world.visits[:, at.PLACE]] > line)
        for side, chain in enumerate(self.chains):
            chain.state.free_duty[:] = self._side == side
            chain.state.free_visit[:] = self._of_visit == side
            chain.restart()
        self._versions = [chain.state.versions.copy() for chain in self.chains]
        self._value, self._used = state.value.copy(), state.used.copy()

    def _sides_of_visits(self, beyond: NDArray[np.bool_]) -> Ints:
        """Give the side of each visit, −1 where its people are on both."""
        crews = self.chains[0].state.crews
        members = crews[:, at.CREW :]
        there = np.arange(members.shape[1]) < crews[:, at.PEOPLE, None]
        sides = self._side[np.where(there, members, 0)]
        served = crews[:, at.PEOPLE] > 0
        most, least = np.where(there, sides, 0).max(axis=1), np.where(there, sides, 1).min(axis=1)
        return np.where(served, np.where(most == least, most, -1), beyond.astype(np.int64))

    def join(self) -> None:
        """Let each chain take over what the other has changed, and the best of both halves be one plan's."""
        first, second = self.chains
        changed = [
            chain.state.versions != before for chain, before in zip(self.chains, self._versions, strict=True)
        ]
        values = [chain.state.value - self._value for chain in self.chains]
        used = [chain.state.used - self._used for chain in self.chains]
        self._join_best()
        for chain, other, side in ((first, second, 1), (second, first, 0)):
            mine, theirs = chain.state, other.state
            duties = np.flatnonzero(changed[side] & (self._side == side))
            mine.rows[duties], mine.sums[duties] = theirs.rows[duties], theirs.sums[duties]
            mine.loads[duties] = theirs.loads[duties]
            counts = chain.journal.counts
            mine.versions[duties] = counts[at.VERSION] + 1 + np.arange(len(duties))
            counts[at.VERSION] += len(duties)
            visits = self._of_visit == side
            mine.crews[visits] = theirs.crews[visits]
        for chain in self.chains:
            chain.state.value[:] = self._value + values[0] + values[1]
            chain.state.used[:] = self._used + used[0] + used[1]

    def _join_best(self) -> None:
        first, second = (chain.best for chain in self.chains)
        duties, visits = self._side == 1, self._of_visit == 1
        first.visits[duties], first.nodes[duties] = second.visits[duties], second.nodes[duties]
        first.fixed[visits] = second.fixed[visits]
        first.value[:] = first.value + second.value - self._value


def _median(values: NDArray[np.float64], weights: Ints) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weights[order] + 1)
    return float(values[order[np.searchsorted(total, total[-1] / 2)]])


def _by_owner(side: NDArray[np.bool_], owner: Ints) -> Ints:
    """Let all duties of a volunteer be on the side of the first."""
    _, first, inverse = np.unique(owner, return_index=True, return_inverse=True)
    return side[first][inverse].astype(np.int64)
