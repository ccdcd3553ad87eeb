"""Where the kernels of the prices are kept compiled."""

from __future__ import annotations

from pathlib import Path

from volmatch.engines.caching import Cache

__all__ = ["CACHE", "compiled"]

CACHE = Cache(Path(__file__).parent)

compiled = CACHE.compiled
