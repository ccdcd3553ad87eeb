"""What pickups and remote tasks are worth: ways count, places of service and likes are those of services alone."""

from rules.build import fetched, job, person, place, plan, problem
from volmatch.domain.volunteer import Like
from volmatch.solver import solve

from .build import flat, level


def made(**more):
    return problem(
        person(likes=[Like(value=4, task="job"), Like(value=2, task="call")]),
        person("bob", "shop", likes=[Like(value=3, task="job")]),
        job(pickup=fetched()),
        job("call", None, remote=True),
        place("shop", -300),
        **more,
    )


ROWS = "ann 0 > job^ 300-400 > job 1200-1300 > 1800", "ann call 1800-1900"


def test_the_way_to_the_pickup_counts_and_home_is_where_one_travels_nowhere():
    of = made()
    assert level(of, plan(of, *ROWS), "nearness") == 1600
    assert level(of, plan(of, *ROWS), "trips") == 1
    home = made(objective_options={"nearness": {"measure": "home_distance"}})
    assert level(home, plan(home, *ROWS), "nearness") == 500


def test_likes_count_once_a_service():
    of = made()
    assert level(of, plan(of, *ROWS), "preferences") == -6


def test_the_best_plan_is_worth_what_the_levels_say():
    for objectives, wanted in (
        (["coverage", "preferences", "nearness"], (-6, 1600)),
        (["coverage", "nearness", "preferences"], (1600, -6)),
    ):
        of = made(objectives=objectives)
        result = solve(of, time_limit=30)
        assert result.status == "optimal"
        assert flat(of, result.plan) == (0,) * 8 + wanted
    home = made(objective_options={"nearness": {"measure": "home_distance"}})
    result = solve(home, time_limit=30)
    assert flat(home, result.plan) == (0,) * 8 + (500, 1)
    assert result.status == "optimal"
