"""Any events in any order: the plan keeps every rule, and the journal gives the same day again."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

import volmatch as vm
from dispatching.days import started
from dispatching.test_journal import look
from volmatch.dispatching.seats import BEGUN, PLANNED
from volmatch.verifier import verify

TASKS, PEOPLE = st.sampled_from("abcd"), st.sampled_from(["ann", "bob", "cat"])
EVENTS = ("offer", "accept", "refuse", "start", "no_show", "done")


class Day(RuleBasedStateMachine):
    @initialize(cooldown=st.sampled_from([0, 3000]), most=st.sampled_from([None, 2]))
    def begin(self, cooldown, most):
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "day.journal"
        self.day = started(journal=self.path, cooldown=cooldown, offers_per_day=most)
        self.at = 0

    @rule(seconds=st.sampled_from([0, 600, 3600, 9000]))
    def wait(self, seconds):
        self.at += seconds
        self.day.tick(self.at)

    @rule(event=st.sampled_from(EVENTS), task=TASKS, who=PEOPLE)
    def happen(self, event, task, who):
        before = look(self.day)
        self.day.tick(self.at)
        ticked = look(self.day)
        try:
            getattr(self.day, event)(task, who, self.at)
        except vm.DispatchError:
            assert look(self.day)[1:] in (before[1:], ticked[1:])

    @rule()
    def ask_all(self):
        self.day.offer_all(self.at)

    @rule(who=PEOPLE)
    def accept_all(self, who):
        for seat in self.day.seats:
            if seat.volunteer == who and seat.state == "offered" and seat.expires > self.at:
                self.day.accept(seat.task, who, self.at)

    @rule(task=TASKS)
    def call(self, task):
        self.day.stand_by({"cat": [task]}, self.at)
        self.day.promote(task, self.at)

    @rule(task=TASKS)
    def withdraw(self, task):
        try:
            self.day.cancel(task, self.at)
        except vm.DispatchError:
            assert any(seat.task == task and seat.state in BEGUN for seat in self.day.seats)

    @rule()
    def plan_anew(self):
        kept = {(s.task, s.volunteer) for s in self.day.seats if s.state in PLANNED[1:]}
        self.day.tick(self.at)
        kept &= {(s.task, s.volunteer) for s in self.day.seats if s.state in PLANNED[1:]}
        self.day.replan(self.at, time_limit=60, iteration_limit=20)
        assert kept <= {(s.task, s.volunteer) for s in self.day.seats if s.state in PLANNED[1:]}

    @rule()
    def crash(self):
        seen = look(self.day)
        self.day.close()
        self.day = vm.Dispatch.resume(self.path)
        assert look(self.day) == seen

    @invariant()
    def every_rule_holds(self):
        if not hasattr(self, "day"):
            return
        assert verify(self.day.problem, self.day.plan) == []
        planned = {(s.task, t.volunteer) for t in self.day.plan.trips for s in t.stops}
        assert planned == {(s.task, s.volunteer) for s in self.day.seats if s.state in PLANNED}

    def teardown(self):
        if hasattr(self, "day"):
            self.day.close()
            self.folder.cleanup()


TestDay = Day.TestCase
TestDay.settings = settings(
    max_examples=12,
    stateful_step_count=15,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
