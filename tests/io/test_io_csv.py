"""CSV folders: what goes out comes back, in either language, and faults name file, row and column."""

from __future__ import annotations

import csv
import tempfile
from pathlib import Path

import pytest
from examples import PLAN, PROBLEM
from hypothesis import given
from hypothesis import strategies as st
from problem_strategies import cases, plans, problems

from volmatch.domain.location import Location
from volmatch.domain.plan import Plan
from volmatch.domain.problem import Problem
from volmatch.domain.task import Task
from volmatch.domain.travel import Matrix
from volmatch.errors import FileError, InputError
from volmatch.io.csv import read_problem_folder
from volmatch.io.files import load, load_plan, save
from volmatch.io.headings import heading, names_by_heading
from volmatch.io.json import read_plan, read_problem, write_problem
from volmatch.io.sheets import PLAN_SETTINGS, PLAN_SHEETS, SETTINGS, SHEETS, Sheet

pytestmark = pytest.mark.filterwarnings("ignore::volmatch.domain.problem.InputWarning")

encodings = st.sampled_from(("utf-8", "utf-8-sig", "gb18030"))
languages = st.sampled_from(("en", "zh"))


@cases(120, 20_000)
@given(problems(), encodings, languages)
def test_a_problem_comes_back(problem: Problem, encoding: str, language: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "problem")
        save(problem, path, encoding=encoding, headings=language)
        again = load(path, encoding=encoding)
        assert again == problem
        assert write_problem(again) == write_problem(problem)


