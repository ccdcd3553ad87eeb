"""The example service when its process dies, and several on one database."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx2
from app_common import EXAMPLES, added, as_json, until


@contextmanager
def served(database):
    """Start the service as its README does, on a free port; end it as a crash would."""
    command = [sys.executable, "-m", "uvicorn", "app:app", "--app-dir", str(EXAMPLES / "app"), "--port", "0"]
    process = subprocess.Popen(
        command, env={**os.environ, "VOLMATCH_APP_DATABASE": database}, stderr=subprocess.PIPE, text=True
    )
    try:
        lines = []
        for line in process.stderr:
            lines.append(line)
            if found := re.search(r"running on (http://\S+)", line):
                break
        else:
            raise AssertionError("".join(lines))
        with httpx2.Client(base_url=found[1], timeout=300) as client:
            yield client
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()


def test_a_job_whose_process_died_is_marked(database, problem, tmp_path):
    with served(database) as client:
        large = added(client, (EXAMPLES / "jiangbei.json").read_bytes())["id"]
        job = client.post(f"/problems/{large}/solve", json={"time_limit": 3000}).json()["id"]
        until(client, job, lambda said: said["progress"])
        queued = client.post(f"/problems/{added(client, as_json(problem, tmp_path))['id']}/solve").json()[
            "id"
        ]
    with served(database) as client:
        said = until(client, job, lambda said: said["over"])
        assert (said["status"], said["plan"]) == ("interrupted", None)
        assert "process" in said["message"]
        # What was waiting is done now; what was kept is there.
        assert until(client, queued, lambda said: said["over"])["status"] == "done"
        assert client.get(f"/problems/{large}").json()["tasks"] == 120


def test_what_runs_when_the_service_is_stopped_keeps_its_plan(database):
    from fastapi.testclient import TestClient

    from app import create_app

    with TestClient(create_app(database)) as client:
        problem = added(client, (EXAMPLES / "jiangbei.json").read_bytes())["id"]
        job = client.post(f"/problems/{problem}/solve", json={"time_limit": 3000}).json()["id"]
        until(client, job, lambda said: said["progress"] and said["progress"]["values"])
    with TestClient(create_app(database)) as client:
        said = client.get(f"/jobs/{job}").json()
        assert said["status"] == "interrupted"
        assert client.get(f"/plans/{said['plan']}").json()["trips"]


def test_every_job_is_taken_once(database):
    from storage import Storage

    stores = [Storage(database) for _ in range(2)]
    key = stores[0].add_problem("{}").id
    jobs = [stores[0].add_job(key, 1.0, 0).id for _ in range(12)]

    def take(number):
        taken = []
        while (job := stores[number % 2].claim(60)) is not None:
            taken.append(job.id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [job for part in pool.map(take, range(4)) for job in part]
    # A claim that lost against another gives none; the next look finds the rest.
    taken += take(0)
    assert sorted(taken) == sorted(jobs)
    for store in stores:
        store.close()


def test_who_still_lives_takes_a_mark_back(database):
    from storage import Storage

    store = Storage(database)
    key = store.add_job(store.add_problem("{}").id, 1.0, 0).id
    store.claim(-1)
    store.mark_interrupted()
    assert store.job(key).status == "interrupted"
    assert not store.renew(key, 60, {"phase": "exact"})
    store.mark_interrupted()
    job = store.job(key)
    assert (job.status, job.message, job.progress) == ("running", None, {"phase": "exact"})
    store.close()
