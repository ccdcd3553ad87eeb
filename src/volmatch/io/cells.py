"""What stands in one cell of a CSV file, and the plain value that it means.

Spreadsheets take a cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break for a
formula. Text that does is written with an apostrophe before it, as people do in a spreadsheet, and
so is empty text, which differs from an empty cell. To keep this lossless, text that begins with an
apostrophe and one of these (or another apostrophe, or nothing) gets one more. Any other apostrophe
stands for itself.

Several names stand in one cell with ``|`` between them, ``driver|nurse``; a ``|`` alone is a list
that is empty on purpose. What belongs to a name follows it with ``=``: ``nurse=2020-03-10``,
``bags=6|boxes=2``. A backslash before ``|``, ``=`` or a backslash makes it a part of the name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from attrs import frozen

from volmatch.errors import FileError
from volmatch.io.plain import encoded
from volmatch.io.strict import MOST_DIGITS, parse

__all__ = [
    "AMOUNTS",
    "FLAG",
    "INSTANT",
    "JSON",
    "NAMES",
    "NUMBER",
    "SKILLS",
    "TEXT",
    "Form",
    "guarded",
    "unguarded",
]

_RISKY = "=+-@\t\r\n＝＋－＠"


def guarded(text: str) -> str:
    """Make a cell safe for spreadsheets.

    Examples
    --------
    >>> guarded("=1+1"), guarded("v01"), guarded("")
    ("'=1+1", 'v01', "'")
    """
    if not text or text[0] in _RISKY:
        return "'" + text
    if text[0] == "'" and (len(text) == 1 or text[1] in _RISKY or text[1] == "'"):
        return "'" + text
    return text


def unguarded(cell: str) -> str:
    """Take back what `guarded` did."""
    if cell[0] == "'" and (len(cell) == 1 or cell[1] in _RISKY or cell[1] == "'"):
        return cell[1:]
    return cell


@frozen
class Form:
    """How a value is written in a cell.

    Attributes
    ----------
    read
        Gives the plain value of a cell that is not empty. What it cannot read it leaves as text for
        the domain to judge, or raises ValueError where the domain would not see what is wrong.
    write
        Gives the cell of a plain value.
    plain
        Whether cells of this form need no guard.
    """

    read: Callable[[str], Any]
    write: Callable[[Any], str]
    plain: bool = False


def _number(cell: str) -> int | float | str:
    text = cell.strip()
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else cell


_WHOLE = re.compile(rf"[+-]?\d{{1,{MOST_DIGITS}}}")
_DECIMAL = re.compile(r"[+-]?(\d{1,400}\.?\d{0,400}|\.\d{1,400})([eE][+-]?\d{1,4})?")


def _flag(cell: str) -> bool | str:
    return _WORDS.get(cell.strip().lower(), cell)


_WORDS = {
    **dict.fromkeys(("true", "yes", "1", "是"), True),
    **dict.fromkeys(("false", "no", "0", "否"), False),
}


def _instant(cell: str) -> str:
    """Read an instant, also as Chinese spreadsheets write it: ``2020/3/2 9:00``."""
    found = _SPREADSHEET.fullmatch(cell.strip())
    if found is None:
        return cell.strip()
    year, month, day, hour, minute, second = found.groups()
    time = f"T{int(hour):02}:{minute}:{second or '00'}" if hour else ""
    return f"{year}-{int(month):02}-{int(day):02}{time}"


_SPREADSHEET = re.compile(
    r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII
)


def _json(cell: str) -> Any:
    try:
        return parse(cell)
    except FileError as error:
        if cell.lstrip()[:1] not in ("{", "[", '"'):
            return cell
        first = error.faults[0]
        raise ValueError(f"{first.problem}, at {first.path} of the cell") from None


_ESCAPE = re.compile(r"\\([\\|=])")
_PARTS = re.compile(r"\\[\\|=]|.", re.DOTALL)
# A name and what belongs to it; a backslash escapes, or stands for itself.
_PAIR = re.compile(r"((?:\\[\\|=]|[^\\|=]|\\(?![\\|=]))*+)=(.*)", re.DOTALL)


def _pieces(cell: str) -> list[str]:
    if cell.strip() == "|":
        return []
    if "\\" not in cell:
        return [piece.strip() for piece in cell.split("|")]
    pieces = [""]
    for part in _PARTS.findall(cell):
        if part == "|":
            pieces.append("")
        else:
            pieces[-1] += part
    return [piece.strip() for piece in pieces]


def _bare(piece: str) -> str:
    return _ESCAPE.sub(r"\1", piece)


def _escaped(name: str) -> str:
    return re.sub(r"([\\|=])", r"\\\1", name)


def _names(cell: str) -> list[str]:
    return [_bare(piece) for piece in _pieces(cell)]


def _pairs(cell: str) -> dict[str, str | None]:
    pairs: dict[str, str | None] = {}
    for piece in _pieces(cell):
        found = _PAIR.fullmatch(piece)
        name = _bare(found[1].strip() if found else piece)
        if name in pairs:
            raise ValueError(f"{name!r} stands twice")
        pairs[name] = found[2].strip() if found else None
    return pairs


def _skills(cell: str) -> list[str] | dict[str, str | None]:
    pairs = _pairs(cell)
    if not any(pairs.values()):
        return list(pairs)
    return {name: last and _instant(last) for name, last in pairs.items()}


def _amounts(cell: str) -> dict[str, Any]:
    return {name: value and _number(value) for name, value in _pairs(cell).items()}


def _joined(values: list[str] | Mapping[str, Any]) -> str:
    if not values:
        return "|"
    if not isinstance(values, Mapping):
        return "|".join(map(_escaped, values))
    pairs = ((_escaped(name), value) for name, value in values.items())
    return "|".join(name if value is None else f"{name}={value}" for name, value in pairs)


def _same(cell: str) -> str:
    return cell


TEXT = Form(_same, str)
NUMBER = Form(_number, str, plain=True)
FLAG = Form(_flag, lambda value: "true" if value else "false", plain=True)
INSTANT = Form(_instant, str)
NAMES = Form(_names, _joined)
SKILLS = Form(_skills, _joined)
AMOUNTS = Form(_amounts, _joined)
JSON = Form(_json, encoded)
