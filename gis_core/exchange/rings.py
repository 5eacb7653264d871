"""Polygons from lists of rings, as text files and drawings give them: which ring is a hole, the shapes tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.base import Label

Points = NDArray[np.float64]
LEAST_POINTS = 3
UNCLOSED = Label("环没有闭合到起点", "a ring does not close on its first point")
ODD_ANGLE = 0.7182818
TURN = np.array(((np.cos(ODD_ANGLE), np.sin(ODD_ANGLE)), (-np.sin(ODD_ANGLE), np.cos(ODD_ANGLE))))


def in_one_order(shapes: NDArray[Any]) -> NDArray[Any]:
    """
    Return copies to compare: rings begin and run alike, parts and holes stand in one order.

    All are turned by an angle that no map has. GEOS orders by x, then y, and rounding would decide which of two corners
    of a parcel that stand above each other comes first.
    """
    turned: NDArray[Any] = shapely.normalize(shapely.transform(shapes, lambda points: points @ TURN))
    return turned


def closed(points: Points) -> tuple[Points, bool]:
    """Return a ring that ends where it starts, and whether it already did."""
    if len(points) > 1 and np.array_equal(points[0], points[-1]):
        return points, True
    return np.vstack([points, points[:1]]), False


def polygon_of(rings: Sequence[Points]) -> Any:
    """
    Return the polygon, or polygons, that closed rings make.

    A ring inside an odd number of others is a hole of the innermost of them; any other ring is an outline of its own. A
    ring of fewer than three different points can't be held; without any other the result is `None`.
    """
    usable = [ring for ring in rings if len(ring) > LEAST_POINTS]
    if not usable:
        return None
    if len(usable) == 1:
        return shapely.polygons(usable[0])
    outlines: Any = [shapely.linearrings(ring) for ring in usable]
    shells: Any = shapely.polygons(outlines)
    containers = _containers(shells)
    depth = [len(around) for around in containers]
    parts: Any = []
    for at, outline in enumerate(outlines):
        if depth[at] % 2 == 0:
            holes = [outlines[i] for i, around in enumerate(containers) if at in around and depth[i] == depth[at] + 1]
            parts.append(shapely.polygons(outline, holes or None))
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _containers(shells: Any) -> list[set[int]]:
    """Return for each ring the rings that hold it; of two equal ones the first holds the second."""
    areas = shapely.area(shells)
    inner_points = shapely.point_on_surface(shapely.make_valid(shells))
    around: list[set[int]] = [set() for _ in shells]
    inner, outer = shapely.STRtree(shells).query(inner_points, predicate="intersects")
    for i, j in zip(inner.tolist(), outer.tolist(), strict=True):
        if i != j and (areas[j], -j) > (areas[i], -i):
            around[i].add(j)
    return around
