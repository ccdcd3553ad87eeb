"""How the search is compiled: once, kept on disk, without the lock of Python and without checks of division.

numba's own cache does not notice that a callee in another file has changed. So the folder of the cache
is named after a hash of all sources of the search and the versions of Python and numba: a change of any
makes a new one. ``VOLMATCH_CACHE`` names another place for these folders than the user's cache folder.
Where it cannot be written, nothing is kept, and every process compiles for itself.

References to arrays are not counted (``_nrt=False``): the caller in Python keeps every array alive, and no compiled
function makes one. Counting them at every call made the search sixteen times slower.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import numba

__all__ = ["compiled", "entry", "folder", "inlined", "is_ready", "mark_ready"]


def folder() -> Path:
    """Name the folder in which this version of the search is kept compiled."""
    digest = hashlib.sha256(f"{sys.version} {numba.__version__}".encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    home = os.environ.get("VOLMATCH_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "volmatch" / digest.hexdigest()[:16]


def _writable(place: Path) -> bool:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place, os.W_OK)


_FOLDER = folder()
_KEPT = _writable(_FOLDER)


def is_ready() -> bool:
    """Whether everything was compiled before, so that the search starts at once."""
    return bool(numba.config.DISABLE_JIT) or (_FOLDER / "ready").exists()


def mark_ready() -> None:
    """Note that everything has been compiled, where that is kept."""
    if _KEPT:
        (_FOLDER / "ready").touch()


def entry(function: Any) -> Any:
    """Compile a function that Python calls, when it is first called; afterwards it is read from the cache."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(_FOLDER)
    try:
        return numba.njit(function, cache=_KEPT, nogil=True, error_model="numpy", _nrt=False)
    finally:
        numba.config.CACHE_DIR = before


def compiled(function: Any) -> Any:
    """Compile a function that only compiled functions call."""
    return numba.njit(
        function, nogil=True, error_model="numpy", _nrt=False, no_cpython_wrapper=True, no_cfunc_wrapper=True
    )


def inlined(function: Any) -> Any:
    """Compile a small function into each of its callers."""
    return numba.njit(
        function,
        nogil=True,
        error_model="numpy",
        _nrt=False,
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        forceinline=True,
    )
