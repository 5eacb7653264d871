"""
Shortest ways between many points, by Dijkstra's method on a sparse matrix (docs/decisions/0920).

A way no longer than a limit stays within that limit of its start as the crow flies, too. So with a limit the origins
are taken tile by tile, and each tile sees only the streets and targets of its surroundings; the result is exact, and
neither time nor memory grows with the square of the town.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from gis_core.errors import WrongUseError
from gis_core.siting.network.noding import Floats, Noded, Numbers
from gis_core.siting.network.snapping import Snapped

CELLS = 4_000_000
"""Distances (8 bytes each) held at once, for each of the few arrays of a step."""
ROUNDING_M = 0.001


@dataclass(frozen=True)
class Ways:
    """Nodes with their links: both ways, the shorter of parallel edges, lengths in m; edges with their ends."""

    nodes: Floats
    start: Numbers
    end: Numbers
    links: csr_array

    @classmethod
    def of(cls, net: Noded) -> Ways:
        """Return the ways of a network."""
        one, other = np.concatenate([net.start, net.end]), np.concatenate([net.end, net.start])
        return cls(net.nodes, net.start, net.end, _matrix(one, other, np.tile(net.length, 2), len(net.nodes)))


@dataclass(frozen=True)
class Block:
    """Distances in m (inf beyond the limit) from some origins to some targets, given by their numbers."""

    origins: Numbers
    targets: Numbers
    distance: Floats


def _matrix(one: Numbers, other: Numbers, length: Floats, size: int) -> csr_array:
    """Return links as a matrix, the shortest where there are several; SciPy itself would add them up."""
    order = np.lexsort((length, other, one))
    one, other, length = one[order], other[order], length[order]
    first = np.ones(len(one), bool)
    first[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    first &= one != other
    return csr_array((length[first], (one[first], other[first])), shape=(size, size))


def blocks(ways: Ways, origins: Snapped, targets: Snapped, limit_m: float | None) -> Iterator[Block]:
    """
    Yield the distances block by block; pairs in no block are beyond the limit.

    Raises
    ------
    WrongUseError
        If the limit is negative or not a number.
    """
    limit = _limit(limit_m)
    if not len(origins) or not len(targets):
        return
    if np.isfinite(limit):
        yield from _by_tiles(ways, origins, targets, limit)
        return
    turned = len(np.unique(targets.edge)) < len(np.unique(origins.edge))  # search from where there are fewer
    ours, theirs = (targets, origins) if turned else (origins, targets)
    everyone = np.arange(len(theirs))
    for part in _chunks(len(ours), max(2 * len(ways.nodes), len(theirs))):
        distance = _between(ways, ways.links, None, ours.take(part), theirs, limit=limit)
        yield Block(everyone, part, distance.T) if turned else Block(part, everyone, distance)


def _limit(limit_m: float | None) -> float:
    limit = np.inf if limit_m is None else float(limit_m)
    if not limit >= 0:
        raise WrongUseError(f"limit_m = {limit_m} is no distance; give 0 m or more", field="limit_m")
    return limit


def _chunks(count: int, width: int) -> list[Numbers]:
    step = max(1, CELLS // max(width, 1))
    return [np.arange(first, min(first + step, count)) for first in range(0, count, step)]


def _by_tiles(ways: Ways, origins: Snapped, targets: Snapped, limit: float) -> Iterator[Block]:
    side = max(limit, 100.0)
    tile = np.floor(origins.points / side).astype(np.int64)
    order = np.lexsort((tile[:, 1], tile[:, 0]))
    breaks = np.flatnonzero((np.diff(tile[order], axis=0) != 0).any(axis=1)) + 1
    # No shortest way leaves the box; an edge's own end may lie beyond it, but then no way leads over that end.
    all_nodes, all_targets = Columns.of(ways.nodes), Columns.of(targets.points)
    for own in np.split(order, breaks):
        reach = limit + ROUNDING_M
        low, high = origins.points[own].min(axis=0) - reach, origins.points[own].max(axis=0) + reach
        seen = all_targets.inside(low, high)
        if not len(seen):
            continue
        near = all_nodes.inside(low, high)
        links = ways.links[near][:, near]
        for part in _chunks(len(own), max(2 * len(near), len(seen))):
            some = own[part]
            yield Block(some, seen, _between(ways, links, near, origins.take(some), targets.take(seen), limit=limit))


@dataclass(frozen=True)
class Columns:
    """Points sorted by easting, to find those in a box."""

    order: Numbers
    east: Floats
    north: Floats

    @classmethod
    def of(cls, points: Floats) -> Columns:
        """Return points so sorted."""
        order = np.argsort(points[:, 0])
        return cls(order, points[order, 0], points[order, 1])

    def inside(self, low: Floats, high: Floats) -> Numbers:
        """Return the numbers of the points in a box, in rising order."""
        first = np.searchsorted(self.east, low[0], side="left")
        last = np.searchsorted(self.east, high[0], side="right")
        north = self.north[first:last]
        return np.sort(self.order[first:last][(north >= low[1]) & (north <= high[1])])


def _between(
    ways: Ways, links: csr_array, near: Numbers | None, ours: Snapped, theirs: Snapped, *, limit: float
) -> Floats:
    """Return distances over the links of some nodes (`near`; all when `None`)."""
    ends = np.stack([ways.start[ours.edge], ways.end[ours.edge]])
    goals = np.stack([ways.start[theirs.edge], ways.end[theirs.edge]])
    if near is not None:
        ends, goals = _renumbered(ends, near), _renumbered(goals, near)
    sources, where = np.unique(ends, return_inverse=True)
    where = where.reshape(ends.shape)
    found = np.full((len(sources), links.shape[0] + 1), np.inf)  # the last column: a node that isn't near
    real = sources < links.shape[0]
    if real.any():
        found[real, :-1] = dijkstra(links, directed=True, indices=sources[real], limit=limit)
    distance = np.full((len(ours), len(theirs)), np.inf)
    for end, first in zip(where, (ours.offset, ours.rest), strict=True):
        for goal, last in zip(goals, (theirs.offset, theirs.rest), strict=True):
            np.minimum(distance, found[np.ix_(end, goal)] + first[:, None] + last[None, :], out=distance)
    row, column = np.nonzero(ours.edge[:, None] == theirs.edge[None, :])
    distance[row, column] = np.minimum(distance[row, column], np.abs(ours.offset[row] - theirs.offset[column]))
    distance += ours.access[:, None] + theirs.access[None, :]
    distance[distance > limit] = np.inf
    return distance


def _renumbered(nodes: Numbers, near: Numbers) -> Numbers:
    """Return numbers among the near nodes; one more than the last where a node isn't among them."""
    if not len(near):
        return np.zeros_like(nodes)
    place = np.minimum(np.searchsorted(near, nodes), len(near) - 1)
    renumbered: Numbers = np.where(near[place] == nodes, place, len(near))
    return renumbered


