"""What things of the domain can be turned into by those who stand above it: frames, and tables for notebooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

OUTLETS: dict[str, Callable[[Any], Any]] = {}
"""Functions by name. The package adds them, since the domain cannot import whoever does the work."""
