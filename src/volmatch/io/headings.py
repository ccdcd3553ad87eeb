"""The headings of CSV files, in English and Chinese.

English headings are the keys of JSON. Each has one or more Chinese names; the first is what is
written with ``headings="zh"``. Reading takes either, also mixed in one file; case and spaces around
a heading do not matter.
"""

from __future__ import annotations

from collections.abc import Mapping

from volmatch.io.sheets import Sheet

__all__ = [
    "KEY_AND_VALUE",
    "LANGUAGES",
    "heading",
    "names_by_heading",
    "normal",
    "settings_by_heading",
]

LANGUAGES = ("en", "zh")
"""What headings can be written in."""

_CHINESE: Mapping[str, tuple[str, ...]] = {
    "access": ("通行证", "准入", "门禁"),
    "after": ("前置任务", "在此之后"),
    "age": ("年龄",),
    "area": ("区域", "所在区域"),
    "areas": ("服务区域", "限定区域"),
    "arrive": ("到达", "到达时间"),
    "beneficiary": ("服务对象", "受助人"),
    "blocked_by": ("受阻原因", "阻碍"),
    "bound": ("界限", "下界"),
    "capacity": ("载量", "携带能力"),
    "cohort": ("人群", "人群类别"),
    "collect": ("收取", "带回"),
    "coordinates": ("坐标系", "坐标"),
    "count": ("人数", "数量"),
    "declined": ("谢绝任务", "拒绝"),
    "depart": ("出发", "出发时间"),
    "duration_minutes": ("时长（分钟）", "时长(分钟)", "时长", "分钟数"),
    "duration_seconds": ("时长（秒）", "时长(秒)"),
    "end": ("结束", "结束时间"),
    "familiar_beneficiaries": ("熟悉的服务对象", "熟悉的人"),
    "familiar_locations": ("熟悉的地点",),
    "frozen_until": ("冻结至",),
    "gap": ("差距",),
    "history_exposures": ("历史接触次数",),
    "history_hours": ("历史工时", "已服务小时"),
    "history_offered_hours": ("历史可用工时", "已提供小时"),
    "history_trips": ("历史出行次数",),
    "home": ("住址", "家", "住处"),
    "id": ("编号",),
    "kind": ("类别",),
    "lat": ("纬度",),
    "lifted": ("不限距离", "解除就近"),
    "load": ("携带物资", "物资"),
    "location": ("地点",),
    "lon": ("经度",),
    "max_age": ("年龄上限", "最大年龄"),
    "max_hours_per_day": ("每日最多小时",),
    "max_km_per_day": ("每日最多公里",),
    "max_tasks_per_day": ("每日最多任务",),
    "max_tasks_per_trip": ("每次最多任务",),
    "max_trips": ("最多出行次数",),
    "max_trips_per_day": ("每日最多出行次数",),
    "min_age": ("年龄下限", "最小年龄"),
    "min_gap_minutes": ("最短间隔（分钟）", "最短间隔(分钟)", "最短间隔"),
    "min_gap_seconds": ("最短间隔（秒）", "最短间隔(秒)"),
    "minutes": ("用时（分钟）", "用时(分钟)", "用时"),
    "name": ("名称",),
    "objective_options": ("目标选项",),
    "objectives": ("目标",),
    "offered": ("派单备注", "备注"),
    "organisation": ("所属单位", "单位", "组织"),
    "organisations": ("限定单位", "限定组织"),
    "people": ("需要人数", "所需人数"),
    "people_min": ("最少人数",),
    "people_target": ("目标人数",),
    "preferred_end": ("期望结束",),
    "preferred_start": ("期望开始",),
    "priority": ("优先级",),
    "problem": ("问题",),
    "radius_km": ("半径（公里）", "半径(公里)", "半径"),
    "reason": ("原因",),
    "reliability": ("到岗率", "可靠度"),
    "remote": ("远程", "居家完成"),
    "repeat": ("重复", "重复规则"),
    "return": ("返回", "返回时间"),
    "rules": ("规则",),
    "schema": ("格式",),
    "seconds": ("用时（秒）", "用时(秒)"),
    "setup_minutes": ("准备（分钟）", "准备(分钟)", "准备时间"),
    "setup_seconds": ("准备（秒）", "准备(秒)"),
    "skill": ("技能",),
    "skills": ("技能",),
    "start": ("开始", "开始时间"),
    "status": ("状态",),
    "stopped_by": ("停止原因",),
    "task": ("任务",),
    "task_type": ("任务类型",),
    "timezone": ("时区",),
    "travel": ("出行", "交通"),
    "travel_mode": ("出行方式", "交通方式"),
    "trip": ("行程",),
    "type": ("任务类型", "类型"),
    "value": ("分值", "值"),
    "volunteer": ("志愿者",),
    "weight": ("权重",),
    "x": ("横坐标",),
    "y": ("纵坐标",),
}

_OWN: Mapping[str, tuple[str, ...]] = {
    "locations": ("地点", "地点编号", "编号"),
    "task_types": ("任务类型", "类型", "编号"),
    "tasks": ("任务", "任务编号", "编号"),
    "trips": ("行程", "行程编号", "编号"),
    "volunteers": ("志愿者", "志愿者编号", "编号"),
}
"""What the column ``id`` is called in each file."""

KEY_AND_VALUE = (("key", "value"), ("项目", "内容"))
"""The headings of ``problem.csv`` and ``plan.csv``."""


def _chinese(sheet: str, name: str) -> tuple[str, ...]:
    return _OWN[sheet] if name == "id" and sheet in _OWN else _CHINESE.get(name, ())


def heading(sheet: str, name: str, language: str) -> str:
    """Give the heading of a column: its English name, or the first of the Chinese ones.

    Examples
    --------
    >>> heading("volunteers", "home", "zh")
    '住址'
    """
    return name if language == "en" else _chinese(sheet, name)[0]


def normal(text: str) -> str:
    """Give a heading in the form in which headings are compared."""
    return text.strip().lower().replace(" ", "_")


def names_by_heading(sheet: Sheet) -> dict[str, str]:
    """Give the English name of a column by every heading that it may have, the owner's included."""
    names = [column.name for column in sheet.columns]
    if sheet.owner:
        names.insert(0, sheet.owner)
    return settings_by_heading(sheet.name, names)


def settings_by_heading(sheet: str, names: list[str]) -> dict[str, str]:
    """Give each of some names by every heading that it may have."""
    return {normal(each): name for name in names for each in (name, *_chinese(sheet, name))}
