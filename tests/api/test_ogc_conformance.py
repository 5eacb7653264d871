"""The OGC conformance classes that are claimed, each held by a test of its own: self-tested, not certified."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import httpx
import pytest
from pyproj import Transformer
from tipg import model

from api.ogc.columns import INTERNAL
from api.ogc.conformance import CLASSES, TESTS, ConformanceClass
from api.routes.ogc_features import router as router_of_features
from api.routes.ogc_tiles import router as router_of_tiles
from layers.registry import all_layers
from tests.api.serving import EAST, NORTH, SIDE

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
ITEMS = "/ogc/collections/parcels/items"


def links(document: dict[str, Any]) -> dict[str, str]:
    return {link["rel"]: link["href"] for link in document["links"]}


def codes(client: httpx.Client, **asked: str) -> list[str]:
    answer = client.get(ITEMS, params=asked)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["numberMatched"] == len(told["features"]) == told["numberReturned"]
    return [feature["id"] for feature in told["features"]]


@pytest.mark.parametrize("claimed", CLASSES, ids=lambda one: one.name)
def test_every_class_that_is_claimed_has_its_test(claimed: ConformanceClass, viewer: httpx.Client) -> None:
    assert len(CLASSES) > 15
    assert __file__.endswith(TESTS.rpartition("/")[2])
    assert callable(getattr(sys.modules[__name__], claimed.test))
    assert viewer.get("/ogc/conformance").json()["conformsTo"] == [one.uri for one in CLASSES]
    page = viewer.get("/connect").text
    assert claimed.name in page
    assert "not certified" in page


def test_the_landing_page_leads_everywhere(viewer: httpx.Client) -> None:
    landing = model.Landing.model_validate(viewer.get("/ogc").json())
    assert "马田街道" in str(landing.title)
    leads = {link.rel: link for link in landing.links}
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= leads.keys()
    for link in landing.links:
        answer = viewer.get(link.href)
        assert answer.status_code == 200, link.href
        assert answer.headers["content-type"].startswith(str(link.type).partition(";")[0]), link.href


def test_every_layer_is_a_collection(viewer: httpx.Client) -> None:
    told = viewer.get("/ogc/collections").json()
    found = {one["id"]: one for one in model.Collections.model_validate(told).model_dump()["collections"]}
    assert list(found) == list(all_layers())
    assert len(found) > 20
    for name, layer in all_layers().items():
        one = viewer.get(f"/ogc/collections/{name}").json()
        assert one == next(other for other in told["collections"] if other["id"] == name)
        assert layer.label.zh in one["title"]
        assert layer.label.en in one["title"]
        assert one["storageCrs"] == f"{EPSG}4547"
        assert one["crs"][0] == CRS84
        assert viewer.get(links(one)["items"], params={"limit": 1}).status_code == 200
    assert viewer.get("/ogc/collections/nonesuch").status_code == 404


def test_features_are_read_page_by_page(viewer: httpx.Client) -> None:
    whole = codes(viewer)
    assert len(whole) == 11
    read: list[str] = []
    address: str | None = f"{ITEMS}?limit=3"
    while address:
        page = viewer.get(address).json()
        assert page["numberMatched"] == 11
        assert page["numberReturned"] == len(page["features"]) <= 3
        assert page["timeStamp"].endswith("Z")
        read += [feature["id"] for feature in page["features"]]
        address = links(page).get("next")
    assert read == whole == sorted(whole)
    assert len(viewer.get(ITEMS, params={"limit": 1_000_000}).json()["features"]) == 11, "more than may be is the most"
    assert viewer.get(ITEMS, params={"limit": 0}).status_code == 400
    one = viewer.get(f"{ITEMS}/P-03").json()
    assert one["id"] == "P-03"
    assert viewer.get(links(one)["self"]).json()["id"] == "P-03"
    assert viewer.get(f"{ITEMS}/P-99").status_code == 404
    assert viewer.get(ITEMS, params={"nonesuch": 1}).status_code == 400


def test_features_are_geojson(viewer: httpx.Client) -> None:
    answer = viewer.get(ITEMS, params={"limit": 2, "properties": "code,land_use", "sortby": "-code"})
    assert answer.headers["content-type"] == "application/geo+json"
    told = model.Items.model_validate({**answer.json(), "id": "parcels"})
    assert [feature.id for feature in told.features] == ["P-11", "P-10"]
    assert [set(feature.properties or {}) for feature in told.features] == [{"code", "land_use"}] * 2
    shown = viewer.get(ITEMS, params={"limit": 1}).json()["features"][0]["properties"]
    assert not set(INTERNAL) & set(shown)


def test_every_document_is_a_page_too(viewer: httpx.Client) -> None:
    addresses = ["", "/conformance", "/collections", "/collections/parcels", "/collections/parcels/queryables",
                 "/collections/parcels/items", "/collections/parcels/items/P-01", "/tiles",
                 "/tileMatrixSets"]  # fmt: skip
    for address in addresses:
        page = viewer.get(f"/ogc{address}", headers={"accept": "text/html,application/xhtml+xml,*/*"})
        assert page.headers["content-type"].startswith("text/html"), address
        assert viewer.get(f"/ogc{address}", params={"f": "html"}).headers["content-type"].startswith("text/html")
        assert "<script" not in page.text
        assert "src=" not in page.text, "nothing from elsewhere"
    assert viewer.get("/ogc", params={"f": "xml"}).status_code == 400


def test_the_description_names_every_path(viewer: httpx.Client) -> None:
    answer = viewer.get("/ogc/api")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    told = answer.json()
    assert told["openapi"].startswith("3.0.")
    names = [operation["get"]["operationId"] for operation in told["paths"].values()]
    assert len(set(names)) == len(names) > 100
    routes = {route.path.removeprefix("/ogc") for route in router_of_features.routes + router_of_tiles.routes}
    named = {re.sub(r"/collections/[a-z_]+", "/collections/{layer}", path) for path in told["paths"]}
    for ours, theirs in (("WebMercatorQuad", "{matrix_set_id}"), ("{tileMatrix}", "{z}"), ("{tileRow}", "{row}"),
                         ("{tileCol}", "{column}"), ("{featureId}", "{code:path}")):  # fmt: skip
        named = {path.replace(ours, theirs) for path in named}
    assert named == routes - {""}


@pytest.mark.parametrize("service", ["/ogc", "/stac"])
def test_the_description_names_every_form_of_an_answer(service: str, viewer: httpx.Client) -> None:
    for path, operations in viewer.get(f"{service}/api").json()["paths"].items():
        if "{" in path or ("/collections/" in path and "/parcels" not in path and "rasters" not in path):
            continue
        described = operations["get"]["responses"]["200"]["content"]
        for form in ("json", "html"):
            answer = viewer.get(f"{service}{path}", params={"f": form})
            known = [kind for kind in described if answer.headers["content-type"].startswith(kind)]
            assert (answer.status_code, len(known)) == (200, 1), (path, form)
    if service == "/ogc":
        tile = "/collections/parcels/tiles/WebMercatorQuad"
        nothing = viewer.get(f"/ogc{tile}/14/0/0")
        told = viewer.get("/ogc/api").json()["paths"][f"{tile}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"]["get"]
        assert str(nothing.status_code) in told["responses"]


@pytest.mark.parametrize("service", ["/ogc", "/stac"])
def test_the_description_names_every_parameter_of_every_path(service: str, viewer: httpx.Client) -> None:
    """A refusal lists what there is: just that is described."""
    told = viewer.get(f"{service}/api").json()
    shared = told["components"]["parameters"]
    drawn = "parcels"
    paths = [path for path in told["paths"] if "/collections/" not in path or f"/{drawn}" in path or "rasters" in path]
    assert len(paths) > 5
    for path in paths:
        for method, operation in told["paths"][path].items():
            described = [
                shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in operation["parameters"]
            ]
            url = told["servers"][0]["url"] + re.sub(r"\{[a-zA-Z]+\}", "0", path)
            refused = viewer.request(method, url, params={"nonesuch": "1"})
            assert (refused.status_code, refused.json()["field"]) == (400, "nonesuch"), path
            there = refused.json()["detail"].rpartition("there are ")[2].split(", ")
            assert {one["name"] for one in described if one["in"] == "query"} == set(there), path


def test_coordinates_stand_in_the_order_of_their_authority(viewer: httpx.Client) -> None:
    """EPSG:4547 is northing, easting; 4490 and 4326 latitude, longitude; CRS84 and 3857 x, y."""
    west, south = EAST + SIDE, NORTH  # of P-01
    corners = {CRS84: (4326, False), **{f"{EPSG}{n}": (n, n != 3857) for n in (4547, 4490, 4326, 3857)}}
    assert set(viewer.get("/ogc/collections/parcels").json()["crs"]) == set(corners)
    for uri, (srid, turned) in corners.items():
        answer = viewer.get(f"{ITEMS}/P-01", params={"crs": uri})
        assert answer.headers["content-crs"] == f"<{uri}>"
        x, y = Transformer.from_crs(4547, srid, always_xy=True).transform(west, south)
        first = min(answer.json()["geometry"]["coordinates"][0][0], key=sum)
        assert first == pytest.approx([y, x] if turned else [x, y], abs=1e-3 if srid in (4547, 3857) else 1e-8)
        edge = 1.0 if srid in (4547, 3857) else 1e-5
        box = (y, x, y + edge, x + edge) if turned else (x, y, x + edge, y + edge)
        asked = {"bbox": ",".join(f"{number:.9f}" for number in box), "bbox-crs": uri}
        assert codes(viewer, **asked) == ["P-01"], uri
    assert viewer.get(ITEMS).headers["content-crs"] == f"<{CRS84}>"
    assert viewer.get(ITEMS, params={"crs": f"{EPSG}2154"}).status_code == 400
    assert viewer.get(ITEMS, params={"bbox": "0,0,1,1", "bbox-crs": "nonesuch"}).status_code == 400


def test_queryables_can_all_be_asked_for(viewer: httpx.Client) -> None:
    answer = viewer.get("/ogc/collections/parcels/queryables")
    assert answer.headers["content-type"] == "application/schema+json"
    told = answer.json()
    assert told["properties"]["land_use"]["title"] == "现状用途 · Present use"
    assert not set(INTERNAL) & set(told["properties"])
    for name in told["properties"]:
        asked = "S_INTERSECTS(geometry, BBOX(113,22,114,23))" if name == "geometry" else f"{name} IS NULL"
        assert viewer.get(ITEMS, params={"filter": asked}).status_code == 200, name
    for name in INTERNAL:
        assert viewer.get(ITEMS, params={"filter": f"{name} IS NULL"}).status_code == 400, name
        assert viewer.get(ITEMS, params={name: "x"}).status_code == 400, name


def test_a_property_is_a_parameter(viewer: httpx.Client) -> None:
    assert codes(viewer, land_use="0701") == ["P-01", "P-02", "P-03", "P-04", "P-11"]
    assert codes(viewer, name="") == ["P-05", "P-06"]
    assert viewer.get(ITEMS, params={"area_m2": "many"}).status_code == 400


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("land_use = '0701'", "01 02 03 04 11"),
        ("land_use <> '0701' AND NOT code = 'P-05'", "06 07 08 09 10"),
        ("code < 'P-03' OR code >= 'P-10'", "01 02 10 11"),
        ("registered_area_m2 > 900", "09 10 11"),
        ("name IS NULL", "05 06"),
        ("vacant = TRUE", "03 06 09"),
        ("name LIKE '地块%' AND code IN ('P-01', 'P-02', 'P-05')", "01 02"),
        ("registered_area_m2 BETWEEN 200 AND 301", "02 03"),
        ("CASEI(code) = CASEI('p-07')", "07"),
        ("valid_from >= DATE('2024-01-01')", "10 11"),
        ("S_INTERSECTS(geometry, POINT({x} {y}))", "01"),
        ("S_INTERSECTS(geometry, BBOX({x},{y},{x2},{y2}))", "01 02"),
    ],
)
def test_filters_find(text: str, found: str, viewer: httpx.Client) -> None:
    """CQL2 text, and the same as CQL2 JSON, which tipg's reader makes of it."""
    import cql2

    to_degrees = Transformer.from_crs(4547, 4326, always_xy=True).transform
    (x, y), (x2, y2) = (to_degrees(EAST + SIDE * n + SIDE / 2, NORTH + 20 + n) for n in (1, 2))
    asked = text.format(x=f"{x:.8f}", y=f"{y:.8f}", x2=f"{x2:.8f}", y2=f"{y2:.8f}")
    wanted = [f"P-{number}" for number in found.split()]
    assert codes(viewer, filter=asked, **{"filter-lang": "cql2-text"}) == wanted
    as_json = json.dumps(cql2.parse_text(asked).to_json())
    assert codes(viewer, filter=as_json, **{"filter-lang": "cql2-json"}) == wanted


