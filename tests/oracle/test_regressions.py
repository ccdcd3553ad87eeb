"""Cases that once had a wrong answer, each in ``regressions/``. One that still has is marked so, strictly: mending it shows."""

import json

import pytest

from oracle.checks import engines, optimum
from oracle.problems import REGRESSIONS

OPEN = {
    "bound-of-another-incumbent": "a bound that held for the greedy plan's coverage is kept for a plan that is worse below",
    "proof-of-another-incumbent": "a stage is skipped at a bound of another incumbent, and a worse plan is called optimal",
    "expired-next-day-in-greedy": "greedy and timing ignore the bounds of a pair on its start, so an expired skill is used",
    "expired-next-day-discards-the-plan": "the same; the plan of the exact engine is lost with it",
    "large-weights-overflow-the-bound": "the whole-number bound of the duals overflows 64 bits",
    "pins-on-two-days": "pins are tried at their earliest only, so a later day is overlooked",
    "pins-waiting": "pins are tried at their earliest only, so a shorter trip is overlooked",
    "pin-slow-way": "a pair is forbidden that a way through another stop would allow",
    "home-distance-nowhere": "the straight line of places without a position ends in a ValueError",
    "zero-at-the-end": "a service of no length at the end of an offer is allowed by the verifier, never by the engines",
    "zero-inside-a-trip": "a service of no length at home may lie inside another trip, for the engines",
    "pin-to-an-unreachable-place": "OverflowError from the clock while the pins are tried",
    "pinned-team-too-small": "EngineError in place of INFEASIBLE",
    "pinned-team-of-no-weight": "UNKNOWN in place of INFEASIBLE: no level has weight, so no stage is run",
    "pin-without-candidates": "UNKNOWN in place of INFEASIBLE: a model without variables gives no values",
    "pin-that-is-no-candidate": "a pin whose pair is no candidate is left out of the model that looks for the pinned plan",
}
BY_ENGINES = {"expired-next-day-in-greedy", "large-weights-overflow-the-bound"}


def cases():
    for path in sorted(REGRESSIONS.glob("*.json")):
        name = path.stem
        marks = [pytest.mark.xfail(strict=True, reason=OPEN[name])] if name in OPEN else []
        yield pytest.param(json.loads(path.read_text(encoding="utf-8")), id=name, marks=marks)


@pytest.mark.parametrize("case", list(cases()))
def test_the_answer_is_right(case):
    assert not (engines if case["name"] in BY_ENGINES else optimum)(case)
