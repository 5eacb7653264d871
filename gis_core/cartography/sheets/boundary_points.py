"""
Boundary points (界址点) of a parcel: numbered, with their coordinates and the lengths of their edges.

Numbers begin at the north-western corner of the outer ring and run clockwise, then go on through the holes and further
parts (TD/T 1001-2012). Lengths are those between coordinates as they are printed, to the millimetre, so that whoever
recomputes them finds the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from gis_core.errors import GeometryError
from gis_core.place import Axis


@dataclass(frozen=True)
class BoundaryPoint:
    """
    A boundary point.

    Parameters
    ----------
    name
        `J1`, `J2` …
    ring
        In which ring of the parcel, from 1 (outer).
    east, north
        Easting and northing in metres, to the millimetre.
    edge_m
        Length of the edge to the next point of its ring, in metres.
    """

    name: str
    ring: int
    east: float
    north: float
    edge_m: float


def boundary_points(shape: BaseGeometry) -> list[BoundaryPoint]:
    """
    Return the boundary points of a polygon or of several, ring by ring.

    Raises
    ------
    GeometryError
        If it has no area.
    """
    found: list[BoundaryPoint] = []
    for ring, corners in enumerate(_rings(shape), start=1):
        for at, (east, north) in enumerate(corners):
            after = corners[(at + 1) % len(corners)]
            edge = math.hypot(after[0] - east, after[1] - north)
            found.append(BoundaryPoint(f"J{len(found) + 1}", ring, east, north, edge))
    return found


def edges(points: list[BoundaryPoint]) -> list[tuple[BoundaryPoint, LineString]]:
    """Return the edges from each point to the next of its ring, as lines on the ground."""
    found = []
    for ring in dict.fromkeys(point.ring for point in points):
        some = [point for point in points if point.ring == ring]
        for one, after in zip(some, [*some[1:], some[0]], strict=True):
            found.append((one, LineString([(one.east, one.north), (after.east, after.north)])))
    return found


def rows(points: list[BoundaryPoint], axes: Sequence[Axis]) -> list[tuple[str, float, float, float | None]]:
    """
    Return the boundary-point table: name, the two coordinates, length; each ring ends with its first point.

    The coordinates stand in the order of the survey CRS's axes: in Chinese survey X, the northing, stands first.
    """

    def places(point: BoundaryPoint) -> tuple[float, float]:
        first, second = (point.north if axis.northing else point.east for axis in axes)
        return first, second

    found: list[tuple[str, float, float, float | None]] = []
    for ring in dict.fromkeys(point.ring for point in points):
        some = [point for point in points if point.ring == ring]
        found += [(point.name, *places(point), point.edge_m) for point in some]
        found.append((some[0].name, *places(some[0]), None))
    return found


def _rings(shape: BaseGeometry) -> Iterator[list[tuple[float, float]]]:
    parts = [
        part for part in shapely.get_parts(shapely.get_parts(shape)) if isinstance(part, Polygon) and not part.is_empty
    ]
    if not parts:
        raise GeometryError(f"a {shape.geom_type} has no boundary points; name a feature that is an area")
    for part in sorted(parts, key=lambda part: -part.area):
        for ring in (part.exterior, *part.interiors):
            corners = [(round(x, 3), round(y, 3)) for x, y in ring.coords[:-1]]
            corners = [one for at, one in enumerate(corners) if one != corners[at - 1]]
            if shapely.is_ccw(ring):
                corners.reverse()
            first = _north_western(corners)
            yield corners[first:] + corners[:first]


def _north_western(corners: list[tuple[float, float]]) -> int:
    """Return which corner lies farthest to the north-west; of several the more northern."""
    return max(range(len(corners)), key=lambda at: (round(corners[at][1] - corners[at][0], 6), corners[at][1]))
