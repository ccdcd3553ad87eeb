"""(e) Metamorphic relations between proven optima."""

import pytest

from oracle.checks import count, sweep
from oracle.problems import small
from oracle.relations import RELATIONS, Skip

BATCH = 50
CASES = count(200, 5_000)


def drawn(relation, seed):
    """Draw a case that suits a relation: on a line where the triangle must hold, without a change of the clocks."""
    line = relation.__name__ == "one_task_less" or (relation.__name__ in ("mirrored", "joined") and seed % 2)
    return small(
        seed, volunteers=3, tasks=5, kind="line" if line else None, berlin=relation.__name__ != "shifted"
    )


@pytest.mark.parametrize("batch", range(CASES // BATCH))
@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.__name__)
def test_relation(relation, batch):
    left, tried = BATCH, 0

    def check(case):
        try:
            return relation(case)
        except AssertionError as error:
            return str(error)

    seed = 1_000_000 * (1 + batch)
    while left and tried < 20 * BATCH:
        case = drawn(relation, seed)
        seed, tried = seed + 1, tried + 1
        try:
            why = check(case)
        except Skip:
            continue
        left -= 1
        if why:
            sweep(check, lambda seed: drawn(relation, seed), [seed - 1])
    assert not left, "too few cases suit the relation"
