"""The whole path through the example service, on each database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from app_common import EXAMPLES, added, as_json, as_zip, solved, until

import volmatch as vm


def planned(client, problem, tmp_path):
    job = solved(client, added(client, as_json(problem, tmp_path))["id"])
    assert (job["status"], job["outcome"]) == ("done", "optimal")
    return job["plan"]


def loaded(client, plan, tmp_path):
    where = tmp_path / f"{plan}.json"
    where.write_bytes(client.get(f"/plans/{plan}").content)
    return vm.load_plan(where)


def test_from_a_problem_to_a_page(client, problem, tmp_path):
    said = added(client, as_json(problem, tmp_path))
    assert (said["volunteers"], said["tasks"], said["locations"], said["plans"]) == (2, 2, 3, [])
    job = solved(client, said["id"])
    assert job["progress"] is None or job["progress"]["phase"]
    plan = loaded(client, job["plan"], tmp_path)
    assert plan.status == "optimal"
    assert {trip.volunteer for trip in plan.trips} == {"near"}
    assert vm.verify(problem, plan.on(problem.clock)) == []
    assert client.get(f"/problems/{said['id']}").json()["plans"] == [job["plan"]]
    page = client.get(f"/plans/{job['plan']}/page", params={"lang": "zh"})
    assert page.headers["content-type"].startswith("text/html")
    assert "<html" in page.text
    assert "near" in page.text


def test_who_drops_out_is_replaced_and_it_is_said_who_must_be_told(client, problem, tmp_path):
    first = planned(client, problem, tmp_path)
    said = client.get(f"/plans/{first}/changes").json()
    assert (said["replaces"], said["changes"]) == (None, [])
    answer = client.post(f"/plans/{first}/dropout", json={"volunteer": "near", "from": "2020-03-02T12:00"})
    assert answer.status_code == 201
    said = answer.json()
    assert said["replaces"] == first
    assert said["changes"] == [
        {"volunteer": "far", "gained": ["medicine"], "lost": [], "moved": []},
        {"volunteer": "near", "gained": [], "lost": ["medicine"], "moved": []},
    ]
    assert (said["promises_kept"], said["promises_moved"], said["lost"]) == (1, 0, [])
    assert "near" in said["text"]["zh"]
    assert client.get(f"/plans/{said['plan']}/changes").json() == said
    plan = loaded(client, said["plan"], tmp_path)
    assert {trip.volunteer: [stop.task for stop in trip.stops] for trip in plan.trips} == {
        "near": ["gate"],
        "far": ["medicine"],
    }
    # The new plan belongs to the changed problem, and can be changed again.
    again = client.post(f"/plans/{said['plan']}/dropout", json={"volunteer": "far"})
    assert again.json()["lost"] == ["medicine"]


def test_a_plan_is_replaced_once(client, problem, tmp_path):
    first = planned(client, problem, tmp_path)
    with ThreadPoolExecutor(4) as pool:
        asked = [
            pool.submit(client.post, f"/plans/{first}/dropout", json={"volunteer": "near"}) for _ in range(4)
        ]
        answers = [one.result() for one in asked]
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    (new,) = (answer.json()["plan"] for answer in answers if answer.status_code == 201)
    assert {answer.json()["detail"]["newer"] for answer in answers if answer.status_code == 409} == {new}


def test_jobs_wait_for_each_other(client, problem, tmp_path):
    body = as_json(problem, tmp_path)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(lambda: added(client, body)["id"]) for _ in range(4)]
        problems = [one.result() for one in asked]
        jobs = [client.post(f"/problems/{key}/solve").json()["id"] for key in problems]
    ended = [until(client, job, lambda said: said["over"]) for job in jobs]
    assert {job["status"] for job in ended} == {"done"}
    assert len({job["plan"] for job in ended}) == 4
    assert [job["problem"] for job in ended] == problems


def test_a_zip_of_a_folder_is_read_as_the_folder(client):
    files = {f"day/{path.name}": path.read_bytes() for path in (EXAMPLES / "jiangjin").iterdir()}
    assert added(client, as_zip(files))["volunteers"] == 16


def test_a_workbook_is_read(client, problem, tmp_path):
    vm.save(problem, tmp_path / "day.xlsx")
    assert added(client, (tmp_path / "day.xlsx").read_bytes())["tasks"] == 2


def test_a_job_that_is_cancelled_keeps_its_best_plan(client):
    problem = added(client, (EXAMPLES / "jiangbei.json").read_bytes())["id"]
    job = client.post(f"/problems/{problem}/solve", json={"time_limit": 3000}).json()["id"]
    waiting = client.post(f"/problems/{problem}/solve").json()["id"]
    until(client, job, lambda said: said["progress"] and said["progress"]["values"])
    assert client.post(f"/jobs/{waiting}/cancel").json()["status"] == "cancelled"
    assert client.post(f"/jobs/{job}/cancel").json()["cancel_asked"]
    said = until(client, job, lambda said: said["over"])
    assert said["status"] == "cancelled"
    assert client.get(f"/plans/{said['plan']}").json()["trips"]
    # One that is over stays as it is.
    assert client.post(f"/jobs/{job}/cancel").json()["status"] == "cancelled"
    assert client.get(f"/jobs/{waiting}").json()["plan"] is None
