"""Published instances: what is read, what it is told as, and what routes are worth."""

import itertools
import random

import numpy as np
import pytest
from attrs import evolve
from benchmarks.data import DEFAULT, DataMissingError
from benchmarks.published import GROUPS, read
from benchmarks.published.instance import Instance, Vehicle, nearest_root, whole
from benchmarks.published.scorer import _least_duration, scored
from benchmarks.published.sections import parse
from benchmarks.published.small import small
from benchmarks.published.telling import START, routes_of, told, value_of

import volmatch as vm
from volmatch.rulebook import RULES

EVERY = [name for names in GROUPS.values() for name in names]
HAS_LOADS = any(rule.name == "capacity" for rule in RULES)


def published(name):
    try:
        return read(name, DEFAULT)
    except DataMissingError:
        pytest.skip("the published instances are not there")


def made(**changes):
    """Two clients on a line, 3 and 7 thousand from the depot; days of waiting, and a limit that just fits."""
    fields = {
        "name": "made",
        "kind": "sdvrptw",
        "ways": np.array([[0, 3000, 7000], [3000, 0, 4000], [7000, 4000, 0]]) * 10,
        "opening": [0, 100_000, 500_000],
        "closing": [1_000_000, 200_000, 600_000],
        "service": [0, 10_000, 20_000],
        "demand": [0, 4, 5],
        "profit": [0, 0, 0],
        "clients": [1, 2],
        "vehicles": [Vehicle(depot=0, capacity=9), Vehicle(depot=0, capacity=5, allowed=frozenset({2}))],
        "max_duration": None,
        "required": True,
        "best_known": 140_000,
    }
    return Instance(**{**fields, **changes})


def without_loads(instance):
    vehicles = [evolve(vehicle, capacity=None) for vehicle in instance.vehicles]
    return evolve(instance, vehicles=vehicles, demand=[0] * len(instance.demand))


def plan_of(problem, instance, routes):
    """Give routes times: as early as they can, from the latest departure that allows that return."""
    trips = []
    for vehicle, route in routes:
        depot = instance.vehicles[vehicle].depot
        now, here, stops = instance.opening[depot], depot, []
        for client in route:
            arrive = now + int(instance.ways[here, client])
            now, here = max(arrive, instance.opening[client]) + instance.service[client], client
            stops.append([client, now - instance.service[client], now])
        back = now + int(instance.ways[here, depot])
        latest = back
        for row in range(len(stops) - 1, -1, -1):
            client, start, _ = stops[row]
            following = stops[row + 1] if row + 1 < len(stops) else None
            if following:
                latest = following[1] - int(instance.ways[client, following[0]]) - instance.service[client]
                start = min(latest, instance.closing[client])
            stops[row][1:] = start, start + instance.service[client]
        trips.append(
            vm.Trip(
                volunteer=f"k{vehicle:04}",
                depart=stops[0][1] - int(instance.ways[depot, stops[0][0]]),
                return_=back,
                stops=[
                    vm.Stop(task=f"c{c:04}", arrive=start, start=start, end=end) for c, start, end in stops
                ],
            )
        )
    visited = {client for _, route in routes for client in route}
    unserved = [vm.Unserved(task=f"c{c:04}") for c in instance.clients if c not in visited]
    return vm.Plan(problem=problem.name, clock=problem.clock, trips=trips, unserved=unserved)


def test_there_are_112_and_10_and_10():
    assert {name: len(names) for name, names in GROUPS.items()} == {
        "toptw": 112,
        "sdvrptw": 10,
        "mdvrptw": 10,
    }
    assert len(set(EVERY)) == 132


@pytest.mark.parametrize("group", GROUPS)
def test_every_file_is_read(group):
    for name in GROUPS[group]:
        instance = published(name)
        assert (instance.name, instance.kind, instance.required) == (name, group, group != "toptw")
        assert instance.best_known > 0
        assert (instance.ways == instance.ways.T).all()
        assert not instance.ways.diagonal().any()
        assert all(low <= high for low, high in zip(instance.opening, instance.closing, strict=True))
        assert len(instance.vehicles) > 0
        if group == "toptw":
            assert all(instance.profit[client] > 0 for client in instance.clients)
            assert instance.best_known <= sum(instance.profit)
        else:
            assert all(instance.demand[client] > 0 for client in instance.clients)
            assert sum(instance.demand) <= sum(vehicle.capacity for vehicle in instance.vehicles)


def test_an_instance_of_each_set_is_as_the_file_says():
    first = published("r101-m2")
    assert (len(first.clients), len(first.vehicles), first.best_known) == (100, 2, 349)
    # From (35, 35) to (41, 49): the root of 232 is 15.23…, cut to 15.2.
    assert first.ways[0, 1] == 152
    assert (first.opening[1], first.closing[1], first.service[1], first.profit[1]) == (1610, 1710, 100, 10)
    second = published("PR01")
    assert (len(second.clients), len(second.vehicles), second.max_duration) == (48, 8, 500_000)
    assert second.vehicles[7].capacity == 250
    assert second.vehicles[0].allowed == {*range(1, 13), 14, 17, 20, 23, 28, 30, 34, 36, 37}
    third = published("PR11A")
    assert (len(third.clients), len(third.vehicles), third.max_duration) == (360, 40, 450_000)
    assert [vehicle.depot for vehicle in third.vehicles] == [depot for depot in range(4) for _ in range(10)]


