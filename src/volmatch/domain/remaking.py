"""A problem made of another, with some fields anew."""

from __future__ import annotations

import warnings
from typing import Any

from attrs import evolve

from volmatch.domain.problem import InputWarning, Problem

__all__ = ["remade"]


def remade(problem: Problem, **fields: Any) -> Problem:
    """Give a problem with some fields anew, checked as any; what is odd was said when the first was made.

    Raises ProblemError where the fields do not fit together. O(fields of the problem).
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        return evolve(problem, **fields)
