"""How the search is compiled: once, kept on disk, without the lock of Python and without checks of division."""

from __future__ import annotations

from typing import Any

import numba

__all__ = ["compiled"]


def compiled(function: Any) -> Any:
    """Compile a function of the search when it is first called; afterwards it is read from the cache."""
    return numba.njit(function, cache=True, nogil=True, error_model="numpy")
