"""Candidates in plain words: ids, times and amounts only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from volmatch.domain.task import PRIORITIES
from volmatch.saying import Phrases, clock_time, hours, kilometres, listed, priority

if TYPE_CHECKING:
    from volmatch.domain.clock import Clock
    from volmatch.ranking.candidate import AddedLevel, Candidate, Candidates

__all__ = ["SAY", "sentences"]

SAY = Phrases(
    head=("{n:person|people} could take {task} now:", "现在有 {n} 人可以接 {task}："),
    nobody=("Nobody can take {task} now.", "现在没有人可以接 {task}。"),
    blocked=("{n:volunteer falls|volunteers fall} to the rule {rule!r}", "{n} 名志愿者受规则 {rule!r} 限制"),
    row=("  {rank}. {who}: {what}", "  {rank}. {who}：{what}"),
    out=("away {start}–{end}", "外出 {start}–{end}"),
    home=("from home {start}–{end}", "在家 {start}–{end}"),
    instead=("instead of {who}", "替换 {who}"),
    others=("together with {who}", "与 {who} 一起"),
    moved=("moves {tasks} by up to {time}", "{tasks} 的时间最多改动 {time}"),
    displaced=("drops {tasks}", "放弃 {tasks}"),
    travel_more=("{way} more", "多走 {way}"),
    travel_less=("{way} less", "少走 {way}"),
    served=("serves {n:more weight unit|more weight units} of priority {rank}", "{rank}级需求多满足 {n}"),
    unserved=("serves {n:weight unit|weight units} less of priority {rank}", "{rank}级需求少满足 {n}"),
    level=("{name} {value}", "{name} {value}"),
)


def sentences(found: Candidates, lang: str) -> Iterator[str]:
    """Say who could take a task, best first; or why nobody can."""
    if not found.ways:
        yield SAY(lang, "nobody", task=found.task)
        for rule, count in sorted(found.blocked_by.items(), key=lambda row: -row[1]):
            yield "  " + SAY(lang, "blocked", n=count, rule=rule)
        return
    yield SAY(lang, "head", n=len(found.ways), task=found.task)
    joint = "；" if lang == "zh" else "; "
    for rank, way in enumerate(found.ways, 1):
        yield SAY(lang, "row", rank=rank, who=way.volunteer, what=joint.join(_parts(way, found.clock, lang)))


def _parts(way: Candidate, clock: Clock, lang: str) -> Iterator[str]:
    if way.trip is not None:
        start = way.trip.depart
        end = clock_time(clock, way.trip.return_, start)
        yield SAY(lang, "out", start=clock_time(clock, start), end=end)
    if way.remote_service is not None:
        start = way.remote_service.start
        end = clock_time(clock, way.remote_service.end, start)
        yield SAY(lang, "home", start=clock_time(clock, start), end=end)
    if way.instead_of is not None:
        yield SAY(lang, "instead", who=way.instead_of)
    if way.with_others:
        yield SAY(lang, "others", who=listed(way.with_others, lang=lang))
    if way.displaced:
        yield SAY(lang, "displaced", tasks=listed(way.displaced, lang=lang))
    if way.moved:
        most = max(abs(stop.seconds) for stop in way.moved)
        tasks = listed(sorted({stop.task for stop in way.moved}), lang=lang)
        yield SAY(lang, "moved", tasks=tasks, time=hours(most, lang))
    for level in way.levels:
        yield from _level(level, lang)


def _level(level: AddedLevel, lang: str) -> Iterator[str]:
    if isinstance(level.value, tuple):
        for name, served, seats in zip(PRIORITIES, level.value[:4], level.value[4:], strict=True):
            amount = served + seats if served else seats
            if amount:
                key = "served" if amount < 0 else "unserved"
                yield SAY(lang, key, n=abs(amount), rank=priority(name, lang))
    elif level.value and level.name == "nearness":
        key = "travel_more" if level.value > 0 else "travel_less"
        yield SAY(lang, key, way=kilometres(abs(level.value), lang))
    elif level.value:
        yield SAY(lang, "level", name=level.name, value=f"{level.value:+,}")
