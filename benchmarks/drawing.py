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


def bars(title: str, rows: Sequence[Bar], *, height: int = BAR_HEIGHT) -> str:
    """Draw horizontal bars from a common zero; negative ones go to the left of it, in another colour."""
    gap = GAP if height >= BAR_HEIGHT else 2
    least, most = min(0.0, *(row.value for row in rows)), max(0.0, *(row.value for row in rows))
    scale = (WIDTH - NAME_WIDTH - WORDS_WIDTH) / ((most - least) or 1.0)
    zero = NAME_WIDTH - least * scale
    full = TITLE_HEIGHT + len(rows) * (height + gap) + gap
    size = min(12, height - 2)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{full}" '
        f'viewBox="0 0 {WIDTH} {full}" font-family="sans-serif" font-size="{size}" fill="{INK}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{full}" fill="{PAPER}"/>',
        f'<text x="8" y="20" font-size="13" font-weight="bold">{escape(title)}</text>',
    ]
    for number, row in enumerate(rows):
        top = TITLE_HEIGHT + number * (height + gap)
        base = top + height / 2 + size * 0.36
        left, length = zero + min(0.0, row.value) * scale, abs(row.value) * scale
        colour = BELOW if row.value < 0 else STRONG if row.strong else PLAIN
        lines += [
            f'<text x="{NAME_WIDTH - 8}" y="{base:.1f}" text-anchor="end">{escape(row.name)}</text>',
            f'<rect x="{left:.1f}" y="{top}" width="{max(length, 0.5):.1f}" height="{height}" fill="{colour}"/>',
            f'<text x="{left + length + 6:.1f}" y="{base:.1f}">{escape(row.words)}</text>',
        ]
    bottom = full - gap
    lines += [
        f'<path d="M{zero:.1f} {TITLE_HEIGHT - 4}V{bottom}" stroke="{INK}" stroke-width="1"/>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"
