"""What a field may hold: one small class a kind, which reads a value into its canonical form or reports it.

Every field of the domain names its kind in its metadata. The check of a problem, the readers and the writers
all go by it, so that a field is described once. `settle` is given what the user wrote and gives what the
rest of the library reads; it never raises.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
from attrs import frozen

from volmatch.domain.findings import Findings

LARGEST = 2**53
"""No number may be larger: floats lose whole numbers there."""

LONGEST_NAME = 256
"""How many characters an id has at most."""


class Kind:
    """One kind of value."""

    def settle(self, value: Any, found: Findings) -> Any:
        """Give the canonical form of a value, or report it and give ``None``."""
        raise NotImplementedError


class Anything(Kind):
    """Whatever JSON can hold, kept as it is."""

    def settle(self, value: Any, found: Findings) -> Any:
        """Keep the value."""
        return value


class Text(Kind):
    """Free text."""

    def settle(self, value: Any, found: Findings) -> str | None:
        """Accept a string without lone surrogates."""
        if not isinstance(value, str):
            found.fault(f"text is expected, not {described(value)}")
            return None
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            found.fault("the text holds half of a character (a lone surrogate)")
            return None
        return value


class Name(Kind):
    """An id or a tag: a non-empty string that can be typed and seen."""

    def settle(self, value: Any, found: Findings) -> str | None:
        """Accept 1 to 256 visible characters, kept byte for byte."""
        if type(value) is str and value.isascii() and value.isalnum() and len(value) <= LONGEST_NAME:
            return value
        if not isinstance(value, str):
            found.fault(f"an id must be a string, not {described(value)}", "Write it in quotes.")
            return None
        why = _unfit(value)
        if why:
            found.fault(f"an id {why}")
            return None
        return str(value)


def _unfit(name: str) -> str:
    if not name:
        return "is empty"
    if len(name) > LONGEST_NAME:
        return f"has {len(name)} characters; {LONGEST_NAME} is the most"
    if name != name.strip():
        return "begins or ends with a space"
    categories = {unicodedata.category(letter) for letter in name}
    if "Cs" in categories:
        return "holds half of a character (a lone surrogate)"
    if categories & {"Cc", "Zl", "Zp"}:
        return "holds a control character"
    if any(unicodedata.bidirectional(letter) in _BIDI for letter in name) or set(name) & _MARKS:
        return "holds a character that turns the direction of writing"
    return ""


_BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_MARKS = {"\u200e", "\u200f", "\u061c"}


@frozen
class Reference(Kind):
    """The id of something else in the problem."""

    to: str

    def settle(self, value: Any, found: Findings) -> str | None:
        """Report an id of nothing that exists; keep it all the same, so that it is reported once."""
        if not isinstance(value, str):
            found.fault(f"the id of a {self.to.replace('_', ' ')} is expected, not {described(value)}")
            return None
        found.knows(self.to, value)
        return value


@frozen
class Choice(Kind):
    """One of a few words."""

    words: tuple[str, ...]

    def settle(self, value: Any, found: Findings) -> str | None:
        """Accept one of the words."""
        if isinstance(value, str) and value in self.words:
            return value
        found.fault(f"one of {', '.join(self.words)} is expected, not {described(value)}")
        return None


class Flag(Kind):
    """True or false."""

    def settle(self, value: Any, found: Findings) -> bool | None:
        """Accept a truth value of Python or numpy."""
        if isinstance(value, bool | np.bool_):
            return bool(value)
        found.fault(f"true or false is expected, not {described(value)}")
        return None


@frozen
class Whole(Kind):
    """A whole number."""

    least: int | None = 0
    most: int = LARGEST

    def settle(self, value: Any, found: Findings) -> int | None:
        """Accept Python and numpy integers, and floats that are whole."""
        number = whole(value)
        low = "" if self.least is None else f", {self.least} or more,"
        if number is None:
            found.fault(f"a whole number{low} is expected, not {described(value)}")
        elif self.least is not None and number < self.least:
            found.fault(f"a whole number{low} is expected, not a smaller one")
        elif abs(number) > self.most:
            found.fault(f"a number is larger than {'2^53' if self.most == LARGEST else self.most}")
        else:
            return number
        return None


@frozen
class Real(Kind):
    """A number with a unit of its own, such as kilometres or hours."""

    least: float | None = 0.0
    most: float = float(LARGEST)

    def settle(self, value: Any, found: Findings) -> float | None:
        """Accept finite numbers within the bounds."""
        number = real(value)
        if number is None or math.isnan(number) or math.isinf(number):
            found.fault(f"a number is expected, not {described(value)}")
        elif self.least is not None and number < self.least:
            found.fault(f"the number must be {self.least:g} or more")
        elif abs(number) > self.most:
            found.fault(f"the number must be {self.most:g} or less")
        else:
            return number
        return None


class Exact(Kind):
    """A weight or an amount: 0 or more, exact at one millionth."""

    def settle(self, value: Any, found: Findings) -> float | int | None:
        """Accept whole numbers, and decimals of up to six places."""
        number = whole(value)
        if number is None:
            decimal = real(value)
            if decimal is None or not math.isfinite(decimal):
                found.fault(f"a number, 0 or more, is expected, not {described(value)}")
                return None
            if decimal != round(decimal, 6):
                found.fault("a number must be exact at one millionth", "Round it to 6 decimals.")
                return None
            number = decimal  # type: ignore[assignment]
        if number < 0:  # type: ignore[operator]
            found.fault("a number, 0 or more, is expected, not a negative one")
            return None
        if number > LARGEST:  # type: ignore[operator]
            found.fault("a number is larger than 2^53")
            return None
        return number


class Seconds(Kind):
    """A duration: a `timedelta` or whole seconds, 0 or more."""

    def settle(self, value: Any, found: Findings) -> int | None:
        """Accept a duration of whole seconds."""
        if isinstance(value, timedelta):
            value, rest = divmod(value, timedelta(seconds=1))
            if rest:
                found.fault("a duration has a fraction of a second", "Round it.")
                return None
        number = whole(value)
        if number is None:
            found.fault(f"a duration in whole seconds is expected, not {described(value)}")
        elif number < 0:
            found.fault("a duration is negative")
        elif number > LARGEST:
            found.fault("a number is larger than 2^53")
        else:
            return number
        return None


class Moment(Kind):
    """An instant."""

    def settle(self, value: Any, found: Findings) -> int | None:
        """Accept a datetime, ISO-8601 text or seconds since the start."""
        return found.instant(value)


class Day(Kind):
    """A calendar date."""

    def settle(self, value: Any, found: Findings) -> date | None:
        """Accept a date or its ISO-8601 text."""
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            found.fault(f"a date such as 2020-03-10 is expected, not {described(value)}")
            return None


def items(value: Any, found: Findings) -> Iterable[Any]:
    """Give the members of a list, tuple or set (sorted), or report that there is none."""
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, set | frozenset):
        return sorted(value)
    if not isinstance(value, str | bytes | Mapping) and hasattr(value, "__iter__"):
        return list(value)
    found.fault(f"a list is expected, not {described(value)}")
    return ()


def whole(value: Any) -> int | None:
    """Read a whole number of Python or numpy (a float too, where it is whole); a truth value is none."""
    if type(value) is int:
        return value
    if isinstance(value, bool | np.bool_):
        return None
    if hasattr(value, "__index__"):
        return int(value.__index__())
    number = real(value)
    return int(number) if number is not None and math.isfinite(number) and number == int(number) else None


def real(value: Any) -> float | None:
    """Read a number of Python or numpy; a truth value is none."""
    if type(value) is float:
        return value
    if isinstance(value, bool | str | bytes | np.bool_):
        return None
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def described(value: object) -> str:
    """Say of what type a value is, without the value, which may be somebody's address."""
    names = {str: "text", bool: "true or false", type(None): "nothing", dict: "an object"}
    numbers = {int: "a whole number", float: "a number", list: "a list", tuple: "a list"}
    plain = names.get(type(value)) or numbers.get(type(value)) or type(value).__name__
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN or infinity"
    return plain


NAME, DAY = Name(), Day()


def of(kind: Kind, json: str | None = None) -> dict[str, Any]:
    """Give the metadata of a field: its kind, and its name in files where that differs.

    A rule whose field has the name ``""`` has no other: the whole object that stands in a file is its value.
    """
    return {"kind": kind} if json is None else {"kind": kind, "json": json}
