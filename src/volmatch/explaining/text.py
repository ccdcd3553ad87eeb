"""Explanations in English and Chinese: ids and amounts only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from volmatch.domain.task import PRIORITIES
from volmatch.explaining import changes as made
from volmatch.explaining.phrases import BLOCKED, CHANGES, SAY
from volmatch.result import numbers_of
from volmatch.saying import hours, kilometres, listed, priority

if TYPE_CHECKING:
    from volmatch.explaining.audit import Blocked, Near
    from volmatch.explaining.explanation import Explanation, Overview, Repair

__all__ = ["blocked_sentence", "change_sentence", "overview_sentences", "repair_sentence", "sentences"]

METRES = frozenset({"far", "trip_far", "day_far"})
SECONDS = frozenset({"time", "way", "trip_long", "day_long"})
YEARS = frozenset({"too_old", "too_young"})


def sentences(lang: str, said: Explanation) -> Iterator[str]:
    """Say why, who misses what, what is in the way of the others, and what would help."""
    if said.served_by:
        yield SAY(lang, "served", task=said.task, who=listed(said.served_by, lang=lang))
        key = "others" if said.able else "no_others"
        yield SAY(lang, key, n=len(said.able), who=listed(said.able, lang=lang))
        return
    yield _verdict(lang, said)
    yield from (f"  {blocked_sentence(lang, row)}" for row in said.blocked)
    if said.displaced:
        yield SAY(lang, "able", n=len(said.able))
        yield from (f"  {line}" for line in _displaced(lang, said))
    yield SAY(lang, "repairs" if said.repairs else "no_repairs")
    yield from (f"  {repair.text(lang)}" for repair in said.repairs)
    if not said.complete:
        yield SAY(lang, "incomplete")


def _verdict(lang: str, said: Explanation) -> str:
    able = len(said.able)
    if said.reason == "outweighed":
        return SAY(lang, "outweighed", task=said.task, n=able)
    if said.reason == "staffing":
        return SAY(lang, "staffing", task=said.task, able=able, people=said.people)
    return SAY(lang, "nobody", task=said.task, n=said.num_volunteers, rule=said.reason)


def _displaced(lang: str, said: Explanation) -> Iterator[str]:
    """Say how many have what in their way, then what some would drop."""
    counts = Counter(rule for one in said.displaced for rule in one.rules)
    free = [one.volunteer for one in said.displaced if not one.rules]
    if free:
        yield SAY(lang, "free", n=len(free), who=listed(free, lang=lang))
    for rule, count in counts.most_common():
        key = f"busy_{rule}"
        yield SAY(lang, key if key in SAY else "busy", n=count, rule=rule)
    for line in said.team:
        skill = SAY(lang, "with_skills", skills=line.skill) if line.skill else ""
        kind = _ages(lang, line.min_age, line.max_age) + skill
        yield SAY(lang, "line", count=line.count, kind=kind, n=line.able, free=line.free)
    for one in [one for one in said.displaced if one.tasks][:3]:
        yield SAY(lang, "drop", who=one.volunteer, tasks=listed(one.tasks, lang=lang))


def blocked_sentence(lang: str, row: Blocked) -> str:
    """Say how many miss what, and who misses least."""
    text = BLOCKED(lang, row.kind if row.kind in BLOCKED else "said", n=row.count, what=row.what)
    if row.nearest:
        near = SAY(lang, "comma").join(_near(lang, row.kind, one) for one in row.nearest)
        text += SAY(lang, "nearest", near=near)
    return SAY(lang, "by_rule", rule=row.rule, text=text)


def _near(lang: str, kind: str, one: Near) -> str:
    amount = _amount(lang, kind, one.amount)
    return SAY(lang, "near", who=one.volunteer, amount=amount) if amount else one.volunteer


def _amount(lang: str, kind: str, amount: float) -> str:
    if kind in METRES:
        return kilometres(max(amount, 1), lang)
    if kind in SECONDS:
        return hours(amount, lang)
    if kind in YEARS:
        return SAY(lang, "years", years=f"{amount:g}")
    return f"{amount:g}" if kind == "capacity" else ""


def repair_sentence(lang: str, repair: Repair, fewest: int = 2) -> str:
    """Say what to change, what it serves where that is so many tasks at least, and what it costs."""
    text = change_sentence(lang, repair.change)
    if len(repair.gained) >= fewest:
        text += SAY(lang, "gains", n=len(repair.gained), tasks=listed(repair.gained, lang=lang))
    if repair.lost:
        text += SAY(lang, "loses", n=len(repair.lost), tasks=listed(repair.lost, lang=lang))
    costs = list(_costs(lang, repair))
    if costs:
        text += SAY(lang, "costs", costs=SAY(lang, "comma").join(costs))
    return text + SAY(lang, "stop")


def change_sentence(lang: str, change: made.Change | None) -> str:
    """Say a change."""
    if change is None:
        return CHANGES(lang, "none")
    if isinstance(change, made.NewRule):
        return CHANGES(lang, _known(change.kind), rule=change.rule, old=f"{change.old:g}", new=_km(change))
    if isinstance(change, made.NewVolunteer):
        return CHANGES(lang, change.kind, who=change.volunteer, old=f"{change.old:g}", new=f"{change.new:g}")
    if isinstance(change, made.Named):
        return CHANGES(lang, change.kind, who=change.volunteer, what=change.what, n=change.amount)
    if isinstance(change, made.NewTime):
        return CHANGES(lang, change.kind, who=change.volunteer, time=hours(change.seconds, lang))
    if isinstance(change, made.NewWindows):
        return CHANGES(lang, change.kind, task=change.task, time=hours(change.earlier + change.later, lang))
    if isinstance(change, made.NewTask):
        return CHANGES(lang, change.kind, task=change.task, old=f"{change.old:g}", new=f"{change.new:g}")
    assert isinstance(change, made.Recruits)
    kind = _ages(lang, change.min_age, change.max_age) + "".join(_of_recruit(lang, change))
    return CHANGES(lang, "recruits", n=change.count, kind=kind)


def _known(kind: str) -> str:
    return kind if kind in CHANGES else "rule"


def _km(change: made.NewRule) -> str:
    return f"{change.new:.1f}" if change.parameter == "radius_km" else f"{change.new:g}"


def _ages(lang: str, least: float | None, most: float | None) -> str:
    text = ""
    if most is not None:
        # "Under 60" is said of 59.
        text = SAY(lang, "under", age=f"{most + 1 if most == int(most) else most:g}")
    return text if least is None else text + SAY(lang, "from_age", age=f"{least:g}")


def _of_recruit(lang: str, change: made.Recruits) -> Iterator[str]:
    if change.skills:
        yield SAY(lang, "with_skills", skills=listed(change.skills, lang=lang))
    if change.person.access:
        yield SAY(lang, "with_access", tags=listed(change.person.access, lang=lang))
    if change.person.organisation:
        yield SAY(lang, "of_organisation", name=change.person.organisation)


def _costs(lang: str, repair: Repair) -> Iterator[str]:
    """Say what is worse than before, level by level."""
    for old, new in zip(repair.before, repair.after, strict=True):
        if isinstance(old.value, tuple):
            pairs = zip(numbers_of(old.value)[4:], numbers_of(new.value)[4:], PRIORITIES, strict=True)
            for before, after, name in pairs:
                if after > before:
                    yield SAY(lang, "seats", n=after - before, priority=priority(name, lang))
        elif isinstance(new.value, int) and new.value > old.value:
            yield SAY(lang, "more_of", name=old.name, amount=f"{new.value - old.value:,}")


def overview_sentences(lang: str, said: Overview) -> Iterator[str]:
    """Say how many are not served for which cause, and what would serve many."""
    count = sum(len(one.tasks) for one in said.causes)
    if not count:
        yield SAY(lang, "all_served", n=said.num_tasks)
        return
    yield SAY(lang, "overview", n=count, all=said.num_tasks)
    for cause in said.causes:
        yield "  " + SAY(
            lang,
            f"cause_{cause.reason}" if f"cause_{cause.reason}" in SAY else "cause",
            n=len(cause.tasks),
            reason=SAY(lang, "comma").join(filter(None, (cause.reason, cause.kind, cause.what))),
            tasks=listed(cause.tasks, lang=lang),
        )
        for rule, number in sorted(cause.obstacles.items(), key=lambda item: -item[1]):
            key = f"busy_{rule}"
            yield "    " + SAY(lang, key if key in SAY else "busy", n=number, rule=rule)
    yield SAY(lang, "some" if said.repairs else "none_helps")
    for repair in said.repairs:
        fills = not repair.lost and set(repair.gained) >= {
            task for cause in said.causes for task in cause.tasks
        }
        text = repair_sentence(lang, repair, fewest=1)
        yield "  " + (SAY(lang, "fills_all", text=text) if fills and count > 1 else text)
    if not said.complete:
        yield SAY(lang, "incomplete")
