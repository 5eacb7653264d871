"""
Single requirements of the OGC API standards, a test each, as their abstract test suites put them.

The classes that are claimed, as wholes, are held by test_ogc_conformance.py; here stands what published suites look at
beside: parameters as the description declares them, every spelling of `bbox` and `datetime`, links that keep the state.
"""

from __future__ import annotations

import math
from typing import Any

import httpx
import pytest
from pyproj import Transformer

from layers.registry import all_layers
from tests.api.serving import EAST, NORTH, SIDE

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
ITEMS = "/ogc/collections/parcels/items"
ALL = [f"{number:02}" for number in range(1, 12)]


def found(client: httpx.Client, **asked: str) -> list[str]:
    answer = client.get(ITEMS, params=asked)
    assert answer.status_code == 200, answer.text
    return [feature["id"].removeprefix("P-") for feature in answer.json()["features"]]


def linked(document: dict[str, Any], rel: str) -> str:
    return next(link["href"] for link in document["links"] if link["rel"] == rel)


# Features Part 1, the description: A.2.4, A.2.7 (parameters of /items)


def test_the_description_declares_parameters_as_the_standard_writes_them(viewer: httpx.Client) -> None:
    told = viewer.get("/ogc/api").json()
    shared = told["components"]["parameters"]
    for layer in all_layers():
        operation = told["paths"][f"/collections/{layer}/items"]["get"]
        named = {shared[one["$ref"].rpartition("/")[2]]["name"] for one in operation["parameters"] if "$ref" in one}
        assert {"limit", "bbox", "bbox-crs", "crs", "datetime", "filter", "filter-lang", "filter-crs"} <= named
    for name in ("limit", "bbox", "datetime", "crs", "bbox-crs"):
        one = shared[name]
        assert (one["in"], one["required"], one["style"], one["explode"]) == ("query", False, "form", False), name
    limit, box = shared["limit"]["schema"], shared["bbox"]["schema"]
    assert (limit["type"], limit["minimum"]) == ("integer", 1)
    assert limit["minimum"] <= limit["default"] <= limit["maximum"]
    assert (box["type"], box["minItems"], box["maxItems"], box["items"]) == ("array", 4, 6, {"type": "number"})
    assert shared["datetime"]["schema"] == {"type": "string"}


# Features Part 1, 7.15: what /items is asked for


@pytest.mark.parametrize(
    ("box", "wanted"),
    [
        ("113,22,114,23", ALL),
        ("113,22,-50,114,23,9000", ALL),
        ("-180,-90,180,90", ALL),
        ("160.6,-55.95,-170,-25.89", []),
        ("177.0,65.0,-177.0,70.0", []),
        ("113,22,-100,23", ALL),
        (" 113, 22, 114, 23", ALL),
    ],
)
def test_a_box_may_have_heights_and_go_over_the_antimeridian(box: str, wanted: list[str], viewer: httpx.Client) -> None:
    assert found(viewer, bbox=box) == wanted


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("bbox", value) for value in ("", "1,2,3", "1,2,3,4,5", "a,b,c,d", "113,23,114,22", "114,22,113,23")),
        *(("bbox", value) for value in ("nan,0,1,1", "1e400,0,1,1", "1_0,0,1_1,1", "181,0,182,1", "0,0,0,0,0,0,0")),
        *(("bbox", value) for value in ("113,22,a,114,23,b", "113,22,,114,23,", "113,22,9,114,23,1", "1,2,nan,3,4,5")),
        *(("limit", value) for value in ("0", "-1", "1.5", "many", "", "٥")),
        *(("datetime", value) for value in ("", "2024", "2024-01", "20240101", "2024-W01", "2024-13-01", "now")),
        *(("datetime", value) for value in ("..", "/", "../..", "2024-01-01T25:00:00Z", "2025-01-01/2024-01-01")),
        *(("datetime", value) for value in ("2024-01-01T00:00:00+99:00", "1800-01-01", "٢٠٢٤-01-01")),
        *(("crs", value) for value in ("", "x", f"{EPSG}2154", "urn:ogc:def:crs:EPSG::99999")),
        *(("sortby", value) for value in ("geometry", "code,code", "--code", "updated_by", "code,")),
        *(("properties", value) for value in ("updated_by", "code;name")),
        ("nonesuch", "1"),
        ("f", "xml"),
    ],
)
def test_what_cant_be_asked_is_a_400_that_names_the_parameter(name: str, value: str, viewer: httpx.Client) -> None:
    answer = viewer.get(ITEMS, params={name: value})
    assert answer.status_code == 400
    assert answer.json()["field"] == name
    assert answer.json()["detail"].startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024-06-30", {"10": False, "12": True}),
        ("2024-07-01t00:00:00z", {"10": True, "12": True}),
        ("2024-06-30T15:59:59.999999Z", {"10": False}),
        ("2024-07-01T00:00:00+08:00", {"10": True}),
        ("../2024-06-30", {"10": False, "12": True}),
        ("/2024-06-30", {"10": False, "12": True}),
        ("2025-01-01/", {"10": True, "12": False}),
        ("2024-12-31T00:00:00Z/..", {"10": True, "12": True}),
        ("1000-01-01T00:00:00Z/2024-06-30T00:00:00Z", {"10": False, "12": True}),
        ("2025-01-01/9999-12-31T23:59:59Z", {"10": True, "12": False}),
        ("../1600-01-01", {"01": False}),
    ],
)
def test_a_moment_is_written_as_rfc_3339_has_it(text: str, wanted: dict[str, bool], viewer: httpx.Client) -> None:
    there = found(viewer, datetime=text)
    assert {code: code in there for code in wanted} == wanted


