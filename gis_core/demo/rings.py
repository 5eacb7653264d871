"""
Rings with a tag on every edge: the geometry kernel with which land is cut.

Coordinates stand on a grid of one millimetre, so that neighbours that share a point share it bit by bit. A cut keeps
the tags of the edges that it leaves and tags the new edge on both sides; who owns an edge decides inset and frontage.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

Points = NDArray[np.float64]
Tags = NDArray[np.int64]

KERB = 0  # edge on the kerb of a road outside: frontage, no inset
BANK = -1  # edge on water or on the district's boundary: neither
LOT = -2  # edge between two lots

TOLERANCE = 0.004  # a vertex within it of an edge belongs to the edge, metres
MANY = 20_000  # pairs of edges and points beyond which an index is worth its making
SNAP = 0.4  # a cut ends on a vertex that is this near, metres


def following(values: Points) -> Points:
    """Return the values moved one place forward around the ring (quicker than `numpy.roll`)."""
    return np.concatenate([values[1:], values[:1]])


def on_grid(points: Points) -> Points:
    """Return the points rounded to the millimetre grid."""
    rounded: Points = np.round(points, 3) + 0.0
    return rounded


@dataclass(frozen=True)
class Ring:
    """A simple counter-clockwise ring, not closed; `tags[i]` belongs to the edge from point i to point i + 1."""

    points: Points
    tags: Tags

    @cached_property
    def edges(self) -> Points:
        """Edge vectors."""
        vectors: Points = following(self.points) - self.points
        return vectors

    @cached_property
    def lengths(self) -> Points:
        """Edge lengths in metres."""
        return np.hypot(self.edges[:, 0], self.edges[:, 1])

    @cached_property
    def area(self) -> float:
        """Area in m² (positive when counter-clockwise)."""
        x, y = (self.points - self.points[0]).T
        return float(0.5 * (x @ following(y) - y @ following(x)))

    @property
    def compactness(self) -> float:
        """Isoperimetric quotient: 1 for a circle, π/4 for a square."""
        return 4 * math.pi * self.area / float(self.lengths.sum()) ** 2

    @property
    def width(self) -> float:
        """Mean width: what a strip of this area and half this perimeter would have."""
        return 2 * self.area / float(self.lengths.sum())

    def frontage(self) -> float:
        """Length of the edges on a street or kerb, in metres."""
        return float(self.lengths[self.tags >= KERB].sum())

    def polygon(self) -> Polygon:
        """Return the ring as a polygon."""
        return Polygon(self.points)


def corners_of(polygon: BaseGeometry) -> Points:
    """Return the points of a polygon's outer ring, not closed, as they are."""
    points: Points = shapely.get_coordinates(shapely.get_exterior_ring(polygon))[:-1]
    return points


def ring_of(polygon: BaseGeometry) -> Ring:
    """Return the outer ring of a polygon, counter-clockwise and on the grid, all edges tagged `KERB`."""
    points = on_grid(corners_of(polygon))
    points = points[(points != following(points)).any(axis=1)]
    ring = Ring(points, np.zeros(len(points), np.int64))
    return ring if ring.area > 0 else Ring(points[::-1].copy(), np.zeros(len(points), np.int64))


def reversed_ring(ring: Ring) -> Ring:
    """Return the ring run the other way round: what lies outside it, seen as a neighbour."""
    return Ring(ring.points[::-1].copy(), np.concatenate([ring.tags[-2::-1], ring.tags[-1:]]))


@dataclass(frozen=True)
class Frame:
    """The box of a ring in its own direction: `u` along the long side, `v` across; starts and extents in metres."""

    u: Points
    v: Points
    u_start: float
    u_extent: float
    v_start: float
    v_extent: float

    def at(self, along: float, across: float) -> Points:
        """Return the point at fractions of the box."""
        point: Points = self.u * (self.u_start + along * self.u_extent) + self.v * (
            self.v_start + across * self.v_extent
        )
        return point

    def turned(self) -> Frame:
        """Return the same box with the short side first."""
        return Frame(self.v, -self.u, self.v_start, self.v_extent, -self.u_start - self.u_extent, self.u_extent)


def direction(ring: Ring, weights: Points | None = None) -> float:
    """Return the angle in radians (modulo 90°) that most of the edges follow, longer ones counting more."""
    weight = ring.lengths if weights is None else ring.lengths * weights
    angles = np.arctan2(ring.edges[:, 1], ring.edges[:, 0])
    return float(np.angle((weight * np.exp(4j * angles)).sum()) / 4)


def frame_of(points: Points, angle: float) -> Frame:
    """Return the box of points in the direction `angle` (radians), its longer side first."""
    u = np.array([math.cos(angle), math.sin(angle)])
    v = np.array([-u[1], u[0]])
    along, across = points @ u, points @ v
    box = Frame(u, v, float(along.min()), float(np.ptp(along)), float(across.min()), float(np.ptp(across)))
    return box if box.u_extent >= box.v_extent else box.turned()


