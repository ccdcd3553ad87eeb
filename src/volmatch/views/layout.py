"""What all figures have in common: quiet axes, one font, a legend above, a sentence where there is nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from volmatch.views.look import EMPTY, FAINT, GREY, INK
from volmatch.views.scene import Figure

__all__ = ["axis", "categories", "figure", "points"]

FONT = (
    'system-ui, -apple-system, "Segoe UI", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'
)


def figure(
    title: str, traces: Iterable[dict[str, Any]], *, nothing: str = "", height: int = 380, **layout: Any
) -> Figure:
    """Make a figure.

    Parameters
    ----------
    nothing
        What to say where there is no trace.
    """
    data = list(traces)
    whole: dict[str, Any] = {
        "title": {
            "text": title,
            "font": {"size": 16},
            "x": 0.01,
            "xanchor": "left",
            "y": 1,
            "yanchor": "top",
            "yref": "container",
            "pad": {"t": 12},
        },
        "font": {"family": FONT, "size": 13, "color": INK},
        "height": height,
        "margin": {"l": 60, "r": 16, "t": 70, "b": 40, "pad": 4},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "legend": {
            "orientation": "h",
            "x": 0,
            "xanchor": "left",
            "y": 1.01,
            "yanchor": "bottom",
            "traceorder": "normal",
        },
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": GREY, "font": {"color": INK}, "align": "left"},
        "hovermode": "closest",
        "showlegend": True,
        "barmode": "overlay",
        "bargap": 0.25,
        "separators": ".,",
    }
    if not data:
        whole |= {"height": 140, "xaxis": {"visible": False}, "yaxis": {"visible": False}}
        whole["annotations"] = [
            {
                "text": nothing,
                "x": 0.5,
                "y": 0.5,
                "xref": "paper",
                "yref": "paper",
                "showarrow": False,
                "font": {"size": 14},
            }
        ]
        return {"data": [], "layout": whole}
    return {"data": data, "layout": {**whole, "xaxis": axis(), "yaxis": axis(), **layout}}


def axis(title: str = "", **more: Any) -> dict[str, Any]:
    """Make an axis."""
    return {
        "title": {"text": title, "standoff": 8},
        "gridcolor": FAINT,
        "zeroline": False,
        "linecolor": FAINT,
        "automargin": True,
        "ticks": "outside",
        "tickcolor": EMPTY,
        **more,
    }


def categories(names: Iterable[str], title: str = "", **more: Any) -> dict[str, Any]:
    """Make an axis of names, in their order."""
    return axis(
        title, type="category", categoryorder="array", categoryarray=list(names), showgrid=False, **more
    )


def points(tags: list[int]) -> dict[str, Any]:
    """Say that a trace has a tag for each of its points."""
    return {"kind": "points", "tags": tags}
