"""volmatch: who should do what, where and when, near home, with proof.

    import volmatch as vm

    problem = vm.load("problem.json")
    result = vm.solve(problem, time_limit=30)
    vm.save(result.plan, "plan.json")

Everything public is a name of this package; modules are loaded when a name of theirs is first used.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from volmatch._version import __version__
from volmatch.domain.audits import AUDITS
from volmatch.domain.outlets import OUTLETS

if TYPE_CHECKING:
    from volmatch import views
    from volmatch.comparing import Comparison, compare
    from volmatch.dispatching import Dispatch, Seat
    from volmatch.domain.clock import Clock, Interval
    from volmatch.domain.geography import convert
    from volmatch.domain.location import Location
    from volmatch.domain.plan import Level, Plan, RemoteService, Stop, Trip, Unserved
    from volmatch.domain.problem import Forbidden, InputWarning, Pin, Problem
    from volmatch.domain.task import After, Member, People, Pickup, Task, TaskType
    from volmatch.domain.travel import Matrix, StraightLine
    from volmatch.domain.view import PlanView
    from volmatch.domain.volunteer import Familiar, History, Like, Volunteer
    from volmatch.errors import (
        DispatchError,
        EngineError,
        Fault,
        FileError,
        InputError,
        PlanError,
        ProblemError,
        VolmatchError,
    )
    from volmatch.explaining import Explanation, Overview, Repair, explain
    from volmatch.generator import generate
    from volmatch.giving.calendar import calendar
    from volmatch.giving.sheets import sheets
    from volmatch.io.files import load, load_plan, save
    from volmatch.io.frames import from_frames, plan_from_frames
    from volmatch.io.geojson import plan_geojson
    from volmatch.io.schemas import json_schema
    from volmatch.pricing import Price, price
    from volmatch.ranking import Candidate, Candidates, candidates
    from volmatch.recruiting import Idle, Missing, Shortage, shortage
    from volmatch.replanning import (
        CancelTask,
        ChangedVolunteer,
        Decline,
        Dropout,
        Late,
        MovedWindow,
        NewTask,
        NewVolunteer,
        Replanned,
        replan,
    )
    from volmatch.reserves import Standby, standby
    from volmatch.result import Progress, Result
    from volmatch.rule import Objective, Rule, Violation
    from volmatch.solver import CancelToken, solve
    from volmatch.verifier import score, verify

_HOMES = {
    "comparing": ("Comparison", "compare"),
    "dispatching": ("Dispatch", "Seat"),
    "domain.clock": ("Clock", "Interval"),
    "domain.geography": ("convert",),
    "domain.location": ("Location",),
    "domain.plan": ("Level", "Plan", "RemoteService", "Stop", "Trip", "Unserved"),
    "domain.problem": ("Forbidden", "InputWarning", "Pin", "Problem"),
    "domain.task": ("After", "Member", "People", "Pickup", "Task", "TaskType"),
    "domain.travel": ("Matrix", "StraightLine"),
    "domain.view": ("PlanView",),
    "domain.volunteer": ("Familiar", "History", "Like", "Volunteer"),
    "errors": (
        "DispatchError",
        "EngineError",
        "Fault",
        "FileError",
        "InputError",
        "PlanError",
        "ProblemError",
        "VolmatchError",
    ),
    "explaining": ("Explanation", "Overview", "Repair", "explain"),
    "generator": ("generate",),
    "giving.calendar": ("calendar",),
    "giving.sheets": ("sheets",),
    "io.files": ("load", "load_plan", "save"),
    "io.frames": ("from_frames", "plan_from_frames"),
    "io.geojson": ("plan_geojson",),
    "io.schemas": ("json_schema",),
    "pricing": ("Price", "price"),
    "ranking": ("Candidate", "Candidates", "candidates"),
    "reserves": ("Standby", "standby"),
    "recruiting": ("Idle", "Missing", "Shortage", "shortage"),
    "replanning": (
        "CancelTask",
        "ChangedVolunteer",
        "Decline",
        "Dropout",
        "Late",
        "MovedWindow",
        "NewTask",
        "NewVolunteer",
        "Replanned",
        "replan",
    ),
    "result": ("Progress", "Result"),
    "rule": ("Objective", "Rule", "Violation"),
    "solver": ("CancelToken", "solve"),
    "verifier": ("score", "verify"),
}
_PACKAGES = ("views",)
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
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


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first used."""
    if name in _PACKAGES:
        return import_module(f"volmatch.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'volmatch' has no attribute {name!r}")
    value = getattr(import_module(f"volmatch.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


def _audit(problem: Any) -> Iterator[Any]:
    """Check rules and pins of a new problem; the domain, which cannot import them, calls this."""
    yield from import_module("volmatch.rulebook").audit(problem)


AUDITS.append(_audit)


def _outlet(module: str, function: str) -> Any:
    """Give a function that is looked for when it is first called."""
    return lambda thing: getattr(import_module(f"volmatch.{module}"), function)(thing)


OUTLETS["frame"] = _outlet("io.frames", "plan_frame")
OUTLETS["frames"] = _outlet("io.frames", "frames_of")
OUTLETS["html"] = _outlet("io.notebook", "html_of")
