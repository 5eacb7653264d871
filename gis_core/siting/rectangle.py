"""
The largest rectangle inside of a polygon (最大内接矩形), in any direction that an edge of it has.

The polygon is turned so that an edge lies level, laid on a grid, the largest rectangle of cells that lie whole inside
is taken, and its sides are moved out as far as they go (to a millimetre): a lower bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import shapely
from numpy.typing import NDArray
from rasterio.features import rasterize
from rasterio.transform import from_origin
from shapely.affinity import rotate

from gis_core.errors import GeometryError

MOST_CELLS = 48
FINEST_M = 0.25
DIRECTIONS = 4
ALIKE_DEGREES = 5.0
CLOSE_M = 0.001
ROUNDING_M = 1e-6

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Rectangle:
    """A rectangle inside of a polygon: its sides in m (the longer first) and its shape in the survey CRS."""

    length_m: float
    width_m: float
    shape: shapely.Polygon


def largest_rectangle(polygon: shapely.Polygon, *, cells: int = MOST_CELLS) -> Rectangle:
    """
    Return the largest rectangle found inside of a polygon, in m of its CRS.

    Parameters
    ----------
    polygon
        Polygon in a projected CRS in metres; holes are left free.
    cells
        Cells along each side of the grid.

    Raises
    ------
    GeometryError
        If it is empty, invalid or no polygon.
    """
    if polygon.geom_type != "Polygon" or polygon.is_empty or not polygon.is_valid:
        raise GeometryError(f"a rectangle is looked for in a valid polygon, not in this {polygon.geom_type}")
    centre = polygon.centroid
    best: tuple[float, float, Box] = (0.0, 0.0, (0.0, 0.0, 0.0, 0.0))
    for angle in _directions(polygon):
        turned = rotate(polygon, -angle, origin=centre)
        box = _in_grid(turned, cells)
        area = (box[2] - box[0]) * (box[3] - box[1])
        if area > best[0]:
            best = (area, angle, box)
    _, angle, box = best
    most = 2 * max(polygon.length / cells, FINEST_M)
    west, south, east, north = _grown(box, rotate(polygon, -angle, origin=centre), most)
    sides = sorted((east - west, north - south), reverse=True)
    shape = rotate(shapely.box(west, south, east, north), angle, origin=centre) if best[0] else shapely.Polygon()
    return Rectangle(sides[0], sides[1], shape)


def _directions(polygon: shapely.Polygon) -> list[float]:
    """Return the directions (degrees, 0–90) in which most of the outline runs."""
    corners = shapely.get_coordinates(polygon.exterior)
    along = np.diff(corners, axis=0)
    length = np.hypot(*along.T)
    angle = np.degrees(np.arctan2(along[:, 1], along[:, 0])) % 90
    found: list[float] = []
    weight = {
        int(k): float(length[(angle // ALIKE_DEGREES).astype(int) == k].sum()) for k in set(angle // ALIKE_DEGREES)
    }
    for cell in sorted(weight, key=lambda key: (-weight[key], key))[:DIRECTIONS]:
        here = np.flatnonzero((angle // ALIKE_DEGREES).astype(int) == cell)
        found.append(float(angle[here[np.argmax(length[here])]]))
    return found


def _in_grid(polygon: shapely.Polygon, cells: int) -> Box:
    """Return the largest box of cells that lie inside of a polygon, level with the axes."""
    west, south, east, north = polygon.bounds
    across, down = (max(FINEST_M, side / cells) for side in (east - west, north - south))
    shape = (ceil((north - south) / down), ceil((east - west) / across))
    place = from_origin(west, north, across, down)
    inside = rasterize([(polygon, 1)], out_shape=shape, transform=place, dtype="uint8")
    inside &= 1 - rasterize([(polygon.boundary, 1)], out_shape=shape, transform=place, all_touched=True, dtype="uint8")
    top, left, height, width = _largest(inside.astype(bool))
    return west + left * across, north - (top + height) * down, west + (left + width) * across, north - top * down


def _grown(box: Box, polygon: shapely.Polygon, most: float) -> Box:
    """Return a box with its sides moved out, one after the other, as far as it stays inside."""
    west, south, east, north = box
    sides = [west, south, east, north]
    if east <= west:
        return box
    around = polygon.buffer(ROUNDING_M)  # turning leaves rounding errors on its edges
    shapely.prepare(around)
    for side, way in ((0, -1), (2, 1), (1, -1), (3, 1)):
        start, near, far = sides[side], 0.0, most
        while far - near > CLOSE_M:
            middle = (near + far) / 2
            sides[side] = start + way * middle
            near, far = (
                (middle, far) if around.covers(shapely.box(sides[0], sides[1], sides[2], sides[3])) else (near, middle)
            )
        sides[side] = start + way * near
    return sides[0], sides[1], sides[2], sides[3]


def _largest(free: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Return top row, left column, height and width of the largest all-free rectangle of a grid."""
    rows, columns = free.shape
    above = np.zeros((rows, columns), dtype=np.int64)
    run = np.zeros(columns, dtype=np.int64)
    for row in range(rows):
        run = np.where(free[row], run + 1, 0)
        above[row] = run
    best, found = 0, (0, 0, 0, 0)
    place = np.arange(columns)
    most = int(above.max(initial=0))
    for height in range(1, most + 1):
        tall = above >= height
        # How far each run of tall columns reaches back: the column less the last one that isn't tall.
        last = np.maximum.accumulate(np.where(tall, -1, place), axis=1)
        width = np.where(tall, place - last, 0)
        row, column = divmod(int(width.argmax()), columns)
        if height * width[row, column] > best:
            best = int(height * width[row, column])
            found = (row - height + 1, column - int(width[row, column]) + 1, height, int(width[row, column]))
        if most * width[row, column] <= best:
            break  # what is higher is no wider
    return found
