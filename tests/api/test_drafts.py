"""Sites handed over to the consolidation team: a draft that counts in no figure, until a project takes it up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psycopg
import pytest

from api.roles import Role
from gis_core import db
from gis_core.instance import Instance
from gis_core.siting.document import read_scenario
from gis_core.siting.run import run
from gis_core.siting.store import keep
from tests.api.serving import Running, serving
from tests.gis_core.siting.test_run import document
from tests.gis_core.siting.town import build

DRAFTS = "/api/consolidation/drafts"


@pytest.fixture(scope="module")
def town(fresh_instance: Callable[[str], Instance]) -> Instance:
    instance = fresh_instance("drafts")
    with db.connect(instance, who="surveyor") as connection:
        build(connection)
        connection.execute(
            "INSERT INTO consolidation_projects (code, name, project_type, valid_from, geom)"
            " SELECT 'X1', '石家项目', 'expropriation', '2024-01-01', st_multi(geom) FROM parcels WHERE code = 'P2'"
        )
    return instance


@pytest.fixture(scope="module")
def office(town: Instance) -> Iterator[Running]:
    with serving(town) as running:
        yield running


@pytest.fixture(scope="module")
def number(town: Instance) -> int:
    """The number of a run whose ranking is P2, P1."""
    with db.connect(town, who="planner") as connection:
        return keep(connection, run(connection, town, read_scenario(document()))).id


def handed(office: Running, number: int, **other: Any) -> httpx.Response:
    with office.client(Role.PLANNER) as client:
        return client.post(
            f"/api/siting/runs/{number}/handover", json={"codes": ["P1", "P2"], "name": "口袋公园一期", **other}
        )


def moved(office: Running, draft: int, **step: Any) -> httpx.Response:
    with office.client(Role.OFFICER) as client:
        return client.post(f"{DRAFTS}/{draft}/status", json=step)


def test_a_run_keeps_the_shapes_of_its_candidates(office: Running, number: int) -> None:
    with office.client(Role.VIEWER) as client:
        asked = {"codes": ["P2", "none"]}
        told = client.post(f"/api/siting/runs/{number}/shapes", json=asked).raise_for_status().json()
        parcel = client.get("/api/layers/parcels/features/P2").raise_for_status().json()
    assert [feature["id"] for feature in told["features"]] == ["P2"]
    assert told["features"][0]["geometry"]["type"] == parcel["geometry"]["type"]
    corner, same = told["features"][0]["geometry"]["coordinates"], parcel["geometry"]["coordinates"]
    assert corner[0][0][0] == pytest.approx(same[0][0][0], abs=1e-6)


def test_sites_become_a_draft_with_the_land_of_both_and_no_project(
    office: Running, town: Instance, number: int
) -> None:
    answer = handed(office, number, project_type="land_recovery", note="沿街两块")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    with db.connect(town) as connection:
        land = connection.execute("SELECT sum(area_m2) FROM parcels WHERE code IN ('P1', 'P2')").fetchone()
        projects = connection.execute("SELECT count(*) FROM consolidation_projects").fetchone()
    assert land is not None
    assert made["area_m2"] == pytest.approx(float(land[0]), abs=1e-3)
    assert (made["status"], made["codes"], made["made_by"]) == ("draft", ["P1", "P2"], "test-planner")
    assert projects == (1,)
    with office.client(Role.VIEWER) as client:
        assert client.get(DRAFTS).raise_for_status().json()["drafts"][0] == made


def test_a_draft_changes_no_figure(office: Running, number: int) -> None:
    asked = "/api/consolidation/figures?year=2024"
    with office.client(Role.LEAD) as client:
        before = client.get(asked).raise_for_status().json()["figures"]
        handed(office, number).raise_for_status()
        assert client.get(asked).raise_for_status().json()["figures"] == before


def test_the_team_takes_a_draft_up_into_a_project_that_exists(office: Running, number: int) -> None:
    draft = handed(office, number).json()["id"]
    assert moved(office, draft, status="taken_up").json()["field"] == "project"
    assert moved(office, draft, status="taken_up", project="none").status_code == 404
    assert moved(office, draft, status="withdrawn", project="X1").json()["field"] == "project"
    taken = moved(office, draft, status="taken_up", project="X1")
    assert taken.status_code == 201, taken.text
    assert (taken.json()["status"], taken.json()["project"]) == ("taken_up", "X1")
    assert taken.json()["changed_by"] == "test-officer"
    assert moved(office, draft, status="taken_up", project="X1").status_code == 422


def test_a_draft_is_withdrawn_for_a_reason_and_may_come_back(office: Running, number: int) -> None:
    draft = handed(office, number).json()["id"]
    assert moved(office, draft, status="withdrawn").json()["field"] == "reason"
    assert moved(office, draft, status="withdrawn", reason="已有建设计划").json()["reason"] == "已有建设计划"
    assert moved(office, draft, status="draft").json()["status"] == "draft"


@pytest.mark.parametrize(
    ("other", "status", "field"),
    [
        ({"codes": []}, 400, "codes"),
        ({"codes": ["P1", "P4"]}, 422, "codes"),
        ({"project_type": "castle"}, 422, "project_type"),
        ({"name": " "}, 400, "name"),
        ({"strange": 1}, 400, "strange"),
    ],
)
def test_what_is_wrong_is_named(office: Running, number: int, other: dict[str, Any], status: int, field: str) -> None:
    answer = handed(office, number, **other)
    assert (answer.status_code, answer.json()["field"]) == (status, field), answer.text


def test_a_run_or_a_draft_that_is_not_there_is_said(office: Running) -> None:
    assert handed(office, 999_999).status_code == 404
    assert moved(office, 999_999, status="withdrawn", reason="x").status_code == 404


def test_what_was_handed_over_stays_on_record(town: Instance, office: Running, number: int) -> None:
    draft = handed(office, number).json()["id"]
    for statement in (
        "UPDATE project_drafts SET name = 'x'",
        "DELETE FROM project_drafts",
        "DELETE FROM siting_shapes",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), db.connect(town) as connection:
            connection.execute(statement)
    with office.client(Role.VIEWER) as client:
        assert draft in [one["id"] for one in client.get(DRAFTS).json()["drafts"]]


def test_a_viewer_hands_nothing_over_and_a_planner_takes_nothing_up(office: Running, number: int) -> None:
    with office.client(Role.VIEWER) as client:
        asked = {"codes": ["P1"], "name": "x"}
        assert client.post(f"/api/siting/runs/{number}/handover", json=asked).status_code == 403
    draft = handed(office, number).json()["id"]
    with office.client(Role.PLANNER) as client:
        assert client.post(f"{DRAFTS}/{draft}/status", json={"status": "draft"}).status_code == 403
