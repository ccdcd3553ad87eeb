"""Where the functions of the search are kept compiled."""

from __future__ import annotations

from pathlib import Path

from volmatch.engines.caching import Cache, folder_of

__all__ = ["compiled", "folder", "is_ready", "mark_ready"]

_CACHE = Cache(Path(__file__).parent)

is_ready, mark_ready, compiled = _CACHE.is_ready, _CACHE.mark_ready, _CACHE.compiled


def folder() -> Path:
    """Name the folder in which this version of the search is kept compiled."""
    return folder_of(Path(__file__).parent)