@cases(100, 20_000)
@given(plans(), encodings, languages)
def test_a_plan_comes_back(plan: Plan, encoding: str, language: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plan")
        save(plan, path, encoding=encoding, headings=language)
        assert load_plan(path, encoding=encoding).on(plan.clock) == plan


@cases(50, 2000)
@given(problems(), languages)
def test_no_cell_is_a_formula(problem: Problem, language: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "problem")
        save(problem, path, headings=language)
        for file in path.glob("*.csv"):
            with file.open(newline="", encoding="utf-8") as lines:
                for row in csv.reader(lines):
                    assert not any(cell[0] in "=+@\t\r" for cell in row if cell)
                    assert not any(cell[0] == "-" and not _number(cell) for cell in row if cell)


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("sheet", [*SHEETS, *PLAN_SHEETS], ids=lambda sheet: sheet.name)
def test_every_column_has_its_own_chinese_heading(sheet: Sheet) -> None:
    names = [column.name for column in sheet.columns] + ([sheet.owner] if sheet.owner else [])
    known = names_by_heading(sheet)
    for name in names:
        assert not heading(sheet.name, name, "zh").isascii()
        assert known[heading(sheet.name, name, "zh")] == known[name] == name


@pytest.mark.parametrize(("file", "keys"), [("problem", SETTINGS), ("plan", PLAN_SETTINGS)])
def test_every_setting_has_a_chinese_name(file: str, keys: dict[str, object]) -> None:
    assert len({heading(file, key, "zh") for key in keys}) == len(keys)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(read_problem(PROBLEM), tmp_path / "example")
    return tmp_path / "example"


def test_the_files_of_the_example(folder: Path) -> None:
    assert sorted(file.name for file in folder.iterdir()) == [
        "available.csv",
        "locations.csv",
        "problem.csv",
        "task_types.csv",
        "tasks.csv",
        "volunteers.csv",
        "windows.csv",
    ]
    assert (folder / "tasks.csv").read_bytes() == (
        b"id,type,location,priority,duration_minutes,people\r\nt1,gate,gate-1,normal,120,1\r\n"
    )
    assert "2020-03-02T11:00:00+08:00" in (folder / "windows.csv").read_text()


def test_chinese_headings_of_people(tmp_path: Path) -> None:
    folder = tmp_path / "village"
    folder.mkdir()
    write(folder, "problem.csv", "项目,内容\n时区,Asia/Shanghai\n开始,2020/3/2 0:00\nend,2020-03-03 00:00")
    write(folder, "locations.csv", "地点,纬度,经度\n家1,29.29,106.25\n岗亭,29.295,106.255")
    write(folder, "volunteers.csv", "\ufeff志愿者,家,技能,年龄\n张三,家1,驾驶|护理=2020/3/10,22")
    write(folder, "available.csv", "志愿者,开始,End\n张三,2020/3/2 8:00,2020/3/2 18:00")
    write(folder, "tasks.csv", "任务,地点, Duration Minutes ,远程\n,,,\n值守,岗亭,120,否\n")
    write(folder, "windows.csv", "任务,开始时间,结束时间\n值守,2020/3/2 9:00,2020/3/2 11:00")
    problem = load(folder)
    assert list(problem.volunteer("张三").skills) == ["驾驶", "护理"]
    assert problem.volunteer("张三").available[0].start == 8 * 3600
    assert problem.task("值守").duration_seconds == 7200
    assert problem.task("值守").remote is False


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> None:
    (folder / name).write_bytes(text.replace("\n", "\r\n").encode(encoding))


def faults_of(folder: Path, encoding: str = "utf-8") -> str:
    with pytest.raises(InputError) as error:
        load(folder, encoding=encoding)
    return str(error.value)


FAULTS = [
    (
        "volunteers.csv",
        "id,home,age\nv01,h1,22\nv02,h1,30\nv03,h1,old",
        "volunteers.csv row 4, column age (v03): a number is expected, not text",
    ),
    (
        "volunteers.csv",
        "志愿者,家,年龄\nv01,h1,-1",
        "volunteers.csv row 2, column 年龄 (v01): the number must be 0 or more",
    ),
    (
        "volunteers.csv",
        "id,home,agee\nv01,h1,22",
        "volunteers.csv row 1, column agee: unknown heading 'agee'. Did you mean 'age'?",
    ),
    ("volunteers.csv", "id,age\nv01,3", "volunteers.csv: the column 'home' is missing"),
    (
        "volunteers.csv",
        "id;home\nv01;h1",
        "volunteers.csv: the cells are separated by semicolons. Save the file with commas.",
    ),
    ("problem.csv", "key\tvalue\nstart\t2020-03-02T00:00", "problem.csv: the cells are separated by tabs"),
    (
        "volunteers.csv",
        "id,home,age,年龄\nv01,h1,3,3",
        "volunteers.csv row 1, column 年龄: the column is given twice",
    ),
    (
        "volunteers.csv",
        "id,home\nv01,\n",
        "volunteers.csv row 2, column home (v01): a value is missing",
    ),
    (
        "volunteers.csv",
        "id,home\n\nv01,h1,x\n",
        "volunteers.csv row 3: there are more cells than the 2 headings",
    ),
    (
        "volunteers.csv",
        "id,home\nv01,gate-2",
        "volunteers.csv row 2, column home (v01): there is no location 'gate-2'. Did you mean 'gate-1'?",
    ),
    (
        "volunteers.csv",
        "id,home\nv01,h1\nv01,h1",
        "volunteers.csv row 3, column id (v01): the id stands at volunteers.csv row 2 already",
    ),
    (
        "volunteers.csv",
        "id,home,capacity\nv01,h1,bags=6|bags=7",
        "volunteers.csv row 2, column capacity: 'bags' stands twice",
    ),
    (
        "volunteers.csv",
        "id,home,capacity\nv01,h1,bags",
        "volunteers.csv row 2, column capacity (v01): a whole number, 0 or more, is expected",
    ),
    (
        "volunteers.csv",
        'id,home,offered\nv01,h1,"{""a"":"',
        "volunteers.csv row 2, column offered: the JSON breaks off in the middle",
    ),
    ("volunteers.csv", "", "volunteers.csv: the file is empty"),
    ("volunteers.csv", "id,home\nv\x0001,h1", "volunteers.csv line 2: a NUL character"),
    ("volunteers.csv", 'id,home\n"v01,h1', "volunteers.csv line 2: this is no CSV: unexpected end"),
    ("volunteers.csv", 'id,home\n"v"01,h1', "volunteers.csv line 2: this is no CSV"),
    (
        "available.csv",
        "volunteer,start,end\nv1,2020-03-02T08:00,2020-03-02T09:00",
        "available.csv row 2, column volunteer: there is no volunteer 'v1'. Did you mean 'v01'?",
    ),
    (
        "available.csv",
        "volunteer,start,end\nv01,2020-03-02T08:00,2020-03-02T09:00\nv01,2020-03-02T18:00,soon",
        "available.csv row 3, column end (v01): an instant is expected",
    ),
    (
        "available.csv",
        "volunteer,start,end\n,2020-03-02T08:00,2020-03-02T09:00",
        "available.csv row 2, column volunteer: the id of a volunteer is missing",
    ),
    (
        "available.csv",
        "volunteer,start,end\nv01,2020-03-02T08:00+08:00,2020-03-02T09:00",
        "available.csv row 2, column end (v01): this instant is written without",
    ),
    (
        "tasks.csv",
        "id,location,duration_minutes,duration_seconds\nt1,gate-1,2,120",
        "tasks.csv row 2, column duration_minutes (t1): the same duration is given",
    ),
    (
        "tasks.csv",
        "id,location,时长\nt1,gate-1,0.333",
        "tasks.csv row 2, column 时长 (t1): the minutes are no whole number of seconds",
    ),
    (
        "tasks.csv",
        "id,location,duration_minutes,people,people_min,people_target\nt1,gate-1,2,1,2,3",
        "tasks.csv row 2, column people_min: 'people' is given in two ways",
    ),
    (
        "tasks.csv",
        "id,location,duration_minutes,people_min,people_target\nt1,gate-1,2,3,x",
        "tasks.csv row 2, column people_target (t1): a whole number, 1 or more, is expected",
    ),
    (
        "tasks.csv",
        "id,location,duration_minutes,preferred_start,preferred_end\nt1,gate-1,2,noon,",
        'tasks.csv row 2, column preferred_start (t1): an interval with "start" and "end"',
    ),
    ("tasks.csv", "id,location\nt1,gate-1", "tasks.csv row 2 (t1): a task has no duration"),
    (
        "windows.csv",
        "task,start,end",
        "tasks.csv row 2 (t1): a task has no window",
    ),
    (
        "pickups.csv",
        "task,location\nt1,h1\nt1,h1",
        "pickups.csv row 3, column task: the task 't1' has a row already",
    ),
    (
        "pickups.csv",
        "task,location,minutes\nt1,h1,ten",
        "pickups.csv row 2, column minutes (t1): a duration in minutes is expected, not text",
    ),
    (
        "pickup_windows.csv",
        "task,start,end\nt1,2020-03-02T09:00,2020-03-02T10:00",
        "tasks.csv row 2, pickups.csv, column location (t1): a value is missing",
    ),
    (
        "after.csv",
        "task,after\nt1,t2",
        "after.csv row 2, column after (t1): there is no task 't2'",
    ),
    (
        "likes.csv",
        "volunteer,value,task\nv01,11,t1",
        "likes.csv row 2, column value (v01): a number is larger than 10",
    ),
    (
        "pins.csv",
        "volunteer,task\nv01,t1\nv01,t2",
        "pins.csv row 3, column task: there is no task 't2'",
    ),
    ("problem.csv", "key,value\nend,2020-03-03T00:00", "problem.csv, start: the key is missing"),
    (
        "problem.csv",
        "key,value\nstart,2020-03-02T00:00\nend,2020-03-02T00:00",
        "problem.csv row 3, end: the problem must end after it starts",
    ),
    (
        "problem.csv",
        "start,2020-03-02T00:00\nstart,2020-03-03T00:00",
        "problem.csv row 2, start: the key is given twice",
    ),
    (
        "problem.csv",
        "start,2020-03-02T00:00\nfinish,2020-03-03T00:00",
        "problem.csv row 2, finish: unknown heading 'finish'",
    ),
    (
        "problem.csv",
        "start,2020-03-02T00:00\nrules,{},{}",
        "problem.csv row 2, rules: there are more than two cells",
    ),
    (
        "problem.csv",
        'start,2020-03-02T00:00\nrules,"{""a"": "',
        "problem.csv row 2, rules: the JSON breaks off in the middle",
    ),
    (
        "problem.csv",
        "schema,volmatch/problem/2\nstart,2020-03-02T00:00",
        "schema: the file has the schema volmatch/problem/2, which is newer than this volmatch",
    ),
    ("volunteer.csv", "id\nx", "volunteer.csv: the file is none of a problem's. Did you mean"),
    ("previous.json", '{"schema": ', "previous.json line 1, column 12 (offset 11): the JSON breaks"),
    (
        "previous.json",
        '{"schema": "volmatch/plan/1", "problem": "p", "trips": [{}]}',
        "previous.json, previous.trips[0].volunteer: a value is missing",
    ),
]


@pytest.mark.parametrize(("file", "text", "message"), FAULTS)
def test_faults_name_file_row_and_column(folder: Path, file: str, text: str, message: str) -> None:
    write(folder, file, text)
    assert message in faults_of(folder)


def test_all_faults_are_reported_together(folder: Path) -> None:
    write(folder, "volunteers.csv", "id,home,agee\nv01,h9,22")
    write(folder, "windows.csv", "task,start,end\nt9,2020-03-02T09:00,2020-03-02T11:00")
    message = faults_of(folder)
    assert "unknown heading 'agee'" in message
    assert "there is no location 'h9'" in message
    assert "windows.csv row 2, column task: there is no task 't9'" in message


def test_a_missing_column_is_one_fault(folder: Path) -> None:
    write(folder, "volunteers.csv", "id\n" + "\n".join(f"w{row}" for row in range(50)) + "\nv01")
    assert faults_of(folder).startswith("1 fault:\n  volunteers.csv: the column 'home' is missing")


def test_gb18030_is_recognised(folder: Path) -> None:
    write(folder, "tasks.csv", "id,location,duration_minutes\n值守,gate-1,5", "gb18030")
    message = faults_of(folder)
    assert "tasks.csv byte 32: the byte 0xCA is no UTF-8" in message
    assert 'Then give the option encoding="gb18030".' in message
    assert message.startswith("1 fault:")


def test_utf8_read_as_gb18030(folder: Path) -> None:
    write(folder, "tasks.csv", "id,location,duration_minutes\n值守,gate-1,5")
    assert "no GB18030" in faults_of(folder, "gb18030") or "there is no" in faults_of(folder, "gb18030")


def test_utf16_is_named(folder: Path) -> None:
    write(folder, "tasks.csv", "id", "utf-16")
    assert "tasks.csv byte 0: the file is in UTF-16. Save it as UTF-8." in faults_of(folder)


def test_an_unknown_encoding(folder: Path) -> None:
    assert "there is no encoding 'utf-99'" in faults_of(folder, "utf-99")
    with pytest.raises(FileError, match="cannot be written in 'utf-16'"):
        save(read_problem(PROBLEM), folder / "x", encoding="utf-16")


def test_a_letter_that_the_encoding_lacks(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"problem\.csv: GB2312 has no character U\+1F600"):
        save(read_problem(PROBLEM.replace("圣泉街道", "😀")), tmp_path / "x", encoding="gb2312")
    assert list(tmp_path.iterdir()) == []


def test_unknown_language(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="headings can be written in en and zh"):
        save(read_problem(PROBLEM), tmp_path / "x", headings="fr")


def test_a_folder_without_the_files(folder: Path, tmp_path: Path) -> None:
    (folder / "tasks.csv").unlink()
    assert "tasks.csv: the file is missing. A problem is a folder with" in faults_of(folder)
    save(read_plan(PLAN), tmp_path / "plan")
    assert "The folder holds a plan; read it with load_plan." in faults_of(tmp_path / "plan")
    with pytest.raises(FileError, match="The folder holds a problem; read it with load"):
        load_plan(folder)


def test_a_plan_may_stand_in_the_folder_of_its_problem(folder: Path) -> None:
    save(read_plan(PLAN), folder)
    assert load(folder) == read_problem(PROBLEM)
    assert load_plan(folder) == read_plan(PLAN)


def test_stops_of_no_trip(tmp_path: Path) -> None:
    save(read_plan(PLAN), tmp_path / "plan")
    stops = tmp_path / "plan" / "stops.csv"
    stops.write_text(stops.read_text().replace("\n1,", "\n7,"))
    with pytest.raises(FileError, match=r"stops\.csv row 2, column trip: there is no trip '7'"):
        load_plan(tmp_path / "plan")
    stops.write_text(stops.read_text().replace("\n7,", "\n1,").replace("T09", "T99"))
    with pytest.raises(FileError, match=r"stops\.csv row 2, column arrive: an instant with its"):
        load_plan(tmp_path / "plan")
    trips = tmp_path / "plan" / "trips.csv"
    trips.write_text(trips.read_text() + trips.read_text().splitlines()[1])
    with pytest.raises(FileError, match=r"trips\.csv row 3, column id: the number of the trip"):
        load_plan(tmp_path / "plan")


@pytest.fixture
def matrix_folder(tmp_path: Path) -> Path:
    table = [[0, 60, None], [70, 0, 1.5], [80, 90, 0]]
    travel = Matrix({"walk": {"seconds": table, "metres": table}})
    places = [Location(id=name) for name in ("a", "=b", "c")]
    save(
        Problem(
            volunteers=[],
            tasks=[],
            locations=places,
            start="2020-03-02T00:00",
            end="2020-03-03T00:00",
            travel=travel,
        ),
        tmp_path / "matrix",
    )
    return tmp_path / "matrix"


def test_matrices(matrix_folder: Path) -> None:
    file = matrix_folder / "matrix_walk_seconds.csv"
    assert file.read_text() == "from,a,'=b,c\na,0,60,\n'=b,70,0,1.5\nc,80,90,0\n"
    table = load(matrix_folder).travel.modes["walk"]["seconds"]
    assert table.tolist() == [[0, 60, float("inf")], [70, 0, 1.5], [80, 90, 0]]
    file.write_text("from,c,a,'=b\nc,0,80,90\na,,0,60\n'=b,1.5,70,0\n")
    again = load(matrix_folder).travel.modes["walk"]["seconds"]
    assert again.tolist() == table.tolist()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("from,a,b,c", "row 1: there is no location 'b'"),
        ("from,a,'=b,c\na,0,1,2\nc,1,1,0", "rows: the location '=b' is missing"),
        ("from,a,'=b\na,0,1\n'=b,1,0\nc,1,1", "columns: the location 'c' is missing"),
        ("from,a,'=b,c,c\na,0,1,2,2\n'=b,1,0,1,1\nc,1,1,0,0", "columns: a location stands twice"),
        ("from,a,'=b,c\na,0,1\n'=b,1,0,1\nc,1,1,0", "row 2: there are 2 cells under 3 headings"),
        ("from,a,'=b,c\na,0,1,-1\n'=b,1,0,1\nc,1,1,0", ": a cell is negative"),
        ("from,a,'=b,c\na,0,1,x\n'=b,1,0,1\nc,1,1,0", ": a cell is not a number"),
    ],
)
def test_bad_matrices(matrix_folder: Path, text: str, message: str) -> None:
    write(matrix_folder, "matrix_walk_seconds.csv", text)
    assert f"matrix_walk_seconds.csv{message if message[0] == ':' else ''}" in faults_of(matrix_folder)
    assert message in faults_of(matrix_folder)


def test_a_matrix_that_is_not_there(matrix_folder: Path) -> None:
    (matrix_folder / "matrix_walk_metres.csv").unlink()
    assert "matrix_walk_metres.csv: cannot be read: No such file" in faults_of(matrix_folder)


def test_nul_cannot_be_written(tmp_path: Path) -> None:
    problem = read_problem(PROBLEM.replace("圣泉街道", "a\\u0000"))
    with pytest.raises(FileError, match="holds a NUL character"):
        save(problem, tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_many_rows_are_no_burden(tmp_path: Path) -> None:
    place = Location(id="a", lat=1.0, lon=1.0)
    tasks = [
        Task(id=f"t{row}", location="a", windows=[(0, 3600), (7200, 9000)], duration=600)
        for row in range(10_000)
    ]
    problem = Problem(
        volunteers=[],
        tasks=tasks,
        locations=[place],
        start="2020-03-02T00:00",
        end="2020-03-03T00:00",
    )
    save(problem, tmp_path / "many")
    assert read_problem_folder(tmp_path / "many") == problem
    (tmp_path / "many" / "tasks.csv").write_text("id,location,duration_minutes\n")
    message = faults_of(tmp_path / "many")
    assert message.startswith("20000 faults:")
    assert "and 19900 more" in message
