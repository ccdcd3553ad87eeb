"""Plans as printed sheets: one page of HTML with a sheet of A4 for each volunteer, or for each place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape

from attrs import frozen

from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.errors import Fault, InputError
from volmatch.giving.details import notes_of, place_of, position_of, title_of
from volmatch.giving.errands import Errand, checked_errands
from volmatch.giving.text import SAY
from volmatch.saying import clock_time, day_name, kilometres, language

__all__ = ["page_of", "sheets", "sheets_by_name"]

_STYLE = """
@page { size: A4; margin: 14mm 16mm }
* { box-sizing: border-box }
body { font: 11pt/1.4 "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", Arial, sans-serif;
  color: #000; background: #fff; margin: 0 auto; max-width: 180mm }
section { break-after: page; padding-bottom: 8mm }
section:last-child { break-after: auto }
header { border-bottom: 2pt solid #000; margin-bottom: 4mm }
h1 { font-size: 17pt; margin: 0 } header p { margin: 0 0 1mm; color: #333 }
h2 { font-size: 12.5pt; margin: 6mm 0 1mm; break-after: avoid } .way { margin: 0 0 2mm; break-after: avoid }
table { width: 100%; table-layout: fixed; border-collapse: collapse } tr { break-inside: avoid }
th { text-align: left; font-size: 9pt; border-bottom: 1pt solid #000; white-space: nowrap }
th.arrive { width: 16mm } th.time { width: 28mm } th.who { width: 34mm } th.done { width: 12mm }
th, td { padding: 1.6mm 2mm 1.6mm 0; vertical-align: top }
td { border-bottom: .5pt solid #777; overflow-wrap: anywhere }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums } td.what { font-weight: 600 }
.box { display: inline-block; width: 4.5mm; height: 4.5mm; border: 1pt solid #000 }
.signed { margin-top: 12mm; border-top: .5pt solid #000; width: 70mm; font-size: 9pt; break-inside: avoid }
@media screen { section { border-bottom: 1px dashed #999; margin-bottom: 8mm } }
"""


def sheets(
    problem: Problem,
    plan: Plan,
    by: str = "volunteer",
    *,
    lang: str = "en",
    include_personal: bool = False,
    allow_broken: bool = False,
) -> str:
    """Give a plan as sheets to print: who has to be where at what time, for each volunteer or for each place.

    Parameters
    ----------
    problem, plan
        The plan is checked by `verify` first.
    by
        ``"volunteer"`` (default) or ``"place"``; what is done from home has a sheet of its own among places.
    lang
        ``"en"`` (default) or ``"zh"``.
    include_personal
        Whether beneficiaries, areas and positions (WGS-84) are told; default no: ids of volunteers, tasks
        and locations, and amounts only.
    allow_broken
        Whether a plan that breaks rules may be given out; default no.

    Returns
    -------
    str
        One HTML page that needs nothing else: no script, no picture, no network. Each sheet begins a page
        of A4 and is readable in black and white. Whoever has nothing to do has no sheet.

    Raises
    ------
    PlanError
        Where the plan breaks rules, or names what is not there.
    InputError
        Where ``by`` is another word.

    Notes
    -----
    O(stops), after `verify`.

    Examples
    --------
    >>> Path("sheets.html").write_text(vm.sheets(problem, plan), encoding="utf-8")  # doctest: +SKIP
    """
    made = sheets_by_name(problem, plan, by, lang, include_personal, allow_broken)
    return page_of(problem, made.values(), lang)


def sheets_by_name(
    problem: Problem, plan: Plan, by: str, lang: str, include_personal: bool, allow_broken: bool
) -> dict[str, str]:
    """Give each sheet as a part of a page, by the id of its volunteer or place; see `sheets`."""
    language(lang)
    if by not in ("volunteer", "place"):
        raise InputError([Fault("by", "", 'one of "volunteer" and "place" is expected')])
    errands = checked_errands(problem, plan, allow_broken)
    writer = _Writer(problem, lang, include_personal)
    if by == "volunteer":
        groups = _grouped(errands, lambda errand: errand.volunteer)
        return {name: writer.volunteer(name, own) for name, own in groups.items()}
    groups = _grouped(
        sorted(errands, key=lambda errand: (errand.place, errand.start)), lambda errand: errand.place
    )
    return {name: writer.place(name, own) for name, own in groups.items()}


def page_of(problem: Problem, parts: Iterable[str], lang: str) -> str:
    """Give sheets as one page."""
    body = "\n".join(parts) or f"<p>{escape(SAY(lang, 'nothing'))}</p>"
    title = escape(" – ".join(filter(None, (problem.name, SAY(lang, "sheets")))))
    code = "zh-CN" if lang == "zh" else "en"
    head = f'<meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
    return f'<!doctype html>\n<html lang="{code}"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _grouped(errands: Iterable[Errand], key: Callable[[Errand], str]) -> Mapping[str, list[Errand]]:
    groups: dict[str, list[Errand]] = {}
    for errand in errands:
        groups.setdefault(key(errand), []).append(errand)
    return groups


@frozen
class _Writer:
    problem: Problem
    lang: str
    include_personal: bool

    def say(self, key: str, **values: object) -> str:
        return SAY(self.lang, key, **values)

    def volunteer(self, name: str, errands: Sequence[Errand]) -> str:
        title = self.say("volunteer", who=name)
        # Trips lie apart, so that what belongs to one follows each other, remote services in between.
        blocks = _grouped(
            errands, lambda e: f"trip {e.trip.trip.depart}" if e.trip else f"home {self._day(e)}"
        )
        return self._sheet(title, "".join(self._block(own) for own in blocks.values()), signed=True)

    def place(self, name: str, errands: Sequence[Errand]) -> str:
        title = self.say("place", where=name) if name else self.say("from_home")
        days = _grouped(errands, self._day)
        body = self._where(name) + "".join(
            f"<h2>{escape(day)}</h2>{self._visitors(own)}" for day, own in days.items()
        )
        return self._sheet(title, body, signed=False)

    def _day(self, errand: Errand) -> str:
        return day_name(self.problem.clock, errand.start, self.lang)

    def _sheet(self, title: str, body: str, signed: bool) -> str:
        about = " · ".join(filter(None, (self.problem.name, self.say("zone", zone=self.problem.timezone))))
        end = f'<p class="signed">{escape(self.say("signed"))}</p>' if signed else ""
        header = f"<header><h1>{escape(title)}</h1><p>{escape(about)}</p></header>"
        return f"<section>{header}{body}{end}</section>"

    def _block(self, errands: Sequence[Errand]) -> str:
        first, clock = errands[0], self.problem.clock
        if first.trip is None:
            day, way = self._day(first), self.say("home")
        else:
            trip = first.trip.trip
            day = day_name(clock, trip.depart, self.lang)
            times = {
                "depart": clock_time(clock, trip.depart),
                "back": clock_time(clock, trip.return_, trip.depart),
            }
            way = self.say("trip", **times, way=kilometres(first.trip.metres, self.lang))
        rows = [self._row(errand) for errand in errands]
        keys = ("arrive", "time", "task", "where", "notes", "done")
        return f'<h2>{escape(day)}</h2><p class="way">{escape(way)}</p>{self._table(keys, rows)}'

    def _row(self, errand: Errand) -> str:
        clock = self.problem.clock
        arrive = "" if errand.arrive is None else clock_time(clock, errand.arrive)
        where = place_of(self.problem, errand, self.include_personal) or "–"
        if errand.place and self.include_personal:
            where += self._position(errand.place)
        return _row(arrive, self._times(errand), title_of(errand, self.lang), where, self._notes(errand))

    def _visitors(self, errands: Sequence[Errand]) -> str:
        rows = [
            _row(
                self._times(errand),
                errand.volunteer,
                title_of(errand, self.lang),
                self._notes(errand),
                times=1,
            )
            for errand in errands
        ]
        return self._table(("time", "who", "task", "notes", "done"), rows)

    def _where(self, place: str) -> str:
        if not (place and self.include_personal):
            return ""
        area = self.problem.location(place).area
        said = (area + self._position(place)).lstrip("; ")
        return f'<p class="way">{escape(said)}</p>' if said else ""

    def _position(self, place: str) -> str:
        position = position_of(self.problem, place)
        return f"; {position[0]:.5f}, {position[1]:.5f}" if position else ""

    def _times(self, errand: Errand) -> str:
        clock = self.problem.clock
        return f"{clock_time(clock, errand.start)}–{clock_time(clock, errand.end, errand.start)}"

    def _notes(self, errand: Errand) -> str:
        return "; ".join(notes_of(errand, self.lang, self.include_personal))

    def _table(self, keys: Iterable[str], rows: Iterable[str]) -> str:
        head = "".join(f'<th class="{key}">{escape(self.say(key))}</th>' for key in keys)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _row(*cells: str, times: int = 2) -> str:
    """Give a row whose first cells are times, and which ends with a box to tick."""
    return f'<tr>{"".join(_cells(cells, times))}<td><span class="box"></span></td></tr>'


def _cells(cells: Sequence[str], times: int) -> Iterator[str]:
    for place, cell in enumerate(cells):
        kind = ' class="time"' if place < times else ' class="what"' if place == times else ""
        yield f"<td{kind}>{escape(cell)}</td>"