WKT = (
    "POINT({x} {y})",
    "MULTIPOINT(({x} {y}), (1 1))",
    "LINESTRING({x} {y}, {x} 22.5)",
    "MULTILINESTRING(({x} {y}, {x} 22.5), (1 1, 2 2))",
    "POLYGON(({x} {y}, {x} 22.5, 113.5 22.5, {x} {y}))",
    "MULTIPOLYGON((({x} {y}, {x} 22.5, 113.5 22.5, {x} {y})))",
    "GEOMETRYCOLLECTION(POINT({x} {y}), LINESTRING(1 1, 2 2))",
    "POINT Z({x} {y} 5)",
)


def point_in_first(of_its_side: float = 0.5) -> dict[str, str]:
    """A point of P-01 in degrees."""
    to_degrees = Transformer.from_crs(4547, 4326, always_xy=True).transform
    x, y = to_degrees(EAST + SIDE * (1 + of_its_side), NORTH + 20)
    return {"x": f"{x:.8f}", "y": f"{y:.8f}"}


@pytest.mark.parametrize("shape", WKT)
def test_shapes_of_every_kind_are_met(shape: str, viewer: httpx.Client) -> None:
    assert codes(viewer, filter=f"S_INTERSECTS(geometry, {shape.format(**point_in_first())})")[0] == "P-01"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("S_INTERSECTS(geometry, POINT({x} {y}))", "01"),
        ("NOT S_DISJOINT(geometry, POINT({x} {y}))", "01"),
        ("S_CONTAINS(geometry, POINT({x} {y}))", "01"),
        ("S_WITHIN(POINT({x} {y}), geometry)", "01"),
        ("S_WITHIN(geometry, BBOX(113, 22, 114, 23)) AND code = 'P-01'", "01"),
        ("S_CROSSES(LINESTRING({x} {y}, {x} 23), geometry)", "01"),
        ("S_OVERLAPS(geometry, BBOX(113, 22, {x}, 23))", "01"),
        ("S_EQUALS(geometry, geometry) AND code < 'P-03'", "01 02"),
        ("S_TOUCHES(geometry, LINESTRING({x} {y}, {x} 23))", ""),
    ],
)
def test_every_spatial_relation_is_found(text: str, found: str, viewer: httpx.Client) -> None:
    assert codes(viewer, filter=text.format(**point_in_first())) == [f"P-{number}" for number in found.split()]


