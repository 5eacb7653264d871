"""
Distance surfaces (距离面): for every cell the straight distance to the nearest feature, exact wherever strips end.

Euclidean, from cell centre to the centre of the nearest cell that a feature touches: what lies between doesn't matter
(cost distance would be another surface). The method is Meijster's in two passes (docs/decisions/0930): the distance
along each column first, by one sweep down and one up; then along each row the lower envelope of the parabolas that
the columns raise. Both need whole rows or columns only, so strips of rows and a file between the passes are enough,
and memory doesn't grow with the number of rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.windows import Window

from gis_core.errors import GeometryError
from gis_core.siting.rasters.cog import CACHE_MB, write_cog
from gis_core.siting.rasters.grid import Grid

ENVELOPE_CELLS = 1_000_000
"""Cells of a strip in the second pass, which holds some 30 bytes of each."""
Steps = NDArray[np.int32]


def write_distance(features: gpd.GeoSeries, grid: Grid, path: Path, *, of: str = "features") -> None:
    """
    Write the distance to the nearest feature in m as a cloud-optimised GeoTIFF (float32).

    Parameters
    ----------
    features
        Points, lines or polygons in the grid's CRS; those outside of the grid don't count, so let it reach far enough.
    grid
        Square cells.
    path
        File to write; two files beside it hold the way there (4 bytes a cell) until it is done.
    of
        What the features are, for the record.

    Raises
    ------
    CrsError
        If the features come in another CRS.
    GeometryError
        If cells aren't square, or no feature lies on the grid.
    """
    grid.refuse_other_crs(features.crs.to_string() if features.crs else None, f"the {of}")
    cell = grid.square_cell()
    shapes = features[~(features.isna() | features.is_empty)].to_numpy()
    record = {
        "what": "distance",
        "method": "Euclidean, centre to centre of cells (Meijster, Roerdink and Hesselink 2000)",
        "of": of,
        "features": len(shapes),
        "touching": "every cell that a feature touches",
    }
    with tempfile.TemporaryFile(dir=path.parent) as down, tempfile.TemporaryFile(dir=path.parent) as between:
        _sweep_down(shapes, grid, down)
        _sweep_up(grid, down, between, of)
        write_cog(
            path,
            _surface(grid, between, cell),
            grid,
            nodata=float("nan"),
            predictor=3,
            unit="m",
            made=record,
        )


def _never(grid: Grid) -> int:
    """Return a number of cells that is farther than any cell of the grid."""
    return grid.rows + grid.columns


def _sweep_down(shapes: NDArray[np.object_], grid: Grid, file: BinaryIO) -> None:
    """Write for each cell how many cells above it (0: itself) the nearest touched cell of its column is."""
    tree = shapely.STRtree(shapes)
    above = np.full(grid.columns, _never(grid), np.int32)
    for window in grid.strips():
        steps = np.empty((int(window.height), grid.columns), np.int32)
        touched = _touched(shapes, tree, grid.part(window))
        for row in range(len(steps)):
            above = np.where(touched[row], 0, np.minimum(above + 1, _never(grid))).astype(np.int32)
            steps[row] = above
        file.write(steps.tobytes())


def _touched(shapes: NDArray[np.object_], tree: shapely.STRtree, part: Grid) -> NDArray[np.bool_]:
    near = shapes[np.sort(tree.query(shapely.box(*part.bounds)))]
    if not len(near):
        return np.zeros((part.rows, part.columns), bool)
    with rasterio.Env(GDAL_CACHEMAX=CACHE_MB):
        drawn = rasterize(
            near, out_shape=(part.rows, part.columns), transform=part.transform, all_touched=True, dtype="uint8"
        )
    touched: NDArray[np.bool_] = drawn > 0
    return touched


def _sweep_up(grid: Grid, down: BinaryIO, between: BinaryIO, of: str) -> None:
    """Write the distance along the column, in cells; strips come from below."""
    below = np.full(grid.columns, _never(grid), np.int32)
    nothing = True
    for window in reversed(list(grid.strips())):
        steps = _read(down, grid, window)
        for row in reversed(range(len(steps))):
            below = np.minimum(below + 1, steps[row]).astype(np.int32)
            steps[row] = below
        nothing = nothing and bool((below >= _never(grid)).all())
        _write(between, grid, window, steps)
    if nothing:
        raise GeometryError(f"none of the {of} lies on the raster ({', '.join(f'{n:.0f}' for n in grid.bounds)})")


def _read(file: BinaryIO, grid: Grid, window: Window) -> Steps:
    file.seek(int(window.row_off) * grid.columns * 4)
    raw = bytearray(file.read(int(window.height) * grid.columns * 4))
    return np.frombuffer(raw, np.int32).reshape(int(window.height), grid.columns)


def _write(file: BinaryIO, grid: Grid, window: Window, steps: Steps) -> None:
    file.seek(int(window.row_off) * grid.columns * 4)
    file.write(steps.tobytes())


def _surface(grid: Grid, between: BinaryIO, cell: float) -> Iterator[NDArray[np.float32]]:
    """Yield the distances in m, strip by strip from the top down; no name keeps a strip while the next is made."""
    for window in grid.strips(ENVELOPE_CELLS):
        yield (np.sqrt(along_rows(_read(between, grid, window))) * cell).astype(np.float32)[None]


def along_rows(steps: Steps) -> NDArray[np.int64]:
    """
    Return squared distances (cells²) from the distances along the columns: for each row the lower envelope.

    All rows go through their columns side by side: `site` is the stack of columns whose parabola is lowest somewhere,
    `since` the first column from which it is.
    """
    rows, columns = steps.shape
    height = np.array(steps.T, np.int64, order="C")  # one row of it for each column of the raster
    height *= height
    site = np.zeros((columns, rows), np.int32)
    since = np.zeros((columns, rows), np.int32)
    top = np.zeros(rows, np.int64)
    every = np.arange(rows)
    for column in range(1, columns):
        own = height[column]
        open_rows = every
        while len(open_rows):  # take off what the new parabola hides
            place = top[open_rows]
            last, first = site[place, open_rows], since[place, open_rows].astype(np.int64)
            hidden = (first - last) ** 2 + height[last, open_rows] > (first - column) ** 2 + own[open_rows]
            open_rows = open_rows[hidden]
            top[open_rows] -= 1
            open_rows = open_rows[top[open_rows] >= 0]
        empty = top < 0
        top[empty] = 0
        last = site[top, every].astype(np.int64)
        meets = 1 + (column**2 - last**2 + own - height[last, every]) // np.maximum(2 * (column - last), 1)
        first = np.where(empty, 0, meets)
        enters = np.flatnonzero(first < columns)
        top[enters] += ~empty[enters]
        site[top[enters], enters] = column
        since[top[enters], enters] = first[enters]
    squared = np.empty((rows, columns), np.int64)
    for column in reversed(range(columns)):
        last = site[top, every]
        squared[:, column] = (column - last.astype(np.int64)) ** 2 + height[last, every]
        top -= since[top, every] == column
        np.maximum(top, 0, out=top)
    return squared
