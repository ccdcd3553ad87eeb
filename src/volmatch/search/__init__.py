"""Which engine is asked when, and what is known at any time."""

from __future__ import annotations

from volmatch.search.schedule import run
from volmatch.search.state import Search

__all__ = ["Search", "run"]