def test_a_shape_touches_what_has_only_its_edge_in_common(viewer: httpx.Client) -> None:
    west, north, wide = EAST + SIDE, NORTH + SIDE + 1, SIDE  # of P-01
    corners = ((north, west), (north, west + wide), (north + 9, west))
    ring = ", ".join(f"{y} {x}" for y, x in (*corners, corners[0]))
    asked = {"filter": f"S_TOUCHES(geometry, POLYGON(({ring}))) AND code < 'P-02'", "filter-crs": f"{EPSG}4547"}
    assert codes(viewer, **asked) == ["P-01"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("code = code AND code < 'P-03'", "01 02"),
        ("registered_area_m2 * 16 < area_m2", "01"),
        ("'P-02' = code", "02"),
        ("area_m2 - registered_area_m2 < registered_area_m2 AND valid_from <> valid_from", ""),
        ("1960 <= area_m2 AND area_m2 BETWEEN registered_area_m2 AND 2000", "09 10"),
    ],
)
def test_properties_are_compared_with_each_other(text: str, found: str, viewer: httpx.Client) -> None:
    assert codes(viewer, filter=text) == [f"P-{number}" for number in found.split()]


def test_shapes_of_a_filter_stand_in_their_own_coordinates(viewer: httpx.Client) -> None:
    x, y = EAST + SIDE * 1.5, NORTH + 20
    asked = {"filter": f"S_INTERSECTS(geometry, POINT({y} {x}))", "filter-crs": f"{EPSG}4547"}
    assert codes(viewer, **asked) == ["P-01"], "northing first"


