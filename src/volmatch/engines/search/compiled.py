"""Three ways to compile a function of the search.

References to arrays are not counted (``_nrt=False``): the caller in Python keeps every array alive, and no compiled
function makes one. Counting them at every call made the search sixteen times slower. Only what Python calls is kept on
disk, with all that it calls linked in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numba
from numba.core import codegen

from volmatch.engines.caching import Cache, folder_of

__all__ = ["compiled", "entry", "folder", "in_haste", "inlined", "is_ready", "mark_ready"]

_CACHE = Cache(Path(__file__).parent)
_INNER: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "_nrt": False,
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}

WHOLE = "_optimize_final_module"
"""The step of numba that optimises a function with all that it calls."""

is_ready, mark_ready = _CACHE.is_ready, _CACHE.mark_ready


def folder() -> Path:
    """Name the folder in which this version of the search is kept compiled."""
    return folder_of(Path(__file__).parent)


def entry(function: Any) -> Any:
    """Compile a function that Python calls, when it is first called; afterwards it is read from the cache."""
    return _CACHE.compiled(function, _nrt=False)


def compiled(function: Any) -> Any:
    """Compile a function that only compiled functions call."""
    return numba.njit(function, **_INNER)


def inlined(function: Any) -> Any:
    """Compile a small function into each of its callers."""
    return numba.njit(function, forceinline=True, **_INNER)


@contextmanager
def in_haste() -> Iterator[None]:
    """Optimise little: for functions that are optimised again, once, where all are linked together.

    numba would optimise each function again with all that it calls, level by level, which took more than twice as long.
    The step is left out where this numba has it.
    """
    config: Any = numba.config
    library: Any = codegen.CPUCodeLibrary
    before, step = config.OPT, getattr(library, WHOLE, None)
    config.OPT = 1
    if step is not None:
        setattr(library, WHOLE, lambda self: None)
    try:
        yield
    finally:
        config.OPT = before
        if step is not None:
            setattr(library, WHOLE, step)
