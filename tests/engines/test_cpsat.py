"""The precautions around CP-SAT: it may be wrong, early, late or interrupted; the caller is not."""

import threading
import time
from itertools import product
from random import Random

import pytest
from ortools.sat.python import cp_model

from volmatch.engines import cpsat
from volmatch.engines.cpsat import Answer, Limits, run
from volmatch.engines.parts import Linear

FOREVER = 1e9


def limits(seconds=60.0, **more):
    return Limits(time.monotonic() + seconds, **more)


def knapsack():
    """Choose the most of ten, at most three of them: −27."""
    cp = cp_model.CpModel()
    bits = [cp.new_bool_var("") for _ in range(10)]
    cp.add(sum(bits) <= 3)
    objective = Linear(constant=0)
    for row, bit in enumerate(bits):
        objective.add(bit, -(row + 1))
    return cp, bits, objective


def contradiction():
    cp, bits, objective = knapsack()
    cp.add(sum(bits) >= 4)
    return cp, bits, objective


def hard(size=60):
    """A market split: nobody proves it in the time of a test."""
    cp = cp_model.CpModel()
    bits = [cp.new_bool_var("") for _ in range(size)]
    objective = Linear()
    for row in range(6):
        factors = [(17 * row + 7919 * column * (row + 3)) % 100 for column in range(size)]
        off = cp.new_int_var(0, 10_000, "")
        total = cp_model.LinearExpr.weighted_sum(bits, factors)
        cp.add_abs_equality(off, total - sum(factors) // 2)
        objective.add(off, 1, 10_000)
    return cp, bits, objective


def test_an_optimum_with_its_values_and_bound():
    cp, bits, objective = knapsack()
    answer = run(cp, objective, bits, limits())
    assert answer == Answer("optimal", (0,) * 7 + (1,) * 3, -27)


def test_infeasible_is_believed_when_a_second_run_agrees():
    calls = []
    once = cpsat._once

    def watched(*args, **more):
        calls.append(more["presolve"])
        return once(*args, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cpsat, "_once", watched)
        assert run(*with_bits(contradiction()), limits()) == Answer("infeasible")
    assert calls == [True, False]


def with_bits(model):
    cp, bits, objective = model
    return cp, objective, bits


def test_a_wrong_infeasible_is_solved_again_without_presolve(monkeypatch):
    once = cpsat._once

    def wrong(*args, presolve):
        return once(*args, presolve=False) if not presolve else Answer("infeasible")

    monkeypatch.setattr(cpsat, "_once", wrong)
    assert run(*with_bits(knapsack()), limits()) == Answer("optimal", (0,) * 7 + (1,) * 3, -27)


def test_an_infeasible_that_is_not_confirmed_in_time_is_unknown(monkeypatch):
    once = cpsat._once

    def slow(*args, presolve):
        return once(*args, presolve=True) if presolve else Answer("unknown")

    monkeypatch.setattr(cpsat, "_once", slow)
    assert run(*with_bits(contradiction()), limits()).status == "unknown"


def test_a_deadline_that_has_passed_is_unknown():
    assert run(*with_bits(knapsack()), limits(-1)) == Answer("unknown")


def test_a_cancelled_search_is_not_begun():
    assert run(*with_bits(knapsack()), limits(cancelled=lambda: True)) == Answer("unknown")


def test_cancelling_ends_a_search_that_would_last():
    asked = []

    def cancelled():
        asked.append(1)
        return len(asked) > 3

    answer = run(*with_bits(hard()), limits(FOREVER, cancelled=cancelled))
    assert answer.status in ("unknown", "feasible")
    assert len(asked) < 40


def test_the_deadline_ends_a_search_that_would_last():
    answer = run(*with_bits(hard()), limits(0.3))
    assert answer.status in ("unknown", "feasible")
    if answer.values:
        assert len(answer.values) == 60


def test_deterministic_work_gives_the_same_answer_twice():
    one, two = (run(*with_bits(hard()), limits(FOREVER, deterministic=0.2), seed=5) for _ in range(2))
    assert one == two


def test_a_bound_is_below_every_solution_and_no_float():
    answer = run(*with_bits(hard(30)), limits(FOREVER, deterministic=0.3))
    assert answer.status in ("feasible", "optimal")
    assert type(answer.bound) is int
    assert answer.bound >= 0


def test_ctrl_c_stops_the_solver_and_goes_on_to_the_caller():
    asked = []

    def pressed():
        asked.append(1)
        if len(asked) > 2:
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        run(*with_bits(hard()), limits(FOREVER, cancelled=pressed))
    for thread in threading.enumerate():
        if thread.name == "volmatch-cp-sat":
            thread.join(30)
            assert not thread.is_alive()


def test_a_solver_that_would_not_stop_is_left_to_itself(monkeypatch):
    released = threading.Event()

    class Deaf(cp_model.CpSolver):
        def solve(self, model, callback=None):
            released.wait(60)
            return cp_model.UNKNOWN

        def stop_search(self):
            pass

    monkeypatch.setattr(cpsat.cp_model, "CpSolver", Deaf)
    monkeypatch.setattr(cpsat, "GRACE_SECONDS", 0.01)
    try:
        assert run(*with_bits(knapsack()), limits(0.05)) == Answer("unknown")
    finally:
        released.set()


@pytest.mark.parametrize("status", [cp_model.UNKNOWN, cp_model.MODEL_INVALID])
def test_without_a_solution_no_value_is_read(monkeypatch, status):
    class Empty(cp_model.CpSolver):
        def solve(self, model, callback=None):
            return status

        def value(self, expression):
            raise AssertionError("a value was read")

    monkeypatch.setattr(cpsat.cp_model, "CpSolver", Empty)
    assert run(*with_bits(knapsack()), limits()) == Answer("unknown")


def test_a_model_that_is_not_valid_is_told():
    cp, bits, objective = knapsack()
    cp.add_hint(bits[0], 1)
    cp.add_hint(bits[0], 0)
    with pytest.raises(ValueError, match="the model is not valid"):
        run(cp, objective, bits, limits())


def test_the_parameters_that_precaution_asks_for(monkeypatch):
    seen = []

    class Noted(cp_model.CpSolver):
        def solve(self, model, callback=None):
            seen.append(self.parameters)
            return super().solve(model)

    monkeypatch.setattr(cpsat.cp_model, "CpSolver", Noted)
    run(*with_bits(knapsack()), limits(deterministic=3.0), seed=2**40 + 7, num_booleans=5_001)
    run(*with_bits(knapsack()), limits(), num_booleans=5_000)
    large, small = seen
    assert (large.num_workers, small.num_workers) == (1, 1)
    assert (large.catch_sigint_signal, small.catch_sigint_signal) == (False, False)
    assert large.cp_model_probing_level == 0
    assert small.cp_model_probing_level > 0
    assert large.random_seed == 7
    assert large.max_deterministic_time == 3.0
    assert 0 < large.max_time_in_seconds <= 60


@pytest.mark.parametrize(("constant", "more"), [(10**17, 0), (3 * 10**17, 10**8), (0, 10**16)])
def test_large_numbers_are_told_apart(constant, more):
    """Floating point holds no 10¹⁷ + 1: an objective is proven and given in whole numbers."""
    dice = Random(constant + more)
    for presolve in (True, False) * 6:
        cp, objective = cp_model.CpModel(), Linear(constant=constant)
        bits = [cp.new_bool_var("") for _ in range(11)]
        rows = [dice.sample(range(11), 4) for _ in range(8)]
        for row in rows:
            cp.add(sum(bits[spot] for spot in row) >= 1)
        for bit in bits:
            objective.add(bit, more + dice.randint(1, 9))
        best = min(
            constant + sum(factor for factor, one in zip(objective.factors, values, strict=True) if one)
            for values in product((0, 1), repeat=11)
            if all(any(values[spot] for spot in row) for row in rows)
        )
        answer = run(cp, objective, bits, limits(), presolve=presolve)
        found = constant + sum(f * one for f, one in zip(objective.factors, answer.values, strict=True))
        assert (answer.status, answer.bound, found) == ("optimal", best, best)
