"""A plan made again, told in English or Chinese: ids, amounts and times of the day only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from volmatch.saying import Phrases, clock_time, day_name, hours, listed

if TYPE_CHECKING:
    from volmatch.replanning.replanned import ChangedVolunteer, Replanned

__all__ = ["PHRASES", "person", "sentences"]

MOST_LINES = 40

PHRASES = Phrases(
    none=(
        "No plan was found that keeps what has begun and what is pinned.",
        "没有找到既不打乱已开始的工作、又满足固定安排的方案。",
    ),
    impossible=(
        "No plan keeps what has begun and what is pinned: that is proven.",
        "已证明：没有方案能既不打乱已开始的工作、又满足固定安排。",
    ),
    nothing=("Nothing changes for anybody.", "所有人的安排都不变。"),
    told=(
        "{n:person has|people have} to be told; {kept:promise stays|promises stay} as they were.",
        "需要通知 {n} 人；{kept} 项安排保持不变。",
    ),
    moved=(
        "{n:promise|promises} to others had to be broken.",
        "对其他人的安排有 {n} 项未能保留。",
    ),
    unmoved=(
        "Every promise to others is kept, to within 15 minutes.",
        "对其他人的安排全部保留（时间变动不超过 15 分钟）。",
    ),
    lost=("No longer served: {tasks}.", "不再有人承担：{tasks}。"),
    gained=("Served now: {tasks}.", "现在有人承担：{tasks}。"),
    pin=("The pin of {who} on {task} was dropped.", "{who} 固定承担 {task} 的安排已取消。"),
    wait=("{task} no longer waits for {other}.", "{task} 不再需要等待 {other}。"),
    person=("{who}: {what}", "{who}：{what}"),
    gains=("now also {tasks}", "新增 {tasks}"),
    loses=("no longer {tasks}", "不再承担 {tasks}"),
    later=("{task} {shift} later, at {time}", "{task} 推迟 {shift}，改为 {time}"),
    earlier=("{task} {shift} earlier, at {time}", "{task} 提前 {shift}，改为 {time}"),
    at=("{task} ({time})", "{task}（{time}）"),
    more=("… and {n:person|people} more", "……另有 {n} 人"),
)


def sentences(found: Replanned, lang: str = "en") -> Iterator[str]:
    """Say what comes of the changes, then what is new for whom."""
    if found.plan is None:
        yield PHRASES(lang, "impossible" if found.result.status == "infeasible" else "none")
        return
    if found.changes:
        yield PHRASES(lang, "told", n=len(found.changes), kept=found.num_kept)
    else:
        yield PHRASES(lang, "nothing")
    yield PHRASES(lang, "moved", n=found.num_changes) if found.num_changes else PHRASES(lang, "unmoved")
    if found.lost:
        yield PHRASES(lang, "lost", tasks=listed(found.lost, lang=lang))
    if found.gained:
        yield PHRASES(lang, "gained", tasks=listed(found.gained, lang=lang))
    for one in found.dropped:
        who, task = one.subjects
        if one.kind == "pin":
            yield PHRASES(lang, "pin", who=who, task=task)
        else:
            yield PHRASES(lang, "wait", task=who, other=task)
    for row in found.changes[:MOST_LINES]:
        yield PHRASES(lang, "person", who=row.volunteer, what=person(found, row, lang))
    if len(found.changes) > MOST_LINES:
        yield PHRASES(lang, "more", n=len(found.changes) - MOST_LINES)


def person(found: Replanned, row: ChangedVolunteer, lang: str = "en") -> str:
    """Say what is new for one person: what is new with its time, what goes, what is at another time."""
    comma = "；" if lang == "zh" else "; "
    starts = found.starts(row.volunteer)
    said = []
    if row.gained:
        said.append(PHRASES(lang, "gains", tasks=_timed(found, row.gained, starts, lang)))
    if row.lost:
        said.append(PHRASES(lang, "loses", tasks=listed(row.lost, lang=lang)))
    for task, seconds in row.moved:
        key, time = ("later" if seconds > 0 else "earlier"), _time(found, starts[task], lang)
        said.append(PHRASES(lang, key, task=task, shift=hours(abs(seconds), lang), time=time))
    return comma.join(said)


def _timed(found: Replanned, tasks: Sequence[str], starts: dict[str, int], lang: str) -> str:
    rows = [PHRASES(lang, "at", task=task, time=_time(found, starts[task], lang)) for task in tasks]
    return listed(rows, lang=lang)


def _time(found: Replanned, start: int, lang: str) -> str:
    """Write a time of the day, with the date where the problem has several."""
    clock = found.problem.clock
    end = clock.seconds(found.problem.end) - 1
    if clock.day(end) == clock.day(0):
        return clock_time(clock, start)
    return f"{day_name(clock, start, lang)} {clock_time(clock, start)}"
