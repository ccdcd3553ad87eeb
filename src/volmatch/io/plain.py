"""Free-form values, such as the parameters of rules, to what JSON can hold."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np

from volmatch.errors import Fault, FileError
from volmatch.io.strict import MOST_DIGITS

__all__ = ["encoded", "escaped", "file_name", "plain"]

_MOST_LEVELS = 56
"""Fewer than the reader takes, since the value will stand inside other objects."""


def plain(value: Any, path: str, levels: int = _MOST_LEVELS) -> Any:
    """Turn a value of Python or numpy into one that JSON can hold.

    Parameters
    ----------
    value
        Mappings, lists, tuples, sets (sorted), texts, numbers, dates.
    path
        Where it stands, for messages.
    levels
        How many levels of lists and objects it may have.

    Raises
    ------
    FileError
        Where JSON has no way to write a value.
    """
    if value is None or isinstance(value, bool | str):
        return value
    if levels == 0:
        raise FileError([Fault(path, "", f"there are more than {_MOST_LEVELS} levels")])
    if isinstance(value, Mapping):
        return _members(value, path, levels)
    if isinstance(value, set | frozenset):
        value = sorted(value)
    if isinstance(value, list | tuple):
        return [plain(item, f"{path}[{row}]", levels - 1) for row, item in enumerate(value)]
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist(), path, levels)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return _number(value, path)


def _members(value: Mapping[Any, Any], path: str, levels: int) -> dict[str, Any]:
    for key in value:
        if not isinstance(key, str):
            raise FileError([Fault(path, "", f"a key must be text, not {type(key).__name__}")])
    return {key: plain(item, f"{path}.{key}", levels - 1) for key, item in value.items()}


def _number(value: Any, path: str) -> int | float:
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    if isinstance(value, int) and abs(value) < 10**MOST_DIGITS:
        return int(value)
    what = "such a number" if isinstance(value, int | float) else f"a {type(value).__name__}"
    raise FileError([Fault(path, "", f"{what} cannot be written to a file")])


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


def encoded(value: Any) -> str:
    """Write a plain value as JSON text on one line."""
    return escaped(_encode(value))


def escaped(text: str) -> str:
    """Escape half characters in JSON text: no encoding has them, but free-form values may."""
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text)


def file_name(name: str) -> str:
    """Write an id so that it can be the name of a file everywhere; other letters become ``%2F``.

    Examples
    --------
    >>> file_name("步行"), file_name("a/b")
    ('步行', 'a%2Fb')
    """
    return "".join(
        letter if letter.isalnum() or letter in "-_" else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in name
    )
