"""
Lines to nodes and edges: where roads join, also when the file misses by centimetres.

Ends that lie together become one node; an end that lies on another line cuts it there. Lines that cross without a
common point stay apart unless asked, as one may pass over the other on a bridge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.ops import substring

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Lines = NDArray[np.object_]

EXACT_M = 1e-6
"""Distance (m) below which two coordinates are the same place."""


@dataclass(frozen=True)
class Noded:
    """
    A network of edges between nodes.

    `nodes` are coordinates (n, 2) in metres, `start` and `end` the node of each edge's ends, `length` its metres,
    `lines` its shape, `road` the number of the line that it is part of. `moved` ends were joined to another that
    wasn't at the same place, `cuts` is the number of places where a line was cut, `crossings` of places where
    lines cross without a node.
    """

    nodes: Floats
    start: Numbers
    end: Numbers
    length: Floats
    lines: Lines
    road: Numbers
    moved: int
    cuts: int
    crossings: int


def noded(lines: Lines, *, snap_m: float, crossings: bool) -> Noded:
    """
    Join lines into a network.

    Parameters
    ----------
    lines
        LineStrings in a projected CRS in metres.
    snap_m
        Ends no farther apart than this are one node, and an end no farther than this from another line joins it (m).
    crossings
        Whether lines that cross inside join too.
    """
    length = shapely.length(lines)
    ends = shapely.get_coordinates(np.column_stack([shapely.get_point(lines, 0), shapely.get_point(lines, -1)]).ravel())
    owner = np.repeat(np.arange(len(lines)), 2)
    pairs = cKDTree(ends).query_pairs(snap_m, output_type="ndarray").astype(np.int64)
    joined, cut_line, cut_at = [pairs], [], []
    # An end on the inside of a line cuts it; near the line's end it joins that end.
    touching_end, touched = _ends_on_lines(ends, lines, snap_m)
    at = shapely.line_locate_point(lines[touched], shapely.points(ends[touching_end]))
    first, last = at <= snap_m, at >= length[touched] - snap_m
    own = owner[touching_end] == touched
    joined += [
        np.column_stack([touching_end[near], 2 * touched[near] + offset])
        for near, offset in ((first & ~own, 0), (last & ~own & ~first, 1))
    ]
    inside = ~first & ~last
    cut_line.append(touched[inside])
    cut_at.append(at[inside])
    number = len(ends) + np.arange(int(inside.sum()))
    joined.append(np.column_stack([touching_end[inside], number]))
    one, other, places = _crossings(lines, snap_m)
    if crossings and len(places):
        base = len(ends) + len(number)
        for side, lined in enumerate((one, other)):
            cut_line.append(lined)
            cut_at.append(shapely.line_locate_point(lines[lined], places))
            if side:
                own_numbers = base + np.arange(len(lined))
                joined.append(np.column_stack([own_numbers, own_numbers + len(lined)]))
    cuts = _Cuts(np.concatenate(cut_line).astype(np.int64), np.concatenate(cut_at))
    return _built(lines, ends, cuts, np.concatenate(joined), snap_m=snap_m, crossings=0 if crossings else len(places))


@dataclass(frozen=True)
class _Cuts:
    line: Numbers
    at: Floats


def _ends_on_lines(ends: Floats, lines: Lines, snap_m: float) -> tuple[Numbers, Numbers]:
    found = shapely.STRtree(lines).query(shapely.points(ends), predicate="dwithin", distance=snap_m)
    return found[0].astype(np.int64), found[1].astype(np.int64)


def _crossings(lines: Lines, snap_m: float) -> tuple[Numbers, Numbers, Lines]:
    """Return pairs of lines that cross away from the ends of both, and the points where they do."""
    one, other = shapely.STRtree(lines).query(lines, predicate="crosses")
    once = one < other
    one, other = one[once], other[once]
    met = shapely.intersection(lines[one], lines[other])
    points, which = shapely.get_parts(met, return_index=True)
    are_points = shapely.get_type_id(points) == shapely.GeometryType.POINT.value
    points, which = points[are_points], which[are_points]
    away = np.ones(len(points), bool)
    for side in (one, other):
        at, length = shapely.line_locate_point(lines[side[which]], points), shapely.length(lines[side[which]])
        away &= (at > snap_m) & (at < length - snap_m)
    return one[which][away].astype(np.int64), other[which][away].astype(np.int64), points[away]


def _built(lines: Lines, ends: Floats, cuts: _Cuts, joined: Numbers, *, snap_m: float, crossings: int) -> Noded:
    """Number the nodes and make the edges between successive places of each line."""
    places = np.concatenate([ends, shapely.get_coordinates(shapely.line_interpolate_point(lines[cuts.line], cuts.at))])
    graph = coo_array((np.ones(len(joined), np.int8), (joined[:, 0], joined[:, 1])), shape=(len(places),) * 2)
    count, label = connected_components(graph, directed=False)
    label = label.astype(np.int64)
    nodes = np.empty((count, 2))
    nodes[label[::-1]] = places[::-1]  # the first place of each node stands for it
    moved = int((np.hypot(*(places[: len(ends)] - nodes[label[: len(ends)]]).T) > EXACT_M).sum())
    line = np.concatenate([np.repeat(np.arange(len(lines)), 2), cuts.line])
    length = shapely.length(lines)
    at = np.concatenate([np.column_stack([np.zeros(len(lines)), length]).ravel(), cuts.at])
    order = np.lexsort((at, line))
    line, at, label = line[order], at[order], label[order]
    same = line[1:] == line[:-1]
    from_at, to_at, road = at[:-1][same], at[1:][same], line[:-1][same]
    start, end = label[:-1][same], label[1:][same]
    real = (to_at - from_at > EXACT_M) & ((start != end) | (to_at - from_at > snap_m))
    from_at, to_at, road, start, end = (column[real] for column in (from_at, to_at, road, start, end))
    shapes = lines[road].copy()
    partial = np.flatnonzero((from_at > 0) | (to_at < length[road]))
    for edge in partial:
        shapes[edge] = substring(shapes[edge], from_at[edge], to_at[edge])
    shapes = _led_to(shapes, nodes[start], nodes[end])
    return Noded(nodes, start, end, shapely.length(shapes), shapes, road, moved, len(cuts.line), crossings)


def _led_to(lines: Lines, start: Floats, end: Floats) -> Lines:
    """Return lines whose first and last points are their nodes, so that no edge is shorter than the crow's way."""
    points, line = shapely.get_coordinates(lines, return_index=True)
    first = np.searchsorted(line, np.arange(len(lines)), side="left")
    last = np.searchsorted(line, np.arange(len(lines)), side="right") - 1
    points[first], points[last] = start, end
    led: Lines = np.asarray(shapely.linestrings(points, indices=line))
    return led
