"""`solve` from outside and within: always an answer, whatever fails inside."""

import math
import threading

import pytest
from attrs import evolve

from objectives.build import random_problem
from rules.build import job, person, place, problem, served
from volmatch import solver as solver_module
from volmatch.domain.problem import Pin
from volmatch.engines import cpsat
from volmatch.engines.cpsat import Answer
from volmatch.engines.search import layout
from volmatch.errors import EngineError
from volmatch.rule import Rule, Violation
from volmatch.search import first, proofs, schedule
from volmatch.solver import CancelToken, solve
from volmatch.verifier import score, verify, violations_of

EMPTY = 2
"""Position of normal tasks in the value of coverage."""


def crossed(**more):
    """Greedy gives the first task to whom is nearest, and the second then has a long way."""
    window = [(5000, 5100)]
    return problem(
        place("p1", 0), place("p2", 10), place("a", 9), place("b", 300),
        person("v1", "p1"), person("v2", "p2"),
        job("t1", "a", window), job("t2", "b", window),
        objectives=["coverage", "nearness"], **more,
    )  # fmt: skip


GREEDY, BEST = 2 * (1 + 300), 2 * (9 + 290)


def test_the_exact_engine_mends_what_greedy_does():
    assert solve(crossed(), method="greedy").levels[1].value == GREEDY
    result = solve(crossed())
    assert (result.status, result.stopped_by, result.levels[1].value) == ("optimal", "proof", BEST)
    assert result.levels[1].bound == BEST
    assert solve(crossed(), method="exact").levels[1].value == BEST


def refuse(times):
    """Let the verifier refuse the first few plans."""
    left = [times]

    def verified(view):
        left[0] -= 1
        if left[0] >= 0:
            return [Violation(rule="window", subjects=("t1",), excess=1, message="made up")]
        return violations_of(view)

    return verified


def test_an_earlier_plan_is_returned_where_the_best_fails_verification(monkeypatch):
    monkeypatch.setattr(solver_module, "violations_of", refuse(1))
    result = solve(crossed())
    assert result.levels[1].value == GREEDY
    assert (result.status, result.stopped_by) == ("feasible", "error")
    assert "'window'" in result.message
    assert verify(crossed(), result.plan) == []
    assert result.plan.stopped_by == "error"


def test_bounds_speak_of_the_plan_that_is_returned(monkeypatch):
    """Nobody can serve both: the best serves the weighty one, and what is proven of its way says nothing of others."""
    window = [(5000, 5100)]
    of = problem(
        place("p1", 0), place("a", 9), place("b", 300), person("v1", "p1"),
        job("t1", "a", window), job("t2", "b", window, weight=5),
        objectives=["coverage", "nearness"],
    )  # fmt: skip
    assert [level.bound for level in solve(of).levels] == [(0, 0, 1, 0, 0, 0, 0, 0), 600]
    monkeypatch.setattr(solver_module, "violations_of", refuse(99))
    result = solve(of)
    assert (result.levels[1].value, result.levels[1].bound) == (0, None)


def test_the_empty_plan_is_returned_where_every_plan_fails_verification(monkeypatch):
    monkeypatch.setattr(solver_module, "violations_of", refuse(99))
    result = solve(crossed())
    assert (result.plan.trips, result.stopped_by) == ((), "error")
    assert result.status == "feasible"
    assert [row.task for row in result.plan.unserved] == ["t1", "t2"]
    assert result.levels[0].value[EMPTY] == 2


class Never(Rule):
    """No plan keeps it, and no engine is told."""

    name = "never"

    def check(self, problem, plan):
        yield Violation(rule="never", subjects=(), excess=0, message="made up")

    def compile(self, problem, draft):
        pass


def test_not_even_an_empty_plan_is_returned_unverified():
    of = evolve(crossed(), rules=[Never()])
    with pytest.raises(EngineError, match="no plan that was found passed verification"):
        solve(of)


def test_with_pins_there_is_an_error_where_every_plan_fails_verification(monkeypatch):
    of = crossed(pins=[Pin(volunteer="v1", task="t1")])
    monkeypatch.setattr(solver_module, "violations_of", refuse(99))
    with pytest.raises(EngineError, match="no plan that was found passed verification"):
        solve(of)


def failing(*args, **more):
    raise RuntimeError("ann lives at 17 Garden Road")


@pytest.mark.parametrize(
    ("where", "name"), [(proofs, "coverage_bound"), (schedule, "solve_whole"), (cpsat, "_once")]
)
def test_an_engine_that_fails_costs_only_what_it_would_have_found(monkeypatch, where, name):
    monkeypatch.setattr(where, name, failing)
    result = solve(crossed())
    assert result.levels[1].value == GREEDY
    assert (result.status, result.stopped_by) == ("feasible", "error")
    assert "RuntimeError" in result.message
    assert "Garden" not in result.message
    assert verify(crossed(), result.plan) == []


