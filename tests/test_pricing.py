"""The price of a rule: what is found, what is proven of it, and how that reads."""

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

import volmatch as vm
from rules.build import DAY, HOUR, job, person, place, plan, problem
from volmatch import pricing
from volmatch.domain.plan import Level
from volmatch.domain.problem import InputWarning
from volmatch.pricing import Price, PricedLevel, price
from volmatch.pricing.intervals import holding, priced_levels
from volmatch.result import Result
from volmatch.rule import Rule


def visits(num_volunteers=2, **more):
    """Four isolated and six frail visits of one day; nobody makes more than five."""
    people = [person(f"v{row}", max_trips_per_day=5, max_tasks_per_trip=1) for row in range(num_volunteers)]
    isolated = [job(f"isolated{row}", cohort="isolated") for row in range(4)]
    frail = [job(f"frail{row}", cohort="frail") for row in range(6)]
    settings = {
        "rules": {"cohorts": {"exclusive": [["isolated", "frail"]], "scope": "day"}},
        "objectives": ["coverage", "exposed"],
        "objective_options": {"exposed": {"cohorts": ["isolated"]}},
    }
    return problem(*people, *isolated, *frail, **{**settings, **more})


def posts(num_volunteers):
    """Three entrances, three shifts, seven days; five days each, and with the rule at one's own entrance only."""
    entrances = [place(f"gate{row}", 100.0 * row, area=f"yard/{row}") for row in range(3)]
    people = [
        person(
            f"v{row:02}", f"gate{row % 3}", offers=[(0, 7 * DAY)], max_tasks_per_day=1, max_tasks_per_trip=1
        )
        for row in range(num_volunteers)
    ]
    shifts = [(day * DAY + (6 + 6 * shift) * HOUR) for day in range(7) for shift in range(3)]
    tasks = [
        job(
            f"gate{row}-{start // HOUR:03}",
            f"gate{row}",
            windows=[(start, start + 6 * HOUR)],
            duration=6 * HOUR,
        )
        for row in range(3)
        for start in shifts
    ]
    return problem(
        *entrances,
        *people,
        *tasks,
        end="2020-03-09T00:00",
        rules={"near_residence": {"same_area": 2}, "workload": {"max_days": 5}},
        objectives=["coverage"],
    )


def test_exclusive_cohorts_cost_a_visit():
    found = price(visits(), "cohorts", time_limit=60)
    assert found.exact
    assert (found.served_with, found.served_without, found.num_tasks) == (9, 10, 10)
    assert [level.difference for level in found.levels] == [(0, 0, 1, 0, 0, 0, 0, 0), 0]
    assert [(level.low, level.high) for level in found.levels[1:]] == [(0, 0)]
    assert len(found.gained) == 1
    assert found.lost == ()
    assert found.with_rule.status == found.without_rule.status == "optimal"
    assert vm.verify(visits(), found.with_rule.plan) == []
    assert str(found).splitlines()[:2] == [
        "The rule 'cohorts' costs 1 task: without it 10 of 10 tasks would be served instead of 9. That is proven.",
        "coverage: 1 normal unserved with it, all served without it; proven",
    ]
    assert repr(found) == "<Price of 'cohorts': coverage (0, 0, 1, 0, 0, 0, 0, 0), exposed 0 (exact)>"


def test_ones_own_entrance_only_costs_a_shift():
    found = price(posts(14), "near_residence", time_limit=120)
    assert found.exact
    assert (found.served_with, found.served_without) == (62, 63)


def test_enough_people_make_the_rule_free():
    found = price(visits(3), "cohorts", time_limit=60)
    assert found.exact
    assert found.decided_by is None
    assert found.verdict == "The rule 'cohorts' costs nothing: no plan is better without it. That is proven."
    assert "coverage: all served in both; proven" in str(found)


