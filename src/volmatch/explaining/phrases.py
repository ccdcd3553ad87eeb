"""What `explain` says, in English and Chinese side by side."""

from __future__ import annotations

from volmatch.saying import Phrases

__all__ = ["BLOCKED", "CHANGES", "SAY"]

SAY = Phrases(
    served=("The task {task} is served by {who}.", "任务 {task} 由 {who} 承担。"),
    others=(
        "No rule forbids it to {n:other volunteer|other volunteers}: {who}.",
        "另有 {n} 名志愿者合乎规则：{who}。",
    ),
    no_others=("Nobody else may serve it.", "没有其他人合乎规则。"),
    outweighed=(
        "The task {task} is not served, although {n:volunteer|volunteers} could: they are needed elsewhere "
        "(outweighed).",
        "任务 {task} 无人承担：有 {n} 名志愿者合乎规则，但都另有安排（outweighed）。",
    ),
    staffing=(
        "The task {task} is not served: {able} of {people} people could come (staffing).",
        "任务 {task} 无人承担：需要 {people} 人，合乎规则的只有 {able} 人（staffing）。",
    ),
    nobody=(
        "The task {task} is not served: none of {n:volunteer|volunteers} may; most fall to {rule}.",
        "任务 {task} 无人承担：{n} 名志愿者都不合规则，多数是因为 {rule}。",
    ),
    by_rule=("{rule}: {text}.", "{rule}：{text}。"),
    nearest=("; the nearest: {near}", "；最接近的是 {near}"),
    near=("{who} (by {amount})", "{who}（差 {amount}）"),
    years=("{years} years", "{years} 岁"),
    comma=(", ", "、"),
    stop=(".", "。"),
    able=(
        "Of those who could, {n} in all:",
        "合乎规则的共 {n} 人：",
    ),
    free=("{n:is|are} free: {who}.", "{n} 人有空：{who}。"),
    busy=("{n:is|are} kept away by {rule}, with what they do already.", "{n} 人因已有的安排受限于 {rule}。"),
    busy_trip_cap=(
        "{n:has|have} made all trips that are allowed: the trip caps are exhausted ({rule}).",
        "{n} 人的出行次数已用完（{rule}）。",
    ),
    busy_travel=("{n:is|are} busy at the time ({rule}).", "{n} 人当时另有任务（{rule}）。"),
    busy_available=("{n:has|have} no time left for it ({rule}).", "{n} 人没有余下的时间（{rule}）。"),
    busy_workload=("{n:has|have} done a full day's work ({rule}).", "{n} 人当天的工作量已满（{rule}）。"),
    line=(
        "The team asks for {count}{kind}: {n} could come, {free} of them free.",
        "队伍需要 {count} 人{kind}：合乎规则的有 {n} 人，其中 {free} 人有空。",
    ),
    drop=("{who} would have to drop {tasks}.", "{who} 得放下 {tasks}。"),
    repairs=("Any one of these changes would serve it; each was tried:", "以下任何一项改动即可，均已验证："),
    some=(
        "Each of these changes would serve some of them; each was tried:",
        "以下每项改动都可承担其中一些，均已验证：",
    ),
    no_repairs=("No single change that would serve it was found.", "没有找到单独一项就够的改动。"),
    none_helps=(
        "No single change that would serve any of them was found.",
        "没有找到能承担其中任何一项的单独改动。",
    ),
    incomplete=(
        "Not everything was tried: time was up. More time may find more.",
        "时间已到，未能全部试完；延长时间或可找到。",
    ),
    gains=("; it serves {n:task|tasks}: {tasks}", "；可承担 {n} 项任务：{tasks}"),
    loses=("; {n:task is|tasks are} dropped for it: {tasks}", "；为此放下 {n} 项任务：{tasks}"),
    costs=("; it costs {costs}", "；代价：{costs}"),
    seats=("{n:seat|seats} of {priority} tasks", "{priority}任务少 {n} 人"),
    more_of=("{amount} more of {name}", "{name} 增加 {amount}"),
    under=(" under {age}", "（{age} 岁以下）"),
    from_age=(" of {age} or more", "（{age} 岁以上）"),
    with_skills=(" with {skills}", "（会 {skills}）"),
    with_access=(" who may enter {tags}", "（可进入 {tags}）"),
    of_organisation=(" of {name}", "（属于 {name}）"),
    all_served=("All {n} tasks are served.", "{n} 项任务都有人承担。"),
    overview=("{n} of {all:task is|tasks are} not served:", "{all} 项任务中有 {n} 项无人承担："),
    cause=("{n} that nobody may serve ({reason}): {tasks}", "{n} 项没有人合乎规则（{reason}）：{tasks}"),
    cause_outweighed=(
        "{n} for which others are served ({reason}): {tasks}",
        "{n} 项让位于其他任务（{reason}）：{tasks}",
    ),
    cause_staffing=(
        "{n} for which too few may come ({reason}): {tasks}",
        "{n} 项人手不足（{reason}）：{tasks}",
    ),
    fills_all=("{text} This fills all.", "{text}全部可以承担。"),
)

