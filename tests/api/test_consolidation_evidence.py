"""What numbers are made of, drawn and by stage; analyses under the figures' filters; events with the newest first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import shapely
from shapely.geometry import shape

from api.roles import Role
from gis_core.db import connect
from gis_core.instance import Instance
from tests.api.consolidating import SIDE, SOUTH, WEST, fill_project
from tests.api.serving import Running, serving

API = "/api/consolidation"
YEAR = {"year": 2024}


@pytest.fixture(scope="module")
def office(fresh_instance: Callable[[str], Instance]) -> Iterator[Running]:
    """Four parcels of one hectare, two in a zone: Z1 and Z2 completed in 2024, Z3 signed, Z4 without a stage."""
    instance = fresh_instance("evidence")
    fill_project(instance)
    with connect(instance, who="recorder") as connection:
        connection.execute(
            "INSERT INTO functional_zones (code, name, geom, valid_from)"
            " VALUES ('N', '北片', st_multi(st_makeenvelope(%s, %s, %s, %s, 4547)), '2020-01-01')",
            [WEST, SOUTH, WEST + 2 * SIDE, SOUTH + SIDE],
        )
        for code, stage, on in (
            ("Z1", "signed", "2024-01-10"),
            ("Z1", "completed", "2024-03-10"),
            ("Z2", "signed", "2024-02-10"),
            ("Z2", "completed", "2024-05-10"),
            ("Z3", "signed", "2024-04-10"),
        ):
            connection.execute(
                "INSERT INTO stage_events (parcel, stage, happened_on) VALUES (%s, %s, %s)", [code, stage, on]
            )
    with serving(instance) as running:
        yield running


@pytest.fixture
def viewer(office: Running) -> Iterator[httpx.Client]:
    with office.client(Role.VIEWER) as client:
        yield client


def ask(client: httpx.Client, path: str, **asked: Any) -> Any:
    return client.get(f"{API}/{path}", params=asked).raise_for_status().json()


def test_what_makes_a_figure_is_drawn_where_it_lies(viewer: httpx.Client) -> None:
    listed = ask(viewer, "figures/completed_area/evidence", **YEAR)
    drawn = ask(viewer, "figures/completed_area/evidence.geojson", **YEAR)
    things = {(one["properties"]["layer"], one["properties"]["code"]) for one in drawn["features"]}
    assert things == {(row["layer"], row["code"]) for row in listed["rows"]} != set()
    assert drawn["all"] == 2
    bounds = shapely.total_bounds([shape(one["geometry"]) for one in drawn["features"]])
    assert drawn["bbox"] == pytest.approx(list(bounds), abs=1e-6)
    assert drawn["bbox"][0] == pytest.approx(114.0, abs=0.01)


def test_nothing_is_drawn_of_a_period_in_which_nothing_counts(viewer: httpx.Client) -> None:
    assert ask(viewer, "figures/completed_area/evidence.geojson", year=2022) == {
        "type": "FeatureCollection",
        "all": 0,
        "bbox": None,
        "features": [],
    }


def test_a_project_that_counts_every_month_is_drawn_once(viewer: httpx.Client) -> None:
    listed = ask(viewer, "figures/planned_area/evidence", **YEAR)
    assert len(listed["rows"]) > 1
    drawn = ask(viewer, "figures/planned_area/evidence.geojson", **YEAR)
    assert [one["properties"]["code"] for one in drawn["features"]] == ["X1"]


def test_bars_of_the_funnel_are_made_of_their_parcels(viewer: httpx.Client) -> None:
    for at, zone in (("2024-12-31", None), ("2024-04-30", None), ("2024-12-31", "N")):
        asked = {"at": at} | ({"zone": zone} if zone else {})
        stages = ask(viewer, "funnel", **asked)["stages"]
        assert sum(stage["at_stage"]["parcels"] for stage in stages) == (2 if zone else 4)
        for stage in stages:
            found = ask(viewer, f"stages/{stage['stage'] or '-'}/evidence", **asked)
            assert found["value"] == pytest.approx(stage["at_stage"]["area_m2"], abs=1e-6)
            assert len(found["rows"]) == stage["at_stage"]["parcels"]
            drawn = ask(viewer, f"stages/{stage['stage'] or '-'}/evidence.geojson", **asked)
            assert {one["properties"]["code"] for one in drawn["features"]} == {row["code"] for row in found["rows"]}
    completed = ask(viewer, "stages/completed/evidence", at="2024-12-31")
    assert [(row["code"], row["date"]) for row in completed["rows"]] == [("Z1", "2024-03-10"), ("Z2", "2024-05-10")]


def test_a_stage_that_there_is_not_is_404_and_named(viewer: httpx.Client) -> None:
    for path in ("stages/nowhere/evidence", "stages/nowhere/evidence.geojson"):
        answer = viewer.get(f"{API}/{path}", params=YEAR)
        assert (answer.status_code, answer.json()["field"]) == (404, "stage")


@pytest.mark.parametrize("analysis", ["bottlenecks", "key-parcels", "forecast"])
@pytest.mark.parametrize("part", ["zone", "community", "project", "type"])
def test_analyses_take_the_figures_filters_and_refuse_what_is_not_on_record(
    viewer: httpx.Client, analysis: str, part: str
) -> None:
    asked = YEAR | {"at": "2024-06-30"}
    known = {"zone": "N", "community": "-", "project": "X1", "type": "interest_sharing"}
    answer = ask(viewer, analysis, **asked, **{part: known[part]})
    assert answer["scope"] == {**dict.fromkeys(known), part: known[part]}
    refused = viewer.get(f"{API}/{analysis}", params=asked | {part: "nowhere"})
    assert (refused.status_code, refused.json()["field"]) == (400, part)


def test_a_forecast_of_a_zone_begins_with_what_the_zone_completed(viewer: httpx.Client) -> None:
    asked = YEAR | {"at": "2024-06-30"}
    whole = ask(viewer, "forecast", **asked)
    inside, outside = (ask(viewer, "forecast", **asked, zone=zone) for zone in ("N", "-"))
    assert (whole["done_m2"], inside["done_m2"], outside["done_m2"]) == (20_000, 20_000, 0)


def test_an_analysis_of_a_year_that_is_to_come_looks_at_today(viewer: httpx.Client) -> None:
    assert ask(viewer, "bottlenecks", year=2199)["at"] < "2199-01-01"
    assert ask(viewer, "bottlenecks", year=2024)["at"] == "2024-12-31"


def test_pages_of_the_newest_events_hold_all_of_them_against_the_order_of_recording(viewer: httpx.Client) -> None:
    recorded = ask(viewer, "events", project="X1")["events"]
    found, after = [], None
    while after is not None or not found:
        page = ask(viewer, "events", project="X1", newest=True, limit=2, **({"after": after} if after else {}))
        assert len(page["events"]) <= 2
        found += page["events"]
        after = page["next"]
    assert [one["id"] for one in found] == [one["id"] for one in recorded][::-1]
    assert len(found) == 5


def test_figures_of_the_year_name_what_opens_them(viewer: httpx.Client) -> None:
    figures = viewer.get("/api/figures/year", params=YEAR).json()["figures"]
    assert figures[0]["figure"] == "completed_area"
    for figure in figures:
        ask(viewer, f"figures/{figure['figure']}/evidence", **YEAR)