def test_a_rule_may_cost_no_service_but_travel():
    of = problem(person(), job("a"), job("b"), rules={"trip_limits": {"max_tasks": 1}})
    found = price(of, "trip_limits", time_limit=30)
    assert found.exact
    assert [level.difference for level in found.levels] == [(0,) * 8, 1000, 1]
    assert found.verdict == (
        "The rule 'trip_limits' costs no service: without it nearness would be 1000 instead of 2000. "
        "That is proven."
    )


def test_more_service_may_mean_more_travel():
    of = problem(person(), job("a"), job("b", windows=[(40_000, 50_000)]), rules={"trip_cap": {"per_day": 0}})
    found = price(of, "trip_cap", time_limit=30)
    assert [level.difference for level in found.levels] == [(0, 0, 2, 0, 0, 0, 0, 0), -1000, -1]
    assert found.decided_by.name == "coverage"
    assert found.exact
    assert found.verdict.startswith("The rule 'trip_cap' costs 2 tasks: without it 2 of 2 tasks")


def test_the_urgent_may_cost_others():
    of = problem(
        person(max_trips=1, max_tasks_per_trip=1),
        job("urgent", "far", priority="critical"),
        job("other"),
        place("far", 3000),
        rules={"near_residence": {"radius_km": 1}},
    )
    found = price(of, "near_residence", time_limit=30)
    assert (found.gained, found.lost) == (("urgent",), ("other",))
    assert found.verdict == (
        "The rule 'near_residence' costs some of the need. With it, 1 critical unserved; without it, "
        "1 normal unserved. That is proven."
    )
    assert str(found).endswith("Served only without it: urgent\nServed only with it: other")


def test_where_tasks_have_weights_their_number_is_not_what_is_proven():
    heavy, light = job("heavy", "far", weight=2), [job(name) for name in "ab"]
    of = problem(
        person(max_trips=2, max_tasks_per_trip=1),
        heavy,
        *light,
        place("far", 3000),
        rules={"trip_cap": {"per_horizon": 1}},
        objectives=["coverage"],
    )
    found = price(of, "trip_cap", time_limit=30)
    assert (found.served_with, found.served_without, found.exact) == (1, 2, True)
    assert found.levels[0].difference[2] == 1
    assert found.verdict.startswith("The rule 'trip_cap' costs 1 task: without it 2 of 3 tasks")
    of = evolve(of, tasks=[evolve(one, weight=3) for one in of.tasks])
    found = price(of, "trip_cap", time_limit=30)
    assert found.verdict == (
        "The rule 'trip_cap' costs some of the need. With it, 6 normal unserved; without it, 3 normal unserved. "
        "That is proven."
    )


def test_what_volunteers_say_for_themselves_goes_on_to_hold():
    of = problem(
        person(max_trips=1, max_tasks_per_trip=1), job("a"), job("b"), rules={"trip_cap": {"per_day": 0}}
    )
    assert price(of, "trip_cap", time_limit=30).served_without == 1


class NeverTwo(Rule):
    """Nobody serves two tasks."""

    name = "never_two"

    def check(self, problem, plan):
        for name, services in plan.services_of_volunteer.items():
            if len(services) > 1:
                yield vm.Violation(rule=self.name, subjects=(name,), excess=1, message=f"{name} serves two")

    def compile(self, problem, draft):
        for row in range(len(draft.volunteers)):
            draft.total_caps[3, row] = min(draft.total_caps[3, row], 1)


def test_a_rule_of_ones_own_has_a_price():
    of = problem(person(), job("a"), job("b"), rules=[NeverTwo()])
    found = price(of, "never_two", time_limit=30)
    assert (found.served_with, found.served_without, found.exact) == (1, 2, True)