def test_a_page_says_when_it_was_read_and_where_to_go(viewer: httpx.Client) -> None:
    asked = {"land_use": "1001", "limit": "2", "datetime": "2024-06-30", "crs": f"{EPSG}4547"}
    answer = viewer.get(ITEMS, params=asked)
    told = answer.json()
    assert (told["numberMatched"], told["numberReturned"]) == (7, 2)
    assert answer.headers["content-crs"] == f"<{EPSG}4547>"
    assert viewer.get(linked(told, "self")).json()["features"] == told["features"]
    onward = viewer.get(linked(told, "next"))
    assert onward.headers["content-crs"] == f"<{EPSG}4547>"
    assert onward.json()["numberMatched"] == 7
    page = viewer.get(linked(told, "alternate"))
    assert page.headers["content-type"].startswith("text/html")
    assert ">P-05<" in page.text
    assert ">P-01<" not in page.text, "the filter is handed on"


def test_a_feature_is_found_again_by_its_links_as_it_was(viewer: httpx.Client) -> None:
    asked = {"datetime": "2024-06-30", "crs": f"{EPSG}4547"}
    one = viewer.get(f"{ITEMS}/P-11", params=asked)
    assert one.headers["content-crs"] == f"<{EPSG}4547>"
    assert one.json()["properties"]["land_use"] == "1001"
    assert viewer.get(linked(one.json(), "self")).json() == one.json()
    assert "1001" in viewer.get(linked(one.json(), "alternate")).text
    assert viewer.get(linked(one.json(), "collection")).json()["id"] == "parcels"
    assert viewer.get(f"{ITEMS}/P-11", params={"crs": f"{EPSG}2154"}).status_code == 400


@pytest.mark.parametrize("path", ["", "/conformance", "/collections", "/collections/parcels", "/tiles"])
def test_every_link_says_its_type_and_leads_there(path: str, viewer: httpx.Client) -> None:
    told = viewer.get(f"/ogc{path}").json()
    for link in told.get("links", []):
        assert link["rel"]
        assert link["type"]
        answer = viewer.get(link["href"])
        assert answer.status_code == 200, link
        assert answer.headers["content-type"].startswith(link["type"].partition(";")[0]), link


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/geo+json, text/html;q=0.5", "application/geo+json"),
        ("text/html;q=0.1, application/geo+json", "application/geo+json"),
        ("application/json;q=0.2, text/html;q=0.9", "text/html"),
        ("text/html;q=0", "application/geo+json"),
        ("text/html;q=nan", "application/geo+json"),
        ("*/*", "application/geo+json"),
        ("", "application/geo+json"),
    ],
)
def test_a_document_comes_in_the_form_that_is_wanted_most(accept: str, media_type: str, viewer: httpx.Client) -> None:
    answer = viewer.get(ITEMS, params={"limit": 1}, headers={"accept": accept})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert "Accept" in answer.headers["vary"]


