"""
The rings of a column of polygons as flat arrays, and what can be told from single rings.

Ring order (a ring that runs against the others), vertices closer than 1 mm, and spikes are arithmetic on consecutive
vertices; numpy does it for all rows at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_core.exchange.checks.faults import Faults, Points, Positions, faults
from layers.base import Label

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CLOSEST_M = 0.001
"""Vertices nearer than this are one point written twice (boundary points are written to the millimetre)."""

SPIKES = ((np.radians(1.0), 1.0), (np.radians(10.0), 0.05))
"""(angle in radians, opening in metres): a vertex sharper and narrower than one of the pairs is a spike's point."""

WIDEST_SPIKE = 1.001 * np.tan(max(angle for angle, _ in SPIKES))
"""No spike's tangent is larger (a thousandth for rounding); most vertices are past it, and need no exact look."""

CLOCKWISE_FORMATS = frozenset({"shapefile", "filegdb"})
"""Formats whose outer rings run clockwise; elsewhere they run counter-clockwise (sources beside the rule)."""


@dataclass(frozen=True)
class Rings:
    """
    Rings of the polygonal rows, each with its closing vertex.

    Parameters
    ----------
    vertices
        (n, 2) coordinates in metres, ring after ring.
    start
        Index of each ring's first vertex, and behind the last ring the number of vertices.
    owner
        Position of the row that each ring belongs to, ascending.
    outer
        Whether a ring is the outer one of its polygon.
    """

    vertices: Points
    start: Positions
    owner: Positions
    outer: Flags

    @cached_property
    def ring_of(self) -> Positions:
        """Ring of each vertex."""
        return np.repeat(np.arange(len(self.owner)), np.diff(self.start))

    @cached_property
    def opens(self) -> Flags:
        """Whether a segment leaves the vertex (all but the closing ones)."""
        flags = np.ones(len(self.vertices), dtype=bool)
        flags[self.start[1:] - 1] = False
        return flags

    @cached_property
    def steps(self) -> Points:
        """Vector from each vertex to the next of its ring; zero at closing vertices."""
        steps = np.zeros_like(self.vertices)
        steps[:-1] = np.diff(self.vertices, axis=0)
        steps[~self.opens] = 0.0
        return steps

    @cached_property
    def lengths(self) -> Floats:
        """Length of `steps`, metres."""
        return np.asarray(np.hypot(self.steps[:, 0], self.steps[:, 1]))

    @cached_property
    def signed_area(self) -> Floats:
        """Area of each ring in m², positive when it runs counter-clockwise."""
        if not len(self.owner):
            return np.empty(0)
        local = self.vertices - np.repeat(self.vertices[self.start[:-1]], np.diff(self.start), axis=0)
        doubled = local[:, 0] * self.steps[:, 1] - local[:, 1] * self.steps[:, 0]
        return np.asarray(np.add.reduceat(doubled, self.start[:-1]) / 2)

    def rows_of(self, vertices: Positions) -> Positions:
        """Return the rows to which vertices belong."""
        return self.owner[self.ring_of[vertices]]


def rings_of(geometries: NDArray[Any], positions: Positions) -> Rings:
    """Return the rings of the polygons and multi-polygons at `positions` (ascending; none of them missing or empty)."""
    shapes = geometries[positions]
    plain = (shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON) & (
        shapely.get_num_interior_rings(shapes) == 0
    )
    if plain.all():
        return _single_rings(shapes, positions)
    if not plain.any():
        return _all_rings(shapes, positions)
    return _interleaved(_single_rings(shapes[plain], positions[plain]), _all_rings(shapes[~plain], positions[~plain]))


def _single_rings(shapes: NDArray[Any], positions: Positions) -> Rings:
    """Return the rings of polygons of one ring each, which needs no ring objects to be made."""
    start = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(shapes))]).astype(np.int64)
    return Rings(shapely.get_coordinates(shapes), start, positions, np.ones(len(positions), dtype=bool))


def _all_rings(shapes: NDArray[Any], positions: Positions) -> Rings:
    kind, vertices, offsets = shapely.to_ragged_array(shapes, include_z=False)
    ring_start, polygon_start = offsets[0].astype(np.int64), offsets[1].astype(np.int64)
    row_start = polygon_start[offsets[2]] if kind == shapely.GeometryType.MULTIPOLYGON else polygon_start
    outer = np.zeros(len(ring_start) - 1, dtype=bool)
    outer[polygon_start[:-1]] = True
    return Rings(vertices, ring_start, np.repeat(positions, np.diff(row_start)), outer)


