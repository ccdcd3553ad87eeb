"""Small days to dispatch."""

import volmatch as vm
from rules.build import HOUR, job, person, place, plan, problem


def street(**more):
    """Two who live at home and one to the east; three errands at different hours, and one for two people."""
    return problem(
        place("home"),
        place("east", 300),
        person(reliability=0.9),
        person("bob", home="east"),
        person("cat"),
        job("a", windows=[(2 * HOUR, 3 * HOUR)], beneficiary="li", cohort="isolated"),
        job("b", windows=[(4 * HOUR, 5 * HOUR)]),
        job("c", windows=[(6 * HOUR, 7 * HOUR)], beneficiary="wu"),
        job("d", windows=[(8 * HOUR, 9 * HOUR)], people=2),
        rules={"trip_cap": {"per_day": 3}, "trip_limits": {"max_hours": 1}},
        **more,
    )


def started(of=None, **more):
    of = of or street()
    rows = [
        "ann 6700 > a 7200-7300 > 7800",
        "ann 13900 > b 14400-14500 > 15000",
        "bob 21400 > c 21600-21700 > 21900",
        "ann 28300 > d 28800-28900 > 29400",
        "bob 28600 > d 28800-28900 > 29100",
    ]
    return vm.Dispatch(of, plan(of, *rows), **more)
