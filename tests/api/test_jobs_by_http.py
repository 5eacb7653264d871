"""Jobs over HTTP: each sees their own, follows it as it goes on, and takes it back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from api.roles import Role
from gis_core import db
from gis_core.instance import Instance
from gis_core.jobs import store
from gis_core.jobs.beside import worker_beside
from tests.api.serving import Running, serving
from tests.api.test_serve_command import SERVE

ROOT = Path(__file__).parents[2]
PACKAGES = ("tests.gis_core.jobs.kinds",)


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[[str], Instance]) -> Iterator[Running]:
    instance = fresh_instance("jobs_by_http")
    with pytest.MonkeyPatch.context() as patch, serving(instance) as running:
        patch.setenv("PYTHONPATH", str(ROOT))
        with worker_beside(instance, 2, PACKAGES):
            yield running


def submit(office: Running, role: Role, kind: str = "count", **arguments: Any) -> int:
    with db.connect(office.instance) as connection:
        return store.submit(connection, kind, arguments, who=f"test-{role}", role=str(role))


def events(answer: httpx.Response) -> Iterator[dict[str, Any]]:
    """Give the jobs that a stream tells of."""
    told = ""
    for line in answer.iter_lines():
        name, _, value = line.partition(": ")
        if name == "event":
            told = value
        elif name == "data":
            assert told == "job"
            yield json.loads(value)


def test_a_stream_tells_how_a_job_goes_on_until_it_is_over(office: Running) -> None:
    job = submit(office, Role.PLANNER, to=20, pause_s=0.1)
    with office.client(Role.PLANNER) as client, client.stream("GET", f"/api/jobs/{job}/stream") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        told = list(events(answer))
        assert client.get(f"/api/jobs/{job}").json() == told[-1]
    progress = [each["progress"] for each in told]
    assert progress == sorted(progress)
    assert len(told) > 5
    assert told[-1]["state"] == "done"
    assert told[-1]["result"] == {"counted": 20, "who": "test-planner", "role": "planner"}
    underway = next(each for each in told if each["state"] == "running" and each["doing"])
    assert underway["doing"]["en"].startswith("step ")


def test_a_change_reaches_its_stream_at_once_and_not_by_the_next_look(office: Running) -> None:
    job = submit(office, Role.PLANNER, "sleep_in_sql", seconds=60)
    with office.client(Role.PLANNER) as client, client.stream("GET", f"/api/jobs/{job}/stream") as answer:
        told = events(answer)
        while next(told)["state"] != "running":
            pass
        asked = time.monotonic()
        assert client.post(f"/api/jobs/{job}/cancel").json()["cancel_asked"] is True
        states = [each["state"] for each in told]
    assert states[-1] == "cancelled"
    assert time.monotonic() - asked < 3


def test_a_job_is_its_owners_and_the_administrators(office: Running) -> None:
    job = submit(office, Role.PLANNER, "sleep_in_sql", seconds=60)
    for role in (Role.VIEWER, Role.ANALYST, Role.LEAD):
        with office.client(role) as other:
            for method, path in (("GET", ""), ("GET", "/stream"), ("POST", "/cancel")):
                assert other.request(method, f"/api/jobs/{job}{path}").status_code == 404, (role, path)
            assert other.get("/api/jobs").json() == {"jobs": []}
    with office.client(Role.PLANNER) as owner:
        assert (
            next(each["id"] for each in owner.get("/api/jobs", params={"kind": "sleep_in_sql"}).json()["jobs"]) == job
        )
        assert owner.get("/api/jobs", params={"kind": "nothing"}).json() == {"jobs": []}
    with office.client(Role.ADMINISTRATOR) as administrator:
        assert job in [each["id"] for each in administrator.get("/api/jobs").json()["jobs"]]
        assert administrator.post(f"/api/jobs/{job}/cancel").status_code == 200
        ends = time.monotonic() + 10
        while administrator.get(f"/api/jobs/{job}").json()["state"] != "cancelled":
            assert time.monotonic() < ends
            time.sleep(0.1)


@pytest.mark.parametrize("number", ["-1", "x", "9223372036854775808"])
def test_what_is_no_number_of_a_job_is_refused_by_name(office: Running, number: str) -> None:
    with office.client(Role.VIEWER) as client:
        refused = client.get(f"/api/jobs/{number}")
    assert (refused.status_code, refused.json()["field"]) == (400, "number")


def test_serve_keeps_a_worker_that_ends_with_it_even_when_it_is_killed(
    fresh_instance: Callable[[str], Instance], variables_of: Callable[[Instance], dict[str, str]]
) -> None:
    instance = fresh_instance("worker_beside")
    command = [sys.executable, "-c", SERVE, "serve", "--json", "--port", "0"]
    process = subprocess.Popen(command, env=variables_of(instance), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert process.stdout is not None
        text = ""
        while not text.endswith("}\n"):
            text += process.stdout.readline().decode()
        workers = [each for each in psutil.Process(process.pid).children() if "gis_core.jobs.worker" in each.cmdline()]
        assert len(workers) == 1
        with db.connect(instance) as connection:
            job = store.submit(connection, "nothing", {}, who="li", role="planner")
        ends = time.monotonic() + 30
        while True:
            with db.connect(instance) as connection:
                found = store.get(connection, job)
            if found.is_over:
                break
            assert time.monotonic() < ends
            time.sleep(0.1)
        assert found.error is not None
        assert found.error.startswith("there is no kind of job named nothing")
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    assert psutil.wait_procs(workers, timeout=10)[1] == []
