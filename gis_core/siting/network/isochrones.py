"""Isochrones (等时圈): the streets reached within a time, and the ground beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from gis_core.errors import WrongUseError
from gis_core.siting.network.noding import EXACT_M, Floats, Lines, Noded
from gis_core.siting.network.paths import Ways, from_points
from gis_core.siting.network.snapping import Snapped
from gis_core.siting.network.walking import reach_m

WIDTH_M = 30.0
"""How far beside a reached street counts as reached (m): the depth of a row of lots."""
Row = tuple[float, float, float, BaseGeometry]


def reached(
    net: Noded, ways: Ways, starts: Snapped, minutes: Sequence[float], *, speed: float, width_m: float
) -> Iterator[Row]:
    """
    Yield minutes, distance (m), length of street reached (m) and polygon for each time, shortest first.

    The construction: every edge is reached from both ends as far as what is left of the distance at that end allows
    (on the starting edge, from the start to both sides); the reached parts are buffered by `width_m` and united. So a
    block's inside that is farther from any reached street stays a hole, and the far bank of a river stays outside
    unless a bridge leads there. The straight way from a start to its street counts, and is part of the polygon.

    Raises
    ------
    WrongUseError
        If a time or the speed isn't sensible.
    """
    if not width_m > 0:
        raise WrongUseError(f"width_m = {width_m} makes no polygon; give metres above 0", field="width_m")
    times = sorted(minutes)
    if not times or not len(starts):
        return
    reaches = [reach_m(time, speed) for time in times]
    far, _ = from_points(ways, starts, reaches[-1])
    for time, reach in zip(times, reaches, strict=True):
        parts = _parts(net, far, starts, reach)
        ways_in = shapely.shortest_line(shapely.points(starts.points), net.lines[starts.edge])
        entered = starts.access <= reach
        shapes = np.concatenate([parts, ways_in[entered & (starts.access > EXACT_M)]])
        buffered = shapely.buffer(shapes, width_m) if len(shapes) else np.empty(0, object)
        yield time, reach, float(shapely.length(shapely.union_all(parts))), shapely.union_all(buffered)


def _parts(net: Noded, far: Floats, starts: Snapped, reach: float) -> Lines:
    """Return the reached parts of the edges."""
    left_start = np.clip(reach - far[net.start], 0, None)
    left_end = np.clip(reach - far[net.end], 0, None)
    whole = left_start + left_end >= net.length
    found = [net.lines[whole]]
    cut = np.flatnonzero(~whole & ((left_start > EXACT_M) | (left_end > EXACT_M)))
    partial: list[BaseGeometry] = []
    for edge in cut:
        line, length = net.lines[edge], net.length[edge]
        if left_start[edge] > EXACT_M:
            partial.append(substring(line, 0, left_start[edge]))
        if left_end[edge] > EXACT_M:
            partial.append(substring(line, length - left_end[edge], length))
    for i in range(len(starts)):
        edge, left = starts.edge[i], reach - starts.access[i]
        if left > 0 and not whole[edge]:
            at = starts.offset[i]
            partial.append(substring(net.lines[edge], max(at - left, 0), min(at + left, net.length[edge])))
    found.append(np.array(partial, dtype=object))
    return np.concatenate(found)
