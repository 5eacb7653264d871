"""The rasters for other software: a STAC catalogue, files by range, parts; only what lies in the instance's folder."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import httpx
import numpy as np
import pystac_client
import pytest
import rasterio
import shapely
from jsonschema import Draft7Validator
from pystac.validation.local_validator import get_local_schema_cache
from referencing import Registry, Resource

from api.roles import Role
from gis_core.instance import Instance
from gis_core.siting.rasters.cog import write_cog
from gis_core.siting.rasters.grid import Grid
from gis_core.siting.rasters.shown import path_for
from tests.api.serving import EAST, NORTH, Running, serving

WRITTEN = 1714979289  # 2024-05-06T07:08:09Z


@pytest.fixture(scope="module")
def rasters(fresh_instance: Callable[..., Instance]) -> Iterator[Running]:
    """An instance with a slope of 200 × 200 cells from 0 in the west to 50 in the east, and two more farther east."""
    instance = fresh_instance("stac")
    slope = np.tile(np.linspace(0, 50, 200, dtype=np.float32), (200, 1))
    grid = Grid.over((EAST, NORTH, EAST + 2000, NORTH + 2000), 10, "EPSG:4547")
    write_cog(
        path_for(instance, "slope"),
        [slope[None]],
        grid,
        nodata=float("nan"),
        predictor=3,
        unit="%",
        made={"what": "slope"},
    )
    for number, name in enumerate(("slope-2", "slope-3"), 1):
        beside = Grid.over((EAST + 5000 * number, NORTH, EAST + 5000 * number + 400, NORTH + 300), 10, "EPSG:4547")
        write_cog(path_for(instance, name), [slope[None, :30, :40]], beside, nodata=float("nan"), predictor=3, unit="%")
        os.utime(path_for(instance, name), (WRITTEN, WRITTEN))
    (instance.files / "secret.tif").write_bytes(b"no")
    with serving(instance) as server:
        yield server


@pytest.fixture
def client(rasters: Running) -> Iterator[httpx.Client]:
    with rasters.client(Role.VIEWER) as asking:
        yield asking


def test_the_catalogue_leads_to_every_raster(client: httpx.Client) -> None:
    catalog = client.get("/stac").json()
    assert (catalog["type"], catalog["stac_version"]) == ("Catalog", "1.1.0")
    child = next(link["href"] for link in catalog["links"] if link["rel"] == "child")
    items = next(link["href"] for link in client.get(child).json()["links"] if link["rel"] == "items")
    item = client.get(items).json()["features"][0]
    assert item["id"] == "slope"
    assert item["properties"]["proj:epsg"] == 4547
    assert item["properties"]["proj:bbox"] == [EAST, NORTH, EAST + 2000, NORTH + 2000]
    assert item == client.get(next(link["href"] for link in item["links"] if link["rel"] == "self")).json()
    assert client.get("/stac/collections/rasters/items/nonesuch").status_code == 404
    assert client.get("/stac/rasters/secret.tif").status_code == 404


def test_a_file_is_read_by_ranges(rasters: Running, client: httpx.Client) -> None:
    href = client.get("/stac/collections/rasters/items/slope").json()["assets"]["data"]["href"]
    whole = client.get(href).content
    assert whole == path_for(rasters.instance, "slope").read_bytes()
    part = client.get(href, headers={"range": "bytes=100-199", "accept-encoding": "gzip"})
    assert (part.status_code, part.content) == (206, whole[100:200])
    told = os.environ | {"GDAL_HTTP_HEADERS": f"Authorization: Bearer {rasters.token(Role.VIEWER)}"}
    asked = ["gdallocationinfo", "-valonly", f"/vsicurl/{href}", "199", "0"]  # a process of its own, as GDAL waits here
    done = subprocess.run(asked, env=told, capture_output=True, text=True, timeout=60, check=True)
    assert float(done.stdout) == 50


def test_a_part_is_cut_out(client: httpx.Client) -> None:
    system = "http://www.opengis.net/def/crs/EPSG/0/4547"
    box = f"{NORTH},{EAST},{NORTH + 500},{EAST + 1000}"
    answer = client.get("/stac/rasters/slope/coverage", params={"bbox": box, "bbox-crs": system})
    assert answer.status_code == 200, answer.text
    with rasterio.open(io.BytesIO(answer.content)) as raster:
        assert raster.bounds[:2] == pytest.approx((EAST, NORTH), abs=10)
        assert raster.shape == (50, 100)
        assert float(raster.read(1).max()) < 26
    assert client.get("/stac/rasters/slope/coverage", params={"bbox": "1,1,2,2"}).status_code == 404
    assert client.get("/stac/rasters/slope/coverage", params={"bbox": "x"}).status_code == 400
    for everything in ({}, {"bbox": "-180,-90,180,90"}, {"bbox": "100,0,-100,80"}):
        whole = client.get("/stac/rasters/slope/coverage", params=everything)
        with rasterio.open(io.BytesIO(whole.content)) as raster:
            assert raster.shape == (200, 200), everything


def links(document: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    return [link for link in document["links"] if link["rel"] == rel]


def test_the_documents_are_what_the_schemas_of_stac_ask_for(client: httpx.Client) -> None:
    """By the schemas that pystac brings; those of extensions are elsewhere."""
    catalog = client.get("/stac").json()
    collection = client.get("/stac/collections/rasters").json()
    features = client.get("/stac/collections/rasters/items").json()["features"]
    assert len(features) == 3
    schemas = get_local_schema_cache()
    known = Registry().with_resources((name, Resource.from_contents(schema)) for name, schema in schemas.items())
    kinds = [(catalog, "catalog"), (collection, "collection"), *((one, "item") for one in features)]
    for document, kind in kinds:
        schema = schemas[f"https://schemas.stacspec.org/v1.1.0/{kind}-spec/json-schema/{kind}.json"]
        assert list(Draft7Validator(schema, registry=known).iter_errors(document)) == [], kind
        for rel in ("self", "root"):
            assert links(document, rel)
    for item in features:
        assert client.get(item["assets"]["data"]["href"]).content[:2] in (b"II", b"MM")
        assert client.get(item["assets"]["coverage"]["href"]).status_code == 200


def test_the_collection_holds_all_its_items_in_place_and_time(client: httpx.Client) -> None:
    extent = client.get("/stac/collections/rasters").json()["extent"]
    ((west, south, east, north),) = extent["spatial"]["bbox"]
    ((first, last),) = extent["temporal"]["interval"]
    for item in client.get("/stac/search").json()["features"]:
        inside = shapely.box(west, south, east, north).buffer(1e-9)
        assert inside.covers(shapely.box(*item["bbox"])), item["id"]
        assert first <= item["properties"]["datetime"] <= last
    assert client.get("/stac/collections").json()["collections"][0]["extent"] == extent


def test_every_door_that_the_catalogue_names_is_there(client: httpx.Client) -> None:
    catalog = client.get("/stac").json()
    rels = [link["rel"] for link in catalog["links"]]
    wanted = {"self", "root", "data", "conformance", "child", "search", "service-desc", "service-doc"}
    assert wanted == set(rels)
    for link in catalog["links"]:
        answer = client.request(link.get("method", "GET"), link["href"])
        assert answer.status_code == 200, link
        assert answer.headers["content-type"].partition(";")[0] == link["type"].partition(";")[0], link
    assert client.get("/stac/conformance").json()["conformsTo"] == catalog["conformsTo"]
    listed = client.get("/stac/collections").json()
    assert links(listed, "self")[0]["href"].endswith("/stac/collections")
    described = client.get("/stac/api").json()
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            url = (described["servers"][0]["url"] + path).replace("{name}", "slope")
            assert client.request(method, url).status_code == 200, (method, path)
            assert operation["operationId"]


def found(client: httpx.Client, asked: dict[str, Any]) -> list[str]:
    """What a search finds as a body; the same must be found by an address."""
    by_body = client.post("/stac/search", json=asked)
    assert by_body.status_code == 200, by_body.text
    written = {
        name: value
        if isinstance(value, str)
        else json.dumps(value)
        if isinstance(value, dict)
        else ",".join(map(str, value))
        if isinstance(value, list)
        else str(value)
        for name, value in asked.items()
    }
    by_address = client.get("/stac/search", params=written)
    names = [item["id"] for item in by_body.json()["features"]]
    assert [item["id"] for item in by_address.json()["features"]] == names
    assert by_address.json()["numberMatched"] == by_body.json()["numberMatched"] >= len(names)
    return names


NAMES = ["slope", "slope-2", "slope-3"]
AT_SLOPE = [113.903, 22.77]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, NAMES),
        ({"collections": ["rasters"]}, NAMES),
        ({"collections": ["elsewhere"]}, []),
        ({"collections": ["elsewhere", "rasters"], "ids": ["slope-2", "none"]}, ["slope-2"]),
        ({"ids": ["slope-3"], "limit": 10}, ["slope-3"]),
        ({"bbox": [*AT_SLOPE, 113.904, 22.771]}, ["slope"]),
        ({"bbox": [*AT_SLOPE, -10, 113.904, 22.771, 10]}, ["slope"]),
        ({"bbox": [-180, -90, 180, 90]}, NAMES),
        ({"bbox": [170, -20, -170, 20]}, []),
        ({"intersects": {"type": "Point", "coordinates": AT_SLOPE}}, ["slope"]),
        ({"intersects": {"type": "LineString", "coordinates": [[113, 22.77], [115, 22.77]]}}, NAMES),
        ({"datetime": "2024-05-06T07:08:09Z"}, ["slope-2", "slope-3"]),
        ({"datetime": "2024-05-06T15:08:09+08:00"}, ["slope-2", "slope-3"]),
        ({"datetime": "2024-05-06T07:08:10Z/.."}, ["slope"]),
        ({"datetime": "../2024-05-06T07:08:09.000001z"}, ["slope-2", "slope-3"]),
        ({"datetime": "/2024-05-06T07:08:08Z"}, []),
        ({"limit": 2}, ["slope", "slope-2"]),
        ({"limit": 1_000_000}, NAMES),
    ],
)
def test_a_search_finds_by_place_time_and_name(asked: dict[str, Any], wanted: list[str], client: httpx.Client) -> None:
    assert found(client, asked) == wanted


def test_a_search_goes_on_page_by_page_either_way(client: httpx.Client) -> None:
    page = client.get("/stac/search", params={"limit": 1, "bbox": "113,22,115,23"}).json()
    read = []
    while True:
        read += [item["id"] for item in page["features"]]
        onward = links(page, "next")
        if not onward:
            break
        page = client.get(onward[0]["href"]).json()
    assert read == NAMES
    asked: dict[str, Any] = {"limit": 2, "bbox": [113, 22, 115, 23]}
    first = client.post("/stac/search", json=asked).json()
    (onward,) = (link for link in first["links"] if link["rel"] == "next")
    assert (onward["method"], onward["merge"]) == ("POST", True)
    second = client.post(onward["href"], json=asked | onward["body"]).json()
    assert [item["id"] for item in second["features"]] == ["slope-3"]
    assert links(second, "next") == []


def test_gdal_opens_what_a_search_finds_as_one_raster(rasters: Running, client: httpx.Client) -> None:
    environment = {**os.environ, "GDAL_HTTP_HEADERS": f"Authorization: Bearer {rasters.token(Role.VIEWER)}"}
    name = f'STACIT:"{rasters.url}/stac/search?ids=slope-2,slope-3":asset=data'
    told = subprocess.run(
        ["gdalinfo", "-json", name], env=environment, capture_output=True, text=True, check=True
    ).stdout  # fmt: skip
    grid = json.loads(told)
    assert grid["size"] == [540, 30], "from the west of the one to the east of the other"
    assert grid["geoTransform"] == [EAST + 5000, 10, 0, NORTH + 300, 0, -10]
    (value,) = rasterio.open(path_for(rasters.instance, "slope-3")).sample([(EAST + 10_105, NORTH + 155)])
    cell = ["gdallocationinfo", "-valonly", "-geoloc", name, str(EAST + 10_105), str(NORTH + 155)]
    found = subprocess.run(cell, env=environment, capture_output=True, text=True, check=True).stdout
    assert float(found) == pytest.approx(float(value[0]))


def test_pystac_client_finds_what_there_is(rasters: Running) -> None:
    token = {"Authorization": f"Bearer {rasters.token(Role.VIEWER)}"}
    catalogue = pystac_client.Client.open(f"{rasters.url}/stac", headers=token)
    every = ["slope", "slope-2", "slope-3"]
    (collection,) = catalogue.get_collections()
    assert [item.id for item in collection.get_items()] == every
    assert collection.get_item("slope-2").assets["data"].media_type.startswith("image/tiff")
    for method in ("GET", "POST"):
        ask = partial(catalogue.search, method=method)
        assert [item.id for item in ask(limit=1).items()] == every, "page by page"
        assert ask(collections=["rasters"]).matched() == 3
        assert [item.id for item in ask(ids=["slope-3"]).items()] == ["slope-3"]
        assert len(ask(datetime="2024-05-01/2024-06-01").item_collection()) == 2
        first = next(ask(ids=["slope"]).items())
        assert "slope" in [item.id for item in ask(intersects=first.geometry).items()]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": "10"}, "limit"),
        ({"limit": True}, "limit"),
        ({"limit": 1.5}, "limit"),
        ({"bbox": [1, 2, 3]}, "bbox"),
        ({"bbox": "1,2"}, "bbox"),
        ({"bbox": "100.0, 0.0, 105.0, 1.0"}, "bbox"),
        ({"bbox": [1, 3, 2, 2]}, "bbox"),
        ({"bbox": [1, 1, None, 2, 2, "x"]}, "bbox"),
        ({"bbox": [None, "x", {}, []]}, "bbox"),
        ({"bbox": [0, 0, 1, 1], "intersects": {"type": "Point", "coordinates": [0, 0]}}, "intersects"),
        ({"intersects": {"type": "Point", "coordinates": []}}, "intersects"),
        ({"intersects": {"type": "Point", "coordinates": ["a", "b"]}}, "intersects"),
        ({"intersects": {"type": "Point", "coordinates": [1000, 0]}}, "intersects"),
        ({"intersects": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 1], [1, 0], [0, 0]]]}}, "intersects"),
        ({"intersects": {"type": "Feature"}}, "intersects"),
        ({"intersects": "POINT(1 1)"}, "intersects"),
        ({"ids": "slope"}, "ids"),
        ({"ids": [1]}, "ids"),
        ({"collections": {}}, "collections"),
        ({"after": 5}, "after"),
        ({"nonesuch": 1}, "nonesuch"),
        *(
            ({"datetime": text}, "datetime")
            for text in ("/", "../..", "/..", "../", "1985-04-12", "1985-04-12T23:20:50.52", "1985-13-12T23:20:50.52Z",
                         "1937-01-01T12:00:27.87+0100", "1985-04-12T23:20:50.Z", "1985-04-12T23:20:50,Z",
                         "1985-12-01T25:00:00Z", "1985-04-12T23:20:50.52Z/1984-04-12T23:20:50.52Z")
        ),
    ],
)  # fmt: skip
def test_a_search_that_cant_be_is_a_400_that_names_the_parameter(
    asked: dict[str, Any], field: str, client: httpx.Client
) -> None:
    answer = client.post("/stac/search", json=asked)
    assert (answer.status_code, answer.json()["field"]) == (400, field)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[]", 400),
        (b'"x"', 400),
        (b"[" * 100_000, 400),
        (b'{"intersects":' + b'{"a":' * 2000 + b"1" + b"}" * 2001, 400),
        (b"\xff\xfe", 400),
        (b'{"limit": 1e999}', 400),
        (b'{"ids": ["\\ud800"]}', 400),
        (gzip.compress(b" " * 50_000_000), 400),
        (b" " * 3_000_000, 413),
    ],
)
def test_a_hostile_body_is_refused(body: bytes, status: int, client: httpx.Client) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    answer = client.post("/stac/search", content=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_browser_on_another_page_cant_search_with_our_cookie(rasters: Running) -> None:
    with httpx.Client(base_url=rasters.url) as browser:
        browser.get(rasters.login_link())
        assert browser.get("/stac").status_code == 200
        assert browser.post("/stac/search", json={}, headers={"origin": "http://elsewhere"}).status_code == 403
