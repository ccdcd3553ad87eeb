"""What is proven of a level, and of which plans it speaks."""

import pytest

from volmatch.engines.claims import Claims


@pytest.mark.parametrize(
    ("values", "bound"),
    [
        ([3, 5, 9], 7),  # as good above as what the bound was proven for
        ([2, 5, 9], 7),
        ([3, 4, 9], 7),
        ([2, 6, 9], 0),  # better on one, worse on the next: it says nothing
        ([4, 0, 9], 0),
    ],
)
def test_a_bound_speaks_of_plans_within_the_values_above(values, bound):
    claims = Claims(3)
    claims.add(2, 7, [3, 5, 8])
    assert claims.at(2, values) == bound


def test_the_best_bound_that_speaks_counts():
    claims = Claims(3)
    claims.add(1, 2, None)
    claims.add(1, 4, [3])
    claims.add(1, 6, [1])
    claims.add(1, None, [0])
    assert [claims.at(1, [above, 9]) for above in (0, 1, 2, 3, 4)] == [6, 6, 4, 4, 2]
    assert claims.proves(1, [2, 4])
    assert not claims.proves(1, [2, 5])


def test_coverage_is_never_below_nothing_and_other_levels_may_be():
    claims = Claims(9)
    assert claims.all_at([1] * 9) == [0] * 8 + [None]
    claims.add(8, -5, [1] * 9)
    assert claims.at(8, [1] * 9) == -5
