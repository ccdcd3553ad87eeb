"""Ways to ask the example service."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import volmatch as vm

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def as_json(problem, folder):
    where = folder / "given.json"
    vm.save(problem, where)
    return where.read_bytes()


def as_zip(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return packed.getvalue()


def added(client, body):
    answer = client.post("/problems", content=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def until(client, job, reached, seconds=300):
    """Ask for a job until something is true of it; the limit only ends a test that hangs."""
    end = time.monotonic() + seconds
    while not reached(said := client.get(f"/jobs/{job}").json()):
        assert time.monotonic() < end, said
        time.sleep(0.05)
    return said


def solved(client, problem, time_limit=120.0):
    answer = client.post(f"/problems/{problem}/solve", json={"time_limit": time_limit})
    assert answer.status_code == 202, answer.text
    return until(client, answer.json()["id"], lambda said: said["over"])
