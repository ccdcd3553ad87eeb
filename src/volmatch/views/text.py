"""What the views say, in English and in Chinese."""

from __future__ import annotations

from volmatch.saying import Phrases

__all__ = ["SAY", "reason"]

SAY = Phrases(
    # The panels.
    timeline=("Who does what, when", "时间表：谁在何时做什么"),
    map=("Where: homes, trips and what stays open", "地图：住处、行程与未落实的任务"),
    by_priority=("Tasks by priority", "任务落实情况：按优先级"),
    by_area=("Tasks by area", "任务落实情况：按片区"),
    by_hour=("Tasks by the hour at which they may begin", "任务落实情况：按可开始的钟点"),
    load=("How the work is shared", "工作量分配"),
    shortage=("Where and when people are missing", "何处何时缺人"),
    recruits=("Whom to recruit: how many, where and for which hours", "需招募志愿者：人数、片区与时段"),
    recruits_missing=("{n:recruit|recruits}: {what}", "{n} 人：{what}"),
    no_recruits=("Nobody needs to be recruited.", "无需招募。"),
    any_skill=("no skill asked for", "无技能要求"),
    trip_list=("Trips, as a list", "行程列表"),
    open_list=("Unserved tasks, and why", "未落实的任务及原因"),
    # What is drawn.
    offered=("time offered", "可服务时间"),
    away=("on a trip", "外出"),
    pickup=("fetching", "取物"),
    remote=("from home", "居家服务"),
    home=("home of somebody who serves", "有任务的志愿者住处"),
    idle=("home of somebody free", "无任务的志愿者住处"),
    trips=("trip", "行程"),
    radius=("near enough for them", "就近范围"),
    served=("served", "已落实"),
    short=("served by fewer than wanted", "人手不足"),
    unserved=("unserved", "未落实"),
    unserved_because=("unserved: {why}", "未落实：{why}"),
    hours_offered=("hours offered", "可服务小时"),
    hours_away=("hours given", "已安排小时"),
    num_trips=("trips", "行程数"),
    missing=("people missing", "缺少人数"),
    east=("km to the east", "向东（公里）"),
    north=("km to the north", "向北（公里）"),
    people_missing=("{n:person|people} missing", "缺 {n} 人"),
    hour_count=("hours", "小时"),
    hour_axis=("hour of the day", "钟点"),
    volunteer_axis=("volunteers, who gives most first", "志愿者（按已安排小时排列）"),
    task_axis=("tasks", "任务数"),
    nowhere=("other or no area", "其他或未注明片区"),
    # Where there is nothing.
    no_trips=("Nobody has anything to do in this plan.", "本方案没有任何安排。"),
    no_volunteers=("There are no volunteers.", "没有志愿者。"),
    no_tasks=("There are no tasks.", "没有任务。"),
    no_positions=("No positions are given.", "未提供位置。"),
    none_missing=("Nobody is missing: every task has all the people it wants.", "不缺人：每项任务人手齐全。"),
    none_open=("Every task is served.", "所有任务均已落实。"),
    none_left=("Nothing is left by this filter.", "没有符合筛选条件的内容。"),
    # The page.
    untitled=("Plan", "服务方案"),
    holds=("Checked: every rule holds.", "已核验：所有规则均满足。"),
    broken=("Do not use this plan: it breaks {rules}.", "请勿使用：本方案违反规则 {rules}。"),
    word_served=("tasks served", "项任务已落实"),
    word_of=("of {n}", "共 {n}"),
    word_trips=("trips", "个行程"),
    word_people=("volunteers serve", "名志愿者参与"),
    word_hours=("hours given", "小时服务"),
    filter=("Show only", "筛选"),
    volunteer=("Volunteer", "志愿者"),
    day=("Day", "日期"),
    area=("Area", "片区"),
    all=("all", "全部"),
    reset=("Show everything", "显示全部"),
    print=("Print", "打印"),
    previous=("Previous", "上一页"),
    next=("Next", "下一页"),
    rows=("{first}–{last} of {n}", "第 {first}–{last} 行，共 {n} 行"),
    followed=("Follows day and area, not the volunteer.", "随日期和片区筛选，不随志愿者。"),
    out=("Out", "出发"),
    back=("Back", "返回"),
    stops=("Stops", "停靠"),
    task=("Task", "任务"),
    priority=("Priority", "优先级"),
    window=("May take place", "可服务时段"),
    why=("Why", "原因"),
    coarse=(
        "Ids only. Each place is shown somewhere in its square of {way}, not where it is; departures and returns are "
        "rounded to 5 minutes.",
        "仅显示编号。地点只画到所在的 {way} 方格，方格内位置并非实际位置；出发和返回时间取整到 5 分钟。",
    ),
    personal=(
        "This page shows exact homes and names of places: keep it to those who need it.",
        "本页含准确住址位置和地点名称，请勿外传。",
    ),
    clock=("Times in {zone}.", "时间均为 {zone} 时区。"),
    # Why a task is unserved, in a few words.
    reason_qualified=("nobody is qualified", "无人具备条件"),
    reason_available=("nobody is free then", "该时段无人有空"),
    reason_window=("it does not fit its own hours", "与自身时段不符"),
    reason_travel=("no time for the way", "路上时间不够"),
    reason_near_residence=("nobody lives near", "附近无志愿者"),
    reason_trip_cap=("nobody has a trip left", "行程次数已满"),
    reason_trip_limits=("too long for one trip", "超出单次行程限制"),
    reason_staffing=("too few people", "人手不够"),
    reason_workload=("more than anybody may do", "超出工作量限制"),
    reason_capacity=("nobody can carry it", "无人能携带"),
    reason_order=("what comes before is not done", "前置任务未完成"),
    reason_cohorts=("not beside other visits", "不可与其他人群同访"),
    reason_exposure=("no more people may go there", "接触人数已满"),
    reason_companions=("those who could may not go together", "同行限制"),
    reason_supplies=("supplies have run out", "物资不足"),
    reason_pinned=("promises stand against it", "与已有承诺冲突"),
    reason_outweighed=("somebody could, but is not sent", "有人能承担但未安排"),
    reason_=("no reason given", "未注明原因"),
    own_rule=("the rule {name}", "规则 {name}"),
)


def reason(name: str, lang: str) -> str:
    """Say in a few words why a task is unserved, given the name of the rule that says so.

    Examples
    --------
    >>> reason("near_residence", "en"), reason("home_by_dusk", "zh")
    ('nobody lives near', '规则 home_by_dusk')
    """
    key = f"reason_{name}"
    return SAY(lang, key) if key in SAY else SAY(lang, "own_rule", name=name)
