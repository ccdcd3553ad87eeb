"""Bar charts in SVG, as text: the same rows give the same file, on every machine."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from attrs import frozen

__all__ = ["Bar", "bars"]

WIDTH, NAME_WIDTH, WORDS_WIDTH = 760, 150, 210
TITLE_HEIGHT, BAR_HEIGHT, GAP = 34, 18, 6
STRONG, PLAIN, BELOW, INK, PAPER = "#0b6e4f", "#9aa5b1", "#2f6fb3", "#1f2933", "#ffffff"


@frozen
class Bar:
    """A bar: its name, its length, and what stands at its end. A strong one is drawn in colour."""

    name: str
    value: float
    words: str
    strong: bool = False


def bars(*panels: tuple[str, Sequence[Bar]], height: int = BAR_HEIGHT) -> str:
    """Draw a panel of horizontal bars below the other, each with its title and its own scale from a zero.

    Negative bars go to the left of the zero, in another colour.
    """
    drawn, top = [], 0.0
    for title, rows in panels:
        lines, below = _panel(title, rows, top, height)
        drawn += lines
        top = below
    title = escape("; ".join(title for title, _ in panels))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{top:g}" '
        f'viewBox="0 0 {WIDTH} {top:g}" font-family="sans-serif" font-size="{min(12, height - 2)}" '
        f'fill="{INK}">'
    )
    paper = f'<rect width="{WIDTH}" height="{top:g}" fill="{PAPER}"/>'
    return "\n".join([head, f"<title>{title}</title>", paper, *drawn, "</svg>"]) + "\n"


def _panel(title: str, rows: Sequence[Bar], top: float, height: int) -> tuple[list[str], float]:
    """Give the lines of a panel, and where it ends."""
    gap = GAP if height >= BAR_HEIGHT else 2
    values = [0.0, *(row.value for row in rows)]
    scale = (WIDTH - NAME_WIDTH - WORDS_WIDTH) / ((max(values) - min(values)) or 1.0)
    zero, middle = NAME_WIDTH - min(values) * scale, height / 2 + min(12, height - 2) * 0.36
    lines = [f'<text x="8" y="{top + 20:g}" font-size="13" font-weight="bold">{escape(title)}</text>']
    first = top = top + TITLE_HEIGHT
    for row in rows:
        left, length = zero + min(0.0, row.value) * scale, abs(row.value) * scale
        colour = BELOW if row.value < 0 else STRONG if row.strong else PLAIN
        lines += [
            f'<text x="{NAME_WIDTH - 8}" y="{top + middle:.1f}" text-anchor="end">{escape(row.name)}</text>',
            f'<rect x="{left:.1f}" y="{top:g}" width="{max(length, 0.5):.1f}" height="{height}" '
            f'fill="{colour}"/>',
            f'<text x="{left + length + 6:.1f}" y="{top + middle:.1f}">{escape(row.words)}</text>',
        ]
        top += height + gap
    lines.append(f'<path d="M{zero:.1f} {first - 4:g}V{top:g}" stroke="{INK}" stroke-width="1"/>')
    return lines, top + gap