def test_a_feature_is_of_the_kinds_that_its_schema_says(viewer: httpx.Client) -> None:
    kinds = {"string": str, "number": int | float, "integer": int, "boolean": bool}
    for layer in ("parcels", "pocket_parks"):
        told = viewer.get(linked(viewer.get(f"/ogc/collections/{layer}").json(), "describedby"))
        assert told.headers["content-type"] == "application/schema+json"
        schema = told.json()["properties"]["properties"]["properties"]
        for feature in viewer.get(f"/ogc/collections/{layer}/items").json()["features"]:
            assert feature["properties"].keys() == schema.keys()
            for name, value in feature["properties"].items():
                assert value is None or isinstance(value, kinds[schema[name]["type"]]), name


def test_features_stand_in_the_order_of_several_properties(viewer: httpx.Client) -> None:
    whole = viewer.get(ITEMS, params={"sortby": "-land_use,registered_area_m2"}).json()["features"]
    order = [
        (-int(one["properties"]["land_use"]), one["properties"]["registered_area_m2"] or math.inf, one["id"])
        for one in whole
    ]
    assert len(order) == 11
    assert order == sorted(order), "those without a value come last"
    read: list[str] = []
    address: str | None = f"{ITEMS}?sortby=-land_use,%2Bregistered_area_m2&limit=2"
    while address:
        page = viewer.get(address).json()
        read += [one["id"] for one in page["features"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert read == [one["id"] for one in whole]


# Features Part 3 and CQL2


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("S_INTERSECTS(geometry, BBOX(-180, -90, 180, 90))", ALL),
        ("S_WITHIN(geometry, POLYGON((-180 -90, 180 -90, 180 90, -180 90, -180 -90)))", ALL),
        ("S_INTERSECTS(geometry, BBOX(150.0, -90.0, -150.0, 90.0))", []),
        ("S_INTERSECTS(geometry, BBOX(100, 0, -100, 50))", ALL),
        ("S_INTERSECTS(geometry, MULTIPOINT((0 0), ({x} {y})))", ["01"]),
        ("S_CONTAINS(geometry, MULTIPOINT((0 0), ({x} {y})))", []),
        ("S_CONTAINS(geometry, MULTIPOINT(({x} {y}), ({x} {y})))", ["01"]),
        ("S_DISJOINT(geometry, POINT(0 0))", ALL),
        ("S_INTERSECTS(geometry, LINESTRING(0 {y}, 180 {y}))", ALL),
        ("S_CROSSES(geometry, LINESTRING({x} {y}, 114 {y}))", ALL),
        ("S_TOUCHES(geometry, POINT({x} {y}))", []),
        ("S_OVERLAPS(geometry, BBOX({x}, 22, 114, 23))", ["01"]),
        ("S_EQUALS(geometry, POINT({x} {y}))", []),
        ("S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT({x} {y}), LINESTRING(0 0, 1 1)))", ["01"]),
        ("T_AFTER(valid_from, DATE('2024-01-01'))", ["10", "11"]),
        ("T_BEFORE(valid_from, DATE('2024-01-01')) AND code < 'P-03'", ["01", "02"]),
        ("T_AFTER(valid_from, INTERVAL('2023-01-01', '2024-01-01'))", ["10", "11"]),
        ("area_m2 = registered_area_m2 + 1539.75", ["01"]),
        ("area_m2 > 2 * 960.0", ["09", "10", "11"]),
        ("area_m2 % 80 = 40", ["01", "03", "05", "07", "09", "11"]),
        ("area_m2 div 1000 = 2", ["10", "11"]),
        ("area_m2 / 0 > 1", []),
        ("area_m2 * 1e308 * 1e308 > 1e308", ALL),
        ("area_m2 < registered_area_m2", []),
    ],
)
def test_a_filter_means_what_the_standard_says(text: str, wanted: list[str], viewer: httpx.Client) -> None:
    x, y = Transformer.from_crs(4547, 4326, always_xy=True).transform(EAST + SIDE * 1.5, NORTH + 20)
    assert found(viewer, filter=text.format(x=f"{x:.8f}", y=f"{y:.8f}")) == wanted


