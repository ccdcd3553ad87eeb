"""The pool of rows: what is put together from it is the best that it allows."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import volmatch as vm
from volmatch.compile import compile_problem
from volmatch.engines.search import columns as at
from volmatch.engines.search.driver import Annealer
from volmatch.engines.search.pool import Pool, can_pool
from volmatch.engines.search.tables import Best


def filled(seed: int, chunks: int = 6) -> tuple[Annealer, Pool, list[tuple[int, ...]], Best]:
    """A chain, the rows that it met, what the plans were worth that held them, and the worst of these."""
    program = compile_problem(vm.generate("urban", volunteers=4, tasks=9, seed=seed)).program
    annealer = Annealer(program, seed)
    annealer.construct()
    pool, worths = Pool(annealer.world), []
    for share in np.linspace(0, 1, chunks):
        annealer.run(3, float(share))
        pool.add(annealer)
        worths.append(tuple(annealer.state.value.tolist()))
    annealer.restart()
    worst = Best(*(table.copy() for table in annealer.best))
    worst.value[:] = max(worths)
    return annealer, pool, worths, worst


def by_hand(pool: Pool, worst: Best) -> int | None:
    """The least cost of different rows of different duties that cover as much as the worst plan."""
    visits = pool.world.visits
    rows = [(kind, {v for v in nodes if v >= 0}, cost) for (kind, nodes), cost in pool._rows.items()]
    sizes = np.bincount(pool.world.duties[:, at.ALIKE])
    best = None
    for count in range(len(sizes) + 1):
        for some in combinations(rows, count):
            kinds = np.bincount([kind for kind, _, _ in some], minlength=len(sizes)) if some else sizes * 0
            served = [v for _, stops, _ in some for v in stops]
            if (kinds > sizes).any() or len(set(served)) < len(served):
                continue
            lost = np.zeros(8, dtype=np.int64)
            np.add.at(lost, visits[:, at.PRIORITY], visits[:, at.WEIGHT])
            np.subtract.at(lost, visits[served, at.PRIORITY], visits[served, at.WEIGHT])
            cost = sum(cost for _, _, cost in some)
            if (lost <= worst.value[:8]).all() and (best is None or cost < best):
                best = cost
    return best


@pytest.mark.parametrize("seed", range(8))
def test_what_is_chosen_costs_least_of_all_that_the_rows_allow(seed: int) -> None:
    annealer, pool, worths, worst = filled(seed)
    expected = by_hand(pool, worst)
    assert expected is not None
    chosen = pool.choose(annealer, worst, 10.0)
    if chosen is None:
        assert expected >= worst.value[8]
        return
    assert annealer.take(chosen)
    value = annealer.value
    assert all(one <= other for one, other in zip(value[:8], worst.value[:8].tolist(), strict=True))
    assert value[8] == expected
    assert value <= max(worths)


def test_from_rows_that_allow_nothing_better_nothing_is_chosen() -> None:
    annealer, pool, _, worst = filled(1)
    worst.value[8] = 0  # cheaper than anything
    chosen = pool.choose(annealer, worst, 10.0)
    assert chosen is None or (annealer.take(chosen) and annealer.value[8] > 0)


def test_no_row_of_a_team_or_of_two_days_in_one_is_pooled() -> None:
    assert can_pool(compile_problem(vm.generate("urban", volunteers=4, tasks=9, seed=1)).program)
    mixed = compile_problem(
        vm.generate("mixed", variant="plain", volunteers=12, tasks=30, days=2, seed=1)
    ).program
    assert (mixed.visits.target > 1).any()
    assert not can_pool(mixed)