def test_an_engine_that_fails_before_there_is_a_plan_is_an_error(monkeypatch):
    monkeypatch.setattr(first, "greedy", failing)
    with pytest.raises(EngineError, match="an engine failed: RuntimeError") as caught:
        solve(crossed())
    assert "Garden" not in str(caught.value)


def test_a_solver_that_calls_everything_infeasible_loses_no_plan(monkeypatch):
    monkeypatch.setattr(cpsat, "_once", lambda *args, **more: Answer("infeasible"))
    result = solve(crossed(), time_limit=1, iteration_limit=1)
    assert result.levels[1].value == GREEDY
    assert result.status == "feasible"
    assert result.levels[1].bound is None


def test_a_solver_that_finds_nothing_loses_no_plan(monkeypatch):
    monkeypatch.setattr(cpsat, "_once", lambda *args, **more: Answer("unknown"))
    result = solve(crossed(), time_limit=1, iteration_limit=1)
    assert result.levels[1].value == GREEDY
    assert result.stopped_by == "iteration_limit"


def at(phase, act):
    """Do something when a phase reports for the first time."""
    done = []

    def told(progress):
        if progress.phase == phase and not done:
            done.append(progress)
            act()

    return told


def press():
    raise KeyboardInterrupt


@pytest.mark.parametrize("phase", ["greedy", "bound", "exact"])
def test_ctrl_c_gives_the_best_plan_so_far(phase):
    result = solve(crossed(), on_progress=at(phase, press))
    assert result.levels[1].value == (BEST if phase == "exact" else GREEDY)
    assert result.stopped_by in ("cancelled", "proof")
    assert result.status in ("cancelled", "optimal")
    assert verify(crossed(), result.plan) == []


def test_ctrl_c_before_the_first_plan_gives_the_empty_one(monkeypatch):
    monkeypatch.setattr(first, "greedy", lambda *args: press())
    result = solve(crossed())
    assert (result.status, result.stopped_by) == ("cancelled", "cancelled")
    assert result.plan.trips == ()


@pytest.mark.parametrize("phase", ["greedy", "bound"])
def test_cancelling_gives_the_best_plan_so_far(phase):
    token = CancelToken()
    result = solve(crossed(), on_progress=at(phase, token.cancel), cancel=token)
    assert (result.status, result.stopped_by) == ("cancelled", "cancelled")
    assert result.levels[1].value == GREEDY
    assert token.cancelled


def test_cancelling_from_another_thread():
    token = CancelToken()
    thread = threading.Thread(target=token.cancel)
    thread.start()
    thread.join()
    result = solve(crossed(), cancel=token)
    assert (result.status, result.stopped_by) == ("cancelled", "cancelled")
    assert verify(crossed(), result.plan) == []


def test_no_time_at_all_still_gives_a_plan():
    result = solve(crossed(), time_limit=1e-9)
    assert (result.status, result.stopped_by) == ("feasible", "time_limit")
    assert verify(crossed(), result.plan) == []


def test_time_without_end():
    assert solve(crossed(), time_limit=math.inf).status == "optimal"


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"time_limit": 0}, "time_limit"),
        ({"time_limit": -1}, "time_limit"),
        ({"time_limit": math.nan}, "time_limit"),
        ({"iteration_limit": -1}, "iteration_limit"),
        ({"workers": 0}, "workers"),
        ({"method": "magic"}, "method must be one of auto, greedy, search, exact"),
    ],
)
def test_arguments_out_of_range(more, message):
    with pytest.raises(ValueError, match=message):
        solve(crossed(), **more)


def test_progress_never_gets_worse_and_bounds_never_pass_values():
    told = []
    solve(random_problem(3), on_progress=told.append)
    assert told[0].phase == "greedy"
    values = [one.values for one in told if one.values]
    assert values == sorted(values, reverse=True)
    seconds = [one.seconds for one in told]
    assert seconds == sorted(seconds)
    for one in told:
        assert len(one.bounds) == len(one.values)


@pytest.mark.parametrize("seed", range(6))
def test_the_same_seed_gives_the_same_plan(seed):
    of = random_problem(seed)
    one, two = solve(of, seed=seed), solve(of, seed=seed)
    assert one == two
    assert one.plan == two.plan


