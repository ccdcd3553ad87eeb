"""Cases that once had a wrong answer, each in ``regressions/``."""

import json

import pytest

from oracle.checks import engines, optimum, searched
from oracle.problems import REGRESSIONS, build
from volmatch.errors import ProblemError

REFUSED = {"home-distance-nowhere"}
BY_ENGINES = {"expired-next-day-in-greedy", "large-weights-overflow-the-bound", "zero-twice-at-one-place"} | {
    "several-visits-on-a-day-that-counts",
    "search-one-more-than-a-team-wants",
}
BY_SEARCH = {
    "search-member-without-offers",
    "search-rest-between-days",
    "search-pin-in-the-later-window",
    "search-pinned-start-in-a-later-window",
}


def cases():
    for path in sorted(REGRESSIONS.glob("*.json")):
        name = path.stem
        yield pytest.param(json.loads(path.read_text(encoding="utf-8")), id=name)


@pytest.mark.parametrize("case", list(cases()))
def test_the_answer_is_right(case):
    if case["name"] in REFUSED:
        with pytest.raises(ProblemError):
            build(case)
        return
    check = engines if case["name"] in BY_ENGINES else searched if case["name"] in BY_SEARCH else optimum
    assert not check(case)
