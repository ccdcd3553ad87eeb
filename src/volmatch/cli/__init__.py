"""The command line: ``volmatch solve``, ``verify``, ``show``, ``candidates``, ``standby``, ``compare`` and others.

Exit statuses, for scripts:

=====  ==========================================================================================
0      done
1      the answer is "no": a plan breaks rules, or no plan keeps the pins
2      the input is bad, or the output cannot be written; what is wrong is on standard error
70     a fault of volmatch itself
130    interrupted; the best plan so far was still written
=====  ==========================================================================================

Nothing heavy is imported before it is needed: ``volmatch --help`` loads neither solver nor
compiler.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

__all__ = ["main"]

MISSING = "volmatch: the command line needs typer and rich: pip install 'volmatch[cli]'"
BAD_INPUT, INTERRUPTED = 2, 130


def main(args: Sequence[str] | None = None) -> int:
    """Run one command, and give its exit status.

    Parameters
    ----------
    args
        The words after ``volmatch``; default those of the process.
    """
    try:
        _never_fail_at_letters()
        try:
            import rich  # noqa: F401
            import typer  # noqa: F401
        except ModuleNotFoundError:
            print(MISSING, file=sys.stderr)
            return BAD_INPUT
        from volmatch.cli.app import run

        return run(sys.argv[1:] if args is None else args)
    except KeyboardInterrupt:
        return INTERRUPTED


def _never_fail_at_letters() -> None:
    """Let a terminal that has no Chinese show question marks rather than stop the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
