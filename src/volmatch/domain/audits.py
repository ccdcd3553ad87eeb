"""Checks that higher floors add to the making of a problem: the parameters of its rules, and its pins.

The domain cannot import the rules, which stand on it. So they are registered here, by `volmatch` itself,
as functions from a problem to the faults found.
"""

from collections.abc import Callable, Iterable
from typing import Any

AUDITS: list[Callable[[Any], Iterable[Any]]] = []
"""Each is given a problem whose own objects are sound, and gives `Fault` objects."""
