"""JSON text to plain values, strictly: what Python's own parser lets pass is a fault here.

A key that stands twice, NaN, a number that no float holds, thousands of digits, deep nesting: each
of these means that somebody's file is not what they believe, so each is an error that says where.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterator
from typing import Any

from volmatch.errors import Fault, FileError

__all__ = ["MOST_DIGITS", "MOST_LEVELS", "decoded", "parse"]

MOST_LEVELS = 64
"""How many objects and lists may stand inside each other."""

MOST_DIGITS = 30
"""How many digits a whole number may have; more are slow to read, and nothing needs them."""


def parse(text: str | bytes) -> Any:
    """Parse JSON text to plain values.

    Parameters
    ----------
    text
        UTF-8 where it is bytes; a byte order mark is skipped.

    Raises
    ------
    FileError
        Where the text is no JSON, or none that is safe to read; with line, column and offset.

    Notes
    -----
    O(characters).
    """
    letters = decoded(text, "utf-8") if isinstance(text, bytes) else text.removeprefix("\ufeff")
    marks = _Marks()
    try:
        value = json.JSONDecoder(
            object_pairs_hook=marks.pairs,
            parse_float=marks.decimal,
            parse_int=marks.whole,
            parse_constant=marks.constant,
        ).decode(letters)
    except json.JSONDecodeError as error:
        raise FileError([_broken(letters, error)]) from None
    except RecursionError:
        raise FileError([_too_deep(letters)]) from None
    if marks.odd_number:
        raise FileError(_odd_numbers(letters))
    if _num_levels(value) > MOST_LEVELS:
        raise FileError([_too_deep(letters)])
    if marks.twice:
        raise FileError(_twice(value, ""))
    return value


def decoded(data: bytes, encoding: str, start: int = 0) -> str:
    """Decode bytes, without a byte order mark, or name the byte that is wrong.

    Parameters
    ----------
    data, encoding
        The bytes, and the name of their encoding.
    start
        How many bytes of the file stand before these; default 0.

    Raises
    ------
    FileError
        Where a byte does not belong to the encoding, or there is no such encoding.
    """
    if start == 0 and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileError([Fault("byte 0", "", "the file is in UTF-16", "Save it as UTF-8.")])
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileError([_wrong_byte(data, encoding, start, error.start)]) from None
    except LookupError:
        raise FileError([Fault("encoding", "", f"there is no encoding {encoding!r}")]) from None
    return text.removeprefix("\ufeff") if start == 0 else text


def _wrong_byte(data: bytes, encoding: str, start: int, place: int) -> Fault:
    mend = 'Is the file in GB18030? Then give the option encoding="gb18030".'
    if "utf" not in encoding.lower():
        mend = "Is the file in UTF-8? Then leave out the option encoding."
    problem = f"the byte 0x{data[place]:02X} is no {encoding.upper()}"
    return Fault(f"byte {start + place}", "", problem, mend)


class _Twice(dict[str, Any]):
    """An object in which a key stands twice."""

    key = ""


class _Marks:
    """What the parser met and cannot report itself, because it does not say where it stands."""

    def __init__(self) -> None:
        self.odd_number = False
        self.twice = False

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) == len(pairs):
            return members
        self.twice = True
        marked = _Twice(members)
        seen: set[str] = set()
        marked.key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        return marked

    def decimal(self, digits: str) -> float:
        number = float(digits)
        if math.isinf(number):
            self.odd_number = True
        return number

    def whole(self, digits: str) -> int:
        if len(digits.lstrip("-")) <= MOST_DIGITS:
            return int(digits)
        self.odd_number = True
        return 0

    def constant(self, word: str) -> float:
        self.odd_number = True
        return 0.0


def _place(text: str, offset: int) -> str:
    line = text.count("\n", 0, offset) + 1
    column = offset - text.rfind("\n", 0, offset)
    return f"line {line}, column {column} (offset {offset})"


def _broken(text: str, error: json.JSONDecodeError) -> Fault:
    if not text.strip():
        return Fault(_place(text, 0), "", "the file is empty; a JSON object is expected")
    where = _place(text, error.pos)
    if error.pos >= len(text.rstrip()):
        return Fault(where, "", "the JSON breaks off in the middle", "Is the file complete?")
    if error.msg.startswith("Unterminated string"):
        problem = "the JSON breaks off inside a text that begins here"
        return Fault(where, "", problem, "Is the file complete?")
    what = error.msg[:1].lower() + error.msg[1:]
    return Fault(where, "", f"this is no JSON: {what.removesuffix(' at')}")


_TOKENS = re.compile(
    r"""(?P<string>"(?:[^"\\]++|\\.)*+")
      | (?P<number>-?[0-9][0-9.eE+-]*+)
      | (?P<constant>NaN|-?Infinity)
      | (?P<open>[\[{])
      | (?P<close>[\]}])""",
    re.VERBOSE | re.DOTALL,
)


def _odd_numbers(text: str) -> Iterator[Fault]:
    for token in _TOKENS.finditer(text):
        where, word = token.start(), token.group()
        if token.lastgroup == "constant":
            yield Fault(_place(text, where), "", f"a number is expected, not {word}")
        elif token.lastgroup == "number" and word.lstrip("-").isdigit():
            num_digits = len(word.lstrip("-"))
            if num_digits > MOST_DIGITS:
                yield Fault(_place(text, where), "", f"a whole number has {num_digits} digits")
        elif token.lastgroup == "number" and math.isinf(float(word)):
            yield Fault(_place(text, where), "", "a number is too large for a computer's float")


def _num_levels(value: Any) -> int:
    """Count how many levels of objects and lists there are, at most one more than allowed."""
    levels = 0
    row = [value] if isinstance(value, dict | list) else []
    while row and levels <= MOST_LEVELS:
        levels += 1
        row = [
            item
            for node in row
            for item in (node.values() if isinstance(node, dict) else node)
            if isinstance(item, dict | list)
        ]
    return levels


def _too_deep(text: str) -> Fault:
    depth = 0
    for token in _TOKENS.finditer(text):
        depth += {"open": 1, "close": -1}.get(token.lastgroup or "", 0)
        if depth > MOST_LEVELS:
            break
    problem = f"more than {MOST_LEVELS} objects and lists stand inside each other"
    return Fault(_place(text, token.start()), "", problem)


def _twice(value: Any, path: str) -> Iterator[Fault]:
    if isinstance(value, _Twice):
        where = f"{path}.{value.key}".lstrip(".")
        yield Fault(where, "", f"the key {value.key[:80]!r} stands twice in one object")
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _twice(item, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for row, item in enumerate(value):
            if isinstance(item, dict | list):
                yield from _twice(item, f"{path}[{row}]")
