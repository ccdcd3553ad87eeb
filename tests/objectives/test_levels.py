"""Levels: their order, merged weights, options, and that engines and verifier measure alike."""

import pytest

from rules.build import job, person, place, plan, problem
from volmatch.compile import compile_problem
from volmatch.decode import decode
from volmatch.domain.travel import StraightLine
from volmatch.domain.volunteer import Like
from volmatch.engines.greedy import greedy
from volmatch.engines.solution import Solution, value_of
from volmatch.errors import ProblemError
from volmatch.solver import solve
from volmatch.verifier import score, verify

from .build import flat, random_problem

MEASURES = ("metres", "seconds", "home_distance")
OBJECTIVES = (
    ["coverage", "nearness", "trips", "preferences"],
    ["coverage", "preferences", "trips", "nearness"],
    ["coverage", {"nearness": 1, "preferences": 50}, "trips"],
    ["coverage", {"trips": 300, "nearness": 2, "preferences": 7}],
    ["coverage"],
)


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("objectives", OBJECTIVES, ids=str)
@pytest.mark.parametrize("seed", range(6))
def test_score_equals_what_the_engines_say(seed, objectives, measure):
    of = random_problem(
        seed,
        objectives=objectives,
        objective_options={"nearness": {"measure": measure}},
        travel=StraightLine({"walk": 4.5}, detour=1.3),
    )
    compiled = compile_problem(of)
    found = greedy(compiled.program)
    made = decode(of, compiled, found)
    assert verify(of, made) == []
    assert flat(of, made) == value_of(compiled.program, found)
    assert flat(of, decode(of, compiled, Solution.of(()))) == value_of(compiled.program, Solution.of(()))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("objectives", OBJECTIVES[:4], ids=str)
def test_solved_plans_are_worth_what_their_levels_say(seed, objectives):
    of = random_problem(seed, objectives=objectives)
    result = solve(of, time_limit=20)
    assert [one.value for one in result.levels] == [one.value for one in score(of, result.plan)]
    assert [one.value for one in result.plan.levels] == [one.value for one in result.levels]
    for one in result.levels:
        values = one.value if isinstance(one.value, tuple) else (one.value,)
        bounds = one.bound if isinstance(one.bound, tuple) else (one.bound,)
        assert all(bound is None or bound <= value for value, bound in zip(values, bounds, strict=True))


def test_merged_levels_add_up_with_their_weights():
    of = problem(
        person(likes=[Like(value=3, task="job")]),
        job(),
        objectives=["coverage", {"nearness": 2, "trips": 10, "preferences": 100}],
    )
    (_, merged) = score(of, plan(of, "ann 500 > job 1000-1100 > 1600"))
    assert merged.value == 2 * 1000 + 10 - 300
    assert merged.name == "nearness×2 + trips×10 + preferences×100"


def test_travel_and_fairness_in_one_level():
    of = problem(
        person(offers=[(0, 10_000)]), job(), objectives=["coverage", {"nearness": 1, "fairness": 50}, "trips"]
    )
    (_, merged, _) = score(of, plan(of, "ann 500 > job 1000-1100 > 1600"))
    assert merged.name == "nearness×1 + fairness×50"
    assert merged.value == 1000 + 50 * (1100**2 // 10_000)
    program = compile_problem(of).program
    assert [one.name for one in program.levels] == ["nearness×1 + fairness×50", "trips"]
    assert (program.levels[0].per_metre, program.levels[0].per_trip, program.levels[1].per_trip) == (1, 0, 1)
    assert (program.balance.level.tolist(), program.balance.cost.tolist()) == ([0], [50])


def test_each_level_pays_on_its_own():
    of = problem(
        person(),
        job(cohort="isolated", beneficiary="wang", preferred=(0, 10)),
        objectives=["coverage", "continuity", {"trips": 1, "lateness": 2}, "fairness", {"exposed": 3}],
    )
    program = compile_problem(of).program
    assert sorted(zip(program.crowds.level.tolist(), program.crowds.cost.tolist(), strict=True)) == [
        (0, 1),
        (3, 3),
    ]
    assert (program.punctuality.level.tolist(), program.punctuality.cost.tolist()) == ([1], [2])
    assert program.balance.level.tolist() == [2]
    assert program.mechanisms == {"crowds", "punctuality", "balance"}


def test_a_merged_level_is_minimised_as_a_whole():
    # bob is 200 m further away (400 m more on the way there and back) and likes the task by 5.
    def best(weight):
        of = problem(
            person("ann", "home"),
            person("bob", "far", likes=[Like(value=5, task="job")]),
            job(),
            place("far", -200),
            objectives=["coverage", {"nearness": 1, "preferences": weight}],
        )
        result = solve(of)
        assert result.status == "optimal"
        return result.plan.trips[0].volunteer, result.levels[1].value

    assert best(79) == ("ann", 1000)
    assert best(81) == ("bob", 1400 - 405)


def test_a_weight_of_one_in_an_object_keeps_the_plain_name():
    of = problem(person(), job(), objectives=["coverage", {"trips": 1}])
    assert [one.name for one in score(of, plan(of))] == ["coverage", "trips"]


def test_levels_below_are_no_excuse_for_a_worse_one_above():
    # Nearness first: the 10 m nearer volunteer serves, whatever anybody likes.
    of = problem(
        person("ann", "home"),
        person("bob", "far", likes=[Like(value=10, task="job")]),
        job(),
        place("far", -10),
        objectives=["coverage", "nearness", "preferences"],
    )
    result = solve(of)
    assert result.plan.trips[0].volunteer == "ann"
    assert [one.value for one in result.levels[1:]] == [1000, 0]


REFUSED = [
    (["nearness", "coverage"], 'first level must be "coverage"'),
    (["nearness", "coverage"], "coverage always comes first"),
    ([], 'first level must be "coverage"'),
    (["nearness"], 'first level must be "coverage"'),
    ([{"coverage": 1, "trips": 1}], "coverage is never merged"),
    (["coverage", "nearnes"], "Did you mean 'nearness'"),
    (["coverage", "trips", "trips"], "stands twice"),
    (["coverage", "trips", {"trips": 2, "nearness": 1}], "stands twice"),
    (["coverage", {"trips": 0}], "whole number from 1"),
    (["coverage", {"trips": -1}], "whole number from 1"),
    (["coverage", {"trips": 1.5}], "whole number from 1"),
    (["coverage", {"trips": True}], "whole number from 1"),
    (["coverage", {"trips": 1_000_001}], "whole number from 1 to 1,000,000"),
    (["coverage", 5], "the name of an objective"),
    (["coverage", {}], "the name of an objective"),
    ("coverage", "a list of objectives"),
    (5, "a list of objectives"),
]


@pytest.mark.parametrize(("objectives", "message"), REFUSED, ids=[str(row) for row in REFUSED])
def test_what_is_no_list_of_levels_is_refused(objectives, message):
    with pytest.raises(ProblemError, match=message):
        problem(person(), job(), objectives=objectives)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"nearness": {"measure": "miles"}}, "one of metres, seconds, home_distance"),
        ({"nearness": {"mesure": "metres"}}, "Did you mean 'measure'"),
        ({"nearnes": {}}, "Did you mean 'nearness'"),
        ({"nearness": 5}, "an object with parameters"),
    ],
)
def test_wrong_options_are_refused(options, message):
    with pytest.raises(ProblemError, match=message):
        problem(person(), job(), objective_options=options)


def test_options_that_are_no_object_are_refused():
    with pytest.raises(ProblemError, match="objective_options"):
        problem(person(), job(), objective_options=5)