@pytest.mark.parametrize("name", ["PR01", "PR10", "PR11A", "PR15B"])
def test_another_reader_reads_the_same(name):
    pyvrp = pytest.importorskip("pyvrp", reason="pyvrp is not installed: make setup-bench")
    instance = published(name)
    data = pyvrp.read(DEFAULT / instance.kind / f"{name}.vrp", round_func="exact")
    # It makes ways endless for those who may not go there, and multiplies loads by 1000 as well.
    profiles = {data.vehicle_type(row).profile for row in range(data.num_vehicle_types)}
    shortest = np.min([data.duration_matrix(profile) for profile in profiles], axis=0)
    joined = shortest < pyvrp.constants.MAX_VALUE
    assert (shortest == instance.ways)[joined].all()
    assert joined.mean() > 0.5
    clients = [data.client(row) for row in range(data.num_clients)]
    assert [each.location for each in clients] == list(instance.clients)
    for number, each in zip(instance.clients, clients, strict=True):
        assert each.delivery == [1000 * instance.demand[number]]
        assert each.service_duration == instance.service[number]
        assert (each.tw_early, each.tw_late) == (instance.opening[number], instance.closing[number])
    theirs = [data.vehicle_type(row) for row in range(data.num_vehicle_types)]
    theirs = [each for each in theirs for _ in range(each.num_available)]
    assert [each.capacity for each in theirs] == [[1000 * each.capacity] for each in instance.vehicles]
    assert {each.shift_duration for each in theirs} == {instance.max_duration}
    depots = [data.depot(each.start_depot).location for each in theirs]
    assert depots == [each.depot for each in instance.vehicles]


def test_a_file_that_is_odd_is_refused():
    with pytest.raises(ValueError, match="unexpected row"):
        parse("NAME: x\n1 2 3\n")
    with pytest.raises(ValueError, match="unexpected row"):
        parse("DEMAND_SECTION\n1 2\n1 3\n")
    with pytest.raises(ValueError, match="no whole number"):
        whole("1.2345", 1000)


def test_roots_are_rounded_to_the_nearest():
    draws = random.Random(7)
    for square in (draws.randrange(10**12) for _ in range(2000)):
        root = nearest_root(square)
        assert (2 * root - 1) ** 2 < 4 * square + 1 <= (2 * root + 1) ** 2


def test_a_good_plan_is_worth_its_ways():
    instance = made(max_duration=440_000)
    score = scored(instance, [(0, [1, 2])])
    assert (score.value, score.unserved, score.faults) == (30_000 + 40_000 + 70_000, 0, ())
    assert instance.gap(score.value) == 0


@pytest.mark.parametrize(
    ("routes", "said"),
    [
        ([(1, [2]), (0, [1, 2])], "client 2 is visited 2 times"),
        ([(1, [1])], "vehicle 1 may not visit client 1"),
        ([(0, [2, 1])], "vehicle 0 is at 1 360000 too late"),
        ([(0, [1]), (0, [2])], "vehicle 0 has 2 routes"),
    ],
)
def test_what_breaks_a_rule_is_found(routes, said):
    assert said in scored(made(), routes).faults


def test_a_visit_to_a_depot_is_a_fault():
    assert scored(made(clients=[1]), [(0, [2])]).faults == ("2 is no client",)


def test_what_is_carried_and_how_long_is_bounded():
    assert scored(made(demand=[0, 5, 5]), [(0, [1, 2])]).faults == ("vehicle 0 carries 10; 9 is the most",)
    # Out at 170,000 at the latest, 200,000 to 210,000 at the first, wait, 500,000 to 520,000, home at 590,000.
    assert scored(made(max_duration=420_000), [(0, [1, 2])]).faults == ()
    late = scored(made(max_duration=419_999), [(0, [1, 2])]).faults
    assert late == ("vehicle 0 is away for 420000; 419999 is the most",)


def test_the_least_duration_is_that_of_the_best_departure():
    for seed in range(300):
        draws = random.Random(seed)
        size = draws.randint(1, 4)
        vertices = size + 1
        ways = np.array([[draws.randint(0, 9) for _ in range(vertices)] for _ in range(vertices)])
        opening = [0] + [draws.randint(0, 40) for _ in range(size)]
        closing = [90] + [low + draws.randint(0, 25) for low in opening[1:]]
        service = [0] + [draws.randint(0, 4) for _ in range(size)]
        instance = made(
            ways=ways,
            opening=opening,
            closing=closing,
            service=service,
            demand=[0] * vertices,
            profit=[0] * vertices,
            clients=range(1, vertices),
            vehicles=[Vehicle(depot=0)],
        )
        stops = [0, *range(1, vertices), 0]
        lengths = [_length(instance, stops, depart) for depart in range(91)]
        found = [length for length in lengths if length is not None]
        late = any("too late" in fault for fault in scored(instance, [(0, stops[1:-1])]).faults)
        assert late == (not found), seed
        if found:
            assert _least_duration(instance, stops) == min(found), seed


