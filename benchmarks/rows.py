"""A row of results: what ran, when, on which machine, with which versions, and what came out."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import platform
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from attrs import asdict

from benchmarks.registry import Benchmark, Outcome, Row, Run

__all__ = ["append", "figures_of", "load_average", "machine", "made_row", "now", "read", "versions"]

PACKAGES = ("volmatch", "ortools", "numpy", "scipy", "numba")


def now() -> str:
    """Give the instant, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def load_average() -> float | None:
    """Give how many processes wanted to run in the last minute; ``None`` where the system does not tell."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def machine() -> dict[str, Any]:
    """Describe the machine, without its name."""
    allowed = getattr(os, "sched_getaffinity", None)
    return {
        "system": platform.system(),
        "cpu": _cpu(),
        "cores": len(allowed(0)) if allowed else os.cpu_count(),
        "memory_gb": _memory_gb(),
    }


def _cpu() -> str:
    described = Path("/proc/cpuinfo")
    if described.is_file():
        for line in described.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gb() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1)
    except (AttributeError, ValueError, OSError):
        return None


def versions() -> dict[str, str]:
    """Name the versions, and the sources of volmatch by a hash: the number changes with a release only."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "missing"
    return {**found, "source": _source()}


def _source() -> str:
    spec = importlib.util.find_spec("volmatch")
    if spec is None or spec.origin is None:
        return "missing"
    folder = Path(spec.origin).parent
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:10]


def made_row(benchmark: Benchmark, run: Run, outcome: Outcome, load: float | None) -> dict[str, Any]:
    """Join what was asked for, what came out, and where it ran."""
    row = {
        "benchmark": benchmark.name,
        "size": run.size,
        "seed": run.seed,
        **({"solver": run.solver} if run.solver else {}),
        "time_limit": run.time_limit,
        "date": now(),
        "load": load,
        "machine": machine(),
        "versions": versions(),
        **asdict(outcome.cost),
        "status": outcome.status,
        "stopped_by": outcome.stopped_by,
        "levels": list(outcome.levels),
        "figures": dict(outcome.figures),
        "notes": dict(outcome.notes),
    }
    return _rounded(row)  # type: ignore[no-any-return]


def _rounded(value: Any) -> Any:
    """Round to what a clock can tell, so that rows can be read."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value


def figures_of(row: Row) -> dict[str, float]:
    """Give the figures of a row, with the gap of each level that has a bound, CPU seconds and memory."""
    gaps = {f"{level['name']}_gap": level["gap"] for level in row["levels"] if level["gap"] is not None}
    spent = {name: row[name] for name in ("cpu_seconds", "peak_mb") if row[name] is not None}
    return {**row["figures"], **gaps, **spent}


def append(path: Path, rows: Iterable[Row]) -> None:
    """Add rows to a file, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def read(path: Path) -> list[Row]:
    """Read the rows of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
