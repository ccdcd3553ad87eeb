"""Problems and plans as JSON text (model.md §7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from volmatch.domain.findings import Findings
from volmatch.domain.kinds import described
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.errors import Fault, FileError
from volmatch.io.plain import encoded
from volmatch.io.plans import plan_of
from volmatch.io.schema import PLAN_SCHEMA, PROBLEM_SCHEMA, check_schema
from volmatch.io.strict import parse
from volmatch.io.structure import problem_of
from volmatch.io.unstructure import raw_plan, raw_problem

__all__ = ["dumped", "read_plan", "read_problem", "write_plan", "write_problem"]


def read_problem(text: str | bytes) -> Problem:
    """Read a problem from JSON text.

    Parameters
    ----------
    text
        One object with ``"schema": "volmatch/problem/1"``; UTF-8 where it is bytes.

    Raises
    ------
    FileError
        Where the text cannot be read; with every fault of the text and of its objects, up to 100.
    ProblemError
        Where the text can be read, but its objects do not fit together.

    Notes
    -----
    O(characters). About 30 µs an object.

    Examples
    --------
    >>> from volmatch.domain.problem import Problem
    >>> problem = Problem(
    ...     volunteers=[], tasks=[], locations=[], start="2020-03-02T00:00", end="2020-03-03T00:00"
    ... )
    >>> read_problem(write_problem(problem)) == problem
    True
    """
    raw = _object(parse(text))
    return problem_of(raw, check_schema(raw.get("schema"), PROBLEM_SCHEMA))


def write_problem(problem: Problem) -> str:
    """Write a problem as JSON text, one volunteer, task or location a line.

    Reading the text gives an equal problem (rules that were given as objects come back as their
    parameters), and writing that gives the same text.

    Raises
    ------
    FileError
        Where the problem holds what no file can: a user's own travel or rule.
    """
    return dumped(raw_problem(problem))


def read_plan(text: str | bytes) -> Plan:
    """Read a plan from JSON text.

    Its clock counts from 1970 and keeps the offset of the first instant;
    ``plan.on(problem.clock)`` moves it. Whether it keeps the rules is for `verify` to say.

    Raises
    ------
    FileError
        Where the text cannot be read; with every fault, up to 100.
    """
    raw = _object(parse(text))
    found = Findings(faults=check_schema(raw.get("schema"), PLAN_SCHEMA))
    plan = plan_of(raw, found)
    if plan is None or found.faults:
        raise FileError(found.faults)
    return plan


def write_plan(plan: Plan) -> str:
    """Write a plan as JSON text, one trip a line.

    Raises
    ------
    FileError
        Where an instant has no date.
    """
    return dumped(raw_plan(plan))


def _object(raw: Any) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise FileError([Fault("file", "", f"a JSON object is expected, not {described(raw)}")])
    return raw


def dumped(raw: dict[str, Any]) -> str:
    """Write plain values as JSON text: one key a line, and one object of a list a line."""
    return "{" + ",\n ".join(_lines(raw)) + "}\n"


def _lines(raw: dict[str, Any]) -> Iterator[str]:
    for key, value in raw.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rows = ",\n  ".join(map(encoded, value))
            yield f"{encoded(key)}: [\n  {rows}]"
        else:
            yield f"{encoded(key)}: {encoded(value)}"
