"""Cases that once had a wrong answer, each in ``regressions/``. One that still has is marked so, strictly: mending it shows."""

import json

import pytest

from oracle.checks import engines, optimum, searched
from oracle.problems import REGRESSIONS, build
from volmatch.errors import ProblemError

OPEN: dict[str, str] = {
    "zero-twice-at-one-place": "two services without length at one place make a circle of their own",
    "search-member-without-offers": "a member of a team who offers no time is not in the tables of the search",
    "search-rest-between-days": "the search refuses the first plan, with rest between days and two windows",
    "search-pin-in-the-later-window": "the search refuses the first plan, with a pin and two windows",
    "search-pinned-start-in-a-later-window": "the search refuses the first plan, with a pin and three windows",
}
REFUSED = {"home-distance-nowhere"}
BY_ENGINES = {"expired-next-day-in-greedy", "large-weights-overflow-the-bound", "zero-twice-at-one-place"}
BY_SEARCH = {
    "search-member-without-offers",
    "search-rest-between-days",
    "search-pin-in-the-later-window",
    "search-pinned-start-in-a-later-window",
}


def cases():
    for path in sorted(REGRESSIONS.glob("*.json")):
        name = path.stem
        marks = [pytest.mark.xfail(strict=True, reason=OPEN[name])] if name in OPEN else []
        yield pytest.param(json.loads(path.read_text(encoding="utf-8")), id=name, marks=marks)


@pytest.mark.parametrize("case", list(cases()))
def test_the_answer_is_right(case):
    if case["name"] in REFUSED:
        with pytest.raises(ProblemError):
            build(case)
        return
    check = engines if case["name"] in BY_ENGINES else searched if case["name"] in BY_SEARCH else optimum
    assert not check(case)
