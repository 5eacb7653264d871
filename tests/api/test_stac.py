"""The rasters for other software: a STAC catalogue, files by range, parts; only what lies in the instance's folder."""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Callable, Iterator

import httpx
import numpy as np
import pytest
import rasterio

from api.roles import Role
from gis_core.instance import Instance
from gis_core.siting.rasters.cog import write_cog
from gis_core.siting.rasters.grid import Grid
from gis_core.siting.rasters.shown import path_for
from tests.api.serving import EAST, NORTH, Running, serving


@pytest.fixture(scope="module")
def rasters(fresh_instance: Callable[..., Instance]) -> Iterator[Running]:
    """An instance with a slope of 200 × 200 cells from 0 in the west to 50 in the east."""
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
    (instance.files / "secret.tif").write_bytes(b"no")
    with serving(instance) as server:
        yield server


@pytest.fixture
def client(rasters: Running) -> Iterator[httpx.Client]:
    with rasters.client(Role.VIEWER) as asking:
        yield asking


def test_the_catalogue_leads_to_every_raster(client: httpx.Client) -> None:
    catalog = client.get("/stac").json()
    assert (catalog["type"], catalog["stac_version"]) == ("Catalog", "1.0.0")
    child = next(link["href"] for link in catalog["links"] if link["rel"] == "child")
    items = next(link["href"] for link in client.get(child).json()["links"] if link["rel"] == "items")
    (item,) = client.get(items).json()["features"]
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
