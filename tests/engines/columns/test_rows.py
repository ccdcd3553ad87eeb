"""What the master asks is kept by every plan as good as the given one, and what trips pay is what they count."""

from itertools import combinations
from random import Random
from types import SimpleNamespace

import numpy as np
import pytest

from engines.columns.test_columns import all_trips, town
from engines.test_rostering import drawn, every_solution
from volmatch.compile import compile_problem
from volmatch.engines.columns import cuts as cuts_module
from volmatch.engines.columns.cuts import LEAST_VIOLATION, violated
from volmatch.engines.columns.duals import between, whole
from volmatch.engines.columns.graph import build as build_graph
from volmatch.engines.columns.master import Master, Relaxed
from volmatch.engines.columns.rows import Rows
from volmatch.engines.columns.trips import Trips
from volmatch.engines.greedy import greedy
from volmatch.engines.solution import value_of

CAPS = {"workload": {"max_hours_per_day": 3, "max_km_per_day": 9, "max_tasks_per_day": 3}}


def laid_out(program, given):
    graph = build_graph(program)
    rows = Rows(program, graph, given[:8])
    return graph, rows, Trips(graph, rows)


def nodes_of(graph, duty, stops):
    mine = graph.visit[graph.ptr[duty] : graph.ptr[duty + 1]].tolist()
    return [mine.index(visit) for visit in stops]


def added(trips, duty, stops):
    """Add a trip, and give its number, which it may have already."""
    found = trips.add(duty, nodes_of(trips.graph, duty, stops))
    known = zip(trips.duty, trips.stops, strict=True)
    return found if found >= 0 else list(known).index((duty, tuple(stops)))


