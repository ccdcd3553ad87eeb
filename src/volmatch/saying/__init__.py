"""What is said to people, in English or Chinese: sentences side by side, and amounts in words.

A package that speaks has one table of its sentences, ``text.py``::

    SAY = Phrases(
        served=("{n:task is|tasks are} served", "{n} 项任务有人承担"),
        far=("{who} lives {way} too far", "{who} 住得远了 {way}"),
    )
    SAY("zh", "far", who="v03", way=kilometres(400, "zh"))

In braces ``{n:one|many}`` counts things in English; everything else is as in `str.format`. Whole numbers get
their thousands separated. Both languages must use the same names in braces: `Phrases` refuses a table that does not.
"""

from __future__ import annotations

from volmatch.saying.amounts import (
    clock_time,
    day_name,
    hours,
    kilometres,
    listed,
    plural,
    priority,
    share,
    when,
)
from volmatch.saying.phrases import LANGUAGES, Phrases, language

__all__ = [
    "LANGUAGES",
    "Phrases",
    "clock_time",
    "day_name",
    "hours",
    "kilometres",
    "language",
    "listed",
    "plural",
    "priority",
    "share",
    "when",
]