@pytest.mark.parametrize("seed", range(12))
def test_auto_and_exact_agree_and_greedy_is_no_better(seed):
    of = random_problem(
        seed, rules={"trip_cap": {"per_day": 2}, "workload": {"max_hours_per_day": 3, "max_km_per_day": 3}}
    )
    auto, exact, quick = (solve(of, method=method) for method in ("auto", "exact", "greedy"))
    values = [[level.value for level in one.levels] for one in (auto, exact, quick)]
    assert auto.status == exact.status == "optimal"
    assert values[0] == values[1] <= values[2]
    for one in (auto, exact, quick):
        assert verify(of, one.plan) == []
        assert [level.value for level in score(of, one.plan)] == [level.value for level in one.levels]


def test_pins_that_greedy_loses_are_placed_exactly():
    # The pinned team would start at once, when ann is pinned elsewhere.
    of = problem(
        person(), person("bob"),
        job("team", people=2, priority="critical", windows=[(0, 20_000)]),
        job("solo", windows=[(500, 600)], priority="low"),
        job("free", windows=[(0, 20_000)]),
        pins=[Pin(volunteer="ann", task="team"), Pin(volunteer="ann", task="solo")],
    )  # fmt: skip
    for method in ("auto", "greedy", "search", "exact"):
        result = solve(of, method=method)
        assert verify(of, result.plan) == []
        assert {"team", "solo"} <= {stop.task for trip in result.plan.trips for stop in trip.stops}
    assert served(of) == ["free", "solo", "team"]


def test_pins_that_cannot_be_kept_in_time_are_unknown(monkeypatch):
    monkeypatch.setattr(cpsat, "_once", lambda *args, **more: Answer("unknown"))
    of = problem(person(), job(people=2), pins=[Pin(volunteer="ann", task="job")])
    result = solve(of, time_limit=1)
    assert (result.status, result.plan) == ("unknown", None)


def test_results_and_progress_say_no_ids():
    result = solve(crossed())
    assert repr(result) == f"<Result: optimal by proof; coverage {(0,) * 8}, nearness {BEST}>"
    told = []
    solve(crossed(), on_progress=told.append)
    assert not any("v1" in repr(one) or "t1" in repr(one) for one in told)


# -- why a task stays unserved ----------------------------------------------------------------------------


def reasons(*things, **more):
    rows = solve(problem(*things, **more)).plan.unserved
    return {row.task: (row.reason, dict(row.blocked_by)) for row in rows}


def test_the_reason_is_the_rule_that_blocks_most():
    crowd = [person(f"v{row}", age=17) for row in range(3)]
    far = [person(f"w{row}", radius_km=0.1) for row in range(2)]
    assert reasons(*crowd, *far, job(min_age=18)) == {"job": ("qualified", {"qualified": 5})}
    old = [person(f"w{row}", radius_km=0.1, age=30) for row in range(4)]
    assert reasons(*crowd, *old, job(min_age=18)) == {
        "job": ("near_residence", {"qualified": 3, "near_residence": 4})
    }


def test_each_volunteer_is_counted_once_at_the_first_rule():
    nobody = person(age=17, offers=(), radius_km=0.1, max_trips=0)
    assert reasons(nobody, job(min_age=18)) == {"job": ("qualified", {"qualified": 1})}
    assert reasons(person(offers=(), radius_km=0.1), job()) == {"job": ("available", {"available": 1})}


def test_outweighed_is_what_could_be_served():
    window = [(1000, 1100)]
    found = reasons(person(), job("a", windows=window, priority="low"), job("b", windows=window))
    assert found == {"a": ("outweighed", {})}


def test_staffing_is_what_some_could_serve_but_too_few():
    assert reasons(person(age=30), person("bob", age=3), job(people=2, min_age=18)) == {
        "job": ("staffing", {"qualified": 1})
    }
    assert reasons(job()) == {"job": ("staffing", {})}


def test_a_plan_with_more_stops_than_ruin_and_recreate_has_room_for(monkeypatch):
    monkeypatch.setattr(layout, "MOST_STOPS", 3)
    rules = {"trip_cap": {"per_horizon": 1}}
    of = problem(
        place("p1", 0), place("a", 9), person("v1", "p1"), *(job(f"t{row}", "a") for row in range(12)),
        objectives=["coverage"], rules=rules,
    )  # fmt: skip
    start = solve(of).plan
    assert len(start.trips[0].stops) == 12
    result = solve(of, method="search", iteration_limit=100, time_limit=60, start=start)
    assert (result.message, result.levels[0].value) == ("", (0,) * 8)


def test_a_search_alone_says_that_its_iterations_were_over():
    result = solve(crossed(), method="search", iteration_limit=100, time_limit=60)
    assert result.stopped_by == "iteration_limit"
    assert verify(crossed(), result.plan) == []
