"""The names of the formats, by which a file says what it holds."""

from __future__ import annotations

import re
from typing import Any

from volmatch.errors import Fault, FileError

__all__ = ["PLAN_SCHEMA", "PROBLEM_SCHEMA", "check_schema"]

PROBLEM_SCHEMA = "volmatch/problem/1"
PLAN_SCHEMA = "volmatch/plan/1"

_OTHER = {PROBLEM_SCHEMA: PLAN_SCHEMA, PLAN_SCHEMA: PROBLEM_SCHEMA}
_KINDS = {PROBLEM_SCHEMA: ("problem", "load"), PLAN_SCHEMA: ("plan", "load_plan")}


def check_schema(said: Any, wanted: str) -> list[Fault]:
    """Check what a file says that it holds.

    A schema that is missing is one fault of many, and is returned.

    Raises
    ------
    FileError
        Where the schema is another one: then nothing else in the file is worth telling.
    """
    if said == wanted:
        return []
    if said is None:
        return [Fault("schema", "", "the key is missing", f'Write "schema": "{wanted}".')]
    newer = isinstance(said, str) and re.fullmatch(r"volmatch/(?:problem|plan)/([0-9]{1,9})", said)
    if said == _OTHER[wanted]:
        kind, function = _KINDS[_OTHER[wanted]]
        what = f"the file holds a {kind}; a {_KINDS[wanted][0]} is expected"
        mend = f"Read it with {function}."
    elif newer and int(newer[1]) > 1:
        what = f"the file has the schema {said}, which is newer than this volmatch"
        mend = f"Use a newer volmatch; this one reads {wanted}."
    else:
        what, mend = "the schema is unknown", f"{wanted} is expected."
    raise FileError([Fault("schema", "", what, mend)])
