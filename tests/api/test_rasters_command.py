"""`./matian rasters`: slope, distance and overlay are made, shown, and refused with a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio

from gis_core import db
from gis_core.instance import Instance
from gis_core.siting.rasters.cog import write_cog
from gis_core.siting.rasters.making import extent_grid

Matian = Callable[..., Any]
CELL = 50.0
STATION = (
    "INSERT INTO facilities (code, name, kind, valid_from, geom)"
    " VALUES ('F1', '示意站', 'canteen', '2024-01-01', 'SRID=4547;POINT(490025 2519025)')"
)


@pytest.fixture(scope="module")
def own(fresh_instance: Callable[..., Instance]) -> Instance:
    """An instance with one canteen and a terrain that rises 5 m in 100 to the east."""
    instance = fresh_instance("raster_command")
    with db.connect(instance, who="tester") as connection:
        connection.execute(STATION)
    grid = extent_grid(instance, CELL)
    heights = np.tile(np.arange(grid.columns, dtype=np.float32) * CELL * 0.05, (grid.rows, 1))
    write_cog(instance.files / "terrain.tif", [heights[None]], grid, nodata=None, predictor=3, unit="m")
    return instance


def test_a_terrain_a_layer_and_a_recipe_become_rasters_that_are_listed(
    matian: Matian, own: Instance, tmp_path: Path
) -> None:
    assert matian(own, "rasters", "slope", "slope").code == 0
    made = matian(own, "rasters", "distance", "canteens", "--layer", "facilities", "--value", "canteen", "--cell", CELL)
    assert made.code == 0, made.err
    flat = {"raster": "slope", "weight": 0.4, "unit": "%", "function": {"kind": "linear", "low": 10, "high": 0}}
    near = {"raster": "canteens", "weight": 0.6, "unit": "m", "function": {"kind": "linear", "low": 1000, "high": 0}}
    recipe = tmp_path / "recipe.json"
    recipe.write_text(json.dumps({"layers": {"near": near, "flat": flat}}))
    assert matian(own, "rasters", "overlay", "suitable", recipe).code == 0
    listed = {raster["name"]: raster for raster in matian(own, "rasters", "--json").json["rasters"]}
    assert set(listed) == {"canteens", "slope", "suitable"}
    assert listed["canteens"]["made"]["of"].startswith("facilities (canteen) on ")
    with rasterio.open(listed["canteens"]["path"]) as far, rasterio.open(listed["suitable"]["path"]) as suitable:
        row, column = far.index(490_025, 2_519_025)
        assert far.read(1)[row, column + 3] == pytest.approx(3 * CELL)
        assert suitable.read(1)[row, column + 3] == pytest.approx(0.6 * 0.85 + 0.4 * 0.5, abs=1e-3)


def test_what_cannot_be_made_is_refused_with_the_reason(matian: Matian, own: Instance, tmp_path: Path) -> None:
    unnamed = matian(own, "rasters", "slope", "../slope")
    assert unnamed.code == 2 and "no name for a raster" in unnamed.err
    unknown = matian(own, "rasters", "distance", "x", "--layer", "castles")
    assert unknown.code == 2 and "castles" in unknown.err
    early = matian(own, "rasters", "distance", "x", "--layer", "facilities", "--at", "2020-01-01")
    assert early.code == 3 and "none of the facilities" in early.err
    recipe = tmp_path / "recipe.json"
    recipe.write_text('{"layers": {"a": {"raster": "none", "weight": 1}}}')
    broken = matian(own, "rasters", "overlay", "x", recipe)
    assert broken.code == 3 and "layers.a.function" in broken.err
