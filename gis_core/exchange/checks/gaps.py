"""
Gaps: land between features that none of them claims.

Two kinds are looked for. A closed gap is a face among the unmatched edges that no shape covers. An open gap is a narrow
strip between two features that runs out into the open, so that no edges close it; it is found by looking across.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_core.exchange.checks.faults import Points, Positions
from gis_core.exchange.checks.overlaps import THICKNESS_M
from gis_core.exchange.checks.rings import CLOSEST_M, Rings
from gis_core.exchange.checks.shapes import NARROW_M

LARGEST_M2 = 50_000.0
"""Closed land above this area (m²) is taken for land that nobody meant to deliver: a lake, a net of streets."""

ACROSS = 0.2
"""Largest cosine between an edge and the shortest way over a strip: the other side must lie across, not ahead."""

SAMPLES = (0.1, 0.5, 0.9)
"""Where along an edge one looks across."""


@dataclass(frozen=True)
class Gaps:
    """
    Gaps, one entry for each gap and shape beside it.

    Parameters
    ----------
    beside
        Index of the shape.
    size
        Area in m² of a closed gap, width in m of an open one.
    closed
        Which of the two it is.
    places
        A point inside of it (closed) or on the shape's edge (open).
    """

    beside: Positions
    size: NDArray[np.float64]
    closed: NDArray[np.bool_]
    places: Points


def closed_gaps(
    shapes: NDArray[Any], tree: shapely.STRtree, rings: Rings, edges: Positions, blind: NDArray[Any]
) -> Gaps:
    """
    Find the faces among the unmatched `edges` that no shape covers.

    Parameters
    ----------
    shapes, tree
        All valid shapes (also those on record around them) and their tree.
    rings, edges
        Their rings and the first vertices of the unmatched edges.
    blind
        Boxes of shapes that couldn't be looked at; a gap that meets one is that shape's fault, not its neighbours'.
    """
    lines = shapely.linestrings(np.stack([rings.vertices[edges], rings.vertices[edges + 1]], axis=1))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(lines))))
    area = shapely.area(faces)
    solid = (area <= LARGEST_M2) & (2 * area > THICKNESS_M * shapely.length(faces))
    faces, area = faces[solid], area[solid]
    inside = shapely.point_on_surface(faces)
    bare = np.ones(len(faces), dtype=bool)
    bare[tree.query(inside, predicate="intersects")[0]] = False
    faces, area, inside = faces[bare], area[bare], inside[bare]
    if len(blind) and len(faces):
        seen = np.ones(len(faces), dtype=bool)
        seen[shapely.STRtree(blind).query(faces)[0]] = False
        faces, area, inside = faces[seen], area[seen], inside[seen]
    gap, beside = tree.query(faces, predicate="intersects")
    shared = shapely.length(shapely.intersection(shapely.boundary(faces[gap]), shapes[beside]))
    borders = shared > CLOSEST_M
    gap, beside = gap[borders], beside[borders]
    return Gaps(beside, area[gap], np.ones(len(gap), dtype=bool), shapely.get_coordinates(inside)[gap].reshape(-1, 2))


def open_gaps(shapes: NDArray[Any], tree: shapely.STRtree, rings: Rings, edges: Positions) -> Gaps:
    """
    Find strips narrower than `NARROW_M` between an unmatched edge and another shape that lies straight across.
    """
    owner = rings.rows_of(edges)
    begin, step = rings.vertices[edges], rings.steps[edges]
    points = np.concatenate([begin + share * step for share in SAMPLES])
    owner, step = np.tile(owner, len(SAMPLES)), np.tile(step, (len(SAMPLES), 1))
    spots: NDArray[Any] = np.asarray(shapely.points(points))
    at, other = tree.query(spots, predicate="dwithin", distance=NARROW_M)
    foreign = other != owner[at]
    at, other = at[foreign], other[foreign]
    ways = shapely.shortest_line(spots[at], shapes[other])
    width: NDArray[np.float64] = np.asarray(shapely.length(ways))
    nearest = np.full(len(spots), np.inf)
    np.minimum.at(nearest, at, width)
    ends = shapely.get_coordinates(ways).reshape(-1, 2, 2)
    way = ends[:, 1] - ends[:, 0]
    along = np.abs((way * step[at]).sum(axis=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        across = along / (width * np.hypot(step[at, 0], step[at, 1])) < ACROSS
    gap = np.flatnonzero(across & (width > 2 * THICKNESS_M) & (width <= nearest[at] + CLOSEST_M))
    gap = gap[_over_nothing(tree, ends[gap])]
    rows, first = np.unique(owner[at[gap]], return_index=True)
    chosen = gap[first]
    return Gaps(rows, width[chosen], np.zeros(len(rows), dtype=bool), points[at[chosen]])


def _over_nothing(tree: shapely.STRtree, ways: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which ways over a strip have bare ground in their middle."""
    bare = np.ones(len(ways), dtype=bool)
    bare[tree.query(shapely.points(ways.mean(axis=1)), predicate="intersects")[0]] = False
    return bare