class Anchors:
    """Points where cuts have ended, so that later ones end there too and not a hand's breadth beside."""

    def __init__(self, cell: float = 1.0) -> None:
        self._cell = cell
        self._points: defaultdict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)

    def add(self, point: Points) -> None:
        """Remember a point."""
        x, y = float(point[0]), float(point[1])
        self._points[int(x // self._cell), int(y // self._cell)].append((x, y))

    def nearest(self, point: Points, radius: float) -> Points | None:
        """Return the nearest remembered point within `radius` (at most the cell size), if any."""
        x, y = float(point[0]), float(point[1])
        column, row = int(x // self._cell), int(y // self._cell)
        best, found = radius, None
        for i in (column - 1, column, column + 1):
            for j in (row - 1, row, row + 1):
                for candidate in self._points.get((i, j), ()):
                    distance = math.hypot(candidate[0] - x, candidate[1] - y)
                    if distance < best:
                        best, found = distance, candidate
        return None if found is None else np.array(found)


def edge_at(ring: Ring, point: Points, tolerance: float = TOLERANCE) -> int | None:
    """Return the edge of the ring on which the point lies, if any."""
    squared = np.maximum(ring.lengths**2, 1e-12)
    share = np.clip(((point - ring.points) * ring.edges).sum(axis=1) / squared, 0, 1)
    gap = ring.points + share[:, None] * ring.edges - point
    distance = np.hypot(gap[:, 0], gap[:, 1])
    edge = int(distance.argmin())
    return edge if distance[edge] < tolerance else None


def crossings(ring: Ring, origin: Points, heading: Points) -> tuple[Points, Tags, Points]:
    """Return where the line through `origin` crosses the ring: positions along it (sorted), edges and points."""
    normal = np.array([-heading[1], heading[0]])
    side = (ring.points - origin) @ normal
    after = following(side)
    edges = np.nonzero((side >= 0) != (after >= 0))[0]
    share = side[edges] / (side[edges] - after[edges])
    points = ring.points[edges] + share[:, None] * ring.edges[edges]
    along = (points - origin) @ heading
    order = np.argsort(along)
    return along[order], edges[order], points[order]


def split_ring(
    ring: Ring, first: tuple[int, Points], last: tuple[int, Points], middle: Points, tag: int
) -> tuple[Ring, Ring] | None:
    """
    Cut a ring from a point on one edge along `middle` to a point on another edge.

    Returns
    -------
    halves
        The two rings, with `tag` on the edges of the cut; `None` if both ends lie on the same edge.
    """
    (i, start), (j, end) = first, last
    if i == j:
        return None

    def side(i: int, start: Points, j: int, end: Points, back: Points) -> Ring:
        count = len(ring.points)
        between = (i + 1 + np.arange((j - i) % count)) % count
        points = np.concatenate([start[None], ring.points[between], end[None], back])
        tags = np.concatenate([[ring.tags[i]], ring.tags[between], np.full(1 + len(back), tag)])
        keep = (points != following(points)).any(axis=1)
        return Ring(points[keep], tags[keep].astype(np.int64))

    return side(i, start, j, end, middle[::-1]), side(j, end, i, start, middle)


def straight_cut(
    ring: Ring, origin: Points, heading: Points, tag: int, anchors: Anchors
) -> tuple[Ring, Ring, Points] | None:
    """
    Cut a ring along the longest chord of the line through `origin`; ends snap to vertices and anchors within 0.4 m.

    Returns
    -------
    halves
        Two rings and the chord (2 points), or `None` where no clean cut is possible.
    """
    along, edges, points = crossings(ring, origin, heading)
    if len(along) < 2 or len(along) % 2:
        return None
    chord = 2 * int(np.argmax(along[1::2] - along[::2]))
    i, j = int(edges[chord]), int(edges[chord + 1])
    if i == j:
        return None
    ends = [_snapped(ring, edge, points[chord + k], anchors) for k, edge in enumerate((i, j))]
    halves = split_ring(ring, (i, ends[0]), (j, ends[1]), np.empty((0, 2)), tag)
    if halves is None or min(len(half.points) for half in halves) < 3:
        return None
    return halves[0], halves[1], np.array(ends)


def _snapped(ring: Ring, edge: int, point: Points, anchors: Anchors) -> Points:
    for vertex in (ring.points[edge], ring.points[(edge + 1) % len(ring.points)]):
        if math.hypot(*(vertex - point)) < SNAP:
            corner: Points = vertex
            return corner
    anchor = anchors.nearest(point, SNAP)
    if anchor is not None:
        start, vector, length = ring.points[edge], ring.edges[edge], float(ring.lengths[edge])
        off = abs(float(vector[0] * (anchor - start)[1] - vector[1] * (anchor - start)[0])) / length
        if off < TOLERANCE / 2:
            return anchor
    return on_grid(point)


def with_vertices(points: Points, candidates: Points, *, closed: bool = True) -> tuple[Points, Tags]:
    """
    Insert the candidates that lie on an edge (within 4 mm) as vertices of it.

    Returns
    -------
    points, edges
        The denser line or ring, and for each of its edges the number of the edge it was part of.
    """
    vectors = following(points) - points if closed else np.diff(points, axis=0)
    starts = points if closed else points[:-1]
    numbers = np.arange(len(starts))
    box = (candidates >= points.min(axis=0) - 0.01).all(axis=1) & (candidates <= points.max(axis=0) + 0.01).all(axis=1)
    candidates = candidates[box]
    if not len(candidates):
        return points, numbers
    if len(starts) * len(candidates) > MANY:
        tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([starts, starts + vectors], axis=1))))
        candidate, edge = tree.query(shapely.points(candidates), predicate="dwithin", distance=2 * TOLERANCE)
    else:
        edge, candidate = (pairs.ravel() for pairs in np.indices((len(starts), len(candidates))))
    length = np.maximum(np.hypot(vectors[:, 0], vectors[:, 1]), 1e-9)[edge]
    offset = candidates[candidate] - starts[edge]
    along = (offset * vectors[edge]).sum(axis=1) / length
    off = np.abs(offset[:, 1] * vectors[edge, 0] - offset[:, 0] * vectors[edge, 1]) / length
    near = (off < TOLERANCE) & (along > 1e-6) & (along < length - 1e-6)
    if not near.any():
        return points, numbers
    edge, candidate, along = edge[near], candidate[near], along[near]
    order = np.lexsort((candidate, along, edge))
    edge, candidate = edge[order], candidate[order]
    new = candidates[candidate]
    known = {tuple(point) for point in points.tolist()}
    fresh = np.array([tuple(point) not in known for point in new.tolist()])
    repeated = np.zeros(len(new), bool)
    repeated[1:] = (new[1:] == new[:-1]).all(axis=1) & (edge[1:] == edge[:-1])
    keep = fresh & ~repeated
    edge, new = edge[keep], new[keep]
    return np.insert(points, edge + 1, new, axis=0), np.insert(numbers, edge + 1, edge)