def from_points(ways: Ways, starts: Snapped, limit_m: float | None = None) -> tuple[Floats, Numbers]:
    """
    Return for each node the distance to the nearest of some points (m) and the number of that point (-1: none).

    One search from all at once: each point becomes a node from which links lead to both ends of its edge and none
    come back, so that no way leads over a point's own straight line.
    """
    size, count = len(ways.nodes), len(starts)
    own = size + np.arange(count)
    ends = np.concatenate([ways.start[starts.edge], ways.end[starts.edge]])
    length = np.concatenate([starts.offset, starts.rest]) + np.tile(starts.access, 2)
    links = ways.links.tocoo()
    joined = _matrix(
        np.concatenate([links.coords[0], own, own]).astype(np.int64),
        np.concatenate([links.coords[1], ends]).astype(np.int64),
        np.concatenate([links.data, length]),
        size + count,
    )
    distance, _, source = dijkstra(
        joined, directed=True, indices=own, limit=_limit(limit_m), min_only=True, return_predecessors=True
    )
    source = np.where(source >= size, source - size, -1).astype(np.int64)
    return distance[:size], source[:size]


def nearest(ways: Ways, origins: Snapped, targets: Snapped, limit_m: float | None) -> tuple[NDArray[np.int64], Floats]:
    """Return for each origin the number of the nearest target (-1: none) and the distance in m (inf)."""
    limit = _limit(limit_m)
    best, which = np.full(len(origins), np.inf), np.full(len(origins), -1, np.int64)
    if not len(targets) or not len(origins):
        return which, best
    far, source = from_points(ways, targets, limit_m)
    for end, part in ((ways.start, origins.offset), (ways.end, origins.rest)):
        node = end[origins.edge]
        distance = far[node] + part
        better = distance < best
        best[better], which[better] = distance[better], source[node][better]
    # Targets on the origin's own edge are reached without passing a node.
    order = np.argsort(targets.edge, kind="stable")
    first = np.searchsorted(targets.edge[order], origins.edge, side="left")
    count = np.searchsorted(targets.edge[order], origins.edge, side="right") - first
    origin = np.repeat(np.arange(len(origins)), count)
    place = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    target = order[place]
    along = np.abs(origins.offset[origin] - targets.offset[target]) + targets.access[target]
    by_distance = np.lexsort((along, origin))
    origin, target, along = origin[by_distance], target[by_distance], along[by_distance]
    leading, leader = np.unique(origin, return_index=True)
    better = along[leader] < best[leading]
    best[leading[better]], which[leading[better]] = along[leader][better], target[leader][better]
    best = best + origins.access
    best[best > limit] = np.inf
    which[~np.isfinite(best)] = -1
    return which, best
