"""The rules and the objectives, in their order: the one place where they are listed.

The order of the rules is that of model.md §5; an unserved task names the first rule that blocks each
volunteer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
from attrs import frozen

from volmatch.domain.findings import Findings, nearest
from volmatch.domain.problem import Problem
from volmatch.domain.shapes import settle
from volmatch.errors import Fault
from volmatch.objectives.continuity import Continuity
from volmatch.objectives.coverage import Coverage
from volmatch.objectives.exposed import Exposed
from volmatch.objectives.fairness import Fairness
from volmatch.objectives.lateness import Lateness
from volmatch.objectives.nearness import Nearness
from volmatch.objectives.preferences import Preferences
from volmatch.objectives.stability import Stability
from volmatch.objectives.trips import Trips
from volmatch.rule import Objective, Rule
from volmatch.rules.available import Available
from volmatch.rules.capacity import Capacity
from volmatch.rules.cohorts import Cohorts
from volmatch.rules.companions import Companions
from volmatch.rules.exposure import Exposure
from volmatch.rules.near_residence import NearResidence
from volmatch.rules.order import Order
from volmatch.rules.pinned import Pinned
from volmatch.rules.qualified import Qualified
from volmatch.rules.staffing import Staffing
from volmatch.rules.supplies import Supplies
from volmatch.rules.travel import Travel
from volmatch.rules.trip_cap import TripCap
from volmatch.rules.trip_limits import TripLimits
from volmatch.rules.window import Window
from volmatch.rules.workload import Workload

__all__ = ["OBJECTIVES", "RULES", "LevelPart", "audit", "levels_of", "rules_of"]

RULES: tuple[type[Rule], ...] = (
    Qualified,
    Available,
    Window,
    Travel,
    NearResidence,
    TripCap,
    TripLimits,
    Staffing,
    Capacity,
    Order,
    Workload,
    Cohorts,
    Exposure,
    Companions,
    Supplies,
    Pinned,
)

OBJECTIVES: tuple[type[Objective], ...] = (
    Coverage,
    Exposed,
    Nearness,
    Trips,
    Lateness,
    Fairness,
    Continuity,
    Stability,
    Preferences,
)


def rules_of(problem: Problem) -> tuple[Rule, ...]:
    """Give every rule with its parameters in this problem, in order; a user's own rules come last."""
    return _rules(problem, Findings())


def _rules(problem: Problem, found: Findings) -> tuple[Rule, ...]:
    said: Mapping[str, Any] = problem.rules
    known = {cls.name: cls for cls in RULES}
    rules = [_made(cls, said.get(name, {}), found, "rules") for name, cls in known.items()]
    own = [_own(rule, found) for name, rule in said.items() if name not in known and isinstance(rule, Rule)]
    return tuple(rule for rule in (*rules, *own) if rule is not None)


def _made(cls: type[Any], said: Any, found: Findings, where: str) -> Any:
    """Make a rule or objective of its parameters, or take the object that the user gave."""
    if isinstance(said, cls):
        with found.inside(f"{where}.{cls.name}"):
            return _settled(said, found)
    fields = {item.metadata.get("json", item.name): item for item in attrs.fields(cls)}
    with found.inside(f"{where}.{cls.name}"):
        if not isinstance(said, Mapping):
            found.fault("an object with parameters is expected")
            return None
        if "" in fields:
            said = {"": said}
        for name in said.keys() - fields.keys():
            found.fault(f"unknown parameter {name!r}", nearest(str(name), fields))
        return _settled(
            cls(**{fields[name].name: value for name, value in said.items() if name in fields}), found
        )


def _own(rule: Rule, found: Findings) -> Rule:
    """Check the parameters of a user's own rule, as far as they say of what kind they are."""
    kinds = (
        [item.metadata.get("kind") for item in attrs.fields(type(rule))] if attrs.has(type(rule)) else [None]  # type: ignore[arg-type]
    )
    if None in kinds:
        return rule
    with found.inside(f"rules.{rule.name}"):
        checked: Rule = _settled(rule, found)
        return checked


def _settled(thing: Any, found: Findings) -> Any:
    """Read every parameter; where each is sound, look at them together."""
    before = len(found.faults)
    thing = settle(thing, found)
    if isinstance(thing, Rule) and len(found.faults) == before:
        for clash in thing.clashes():
            found.fault(clash)
    return thing