def noded(rings: Iterable[Ring]) -> list[Ring]:
    """Return the rings with every vertex of one that lies on an edge of another inserted there."""
    rings = list(rings)
    if len(rings) < 2:
        return rings
    vertices = np.unique(np.concatenate([ring.points for ring in rings]), axis=0)
    done = []
    for ring in rings:
        points, edges = with_vertices(ring.points, vertices)
        done.append(ring if len(points) == len(ring.points) else Ring(points, ring.tags[edges]))
    return done


def rounded_corners(
    ring: Ring, radius: float, *, turn: float = 0.5, kept: frozenset[tuple[float, ...]] = frozenset()
) -> Ring:
    """
    Round the convex corners where street edges meet (转角), leaving every other vertex where it is.

    Parameters
    ----------
    ring
        The ring.
    radius
        Distance from the corner at which the curve begins, in metres; at most 0.4 of the edge.
    turn
        Least turn in radians that counts as a corner.
    kept
        Corners that stay as they are; so do those at an edge without street.
    """
    before = np.roll(ring.edges, 1, axis=0)
    turns = np.arctan2(
        before[:, 0] * ring.edges[:, 1] - before[:, 1] * ring.edges[:, 0], (before * ring.edges).sum(axis=1)
    )
    points: list[Points] = []
    tags: list[int] = []
    for i, corner in enumerate(ring.points):
        previous, tag = int(ring.tags[i - 1]), int(ring.tags[i])
        street = previous >= KERB and tag >= KERB and tuple(corner.tolist()) not in kept
        reach = min(radius, 0.4 * float(ring.lengths[i - 1]), 0.4 * float(ring.lengths[i]))
        if turns[i] < turn or not street or reach < 0.5:
            points.append(corner)
            tags.append(tag)
            continue
        start = corner - before[i] / np.hypot(*before[i]) * reach
        end = corner + ring.edges[i] / ring.lengths[i] * reach
        middle = 0.25 * start + 0.5 * corner + 0.25 * end
        points += [start, middle, end]
        tags += [previous, tag, tag]
    rounded = on_grid(np.array(points))
    keep = (rounded != following(rounded)).any(axis=1)
    return Ring(rounded[keep], np.array(tags, np.int64)[keep])


def edges_of(rings: Iterable[Points]) -> NDArray[np.object_]:
    """Return every edge of the closed rings once, as line strings (for `shapely.polygonize`)."""
    segments = np.concatenate([np.stack([ring, following(ring)], axis=1) for ring in rings])
    swap = (segments[:, 0, 0] > segments[:, 1, 0]) | (
        (segments[:, 0, 0] == segments[:, 1, 0]) & (segments[:, 0, 1] > segments[:, 1, 1])
    )
    segments[swap] = segments[swap][:, ::-1]
    lines: NDArray[np.object_] = np.asarray(shapely.linestrings(np.unique(segments, axis=0)))
    return lines