def _interleaved(one: Rings, other: Rings) -> Rings:
    """Return the rings of both in the order of their rows."""
    owner = np.concatenate([one.owner, other.owner])
    order = np.argsort(owner, kind="stable")
    sizes = np.concatenate([np.diff(one.start), np.diff(other.start)])
    begin = np.concatenate([one.start[:-1], other.start[:-1] + len(one.vertices)])[order]
    start = np.concatenate([[0], np.cumsum(sizes[order])])
    take = np.repeat(begin - start[:-1], sizes[order]) + np.arange(start[-1])
    vertices = np.concatenate([one.vertices, other.vertices])[take]
    return Rings(vertices, start, owner[order], np.concatenate([one.outer, other.outer])[order])


def expected_turn(rings: Rings, format_name: str) -> int:
    """
    Return how outer rings ought to run: 1 counter-clockwise, -1 clockwise.

    Files go either way, whatever their format asks, and nothing depends on it, so the file's own majority decides, and
    the format only where there is none.
    """
    turns = np.sign(rings.signed_area[rings.outer])
    balance = float(turns.sum())
    if abs(balance) > 0 and len(turns) > 1:
        return 1 if balance > 0 else -1
    return -1 if format_name in CLOCKWISE_FORMATS else 1


def misturned(rings: Rings, turn: int) -> Flags:
    """Return which rings run the wrong way: outer ones against `turn`, holes along with it."""
    return np.asarray(np.sign(rings.signed_area) == np.where(rings.outer, -turn, turn))


def ring_order(rings: Rings, turn: int, valid: Flags) -> Faults:
    """Find valid rows with a ring that runs the wrong way (one that crosses itself runs both ways)."""
    wrong = np.flatnonzero(misturned(rings, turn) & valid[rings.owner])
    rows, first = np.unique(rings.owner[wrong], return_index=True)
    told = (
        Label("外环应为逆时针", "outer rings run counter-clockwise")
        if turn > 0
        else Label("外环应为顺时针", "outer rings run clockwise")
    )
    return faults("ring_order", rows, rings.vertices[rings.start[:-1][wrong[first]]], told)


def without_repeats(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return shapes without vertices closer than 1 mm to the one kept before; rings that are no larger stay."""
    below = np.nextafter(CLOSEST_M, 0)
    try:
        return np.asarray(shapely.remove_repeated_points(shapes, tolerance=below))
    except shapely.GEOSException:
        if len(shapes) == 1:
            return shapes
        middle = len(shapes) // 2
        return np.concatenate([without_repeats(shapes[:middle]), without_repeats(shapes[middle:])])


def repeated_vertices(rings: Rings) -> Faults:
    """Find rows with consecutive vertices closer than 1 mm."""
    close = np.flatnonzero(rings.opens & (rings.lengths < CLOSEST_M))
    rows, first, times = np.unique(rings.rows_of(close), return_index=True, return_counts=True)
    details = [
        Label(f"{count} 处，最近 {apart * 1000:.2f} 毫米", f"{count} times, {apart * 1000:.2f} mm apart")
        for count, apart in zip(times.tolist(), rings.lengths[close[first]].tolist(), strict=True)
    ]
    return faults("repeated_vertex", rows, rings.vertices[close[first]], details)


def _from_before(rings: Rings, values: Floats) -> Floats:
    """Return for each vertex the value at the vertex before it in its ring."""
    shifted = np.empty_like(values)
    shifted[1:] = values[:-1]
    shifted[rings.start[:-1]] = values[rings.start[1:] - 2]
    return shifted


def spikes(rings: Rings) -> Faults:
    """Find rows with a vertex at which the boundary turns straight back (`SPIKES`); repeated vertices would hide it."""
    x, y = _from_before(rings, rings.steps[:, 0]), _from_before(rings, rings.steps[:, 1])
    back = x * rings.steps[:, 0] + y * rings.steps[:, 1]
    cross = np.abs(x * rings.steps[:, 1] - y * rings.steps[:, 0])
    points = np.flatnonzero((back < 0) & (cross < WIDEST_SPIKE * -back))
    long, short = _from_before(rings, rings.lengths)[points], rings.lengths[points]
    sine = cross[points] / (long * short)
    opening = np.minimum(long, short) * sine
    sharp = np.zeros(len(points), dtype=bool)
    for angle, narrow in SPIKES:
        sharp |= (sine < np.sin(angle)) & (opening < narrow)
    points = points[sharp]
    rows, first = np.unique(rings.rows_of(points), return_index=True)
    reach = np.minimum(long, short)[sharp][first]
    details = [Label(f"长约 {metres:.2f} 米", f"about {metres:.2f} m long") for metres in reach.tolist()]
    return faults("spike", rows, rings.vertices[points[first]], details)