@frozen
class LevelPart:
    """A level below or at coverage: its name, and the objectives merged in it with their weights."""

    name: str
    parts: tuple[tuple[Objective, int], ...]


def levels_of(problem: Problem) -> tuple[LevelPart, ...]:
    """Give the levels of a problem, most important first."""
    return _levels(problem, Findings())


def unranked(problem: Problem) -> tuple[Objective, ...]:
    """Give the objectives that the problem does not ask for, with their options."""
    asked = {objective.name for level in levels_of(problem) for objective, _ in level.parts}
    options = problem.objective_options
    return tuple(
        _made(cls, options.get(cls.name, {}), Findings(), "objective_options")
        for cls in OBJECTIVES
        if cls.name not in asked
    )


def _levels(problem: Problem, found: Findings) -> tuple[LevelPart, ...]:
    said: Any = problem.objective_options
    options = said if isinstance(said, Mapping) else {}
    known: dict[str, Any] = {}
    for cls in OBJECTIVES:
        known[cls.name] = _made(cls, options.get(cls.name, {}), found, "objective_options")
    with found.inside("objective_options"):
        for name in options.keys() - known.keys():
            found.fault(f"there is no objective {name!r}", nearest(str(name), known))
    levels = []
    seen: set[str] = set()
    asked = problem.objectives
    if isinstance(asked, str) or not isinstance(asked, Sequence):
        with found.inside("objectives"):
            found.fault("a list of objectives is expected")
        asked = ()
    for row, entry in enumerate(asked):
        with found.inside(f"objectives.[{row}]"):
            known_ones = {**known, entry.name: entry} if isinstance(entry, Objective) else known
            name = entry.name if isinstance(entry, Objective) else entry
            parts = _parts(name, row, known_ones, seen, found)
        if parts:
            levels.append(LevelPart(_level_name(parts), tuple(parts)))
    if not levels or levels[0].name != "coverage":
        with found.inside("objectives"):
            found.fault('the first level must be "coverage"')
    return tuple(levels)


def _parts(
    entry: Any, row: int, known: Mapping[str, Any], seen: set[str], found: Findings
) -> list[tuple[Objective, int]]:
    weights = entry if isinstance(entry, Mapping) else {entry: 1} if isinstance(entry, str) else None
    if not weights:
        found.fault("the name of an objective, or an object with weights, is expected")
        return []
    parts = []
    for name, weight in weights.items():
        if name not in known:
            found.fault(f"there is no objective {name!r}", nearest(str(name), known))
            continue
        if name in seen:
            found.fault(f"the objective {name!r} stands twice")
        seen.add(name)
        if isinstance(entry, Mapping) and name == "coverage":
            found.fault("coverage is never merged with another objective")
        elif name == "coverage" and row:
            found.fault("coverage always comes first")
        elif type(weight) is not int or not 0 < weight <= 1_000_000:
            found.fault(f"the weight of {name!r} must be a whole number from 1 to 1,000,000")
        elif known[name] is not None:
            parts.append((known[name], weight))
    return parts


def _level_name(parts: Sequence[tuple[Objective, int]]) -> str:
    if len(parts) == 1 and parts[0][1] == 1:
        return parts[0][0].name
    return " + ".join(f"{objective.name}×{weight}" for objective, weight in parts)


def audit(problem: Problem) -> Iterator[Fault]:
    """Report unknown rules, parameters and objectives, wrong values of them, and pins that break rules."""
    from volmatch.pins import check_pins

    found = Findings(names=problem.names)
    known = [cls.name for cls in RULES]
    with found.inside("rules"):
        for name, said in problem.rules.items():
            if name not in known and not isinstance(said, Rule):
                found.fault(f"there is no rule {name!r}", nearest(str(name), dict.fromkeys(known)))
    rules = _rules(problem, found)
    for level in _levels(problem, found):
        for objective, _ in level.parts:
            with found.inside("objectives"):
                for lack in objective.lacks(problem):
                    found.fault(lack)
    yield from found.faults
    if problem.pins and not found.faults:
        yield from check_pins(problem, rules)
