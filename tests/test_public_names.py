"""The public surface: its names, what importing it loads, and what the verifier can do without."""

from __future__ import annotations

import subprocess
import sys

import pytest

import volmatch

NAMES = [
    "After",
    "CancelTask",
    "CancelToken",
    "Candidate",
    "Candidates",
    "ChangedVolunteer",
    "Clock",
    "Comparison",
    "Decline",
    "Dispatch",
    "DispatchError",
    "Dropout",
    "EngineError",
    "Explanation",
    "Familiar",
    "Fault",
    "FileError",
    "Forbidden",
    "History",
    "Idle",
    "InputError",
    "InputWarning",
    "Interval",
    "Late",
    "Level",
    "Like",
    "Location",
    "Matrix",
    "Member",
    "Missing",
    "MovedWindow",
    "NewTask",
    "NewVolunteer",
    "Objective",
    "Overview",
    "People",
    "Pickup",
    "Pin",
    "Plan",
    "PlanError",
    "PlanView",
    "Price",
    "Problem",
    "ProblemError",
    "Progress",
    "RemoteService",
    "Repair",
    "Replanned",
    "Result",
    "Rule",
    "Seat",
    "Shortage",
    "Standby",
    "Stop",
    "StraightLine",
    "Task",
    "TaskType",
    "Trip",
    "Unserved",
    "Violation",
    "VolmatchError",
    "Volunteer",
    "__version__",
    "calendar",
    "candidates",
    "compare",
    "convert",
    "explain",
    "from_frames",
    "generate",
    "json_schema",
    "load",
    "load_plan",
    "plan_from_frames",
    "plan_geojson",
    "price",
    "replan",
    "save",
    "score",
    "sheets",
    "shortage",
    "solve",
    "standby",
    "verify",
    "views",
]

HEAVY = ("ortools", "numba", "scipy", "pandas")


def test_the_public_names_are_these():
    assert sorted(volmatch.__all__) == sorted(NAMES)
    assert len(set(volmatch.__all__)) == len(volmatch.__all__)
    assert dir(volmatch) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_can_be_imported(name):
    thing = getattr(volmatch, name)
    if name != "__version__":
        assert thing.__name__.removeprefix("volmatch.") == name
        assert thing.__doc__


def test_other_names_are_told():
    with pytest.raises(AttributeError, match="no attribute 'sovle'"):
        volmatch.sovle  # noqa: B018


def python(code):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


LOADED = f"import sys; print(*[name for name in {(*HEAVY, 'numpy')!r} if name in sys.modules])"


def test_importing_loads_nothing_heavy():
    assert python(f"import volmatch; {LOADED}") == []
    assert python(f"import volmatch as vm; vm.Clock, vm.Fault, vm.__all__; {LOADED}") == []


BLOCK = """
import sys

class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {heavy!r}:
            raise ImportError(name + " is blocked")

sys.meta_path.insert(0, Blocker())
import volmatch as vm

home, work = vm.Location(id="home", x=0.0, y=0.0), vm.Location(id="work", x=500.0, y=0.0)
problem = vm.Problem(
    volunteers=[vm.Volunteer(id="ann", home="home", available=[(0, 9000)], likes=[vm.Like(value=3, task="job")])],
    tasks=[vm.Task(id="job", location="work", windows=[(0, 9000)], duration=100)],
    locations=[home, work],
    start="2020-03-02T00:00", end="2020-03-03T00:00", coordinates="planar",
    travel=vm.StraightLine({{"walk": 3.6}}),
    rules={{"near_residence": {{"radius_km": 1, "same_area": None}}, "trip_cap": {{"per_day": 1}}}},
    objectives=["coverage", "nearness", "trips", "preferences"],
    pins=[vm.Pin(volunteer="ann", task="job", start=1000)],
)
stop = vm.Stop(task="job", arrive=1000, start=1000, end=1100)

def plan(depart):
    trip = vm.Trip(volunteer="ann", depart=depart, return_=1600, stops=(stop,))
    return vm.Plan(problem="", clock=problem.clock, trips=[trip])

assert vm.verify(problem, plan(500)) == []
assert [str(one) for one in vm.verify(problem, plan(501))] == [
    "travel: ann cannot be at job so early, by 1 s"
]
assert [level.value for level in vm.score(problem, plan(500))][1:] == [1000, 1, -3]
assert vm.compare(problem, plan(501), plan(500)).better == "b"
print(*[name for name in {heavy!r} if name in sys.modules])
"""


def test_the_verifier_runs_where_no_solver_can_be_imported():
    assert python(BLOCK.format(heavy=HEAVY)) == []
