"""Features over HTTP: where, when, which, in what order, page by page, in which coordinates; one with its history."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import shapely
from pyproj import Transformer
from shapely.geometry import shape

from gis_core.features import columns
from layers.registry import all_layers
from tests.api.serving import EAST, NORTH, SIDE

PARCELS = "/api/layers/parcels/features"


def asked(client: httpx.Client, path: str = PARCELS, **parameters: Any) -> dict[str, Any]:
    answer = client.get(path, params={name.replace("_crs", "-crs"): value for name, value in parameters.items()})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/geo+json")
    body: dict[str, Any] = answer.json()
    return body


def codes(client: httpx.Client, **parameters: Any) -> list[str]:
    return [feature["id"] for feature in asked(client, **parameters)["features"]]


def numbered(*numbers: int) -> list[str]:
    return [f"P-{number:02}" for number in numbers]


def test_features_are_geojson_in_degrees_with_every_column(viewer: httpx.Client) -> None:
    body = asked(viewer, limit=1)
    assert body["type"] == "FeatureCollection"
    assert body["numberReturned"] == 1
    first = body["features"][0]
    assert first["properties"].keys() == columns(all_layers()["parcels"]).keys()
    assert first["properties"]["area_m2"] == SIDE * (SIDE + 1)
    assert first["properties"]["updated_by"] == "surveyor"
    to_survey = Transformer.from_crs("OGC:CRS84", "EPSG:4547", always_xy=True)
    x, y = to_survey.transform(*shape(first["geometry"]).bounds[:2])
    assert (x, y) == pytest.approx((EAST + SIDE, NORTH), abs=0.05)


def test_crs_gives_survey_coordinates_as_they_are_stored(viewer: httpx.Client) -> None:
    body = asked(viewer, limit=1, crs="EPSG:4547")
    assert body["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4547"
    bounds = shape(body["features"][0]["geometry"]).bounds
    assert bounds == (EAST + SIDE, NORTH, EAST + 2 * SIDE, NORTH + SIDE + 1)


def test_bbox_finds_what_meets_it_in_degrees_and_in_survey_coordinates(viewer: httpx.Client) -> None:
    west, east = EAST + 3.5 * SIDE, EAST + 5.5 * SIDE
    box = f"{west},{NORTH + 1},{east},{NORTH + 2}"
    assert codes(viewer, bbox=box, bbox_crs="EPSG:4547") == numbered(3, 4, 5)
    to_degrees = Transformer.from_crs("EPSG:4547", "OGC:CRS84", always_xy=True)
    (w, s), (e, n) = to_degrees.transform(west, NORTH + 1), to_degrees.transform(east, NORTH + 2)
    assert codes(viewer, bbox=f"{w},{s},{e},{n}") == numbered(3, 4, 5)
    assert codes(viewer, bbox="-180,-90,180,90") == codes(viewer)
    assert codes(viewer, bbox="0,0,1,1") == []


def test_at_shows_the_land_as_it_was_that_day(viewer: httpx.Client) -> None:
    assert "P-10" not in codes(viewer, at="2024-06-30")
    assert "P-10" in codes(viewer, at="2024-07-01")
    assert "P-12" in codes(viewer, at="2024-12-31")
    assert "P-12" not in codes(viewer, at="2025-01-01")
    assert codes(viewer, at="2021-12-31") == []
    assert "P-11" in codes(viewer, at="2024-06-30", land_use="1001")
    assert "P-11" in codes(viewer, at="2024-07-01", land_use="0701")


def test_known_shows_what_was_recorded_by_then(viewer: httpx.Client) -> None:
    history = asked(viewer, f"{PARCELS}/P-03")["history"]
    corrected_at = history[0]["updated_at"]
    before = asked(viewer, f"{PARCELS}/P-03", known=history[1]["updated_at"])
    assert before["properties"]["name"] == "地块0"
    assert len(before["history"]) == 1
    assert before["history"][0]["superseded_at"] is None, "at that instant nobody knew of the correction"
    assert asked(viewer, f"{PARCELS}/P-03", known=corrected_at)["properties"]["name"] == "改名"
    assert codes(viewer, known="2020-01-01") == []


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"land_use": "0701"}, (1, 2, 3, 4, 11)),
        ({"land_use": ["0701", "1001"]}, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)),
        ({"land_use": "0701", "name": "改名"}, (3,)),
        ({"name": ""}, (5, 6)),
        ({"name": ["", "改名"]}, (3, 5, 6)),
        ({"vacant": "true"}, (3, 6, 9)),
        ({"vacant": "0"}, (1, 4, 7, 10)),
        ({"registered_area_m2": "100.25"}, (1,)),
        ({"registered_area_m2": ""}, (4, 8)),
        ({"valid_from": "2024-07-01"}, (10, 11)),
        ({"revision": "2"}, (3, 11)),
        ({"updated_by": "corrector"}, (3, 11)),
        ({"code": "P-07"}, (7,)),
        ({"code": "P-07' OR '1'='1"}, ()),
        ({"source": 'test"; DROP TABLE parcels; --'}, ()),
    ],
)
def test_any_field_filters(viewer: httpx.Client, filters: dict[str, Any], expected: tuple[int, ...]) -> None:
    assert codes(viewer, **filters) == numbered(*expected)


@pytest.mark.parametrize("field", sorted(columns(all_layers()["parcels"])))
@pytest.mark.parametrize("direction", ["", "-"])
def test_pages_follow_each_other_in_any_order_without_loss(viewer: httpx.Client, field: str, direction: str) -> None:
    sort = direction + field
    whole = codes(viewer, sort=sort)
    assert len(whole) == 11
    paged: list[str] = []
    after: dict[str, str] = {}
    for _ in range(20):
        body = asked(viewer, sort=sort, limit=3, **after)
        paged += [feature["id"] for feature in body["features"]]
        if body["next"] is None:
            break
        after = {"after": body["next"]}
    assert paged == whole
    values = [feature["properties"][field] for feature in asked(viewer, sort=sort)["features"]]
    present = [value for value in values if value is not None]
    assert values[: len(present)] == present, "features without a value come last"
    assert present == sorted(present, reverse=direction == "-")


def test_a_page_sorted_otherwise_or_read_at_another_time_is_refused(viewer: httpx.Client) -> None:
    after = asked(viewer, sort="name", limit=2)["next"]
    other = viewer.get(PARCELS, params={"sort": "-name", "after": after})
    assert (other.status_code, other.json()["field"]) == (400, "after")
    later = viewer.get(PARCELS, params={"sort": "name", "after": after, "at": "2023-01-01"})
    assert (later.status_code, later.json()["field"]) == (400, "at")


def test_one_feature_has_its_box_its_ellipsoidal_area_and_its_history(viewer: httpx.Client) -> None:
    feature = asked(viewer, f"{PARCELS}/P-11")
    assert tuple(feature["bbox"]) == pytest.approx(shape(feature["geometry"]).bounds, abs=1e-8)
    assert feature["properties"]["area_ellipsoidal_m2"] == pytest.approx(feature["properties"]["area_m2"], rel=1e-3)
    newest, oldest = feature["history"]
    assert newest["changes"] == {"land_use": ["1001", "0701"], "valid_from": ["2022-01-01", "2024-07-01"]}
    assert (newest["revision"], oldest["revision"]) == (2, 1)
    assert (newest["updated_by"], oldest["updated_by"]) == ("corrector", "surveyor")
    assert newest["superseded_on"] is None
    assert oldest["superseded_on"] == "2024-07-01"
    assert oldest["changes"] == {}


def test_a_changed_shape_stands_in_the_history_before_and_after(viewer: httpx.Client, served: Any) -> None:
    from gis_core import db

    with db.connect(served, who="mover") as connection:
        connection.execute("UPDATE pocket_parks SET geom = st_translate(geom, 10, 0) WHERE code = 'G-1'")
    changes = asked(viewer, "/api/layers/pocket_parks/features/G-1")["history"][0]["changes"]
    old, new = (shapely.from_geojson(str(side).replace("'", '"')) for side in changes["geom"])
    assert new.centroid.x > old.centroid.x


def test_a_feature_that_is_not_there_is_404_and_says_since_when_it_is(viewer: httpx.Client) -> None:
    for code, at, said in (
        ("NO-1", None, "has no"),
        ("P-10", "2024-06-30", "wasn't there yet"),
        ("P-12", "2025-01-01", "was gone"),
    ):
        answer = viewer.get(f"{PARCELS}/{code}", params={"at": at} if at else {})
        assert answer.status_code == 404
        assert answer.json()["field"] == "code"
        assert said in answer.json()["detail"]


def test_an_unchanged_page_is_304_and_a_changed_one_is_not(viewer: httpx.Client) -> None:
    first = viewer.get(PARCELS)
    again = viewer.get(PARCELS, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert viewer.get(PARCELS, headers={"If-None-Match": '"other"'}).status_code == 200
    shorter = viewer.get(PARCELS, params={"limit": 3}).headers["etag"]
    assert shorter != first.headers["etag"]


def test_no_layer_has_a_field_that_a_parameter_of_the_route_would_hide() -> None:
    from api.routes.features import ASKED

    layers = all_layers()
    assert len(layers) > 20
    for layer in layers.values():
        assert not set(columns(layer)) & set(ASKED), layer.name


@pytest.mark.parametrize("layer", sorted(all_layers()))
def test_every_layer_answers_with_every_filter_order_and_box(viewer: httpx.Client, layer: str) -> None:
    path = f"/api/layers/{layer}/features"
    for name in columns(all_layers()[layer]):
        asked(viewer, path, sort=f"-{name}", **{name: ""})
    asked(viewer, path, bbox="113.8,22.7,114,22.8", crs="EPSG:3857")
    asked(viewer, path, bbox="480000,2510000,500000,2530000", bbox_crs="EPSG:4547", at="2024-01-01")
    assert viewer.get(f"{path}/none").status_code == 404


def test_counts_are_what_the_pages_of_features_hold_now_and_then(viewer: httpx.Client) -> None:
    west, east = EAST + 3.5 * SIDE, EAST + 10.5 * SIDE
    to_degrees = Transformer.from_crs("EPSG:4547", "OGC:CRS84", always_xy=True)
    corners = [*to_degrees.transform(west, NORTH + 1), *to_degrees.transform(east, NORTH + 2)]
    box = ",".join(map(str, corners))
    for times in ({}, {"at": "2024-06-30"}, {"at": "2021-01-01"}):
        told = viewer.get("/api/counts", params={"bbox": box, **times}).json()["counts"]
        assert told.keys() == {layer.name for layer in all_layers().values() if layer.style is not None}
        assert told["parcels"] == len(codes(viewer, bbox=box, **times))
        assert told["pocket_parks"] == 0
    assert viewer.get("/api/counts", params={"bbox": box}).json()["counts"]["parcels"] == 8
    assert viewer.get("/api/counts", params={"bbox": box, "at": "2024-06-30"}).json()["counts"]["parcels"] == 7
    everywhere = viewer.get("/api/counts", params={"bbox": "113,22,115,24"}).json()["counts"]
    assert everywhere["pocket_parks"] == 1
