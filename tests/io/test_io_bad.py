"""Bad JSON: each line of the table is one thing that goes wrong, and what the message must say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from examples import FULL, PLAN, PROBLEM

from volmatch.domain.problem import InputWarning
from volmatch.errors import FileError, InputError, ProblemError
from volmatch.io.json import read_plan, read_problem

pytestmark = pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")


def with_(old: str, new: str, text: str = PROBLEM) -> str:
    assert old in text
    return text.replace(old, new)


def at(text: str, offset: int) -> str:
    line = text.count("\n", 0, offset) + 1
    return f"line {line}, column {offset - text.rfind(chr(10), 0, offset)} (offset {offset})"


HALF = PROBLEM[: PROBLEM.index('"h1", "lat"')]
IN_TEXT = PROBLEM[: PROBLEM.index("1, ") - 2]
DEEP = "[" * 70 + "]" * 70

TEXTS = {
    "empty": ("", "the file is empty; a JSON object is expected"),
    "blank": (" \n", "the file is empty"),
    "truncated": (HALF, f"{at(HALF, len(HALF.rstrip()) + 1)}: the JSON breaks off in the middle"),
    "truncated in a text": ('{"schema": "volm', "line 1, column 12 (offset 11): the JSON breaks off"),
    "no JSON": ("{start: 1}", "line 1, column 2 (offset 1): this is no JSON: expecting property name"),
    "two values": ("{} {}", "line 1, column 4 (offset 3): this is no JSON: extra data"),
    "a trailing comma": ('{"a": [1,]}', "this is no JSON: "),
    "deep": (DEEP, "line 1, column 65 (offset 64): more than 64 objects and lists stand inside"),
    "very deep": ("[" * 200_000, "(offset 64): more than 64 objects and lists"),
    "very deep objects": ('{"a":' * 100_000, "more than 64 objects and lists"),
    "a key twice": (with_('"age": 22', '"age": 22, "age": 23'), "volunteers[0].age: the key 'age'"),
    "a key twice at the top": (with_('"name":', '"start": 1, "name":'), "start: the key 'start' stands"),
    "NaN": (with_("22", "NaN"), "a number is expected, not NaN"),
    "infinity": (with_("22", "-Infinity"), "a number is expected, not -Infinity"),
    "an infinite number": (with_("22", "1e999"), "a number is too large for a computer's float"),
    "many digits": (with_("22", "9" * 5000), "a whole number has 5000 digits"),
    "a large number": (with_("22", "9007199254740993"), "the number must be 150 or less"),
    "a list": ("[]", "file: a JSON object is expected, not a list"),
    "a text": ('"x"', "file: a JSON object is expected, not text"),
    "nothing": ("null", "file: a JSON object is expected, not nothing"),
    "no schema": (with_('"schema": "volmatch/problem/1", ', ""), 'Write "schema": "volmatch/problem/1".'),
    "newer": (with_("problem/1", "problem/2"), "volmatch/problem/2, which is newer than this volmatch"),
    "unknown schema": (with_("volmatch/problem/1", "geojson"), "schema: the schema is unknown"),
    "schema is no text": (with_('"volmatch/problem/1"', "1"), "schema: the schema is unknown"),
    "a plan": (PLAN, "the file holds a plan; a problem is expected. Read it with load_plan."),
    "unknown key": (
        with_('"age"', '"agee"'),
        "volunteers[0].agee (v01): unknown key 'agee'. Did you mean 'age'?",
    ),
    "unknown key at the top": (with_('"name"', '"nmae"'), "nmae: unknown key 'nmae'. Did you mean 'name'?"),
    "unknown key in an interval": (
        with_('"end": "2020-03-02T18:00"', '"end": "2020-03-02T18:00", "finish": 1'),
        "volunteers[0].available[0].finish (v01): unknown key 'finish'. Known keys: end, start.",
    ),
    "unknown key in travel": (
        with_('"detour"', '"detuor"'),
        "travel.detuor: unknown key 'detuor'. Did you mean 'detour'?",
    ),
    "unknown key in a mode": (
        with_('"speed_kmh"', '"speed_kph"'),
        "travel.modes.walk.speed_kph: unknown key 'speed_kph'. Did",
    ),
    "kind is no text": (with_('"straight_line"', "{}"), 'travel: "kind" must be'),
    "unknown kind of travel": (with_('"straight_line"', '"road"'), 'travel: "kind" must be'),
    "seconds that have no field": (
        with_('"duration_minutes"', '"duration_hours"'),
        "Did you mean 'duration_minutes'?",
    ),
    "a very long key": (with_('"age"', f'"{"x" * 5000}"'), "unknown key '" + "x" * 80 + "…'"),
    "missing start": (with_('"start": "2020-03-02T00:00", "end"', '"end"'), "start: the key is missing"),
    "null start": (with_('"start": "2020-03-02T00:00"', '"start": null'), "start: the key is missing"),
    "missing id": (with_('"id": "t1", ', ""), "tasks[0].id: a value is missing"),
    "missing home": (with_('"home": "h1", ', ""), "volunteers[0].home (v01): a value is missing"),
    "id is a list": (with_('"id": "h1"', '"id": []'), "locations[0].id: an id must be"),
    "id is a number": (
        with_('"id": "t1"', '"id": 1'),
        "tasks[0].id: an id must be a string, not a whole number",
    ),
    "lone surrogate": (with_('"id": "t1"', '"id": "\\ud800"'), "holds half of a character"),
    "control character": (with_('"id": "t1"', '"id": "a\\u0007"'), "holds a control character"),
    "raw control character": (with_('"t1"', '"t\x01"'), "this is no JSON: invalid control character"),
    "bidi": (with_('"id": "t1"', '"id": "a\\u202eb"'), "turns the direction of writing"),
    "long id": (with_('"id": "t1"', f'"id": "{"x" * 257}"'), "has 257 characters; 256 is the most"),
    "a space": (with_('"id": "t1"', '"id": "t1 "'), "begins or ends with a space"),
    "empty id": (with_('"id": "t1"', '"id": ""'), "tasks[0].id: an id is empty"),
    "twice": (
        with_('"id": "gate-1"', '"id": "h1"'),
        "locations[1].id (h1): the id stands at locations[0] already",
    ),
    "unknown reference": (
        with_('"location": "gate-1"', '"location": "gate-2"'),
        "tasks[0].location (t1): there is no location 'gate-2'. Did you mean 'gate-1'?",
    ),
    "no list": (with_('"tasks": [', '"forbidden": {}, "tasks": ['), "forbidden: a list is expected"),
    "tasks are no list": (
        '{"schema": "volmatch/problem/1", "tasks": {}}',
        "tasks: a list of Task objects is expected",
    ),
    "no object": (
        with_('"tasks": [', '"tasks": ["t0", '),
        "tasks[0]: an object with the fields of Task is expected, not text",
    ),
    "a circle": (with_('"id": "t1"', '"id": "t1", "after": [{"task": "t1"}]'), "circle"),
    "both twins": (
        with_('"duration_minutes": 120', '"duration_minutes": 120, "duration_seconds": 7200'),
        "tasks[0].duration_minutes (t1): the same duration is given in 'duration_seconds' too",
    ),
    "minutes are text": (with_("120", '"two hours"'), "a duration in minutes is expected, not text"),
    "minutes are no whole seconds": (with_("120", "0.0001"), "the minutes are no whole number of seconds"),
    "negative minutes": (with_("120", "-1"), "tasks[0].duration_minutes (t1): a duration is negative"),
    "endless minutes": (with_("120", "1e300"), "a number is larger than 2^53"),
    "true minutes": (with_("120", "true"), "a duration in minutes is expected, not true or false"),
    "bad instant": (
        with_("2020-03-02T18:00", "at six"),
        "volunteers[0].available[0].end (v01): an instant is expected",
    ),
    "mixed": (with_("2020-03-02T18:00", "2020-03-02T18:00+08:00"), "offset"),
    "far seconds": (with_('"2020-03-02T18:00"', "1e18"), "volunteers[0].available[0].end (v01): an instant"),
    "far year": (with_('"2020-03-02T18:00"', '"0001-01-01T00:00"'), "an instant"),
    "far start": (
        with_('"start": "2020-03-02T00:00"', '"start": "0001-01-01T00:00+14:00"'),
        "the year must lie",
    ),
    "the earlier plan": (
        with_('"objectives":', '"previous": {"trips": [{}]}, "objectives":'),
        "previous.trips[0].depart: a value is missing",
    ),
    "options": (
        with_('"objectives":', '"objective_options": 1, "objectives":'),
        "objective_options: an object",
    ),
    "the earlier plan is text": (
        with_('"objectives":', '"previous": "x", "objectives":'),
        "previous: an object is expected, not text",
    ),
    "matrix": (
        with_('"straight_line", "detour": 1.3', '"matrix"'),
        'travel.modes.walk: an object with "seconds"',
    ),
}


@pytest.mark.parametrize(("text", "message"), TEXTS.values(), ids=TEXTS)
def test_bad_text(text: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        read_problem(text)
    assert message in str(error.value)
    with pytest.raises(InputError):
        read_problem(text.encode("utf-8", "surrogatepass"))


PLANS = {
    "a problem": (PROBLEM, "the file holds a problem; a plan is expected. Read it with load."),
    "newer": (with_("plan/1", "plan/3", PLAN), "volmatch/plan/3, which is newer than this volmatch"),
    "no schema": ('{"problem": "p", "trips": []}', 'Write "schema": "volmatch/plan/1".'),
    "no trips": ('{"schema": "volmatch/plan/1", "problem": "p"}', "trips: a value is missing"),
    "trips are text": (
        '{"schema": "volmatch/plan/1", "problem": "p", "trips": "none"}',
        "trips: a list is expected, not text",
    ),
    "a trip is text": (
        '{"schema": "volmatch/plan/1", "problem": "p", "trips": ["none"]}',
        "trips[0]: an object is expected, not text",
    ),
    "naive": (
        with_('09:00:00+08:00",\n', '09:00:00",\n', PLAN),
        "trips[0].stops[0].arrive: an instant with its offset",
    ),
    "no instant": (
        with_('"2020-03-02T08:47:12+08:00"', "3", PLAN),
        "trips[0].depart: an instant with its offset",
    ),
    "a far year": (with_("2020-03-02T08:47:12", "0001-01-01T00:00:00", PLAN), "the year must lie between"),
    "wrong kind": (with_('"service"', '"serve"', PLAN), "trips[0].stops[0].kind: one of service, pickup"),
    "wrong status": (with_('"optimal"', '"best"', PLAN), "status: one of optimal, feasible"),
    "unknown key": (with_('"remote"', '"remot"', PLAN), "remot: unknown key 'remot'. Did you mean 'remote'?"),
    "unknown key in a stop": (with_('"arrive"', '"arrives"', PLAN), "trips[0].stops[0].arrives: unknown key"),
    "missing in a stop": (
        with_('"arrive"', '"arrives"', PLAN),
        "trips[0].stops[0].arrive: a value is missing",
    ),
    "wrong value": (with_("1918", '"far"', PLAN), "levels[1].value: a whole number is expected"),
    "wrong gap": (with_("0.0}]", '"small"}]', PLAN), "levels[1].gap: a number is expected"),
    "truncated": (PLAN[:100], "the JSON breaks off"),
    "a list": ("[]", "a JSON object is expected, not a list"),
}


@pytest.mark.parametrize(("text", "message"), PLANS.values(), ids=PLANS)
def test_bad_plans(text: str, message: str) -> None:
    with pytest.raises(FileError) as error:
        read_plan(text)
    assert message in str(error.value)


FREE = ("offered", "rules", "objective_options", "capacity", "load", "skills", "blocked_by")


def _objects(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Give every object whose keys are fixed, with its place."""
    if isinstance(value, dict):
        if not path.endswith("modes") and "objectives" not in path:
            yield path, value
        for key, item in value.items():
            if key not in FREE:
                yield from _objects(item, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for row, item in enumerate(value):
            yield from _objects(item, f"{path}[{row}]")


PLACES = [path for path, _ in _objects(json.loads(FULL))]


@pytest.mark.parametrize("place", PLACES)
def test_an_unknown_key_is_found_at_every_level(place: str) -> None:
    raw = json.loads(FULL)
    thing = dict(_objects(raw))[place]
    nearest = sorted(thing)[-1]
    thing[f"{nearest}_"] = 1
    with pytest.raises(FileError) as error:
        read_problem(json.dumps(raw))
    where = f"{place}.{nearest}_".lstrip(".")
    assert [fault.path for fault in error.value.faults] == [where]
    assert f"unknown key '{nearest}_'. Did you mean '{nearest}'?" in str(error.value)


def test_there_are_many_levels() -> None:
    assert len(PLACES) > 25


def test_a_plan_that_makes_no_sense_is_read() -> None:
    plan = read_plan(with_('"t1"', '"no such task"', PLAN).replace("11:12:48", "01:00:00"))
    assert plan.trips[0].return_ < plan.trips[0].depart


def test_a_byte_order_mark_is_skipped() -> None:
    expected = read_problem(PROBLEM)
    assert read_problem("\ufeff" + PROBLEM) == expected
    assert read_problem(b"\xef\xbb\xbf" + PROBLEM.encode()) == expected


def test_gb18030_names_the_byte_and_the_option() -> None:
    data = PROBLEM.encode("gb18030")
    assert data[42:48] == "圣泉街".encode("gb18030")
    with pytest.raises(FileError) as error:
        read_problem(data)
    message = str(error.value)
    assert "byte 46: the byte 0xBD is no UTF-8" in message
    assert 'Then give the option encoding="gb18030".' in message


def test_all_faults_are_reported_together() -> None:
    text = with_('"age": 22', '"agee": 22')
    text = with_('"lat": 29.29,', '"lat": 129.29,', text)
    text = with_('"start": "2020-03-02T00:00", "end"', '"end"', text)
    text = with_("120", "-1", text)
    with pytest.raises(FileError) as error:
        read_problem(text)
    assert [fault.path for fault in error.value.faults] == [
        "start",
        "volunteers[0].agee",
        "tasks[0].duration_minutes",
        "locations[0]",
    ]


def test_at_most_a_hundred_are_told() -> None:
    raw = json.loads(PROBLEM)
    raw["locations"] = [{"id": f"h{row}", "wrong": 1} for row in range(300)]
    with pytest.raises(FileError) as error:
        read_problem(json.dumps(raw))
    assert len(error.value.faults) == 100
    assert "more" in str(error.value)


def test_faults_of_objects_alone_are_a_problem_error() -> None:
    with pytest.raises(ProblemError):
        read_problem(with_('"home": "h1"', '"home": "h2"'))


def test_coordinates_are_never_echoed() -> None:
    secret = "129.987654"
    text = with_('"lat": 29.29,', f'"lat": {secret}, "lat2": {secret}, "area": {secret},')
    with pytest.raises(InputError) as error:
        read_problem(text)
    assert secret not in str(error.value)
    with pytest.raises(InputError) as error:
        read_problem(with_('"lat": 29.29,', f'"lat": {secret[:4]}1e999,').replace("1291", "12.91"))
    assert "12.9" not in str(error.value)


def test_a_warning_is_no_fault() -> None:
    again = '{"start": "2020-03-02T10:00", "end": "2020-03-02T12:00"}'
    text = with_('"2020-03-02T11:00"}', f'"2020-03-02T11:00"}}, {again}')
    with pytest.warns(InputWarning, match="intervals overlap"):
        problem = read_problem(text)
    assert len(problem.tasks[0].windows) == 1


def test_nothing_at_all_is_a_problem_too() -> None:
    text = with_('"objectives":', '"pins": [], "objectives":')
    raw = json.loads(text)
    raw |= {"volunteers": [], "tasks": []}
    assert read_problem(json.dumps(raw)).tasks == ()
