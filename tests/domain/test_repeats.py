"""Tasks that repeat: which dates, which times, which names, and who may name what."""

import warnings
from datetime import date, timedelta

import pytest
from attrs import evolve

from rules.build import DAY, HOUR, MINUTE, forbidden_by, job, person, place, plan, problem, served
from volmatch.compile import compile_problem
from volmatch.domain.clock import Interval
from volmatch.domain.problem import Forbidden, InputWarning, Pin
from volmatch.domain.task import After, Pickup, TaskType
from volmatch.domain.volunteer import Like
from volmatch.errors import ProblemError
from volmatch.rules.qualified import Qualified
from volmatch.verifier import score, verify

MORNING = ((9 * HOUR, 11 * HOUR),)


def visit(repeat="FREQ=DAILY", name="visit", windows=MORNING, **more):
    return job(name, windows=windows, repeat=repeat, **more)


def days(repeat, windows=MORNING, **more):
    """Give the days of March 2020 on which a task is that repeats, its first window on Monday the 2nd."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        of = problem(visit(repeat, windows=windows), **{"end": "2020-04-01T00:00", **more})
    assert [task.id.partition("@")[0] for task in of.effective_tasks] == ["visit"] * len(of.effective_tasks)
    return [date.fromisoformat(task.id.partition("@")[2]).day for task in of.effective_tasks]


def faults(*things, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        with pytest.raises(ProblemError) as error:
            problem(*things, **more)
    return [str(fault) for fault in error.value.faults]


def warned(*things, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", InputWarning)
        of = problem(*things, **more)
    return [str(warning) for warning in of.warnings], of


# -- which dates -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("repeat", "wanted"),
    [
        ("FREQ=DAILY", list(range(2, 32))),
        ("FREQ=DAILY;COUNT=5", [2, 3, 4, 5, 6]),
        ("RRULE:FREQ=DAILY;COUNT=5", [2, 3, 4, 5, 6]),
        ("rrule:freq=daily;count=5;", [2, 3, 4, 5, 6]),
        ("FREQ=DAILY;COUNT=1", [2]),
        ("FREQ=DAILY;INTERVAL=10", [2, 12, 22]),
        ("FREQ=DAILY;BYDAY=SA,SU;COUNT=3", [7, 8, 14]),
        ("FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20200312", [2, 5, 9, 12]),
        ("FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=2020-03-12", [2, 5, 9, 12]),
        ("FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20200311", [2, 5, 9]),
        ("FREQ=WEEKLY", [2, 9, 16, 23, 30]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO", [2, 8, 16, 22, 30]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO;WKST=SU", [2, 15, 16, 29, 30]),
        ("FREQ=WEEKLY;BYDAY=MO,TH,SA;BYSETPOS=-1;COUNT=2", [7, 14]),
        ("FREQ=MONTHLY", [2]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,15", [15, 31]),
        ("FREQ=MONTHLY;BYDAY=2TU,-1FR", [10, 27]),
        ("FREQ=YEARLY;BYYEARDAY=70", [10]),
        ("FREQ=YEARLY;BYWEEKNO=11;BYDAY=WE", [11]),
        ("FREQ=DAILY;COUNT=3\nEXDATE:20200303", [2, 4]),
        ("RRULE:FREQ=DAILY;COUNT=3\r\nEXDATE;VALUE=DATE:20200303,\r\n 20200304\r\n", [2]),
        ("FREQ=DAILY;COUNT=2\nRDATE:20200310,20200302\nRDATE:20200312", [2, 3, 10, 12]),
        ("FREQ=DAILY;COUNT=2\nRDATE:20200310\nEXDATE:20200310", [2, 3]),
        ("FREQ=DAILY;COUNT=2\nEXDATE:20200303T090000", [2]),
        ("FREQ=DAILY;COUNT=2\nEXDATE;TZID=utc:20200303T090000", [2]),
        ("DTSTART:20200302T090000\nFREQ=DAILY;COUNT=2", [2, 3]),
        ("DTSTART:20200302T090000Z\nFREQ=DAILY;COUNT=2", [2, 3]),
        ("DTSTART;VALUE=DATE:20200302\nFREQ=DAILY;COUNT=2", [2, 3]),
        # An end with a time of day is compared with the start of the first window, 09:00.
        ("FREQ=DAILY;UNTIL=20200304T090000", [2, 3, 4]),
        ("FREQ=DAILY;UNTIL=20200304T085959Z", [2, 3]),
    ],
)
def test_the_dates_of_a_rule(repeat, wanted):
    assert days(repeat) == wanted


def test_dates_are_local():
    # 09:00 in Chongqing is 01:00 in UTC; an end in UTC is turned to local time.
    assert days("FREQ=DAILY;UNTIL=20200304T010000Z", timezone="Asia/Shanghai") == [2, 3, 4]
    assert days("FREQ=DAILY;UNTIL=20200304T005959Z", timezone="Asia/Shanghai") == [2, 3]
    early = ((5 * MINUTE, HOUR),)
    assert days("FREQ=DAILY;COUNT=2", windows=early, timezone="Asia/Shanghai") == [2, 3]


def test_the_week_begins_on_monday_whatever_python_thinks():
    import calendar

    before = calendar.firstweekday()
    calendar.setfirstweekday(calendar.SUNDAY)
    try:
        assert days("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO") == [2, 8, 16, 22, 30]
    finally:
        calendar.setfirstweekday(before)


def test_the_horizon_cuts_and_the_count_is_kept():
    first = ((9 * HOUR - 3 * DAY, 11 * HOUR - 3 * DAY),)  # 28 February
    assert days("FREQ=DAILY;COUNT=5", windows=first) == [2, 3]
    # A window that touches the start from outside is outside; one that reaches in by a second is not.
    for last, wanted in ((0, [2]), (1, [1, 2])):
        assert (
            days("FREQ=DAILY;COUNT=2", windows=((last - DAY, last),), start="2020-03-02T00:00")[-2:] == wanted
        )
    assert days("FREQ=DAILY", end="2020-03-04T09:00") == [2, 3]
    assert days("FREQ=DAILY", end="2020-03-04T09:00:01") == [2, 3, 4]


def test_one_window_inside_is_enough():
    both = ((9 * HOUR, 10 * HOUR), (DAY + 9 * HOUR, DAY + 10 * HOUR))
    before = tuple((start - DAY, end - DAY) for start, end in both)
    of = problem(visit("FREQ=DAILY;COUNT=2", windows=before))
    assert [task.id for task in of.effective_tasks] == ["visit@2020-03-01", "visit@2020-03-02"]
    assert of.task("visit@2020-03-01").windows[0] == Interval(9 * HOUR - DAY, 10 * HOUR - DAY)


# -- what an occurrence is -------------------------------------------------------------------------------


def test_an_occurrence_is_the_task_on_another_day():
    fetch = Pickup(location="shop", duration=60, windows=[(8 * HOUR, 9 * HOUR)])
    of = problem(
        place("shop", 100),
        TaskType(id="k", priority="high", cohort="frail"),
        visit(
            "FREQ=DAILY;COUNT=2", type="k", weight=3, beneficiary="lin", load={"bags": 1}, pickup=fetch,
            preferred=(9 * HOUR, 10 * HOUR), people={"min": 1, "target": 2},
        ),
    )  # fmt: skip
    first, second = of.effective_tasks
    assert (first.id, second.id) == ("visit@2020-03-02", "visit@2020-03-03")
    assert second.windows == (Interval(DAY + 9 * HOUR, DAY + 11 * HOUR),)
    assert second.preferred == Interval(DAY + 9 * HOUR, DAY + 10 * HOUR)
    assert second.pickup.windows == (Interval(DAY + 8 * HOUR, DAY + 9 * HOUR),)
    assert (second.pickup.location, second.pickup.seconds) == ("shop", 60)
    assert second.repeat is None
    names = ("windows", "preferred", "pickup", "id")
    for name in (
        "priority",
        "cohort",
        "weight",
        "beneficiary",
        "load",
        "people",
        "duration_seconds",
        "location",
    ):
        assert name not in names
        assert getattr(first, name) == getattr(second, name)
    assert (first.priority, first.weight, first.people.target) == ("high", 3, 2)


def test_a_problem_keeps_the_task_and_speaks_of_the_occurrences():
    of = problem(visit("FREQ=DAILY;COUNT=2"), job("once"))
    assert [task.id for task in of.tasks] == ["visit", "once"]
    assert of.tasks[0].repeat == "FREQ=DAILY;COUNT=2"
    assert [task.id for task in of.effective_tasks] == ["visit@2020-03-02", "visit@2020-03-03", "once"]
    assert of.knows("task", "visit@2020-03-02")
    assert not of.knows("task", "visit")
    assert of.task("visit@2020-03-03").id == "visit@2020-03-03"
    with pytest.raises(KeyError):
        of.task("visit")
    assert of.base("visit@2020-03-03") == "visit"
    assert (of.base("once"), of.base("nothing")) == ("once", "nothing")
    assert of.occurrences("visit") == ("visit@2020-03-02", "visit@2020-03-03")
    assert of.occurrences("once") == ("once",)
    again = evolve(of, volunteers=[person()])
    assert again.effective_tasks == of.effective_tasks


def test_weights_and_types_are_filled_in_before():
    of = problem(visit("FREQ=DAILY;COUNT=3", weight=0.5))
    assert (of.weight_scale, [task.weight for task in of.effective_tasks]) == (10, [5, 5, 5])
    assert score(of, plan(of))[0].value[2] == 15


def test_the_tasks_are_those_that_one_would_write_by_hand():
    people = [person(offers=[(0, 4 * DAY)])]
    of = problem(
        *people, visit("FREQ=DAILY;COUNT=2"), visit("FREQ=DAILY;COUNT=2", "late", after=[After(task="visit")])
    )
    by_hand = problem(
        *people,
        *(
            job(f"visit@2020-03-0{2 + n}", windows=[(n * DAY + 9 * HOUR, n * DAY + 11 * HOUR)])
            for n in (0, 1)
        ),
        *(
            job(
                f"late@2020-03-0{2 + n}",
                windows=[(n * DAY + 9 * HOUR, n * DAY + 11 * HOUR)],
                after=[After(task=f"visit@2020-03-0{2 + n}")],
            )
            for n in (0, 1)
        ),
    )
    assert sorted(of.effective_tasks, key=lambda task: task.id) == sorted(
        by_hand.effective_tasks, key=lambda task: task.id
    )


def test_occurrences_are_served_one_by_one():
    of = problem(person(offers=[(0, DAY), (2 * DAY, 3 * DAY)]), visit("FREQ=DAILY;COUNT=3"))
    assert served(of) == ["visit@2020-03-02", "visit@2020-03-04"]
    assert compile_problem(of).tasks == of.occurrences("visit")
    assert verify(of, plan(of, "ann 33000 > visit 33500-33600 > 34100"))[0].message == "visit: no such task"


# -- the clock -------------------------------------------------------------------------------------------

BERLIN = {"timezone": "Europe/Berlin", "start": "2020-03-27T00:00", "end": "2020-04-01T00:00"}
AUTUMN = {"timezone": "Europe/Berlin", "start": "2020-10-23T00:00", "end": "2020-10-28T00:00"}


def walls(of, name="visit"):
    return [
        [
            f"{of.clock.moment(end):%H:%M}"
            for window in of.task(one).windows
            for end in (window.start, window.end)
        ]
        for one in of.occurrences(name)
    ]


@pytest.mark.parametrize("when", [BERLIN, AUTUMN])
def test_wall_times_are_kept_across_daylight_saving(when):
    messages, of = warned(visit("FREQ=DAILY"), **when)
    assert not messages
    assert walls(of) == [["09:00", "11:00"]] * 5
    gaps = {
        b.windows[0].start - a.windows[0].start
        for a, b in zip(of.effective_tasks, of.effective_tasks[1:], strict=False)
    }
    assert gaps == {DAY, DAY - HOUR if when is BERLIN else DAY + HOUR}


def test_a_gap_is_resolved_and_warned_of():
    night = ((2 * HOUR + 30 * MINUTE, 4 * HOUR),)
    messages, of = warned(visit("FREQ=DAILY;COUNT=4", windows=night), **BERLIN)
    assert walls(of) == [["02:30", "04:00"], ["02:30", "04:00"], ["03:30", "04:00"], ["02:30", "04:00"]]
    assert messages == [
        "tasks[0].repeat (visit@2020-03-29): daylight saving skips this wall time; the time after the gap is taken"
    ]


def test_a_fold_is_resolved_and_warned_of():
    night = ((2 * HOUR + 30 * MINUTE, 4 * HOUR),)
    messages, of = warned(visit("FREQ=DAILY;COUNT=4", windows=night), **AUTUMN)
    assert walls(of) == [["02:30", "04:00"]] * 4
    assert of.task("visit@2020-10-25").windows[0].seconds == 2 * HOUR + 30 * MINUTE
    assert messages == [
        "tasks[0].repeat (visit@2020-10-25): daylight saving repeats this wall time; the first of the two is taken"
    ]


def test_the_day_as_given_is_not_moved():
    # The second 02:30 of the night stays the second one on its own date.
    second = 26 * HOUR + 30 * MINUTE + HOUR
    when = {**AUTUMN, "start": "2020-10-24T00:00"}
    messages, of = warned(visit("FREQ=DAILY;COUNT=2", windows=((second, second + HOUR),)), **when)
    assert not messages
    assert of.task("visit@2020-10-25").windows == (Interval(second, second + HOUR),)
    assert walls(of)[1] == ["02:30", "03:30"]


def test_a_window_that_daylight_saving_skips_is_left_out():
    night = (2 * HOUR + 30 * MINUTE, 3 * HOUR)
    messages, of = warned(visit("FREQ=DAILY;COUNT=3", windows=(night,)), **BERLIN)
    assert of.occurrences("visit") == ("visit@2020-03-27", "visit@2020-03-28")
    assert messages == [
        "tasks[0].repeat (visit@2020-03-29): the clock skips the windows on this date; the occurrence is left out"
    ]
    messages, of = warned(visit("FREQ=DAILY;COUNT=3", windows=(night, *MORNING)), **BERLIN)
    assert walls(of)[2] == ["09:00", "11:00"]
    assert "a whole window on this date; it is left out" in messages[-1]
    fetch = Pickup(location="home", windows=[night])
    messages, of = warned(visit("FREQ=DAILY;COUNT=3", pickup=fetch), **BERLIN)
    assert of.occurrences("visit") == ("visit@2020-03-27", "visit@2020-03-28")
    messages, of = warned(visit("FREQ=DAILY;COUNT=3", preferred=night), **BERLIN)
    assert [task.preferred is None for task in of.effective_tasks] == [False, False, True]


def test_a_date_that_the_clock_skips_is_left_out():
    # Samoa went from Thursday, 29 December 2011, to Saturday.
    when = {"timezone": "Pacific/Apia", "start": "2011-12-28T00:00", "end": "2012-01-02T00:00"}
    messages, of = warned(visit("FREQ=DAILY;COUNT=4"), **when)
    assert of.occurrences("visit") == tuple(f"visit@2011-12-{day}" for day in (28, 29, 31))
    assert walls(of) == [["09:00", "11:00"]] * 3
    assert [message.partition(": ")[0] for message in messages] == ["tasks[0].repeat (visit@2011-12-30)"]


# -- rules that cannot be read ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("repeat", "message"),
    [
        ("", "one line with FREQ is expected, not 0. Write it as in FREQ=WEEKLY;BYDAY=MO,TH;UNTIL=20200331."),
        (" \n ", "one line with FREQ is expected, not 0"),
        ("every day", "a part of the rule cannot be read"),
        ("DAILY", "a part of the rule cannot be read"),
        ("FREQ=FORTNIGHTLY", "the value of FREQ in the rule cannot be read"),
        ("COUNT=3", "the rule says no FREQ"),
        ("FREQ=DAILY;CUONT=3", "a part of the rule cannot be read. Did you mean 'COUNT'?"),
        ("FREQ=DAILY;COUNT=0", "the value of COUNT in the rule cannot be read"),
        ("FREQ=DAILY;COUNT=-1", "the value of COUNT in the rule cannot be read"),
        ("FREQ=DAILY;INTERVAL=0", "the value of INTERVAL in the rule cannot be read"),
        ("FREQ=DAILY;COUNT=2;COUNT=3", "COUNT stands twice in the rule"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20200304", "COUNT and UNTIL exclude each other. Give one of them."),
        ("FREQ=DAILY;UNTIL=20200231", "a date in the rule cannot be read. Write it as in 20200331."),
        ("FREQ=DAILY;UNTIL=tomorrow", "the value of UNTIL in the rule cannot be read"),
        ("FREQ=WEEKLY;BYDAY=MON", "the value of BYDAY in the rule cannot be read"),
        ("FREQ=WEEKLY;BYDAY=", "the value of BYDAY in the rule cannot be read"),
        ("FREQ=WEEKLY;BYDAY=2MO", "a BYDAY with a number does not go with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYDAY=0MO", "the value of BYDAY in the rule cannot be read"),
        ("FREQ=WEEKLY;BYSETPOS=1", "BYSETPOS is nothing by itself. Say in BYDAY of which days."),
        ("FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=1,-8", "BYSETPOS is 7 at most with FREQ=WEEKLY"),
        ("FREQ=MONTHLY;BYDAY=-6MO", "no month has more than five of a weekday. Lower the number in BYDAY."),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=10MO,1TU", "no month has more than five of a weekday"),
        ("FREQ=WEEKLY;WKST=MO,TU", "the value of WKST in the rule cannot be read"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "the value of BYMONTHDAY in the rule cannot be read"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "the value of BYMONTHDAY in the rule cannot be read"),
        ("FREQ=YEARLY;BYMONTH=13", "the value of BYMONTH in the rule cannot be read"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "BYMONTHDAY does not go with FREQ=WEEKLY"),
        ("FREQ=DAILY;BYSETPOS=1", "BYSETPOS does not go with FREQ=DAILY"),
        ("FREQ=MONTHLY;BYYEARDAY=3", "BYYEARDAY does not go with FREQ=MONTHLY"),
        ("FREQ=HOURLY", "HOURLY: a task repeats on days, not within a day. Give it several windows."),
        ("FREQ=MINUTELY;INTERVAL=5", "MINUTELY: a task repeats on days"),
        ("FREQ=DAILY;BYHOUR=9,14", "BYHOUR: a task repeats on days"),
        ("FREQ=YEARLY;BYEASTER=1", "a part of the rule cannot be read"),
        ("FREQ=DAILY\nFREQ=WEEKLY", "one line with FREQ is expected, not 2"),
        ("EXDATE:20200303", "one line with FREQ is expected, not 0"),
        ("FREQ=DAILY\nEXRULE:FREQ=WEEKLY", "a line of the rule cannot be read. RRULE, EXDATE and RDATE lines can."),
        ("RRULE;X=1:FREQ=DAILY", "a line of the rule cannot be read"),
        ("FREQ=DAILY\nEXDATE:20200303/P1D", "a date in the rule cannot be read"),
        ("FREQ=DAILY\nEXDATE;VALUE=PERIOD:20200303", "Write dates as in EXDATE:20200305,20200307."),
        ("DTSTART:20200303\nFREQ=DAILY", "the rule starts on 2020-03-03, but the first window at 2020-03-02T09:00"),
        ("DTSTART:20200302T093000\nFREQ=DAILY", "but the first window at 2020-03-02T09:00. Leave DTSTART out"),
        (
            "DTSTART;TZID=Asia/Shanghai:20200302T090000\nFREQ=DAILY",
            "the rule is in another time zone than the problem, UTC. Leave TZID out.",
        ),
        ("FREQ=DAILY\nEXDATE;TZID=Asia/Shanghai:20200302T090000", "another time zone than the problem"),
        (5, "text is expected, not a whole number"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_read(repeat, message):
    (fault,) = faults(visit(repeat))
    assert fault.startswith("tasks[0].repeat (visit): ")
    assert message in fault


def test_a_bad_rule_makes_no_more_faults_of_what_it_names():
    found = faults(
        visit("FREQ=DAYLY"),
        visit("FREQ=DAILY", "late", after=[After(task="visit"), After(task="visit@2020-03-09")]),
        person(declined=["visit@2020-03-03"]),
        pins=[Pin(volunteer="ann", task="visit@2020-03-02")],
    )
    assert [fault.partition(" ")[0] for fault in found] == ["tasks[0].repeat"]


def test_too_many_occurrences():
    many = {"start": "2020-01-01T00:00", "end": "2029-12-30T00:00"}
    found = faults(*(visit(name=f"v{n}") for n in range(30)), **many)
    assert found == [
        "tasks[27].repeat (v27): the tasks that repeat have more than 100,000 occurrences. "
        "Shorten the problem, or end the rules with COUNT or UNTIL."
    ]


def test_what_is_odd_is_warned_of():
    messages, of = warned(visit("FREQ=WEEKLY;BYDAY=TH"))
    assert of.occurrences("visit") == ("visit@2020-03-05",)
    assert messages == [
        "tasks[0].repeat (visit): the rule does not name 2020-03-02, the day of the first window; nothing is done then"
    ]
    messages, of = warned(visit("FREQ=DAILY;BYMONTH=5"))
    assert of.effective_tasks == ()
    assert "no occurrence between the start and the end of the problem" in messages[-1]
    assert warned(visit("FREQ=DAILY\nEXDATE:20200302"))[0] == []


# -- ids -------------------------------------------------------------------------------------------------


def test_an_own_id_that_an_occurrence_has_too():
    for own in (job("visit@2020-03-03"), visit(name="visit@2020-03-03")):
        for things in ((visit(), own), (own, visit())):
            found = faults(*things)
            row = things.index(own)
            assert any(
                f"tasks[{row}] has the id of the occurrence 'visit@2020-03-03'" in fault for fault in found
            )
    assert problem(job("visit@2020-03-30"), visit()).knows("task", "visit@2020-03-30")


def test_ids_that_occur_twice_are_reported_once():
    assert len(faults(visit(), visit())) == 1


def test_long_ids():
    assert problem(visit(name="v" * 245)).knows("task", "v" * 245 + "@2020-03-02")
    assert "has at most 245 characters" in faults(visit(name="v" * 246))[0]


# -- after -----------------------------------------------------------------------------------------------


def afters(of):
    return {task.id: [after.task for after in task.after] for task in of.effective_tasks if task.after}


def test_after_between_repeats_means_the_same_date():
    gap = After(task="visit", min_gap=timedelta(minutes=5))
    of = problem(visit("FREQ=DAILY;COUNT=2"), visit("FREQ=DAILY;COUNT=2", "late", after=[gap]))
    assert afters(of) == {
        "late@2020-03-02": ["visit@2020-03-02"],
        "late@2020-03-03": ["visit@2020-03-03"],
    }
    assert {after.min_gap_seconds for task in of.effective_tasks for after in task.after} == {300}
    assert of.tasks[1].after[0].task == "visit"


def test_a_repeat_after_one_task_or_one_occurrence():
    for name in ("once", "visit@2020-03-02"):
        of = problem(
            job("once"),
            visit("FREQ=DAILY;COUNT=2"),
            visit("FREQ=DAILY;COUNT=2", "late", after=[After(task=name)]),
        )
        assert afters(of) == {"late@2020-03-02": [name], "late@2020-03-03": [name]}
    of = problem(job("once", after=[After(task="visit@2020-03-03")]), visit())
    assert afters(of) == {"once": ["visit@2020-03-03"]}


@pytest.mark.parametrize(
    ("things", "message"),
    [
        (
            [visit(), job("once", after=[After(task="visit")])],
            "tasks[1].after[0].task (once): the task 'visit' repeats, and 'once' does not. "
            "Name one of its occurrences, as in 'visit@2020-03-02'.",
        ),
        (
            [visit("FREQ=DAILY;COUNT=2"), visit("FREQ=DAILY;COUNT=3", "late", after=[After(task="visit")])],
            "tasks[1].after[0].task (late): the task 'visit' has no occurrence on 2020-03-04. "
            "Let both repeat on the same dates, or leave dates out with an EXDATE line.",
        ),
        (
            [visit("FREQ=DAILY;COUNT=1"), visit("FREQ=DAILY;COUNT=4", "late", after=[After(task="visit")])],
            "has no occurrence on 2020-03-03, nor on 2 more. Let both",
        ),
        ([visit(after=[After(task="vist")])], "there is no task 'vist'. Did you mean 'visit'?"),
        ([visit(), job("once", after=[After(task="visit@2020-03-09")])], "there is no task 'visit@2020-03-09'"),
        (
            [visit("FREQ=DAILY;COUNT=1", after=[After(task="visit")])],
            "in a circle: visit@2020-03-02 → visit@2020-03-02",
        ),
        ([job("once", after=[After(task="once")])], "in a circle: once → once"),
        (
            [visit("FREQ=DAILY", "a", after=[After(task="b")]), visit("FREQ=DAILY", "b", after=[After(task="a")])],
            "in a circle: a@2020-03-02 → b@2020-03-02 → a@2020-03-02",
        ),
        (
            [visit("FREQ=DAILY", "a", after=[After(task="b@2020-03-03")]), visit("FREQ=DAILY", "b", after=[After(task="a")])],
            "in a circle: b@2020-03-03 → a@2020-03-03 → b@2020-03-03",
        ),
    ],
)  # fmt: skip
def test_an_after_that_cannot_be(things, message):
    (fault,) = faults(*things)
    assert message in fault


# -- references from elsewhere ---------------------------------------------------------------------------


def test_a_pin_names_an_occurrence():
    two = [person(offers=[(0, 4 * DAY)]), visit("FREQ=DAILY;COUNT=2")]
    of = problem(*two, pins=[Pin(volunteer="ann", task="visit@2020-03-03")])
    assert served(of) == ["visit@2020-03-02", "visit@2020-03-03"]
    (fault,) = faults(*two, pins=[Pin(volunteer="ann", task="visit")])
    assert (
        fault
        == "pins[0] (visit): the task 'visit' repeats. Pin one of its occurrences, as in 'visit@2020-03-02'."
    )
    (fault,) = faults(*two, pins=[Pin(volunteer="ann", task="visit@2020-03-04")])
    assert "there is no task 'visit@2020-03-04'. Did you mean 'visit@2020-03-0" in fault


@pytest.mark.parametrize("name", ["visit", "visit@2020-03-03"])
def test_a_pin_to_what_is_forbidden(name):
    pins = [Pin(volunteer="ann", task="visit@2020-03-03")]
    for more in ({"forbidden": [Forbidden(volunteer="ann", task=name)]}, {"declined": [name]}):
        declined = more.pop("declined", [])
        found = faults(person(declined=declined, offers=[(0, 4 * DAY)]), visit(), pins=pins, **more)
        assert found == ["pins[0] (visit@2020-03-03): 'ann' is pinned to 'visit@2020-03-03' and forbidden it"]


@pytest.mark.parametrize(
    ("name", "left"),
    [("visit", []), ("visit@2020-03-02", ["visit@2020-03-03"])],
)
@pytest.mark.parametrize("declined", [True, False])
def test_a_ban_means_all_occurrences_or_one(name, left, declined):
    bans = {} if declined else {"forbidden": [Forbidden(volunteer="ann", task=name)]}
    ann = person(offers=[(0, 4 * DAY)], declined=[name] if declined else [])
    of = problem(ann, visit("FREQ=DAILY;COUNT=2"), job("once"), **bans)
    allowed = [task.id for task in of.effective_tasks if not Qualified().forbids(of, ann, task)]
    assert allowed == [*left, "once"]
    compiled = compile_problem(of)
    assert {
        compiled.tasks[task] for task in compiled.program.visits.task[compiled.program.candidates.visit]
    } == {*left, "once"}
    assert served(of) == sorted(allowed)
    # Of many at once, the same is said.
    forbidden = {task.id: forbidden_by(of, task=task.id) for task in of.effective_tasks}
    assert {name for name, rules in forbidden.items() if not rules} == set(allowed)


def test_a_like_of_all_occurrences_and_of_one():
    likes = [Like(task="visit", value=3), Like(task="visit@2020-03-03", value=4), Like(task="once", value=2)]
    of = problem(
        person(offers=[(0, 4 * DAY)], likes=likes),
        visit("FREQ=DAILY;COUNT=2"),
        job("once", windows=[(0, 4 * DAY)]),
        objectives=["coverage", "preferences"],
    )
    day = f"ann {DAY + 9 * HOUR - 500} > visit@2020-03-03 {DAY + 9 * HOUR}-{DAY + 9 * HOUR + 100} > {DAY + 9 * HOUR + 600}"
    assert score(of, plan(of, day))[1].value == -7
    compiled = compile_problem(of)
    pairs, costs = compiled.program.candidates, compiled.program.levels[0].pair
    paid = {
        compiled.tasks[compiled.program.visits.task[v]]: int(c)
        for v, c in zip(pairs.visit, costs, strict=True)
    }
    assert paid == {"visit@2020-03-02": -3, "visit@2020-03-03": -7, "once": -2}


def test_an_earlier_plan_names_occurrences():
    of = problem(person(), visit("FREQ=DAILY;COUNT=2"), job("once"))
    rows = [
        f"ann 32000 > {name} 32500-32600 > 33100"
        for name in ("visit@2020-03-02", "visit", "visit@2020-03-09")
    ]
    messages, again = warned(person(), visit("FREQ=DAILY;COUNT=2"), previous=plan(of, *rows))
    assert [stop.task for trip in again.previous.trips for stop in trip.stops] == ["visit@2020-03-02"]
    assert len(messages) == 2
    assert messages[0].endswith(
        "The task repeats; an earlier plan names its occurrences, as in 'visit@2020-03-02'."
    )


def test_where_a_fault_stands_is_told_by_the_tasks_as_given():
    messages, _ = warned(visit(), job("once", skills=["nurse"]), visit(name="other", skills=["driver"]))
    assert [message.partition(":")[0] for message in messages] == ["tasks[1].skills", "tasks[2].skills"]


def test_dateutil_is_loaded_only_where_a_task_repeats():
    import subprocess
    import sys

    code = "import sys, volmatch, volmatch.domain.problem; sys.exit('dateutil' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
