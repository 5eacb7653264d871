"""Distance surfaces: exact, whatever the strips, and in less memory than the raster would take."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.features import rasterize
from scipy.ndimage import distance_transform_edt
from shapely.geometry import LineString, Point, box

from gis_core.errors import CrsError, GeometryError
from gis_core.siting.rasters import distance
from gis_core.siting.rasters.cog import made_of
from gis_core.siting.rasters.distance import write_distance
from gis_core.siting.rasters.grid import Grid

CRS = "EPSG:4547"


def surface(features: gpd.GeoSeries, grid: Grid, folder: Path) -> np.ndarray:
    """Write and read back."""
    write_distance(features, grid, folder / "d.tif")
    with rasterio.open(folder / "d.tif") as raster:
        return raster.read(1)


def test_distances_by_hand(tmp_path: Path) -> None:
    """One feature cell in the middle column of the bottom row, cells of 5 m."""
    found = surface(gpd.GeoSeries([Point(17, 2)], crs=CRS), Grid.over((0, 0, 30, 15), 5, CRS), tmp_path)
    rows, columns = np.mgrid[2:-1:-1, 0:6]
    np.testing.assert_allclose(found, 5 * np.hypot(rows, columns - 3), rtol=1e-6)
    record = made_of(tmp_path / "d.tif")
    assert record is not None and (record["what"], record["features"]) == ("distance", 1)
    assert [file.name for file in tmp_path.iterdir()] == ["d.tif"]


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(1, 30), st.integers(1, 30))
def test_along_rows_is_the_least_of_all_columns(data: st.DataObject, rows: int, columns: int) -> None:
    drawn = data.draw(st.lists(st.integers(0, rows + columns), min_size=rows * columns, max_size=rows * columns))
    steps = np.array(drawn, np.int32).reshape(rows, columns)
    apart = (np.arange(columns)[:, None] - np.arange(columns)[None, :]) ** 2
    brute = (apart[None] + (steps.astype(np.int64) ** 2)[:, None, :]).min(axis=2)
    assert distance.along_rows(steps).tolist() == brute.tolist()


@pytest.mark.parametrize("strip", [1, 53, 53 * 8, 10**9])
def test_surfaces_are_exact_wherever_strips_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strip: int) -> None:
    """Points, a line and a polygon, against SciPy's transform of the whole raster at once."""
    rng = np.random.default_rng(3)
    shapes = [Point(*at) for at in rng.uniform(0, 500, (6, 2))]
    shapes += [LineString(rng.uniform(100, 400, (3, 2))), box(31.7, 333.3, 88.1, 371.9), Point(9999, 0)]
    grid = Grid.over((0, 0, 530, 610), 10, CRS)
    touched = rasterize(shapes, out_shape=(61, 53), transform=grid.transform, all_touched=True)
    monkeypatch.setattr(Grid.strips, "__defaults__", (strip,))
    monkeypatch.setattr(distance, "ENVELOPE_CELLS", strip)
    found = surface(gpd.GeoSeries(shapes, crs=CRS), grid, tmp_path)
    np.testing.assert_allclose(found, 10 * distance_transform_edt(touched == 0), rtol=1e-6)


def test_a_surface_differs_from_the_true_distance_by_less_than_a_cells_diagonal(tmp_path: Path) -> None:
    shapes = gpd.GeoSeries([LineString([(13, 7), (401, 288)]), box(300, 20, 350, 77)], crs=CRS)
    grid = Grid.over((0, 0, 500, 400), 10, CRS)
    found = surface(shapes, grid, tmp_path)
    rows, columns = np.mgrid[0:40, 0:50]
    centres = gpd.GeoSeries(gpd.points_from_xy((5 + 10 * columns).ravel(), (395 - 10 * rows).ravel()), crs=CRS)
    true = centres.distance(shapes.union_all()).to_numpy().reshape(found.shape)
    assert np.abs(found - true).max() <= 10 * np.sqrt(2)


def test_no_feature_another_crs_and_oblong_cells_are_refused(tmp_path: Path) -> None:
    grid = Grid.over((0, 0, 100, 100), 10, CRS)
    with pytest.raises(GeometryError, match="none of the parks lies on the raster"):
        write_distance(gpd.GeoSeries([Point(500, 500)], crs=CRS), grid, tmp_path / "d.tif", of="parks")
    with pytest.raises(CrsError, match="convert it first"):
        write_distance(gpd.GeoSeries([Point(113, 22)], crs="EPSG:4326"), grid, tmp_path / "d.tif")
    with pytest.raises(GeometryError, match="aren't square"):
        oblong = Grid(rasterio.Affine(10, 0, 0, 0, -5, 100), 20, 10, CRS)
        write_distance(gpd.GeoSeries([Point(5, 5)], crs=CRS), oblong, tmp_path / "d.tif")
    assert not list(tmp_path.iterdir())


LIMITED = """
import re, resource, sys
from pathlib import Path
import geopandas as gpd, numpy as np, rasterio
from shapely.geometry import Point
from gis_core.siting.rasters.distance import write_distance
from gis_core.siting.rasters.grid import Grid
from gis_core.siting.rasters.overlay import OverlayLayer, write_overlay
from gis_core.siting.rasters.slope import write_slope

folder, allowed, cells = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
grid = Grid.over((0, 0, cells, cells), 1, "EPSG:4547")
parks = gpd.GeoSeries([Point(10, 10), Point(cells - 5, cells // 2)], crs="EPSG:4547")
write_distance(parks, Grid.over((0, 0, 50, 50), 1, "EPSG:4547"), folder / "small.tif")  # loads what is loaded late
own = int(re.search(r"VmData:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024
resource.setrlimit(resource.RLIMIT_DATA, (own + allowed, own + allowed))
try:
    np.ones(cells * cells, np.float32)
    sys.exit("the limit doesn't hold")
except MemoryError:
    pass
write_distance(parks, grid, folder / "d.tif")
write_slope(folder / "d.tif", folder / "s.tif")
half = lambda numbers: np.clip(numbers / 100, 0, 1)
write_overlay(
    {"far": OverlayLayer(folder / "d.tif", half, 0.5, "m"), "steep": OverlayLayer(folder / "s.tif", half, 0.5, "%")},
    folder / "o.tif",
)
"""


def test_a_raster_larger_than_the_memory_allowed_is_worked_through(tmp_path: Path) -> None:
    """25 million cells are at least 100 MB; the system gives the process 95 MB more than it had and no more."""
    cells, allowed = 5000, 95_000_000
    assert cells * cells * 4 > allowed
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path), str(allowed), str(cells)],
        env=os.environ | {"OMP_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")  # GDAL says an overview that it couldn't write, and goes on
    with rasterio.open(tmp_path / "d.tif") as found:
        part = found.read(1, window=rasterio.windows.Window(0, 1000, 5000, 1))[0]
    x, y = np.arange(5000) + 0.5, 5000 - 1000 - 0.5
    true = np.minimum(np.hypot(x - 10.5, y - 10.5), np.hypot(x - 4995.5, y - 2500.5))
    np.testing.assert_allclose(part, true, atol=1.01)
    with rasterio.open(tmp_path / "o.tif") as found:
        assert found.shape == (5000, 5000)
