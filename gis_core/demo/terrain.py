"""
The terrain model (示意): a gentle invented relief with the sketch's hills, the river's valley and the lakes' basins.

Heights are in metres above a datum that stands for 1985国家高程基准; no survey lies behind them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import Affine, from_origin
from scipy.ndimage import distance_transform_edt, gaussian_filter
from shapely.geometry.base import BaseGeometry

from gis_core.demo.curves import SURVEY
from gis_core.demo.frame import Frame
from gis_core.siting.rasters.cog import ALL_CPUS, write_cog
from gis_core.siting.rasters.grid import Grid

CELL = 10.0  # metres
MOST_CELLS = 2_000_000  # of the model, up to about scale 8; larger districts get larger cells
MARGIN = 200.0  # around the districts, metres
HILL_RISE = 0.42  # height gained for each metre inwards from a hill's foot
HILL_TOP = 95.0  # metres above its foot at most
VALLEY = 420.0  # distance over which the land falls to the river, metres
Bounds = tuple[float, float, float, float]
"""West, south, east, north, in metres."""
TAGS = {"NOTICE": "示意数据 synthetic", "TIFFTAG_IMAGEDESCRIPTION": "示意数据，非实测 (synthetic, not surveyed)"}


def write_terrain(path: Path, frames: list[Frame], seed: int) -> None:
    """
    Write the terrain model of the districts as a cloud-optimised GeoTIFF.

    Parameters
    ----------
    path
        File to write (float32, metres, cells of 10 m, or more where that would be over 2 million, EPSG:4547).
    frames
        The districts; the raster reaches 200 m beyond them.
    seed
        Of the demo; moves the small relief.
    """
    bounds = np.array([frame.outline.bounds for frame in frames])
    corners = (*(bounds[:, :2].min(axis=0) - MARGIN), *(bounds[:, 2:].max(axis=0) + MARGIN))
    transform, shape = grid(corners, cell_within(corners, CELL, MOST_CELLS))
    model = heights(frames, transform, shape, seed)
    write_picture(path, [model[None].astype(np.float32)], transform, shape, predictor=3)


def cell_within(bounds: Bounds, cell: float, most: int) -> float:
    """Return the side of a cell (m) with which a raster over the bounds has about `most` cells, at least `cell`."""
    _, (rows, columns) = grid(bounds, cell)
    return cell if rows * columns <= most else float(math.ceil(cell * math.sqrt(rows * columns / most)))


def grid(bounds: Bounds, cell: float) -> tuple[Affine, tuple[int, int]]:
    """Return transform and shape (rows, columns) of a raster over the bounds (m), its corner on whole cells."""
    west, south, east, north = bounds
    west, south = math.floor(west / cell) * cell, math.floor(south / cell) * cell
    rows, columns = math.ceil((north - south) / cell), math.ceil((east - west) / cell)
    return from_origin(west, south + rows * cell, cell, cell), (rows, columns)


def heights(frames: list[Frame], transform: Affine, shape: tuple[int, int], seed: int) -> NDArray[np.float64]:
    """Return heights in metres on the raster."""
    rng = np.random.default_rng([seed, 10])
    rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]]
    east, north = transform.c + (columns + 0.5) * transform.a, transform.f + (rows + 0.5) * transform.e
    land = 14 + 5 * np.sin(east / 2100 + 1) + 4 * np.sin(north / 1700) + 3 * np.sin((east + north) / 900)
    small = gaussian_filter(rng.normal(size=shape), 14)
    land += 2.2 * small / max(float(small.std()), 1e-9)
    rivers = [frame.river for frame in frames if frame.river is not None]
    if rivers:
        away = _distance(rivers, transform, shape)
        land = 2.5 + (land - 2.5) * (1 - np.exp(-away / VALLEY))
    lakes = [outline for frame in frames for _, outline in frame.lakes]
    if lakes:
        away = _distance(lakes, transform, shape)
        land -= 3 * np.exp(-away / 60)
    raised: NDArray[np.float64] = land + _hills(frames, transform, shape, rng)
    return raised


def _distance(shapes: Sequence[BaseGeometry], transform: Affine, shape: tuple[int, int]) -> NDArray[np.float64]:
    inside = rasterize(shapes, out_shape=shape, transform=transform, fill=0, default_value=1, dtype="uint8")
    distance: NDArray[np.float64] = distance_transform_edt(inside == 0) * transform.a
    return distance


def _hills(
    frames: list[Frame], transform: Affine, shape: tuple[int, int], rng: np.random.Generator
) -> NDArray[np.float64]:
    hills = [block.ring.polygon() for frame in frames for block in frame.superblocks if block.kind == "hill"]
    if not hills:
        return np.zeros(shape)
    inside = rasterize(hills, out_shape=shape, transform=transform, fill=0, default_value=1, dtype="uint8")
    inward = distance_transform_edt(inside) * transform.a
    ragged = gaussian_filter(rng.normal(size=shape), 5)
    ragged = 1 + 0.25 * ragged / max(float(ragged.std()), 1e-9)
    rise = HILL_TOP * (1 - np.exp(-HILL_RISE * inward / HILL_TOP)) * np.clip(ragged, 0.5, 1.5)
    smooth: NDArray[np.float64] = gaussian_filter(rise, 2) * (inside > 0)
    return smooth


def write_picture(
    path: Path, strips: Iterable[NDArray[np.generic]], transform: Affine, shape: tuple[int, ...], *, predictor: int
) -> None:
    """
    Write a cloud-optimised GeoTIFF marked 示意, whole or not at all, with no more of it in memory than a strip.

    Parameters
    ----------
    path
        File to write.
    strips
        Full-width parts (bands, rows, columns) from the top down.
    transform, shape
        Of the whole raster, in EPSG:4547; shape is (rows, columns).
    predictor
        Of the compression: 2 for whole numbers, 3 for floating point.
    """
    grid = Grid(transform, shape[0], shape[1], SURVEY)
    write_cog(path, strips, grid, nodata=None, predictor=predictor, tags=TAGS, threads=ALL_CPUS)
