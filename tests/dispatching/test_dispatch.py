"""A day event by event: what each does to the seats, the plan and the problem."""

import pytest

import volmatch as vm
from dispatching.days import started, street
from rules.build import DAY, HOUR, job, place
from volmatch.verifier import verify


def states(day):
    return {(seat.task, seat.volunteer): seat.state for seat in day.seats}


def served(day):
    return {stop.task for trip in day.plan.trips for stop in trip.stops}


def legal(day):
    assert verify(day.problem, day.plan) == []


def anew(day, at):
    return day.replan(at, time_limit=60, iteration_limit=200)


def test_from_the_order_to_the_rating():
    day = started()
    assert set(states(day).values()) == {"open"}
    assert day.offer("a", "ann", 0).expires == 1800
    day.accept("a", "ann", 600)
    day.start("a", "ann", 7200)
    day.done("a", "ann", 7300)
    assert day.rate("a", "ann", 7400, 5).stars == 5
    assert day.seat("a", "ann").promised
    assert states(day)["a", "ann"] == "rated"
    legal(day)


def test_a_refusal_frees_the_seat_and_is_remembered():
    day = started()
    day.offer("a", "ann", 0)
    seat = day.refuse("a", "ann", 60, "ill")
    assert (seat.state, seat.reason) == ("refused", "ill")
    assert "a" not in served(day)
    assert "a" in day.problem.volunteer("ann").declined
    legal(day)
    anew(day, 120)
    assert "a" in served(day)
    assert ("a", "ann") not in {pair for pair, state in states(day).items() if state == "open"}
    legal(day)


def test_what_nobody_answers_expires_and_so_does_what_nobody_was_offered():
    day = started(cooldown=HOUR)
    day.offer("b", "ann", 0)
    (seat,) = day.tick(1800)
    assert (seat.task, seat.state) == ("b", "expired")
    with pytest.raises(vm.DispatchError, match="rest now"):
        day.offer("d", "ann", 1900)
    late = {(one.task, one.volunteer) for one in day.tick(7000)}
    assert late == {("a", "ann")}
    legal(day)


def test_no_offer_outlasts_the_departure():
    day = started(patience=DAY)
    assert day.offer("a", "ann", 0).expires == 6700
    with pytest.raises(vm.DispatchError, match="expire at once"):
        day.offer("b", "ann", 100, expires=100)


def test_where_one_of_two_does_not_come_the_other_is_released():
    day = started()
    for at, who in enumerate(("ann", "bob")):
        day.offer("d", who, at)
        day.accept("d", who, at)
    day.no_show("d", "ann", 28_900)
    found = states(day)
    assert (found["d", "ann"], found["d", "bob"]) == ("no_show", "released")
    legal(day)


def test_whoever_does_not_turn_up_is_away_for_the_day():
    day = started()
    for at, task in enumerate(("a", "b")):
        day.offer(task, "ann", at)
        day.accept(task, "ann", at)
    day.offer("d", "bob", 20)
    day.no_show("a", "ann", 7300)
    assert states(day)["b", "ann"] == "released"
    assert all(offer.start >= DAY or offer.end <= 7300 for offer in day.problem.volunteer("ann").available)
    legal(day)
    anew(day, 7300)
    assert not any(trip.volunteer == "ann" for trip in day.plan.trips)
    legal(day)


def test_who_stands_by_is_called():
    day = started()
    day.stand_by({"cat": ["a"]}, 0)
    day.offer("a", "ann", 0)
    day.refuse("a", "ann", 60)
    (seat,) = day.promote("a", 60)
    assert (seat.volunteer, seat.state) == ("cat", "open")
    assert day.promote("b", 60) == ()
    legal(day)


def test_promises_stand_when_planned_anew():
    day = started()
    day.offer("b", "ann", 0)
    day.accept("b", "ann", 10)
    anew(day, 20)
    assert states(day)["b", "ann"] == "accepted"
    assert [s.start for t in day.plan.trips for s in t.stops if s.task == "b"] == [14_400]


