"""What the tests of the example service share: its modules, a database of each kind, and a small problem."""

from __future__ import annotations

import os
import sys
import uuid
from pathlib import Path

import pytest

import volmatch as vm

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "app"
# Its modules import each other by their plain names, as uvicorn's --app-dir lets them.
sys.path.insert(0, str(FOLDER))

DAY = "2020-03-02"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path):
    """Give the URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'app.db'}"
        return
    server = os.environ.get("VOLMATCH_POSTGRES_URL")
    if server is None:
        assert os.environ.get("VOLMATCH_POSTGRES") != "required", "PostgreSQL is required, and not there"
        pytest.skip("no PostgreSQL: tools/with_postgres.sh starts one")
    yield from _on_server(server)


def _on_server(server):
    from sqlalchemy import create_engine, make_url, text

    name = f"volmatch_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0"))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def client(database):
    """Give a client of the running service."""
    from fastapi.testclient import TestClient

    from app import create_app

    with TestClient(create_app(database)) as made:
        yield made


@pytest.fixture
def problem():
    """Two who could both fetch medicine, of whom one lives nearer, and one more at a gate."""
    offered = [(f"{DAY}T08:00", f"{DAY}T18:00")]
    return vm.Problem(
        volunteers=[vm.Volunteer(id=name, home=f"h-{name}", available=offered) for name in ("near", "far")],
        tasks=[
            vm.Task(id="gate", location="square", windows=[(f"{DAY}T09:00", f"{DAY}T11:00")], duration=7200),
            vm.Task(
                id="medicine", location="square", windows=[(f"{DAY}T14:00", f"{DAY}T16:00")], duration=600
            ),
        ],
        locations=[
            vm.Location(id="square", x=0, y=0),
            vm.Location(id="h-near", x=100, y=0),
            vm.Location(id="h-far", x=900, y=0),
        ],
        coordinates="planar",
        start=f"{DAY}T00:00",
        end="2020-03-03T00:00",
    )
