"""Calendars: what is in them, that they can be read by others, and how changes are told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import icalendar
import pytest
from giving_common import PRIVATE, plan, problem

import volmatch as vm
from volmatch.giving.calendar import calendars


def events(data: bytes) -> dict[str, Any]:
    """Read the events of a calendar, by title."""
    rows = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return {str(row["summary"]): row for row in rows}


def test_everybody_is_in_one_calendar() -> None:
    made = events(vm.calendar(problem(), plan()))
    assert set(made) == {
        "v01: gate", "v01: fetch for 送药-2", "v01: 送药-2", "v01: call, from home", "v<02>: gate", "v<02>: late",
    }  # fmt: skip
    gate = made["v01: gate"]
    assert gate["dtstart"].dt == datetime(2020, 3, 2, 2, tzinfo=UTC)
    assert gate["dtend"].dt - gate["dtstart"].dt == timedelta(hours=1)
    assert gate["location"] == "门岗"
    assert gate["description"] == "Leave home at 09:00, back at 15:00\nwith v<02>"
    assert (gate["status"], gate["sequence"]) == ("CONFIRMED", 0)
    assert made["v01: 送药-2"]["description"].endswith("bring 2 bags")
    assert "location" not in made["v01: call, from home"]


def test_one_volunteer_in_chinese() -> None:
    made = events(vm.calendar(problem(), plan(), "v01", lang="zh"))
    assert set(made) == {"gate", "为 送药-2 取物", "送药-2", "call（居家）"}
    assert made["gate"]["description"] == "09:00 出门，15:00 到家\n与 v<02> 一起"


def test_the_lines_are_those_of_rfc_5545() -> None:
    long = attrs.evolve(problem(name="圣泉街道" * 30))
    data = vm.calendar(long, plan(long), include_personal=True)
    lines = data.split(b"\r\n")
    assert lines.pop() == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no character is cut in two
    assert icalendar.Calendar.from_ical(data)["x-wr-calname"] == "圣泉街道" * 30
    assert all(row.get("dtstamp") and row.get("uid") for row in events(data).values())


def test_nothing_personal_is_told_unless_it_is_asked_for() -> None:
    told = vm.calendar(problem(), plan(), include_personal=True).decode().replace("\r\n ", "")
    shy = vm.calendar(problem(), plan()).decode().replace("\r\n ", "")
    for word in PRIVATE:
        assert word in told
        assert word not in shy
    assert "GEO:29.298;106.25" in told
    uids = [row["uid"] for row in events(vm.calendar(problem(), plan())).values()]
    assert len(set(uids)) == len(uids) == 6
    assert not any(name in uid for uid in uids for name in ("v01", "gate", "圣泉"))


def test_the_same_plan_gives_the_same_bytes() -> None:
    data = vm.calendar(problem(), plan())
    assert vm.calendar(problem(), plan(), previous=plan()) == data
    assert vm.calendar(problem(), plan(), previous=data) == data
    stamp = datetime(2020, 3, 1, 12, tzinfo=UTC)
    assert events(vm.calendar(problem(), plan(), stamp=stamp))["v01: gate"]["dtstamp"].dt == stamp


@pytest.mark.parametrize("form", ["plan", "bytes", "text"])
def test_changes_are_numbered_and_what_is_gone_is_cancelled(form: str) -> None:
    of, old = problem(), plan()
    before = {"plan": old, "bytes": vm.calendar(of, old), "text": vm.calendar(of, old).decode()}[form]
    new = attrs.evolve(plan(later=600), remote=())
    first = vm.calendar(of, new, previous=before)
    made = events(first)
    assert (made["v01: 送药-2"]["sequence"], made["v01: 送药-2"]["status"]) == (1, "CONFIRMED")
    assert made["v01: gate"]["sequence"] == 0
    gone = next(row for title, row in made.items() if "call" in title)
    assert (gone["status"], gone["sequence"]) == ("CANCELLED", 1)
    # The same again changes nothing; what comes back gets the next number.
    assert vm.calendar(of, new, previous=first) == first
    back = events(vm.calendar(of, old, previous=first))
    assert (back["v01: call, from home"]["status"], back["v01: call, from home"]["sequence"]) == (
        "CONFIRMED",
        2,
    )
    assert back["v01: 送药-2"]["sequence"] == 2


def test_what_is_cancelled_tells_no_more_than_the_rest() -> None:
    of = problem()
    before = vm.calendar(of, plan(), include_personal=True)
    after = vm.calendar(of, attrs.evolve(plan(), trips=plan().trips[2:], remote=()), previous=before)
    assert after.count(b"STATUS:CANCELLED") == 5
    unfolded = after.decode().replace("\r\n ", "")
    assert not any(word in unfolded for word in PRIVATE)


def test_who_is_gone_is_cancelled_and_others_are_left_alone() -> None:
    of = problem(volunteers=[problem().volunteer("v<02>")])
    new = attrs.evolve(plan(of), trips=plan().trips[2:], remote=())
    made = events(vm.calendar(of, new, previous=plan()))
    assert [title for title, row in made.items() if row["status"] == "CANCELLED" and title.startswith("v01")]
    one = vm.calendar(problem(), plan(), "v<02>", previous=vm.calendar(problem(), plan()))
    assert b"CANCELLED" not in one


def test_calendars_of_all_are_those_of_each() -> None:
    of, old = problem(), plan()
    made = calendars(of, old)
    assert made == {name: vm.calendar(of, old, name) for name in ("v01", "v<02>")}
    new = attrs.evolve(old, trips=old.trips[2:], remote=())
    later = calendars(of, new, made)
    assert later["v01"].count(b"STATUS:CANCELLED") == 4
    assert later["v<02>"] == calendars(of, new, old)["v<02>"]


def test_a_plan_that_breaks_rules_is_not_given_out() -> None:
    of = problem(rules={"trip_cap": {"per_day": 0}})
    with pytest.raises(vm.PlanError, match=r"breaks rules.*the first is trip_cap"):
        vm.calendar(of, plan())
    assert len(events(vm.calendar(of, plan(), allow_broken=True))) == 6
    stray = attrs.evolve(plan(), remote=[vm.RemoteService(volunteer="who", task="call", start=0, end=9)])
    with pytest.raises(vm.PlanError, match="no such volunteer"):
        vm.calendar(problem(), stray, allow_broken=True)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"volunteer": "v99"}, "there is no volunteer 'v99'"),
        ({"stamp": datetime(2020, 3, 1)}, "stamp: the instant has no time zone"),
        ({"previous": b"BEGIN:NOTHING"}, "previous: the earlier calendar cannot be read"),
        ({"previous": "x"}, "previous: the earlier calendar cannot be read"),
    ],
)
def test_bad_options_are_told(more: dict[str, Any], told: str) -> None:
    with pytest.raises(vm.InputError) as caught:
        vm.calendar(problem(), plan(), **more)
    assert told in str(caught.value)
