"""Seconds and memory, of a stretch of this process or of a whole other one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from attrs import frozen

if sys.platform != "win32":
    import resource

__all__ = ["Cost", "Finished", "measured", "process"]

T = TypeVar("T")


@frozen(kw_only=True)
class Cost:
    """What something took.

    Attributes
    ----------
    wall_seconds, cpu_seconds
        By the clock, and of all threads together; CPU ``None`` where the system does not tell.
    peak_mb
        The most memory that the process ever held, in 10^6 bytes; ``None`` where the system does not tell.
    """

    wall_seconds: float
    cpu_seconds: float | None
    peak_mb: float | None


def measured(work: Callable[[], T]) -> tuple[T, Cost]:
    """Do something, and say what it took. The peak is that of the process so far."""
    cpu, wall = time.process_time(), time.perf_counter()
    done = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return done, Cost(wall_seconds=wall, cpu_seconds=cpu, peak_mb=_own_peak())


@frozen(kw_only=True)
class Finished:
    """A process that has ended; its exit status is ``None`` where it was killed because it took too long."""

    exit_status: int | None
    stdout: str
    stderr: str
    cost: Cost


def process(
    words: Sequence[str], environment: Mapping[str, str] | None = None, patience: float | None = None
) -> Finished:
    """Run a command to its end, with some variables set, and say what it took from first to last.

    Where it takes more than ``patience`` seconds it is killed.

    Its peak memory is at least that of the caller, on Linux: a child counts what its parent held when it
    was made. So call this from a small process, as ``benchmarks.single`` is.
    """
    variables = {**os.environ, **(environment or {})}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        wall = time.perf_counter()
        with subprocess.Popen(words, stdout=out, stderr=err, env=variables) as child:
            late = threading.Event()

            def stop() -> None:
                late.set()
                child.kill()

            watch = threading.Timer(patience or 0, stop)
            if patience is not None:
                watch.start()
            cpu, peak = _await(child)
            watch.cancel()
        wall = time.perf_counter() - wall
        out.seek(0)
        err.seek(0)
        return Finished(
            exit_status=None if late.is_set() else child.returncode,
            stdout=out.read().decode(errors="replace"),
            stderr=err.read().decode(errors="replace"),
            cost=Cost(wall_seconds=wall, cpu_seconds=cpu, peak_mb=peak),
        )


def _await(child: subprocess.Popen[bytes]) -> tuple[float | None, float | None]:
    """Wait for a child, and give its CPU seconds and its peak memory."""
    if sys.platform == "win32":
        child.wait()
        return None, None
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, _megabytes(used.ru_maxrss)


def _own_peak() -> float | None:
    if sys.platform == "win32":
        return None
    return _megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _megabytes(peak: int) -> float:
    """Convert what the system counts: bytes on macOS, 1,024 bytes elsewhere."""
    return peak * (1 if sys.platform == "darwin" else 1024) / 1e6
