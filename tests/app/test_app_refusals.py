"""What the example service refuses: every fault is named, and nothing that was sent is repeated."""

from __future__ import annotations

import json

import pytest
from app_common import EXAMPLES, added, as_json, as_zip, solved

import volmatch as vm

SECRET = "12 Lantern Lane"


@pytest.fixture
def database(tmp_path):
    return f"sqlite:///{tmp_path / 'app.db'}"


def faults(answer):
    assert answer.status_code == 422, answer.text
    assert SECRET not in answer.text
    return answer.json()["faults"]


def test_all_faults_of_a_problem_are_listed(client, problem, tmp_path):
    raw = json.loads(as_json(problem, tmp_path))
    raw["locations"][1]["x"] = SECRET
    raw["volunteers"][0]["home"] = "h-naer"
    raw["tasks"][0]["address"] = SECRET
    found = faults(client.post("/problems", json=raw))
    # Whatever cannot be read comes first; what does not fit together is said with it where it can be.
    assert {"locations[1].x", "tasks[0].address"} <= {fault["path"] for fault in found}
    del raw["tasks"][0]["address"]
    raw["locations"][1]["x"] = 5
    (fault,) = faults(client.post("/problems", json=raw))
    assert (fault["path"], fault["subject"]) == ("volunteers[0].home", "near")
    assert "h-near" in fault["mend"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"PK\x03\x04", b"\x1f\x8b\x08", as_zip({}), as_zip({"tasks.csv": "id\n"})],
    ids=["empty", "broken", "list", "zip", "gzip", "no files", "few files"],
)
def test_what_is_no_problem_is_refused(client, body):
    found = faults(client.post("/problems", content=body))
    assert all("/tmp" not in fault["path"] for fault in found)


def test_a_zip_cannot_write_elsewhere_or_twice(client, tmp_path):
    files = {path.name: path.read_bytes() for path in (EXAMPLES / "jiangjin").iterdir()}
    (fault,) = faults(client.post("/problems", content=as_zip({**files, "../tasks.csv": "id\n"})))
    assert "tasks.csv twice" in fault["problem"]


def test_a_body_and_a_zip_have_a_limit(client, monkeypatch):
    monkeypatch.setattr("app.MOST_BYTES", 1000)
    assert client.post("/problems", content=b"x" * 1001).status_code == 413
    monkeypatch.setattr("exchange.MOST_BYTES", 1000)
    (fault,) = faults(client.post("/problems", content=as_zip({"tasks.csv": "x" * 10_000})))
    assert "more than 1,000 bytes" in fault["problem"]


def test_what_a_dropout_says_must_make_sense(client, problem, tmp_path):
    plan = solved(client, added(client, as_json(problem, tmp_path))["id"])["plan"]
    ask = f"/plans/{plan}/dropout"
    for said in ({"volunteer": [SECRET]}, {"volunteer": "near", "address": SECRET}, [SECRET], None):
        faults(client.post(ask, json=said))
    (fault,) = faults(client.post(ask, json={"volunteer": "nera"}))
    assert "near" in fault["mend"]
    (fault,) = faults(client.post(ask, json={"volunteer": "near", "from": "tomorrow"}))
    assert "instant" in fault["problem"]
    faults(client.post(f"/problems/{plan}/solve", json={"time_limit": 0}))


@pytest.mark.parametrize("path", ["/problems/x", "/jobs/x", "/plans/x", "/plans/x/page", "/plans/x/changes"])
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/problems/x/solve", "/jobs/x/cancel"])
def test_nothing_is_started_for_what_is_not_there(client, path):
    assert client.post(path).status_code == 404


def test_pins_that_contradict_the_rules_have_no_plan(client, problem, tmp_path, monkeypatch):
    def infeasible(*_, **__):
        return vm.Result(status="infeasible", stopped_by="proof", plan=None)

    monkeypatch.setattr(vm, "solve", infeasible)
    said = solved(client, added(client, as_json(problem, tmp_path))["id"])
    assert (said["status"], said["outcome"], said["plan"]) == ("done", "infeasible", None)


def test_what_goes_wrong_inside_is_said_without_its_text(client, problem, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError(SECRET)

    key = added(client, as_json(problem, tmp_path))["id"]
    monkeypatch.setattr(vm, "solve", broken)
    said = solved(client, key)
    assert (said["status"], said["message"], said["plan"]) == ("failed", "RuntimeError", None)
    monkeypatch.undo()
    assert solved(client, key)["status"] == "done"


def test_the_pages_of_the_service_describe_it(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert "/plans/{plan_id}/dropout" in paths
    assert client.get("/docs").status_code == 200