def test_the_pins_of_the_problem_come_first():
    of = street(pins=[vm.Pin(volunteer="cat", task="a")])
    day = vm.Dispatch(of)
    assert served(day) == set()
    anew(day, 0)
    assert day.seat("a", "cat").state == "open"
    day.offer("a", "cat", 10)
    day.refuse("a", "cat", 20)
    anew(day, 30)
    assert day.seat("a", "cat").state == "refused"
    assert "a" in served(day)
    legal(day)
    with pytest.raises(vm.InputError, match="pinned"):
        vm.Dispatch(of, started().plan)


def test_what_fits_is_served_though_nothing_was_planned(monkeypatch):
    # Where the search is not compiled yet it is passed over; a plan to go on from is filled all the same.
    from volmatch.search import schedule

    monkeypatch.setattr(schedule, "_improve", lambda search: None)
    monkeypatch.setattr(schedule, "solve_whole", lambda search: None)
    day = vm.Dispatch(street())
    anew(day, 0)
    assert served(day) == {"a", "b", "c", "d"}


def test_planned_greedily_around_what_is_there():
    day = started()
    day.offer("a", "ann", 0)
    day.refuse("a", "ann", 60)
    day.replan(60, method="greedy")
    assert served(day) == {"a", "b", "c", "d"}
    assert day.seat("b", "ann").state == "open"
    legal(day)


def test_an_order_comes_in_and_another_is_withdrawn():
    day = started()
    day.order(job("e", "north", windows=[(10 * HOUR, 11 * HOUR)]), 5, place("north", 0, 100))
    assert "e" not in served(day)
    anew(day, 10)
    assert "e" in served(day)
    day.cancel("e", 20)
    assert "e" not in served(day)
    legal(day)
    anew(day, 30)
    assert "e" not in served(day)
    with pytest.raises(vm.ProblemError):
        day.order(job("a"), 40)


def test_offers_a_day_are_counted():
    day = started(offers_per_day=1)
    day.offer("a", "ann", 0)
    with pytest.raises(vm.DispatchError, match="asked often enough"):
        day.offer("b", "ann", 1)
    assert [seat.volunteer for seat in day.offer_all(2)] == ["bob"]


def test_what_may_not_be_says_event_state_and_ids():
    day = started()
    with pytest.raises(vm.DispatchError) as told:
        day.accept("a", "ann", 0)
    assert (told.value.event, told.value.state, told.value.subjects) == ("accept", "open", ("a", "ann"))
    assert "'accept' cannot be for task 'a' and volunteer 'ann' (now open)" in str(told.value)
    with pytest.raises(vm.DispatchError, match="not planned"):
        day.offer("a", "cat", 0)
    day.offer("a", "ann", 50)
    with pytest.raises(vm.DispatchError, match="before the last event"):
        day.accept("a", "ann", 49)
    with pytest.raises(ValueError, match="stars"):
        day.rate("a", "ann", 60, 6)
    with pytest.raises(ValueError, match="patience"):
        started(patience=0)


def test_tomorrow_knows_today():
    day = started()
    for step in ("offer", "accept", "start", "done"):
        getattr(day, step)("a", "ann", {"offer": 0, "accept": 1, "start": 7200, "done": 7300}[step])
    day.offer("c", "bob", 7300)
    day.refuse("c", "bob", 7301)
    tomorrow = day.next_day(street())
    ann, bob = tomorrow.volunteer("ann"), tomorrow.volunteer("bob")
    assert (ann.history.trips, ann.history.hours, ann.history.exposures) == (1, 1100 / 3600, 1)
    assert (ann.history.offered_hours, bob.history.hours) == (24, 0)
    assert (ann.familiar.beneficiaries, ann.familiar.locations) == (("li",), ("work",))
    assert bob.declined == ("c",)


def test_it_says_how_the_day_stands():
    day = started()
    day.offer("a", "ann", 0)
    assert "1 offer not answered yet" in day.text()
    assert "1 个派单待回复" in day.text("zh")
    assert repr(day) == "<Dispatch: 1 offered, 4 open>"


def test_a_plan_that_breaks_a_rule_is_refused():
    of = street()
    with pytest.raises(vm.InputError, match="breaks a rule"):
        vm.Dispatch(
            of,
            vm.Plan(
                problem="", clock=of.clock, trips=[vm.Trip(volunteer="zoe", depart=0, return_=1, stops=[])]
            ),
        )