@pytest.mark.parametrize("seed", range(30))
def test_every_plan_with_coverage_as_good_keeps_the_rows_and_costs_what_its_trips_cost(seed):
    program = compile_problem(drawn(9000 + seed)).program
    if not len(program.candidates) or not program.levels:
        return
    plans = [(value_of(program, solution), solution) for solution in every_solution(program)]
    values = sorted(value for value, _ in plans)
    dice = Random(seed)
    for given in {values[0], values[len(values) // 2], dice.choice(values)}:
        graph, rows, _ = laid_out(program, given)
        for value, solution in plans:
            if any(a > b for a, b in zip(value[:8], given[:8], strict=True)):
                continue
            trips = Trips(graph, rows)
            chosen = [added(trips, tour.duty, tour.visits) for tour in solution.tours]
            assert sum(trips.cost[trip] for trip in chosen) == value[8], seed
            duties = np.bincount([tour.duty for tour in solution.tours], minlength=len(graph.trips))
            assert (duties <= graph.trips).all(), seed
            sums = np.zeros(len(rows.most), np.int64)
            for trip in chosen:
                for row, factor in trips.entries[trip]:
                    sums[row] += factor
            served = np.array([visit in solution.crews for visit in rows.team.tolist()], np.int64)
            sums += rows.teams @ served
            assert (served >= rows.needed).all(), seed
            assert (sums <= rows.most).all(), (seed, given, value)
            assert (sums == rows.most)[rows.equal].all(), (seed, given, value)


@pytest.mark.parametrize("seed", range(20))
def test_duals_charge_a_trip_by_the_rows_in_which_it_stands(seed):
    dice = Random(seed)
    objectives = dice.choice([("coverage", "nearness"), ("coverage", "trips", "nearness")])
    program = compile_problem(town(dice, rules=CAPS, objectives=objectives)).program
    graph, rows, trips = laid_out(program, value_of(program, greedy(program)))
    assert len(rows.per_duty) >= 3
    duals = np.array([dice.randrange(-99 if equal else 0, 99) for equal in rows.equal])
    rates, node = rows.charges(duals, 8)
    every = all_trips(program)
    for duty, stops, cost in dice.sample(every, min(12, len(every))):
        trip = added(trips, duty, stops)
        first, home = int(graph.ptr[duty]), int(np.diff(graph.ptr)[duty])
        nodes = nodes_of(graph, duty, stops)
        ways = [
            int(graph.ways[duty]) + a * (home + 1) + b
            for a, b in zip([home, *nodes], [*nodes, home], strict=True)
        ]
        metres, seconds = int(graph.metres[ways].sum()), int(graph.seconds[ways].sum())
        busy = int(graph.lag[ways].sum()) + sum(int(graph.service[first + one]) for one in nodes)
        charged = int(rates[duty] @ [metres, seconds, busy, 1]) + sum(int(node[first + one]) for one in nodes)
        entries = sum(int(duals[row]) * factor for row, factor in trips.entries[trip])
        assert trips.cost[trip] == cost, seed
        assert charged == 8 * cost + entries, seed


@pytest.mark.parametrize("seed", range(20))
def test_cuts_are_the_triples_of_which_trips_have_two_too_often(seed, monkeypatch):
    monkeypatch.setattr(cuts_module, "MOST_A_VISIT", 1000)
    dice = Random(seed)
    stops = [(3, 4), (5, 4), (5, 3), (6, 7), (7, 8), (8, 6), (11, 9, 10), (10, 9)]
    stops += [tuple(dice.sample(range(12), dice.randint(1, 4))) for _ in range(15)]
    used, load = np.full(len(stops), 0.5), np.zeros(12)
    for trip, some in enumerate(map(list, stops)):
        # Nobody is served more than once.
        used[trip] = min(used[trip] if trip < 8 else dice.choice([0, 0.2, 0.4]), 1 - load[some].max())
        load[some] += used[trip]
    target = np.array([1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 1, 1])
    program = SimpleNamespace(visits=SimpleNamespace(target=target))
    known = [(0, 1, 2)]
    master = SimpleNamespace(
        rows=SimpleNamespace(program=program), trips=SimpleNamespace(stops=stops), cuts=known
    )
    over = {
        three: sum(share for share, one in zip(used, stops, strict=True) if len({*three} & {*one}) > 1) - 1
        for three in combinations(np.flatnonzero(target == 1).tolist(), 3)
        if three not in known
    }
    expected = {three for three in over if over[three] > LEAST_VIOLATION + 1e-9}
    assert (3, 4, 5) in expected
    relaxed = Relaxed(0.0, used, used, used, used, np.zeros(0, np.int64))
    assert set(violated(master, relaxed, 1000)) == expected
    most = violated(master, relaxed, 2)
    assert [over[three] for three in most] == pytest.approx(sorted(over.values())[: -len(most) - 1 : -1])


@pytest.mark.parametrize("seed", range(5))
def test_a_trip_stands_in_the_cuts_of_which_it_has_two_visits(seed):
    dice = Random(seed)
    program = compile_problem(town(dice)).program
    graph, rows, trips = laid_out(program, value_of(program, greedy(program)))
    master = Master(graph, rows, trips)
    for duty, stops, _ in all_trips(program)[:60]:
        trips.add(duty, nodes_of(graph, duty, stops))
    triples = list(combinations(range(4), 3))
    master.cut(triples[:2])
    assert master.solve(10.0) is not None
    master.cut(triples[2:])
    stands = master.matrix().toarray()[len(rows.most) + len(graph.trips) :, -len(trips) :]
    for trip in range(len(trips)):
        expected = {cut for cut, three in enumerate(triples) if len({*three} & {*trips.stops[trip]}) > 1}
        assert master.cuts_of(trip) == expected, seed
        assert set(np.flatnonzero(stands[:, trip]).tolist()) == expected, seed


def test_whole_duals_are_positive_where_a_row_may_be_slack():
    program = compile_problem(town(Random(2), rules=CAPS)).program
    graph, rows, _ = laid_out(program, value_of(program, greedy(program)))
    assert rows.equal.any()
    assert not rows.equal.all()
    below = Relaxed(
        0.0,
        np.zeros(0),
        np.full(len(rows.most), -3.3),
        np.full(len(graph.trips), -2.0),
        np.full(2, -1.0),
        np.zeros(0, np.int64),
    )
    duals = whole(below, rows, None)
    assert duals.rows.tolist() == np.where(rows.equal, round(-3.3 * duals.scale), 0).tolist()
    assert not duals.duties.any()
    assert not duals.cuts.any()
    above = whole(Relaxed(0.0, below.used, -below.rows, -below.duties, -below.cuts, below.broken), rows, 16)
    assert set(above.rows.tolist()) == {53}
    assert set(between(duals, above, 0.0).rows.tolist()) == {53}
    assert set(between(above, above, 0.7).rows.tolist()) == {53}
    assert (between(above, above, 0.7).cuts == 16).all()
    huge = Relaxed(0.0, below.used, np.full(len(rows.most), 1e30), -below.duties, -below.cuts, below.broken)
    assert whole(huge, rows, None) is None
