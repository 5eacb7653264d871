"""`/api/rasters`: what lies in the instance's folder is shown by name, in one ramp, and nothing else is reached."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator

import httpx
import numpy as np
import pytest
import rasterio
from pyproj import Transformer

from api.roles import Role
from gis_core.instance import Instance
from gis_core.siting.rasters.cog import write_cog
from gis_core.siting.rasters.grid import Grid
from gis_core.siting.rasters.shown import folder, path_for
from tests.api.serving import EAST, NORTH, serving

CRS = "EPSG:4547"


@pytest.fixture(scope="module")
def viewer(fresh_instance: Callable[..., Instance]) -> Iterator[httpx.Client]:
    """A client of an instance with a slope from 0 in the west to 50 in the east, its southern half unknown."""
    instance = fresh_instance("rasters")
    slope = np.tile(np.linspace(0, 50, 200, dtype=np.float32), (200, 1))
    slope[100:] = np.nan
    grid = Grid.over((EAST, NORTH, EAST + 2000, NORTH + 2000), 10, CRS)
    made: dict[str, object] = {"what": "slope"}
    write_cog(path_for(instance, "slope"), [slope[None]], grid, nodata=float("nan"), predictor=3, unit="%", made=made)
    (folder(instance) / "broken.tif").write_bytes(b"no raster")
    (folder(instance) / "linked.tif").symlink_to(folder(instance) / "slope.tif")
    (instance.files / "secret.tif").write_bytes((folder(instance) / "slope.tif").read_bytes())
    with serving(instance) as server, server.client(Role.VIEWER) as client:
        yield client


def tile_at(east: float, north: float, zoom: int) -> tuple[int, int]:
    """Column and row of the web tile over a place in the survey CRS."""
    longitude, latitude = Transformer.from_crs(CRS, "EPSG:4326", always_xy=True).transform(east, north)
    across = (longitude + 180) / 360
    down = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2
    return int(across * 2**zoom), int(down * 2**zoom)


def picture(client: httpx.Client, x: int, y: int, zoom: int) -> np.ndarray:
    """Rows × columns × (red, green, blue, alpha)."""
    answer = client.get(f"/api/rasters/slope/tiles/{zoom}/{x}/{y}.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    with rasterio.open(io.BytesIO(answer.content)) as found:
        return found.read().transpose(1, 2, 0)


def test_the_rasters_of_the_folder_are_listed_and_broken_or_linked_ones_are_not(viewer: httpx.Client) -> None:
    (found,) = viewer.get("/api/rasters").json()["rasters"]
    assert (found["name"], found["unit"], found["cell_m"], found["made"]) == ("slope", "%", 10, {"what": "slope"})
    west, south, east, north = found["bounds"]
    assert 113 < west < east < 115 and 22 < south < north < 23
    assert found["tiles"] == "/api/rasters/slope/tiles/{z}/{x}/{y}.png"


def test_a_tile_grows_darker_with_the_value_and_is_clear_where_nothing_is_known(viewer: httpx.Client) -> None:
    x, y = tile_at(EAST + 1000, NORTH + 1500, 17)
    west, east = picture(viewer, x - 2, y, 17), picture(viewer, x + 2, y, 17)
    assert west.shape == (256, 256, 4)
    assert (west[..., 3] == 255).all()
    assert west[..., :3].mean() > east[..., :3].mean() + 50
    unknown = picture(viewer, *tile_at(EAST + 1000, NORTH + 500, 17), 17)
    assert (unknown[..., 3] == 0).all()


def test_the_legend_runs_over_the_values_in_the_colours_of_the_tiles(viewer: httpx.Client) -> None:
    found = viewer.get("/api/rasters/slope/legend").json()
    assert (found["low"], found["high"]) == pytest.approx((1, 49), abs=0.5)
    assert found["unit"] == "%"
    values = [step["value"] for step in found["steps"]]
    assert values == sorted(values) and (values[0], values[-1]) == (found["low"], found["high"])
    x, y = tile_at(EAST + 1000, NORTH + 1500, 17)
    middle = picture(viewer, x, y, 17).reshape(-1, 4)
    drawn = {f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue, _ in middle}
    assert found["steps"][2]["colour"] in drawn


def test_beyond_the_raster_there_is_no_tile(viewer: httpx.Client) -> None:
    assert viewer.get("/api/rasters/slope/tiles/14/0/0.png").status_code == 204


@pytest.mark.parametrize("name", ["secret", "linked", "..%2Fsecret", "slope.tif", "https:%2F%2Fx.org%2Fa", "none"])
def test_nothing_but_the_folders_files_is_reached(viewer: httpx.Client, name: str) -> None:
    for path in ("legend", "tiles/14/1/1.png"):
        answer = viewer.get(f"/api/rasters/{name}/{path}")
        assert answer.status_code == 404, name
        assert answer.headers["content-type"] == "application/problem+json"


def test_what_cannot_be_asked_is_refused_with_the_parameters_name(viewer: httpx.Client) -> None:
    beyond = viewer.get("/api/rasters/slope/tiles/10/1024/0.png")
    assert (beyond.status_code, beyond.json()["field"]) == (400, "x")
    unknown = viewer.get("/api/rasters/slope/legend?url=https://example.org/a.tif")
    assert (unknown.status_code, unknown.json()["field"]) == (400, "url")
    broken = viewer.get("/api/rasters/broken/legend")
    assert broken.status_code == 503
    assert "broken.tif" not in viewer.get("/api/rasters").text
