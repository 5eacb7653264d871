"""
Slope (坡度) of a terrain model, by Horn's method.

The gradient at a cell is the weighted difference of its eight neighbours (1, 2, 1 on each side, over eight cells).
Where a neighbour is missing, at the edge of the model or beside a cell without a height, there is no slope either.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.windows import Window

from gis_core.siting.rasters.cog import CACHE_MB, write_cog
from gis_core.siting.rasters.grid import Grid

Unit = Literal["percent", "degrees"]
UNITS: dict[Unit, str] = {"percent": "%", "degrees": "°"}


def horn(heights: NDArray[np.floating], cell: tuple[float, float], unit: Unit = "percent") -> NDArray[np.float32]:
    """
    Return the slope of the inner cells of an array: two rows and two columns fewer.

    Parameters
    ----------
    heights
        In m, NaN where missing; from north to south.
    cell
        Width and height of a cell, in m.
    unit
        `percent` (100 × rise over run) or `degrees`.

    Source
    ------
    B. K. P. Horn, Hill shading and the reflectance map, Proceedings of the IEEE 69 (1981).
    """
    z = heights.astype(np.float64)
    north, middle, south = z[:-2], z[1:-1], z[2:]
    # A height that is missing in the middle itself is no slope, though Horn's formula doesn't look at it.
    own = 0 * middle[:, 1:-1]
    east = (north[:, 2:] + 2 * middle[:, 2:] + south[:, 2:]) - (north[:, :-2] + 2 * middle[:, :-2] + south[:, :-2])
    up = (north[:, :-2] + 2 * north[:, 1:-1] + north[:, 2:]) - (south[:, :-2] + 2 * south[:, 1:-1] + south[:, 2:])
    rise = np.hypot(east / (8 * cell[0]), up / (8 * cell[1])) + own
    return (np.degrees(np.arctan(rise)) if unit == "degrees" else 100 * rise).astype(np.float32)


def write_slope(terrain: Path, path: Path, *, unit: Unit = "percent") -> None:
    """
    Write the slope of a terrain model as a cloud-optimised GeoTIFF (float32, nodata NaN), strip by strip.

    Parameters
    ----------
    terrain
        Heights in m in a projected CRS in metres.
    path
        File to write.
    unit
        `percent` or `degrees`.

    Raises
    ------
    CrsError, GeometryError
        If the model isn't in metres, or not north up.
    """
    with rasterio.Env(GDAL_CACHEMAX=CACHE_MB), rasterio.open(terrain) as model:
        grid = Grid.of(model)
        record = {"what": "slope", "method": "Horn 1981", "unit": unit, "of": terrain.name}
        strips = _strips(model, grid, unit)
        write_cog(path, strips, grid, nodata=float("nan"), predictor=3, unit=UNITS[unit], made=record)


def _strips(model: rasterio.DatasetReader, grid: Grid, unit: Unit) -> Iterator[NDArray[np.float32]]:
    """Yield the slope, each strip read with a row more on both sides; outside of the model nothing is known."""
    for window in grid.strips():
        first, last = window.row_off - 1, window.row_off + window.height + 1
        inside = Window(0, max(first, 0), grid.columns, min(last, grid.rows) - max(first, 0))
        heights = model.read(1, window=inside, masked=True, out_dtype="float64").filled(np.nan)
        beyond = ((int(first < 0), int(last > grid.rows)), (1, 1))
        yield horn(np.pad(heights, beyond, constant_values=np.nan), grid.cell, unit)[None]