def _length(instance, stops, depart):
    now = depart
    for here, there in itertools.pairwise(stops):
        now = max(now + instance.service[here] + int(instance.ways[here, there]), instance.opening[there])
        if now > instance.closing[there]:
            return None
    return now - depart


def test_the_problem_says_what_the_instance_says():
    problem = told(made(max_duration=420_000))
    assert problem.end - START > 7 * (problem.end - problem.end.replace(day=problem.end.day - 1))
    assert [volunteer.capacity for volunteer in problem.volunteers] == [{"goods": 9}, {"goods": 5}]
    assert [task.load for task in problem.tasks] == [{"goods": 4}, {"goods": 5}]
    # The first client alone is barred to the second vehicle.
    assert [task.skills for task in problem.effective_tasks] == [("s0",), ()]
    assert [list(volunteer.skills) for volunteer in problem.volunteers] == [["s0"], []]


@pytest.mark.parametrize(("limit", "broken"), [(420_000, set()), (419_999, {"trip_limits"})])
def test_a_route_of_several_days_is_one_trip(limit, broken):
    instance = without_loads(made(max_duration=limit))
    problem = told(instance)
    plan = plan_of(problem, instance, [(0, [1, 2])])
    assert {violation.rule for violation in vm.verify(problem, plan)} == broken
    assert bool(scored(instance, [(0, [1, 2])]).faults) == bool(broken)
    assert value_of(instance, vm.score(problem, plan)) == 140_000
    assert routes_of(plan) == [(0, [1, 2])]


def test_both_judges_find_the_same_faults():
    """Many small routes of real instances, good and bad: who is sent where they may not, too late, too far."""
    draws = random.Random(11)
    for name in ("PR01", "PR02", "PR11A", "c101-m1", "r201-m2"):
        instance = without_loads(published(name))
        problem = told(instance)
        for _ in range(40):
            route = draws.sample(instance.clients, draws.randint(1, 5))
            route.sort(key=lambda client: instance.closing[client])
            routes = [(draws.randrange(len(instance.vehicles)), route)]
            score = scored(instance, routes)
            plan = plan_of(problem, instance, routes)
            assert bool(vm.verify(problem, plan)) == bool(score.faults), (name, routes, score.faults)
            if not score.faults:
                assert value_of(instance, vm.score(problem, plan)) == score.value


def test_a_solved_instance_is_worth_what_its_levels_say():
    instance = small()
    problem = told(instance)
    plan = vm.solve(problem, time_limit=5, workers=1).plan
    score = scored(instance, routes_of(plan))
    assert (score.faults, score.unserved, score.value) == ((), 0, 75)
    assert value_of(instance, vm.score(problem, plan)) == 75
    assert instance.gap(75) == 0


@pytest.mark.skipif(not HAS_LOADS, reason="loads are not built")
def test_an_instance_with_loads_is_solved_over_days():
    instance = made(max_duration=420_000)
    problem = told(instance)
    plan = vm.solve(problem, time_limit=5, workers=1).plan
    assert vm.verify(problem, plan) == []
    score = scored(instance, routes_of(plan))
    assert (score.faults, score.unserved, score.value) == ((), 0, 140_000)


@pytest.mark.parametrize(("name", "iterations"), [("PR01", 300), ("PR11B", 60)])
def test_the_routes_of_another_solver_are_worth_the_same(name, iterations):
    pyvrp = pytest.importorskip("pyvrp", reason="pyvrp is not installed: make setup-bench")
    from pyvrp.stop import MaxIterations

    instance = published(name)
    data = pyvrp.read(DEFAULT / instance.kind / f"{name}.vrp", round_func="exact")
    found = pyvrp.solve(data, MaxIterations(iterations), seed=1, display=False, collect_stats=False).best
    assert found.is_feasible()
    routes = _numbered(data, found)
    score = scored(instance, routes)
    assert (score.value, score.unserved, score.faults) == (found.distance(), 0, ())
    assert 0 <= instance.gap(score.value) < 0.3
    told_as = instance if HAS_LOADS else without_loads(instance)
    problem = told(told_as)
    plan = plan_of(problem, told_as, routes)
    assert vm.verify(problem, plan) == []
    assert value_of(instance, vm.score(problem, plan)) == score.value


def _numbered(data, solution):
    """Give each route the number of a vehicle of its type that has none yet."""
    numbers = {}
    for row in range(data.num_vehicle_types):
        first = sum(data.vehicle_type(other).num_available for other in range(row))
        numbers[row] = iter(range(first, first + data.vehicle_type(row).num_available))
    return [
        (
            next(numbers[route.vehicle_type()]),
            [data.client(step.idx).location for step in route.schedule() if step.is_client()],
        )
        for route in solution.routes()
    ]
