"""Records leave through the server: selected, asked for, approved, made by a job, fetched by whoever asked."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyogrio
import pytest

from api.roles import Role
from gis_core import db
from gis_core.exports.downloads import sign
from gis_core.instance import Instance
from gis_core.jobs.beside import worker_beside
from gis_core.selection import store
from gis_core.selection.outlines import outlines
from tests.api.exporting import ask, done, events
from tests.api.serving import Running, fill, serving

AROUND = [113.8, 22.7, 114.0, 22.9]


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[..., Instance]) -> Iterator[Running]:
    """A server on a few records, with a worker beside it."""
    instance = fresh_instance("exporting")
    fill(instance)
    with serving(instance) as running, worker_beside(instance, 1):
        yield running


def test_a_selection_is_made_exported_and_fetched_by_its_owner_alone(office: Running) -> None:
    with office.client(Role.PLANNER) as planner, office.client(Role.LEAD) as lead:
        made = planner.post(
            "/api/selections", json={"layer": "parcels", "filter": "land_use = '0701'", "bbox": AROUND}
        ).json()
        assert made["count"] == 5
        assert planner.get(f"/api/selections/{made['id']}").json() == made
        assert lead.get(f"/api/selections/{made['id']}").status_code == 404
        told = ask(planner, selection=made["id"], format="gpkg", purpose="核对")
        assert told["job"]["kind"] == "export_data"
        export = done(planner, told["export"])
        assert (export["state"], export["rows"], export["losses"]) == ("done", 5, [])
        assert export["what"]["layer"] == "parcels"
        fetched = planner.get(export["download"]["url"])
        assert fetched.headers["content-disposition"].startswith("attachment")
        _, table = pyogrio.read_arrow(io.BytesIO(fetched.content), layer="parcels")
        assert table.num_rows == 5
        assert lead.get(export["download"]["url"]).status_code == 404
        with office.client() as stranger:
            assert stranger.get(export["download"]["url"]).status_code == 401
        listed = next(each for each in lead.get("/api/exports").json()["exports"] if each["id"] == export["id"])
        assert listed["download"] is None, "a lead sees that it was, and can't fetch it"


def test_what_a_role_may_not_take_waits_for_a_lead(office: Running) -> None:
    with (
        office.client(Role.VIEWER) as viewer,
        office.client(Role.LEAD) as lead,
        office.client(Role.PLANNER) as planner,
    ):
        told = ask(viewer, layer="consolidation_projects", format="shp", encoding="utf-8")
        assert (told["state"], told["job"]) == ("waiting", None)
        assert told["why"]["zh"]
        address = f"/api/exports/{told['export']}/decision"
        assert planner.get("/api/exports").json()["exports"][0]["id"] != told["export"], "others don't see it"
        assert viewer.post(address, json={"approve": True}).status_code == 403
        assert lead.post(address, json={"approve": False}).status_code == 422
        assert lead.post(address, json={"approve": True, "reason": "项目会"}).json()["state"] == "queued"
        assert lead.post(address, json={"approve": True}).status_code == 422
        export = done(viewer, told["export"])
        assert (export["decided_by"], export["reason"], export["rows"]) == ("test-lead", "项目会", 0)
        names = zipfile.ZipFile(io.BytesIO(viewer.get(export["download"]["url"]).content)).namelist()
        assert {name.rpartition(".")[2] for name in names} == {"shp", "shx", "dbf", "prj", "cpg", "csv", "txt"}


def test_a_file_is_fetched_by_no_other_address_than_the_one_that_was_signed(office: Running) -> None:
    with office.client(Role.PLANNER) as planner:
        export = done(planner, ask(planner, layer="parcels", format="csv")["export"])
        good = export["download"]["url"].removeprefix("/api/downloads/")
        over = sign(office.instance, export["id"], dt.datetime.now(dt.UTC) - dt.timedelta(seconds=2))
        next_one = sign(office.instance, export["id"] + 10**6, dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
        wrong = (
            *(over, next_one, str(export["id"]), good[:-1], good + "A", good.swapcase(), "x" * 200, "\u202e", "%00"),
            *("..%2f..%2fsecrets.toml", f"{good}%2f..%2f..%2fsecrets.toml", f"..%2f{export['id']}%2fparcels.csv"),
        )
        for token in wrong:
            answer = planner.get(f"/api/downloads/{token}")
            assert answer.status_code in (400, 404, 422), (token, answer.status_code)
            assert str(office.instance.home) not in answer.text
        before = [event for event, _ in events(office.instance, export["id"])]
        assert "downloaded" not in before
        assert planner.head(f"/api/downloads/{good}").status_code == 200
        assert [event for event, _ in events(office.instance, export["id"])] == before, "asking is no fetching"
        assert planner.get(f"/api/downloads/{good}").status_code == 200
        assert events(office.instance, export["id"])[-1][0] == "downloaded"


def test_nobody_approves_his_own(office: Running) -> None:
    with office.client(Role.LEAD) as lead, office.client(Role.ADMINISTRATOR) as administrator:
        told = ask(lead, layer="parcels", format="csv")
        assert told["state"] == "queued"
        assert lead.post(f"/api/exports/{told['export']}/decision", json={"approve": True}).status_code == 403
        assert administrator.post("/api/exports/999999/decision", json={"approve": True}).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"layer": "parcels", "format": "dgn"}, "format"),
        ({"layer": "parcels"}, "format"),
        ({"format": "gpkg"}, "layer"),
        ({"layer": "parcels", "layers": ["roads"], "format": "gpkg"}, "layer"),
        ({"layers": [], "format": "gpkg"}, None),
        ({"layers": ["parcels", "parcels"], "format": "gpkg"}, "layer"),
        ({"layers": ["parcels", "nothing"], "format": "gpkg"}, "layer"),
        ({"layers": ["parcels", "roads"], "format": "txt"}, "format"),
        ({"layers": ["parcels", "roads"], "format": "gpkg", "filter": "TRUE"}, "filter"),
        ({"layers": ["parcels"] * 101, "format": "gpkg"}, None),
        ({"layer": "parcels", "format": "txt", "crs": "EPSG:4490"}, "crs"),
        ({"layer": "parcels", "format": "dxf", "crs": "GCJ-02"}, "crs"),
        ({"layer": "parcels", "format": "gpkg", "crs": "EPSG:4547/yx"}, "crs"),
        ({"layer": "parcels", "format": "gpkg", "crs": "IAU_2015:30100"}, "crs"),
        ({"layer": "parcels", "format": "gpkg", "crs": "+proj=gnom +lat_0=-22 +lon_0=-66"}, "crs"),
        ({"layer": "parcels", "format": "gpkg", "at": "20240101"}, None),
        ({"layer": "parcels", "format": "gpkg", "filter": "area_m2" + " * 1e308" * 200 + " > 1"}, "filter"),
        ({"layer": "../../etc/passwd", "format": "gpkg"}, "layer"),
        ({"layer": 'parcels"; DROP TABLE parcels; --', "format": "gpkg"}, "layer"),
        ({"layer": "par\ncels", "format": "gpkg"}, "layer"),
        ({"layer": "selections", "format": "gpkg"}, "layer"),
        ({"layer": "roads", "format": "txt"}, "format"),
        ({"layer": "parcels", "format": "gpkg", "filter": "1; DROP TABLE parcels"}, "filter"),
        ({"layer": "parcels", "format": "gpkg", "filter": "x" * 1_000_000}, "filter"),
        ({"layer": "parcels", "format": "gpkg", "filter": "x" * 3_000_000}, None),
        ({"layer": "parcels", "format": "gpkg", "crs": "EPSG:1"}, "crs"),
        ({"layer": "parcels", "format": "gpkg", "encoding": "gbk"}, "encoding"),
        ({"layer": "parcels", "format": "gpkg", "at": "someday"}, None),
        ({"selection": "00000000-0000-0000-0000-000000000000", "format": "gpkg"}, "selection"),
        ({"selection": "../x", "format": "gpkg"}, "selection"),
        ({"layer": "parcels", "format": "gpkg", "out": "../x"}, "out"),
    ],
)
def test_what_cannot_be_exported_is_refused_before_it_is_logged(
    office: Running, body: dict[str, Any], field: str | None
) -> None:
    with office.client(Role.PLANNER) as planner:
        before = planner.get("/api/exports").json()
        answer = planner.post("/api/exports/data", json=body)
        assert 400 <= answer.status_code < 500
        assert field is None or answer.json()["field"] == field
        assert planner.get("/api/exports").json() == before


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"layer": "parcels", "filter": "nothing = 1"}, "filter"),
        ({"layer": "parcels", "filter": "(" * 100_000}, "filter"),
        ({"layer": "parcels", "codes": []}, "codes"),
        ({"layer": "parcels", "codes": ["x"] * 1001}, "codes"),
        ({"layer": "parcels", "bbox": [114, 22, 113, 23]}, None),
        ({"layer": "parcels", "polygon": {"type": "Polygon", "coordinates": [[[1e400, 0], [1, 1], [0, 1]]]}}, None),
        ({"layer": "parcels", "polygon": {"type": "Polygon", "coordinates": "x"}}, None),
        ({"layer": "nothing"}, "layer"),
    ],
)
def test_a_selection_that_cannot_be_is_refused(office: Running, body: dict[str, Any], field: str | None) -> None:
    with office.client(Role.VIEWER) as viewer:
        answer = viewer.post(
            "/api/selections",
            content=json.dumps(body).replace("Infinity", "1e400"),
            headers={"Content-Type": "application/json"},
        )
        assert 400 <= answer.status_code < 500, answer.text
        assert field is None or answer.json()["field"] == field


def test_a_polygon_or_codes_select_too(office: Running) -> None:
    west, south, east, north = AROUND
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    with office.client(Role.VIEWER) as viewer:
        polygon = {"type": "Polygon", "coordinates": [ring]}
        whole = viewer.post("/api/selections", json={"layer": "parcels", "polygon": polygon, "at": "2024-06-30"})
        assert (whole.json()["count"], whole.json()["at"]) == (11, "2024-06-30")
        picked = viewer.post("/api/selections", json={"layer": "parcels", "codes": ["P-01", "P-02", "no such"]}).json()
        assert picked["count"] == 2
        export = done(viewer, ask(viewer, selection=picked["id"], format="csv")["export"])
        rows = viewer.get(export["download"]["url"]).content.decode("utf-8-sig").splitlines()
        assert [row[0] for row in csv.reader(rows)] == ["code", "P-01", "P-02"]


def test_a_selection_s_shapes_are_its_owner_s_and_none_where_they_are_too_many(office: Running) -> None:
    with office.client(Role.PLANNER) as planner, office.client(Role.LEAD) as lead:
        asked = {"layer": "parcels", "codes": ["P-02", "P-11"], "at": "2024-06-30"}
        made = planner.post("/api/selections", json=asked).raise_for_status().json()
        path = f"/api/selections/{made['id']}/outlines"
        told = planner.get(path).raise_for_status().json()
        assert [one["id"] for one in told["features"]] == ["P-02", "P-11"]
        points = np.concatenate([np.array(one["geometry"]["coordinates"][0][0]) for one in told["features"]])
        box = [*points.min(axis=0), *points.max(axis=0)]
        assert box == pytest.approx(made["bbox"], abs=1e-7)
        assert lead.get(path).status_code == 404
    with db.connect(office.instance) as connection:
        selection = store.find(connection, made["id"]).selection
        place = office.instance.place
        assert len(outlines(connection, selection, place, most_rows=2, most_points=10)) == 2  # of five points each
        assert outlines(connection, selection, place, most_rows=1) == []
        assert outlines(connection, selection, place, most_points=9) == []


def test_the_formats_tell_what_they_keep_and_lose(office: Running) -> None:
    with office.client(Role.VIEWER) as viewer:
        formats = {each["name"]: each for each in viewer.get("/api/exports/formats").json()}
    assert len(formats) == 11
    assert formats["kml"]["crs"] == "EPSG:4326"
    assert formats["shp"]["encodings"] == ["GBK", "UTF-8"]
    assert formats["gpkg"]["losses"] == []
    for each in formats.values():
        assert each["keeps"], each["name"]
        assert all(kept["label"]["zh"] and kept["label"]["en"] for kept in each["keeps"])
    assert "nulls" not in {kept["name"] for kept in formats["shp"]["keeps"]}
    assert "nulls" in {kept["name"] for kept in formats["gpkg"]["keeps"]}
    assert {name for name, each in formats.items() if each["several"]} == {"gpkg", "gdb", "xlsx", "kml", "dxf"}


@pytest.mark.parametrize(("format_name", "ending"), [("gpkg", ".gpkg"), ("gdb", ".gdb.zip"), ("geojson", ".zip")])
def test_several_layers_are_fetched_as_one_file(office: Running, format_name: str, ending: str) -> None:
    with office.client(Role.PLANNER) as planner:
        told = ask(planner, layers=["parcels", "pocket_parks"], format=format_name, at="2024-06-30")
        export = done(planner, told["export"])
        assert (export["state"], export["rows"]) == ("done", 12), export
        assert [each["layer"] for each in export["what"]["layers"]] == ["parcels", "pocket_parks"]
        assert export["download"]["name"].endswith(ending)
        content = planner.get(export["download"]["url"]).content
    if format_name == "geojson":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = {name: len(json.loads(archive.read(name))["features"]) for name in archive.namelist()[:2]}
        assert found == {"parcels.geojson": 11, "pocket_parks.geojson": 1}
    elif format_name == "gpkg":
        names = set(pyogrio.list_layers(io.BytesIO(content))[:, 0])
        assert names == {"parcels", "pocket_parks", "layer_styles"}


def test_kml_is_told_as_the_degrees_that_it_is_in(office: Running) -> None:
    with office.client(Role.PLANNER) as planner:
        export = done(planner, ask(planner, layer="parcels", format="kml", crs="EPSG:4547")["export"])
    assert export["what"]["crs"] == "EPSG:4326"
    assert "degrees" in export["notices"][0]["en"]


def test_the_strictest_of_several_layers_decides_whether_a_lead_is_asked(office: Running) -> None:
    with office.client(Role.VIEWER) as viewer:
        told = ask(viewer, layers=["parcels", "consolidation_projects"], format="gpkg")
        assert (told["state"], told["job"]) == ("waiting", None)