BLOCKED = Phrases(
    said=("{n:volunteer is|volunteers are} kept away: {what}", "{n} 人受限：{what}"),
    far=("{n:lives|live} too far away", "{n} 人住得太远"),
    other_area=("{n:lives|live} in another area", "{n} 人住在别的区域"),
    time=("{n:is|are} not free long enough then", "{n} 人届时空闲时间不够"),
    never=("{n:offers|offer} no time", "{n} 人没有空闲时间"),
    way=("{n:cannot|cannot} be there and back in time", "{n} 人来不及往返"),
    unreachable=("{n:has|have} no way there", "{n} 人无法到达"),
    window=("no window is long enough for it, whoever comes ({n})", "没有足够长的时间窗（{n} 人）"),
    no_trips=("{n:makes|make} no trips", "{n} 人不出行"),
    no_work=("{n:takes|take} no work", "{n} 人不接任务"),
    trip_long=("{n:would|would} be away too long on one trip", "{n} 人一次出行时间太长"),
    trip_far=("{n:would|would} travel too far on one trip", "{n} 人一次出行路程太远"),
    day_long=("{n:would|would} work too long on one day", "{n} 人一天工作时间太长"),
    day_far=("{n:would|would} travel too far on one day", "{n} 人一天路程太远"),
    skill=("{n:lacks|lack} the skill {what}", "{n} 人不会 {what}"),
    expired=("{n:has|have} the skill {what} no longer", "{n} 人的 {what} 已过期"),
    age_unknown=("{n:has|have} no known age", "{n} 人年龄不详"),
    too_young=("{n:is|are} too young", "{n} 人年龄太小"),
    too_old=("{n:is|are} too old", "{n} 人年龄太大"),
    home_area=("{n:lives|live} outside the areas of the task", "{n} 人不住在任务要求的区域"),
    organisation=("{n:belongs|belong} to no organisation that is sent", "{n} 人不属于派出的组织"),
    access=("{n:lacks|lack} the access tag {what}", "{n} 人没有 {what} 通行资格"),
    area=("{n:serves|serve} in other areas only", "{n} 人只在别的区域服务"),
    banned=("{n:is|are} forbidden it, or declined", "{n} 人被禁止或已谢绝"),
    capacity=("{n:cannot|cannot} carry so much: {what}", "{n} 人带不了那么多：{what}"),
)

