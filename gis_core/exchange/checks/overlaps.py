"""Overlaps: sought only where the sieve leaves unmatched edges, then followed wherever they lead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_core.exchange.checks.faults import Points, Positions
from gis_core.exchange.checks.shapes import NARROW_M
from gis_core.exchange.checks.threads import in_pieces

THICKNESS_M = 0.005
"""
Mean width (2 · area / perimeter) in metres up to which an overlap or gap is the rounding of coordinates: a vertex
rounded to the centimetre beside a neighbour's straight edge leaves a triangle half as thick.
"""

AREAL = (3, 6)
WIDER = np.array([-1.0, -1.0, 1.0, 1.0]) * NARROW_M

Pairs = NDArray[np.int64]
NO_PAIRS: Pairs = np.empty((0, 2), dtype=np.int64)


@dataclass(frozen=True)
class Overlaps:
    """
    Pairs of shapes that overlap.

    Parameters
    ----------
    pairs
        (n, 2) indices, smaller first.
    area
        Area that both claim, m².
    places
        A point inside of it.
    near
        (m, 2) indices of all pairs looked at that come within `NARROW_M` of each other.
    """

    pairs: Pairs
    area: NDArray[np.float64]
    places: Points
    near: Pairs


def find_overlaps(shapes: NDArray[Any], tree: shapely.STRtree, suspects: Positions) -> Overlaps:
    """
    Find every overlap that a suspect takes part in, and those that hang together with it.

    An overlapped area ends at unmatched edges, so its rim is found from the suspects; where layers lie upon layers, the
    inside is reached by asking the neighbours of each shape found.
    """
    asked = np.zeros(len(shapes), dtype=bool)
    seen = np.empty(0, dtype=np.int64)
    found: list[Overlaps] = []
    while len(suspects):
        asked[suspects] = True
        boxes = shapely.box(*(shapely.bounds(shapes[suspects]) + WIDER).T)
        at, other = tree.query(boxes)
        one = suspects[at]
        low, high = np.minimum(one, other), np.maximum(one, other)
        keys = np.unique(low[one != other] * np.int64(len(shapes)) + high[one != other])
        fresh = keys[~np.isin(keys, seen)]
        seen = np.union1d(seen, fresh)
        pairs = np.column_stack(np.divmod(fresh, np.int64(len(shapes))))
        overlaps = measure_overlaps(shapes, pairs)
        found.append(overlaps)
        involved = np.unique(overlaps.pairs)
        around = tree.query(shapes[involved])[1] if len(involved) else involved
        suspects = np.unique(np.concatenate([involved, around]))
        suspects = suspects[~asked[suspects]]
    return Overlaps(
        np.concatenate([NO_PAIRS, *(part.pairs for part in found)]),
        np.concatenate([np.empty(0), *(part.area for part in found)]),
        np.concatenate([np.empty((0, 2)), *(part.places for part in found)]),
        np.concatenate([NO_PAIRS, *(part.near for part in found)]),
    )


def measure_overlaps(shapes: NDArray[Any], pairs: Pairs) -> Overlaps:
    """Return those of `pairs` that come near each other, and those whose shared area is thicker than `THICKNESS_M`."""
    if not len(pairs):
        return Overlaps(NO_PAIRS, np.empty(0), np.empty((0, 2)), NO_PAIRS)
    near = pairs[in_pieces(_come_near, shapes[pairs[:, 0]], shapes[pairs[:, 1]])]
    shared = in_pieces(shapely.intersection, shapes[near[:, 0]], shapes[near[:, 1]])
    areal = np.flatnonzero(shapely.area(shared) > 0)
    pieces, owner = _polygons(shared[areal])
    thick = 2 * shapely.area(pieces) > THICKNESS_M * shapely.length(pieces)
    pieces, owner = pieces[thick], owner[thick]
    area = np.bincount(owner, weights=shapely.area(pieces), minlength=len(areal)).astype(np.float64)
    which, first = np.unique(owner, return_index=True)
    inside = shapely.get_coordinates(shapely.point_on_surface(pieces[first])).reshape(-1, 2)
    return Overlaps(near[areal[which]], area[which], inside, near)


def _come_near(one: NDArray[Any], other: NDArray[Any]) -> NDArray[np.bool_]:
    return np.asarray(shapely.dwithin(one, other, NARROW_M))


def _polygons(shapes: NDArray[Any]) -> tuple[NDArray[Any], Positions]:
    """Return all polygons inside shapes of any type, and the index of the shape that each comes from."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    inner, of = shapely.get_parts(parts, return_index=True)
    areal = np.isin(shapely.get_type_id(inner), AREAL)
    return inner[areal], owner[of][areal]
