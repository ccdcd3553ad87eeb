"""The sentences of sheets and calendars, English and Chinese side by side."""

from __future__ import annotations

from volmatch.saying import Phrases

__all__ = ["SAY"]

SAY = Phrases(
    volunteer=("Volunteer {who}", "志愿者 {who}"),
    place=("Place {where}", "地点 {where}"),
    from_home=("From home", "居家完成"),
    sheets=("Sheets", "任务单"),
    zone=("times in {zone}", "时间按 {zone}"),
    trip=(
        "Leave home at {depart}, back at {back}; {way} on the way",
        "{depart} 出门，{back} 到家；路程 {way}",
    ),
    away=("Leave home at {depart}, back at {back}", "{depart} 出门，{back} 到家"),
    home=("From home, no trip", "在家完成，无需出门"),
    fetch=("fetch for {task}", "为 {task} 取物"),
    remote=("{task}, from home", "{task}（居家）"),
    who_does=("{who}: {what}", "{who}：{what}"),
    bring=("bring {what}", "携带 {what}"),
    collect=("collect {what}", "带回 {what}"),
    together=("with {who}", "与 {who} 一起"),
    for_whom=("for {who}", "服务对象 {who}"),
    arrive=("Arrive", "到达"),
    time=("Time", "时间"),
    task=("Task", "任务"),
    where=("Where", "地点"),
    who=("Who", "志愿者"),
    notes=("Notes", "说明"),
    done=("Done", "完成"),
    signed=("Signed", "签名"),
    nothing=("Nobody goes anywhere.", "没有安排。"),
)