CHANGES = Phrases(
    none=(
        "Nothing need change: another plan serves it, better than this one",
        "无需改动：另有更好的计划可以承担",
    ),
    rule=("{rule}: {new} instead of {old}", "{rule} 由 {old} 改为 {new}"),
    rule_radius_km=(
        "radius {new} km instead of {old} km for everybody ({rule})",
        "所有人的半径由 {old} 公里改为 {new} 公里（{rule}）",
    ),
    rule_per_day=("{new} trips a day instead of {old} ({rule})", "每天出行次数由 {old} 改为 {new}（{rule}）"),
    rule_per_horizon=(
        "{new} trips in all instead of {old} ({rule})",
        "总出行次数由 {old} 改为 {new}（{rule}）",
    ),
    rule_max_tasks=(
        "{new} tasks a trip instead of {old} ({rule})",
        "每次出行任务数由 {old} 改为 {new}（{rule}）",
    ),
    rule_max_hours=(
        "{new} hours a trip instead of {old} ({rule})",
        "每次出行小时数由 {old} 改为 {new}（{rule}）",
    ),
    rule_max_km=("{new} km a trip instead of {old} ({rule})", "每次出行公里数由 {old} 改为 {new}（{rule}）"),
    rule_max_tasks_per_day=(
        "{new} tasks a day instead of {old} ({rule})",
        "每天任务数由 {old} 改为 {new}（{rule}）",
    ),
    rule_max_hours_per_day=(
        "{new} hours a day instead of {old} ({rule})",
        "每天小时数由 {old} 改为 {new}（{rule}）",
    ),
    rule_max_km_per_day=(
        "{new} km a day instead of {old} ({rule})",
        "每天公里数由 {old} 改为 {new}（{rule}）",
    ),
    rule_max_days=("{new} working days instead of {old} ({rule})", "工作日数由 {old} 改为 {new}（{rule}）"),
    rule_max_days_in_a_row=(
        "{new} days in a row instead of {old} ({rule})",
        "连续工作日数由 {old} 改为 {new}（{rule}）",
    ),
    rule_min_rest_hours=(
        "{new} hours of rest instead of {old} ({rule})",
        "休息小时数由 {old} 改为 {new}（{rule}）",
    ),
    rule_max_people=(
        "{new} different people instead of {old} ({rule})",
        "接触人数由 {old} 改为 {new}（{rule}）",
    ),
    own_radius_km=(
        "{who} comes from {new} km instead of {old} km",
        "{who} 的半径由 {old} 公里改为 {new} 公里",
    ),
    own_max_trips=(
        "{who} makes {new} trips in all instead of {old}",
        "{who} 的总出行次数由 {old} 改为 {new}",
    ),
    own_max_trips_per_day=(
        "{who} makes {new} trips a day instead of {old}",
        "{who} 每天出行次数由 {old} 改为 {new}",
    ),
    own_max_tasks_per_trip=(
        "{who} serves {new} tasks a trip instead of {old}",
        "{who} 每次出行任务数由 {old} 改为 {new}",
    ),
    own_max_tasks_per_day=(
        "{who} serves {new} tasks a day instead of {old}",
        "{who} 每天任务数由 {old} 改为 {new}",
    ),
    own_max_hours_per_day=(
        "{who} works {new} hours a day instead of {old}",
        "{who} 每天小时数由 {old} 改为 {new}",
    ),
    own_max_km_per_day=(
        "{who} travels {new} km a day instead of {old}",
        "{who} 每天公里数由 {old} 改为 {new}",
    ),
    more_skills=("{who} learns, or renews, {what}", "{who} 学会或更新 {what}"),
    more_access=("{who} may enter {what}", "{who} 获得 {what} 通行资格"),
    more_capacity=("{who} can carry {n} {what}", "{who} 能带 {n} {what}"),
    more_time=("{who} is free for {time} more", "{who} 多空出 {time}"),
    later=("the windows of {task} end {time} later", "{task} 的时间窗延后 {time}"),
    earlier=("the windows of {task} begin {time} earlier", "{task} 的时间窗提前 {time}"),
    task_radius_km=(
        "radius {new} km instead of {old} km for {task}",
        "{task} 的半径由 {old} 公里改为 {new} 公里",
    ),
    task_lifted=("no radius for {task} alone", "仅 {task} 不限半径"),
    task_min_age=("{task} from the age of {new} instead of {old}", "{task} 的最小年龄由 {old} 改为 {new}"),
    task_max_age=("{task} up to the age of {new} instead of {old}", "{task} 的最大年龄由 {old} 改为 {new}"),
    task_people=(
        "{new} people are enough for {task} instead of {old}",
        "{task} 至少 {new} 人即可，原为 {old} 人",
    ),
    recruits=("{n:more volunteer|more volunteers}{kind} near by", "就近增加 {n} 名志愿者{kind}"),
)
