"""Rasters: slope and figures by hand, and that nothing depends on where the strips end."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from shapely.geometry import box

from gis_core.errors import CrsError, GeometryError
from gis_core.instance import Instance
from gis_core.siting.rasters.cog import made_of, write_cog
from gis_core.siting.rasters.grid import Grid
from gis_core.siting.rasters.slope import horn, write_slope
from gis_core.siting.rasters.zonal import mean_slope, zonal

CRS = "EPSG:4547"


def raster(path: Path, values: np.ndarray, *, cell: float = 10.0, crs: str = CRS, unit: str = "m") -> Path:
    """A raster whose south-west corner is at 0, 0."""
    rows, columns = values.shape
    grid = Grid.over((0, 0, columns * cell, rows * cell), cell, crs)
    write_cog(path, [values[None].astype(np.float32)], grid, nodata=float("nan"), predictor=3, unit=unit)
    return path


def plane(rows: int, columns: int, east: float, north: float, cell: float = 10.0) -> np.ndarray:
    """Heights that rise by so many m a m to the east and to the north."""
    y, x = np.mgrid[rows:0:-1, 0:columns] * cell
    return east * x + north * y


def test_a_plane_has_its_own_slope_in_percent_and_in_degrees() -> None:
    heights = plane(6, 7, 0.03, 0.04)
    assert horn(heights, (10, 10)).shape == (4, 5)
    np.testing.assert_allclose(horn(heights, (10, 10)), 5, rtol=1e-5)
    np.testing.assert_allclose(horn(plane(5, 5, 1, 0), (10, 10), "degrees"), 45, rtol=1e-5)


def test_a_slope_is_that_of_horns_formula_at_a_cell_by_hand() -> None:
    """Burrough's window in ESRI's manual, cells of 5 m: 75.25762 degrees."""
    heights = np.array([[50, 45, 50], [30, 30, 30], [8, 10, 10]])
    assert horn(heights, (5, 5), "degrees")[0, 0] == pytest.approx(75.25762, abs=1e-4)


def test_beside_a_missing_height_and_at_the_edge_there_is_no_slope(tmp_path: Path) -> None:
    heights = plane(8, 8, 0.05, 0)
    heights[4, 4] = np.nan
    write_slope(raster(tmp_path / "t.tif", heights), tmp_path / "s.tif")
    with rasterio.open(tmp_path / "s.tif") as slope:
        found = slope.read(1)
        assert slope.units == ("%",)
    expected = np.full((8, 8), np.nan)
    expected[1:-1, 1:-1] = 5
    expected[3:6, 3:6] = np.nan
    np.testing.assert_allclose(found, expected, rtol=1e-4)
    assert made_of(tmp_path / "s.tif") == {"method": "Horn 1981", "of": "t.tif", "unit": "percent", "what": "slope"}


def test_slope_is_the_same_wherever_strips_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heights = np.random.default_rng(1).normal(50, 5, (61, 47))
    terrain = raster(tmp_path / "t.tif", heights)
    whole = horn(np.pad(heights.astype(np.float32), 1, constant_values=np.nan), (10, 10))
    monkeypatch.setattr(Grid.strips, "__defaults__", (47 * 7,))
    write_slope(terrain, tmp_path / "s.tif")
    with rasterio.open(tmp_path / "s.tif") as slope:
        assert len(list(Grid.of(slope).strips())) == 9
        np.testing.assert_array_equal(slope.read(1), whole)


def test_output_is_cloud_optimised_with_nodata_crs_and_unit(tmp_path: Path) -> None:
    path = raster(tmp_path / "a.tif", np.arange(1_000_000.0).reshape(1000, 1000))
    with rasterio.open(path) as found:
        assert found.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert found.overviews(1)
        assert np.isnan(found.nodata)
        assert (found.crs.to_string(), found.units) == (CRS, ("m",))
    assert [file.name for file in tmp_path.iterdir()] == ["a.tif"]


def test_zonal_figures_weigh_cells_by_the_part_inside(tmp_path: Path) -> None:
    path = raster(tmp_path / "v.tif", np.array([[1.0, 2, 3], [4, 5, np.nan]]))
    zones = gpd.GeoSeries(
        [box(0, 0, 10, 20), box(5, 0, 20, 10), box(20, 0, 30, 20), box(100, 100, 110, 110), box(20, 0, 30, 10)],
        index=["A", "B", "C", "D", "E"],
        crs=CRS,
    )
    found = zonal(path, zones, above=2)
    assert found.index.tolist() == ["A", "B", "C", "D", "E"]
    assert found.loc["A"].tolist() == pytest.approx([2.5, 1, 4, 1, 0.5])
    assert found.loc["B"].tolist() == pytest.approx([(0.5 * 4 + 5) / 1.5, 4, 5, 1, 1])
    assert found.loc["C"].tolist() == pytest.approx([3, 3, 3, 0.5, 1])
    for nowhere in ("D", "E"):
        assert found.loc[nowhere, ["mean", "min", "max", "above"]].isna().all()
        assert found.loc[nowhere, "known"] == 0
    assert zonal(path, zones[:0]).empty


def test_another_crs_is_refused_and_nothing_transformed(tmp_path: Path) -> None:
    path = raster(tmp_path / "v.tif", np.ones((3, 3)))
    with pytest.raises(CrsError, match="polygons are in EPSG:4326"):
        zonal(path, gpd.GeoSeries([box(113, 22, 114, 23)], crs="EPSG:4326"))
    with pytest.raises(CrsError, match="isn't projected in metres"):
        Grid.over((113, 22, 114, 23), 0.1, "EPSG:4490")
    with pytest.raises(GeometryError, match="north up"):
        Grid(rasterio.Affine(10, 1, 0, 0, -10, 0), 3, 3, CRS)


def test_the_demos_hills_are_steeper_than_its_plain(demo_instance: Instance) -> None:
    terrain = demo_instance.files / "terrain.tif"
    with rasterio.open(terrain) as model:
        heights, transform = model.read(1), model.transform
    rows, columns = np.unravel_index([heights.argmax(), heights.argmin()], heights.shape)
    x, y = transform @ (columns + 0.5, rows + 0.5)
    zones = gpd.GeoSeries([box(a - 150, b - 150, a + 150, b + 150) for a, b in zip(x, y, strict=True)], crs=CRS)
    high, low = mean_slope(terrain, zones)
    assert high > 5 > low >= 0
