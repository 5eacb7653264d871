"""Pictures are written strip by strip, and their cells grow with the district rather than their number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from gis_core.demo.terrain import cell_within, grid, write_picture


def test_strips_make_the_whole_picture(tmp_path: Path) -> None:
    whole = np.random.default_rng(5).integers(0, 256, (3, 700, 600)).astype(np.uint8)
    strips = [whole[:, top : top + 300] for top in range(0, 700, 300)]
    write_picture(tmp_path / "aerial.tif", strips, from_origin(0, 1400, 2, 2), (700, 600), predictor=2)
    with rasterio.open(tmp_path / "aerial.tif") as raster:
        assert (raster.read() == whole).all()
        assert raster.overviews(1)
    assert [path.name for path in tmp_path.iterdir()] == ["aerial.tif"]


@pytest.mark.parametrize(("side", "cell"), [(4_000.0, 2.0), (12_000.0, 4.0), (25_000.0, 8.0)])
def test_a_larger_district_has_larger_cells(side: float, cell: float) -> None:
    bounds = (-200.0, -200.0, side + 200, side + 200)
    most = 12_000_000
    assert cell_within(bounds, 2.0, most) == cell
    rows, columns = grid(bounds, cell)[1]
    assert rows * columns <= most
