"""Points onto the network: the nearest place on an edge, and what it costs to get there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from gis_core.errors import CrsError, GeometryError
from gis_core.siting.network.noding import Floats, Lines, Noded, Numbers

LONG_M = 100.0
"""A straight way (m) to the network that is long enough to be looked at."""

Points: TypeAlias = gpd.GeoSeries | gpd.GeoDataFrame | ArrayLike | Sequence[shapely.Point]
"""Points in the survey CRS: a GeoSeries, a GeoDataFrame of points, an array of Points, or coordinates (n, 2) in m."""


@dataclass(frozen=True)
class Snapped:
    """
    Points on edges.

    `edge` is the number of the edge, `offset` the metres along it from its start, `rest` the metres to its end,
    `access` the straight way from the point to the edge (m).
    """

    points: Floats
    edge: Numbers
    offset: Floats
    rest: Floats
    access: Floats

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.edge)

    def long(self, beyond_m: float = LONG_M) -> Numbers:
        """Return the numbers of the points farther from the network than `beyond_m`."""
        return np.flatnonzero(self.access > beyond_m)

    def take(self, which: NDArray[np.integer] | NDArray[np.bool_]) -> Snapped:
        """Return some of the points."""
        return Snapped(self.points[which], self.edge[which], self.offset[which], self.rest[which], self.access[which])


def snapped(net: Noded, tree: shapely.STRtree, points: Floats) -> Snapped:
    """Return the nearest place on the network for each point; of places equally near, that on the edge first stored."""
    if not len(points):
        none = np.empty(0)
        return Snapped(points, np.empty(0, np.int64), none, none, none)
    shapes = shapely.points(points)
    (which, edge), access = tree.query_nearest(shapes, return_distance=True, all_matches=True)
    order = np.lexsort((edge, which))
    first = order[np.unique(which[order], return_index=True)[1]]
    edge = edge[first].astype(np.int64)
    length = net.length[edge]
    offset = np.clip(shapely.line_locate_point(net.lines[edge], shapes), 0, length)
    return Snapped(points, edge, offset, length - offset, access[first])


def coordinates(points: Points, crs: str | None, *, what: str) -> Floats:
    """
    Return points as coordinates (n, 2) in m.

    Raises
    ------
    CrsError
        If they come in another CRS than the network's.
    GeometryError
        If they aren't points, or a coordinate is missing.
    """
    if isinstance(points, gpd.GeoDataFrame):
        points = points.geometry
    if isinstance(points, gpd.GeoSeries):
        if crs is not None and points.crs is not None and points.crs != crs:
            raise CrsError(f"the {what} are in {points.crs.to_string()}, the network in {crs}; convert them first")
        points = points.to_numpy()
    given: NDArray[Any] = np.asarray(points)
    if given.dtype == object:
        shapes: Lines = given
        if not bool(np.all(shapely.get_type_id(shapes) == shapely.GeometryType.POINT.value)):
            raise GeometryError(f"the {what} aren't all points; give a point for each (such as representative_point())")
        given = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
    given = given.astype(float).reshape(-1, 2) if given.size else np.empty((0, 2))
    if not np.isfinite(given).all():
        missing = int(np.flatnonzero(~np.isfinite(given).all(axis=1))[0])
        raise GeometryError(f"point {missing} of the {what} is empty or has no finite coordinates; leave it out")
    return given
