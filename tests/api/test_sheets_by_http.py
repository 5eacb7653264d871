"""Map sheets by the server and by the command: previewed, asked for, approved, made by a job, fetched."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
import pytest

from api.roles import Role
from gis_core import crs as systems
from gis_core.cartography.sheets.scale import ROUND
from gis_core.instance import Instance
from gis_core.jobs.beside import worker_beside
from tests.api.exporting import done, takes_back_half_way
from tests.api.serving import Running, serving

AT = "2024-12-31"
ASKED = {"template": "progress", "project": "ZB01", "at": AT}


@pytest.fixture(scope="module")
def office(own_demo: Callable[[str], Instance]) -> Iterator[Running]:
    """A server on the demo district, with a worker beside it."""
    with serving(own_demo("sheets")) as running, worker_beside(running.instance, 1):
        yield running


def survey(ring: list[list[float]]) -> np.ndarray:
    points = np.array(ring)
    return np.column_stack(
        systems.move(points[:, 0], points[:, 1], systems.parse("EPSG:4326"), systems.parse("EPSG:4547"))
    )


def ground(pdf: bytes) -> np.ndarray:
    """Return the corners of a sheet's map in the survey CRS, from what the file itself says of its place."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        measure = opened.pages[0].obj.VP[0].Measure
        points = np.array([float(value) for value in measure.GPTS]).reshape(-1, 2)
    return survey(points[:, ::-1].tolist())


def test_the_templates_say_what_they_take(office: Running) -> None:
    with office.client(Role.VIEWER) as viewer:
        told = {one["name"]: one for one in viewer.get("/api/exports/templates").json()}
    assert {"location", "ownership", "buildings", "land_use", "progress", "change"} <= told.keys()
    assert {"bottlenecks", "siting", "parcel", "overview"} <= told.keys()
    assert told["change"]["dates"] == "since_at"
    assert told["overview"]["papers"][0] == "A0"
    assert told["progress"]["scales"] == list(ROUND)
    assert told["siting"]["needs_run"]


@pytest.mark.parametrize("turn", [0.0, 25.0])
def test_the_preview_covers_the_ground_of_the_sheet_to_a_millimetre_on_paper(office: Running, turn: float) -> None:
    asked: dict[str, Any] = {**ASKED, "scale": 2000}
    with office.client(Role.OFFICER) as officer:
        (centre,) = [one["center"] for one in officer.post("/api/exports/sheets/frames", json=ASKED).json()["frames"]]
        asked["frames"] = [{"center": centre, "turn": turn}]
        preview = officer.post("/api/exports/sheets/frames", json=asked).json()
        told = officer.post("/api/exports/sheets", json=asked).json()
        export = done(officer, told["export"])
        made = officer.get(export["download"]["url"]).content
    assert (preview["scale"], preview["paper"]) == (2000, "A3")
    (frame,) = preview["frames"]
    assert frame["turn"] == turn
    shown, drawn = survey(frame["polygon"]["coordinates"][0][:-1]), ground(made)
    for corner in drawn:
        assert np.hypot(*(shown - corner).T).min() < 2.0  # a millimetre at 1:2,000


def test_a_map_set_of_a_project_is_made_by_a_job_and_fetched_by_its_owner_alone(office: Running) -> None:
    with office.client(Role.OFFICER) as officer, office.client(Role.PLANNER) as planner:
        asked = officer.post("/api/exports/sheets", json={**ASKED, "set": True, "purpose": "会审"})
        assert asked.status_code == 202, asked.text
        assert asked.json()["job"]["kind"] == "sheets"
        export = done(officer, asked.json()["export"])
        assert (export["kind"], export["state"]) == ("sheets", "done"), export
        assert export["what"]["template"] == "progress"
        fetched = officer.get(export["download"]["url"])
        assert fetched.content.startswith(b"%PDF")
        assert planner.get(export["download"]["url"]).status_code == 404


def test_a_stored_selection_has_a_sheet_and_is_its_owners_alone(office: Running) -> None:
    with office.client(Role.OFFICER) as officer, office.client(Role.PLANNER) as planner:
        selected = officer.post(
            "/api/selections", json={"layer": "consolidation_parcels", "filter": "project = 'ZB01'", "at": AT}
        ).json()
        asked = {"template": "progress", "selection": selected["id"], "outline": True}
        assert planner.post("/api/exports/sheets/frames", json=asked).status_code == 404
        assert planner.post("/api/exports/sheets", json=asked).status_code == 404
        export = done(officer, officer.post("/api/exports/sheets", json=asked).json()["export"])
        assert export["state"] == "done", export


def test_sheets_that_are_taken_back_while_they_are_drawn_leave_no_file(office: Running) -> None:
    asked = {"template": "parcel", "each_feature": "parcels", "filter": "community = '合水口'", "at": AT, "most": 5000}
    takes_back_half_way(office, Role.ADMINISTRATOR, "sheets", **asked)


def test_a_series_names_its_neighbours_in_the_preview(office: Running) -> None:
    with office.client(Role.VIEWER) as viewer:
        asked = {**ASKED, "scale": "1:1000", "series": True}
        frames = viewer.post("/api/exports/sheets/frames", json=asked).json()["frames"]
    numbers = {frame["number"] for frame in frames}
    assert len(numbers) == len(frames) > 4
    assert any(frame["neighbours"] for frame in frames)
    for frame in frames:
        assert set(frame["neighbours"].values()) <= numbers


