"""From what went wrong to an exit status and lines that say how to mend it; never a traceback."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from volmatch.cli.screen import Screen
from volmatch.cli.words import plural
from volmatch.errors import EngineError, InputError, VolmatchError

__all__ = ["BAD_INPUT", "DONE", "FAULTY", "INTERRUPTED", "NO", "RefusedError", "about", "guarded"]

DONE, NO, BAD_INPUT, FAULTY, INTERRUPTED = 0, 1, 2, 70, 130

SHOW_TRACEBACK = "VOLMATCH_TRACEBACK"
"""The environment variable that makes faults of volmatch itself show where they happened."""


class RefusedError(Exception):
    """The command is not carried out: a title, and lines that say what is wrong."""

    def __init__(self, title: str, lines: tuple[str, ...] = ()) -> None:
        super().__init__(title)
        self.title = title
        self.lines = lines


@contextmanager
def about(thing: str | Path) -> Iterator[None]:
    """Say what it was that is wrong: the name of a file, or of an option."""
    try:
        yield
    except InputError as error:
        raise _refused(error, str(thing)) from error
    except OSError as error:
        raise RefusedError(f"{thing}: {_reason(error)}") from error


def _refused(error: InputError, thing: str) -> RefusedError:
    """Say it in a line where the only fault is one of the thing as a whole."""
    if error.num_faults == 1 and error.faults[0].path == thing:
        fault = error.faults[0]
        return RefusedError(f"{thing}: {fault.problem}", (fault.mend,) if fault.mend else ())
    return RefusedError(f"{plural(error.num_faults, 'fault')} in {thing}", _lines(error))


def _lines(error: InputError) -> tuple[str, ...]:
    lines = [str(fault) for fault in error.faults]
    if error.num_faults > len(lines):
        lines.append(f"… and {error.num_faults - len(lines):,} more")
    return tuple(lines)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def guarded(work: Callable[[Screen], int]) -> int:
    """Do the work of a command, and give its exit status whatever happens."""
    screen = Screen()
    try:
        return work(screen)
    except KeyboardInterrupt:
        screen.fail("interrupted")
        return INTERRUPTED
    except RefusedError as refusal:
        screen.fail(refusal.title, refusal.lines)
        return BAD_INPUT
    except InputError as error:
        screen.fail(plural(error.num_faults, "fault"), _lines(error))
        return BAD_INPUT
    except EngineError as error:
        screen.fail(f"{error}. No plan was found before that, and nothing was written")
        return FAULTY
    except VolmatchError as error:
        screen.fail(str(error))
        return BAD_INPUT
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        screen.fail(f"{where}{_reason(error)}")
        return BAD_INPUT
    except Exception as error:
        return _own_fault(screen, error)


def _own_fault(screen: Screen, error: Exception) -> int:
    """Name kind and place of an error of ours, but not its text: that may hold personal data."""
    if os.environ.get(SHOW_TRACEBACK):
        traceback.print_exception(error)
        return FAULTY
    if isinstance(error, MemoryError):
        screen.fail("there is not enough memory for this problem; nothing was written")
        return FAULTY
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}, line {last.lineno}"
    screen.fail(
        f"a fault of volmatch itself: {type(error).__name__} in {place}",
        ["Please report it.", f"{SHOW_TRACEBACK}=1 shows where it happened."],
    )
    return FAULTY
