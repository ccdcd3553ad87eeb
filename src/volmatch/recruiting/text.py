"""A shortage in English and Chinese: ids, areas and counts only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from volmatch.recruiting.surplus import NOT_NEEDED, OUTWEIGHED
from volmatch.saying import Phrases, listed

if TYPE_CHECKING:
    from volmatch.recruiting.missing import Missing, Shortage

__all__ = ["SAY", "asked_for", "sentences", "verdict", "why_idle"]

MOST_ROWS, MOST_IDS = 20, 8

SAY = Phrases(
    nobody=("Nobody is missing: every task is served.", "不缺人：所有任务都有人承担。"),
    hopeless=(
        "No recruits of the kinds offered could serve what is unserved.",
        "按所给条件招募的人员，都无法承担未完成的任务。",
    ),
    exact=(
        "{n:recruit is|recruits are} missing; fewer would not do: proven.",
        "还缺 {n} 人；已证明不能再少。",
    ),
    between=(
        "{n:recruit is|recruits are} enough; at least {low} are needed: proven.",
        "招募 {n} 人即可；已证明至少需要 {low} 人。",
    ),
    enough=(
        "{n:recruit is|recruits are} enough; whether fewer would do is not proven.",
        "招募 {n} 人即可；更少是否可行，尚未证明。",
    ),
    none_found=(
        "No recruits were found in the time given; {left:task stays|tasks stay} open: {ids}.",
        "限定时间内未能算出招募方案；{left} 项任务仍无人承担：{ids}。",
    ),
    open=(
        "Even with {n:recruit|recruits}, {left:task stays|tasks stay} open, as far as was found in time: {ids}.",
        "限定时间内只找到：招募 {n} 人后仍有 {left} 项任务无人承担：{ids}。",
    ),
    row=(
        "{place}, {hours}: {n:recruit|recruits}{needs}, for {tasks:task|tasks}",
        "{place}，{hours}：{n} 人{needs}，承担 {tasks} 项任务",
    ),
    needs=(" ({what})", "（{what}）"),
    skills=("skills: {names}", "须有技能 {names}"),
    access=("may enter {names}", "可进入 {names}"),
    organisation=("of {name}", "属 {name}"),
    ages=("aged {least} to {most}", "年龄 {least} 至 {most} 岁"),
    least=("aged {least} or older", "年满 {least} 岁"),
    most=("aged {most} or younger", "不超过 {most} 岁"),
    more=("… and {n:row|rows} more", "……另有 {n} 行"),
    beyond=(
        "{n:task|tasks} that no such recruit can serve: {ids}",
        "{n} 项任务，这样的招募也无法解决：{ids}",
    ),
    surplus=("{n:volunteer was|volunteers were} never asked:", "{n} 名志愿者未被安排："),
    because=("{n}: {why} ({ids})", "{n} 人：{why}（{ids}）"),
    not_needed=("others serve all that they could", "可承担的任务均已有他人承担"),
    outweighed=("something they could serve is open all the same", "有可承担的任务仍无人承担"),
    near_residence=("nothing is near enough", "附近没有任务"),
    available=("not free when they could be of use", "有空的时间没有合适的任务"),
    qualified=("lack what the tasks ask for", "不符合任务要求"),
    trip_cap=("make no trips", "不能出行"),
    rule=("kept away by the rule {name}", "受规则 {name} 限制"),
)


def sentences(found: Shortage, lang: str = "en") -> Iterator[str]:
    """Say how many are missing, then which, then what they cannot help, then who was never asked."""
    yield verdict(found, lang)
    for row in found.missing[:MOST_ROWS]:
        yield SAY(
            lang,
            "row",
            place=row.place,
            hours=row.hours,
            n=row.count,
            needs=_in_brackets(asked_for(row, lang), lang),
            tasks=len(row.tasks),
        )
    if len(found.missing) > MOST_ROWS:
        yield SAY(lang, "more", n=len(found.missing) - MOST_ROWS)
    if found.beyond:
        ids = listed((row.task for row in found.beyond), MOST_IDS, lang)
        yield SAY(lang, "beyond", n=len(found.beyond), ids=ids)
    if found.surplus:
        yield SAY(lang, "surplus", n=len(found.surplus))
        for reason, count in Counter(one.reason for one in found.surplus).most_common():
            ids = listed((one.volunteer for one in found.surplus if one.reason == reason), MOST_IDS, lang)
            yield "  " + SAY(lang, "because", n=count, why=why_idle(reason, lang), ids=ids)


def verdict(found: Shortage, lang: str = "en") -> str:
    """Say how many are missing, and how far that is proven."""
    if found.open:
        ids = listed(found.open, MOST_IDS, lang)
        if not found.total:
            return SAY(lang, "none_found", left=len(found.open), ids=ids)
        return SAY(lang, "open", n=found.total, left=len(found.open), ids=ids)
    if not found.total:
        return SAY(lang, "hopeless" if found.beyond else "nobody")
    if found.proven:
        return SAY(lang, "exact", n=found.total)
    if found.bound:
        return SAY(lang, "between", n=found.total, low=found.bound)
    return SAY(lang, "enough", n=found.total)


def asked_for(row: Missing, lang: str = "en") -> str:
    """Say what recruits bring along; ``""`` = nothing is asked for."""
    said = []
    if row.skills:
        said.append(SAY(lang, "skills", names=listed(row.skills, MOST_IDS, lang)))
    if row.access:
        said.append(SAY(lang, "access", names=listed(row.access, MOST_IDS, lang)))
    if row.organisation:
        said.append(SAY(lang, "organisation", name=row.organisation))
    least, most = (None if age is None else f"{age:g}" for age in (row.least_age, row.most_age))
    if least is not None and most is not None:
        said.append(SAY(lang, "ages", least=least, most=most))
    elif least is not None:
        said.append(SAY(lang, "least", least=least))
    elif most is not None:
        said.append(SAY(lang, "most", most=most))
    return ("，" if lang == "zh" else ", ").join(said)


def why_idle(reason: str, lang: str = "en") -> str:
    """Say why somebody was never asked."""
    known = reason in SAY and reason in (
        NOT_NEEDED,
        OUTWEIGHED,
        "near_residence",
        "available",
        "qualified",
        "trip_cap",
    )
    return SAY(lang, reason) if known else SAY(lang, "rule", name=reason)


def _in_brackets(what: str, lang: str) -> str:
    return SAY(lang, "needs", what=what) if what else ""