def test_secret_sheets_wait_for_a_lead(office: Running) -> None:
    with office.client(Role.OFFICER) as officer, office.client(Role.LEAD) as lead:
        told = officer.post("/api/exports/sheets", json={**ASKED, "classification": "秘密"}).json()
        assert told["state"] == "waiting"
        address = f"/api/exports/{told['export']}/decision"
        assert lead.post(address, json={"approve": True, "reason": "已核"}).json()["state"] == "queued"
        assert done(officer, told["export"])["state"] == "done"


def test_a_map_set_is_measured_by_all_its_sheets_whatever_template_is_named(office: Running) -> None:
    with office.client(Role.OFFICER) as officer:
        numbers = [
            officer.post("/api/exports/sheets", json={**ASKED, "template": name, "run": 1, "set": True}).json()[
                "export"
            ]
            for name in ("progress", "siting")  # a sheet of siting alone shows nothing that is restricted
        ]
        asked = [next(one for one in officer.get("/api/exports").json()["exports"] if one["id"] == n) for n in numbers]
    assert asked[0]["classification"] == asked[1]["classification"] == "restricted"
    assert asked[0]["rows"] == asked[1]["rows"] > 0
    assert asked[0]["what"]["sheets"] == 5


def test_sheets_in_english_are_previewed_and_made(office: Running) -> None:
    with office.client(Role.OFFICER) as officer:
        asked = {**ASKED, "language": "en"}
        (frame,) = officer.post("/api/exports/sheets/frames", json=asked).json()["frames"]
        assert frame["name"].startswith("Progress of consolidation: ")
        export = done(officer, officer.post("/api/exports/sheets", json=asked).json()["export"])
        with pikepdf.open(io.BytesIO(officer.get(export["download"]["url"]).content)) as made:
            assert str(made.docinfo["/Title"]) == frame["name"]


def test_an_order_of_thousands_of_sheets_says_how_many_and_is_refused(office: Running) -> None:
    with office.client(Role.OFFICER) as officer:
        for body in ({"each_feature": "parcels"}, {"series": True, "scale": 200}):
            asked = {"template": "location", "at": AT, **body}
            for address in ("/api/exports/sheets", "/api/exports/sheets/frames"):
                answer = officer.post(address, json=asked)
                assert (answer.status_code, answer.json()["field"]) == (400, "most"), answer.text
                assert re.search(r"this order makes [\d,]{5,} sheets, and 500 are allowed", answer.json()["detail"])


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"template": "none"}, "template"),
        ({"language": "fr"}, "language"),
        ({"most": 10_001}, "most"),
        ({"project": "nobody"}, "project"),
        ({"scale": "x"}, "scale"),
        ({"paper": "B5"}, "paper"),
        ({"at": "yesterday"}, "at"),
        ({"overlap": -1}, "overlap"),
        ({"author": "\0"}, "author"),
        ({"project": None, "each_feature": "none"}, "each_feature"),
        ({"project": None, "filter": "nothing = 1"}, "filter"),
        ({"project": None, "scale": 60}, "most"),
    ],
)
def test_wrong_orders_are_refused_with_the_field(office: Running, body: dict[str, Any], field: str) -> None:
    with office.client(Role.OFFICER) as officer:
        for address in ("/api/exports/sheets", "/api/exports/sheets/frames"):
            answer = officer.post(address, json={**ASKED, **body})
            assert 400 <= answer.status_code < 500, answer.text
            assert field in answer.json()["field"], answer.text


def test_the_command_makes_the_sheets_and_logs_them(
    office: Running, matian: Callable[..., Any], tmp_path: Path
) -> None:
    arguments = ["export", "sheets", "--project", "ZB01", "--template", "progress", "--at", AT, "--format", "png"]
    ran = matian(office.instance, *arguments, "--dpi", "40", "--out", tmp_path / "out", "--json")
    assert ran.code == 0, ran.err
    path, *_further = ran.json["files"]  # where a table goes on, on pages of its own
    assert Path(path).read_bytes().startswith(b"\x89PNG")
    assert Path(path).with_suffix(".pgw").is_file()
    assert ran.json["counts"]["labels"] > 0
    told = subprocess.run(["gdalinfo", path], capture_output=True, text=True, check=True).stdout
    assert "Origin = (48" in told
    with office.client(Role.ADMINISTRATOR) as administrator:
        newest = administrator.get("/api/exports").json()["exports"][0]
    assert (newest["kind"], newest["state"]) == ("sheets", "done")
    refused = matian(office.instance, *arguments, "--scale", "big", "--out", tmp_path / "other")
    assert (refused.code, (tmp_path / "other").exists()) == (2, False)
    assert "scale" in refused.err
    english = matian(office.instance, *arguments, "--language", "en", "--dpi", "40", "--out", tmp_path / "english")
    assert english.code == 0, english.err
    assert "Progress of consolidation: " in english.err
    many = ["export", "sheets", "--each-feature", "parcels", "--template", "location", "--out", tmp_path / "many"]
    refused = matian(office.instance, *many)
    assert (refused.code, (tmp_path / "many").exists()) == (2, False)
    assert "and 500 are allowed" in refused.err
    raised = matian(office.instance, *many, "--select", "code = '-'", "--most", "600")
    assert "no feature of parcels is selected" in raised.err
