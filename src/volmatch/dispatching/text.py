"""How the day stands, in plain words: counts and ids only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from volmatch.domain.view import PlanView
from volmatch.saying import Phrases, listed, when

if TYPE_CHECKING:
    from volmatch.dispatching.desk import Dispatch

__all__ = ["SAY", "sentences"]

SAY = Phrases(
    at=("As of {when}:", "截至 {when}："),
    served=("{n} of {total:task is|tasks are} planned for", "{total} 项任务中 {n} 项已安排"),
    open=("{n:seat|seats} to be offered", "{n} 个名额待派单"),
    offered=("{n:offer|offers} not answered yet", "{n} 个派单待回复"),
    accepted=("{n:seat|seats} accepted", "{n} 个名额已接单"),
    under_way=("{n:person|people} under way", "{n} 人服务中"),
    done=("{n:seat|seats} done, not rated", "{n} 个名额已完成、待评价"),
    rated=("{n:seat|seats} rated", "{n} 个名额已评价"),
    refused=("{n:refusal|refusals}", "{n} 次拒单"),
    expired=("{n:seat|seats} expired", "{n} 个名额已过期"),
    no_show=("{n:no-show|no-shows}", "{n} 次未到"),
    released=("{n:seat|seats} released", "{n} 个名额已释放"),
    unserved=("Nobody is planned for {tasks}", "尚无人承担：{tasks}"),
)


def sentences(dispatch: Dispatch, lang: str) -> Iterator[str]:
    """Count the seats by state, and name the tasks that nobody is planned for."""
    problem, view = dispatch.problem, PlanView(dispatch.problem, dispatch.plan)
    if dispatch.at is not None:
        yield SAY(lang, "at", when=when(problem.clock, dispatch.at, lang))
    missing = [task.id for task in problem.effective_tasks if not view.served(task)]
    total = len(problem.effective_tasks)
    yield SAY(lang, "served", n=total - len(missing), total=total)
    counts = Counter(seat.state for seat in dispatch.seats)
    for state in SAY:
        if counts[state]:
            yield "  " + SAY(lang, state, n=counts[state])
    if missing:
        yield SAY(lang, "unserved", tasks=listed(missing, lang=lang))
