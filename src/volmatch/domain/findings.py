"""Faults and warnings, gathered while the objects of a problem are read, so that all are reported at once."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from attrs import define, field

from volmatch.domain.clock import Clock, parse
from volmatch.errors import Fault


@define
class Findings:
    """What has been found so far, and where the reader stands.

    Parameters
    ----------
    clock
        Turns instants into seconds; ``None`` until the problem's start is known.
    names
        The ids that references may name, by kind of thing: ``{"location": {"h1", …}}``.
    """

    clock: Clock | None = None
    names: Mapping[str, Mapping[str, object]] = field(factory=dict)
    faults: list[Fault] = field(factory=list)
    warnings: list[Fault] = field(factory=list)
    subject: str = ""
    _path: list[str] = field(factory=list)
    _instants: dict[object, int | None] = field(factory=dict)
    _first: dict[str, str] = field(factory=dict)

    @contextmanager
    def inside(self, step: str) -> Iterator[None]:
        """Go one step down, as into ``windows`` or ``[0]``, and come back up."""
        self._path.append(step)
        try:
            yield
        finally:
            self._path.pop()

    @property
    def path(self) -> str:
        """Where the reader stands, such as ``tasks[3].windows[0]``."""
        return ".".join(step for step in self._path if step).replace(".[", "[")

    def fault(self, problem: str, mend: str = "") -> None:
        """Report an error at this place."""
        self.faults.append(Fault(printable(self.path), printable(self.subject or ""), problem, mend))

    def warn(self, problem: str, mend: str = "") -> None:
        """Report something odd that does no harm."""
        self.warnings.append(Fault(printable(self.path), printable(self.subject or ""), problem, mend))

    def knows(self, kind: str, name: str) -> bool:
        """Check that a reference names something that exists; report it, with the nearest name, where not."""
        known = self.names.get(kind)
        if known is None or name in known:
            return True
        # The search takes long among many, and few faults are shown.
        mend = nearest(name, known) if len(self.faults) < MOST_MENDS else ""
        if kind == "travel_mode" and not mend:
            mend = f'Known: {", ".join(known)}; "travel" may name more.'
        self.fault(f"there is no {kind.replace('_', ' ')} {name!r}", mend)
        return False

    def instant(self, value: object) -> int | None:
        """Turn an instant of any form into seconds since the start, or report it and give ``None``."""
        if type(value) is int:
            return self._near(value)
        key = (value, value.fold, value.tzinfo) if isinstance(value, datetime) else value
        try:
            if key in self._instants:
                return self._instants[key]
        except TypeError:
            self.fault(EXPECTED_INSTANT)
            return None
        seconds = self._read_instant(value)
        if seconds is not None:
            self._instants[key] = seconds
        return seconds

    def _read_instant(self, value: object) -> int | None:
        if isinstance(value, str):
            text = value
            try:
                value = parse(text)
            except ValueError:
                self.fault(EXPECTED_INSTANT, lacking(text))
                return None
        if not isinstance(value, datetime):
            whole = getattr(value, "__index__", None)
            if whole is not None and not isinstance(value, bool):
                return self._near(int(whole()))
            self.fault(EXPECTED_INSTANT)
            return None
        if value.microsecond:
            self.fault("an instant has a fraction of a second", "Round it to whole seconds.")
            return None
        self._same_kind(value)
        if self.clock is None:
            return None
        self.warn_of(self.clock.oddity(value))
        try:
            seconds = self.clock.seconds(value)
            self.clock.moment(seconds)
        except OverflowError:
            self.fault("an instant lies beyond the years 1 to 9999")
            return None
        return seconds

    def warn_of(self, oddity: str) -> None:
        """Report what daylight saving does to a wall time, as `Clock.oddity` names it."""
        if oddity == "gap":
            self.warn("daylight saving skips this wall time; the time after the gap is taken")
        elif oddity == "fold":
            self.warn("daylight saving repeats this wall time; the first of the two is taken")

    def _near(self, seconds: int) -> int | None:
        if abs(seconds) <= FURTHEST_SECONDS:
            return seconds
        self.fault("an instant lies more than 300 years from the start")
        return None

    def _same_kind(self, value: datetime) -> None:
        if value.tzinfo is not None and self.clock is not None and value.tzinfo is self.clock.zone:
            return  # a problem's own start, as when a problem is made of an earlier one
        kind = "with an offset" if value.tzinfo else "without an offset"
        self._first.setdefault(kind, self.path)
        if len(self._first) == 2 and "reported" not in self._first.values():
            where = next(path for name, path in self._first.items() if name != kind)
            self.fault(
                f"this instant is written {kind} from UTC, unlike the one at {where}",
                "Write all instants with an offset, or all as local time.",
            )
            self._first["done"] = "reported"


FURTHEST_SECONDS = 300 * 366 * 86_400
"""No instant that is given in seconds lies further from the start; dates end with the year 9999."""

MOST_MENDS = 20
"""For how many faults the nearest name is looked for."""


def printable(text: str) -> str:
    """Write half characters and control characters of an id as escapes, so that a message can be printed."""
    if text.isascii() and text.isprintable():
        return text
    escaped = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)
    return escaped.encode("utf-8", "backslashreplace").decode("utf-8")


EXPECTED_INSTANT = "an instant is expected, such as 2020-03-02T09:00 or 2020-03-02T09:00+08:00"


def lacking(text: str) -> str:
    """Say what makes an instant of a date or a time of day that stands alone, or give ``""``."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return f"Add the time of day: {text}T00:00 is when that day begins."
    if re.fullmatch(r"\d{1,2}:\d\d(:\d\d)?", text, re.ASCII):
        return "Put the date before it."
    return ""


def nearest(name: str, known: Mapping[str, object]) -> str:
    """Suggest the known name that is most like an unknown one, as a sentence, or give ``""``."""
    if len(known) > 20_000:
        known = {other: None for other in known if other[:2] == name[:2]}
    close = difflib.get_close_matches(name, list(known)[:20_000], n=1, cutoff=0.6)
    return f"Did you mean {close[0]!r}?" if close else ""
