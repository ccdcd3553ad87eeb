"""Who should stand by, in plain words: ids, times and chances only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from volmatch.saying import Phrases, clock_time, day_name, listed

if TYPE_CHECKING:
    from volmatch.reserves.answer import Standby

__all__ = ["SAY", "sentences"]

SAY = Phrases(
    none=(
        "Every task reaches {target} as it is: nobody needs to stand by.",
        "所有任务都已达到 {target}，无需替补。",
    ),
    head=(
        "{n:person standing by brings|people standing by bring} {m:task|tasks} to {target}{proof}",
        "{n} 名替补可使 {m} 项任务达到 {target}{proof}",
    ),
    fewest=("; fewer would not do: proven.", "；已证明人数最少。"),
    open=("; at least {least} are needed.", "；至少需要 {least} 名。"),
    one=("  {who}: {day} {start}–{end}, for {tasks}", "  {who}：{day} {start}–{end}，负责 {tasks}"),
    beyond=("Nobody could bring these to {target}: {tasks}", "以下任务无人能使其达到 {target}：{tasks}"),
    weakest=(
        "The least sure task then is {task}: {chance}{how}.",
        "届时把握最小的任务是 {task}：{chance}{how}。",
    ),
    drawn=(" (from days that were drawn)", "（模拟估计）"),
)


def sentences(found: Standby, lang: str) -> Iterator[str]:
    """Say who should stand by when and for what, and what stays unsure."""
    target = _percent(found.target)
    helped = [task for task in found.tasks if task.alone < found.target <= task.chance]
    if found.reserves:
        proof = SAY(lang, "fewest") if found.proven else SAY(lang, "open", least=found.least)
        yield SAY(lang, "head", n=len(found.reserves), m=len(helped), target=target, proof=proof)
    elif not found.beyond:
        yield SAY(lang, "none", target=target)
    for one in found.reserves:
        yield SAY(
            lang,
            "one",
            who=one.volunteer,
            day=day_name(found.clock, one.start, lang),
            start=clock_time(found.clock, one.start),
            end=clock_time(found.clock, one.end, one.start),
            tasks=listed(one.tasks, lang=lang),
        )
    if found.beyond:
        yield SAY(lang, "beyond", target=target, tasks=listed(found.beyond, lang=lang))
    if found.tasks:
        least = min(found.tasks, key=lambda task: (task.chance, task.task))
        how = "" if least.exact else SAY(lang, "drawn")
        yield SAY(lang, "weakest", task=least.task, chance=_percent(least.chance), how=how)


def _percent(chance: float) -> str:
    return f"{100 * chance:.1f} %".replace(".0 %", " %")
