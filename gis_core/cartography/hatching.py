"""
Hatches as lines that end at the polygon's edge, so that every viewer draws them alike and crisp.

Patterns of PDF are drawn with seams or blurred by some viewers, and a clipping path hides lines without shortening
them. Here the lines are cut by even-odd counting, for all polygons at once. Lines of one direction and distance are in
step over the whole sheet, so neighbours look like one area.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from gis_core.errors import WrongUseError

FINEST = 0.2  # mm; a closer hatch is a grey


def hatch_lines(areas: Sequence[BaseGeometry], spacing: float, angle: float) -> npt.NDArray[np.float64]:
    """
    Return the lines that hatch areas.

    Parameters
    ----------
    areas
        Polygons and multipolygons in paper mm, filled by even-odd.
    spacing
        Distance between two lines, in mm.
    angle
        Direction of the lines in degrees, counter-clockwise from x.

    Returns
    -------
    lines
        n × 2 × 2: for each line its two ends in mm, ordered by area, then across, then along.

    Raises
    ------
    WrongUseError
        If the lines would be closer than `FINEST`.
    """
    if not spacing >= FINEST:
        raise WrongUseError(f"a hatch's lines stand at least {FINEST} mm apart; {spacing:g} mm was asked for")
    along = np.array((math.cos(math.radians(angle)), math.sin(math.radians(angle))))
    across = np.array((-along[1], along[0]))
    parts, area = shapely.get_parts(np.asarray(areas, dtype=object), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    u, level = points @ along, points @ across / spacing
    same = ring[1:] == ring[:-1]
    begin, end = np.flatnonzero(same), np.flatnonzero(same) + 1
    low = np.minimum(level[begin], level[end])
    first = np.floor(low).astype(np.int64) + 1
    crossings = np.floor(np.maximum(level[begin], level[end])).astype(np.int64) + 1 - first
    edge = np.repeat(np.arange(len(begin)), crossings)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(crossings) - crossings, crossings)
    at = first[edge] + step
    a, b = begin[edge], end[edge]
    where = u[a] + (at - level[a]) / (level[b] - level[a]) * (u[b] - u[a])
    order = np.lexsort((where, at, area[part[ring[a]]]))  # an edge is crossed on its upper end only, so crossings pair
    where, at = where[order].reshape(-1, 2), at[order][::2]
    lines = where[:, :, None] * along + (at * spacing)[:, None, None] * across
    kept: npt.NDArray[np.float64] = lines[where[:, 1] - where[:, 0] > 1e-6]
    return kept
