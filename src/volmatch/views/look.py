"""Colours, patterns and symbols that people of every colour vision can tell apart; and words made harmless.

The colours are those of Okabe and Ito, "Color Universal Design" (2008). Nothing is told by colour alone: each has
its pattern, and on the map its symbol.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from volmatch.domain.findings import printable

__all__ = ["BLUE", "EMPTY", "FAINT", "GREY", "INK", "PRIORITY", "REASONS", "SHORT", "SKY", "Look", "plain"]

BLUE, SKY, GREEN, ORANGE, RED, PURPLE = "#0072B2", "#56B4E9", "#009E73", "#E69F00", "#D55E00", "#CC79A7"
INK, GREY, FAINT, EMPTY = "#1d2733", "#8a94a0", "#dfe4ea", "#f4f6f8"


@frozen
class Look:
    """How one kind of thing is drawn: its colour, its pattern as a bar, its symbol as a point."""

    colour: str
    pattern: str = ""
    symbol: str = "circle"

    @property
    def bar(self) -> dict[str, Any]:
        """The marker of a bar."""
        shape = {
            "shape": self.pattern,
            "solidity": 0.35,
            "size": 6,
            "fgcolor": "#ffffff",
            "fillmode": "overlay",
        }
        return {"color": self.colour, **({"pattern": shape} if self.pattern else {})}

    def point(self, size: float) -> dict[str, Any]:
        """The marker of a point."""
        rim = {"width": 1, "color": "#ffffff"}
        return {"color": self.colour, "symbol": self.symbol, "size": size, "line": rim}


PRIORITY: Mapping[str, Look] = {
    "critical": Look(RED, "x"),
    "high": Look(ORANGE, "/"),
    "normal": Look(BLUE, ""),
    "low": Look(SKY, "."),
}
SERVED, SHORT, UNSERVED = Look(GREEN), Look(ORANGE, "/", "diamond"), Look(RED, "x", "x")
PICKUP, REMOTE = Look(PURPLE, "-", "triangle-down"), Look(GREEN, "|")

REASONS = (
    Look(RED, "", "x"),
    Look(ORANGE, "", "triangle-up"),
    Look(PURPLE, "", "star"),
    Look(INK, "", "cross"),
    Look(BLUE, "", "triangle-left"),
    Look("#8f7700", "", "hexagram"),
    Look(RED, "", "diamond-tall"),
    Look(ORANGE, "", "hourglass"),
    Look(PURPLE, "", "pentagon"),
    Look(INK, "", "bowtie"),
)
"""For the reasons why tasks are unserved, the most frequent first; then over again."""

SCALE = [[0.0, "#f4f6f8"], [0.001, "#ffe9c9"], [0.5, "#E69F00"], [1.0, "#8a3000"]]
"""From nobody missing to most: each step is darker, so that it is read without colours too."""


def plain(text: str) -> str:
    r"""Make text of a user's harmless to plotly, which reads tags and entities in its labels.

    Examples
    --------
    >>> plain("<b>&x\u2028")
    '&lt;b&gt;&amp;x\\u2028'
    """
    return printable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
