"""The analyses over HTTP, on the demo: what they answer, what they say of themselves, what they refuse."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import httpx
import openpyxl
import pytest
import shapely
from shapely.geometry import mapping, shape

from api.roles import Role
from gis_core.crs import transform
from tests.api.serving import Running

END = {"at": "2025-12-31"}


def test_key_parcels_are_ranked_by_what_they_unlock(demo_viewer: httpx.Client) -> None:
    found = demo_viewer.get("/api/consolidation/key-parcels", params=END).raise_for_status().json()
    unlocked = [row["unlocked_m2"] for row in found["parcels"]]
    assert unlocked[0] > 0 and unlocked == sorted(unlocked, reverse=True)
    assert [row["rank"] for row in found["parcels"]] == list(range(1, len(unlocked) + 1))
    assert found["pairs"] and all(pair["unlocked_m2"] > pair["alone_m2"] for pair in found["pairs"])
    assert "12" in found["definition"]["zh"] and "3 ha" in found["definition"]["en"]


def test_a_larger_gap_joins_more_and_one_project_s_parcels_are_a_part(demo_viewer: httpx.Client) -> None:
    def ask(**parameters: Any) -> Any:
        return demo_viewer.get("/api/consolidation/key-parcels", params=END | parameters).raise_for_status().json()

    plain, wide = ask(), ask(gap_m=60)
    assert wide["blocks"]["largest_m2"] > plain["blocks"]["largest_m2"]
    project = plain["parcels"][0]["project"]
    part = ask(project=project)
    assert {row["project"] for row in part["parcels"]} == {project}
    assert 0 < len(part["parcels"]) < len(plain["parcels"])


def test_the_forecast_tells_its_band_its_months_and_its_projects(demo_viewer: httpx.Client) -> None:
    asked = {"year": 2025, "at": "2025-07-01", "known": "2025-07-01", "draws": 100}
    made = demo_viewer.get("/api/consolidation/forecast", params=asked).raise_for_status().json()
    assert made["method"] == "simulated"
    assert made["done_m2"] < made["low_m2"] < made["middle_m2"] < made["high_m2"]
    assert 0 <= made["probability"] <= 1
    assert [month["done_m2"] is None for month in made["months"]] == [False] * 7 + [True] * 5
    assert made["months"][11]["middle_m2"] == pytest.approx(made["middle_m2"])
    assert sum(row["mean_m2"] for row in made["projects"]) == pytest.approx(made["mean_m2"])
    again = demo_viewer.get("/api/consolidation/forecast", params=asked).json()
    assert again == made
    project = made["projects"][1]["project"]
    part = demo_viewer.get("/api/consolidation/forecast", params=asked | {"project": project}).json()
    assert 0 < part["middle_m2"] < made["middle_m2"]


def test_a_backtest_stands_beside_a_straight_line(demo_viewer: httpx.Client) -> None:
    asked = {"first": 2024, "last": 2024, "at": "2026-01-01"}
    tried = demo_viewer.get("/api/consolidation/backtest", params=asked).raise_for_status().json()
    assert [case["at"] for case in tried["cases"]] == ["2024-01-01", "2024-04-01", "2024-07-01", "2024-10-01"]
    assert all(case["actual_m2"] == 406_000 for case in tried["cases"])
    assert tried["error_m2"] < tried["naive_error_m2"]


def test_what_if_shows_both_sides(demo_viewer: httpx.Client) -> None:
    best = demo_viewer.get("/api/consolidation/key-parcels", params=END).json()["parcels"][0]
    asked = {
        "completed": [{"parcel": best["code"], "on": "2025-12-30"}],
        "year": 2025,
        "at": "2025-12-31",
        "draws": 50,
    }
    found = demo_viewer.post("/api/consolidation/what-if", json=asked).raise_for_status().json()
    before, after = found["before"], found["after"]
    assert after["completed_m2"] - before["completed_m2"] == pytest.approx(best["area_m2"], abs=0.01)
    assert after["blocks"]["area_m2"] - before["blocks"]["area_m2"] == pytest.approx(best["unlocked_m2"], abs=0.01)
    assert after["forecast"]["middle_m2"] > before["forecast"]["middle_m2"]


def test_the_compliance_workbook_holds_the_numbers_of_the_answer(demo_viewer: httpx.Client) -> None:
    asked = {"project": "ZB01", **END}
    told = demo_viewer.get("/api/consolidation/compliance", params=asked).raise_for_status().json()
    answer = demo_viewer.get("/api/consolidation/compliance.xlsx", params=asked).raise_for_status()
    assert answer.headers["content-type"].startswith("application/vnd.openxmlformats")
    sheet = openpyxl.load_workbook(BytesIO(answer.content), data_only=True).active
    assert sheet is not None
    written = [row[1].value for row in sheet.iter_rows(min_row=6) if isinstance(row[1].value, int | float)]
    expected = []
    for section in told["sections"]:
        areas = [one["area_m2"] for one in section["overlaps"]]
        expected += [*areas, sum(areas)]
    assert written == pytest.approx(expected)
    formulas = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert formulas is not None
    totals = [row[1].value for row in formulas.iter_rows(min_row=6) if str(row[1].value).startswith("=")]
    assert len(totals) == len(told["sections"])
    assert "示意数据" in sheet["A2"].value


def test_a_red_line_of_one_s_own_is_measured(demo_viewer: httpx.Client) -> None:
    line = {
        "type": "Polygon",
        "coordinates": [[[113.89, 22.77], [113.892, 22.77], [113.892, 22.772], [113.89, 22.772], [113.89, 22.77]]],
    }
    found = demo_viewer.post("/api/consolidation/compliance", json={"red_line": line, **END}).raise_for_status().json()
    assert found["area_m2"] == pytest.approx(205.6 * 221.5, rel=0.02)
    for section in found["sections"]:
        if section["name"] == "present_use":
            assert sum(one["area_m2"] for one in section["overlaps"]) == pytest.approx(found["area_m2"], rel=1e-6)


def test_every_project_of_the_demo_has_a_compliance_sheet_that_adds_up(demo_viewer: httpx.Client) -> None:
    projects = demo_viewer.get("/api/consolidation/projects", params=END).json()["rows"]
    assert len(projects) > 5
    for row in projects:
        asked = {"project": row["code"], **END}
        found = demo_viewer.get("/api/consolidation/compliance", params=asked).raise_for_status().json()
        for section in found["sections"]:
            areas = [one["area_m2"] for one in section["overlaps"]]
            assert min(areas) >= 0
            if section["name"] == "present_use" or section["name"].startswith("tenure_"):
                assert sum(areas) == pytest.approx(found["area_m2"], abs=0.001), (row["code"], section["name"])


def moved(line: Any, crs: str) -> Any:
    """Return a GeoJSON polygon in degrees in another CRS."""
    return transform(shape(line), "EPSG:4326", crs)


def test_a_red_line_is_the_same_in_whatever_form_and_system_it_comes(demo_viewer: httpx.Client) -> None:
    line = {"type": "Polygon", "coordinates": [[[113.89, 22.77], [113.893, 22.77], [113.89, 22.773], [113.89, 22.77]]]}
    survey, shifted = moved(line, "EPSG:4547"), moved(line, "GCJ-02")
    feature = {"type": "Feature", "properties": {}, "geometry": line}
    old = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}}
    forms: list[dict[str, Any]] = [
        {"red_line": line},
        {"red_line": feature},
        {"red_line": {"type": "FeatureCollection", "features": [feature, feature]}},
        {"red_line": mapping(survey) | old},
        {"red_line": survey.wkt, "crs": "4547"},
        {"red_line": f"SRID=4547;{survey.wkt}"},
        {"red_line": shifted.wkt, "crs": "GCJ-02"},
        {"red_line": shapely.transform(survey, lambda xy: xy[:, ::-1]).wkt, "crs": "EPSG:4547/yx"},
    ]
    areas = []
    for given in forms:
        found = demo_viewer.post("/api/consolidation/compliance", json=given | END).raise_for_status().json()
        areas.append(found["area_m2"])
        assert shape(found["red_line"]).normalize().equals_exact(shape(line).normalize(), 1e-7)
    assert areas == pytest.approx([survey.area] * len(forms), abs=0.05)


def test_the_land_of_parcels_is_measured_and_its_workbook_names_them(demo_viewer: httpx.Client) -> None:
    parcels = demo_viewer.get("/api/consolidation/projects/ZB03/parcels", params=END).json()["parcels"][:2]
    given = {"parcels": [row["code"] for row in parcels], **END}
    found = demo_viewer.post("/api/consolidation/compliance", json=given).raise_for_status().json()
    assert found["area_m2"] == pytest.approx(sum(row["area_m2"] for row in parcels), abs=0.001)
    answer = demo_viewer.post("/api/consolidation/compliance.xlsx", json=given).raise_for_status()
    sheet = openpyxl.load_workbook(BytesIO(answer.content), data_only=True).active
    assert sheet is not None
    assert all(row["code"] in sheet["A2"].value for row in parcels)


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "field"),
    [
        ("GET", "/key-parcels?gap_m=-1", None, 400, "gap_m"),
        ("GET", "/key-parcels?at=soon", None, 400, "at"),
        ("GET", "/key-parcels?colour=red", None, 400, "colour"),
        ("GET", "/forecast?year=2024&at=2025-03-01", None, 400, "year"),
        ("GET", "/backtest?first=2025&last=2025&at=2025-03-01", None, 400, "last"),
        ("GET", "/compliance?project=ZB99", None, 404, "project"),
        ("POST", "/compliance", {"red_line": {"type": "Point", "coordinates": [1, 2]}}, 400, "red_line"),
        ("POST", "/compliance", {"red_line": {"type": "Polygon", "coordinates": [[[5e5, 2e6]] * 4]}}, 422, "crs"),
        ("POST", "/compliance", {"red_line": "POLYGON ((1 2, 3"}, 400, "red_line"),
        ("POST", "/compliance", {"red_line": "POLYGON EMPTY"}, 400, "red_line"),
        ("POST", "/compliance", {"red_line": "POLYGON ((1 1, 2 2, 2 1, 1 2, 1 1))"}, 422, "red_line"),
        ("POST", "/compliance", {"red_line": "POLYGON ((1 1, 2 2, 2 1, 1 1))", "crs": "file:///etc"}, 400, "crs"),
        ("POST", "/compliance", {"red_line": "POLYGON ((1 1, 2 2, 2 1, 1 1))", "crs": "EPSG:4547"}, 422, "crs"),
        ("POST", "/compliance", {"red_line": "POLYGON ((1 1, 2 2, 2 1, 1 1))", "parcels": ["Q"]}, 400, "red_line"),
        ("POST", "/compliance", {}, 400, "red_line"),
        ("POST", "/compliance", {"parcels": ["nowhere"]}, 404, "parcels"),
        ("POST", "/compliance.xlsx", {"parcels": ["x"], "layer": "roads"}, 400, "layer"),
        ("POST", "/what-if", {"completed": [], "year": 2025}, 400, "completed"),
        ("POST", "/what-if", {"completed": [{"parcel": "Q", "on": "2025-01-01"}], "year": 2199}, 404, "completed"),
    ],
)
def test_what_can_t_be_asked_is_refused_by_name(  # noqa: PLR0917  (a row of the table)
    demo_viewer: httpx.Client, method: str, path: str, sent: Any, status: int, field: str
) -> None:
    answer = demo_viewer.request(method, f"/api/consolidation{path}", json=sent)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    assert answer.json()["field"].split(".")[-1] == field, answer.text


def test_bottlenecks_are_beyond_the_usual_and_viewers_see_no_amounts(
    demo_viewer: httpx.Client, demo_server: Running
) -> None:
    found = demo_viewer.get("/api/consolidation/bottlenecks", params=END | {"days": 60}).raise_for_status().json()
    assert found["parcels"] and found["projects"] and found["reminders"]
    assert all(row["days"] > row["usual_days"] and row["ends"] >= 20 for row in found["parcels"])
    assert all(row["late_days"] > 0 for row in found["projects"])
    assert not any(row["offer_yuan"] or row["asked_yuan"] for row in found["parcels"])
    with demo_server.client(Role.OFFICER) as officer:
        seen = officer.get("/api/consolidation/bottlenecks", params=END).raise_for_status().json()
    haggling = [row for row in seen["parcels"] if row["gap_yuan"] is not None]
    assert haggling
    assert all(row["asked_yuan"] > row["gap_yuan"] > 0 for row in haggling)
    stricter = demo_viewer.get("/api/consolidation/bottlenecks", params=END | {"share": 0.95}).json()
    assert len(stricter["parcels"]) < len(found["parcels"])
