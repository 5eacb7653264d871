"""Weighted overlay: sums by hand, missing cells by the stated rule, nothing resampled or converted silently."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio

from gis_core.errors import CrsError, RefusedInputError, WrongUseError
from gis_core.siting.rasters.cog import made_of, write_cog
from gis_core.siting.rasters.grid import Grid
from gis_core.siting.rasters.overlay import OverlayLayer, write_overlay

CRS = "EPSG:4547"


def raster(path: Path, values: list[list[float]], *, cell: float = 10.0, crs: str = CRS, unit: str = "m") -> Path:
    """A raster whose south-west corner is at 0, 0."""
    array = np.array(values, np.float32)
    grid = Grid.over((0, 0, array.shape[1] * cell, array.shape[0] * cell), cell, crs)
    write_cog(path, [array[None]], grid, nodata=float("nan"), predictor=3, unit=unit)
    return path


def read(path: Path) -> np.ndarray:
    """The first band."""
    with rasterio.open(path) as found:
        return found.read(1)


def less_is_better(numbers: np.ndarray) -> np.ndarray:
    """1 at 0, 0 at 100."""
    return np.clip(1 - numbers / 100, 0, 1)


def more_is_better(numbers: np.ndarray) -> np.ndarray:
    """0 at 0, 1 at 10."""
    return np.clip(numbers / 10, 0, 1)


def test_the_sum_is_that_of_weights_and_values(tmp_path: Path) -> None:
    far = OverlayLayer(raster(tmp_path / "a.tif", [[0, 50], [100, 500]]), less_is_better, 0.75, "m", described="100–0")
    green = OverlayLayer(raster(tmp_path / "b.tif", [[10, 5], [0, 20]], unit="%"), more_is_better, 0.25, "%")
    write_overlay({"far": far, "green": green}, tmp_path / "o.tif")
    np.testing.assert_allclose(read(tmp_path / "o.tif"), [[1, 0.5], [0, 0.25]], rtol=1e-6)
    record = made_of(tmp_path / "o.tif")
    assert record is not None
    layers = record["layers"]
    assert isinstance(layers, dict)
    assert (layers["far"]["weight"], layers["far"]["value"], layers["green"]["of"]) == (0.75, "100–0", "b.tif")


def test_a_cell_that_a_layer_does_not_know_is_unknown_or_worst_as_stated(tmp_path: Path) -> None:
    nan = float("nan")
    one = OverlayLayer(raster(tmp_path / "a.tif", [[0, nan, nan]]), less_is_better, 0.5, "m")
    two = OverlayLayer(raster(tmp_path / "b.tif", [[10, 10, nan]]), more_is_better, 0.5, "m")
    write_overlay({"one": one, "two": two}, tmp_path / "u.tif")
    np.testing.assert_allclose(read(tmp_path / "u.tif"), [[1, nan, nan]])
    write_overlay({"one": one, "two": two}, tmp_path / "w.tif", missing="worst")
    np.testing.assert_allclose(read(tmp_path / "w.tif"), [[1, 0.5, nan]])


def test_other_cells_come_onto_the_grid_only_by_a_stated_rule(tmp_path: Path) -> None:
    coarse = OverlayLayer(raster(tmp_path / "a.tif", [[0]], cell=20), less_is_better, 0.5, "m")
    fine = raster(tmp_path / "b.tif", [[0, 10], [10, 0]])
    with pytest.raises(RefusedInputError, match="'fine' has other cells"):
        write_overlay({"coarse": coarse, "fine": OverlayLayer(fine, more_is_better, 0.5, "m")}, tmp_path / "o.tif")
    averaged = OverlayLayer(fine, more_is_better, 0.5, "m", "average")
    write_overlay({"coarse": coarse, "fine": averaged}, tmp_path / "o.tif")
    np.testing.assert_allclose(read(tmp_path / "o.tif"), [[0.75]])


def test_another_crs_or_unit_is_refused_with_the_layers_name(tmp_path: Path) -> None:
    metres = OverlayLayer(raster(tmp_path / "a.tif", [[0]]), less_is_better, 0.5, "m")
    elsewhere = OverlayLayer(raster(tmp_path / "b.tif", [[0]], crs="EPSG:32650"), less_is_better, 0.5, "m")
    with pytest.raises(CrsError, match="'there' is in EPSG:32650, the overlay in EPSG:4547"):
        write_overlay({"here": metres, "there": elsewhere}, tmp_path / "o.tif")
    percent = OverlayLayer(raster(tmp_path / "c.tif", [[0]]), less_is_better, 0.5, "%")
    with pytest.raises(RefusedInputError, match="'slope' is in m, its value function in %"):
        write_overlay({"here": metres, "slope": percent}, tmp_path / "o.tif")
    assert not (tmp_path / "o.tif").exists()


def test_weights_and_values_that_cannot_be_are_refused(tmp_path: Path) -> None:
    path = raster(tmp_path / "a.tif", [[150.0]])
    with pytest.raises(WrongUseError, match="1 together; they are 0"):
        write_overlay({"a": OverlayLayer(path, less_is_better, 0.9, "m")}, tmp_path / "o.tif")
    with pytest.raises(WrongUseError, match="no layer"):
        write_overlay({}, tmp_path / "o.tif")
    with pytest.raises(RefusedInputError, match="leaves 0–1"):
        write_overlay({"a": OverlayLayer(path, lambda numbers: numbers / 100, 1.0, "m")}, tmp_path / "o.tif")
    assert [file.name for file in tmp_path.iterdir()] == ["a.tif"]
