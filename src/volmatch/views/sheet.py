"""One page that holds all of it: no outside request, not even for a font."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from volmatch.domain.coarse import SQUARE_METRES
from volmatch.saying import day_name, kilometres
from volmatch.verifier import verify
from volmatch.views.days import timeline
from volmatch.views.lists import open_list, safe, trip_list
from volmatch.views.mapping import map_of
from volmatch.views.missing import shortage
from volmatch.views.scene import Figure, Scene
from volmatch.views.served import coverage
from volmatch.views.shares import load

__all__ = ["in_script", "page"]

PAPER_PIXELS = 690
"""The width of figures in print: A4 less its margins."""

POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
"""What the browser lets the page do: nothing that would reach the network."""

CHINESE = {
    "zh-CN": {
        "dictionary": {
            "Autoscale": "自动缩放",
            "Box Select": "框选",
            "Download plot as a PNG": "下载为 PNG 图片",
            "Double-click to zoom back out": "双击还原",
            "Pan": "平移",
            "Reset axes": "还原坐标轴",
            "Zoom": "缩放",
            "Zoom in": "放大",
            "Zoom out": "缩小",
        },
        "format": {},
    }
}


def page(scene: Scene, plotly: str) -> str:
    """Write the page.

    Parameters
    ----------
    plotly
        The JavaScript of plotly.
    """
    figures = _figures(scene)
    panels = "".join(_panel(scene, name) for name in figures)
    lists = _list(scene, "open_list", open_list(scene), "none_open") + _list(
        scene, "trip_list", trip_list(scene), "no_trips"
    )
    filters = _filters(scene)
    data = {
        "figures": figures,
        "tags": [
            [None if who is None else sorted(who), None if spots is None else sorted(spots, key=str)]
            for who, spots in scene.tags
        ],
        "words": {
            "none_left": scene.say("none_left"),
            "rows": scene.say("rows", first="{first}", last="{last}", n="{n}"),
        },
        "paper": PAPER_PIXELS,
        "locale": "zh-CN" if scene.lang == "zh" else "en-US",
        "locales": CHINESE if scene.lang == "zh" else {},
    }
    title = safe(scene.problem.name or scene.say("untitled"))
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{"zh-CN" if scene.lang == "zh" else "en"}">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="referrer" content="no-referrer">',
            '<link rel="icon" href="data:,">',
            f"<title>{title}</title>",
            f"<style>{_own('page.css')}</style></head>",
            f"<body><header><h1>{title}</h1>{_verdict(scene)}{_tiles(scene)}</header>",
            filters,
            f"<main>{panels}{lists}</main>",
            f"<footer>{''.join(f'<p>{safe(line)}</p>' for line in _notes(scene))}</footer>",
            f'<script type="application/json" id="volmatch-data">{in_script(data)}</script>',
            f"<script>{plotly}</script>",
            f"<script>{_own('page.js')}</script>",
            "</body></html>\n",
        )
    )


def in_script(data: Any) -> str:
    """Write JSON that can stand in a script of a page, whatever texts it holds."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _figures(scene: Scene) -> dict[str, Figure]:
    made = {"timeline": timeline(scene), "map": map_of(scene)}
    made |= {f"by_{by}": coverage(scene, by) for by in ("priority", "hour")}
    if len(scene.areas) > 1:
        made["by_area"] = coverage(scene, "area")
    return made | {"shortage": shortage(scene), "load": load(scene)}


def _panel(scene: Scene, name: str) -> str:
    pager = ""
    if name == "timeline":
        buttons = [
            f'<button type="button" data-step="{step}">{safe(scene.say(word))}</button>'
            for step, word in (("-1", "previous"), ("1", "next"))
        ]
        pager = f'<div class="pager" hidden><span class="rows"></span>{"".join(buttons)}</div>'
    hint = f'<p class="hint">{safe(scene.say("followed"))}</p>' if name.startswith(("by_", "short")) else ""
    alone = name == "shortage" and len(scene.areas) < 2
    wide = ' class="wide"' if alone or name in ("timeline", "map", "load") else ""
    title = safe(scene.say(name))
    inside = f'<h2>{title}</h2>{pager}<div class="figure" role="group" aria-label="{title}"></div>{hint}'
    return f'<section id="{name}"{wide}>{inside}</section>'


def _list(scene: Scene, name: str, table: str, nothing: str) -> str:
    none = scene.say("none_left") if "<td>" in table else scene.say(nothing)
    return (
        f'<section id="{name}" class="list wide"><h2>{safe(scene.say(name))}</h2>'
        f'<p class="none" hidden>{safe(none)}</p><div class="scroll" tabindex="0">{table}</div></section>'
    )


def _verdict(scene: Scene) -> str:
    broken = Counter(violation.rule for violation in verify(scene.problem, scene.plan))
    if not broken:
        return f'<p class="verdict">{safe(scene.say("holds"))}</p>'
    rules = ", ".join(f"{rule} ({count})" for rule, count in broken.items())
    return f'<p class="verdict broken">{safe(scene.say("broken", rules=rules))}</p>'


def _tiles(scene: Scene) -> str:
    view, total = scene.view, len(scene.wanted)
    seconds = sum(trip.seconds for trip in view.trips) + sum(row.end - row.start for row in view.remote)
    tiles = (
        (f"{total - len(scene.unserved):,}", scene.say("word_of", n=total), scene.say("word_served")),
        (f"{len(view.trips):,}", "", scene.say("word_trips")),
        (f"{len(scene.spots_of):,}", scene.say("word_of", n=len(scene.people)), scene.say("word_people")),
        (f"{seconds / 3600:,.0f}", "", scene.say("word_hours")),
    )
    rows = [
        f"<li><b>{safe(number)} <small>{safe(of)}</small></b>{safe(word)}</li>" for number, of, word in tiles
    ]
    return f'<ul class="tiles">{"".join(rows)}</ul>'


def _filters(scene: Scene) -> str:
    days = sorted({day for _, spots in scene.tags if spots is not None for day, _ in spots})
    clock = scene.problem.clock
    dates = {day: safe(day_name(clock, clock.midnight(day), scene.lang)) for day in days}
    people = {row: safe(name) for name, row in scene.people.items()}
    selects = (
        _select(scene, "volunteer", people),
        _select(scene, "day", dates),
        _select(scene, "area", dict(enumerate(scene.areas))),
    )
    buttons = "".join(
        f'<button type="button" id="{name}">{safe(scene.say(name))}</button>' for name in ("reset", "print")
    )
    return (
        f'<div class="filters"><form autocomplete="off"><b>{safe(scene.say("filter"))}</b>'
        f"{''.join(selects)}{buttons}</form></div>"
    )


def _select(scene: Scene, name: str, options: Mapping[int, str]) -> str:
    """Write a choice; the texts of its options are harmless already."""
    every = f'<option value="">{safe(scene.say("all"))}</option>'
    rows = "".join(f'<option value="{value}">{text}</option>' for value, text in options.items())
    return f'<label>{safe(scene.say(name))} <select data-filter="{name}">{every}{rows}</select></label>'


def _notes(scene: Scene) -> Iterable[str]:
    yield scene.say("clock", zone=scene.problem.timezone)
    if scene.personal:
        yield scene.say("personal")
    else:
        yield scene.say("coarse", way=kilometres(SQUARE_METRES, scene.lang))


def _own(name: str) -> str:
    return (files("volmatch.views") / name).read_text("utf-8")
