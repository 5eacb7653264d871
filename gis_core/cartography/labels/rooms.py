"""
Where in an area there is room for a label: the widest level stretches, for all areas of a sheet at once.

Each area is cut at a few heights; the middle of a stretch and its width say where a label may stand and how long it may
be, so that most of what can't fit is known without looking at the shape again. A strip is turned level and cut too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

Points: TypeAlias = npt.NDArray[np.float64]

CUTS = 8  # besides the one through the centroid
MOST = 9  # stretches of an area that are tried
PARTS = 3  # of an area of several parts that may be labelled, the largest first
STRIP = 2.5  # an area longer than so many times its breadth is labelled along its axis too
LEVEL = 3.0  # degrees; an axis within it is level


@dataclass(frozen=True, eq=False)
class Room:
    """
    Places in an area, the best first.

    Parameters
    ----------
    part
        The polygon.
    middles, widths
        Middles of its widest stretches in the direction of `angle`, and how long they are.
    height
        Of the polygon, across that direction.
    angle
        Direction in degrees, 0 is level.
    """

    part: Polygon
    middles: Points
    widths: npt.NDArray[np.float64]
    height: float
    angle: float


def rooms(things: Sequence[BaseGeometry]) -> list[list[Room]]:
    """Return the rooms of each of some areas: level ones of its parts, then those along a strip's axis."""
    found: list[list[Room]] = [[] for _ in things]
    parts, owner = shapely.get_parts(np.array(things, dtype=object), return_index=True)
    polygonal = (shapely.get_type_id(parts) == 3) & ~shapely.is_empty(parts)
    parts, owner = parts[polygonal], owner[polygonal]
    order = np.lexsort((-shapely.area(parts), owner))
    parts, owner = parts[order], owner[order]
    rank = np.arange(len(owner)) - np.searchsorted(owner, owner)
    parts, owner = parts[rank < PARTS], owner[rank < PARTS]
    if not len(parts):
        return found
    shapely.prepare(parts)
    angles = _axes(parts)
    strips = np.flatnonzero(angles)
    straight = [shapely.transform(parts[at], partial(turned, angle=-angles[at])) for at in strips]
    level = _stretches(parts)
    along = dict(zip(strips.tolist(), _stretches(np.array(straight, dtype=object)), strict=True))
    for at, (area, part) in enumerate(zip(owner.tolist(), parts, strict=True)):
        found[area].append(Room(part, *level[at], 0.0))
        if at in along:
            middles, widths, height = along[at]
            angle = float(angles[at])
            found[area].append(Room(part, turned(middles, angle), widths, height, angle))
    return found


def _stretches(parts: npt.NDArray[np.object_]) -> list[tuple[Points, npt.NDArray[np.float64], float]]:
    """Return of each polygon its stretches (middle, width), the centroid's first, then the widest; and its height."""
    if not len(parts):
        return []
    bounds, centres = shapely.bounds(parts), shapely.get_coordinates(shapely.centroid(parts))
    tall = bounds[:, 3] - bounds[:, 1]
    heights = bounds[:, 1, None] + tall[:, None] * (np.arange(CUTS) + 0.5) / CUTS
    heights = np.column_stack((centres[:, 1], heights))
    rings, of = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    a, b, polygon = points[:-1][same], points[1:][same], of[ring[:-1][same]]
    cuts = heights[polygon]
    edge, row = np.nonzero((a[:, 1, None] <= cuts) != (b[:, 1, None] <= cuts))
    y = cuts[edge, row]
    x = a[edge, 0] + (y - a[edge, 1]) / (b[edge, 1] - a[edge, 1]) * (b[edge, 0] - a[edge, 0])
    order = np.lexsort((x, row, polygon[edge]))  # an edge is cut on its upper end only, so the crossings pair
    x, y = x[order].reshape(-1, 2), y[order][::2]
    polygon, row = polygon[edge][order][::2], row[order][::2]
    widths = x[:, 1] - x[:, 0]
    centre = centres[polygon, 0]
    central = (row == 0) & (x[:, 0] < centre) & (centre < x[:, 1])
    order = np.lexsort((np.where(central, -np.inf, -widths), polygon))
    middles, widths = np.column_stack((x.mean(axis=1), y))[order], widths[order]
    begins = np.searchsorted(polygon[order], np.arange(len(parts) + 1)).tolist()
    return [
        (middles[begin : min(end, begin + MOST)], widths[begin : min(end, begin + MOST)], float(high))
        for begin, end, high in zip(begins[:-1], begins[1:], tall, strict=True)
    ]


def _axes(parts: npt.NDArray[np.object_]) -> npt.NDArray[np.float64]:
    """Return the direction of each strip's longest axis, so that it is read from left to right; 0 for other areas."""
    with np.errstate(all="ignore"):  # slivers without an area
        rectangles = shapely.oriented_envelope(parts)
    found = np.zeros(len(parts))
    proper = np.flatnonzero(shapely.get_type_id(rectangles) == 3)
    corners = shapely.get_coordinates(rectangles[proper]).reshape(-1, 5, 2)
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 1]
    long, broad = np.hypot(*first.T), np.hypot(*second.T)
    axis = np.where((long >= broad)[:, None], first, second)
    strip = np.maximum(long, broad) >= STRIP * np.minimum(long, broad)
    for at in np.flatnonzero(strip):
        angle = readable(math.degrees(math.atan2(axis[at, 1], axis[at, 0])))
        found[proper[at]] = angle if abs(angle) > LEVEL else 0.0
    return found


def readable(angle: float) -> float:
    """Turn an angle by half circles into (-90°, 90°]."""
    angle = (angle + 90) % 180 - 90
    return 90.0 if angle == -90 else angle


def turned(points: Points, angle: float) -> Points:
    """Turn points about the origin by degrees."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    found: Points = points @ np.array(((c, s), (-s, c)))
    return found
