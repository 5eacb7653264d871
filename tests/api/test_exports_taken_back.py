"""Exports that are taken back, or whose process is killed, half-way: nothing is left but what the log says."""

from __future__ import annotations

import io
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyogrio
import pytest

from api.roles import Role
from gis_core import db
from gis_core.exports.sweeping import settle
from gis_core.instance import Instance
from gis_core.jobs.beside import Beside, worker_beside
from gis_core.jobs.rescue import MOST_ATTEMPTS
from tests.api.exporting import ask, being_written, done, events, forgotten, left_of, listed, takes_back_half_way, until
from tests.api.serving import Running, serving

MANY = 150_000
"""Parcels: as many as take some seconds in any format, wherever the tests run."""
SOME = "code < 'C3'"


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[..., Instance]) -> Iterator[Running]:
    """A server on many parcels, without a worker."""
    instance = fresh_instance("taken_back")
    with db.connect(instance, who="surveyor") as connection:
        connection.execute(
            "INSERT INTO parcels (code, name, geom) SELECT 'C' || n, md5(n::text), st_multi(st_makeenvelope("
            "485000 + (n %% 400) * 20, 2516000 + n / 400 * 20, 485015 + (n %% 400) * 20, 2516015 + n / 400 * 20, 4547))"
            " FROM generate_series(1, %s) n",
            [MANY],
        )
    with serving(instance) as running:
        yield running


@pytest.fixture
def worker(office: Running) -> Iterator[Beside]:
    """The worker beside it."""
    with worker_beside(office.instance, 1) as beside:
        assert beside is not None
        yield beside


def child_of(process: int) -> int | None:
    """Return the process that does the worker's job."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    return int(children[0]) if children else None


def kill_half_way(office: Running, worker: Beside, number: int, killed: set[int]) -> None:
    """Kill the process that makes an export, once it has begun to write."""

    def writing() -> int | None:
        child = child_of(worker.process.pid)
        return child if child not in killed and being_written(office.instance, number) else None

    child = until(writing)
    time.sleep(0.3)  # into the writing; whenever it comes, nothing may be left
    os.kill(child, signal.SIGKILL)
    killed.add(child)


@pytest.mark.parametrize("format_name", ["gpkg", "xlsx", "csv"])
def test_what_is_taken_back_while_it_is_written_leaves_no_file(
    office: Running, worker: Beside, format_name: str
) -> None:
    takes_back_half_way(office, Role.LEAD, layer="parcels", format=format_name)


def test_what_is_taken_back_before_it_began_is_on_the_log_too(office: Running) -> None:
    with office.client(Role.LEAD) as lead:
        told = ask(lead, layer="parcels", format="csv")
        lead.post(f"/api/jobs/{told['job']['id']}/cancel")
        with worker_beside(office.instance, 1):
            until(lambda: len(events(office.instance, told["export"])) == 3)
        assert [event for event, _ in events(office.instance, told["export"])] == ["asked", "queued", "failed"]
        forgotten(office.instance, told["job"]["id"])
        assert listed(lead, told["export"])["state"] == "cancelled"


def test_a_file_that_is_finished_as_its_job_is_taken_back_goes_too(office: Running) -> None:
    with office.client(Role.LEAD) as lead:
        told = ask(lead, layer="parcels", format="csv", filter="code = 'C1'")
        with worker_beside(office.instance, 1):
            address = done(lead, told["export"])["download"]["url"]
        with db.connect(office.instance, role="owner") as connection:
            connection.execute("UPDATE jobs.jobs SET state = 'cancelled' WHERE id = %s", [told["job"]["id"]])
        assert settle(office.instance) == 1
        assert settle(office.instance) == 0
        assert left_of(office.instance, told["export"]) == []
        assert listed(lead, told["export"])["state"] == "cancelled"
        assert lead.get(address).status_code == 404
        assert events(office.instance, told["export"])[-1][0] == "removed"


def test_an_export_whose_process_is_killed_is_made_again_from_the_start(office: Running, worker: Beside) -> None:
    with office.client(Role.LEAD) as lead:
        told = ask(lead, layer="parcels", format="gpkg", filter=SOME)
        kill_half_way(office, worker, told["export"], set())
        export = done(lead, told["export"])
        assert export["state"] == "done"
        whole = lead.get(export["download"]["url"]).content
    assert pyogrio.read_info(io.BytesIO(whole), layer="parcels")["features"] == export["rows"] > 0
    assert left_of(office.instance, told["export"]) == [str(told["export"])]
    said = [event for event, _ in events(office.instance, told["export"])]
    assert said == ["asked", "queued", "began", "began", "finished", "downloaded"]


def test_an_export_whose_worker_is_killed_is_made_by_the_next_one(office: Running, worker: Beside) -> None:
    with office.client(Role.LEAD) as lead:
        told = ask(lead, layer="parcels", format="gpkg", filter=SOME)
        until(lambda: being_written(office.instance, told["export"]))
        os.kill(worker.process.pid, signal.SIGKILL)
        assert done(lead, told["export"])["state"] == "done"
    assert left_of(office.instance, told["export"]) == [str(told["export"])]


def test_an_export_that_is_killed_again_and_again_is_given_up_and_leaves_nothing(
    office: Running, worker: Beside
) -> None:
    killed: set[int] = set()
    with office.client(Role.LEAD) as lead:
        told = ask(lead, layer="parcels", format="xlsx")
        for _ in range(MOST_ATTEMPTS):
            kill_half_way(office, worker, told["export"], killed)
        export = done(lead, told["export"])
        assert (export["state"], export["download"]) == ("failed", None)
        assert "ended before its time" in export["error"]
        until(lambda: events(office.instance, told["export"])[-1][0] == "failed")
        assert left_of(office.instance, told["export"]) == []
        forgotten(office.instance, told["job"]["id"])
        assert "ended before its time" in listed(lead, told["export"])["error"]