def test_tilesets_say_what_they_hold(viewer: httpx.Client) -> None:
    drawn = [layer for layer in all_layers().values() if layer.style]
    assert drawn
    listed = viewer.get("/ogc/tiles").json()
    assert len(listed["tilesets"]) == 1
    whole = model.TileSet.model_validate(viewer.get("/ogc/tiles/WebMercatorQuad").json())
    assert [layer.id for layer in whole.layers or []] == [layer.name for layer in drawn]
    one = viewer.get("/ogc/collections/parcels/tiles/WebMercatorQuad").json()
    assert one["title"] == "地块 · Parcels"
    assert (
        viewer.get(links(one)["http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"]).json()["id"] == "WebMercatorQuad"
    )
    assert viewer.get("/ogc/collections/parcels/tiles/WorldCRS84Quad").status_code == 404


def test_tiles_of_all_layers_hold_those_that_are_asked_for(viewer: httpx.Client) -> None:
    import mapbox_vector_tile
    import morecantile

    x, y = Transformer.from_crs(4547, 4326, always_xy=True).transform(EAST + SIDE * 3, NORTH + 10)
    tile = morecantile.tms.get("WebMercatorQuad").tile(x, y, 14)
    rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
    (whole,) = viewer.get(links(viewer.get("/ogc").json())[rel]).json()["tilesets"]
    address = links(whole)["item"].format(tileMatrix=tile.z, tileRow=tile.y, tileCol=tile.x)
    for asked, held in (
        ({}, {"parcels", "pocket_parks"}),
        ({"collections": "parcels"}, {"parcels"}),
        ({"collections": "pocket_parks,parcels"}, {"parcels", "pocket_parks"}),
        ({"collections": "roads"}, set()),
    ):
        content = viewer.get(address, params=asked).content
        assert set(mapbox_vector_tile.decode(content)) == held, asked


def test_a_tile_has_the_bytes_of_our_own_map(viewer: httpx.Client) -> None:
    import morecantile

    x, y = Transformer.from_crs(4547, 4326, always_xy=True).transform(EAST + SIDE * 3, NORTH + 10)
    tile = morecantile.tms.get("WebMercatorQuad").tile(x, y, 16)
    for times in ({}, {"at": "2024-01-01"}, {"at": "2024-01-01", "known": "2024-02-01"}):
        told = viewer.get("/ogc/collections/parcels/tiles/WebMercatorQuad", params=times).json()
        address = links(told)["item"].format(tileMatrix=tile.z, tileRow=tile.y, tileCol=tile.x)
        ours = viewer.get(f"/tiles/{tile.z}/{tile.x}/{tile.y}.mvt", params={"layers": "parcels", **times})
        theirs = viewer.get(address)
        assert theirs.status_code == ours.status_code
        assert theirs.content == ours.content
        assert bool(theirs.content) is ("known" not in times), "in 2024 nothing was recorded yet"
    assert viewer.get(f"/ogc/tiles/WebMercatorQuad/{tile.z}/{tile.y}/{tile.x}").content
    assert viewer.get("/ogc/tiles/WebMercatorQuad/3/999/999").status_code == 404
