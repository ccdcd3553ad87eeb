"""How a package of numba functions is kept compiled: on disk, in a folder named after its sources.

numba's own cache does not notice that a callee in another file has changed; but it compiles anew, without a word,
where the same file stands elsewhere or was written again. So the folder of the cache is named after a hash of all
sources of the package, where they stand and when they were written, and the versions of Python and numba: a change of
any makes a new one. ``VOLMATCH_CACHE`` names another place for these folders than the user's cache folder. Where it
cannot be written, nothing is kept, and every process compiles for itself.
"""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import numba

__all__ = ["Cache", "folder_of"]


def folder_of(package: Path) -> Path:
    """Name the folder in which this version of a package's functions is kept compiled."""
    digest = hashlib.sha256(f"{sys.version} {numba.__version__}".encode())
    for source in sorted(package.glob("*.py")):
        digest.update(f"{source.resolve()} {source.stat().st_mtime_ns}".encode())
        digest.update(source.read_bytes())
    home = os.environ.get("VOLMATCH_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "volmatch" / digest.hexdigest()[:16]


def _writable(place: Path) -> bool:
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(place, os.W_OK)


class Cache:
    """The compiled functions of one package: without the lock of Python and without checks of division."""

    def __init__(self, package: Path) -> None:
        self.folder = folder_of(package)
        self.kept = _writable(self.folder)

    def is_ready(self) -> bool:
        """Whether everything was compiled before, so that the functions start at once."""
        return bool(numba.config.DISABLE_JIT) or (self.folder / "ready").exists()

    def mark_ready(self) -> None:
        """Note that everything has been compiled, where that is kept."""
        if self.kept:
            (self.folder / "ready").touch()

    def compiled(self, function: Any, **options: Any) -> Any:
        """Compile a function when it is first called; afterwards it is read from the cache."""
        before = numba.config.CACHE_DIR
        numba.config.CACHE_DIR = str(self.folder)
        try:
            return numba.njit(function, cache=self.kept, nogil=True, error_model="numpy", **options)
        finally:
            numba.config.CACHE_DIR = before