@pytest.mark.parametrize(
    ("rules", "rule", "said"),
    [
        ({}, "qualified", "no parameters here that could be taken away; no rule can be taken away here"),
        ({}, "trip_cap", "no parameters here that could be taken away; no rule can be taken away here"),
        ({"qualified": {}, "trip_cap": {"per_day": 1}}, "qualified", "no parameters here"),
        ({"near_residence": {}, "trip_cap": {"per_day": 1}}, "near_residence", "no parameters here"),
        ({"trip_cap": {"per_day": 1}}, "window", "those that can be taken away: trip_cap"),
        ({"trip_cap": {"per_day": 1}, "cohorts": {}}, "trip_kap", "those that can be taken away: trip_cap. "
         "Did you mean 'trip_cap'?"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_taken_away_is_refused(rules, rule, said):
    with pytest.raises(vm.InputError) as caught:
        price(problem(person(), job(), rules=rules), rule)
    (fault,) = caught.value.faults
    assert (fault.path, fault.subject) == ("rules", rule)
    assert said in str(fault)


def test_pins_that_only_the_rule_forbids():
    pins = [vm.Pin(volunteer="ann", task=name) for name in "abc"]
    jobs = [job(name, windows=[(row * 20_000, row * 20_000 + 9000)]) for row, name in enumerate("abc")]
    rules = {"supplies": {"masks": {"per_task": 1, "total": 2}}}
    found = price(problem(person(), *jobs, pins=pins, rules=rules), "supplies", time_limit=30)
    assert (found.levels, found.exact, found.served_without) == ((), False, 3)
    assert str(found) == (
        "The rule 'supplies' and the pins contradict each other: proven. Without it there is a plan."
    )
    assert repr(found) == "<Price of 'supplies': >"


def test_warnings_of_the_problem_are_not_repeated(recwarn):
    with pytest.warns(InputWarning):
        of = problem(person(), job(skills=["plumber"]), rules={"trip_cap": {"per_day": 1}})
    price(of, "trip_cap", time_limit=30)
    assert not [warning for warning in recwarn if issubclass(warning.category, InputWarning)]


def test_it_is_frozen():
    found = price(visits(1), "cohorts", time_limit=30)
    with pytest.raises(FrozenInstanceError):
        found.rule = "other"


# What a search that ends early must not do to a price.

ONE, TWO = "ann 500 > a 1000-1100 > 1600", "ann 500 > a 1000-1100 > b 1200-1300 > 1800"


def capped(per_day=1):
    return problem(person(), job("a"), job("b"), rules={"trip_cap": {"per_day": per_day}})


def answered(of, row, bounds=(), stopped_by="time_limit"):
    bounds = [*bounds, *[None] * (10 - len(bounds))]
    return vm.solver.rated(of, plan(of, *([row] if row else [])), bounds, stopped_by)


@pytest.fixture
def short(monkeypatch):
    """Let `solve` answer with plans written by hand: the one with the rule first."""

    def answers(*rows, **more):
        left = iter(rows)
        asked = []

        def solve(of, time_limit, **options):
            asked.append((time_limit, options))
            row = next(left)
            return row if isinstance(row, Result) else answered(of, row, **more)

        monkeypatch.setattr(pricing, "solve", solve)
        return asked

    return answers


def test_no_price_is_negative(short):
    short(TWO, ONE)
    found = price(capped(), "trip_cap")
    assert found.decided_by is None
    assert found.without_rule.plan.trips == found.with_rule.plan.trips
    assert found.without_rule.status == "feasible"
    assert vm.score(capped(), found.without_rule.plan) == tuple(
        evolve(level, bound=None, gap=None) for level in found.without_rule.levels
    )
    assert found.verdict.startswith("No plan was found that is better without the rule 'trip_cap'")


def test_a_better_plan_that_keeps_the_rule_is_one_with_it(short):
    short(ONE, TWO)
    found = price(capped(), "trip_cap")
    assert found.decided_by is None
    assert found.served_with == found.served_without == 2


def test_a_better_plan_that_breaks_the_rule_is_not(short):
    short(None, TWO)
    found = price(capped(0), "trip_cap")
    assert (found.served_with, found.served_without) == (0, 2)
    assert not found.exact


def test_a_search_that_finds_no_plan_takes_over_the_other(short):
    short(TWO, Result(status="unknown", stopped_by="time_limit", plan=None))
    found = price(capped(), "trip_cap")
    assert found.served_without == 2
    assert found.without_rule.levels[0].bound == (0,) * 8


def test_neither_finds_a_plan(short):
    nothing = Result(status="unknown", stopped_by="time_limit", plan=None)
    short(nothing, nothing)
    found = price(capped(), "trip_cap")
    assert (found.levels, found.gained, found.exact) == ((), (), False)
    assert str(found) == "No plan that keeps the pins was found, with the rule 'trip_cap' or without it."


def test_no_plan_keeps_the_pins_either_way(short):
    never = Result(status="infeasible", stopped_by="proof", plan=None)
    short(never, never)
    assert "No plan keeps the pins, with the rule" in str(price(capped(), "trip_cap"))
    unknown = Result(status="unknown", stopped_by="time_limit", plan=None)
    short(unknown, answered(problem(person(), job("a"), job("b")), ONE))
    assert str(price(capped(0), "trip_cap")).startswith(
        "No plan that keeps the pins and the rule 'trip_cap' was"
    )


def test_the_second_run_ends_at_once_where_the_first_was_cancelled(short):
    asked = short(ONE, ONE, stopped_by="cancelled")
    found = price(capped(), "trip_cap", time_limit=10)
    assert asked[0][1]["cancel"] is None
    assert asked[1][1]["cancel"].cancelled
    assert found.with_rule.status == found.without_rule.status == "cancelled"


def test_the_time_is_shared(short):
    asked = short(ONE, ONE)
    price(capped(), "trip_cap", time_limit=10, seed=3, workers=1, iteration_limit=7)
    first, second = (time_limit for time_limit, _ in asked)
    assert first == 5
    assert 5 <= second <= 10
    for _, options in asked:
        assert (options["seed"], options["workers"], options["iteration_limit"]) == (3, 1, 7)


def test_the_seconds_of_the_progress_go_on():
    seen = []
    price(visits(), "cohorts", time_limit=30, on_progress=seen.append)
    assert [one.seconds for one in seen] == sorted(one.seconds for one in seen)
    assert seen[-1].values[0] == (0,) * 8


def test_arguments_are_those_of_solve():
    with pytest.raises(ValueError, match="time_limit"):
        price(capped(), "trip_cap", time_limit=0)
    token = vm.CancelToken()
    token.cancel()
    found = price(capped(), "trip_cap", cancel=token)
    assert {found.with_rule.stopped_by, found.without_rule.stopped_by} <= {"cancelled", "proof"}


# Intervals, number by number.


def levels(coverage, *below):
    """Give levels of (value, bound), for coverage the first two of eight numbers."""
    rest = (0,) * 6
    bound = tuple(0 if bound is None else bound for _, bound in coverage)
    first = Level(name="coverage", value=(*(value for value, _ in coverage), *rest), bound=(*bound, *rest))
    return [
        first,
        *(Level(name=f"l{row}", value=value, bound=bound) for row, (value, bound) in enumerate(below)),
    ]


def numbers(kept, lifted):
    """Give the intervals of the first two numbers of coverage, and of the levels below."""
    first, *rest = priced_levels(kept, lifted)
    rows = list(zip(first.low[:2], first.high[:2], strict=True))
    return rows + [(level.low, level.high) for level in rest]


NOT = (None, None)


@pytest.mark.parametrize(
    ("kept", "lifted", "said"),
    [
        # All is proven.
        (([(2, 2), (1, 1)], (50, 50)), ([(1, 1), (3, 3)], (70, 70)), [(1, 1), (-2, -2), (-20, -20)]),
        # The first number that is not proven has an interval; what is behind it has none.
        (([(5, 3), (1, 1)], (50, 50)), ([(1, 1), (3, 3)], (70, 70)), [(2, 4), NOT, NOT]),
        (([(5, 5), (1, 1)], (50, 50)), ([(2, 1), (3, 3)], (70, 70)), [(3, 4), NOT, NOT]),
        (([(5, 5), (4, 0)], (50, 50)), ([(1, 1), (3, 2)], (70, 70)), [(4, 4), (-3, 2), NOT]),
        # As long as all is the same the rule can only cost something.
        (([(5, 0), (0, 0)], (50, 50)), ([(5, 0), (0, 0)], (50, 50)), [(0, 5), NOT, NOT]),
        # What is proven without the rule is so with it.
        (([(5, 0), (0, 0)], (50, None)), ([(5, 5), (0, 0)], (50, 40)), [(0, 0), (0, 0), (0, 10)]),
        (([(5, 0), (0, 0)], (50, None)), ([(5, 5), (0, 0)], (50, 50)), [(0, 0), (0, 0), (0, 0)]),
        # But not where the plan with it is worse above.
        (([(5, 5), (0, 0)], (50, None)), ([(4, 4), (0, 0)], (50, 50)), [(1, 1), (0, 0), (None, 0)]),
        (([(5, 5), (0, 0)], (50, 20)), ([(4, 4), (0, 0)], (50, None)), [(1, 1), (0, 0), (-30, None)]),
    ],
)  # fmt: skip
def test_intervals(kept, lifted, said):
    assert numbers(levels(*kept), levels(*lifted)) == said


def test_bounds_hold_for_plans_that_are_no_worse_above():
    own = levels([(5, 4), (3, 3)], (50, 50), (7, 6))
    zeros = [0] * 6
    assert holding((5, 3, *zeros, 50, 7), own) == [4, 3, *zeros, 50, 6]
    assert holding((5, 2, *zeros, 60, 7), own) == [4, 3, *zeros, 50, None]
    assert holding((4, 9, *zeros, 50, 7), own) == [4, 3, *[None] * 8]
    assert holding((1, 2), []) == [None, None]


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (2, 2, "proven"),
        (0, 3, "proven: a difference of 0 to 3"),
        (None, 3, "proven: a difference of 3 at most"),
        (1, None, "proven: a difference of 1 at least"),
        (None, None, "not proven"),
    ],
)
def test_what_is_proven_in_words(low, high, said):
    level = PricedLevel(name="trips", with_rule=5, without_rule=3, low=low, high=high)
    nothing = Result(status="feasible", stopped_by="time_limit", plan=None)
    found = Price(
        rule="trip_cap", with_rule=nothing, without_rule=nothing, levels=(level,),
        num_tasks=9, served_with=9, served_without=9, gained=(), lost=(),
    )  # fmt: skip
    assert str(found).splitlines()[1] == f"trips: 5 with it, 3 without it; {said}"
    trust = (
        "That is proven."
        if said == "proven"
        else "The best plans may differ by more or less: not all is proven."
    )
    assert (
        found.verdict
        == f"The rule 'trip_cap' costs no service: without it trips would be 3 instead of 5. {trust}"
    )


def test_coverage_may_be_proven_alone():
    kept, lifted = levels([(1, 1), (0, 0)], (5, None)), levels([(0, 0), (0, 0)], (9, 9))
    nothing = Result(status="feasible", stopped_by="time_limit", plan=None)
    found = Price(
        rule="cohorts", with_rule=nothing, without_rule=nothing, levels=tuple(priced_levels(kept, lifted)),
        num_tasks=9, served_with=8, served_without=9, gained=tuple(f"t{row:02}" for row in range(25)), lost=(),
    )  # fmt: skip
    assert found.verdict.endswith("instead of 8. That is proven of coverage, not of what comes below it.")
    assert str(found).endswith("t19 and 5 more")
