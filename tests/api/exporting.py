"""Asking a server for exports, and waiting for what becomes of them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import httpx

from api.roles import Role
from gis_core import db
from gis_core.instance import Instance
from tests.api.serving import Running

SOON_S = 90.0
UNDER_WAY = ("queued", "running")


def ask(client: httpx.Client, kind: str = "data", **body: Any) -> dict[str, Any]:
    """Ask for an export and return the answer."""
    answer = client.post(f"/api/exports/{kind}", json=body)
    assert answer.status_code == 202, answer.text
    told: dict[str, Any] = answer.json()
    return told


def listed(client: httpx.Client, number: int) -> dict[str, Any]:
    """Return an export as the list of exports tells it."""
    exports = client.get("/api/exports").json()["exports"]
    return next(export for export in exports if export["id"] == number)


def until(found: Callable[[], Any], within_s: float = SOON_S) -> Any:
    """Ask until something is found, and return it."""
    ends = time.monotonic() + within_s
    while not (answer := found()):
        assert time.monotonic() < ends, "it never came"
        time.sleep(0.05)
    return answer


def done(client: httpx.Client, number: int) -> dict[str, Any]:
    """Wait until an export is over and return it."""

    def over() -> dict[str, Any] | None:
        export = listed(client, number)
        return None if export["state"] in UNDER_WAY else export

    found: dict[str, Any] = until(over)
    return found


def events(instance: Instance, number: int) -> list[tuple[str, dict[str, Any]]]:
    """Return what the log says of an export, and the details."""
    with db.connect(instance) as connection:
        rows = connection.execute(
            "SELECT event, detail FROM export_log WHERE coalesce(export, id) = %s ORDER BY id", [number]
        ).fetchall()
    return [(event, detail) for event, detail in rows]


def left_of(instance: Instance, number: int) -> list[str]:
    """Return what lies in the folder of exports for a number, whole or half made."""
    return sorted(path.name for path in (instance.files / "exports").glob("*") if str(number) in path.name.split("."))


def being_written(instance: Instance, number: int) -> bool:
    """Return whether an export's files have been begun."""
    return any((instance.files / "exports" / f".{number}.part").rglob("*"))


def forgotten(instance: Instance, job: int) -> None:
    """Let a job be forgotten, as jobs are in time."""
    with db.connect(instance) as connection:
        connection.execute("DELETE FROM jobs.jobs WHERE id = %s", [job])


def takes_back_half_way(office: Running, role: Role, kind: str = "data", **body: Any) -> None:
    """Assert that an export that is taken back while it is made leaves its log and nothing else."""
    with office.client(role) as client:
        told = ask(client, kind, **body)
        number, job = told["export"], told["job"]["id"]
        address = f"/api/jobs/{job}"
        until(lambda: being_written(office.instance, number) or client.get(address).json()["progress"] > 0)
        assert client.post(f"{address}/cancel").status_code == 200
        until(lambda: client.get(address).json()["state"] == "cancelled")
        assert listed(client, number)["state"] == "cancelled"
        until(lambda: len(events(office.instance, number)) == 4)
        assert left_of(office.instance, number) == []
        said = events(office.instance, number)
        assert [event for event, _ in said] == ["asked", "queued", "began", "failed"]
        assert said[-1][1]["cancelled"] is True
        forgotten(office.instance, job)
        export = listed(client, number)
        assert (export["state"], export["download"], export["error"]) == ("cancelled", None, None)