def test_a_wide_box_in_a_filter_has_the_edges_of_the_same_bbox(viewer: httpx.Client) -> None:
    """A parallel is no straight line in metres: between 113° and 114.8° it would pass 80 m north of these parcels."""
    north = Transformer.from_crs(4547, 4326, always_xy=True).transform(EAST + SIDE * 6, NORTH - 40)[1]
    edges = f"113,22,114.8,{north:.9f}"
    assert found(viewer, bbox=edges) == []
    assert found(viewer, filter=f"S_INTERSECTS(geometry, BBOX({edges}))") == []


@pytest.mark.parametrize("heights", [("", ""), (",0", ",10")])
def test_a_box_in_a_filter_has_the_axes_of_its_system_with_heights_or_without(
    heights: tuple[str, str], viewer: httpx.Client
) -> None:
    low, high = heights
    x, y = EAST + SIDE * 1.2, NORTH + 5
    box = f"BBOX({y},{x}{low},{y + 5},{x + 5}{high})"
    asked = {"filter": f"S_INTERSECTS(geometry, {box})", "filter-crs": f"{EPSG}4547"}
    assert found(viewer, **asked) == ["01"], "northing first"


@pytest.mark.parametrize(
    "text",
    [
        "ACCENTI(name) = ACCENTI('x')",
        "A_CONTAINS(name, ('a', 'b'))",
        "T_DURING(INTERVAL(valid_from, valid_to), INTERVAL('2021-01-01', '2024-12-31'))",
        "T_MEETS(valid_from, INTERVAL('2021-01-01', '2024-12-31'))",
        "area_m2 ^ 2 > 4",
        '{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[113,22,"low",114,23,null]}]}',
        "avg(area_m2) > 1",
        "1 = 1",
        "name + 1 > 2",
        "area_m2 + '1' = 1",
        "valid_from > TIMESTAMP('2024-07-01T00:00:00Z')",
        '{"op":"=","args":[{"property":"area_m2"},1' + "0" * 4000 + "]}",
        '{"op":"=","args":[{"property":"area_m2"},1' + "0" * 400 + "]}",
    ],
)
def test_what_a_filter_cant_say_here_is_refused_in_a_sentence(text: str, viewer: httpx.Client) -> None:
    answer = viewer.get(ITEMS, params={"filter": text})
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("filter: ")
    assert "\n" not in answer.json()["detail"]


# Tiles and Two Dimensional Tile Matrix Set


def test_the_matrix_set_has_the_numbers_of_its_registration(viewer: httpx.Client) -> None:
    """OGC 17-083r4, table D.1."""
    told = viewer.get("/ogc/tileMatrixSets/WebMercatorQuad").json()
    assert told["crs"] == f"{EPSG}3857"
    half = 20037508.3427892
    for zoom, matrix in enumerate(told["tileMatrices"]):
        assert matrix["id"] == str(zoom)
        assert matrix["scaleDenominator"] == pytest.approx(559082264.028717 / 2**zoom, rel=1e-12)
        assert matrix["cellSize"] == pytest.approx(156543.033928041 / 2**zoom, rel=1e-12)
        assert matrix["pointOfOrigin"] == pytest.approx([-half, half], abs=1e-6)
        assert (matrix["matrixWidth"], matrix["matrixHeight"]) == (2**zoom, 2**zoom)
        assert (matrix["tileWidth"], matrix["tileHeight"]) == (256, 256)


def test_a_tile_beyond_the_scheme_isnt_there_and_one_without_features_is_empty(viewer: httpx.Client) -> None:
    for base in ("/ogc/tiles/WebMercatorQuad", "/ogc/collections/parcels/tiles/WebMercatorQuad"):
        limits = {one["tileMatrix"]: one for one in viewer.get(base).json()["tileMatrixSetLimits"]}
        corner = limits["16"]
        assert viewer.get(f"{base}/16/{corner['minTileRow']}/{corner['minTileCol']}").status_code == 204
        for beyond in ("3/8/0", "3/0/8", "3/999/999", "23/0/0", "99/0/0", f"16/0/{10**30}"):
            assert viewer.get(f"{base}/{beyond}").status_code == 404, beyond
        for wrong in ("x/0/0", "1/-1/0", "1/0/0?f=png", "1/0/0?at=yesterday", "1/0/0?nonesuch=1"):
            assert viewer.get(f"{base}/{wrong}").status_code == 400, wrong
    refused = viewer.get("/ogc/tiles/WebMercatorQuad/1/0/0", params={"collections": "parcels,nonesuch"})
    assert (refused.status_code, refused.json()["field"]) == (400, "collections")
