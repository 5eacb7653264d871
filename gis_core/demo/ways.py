"""Ways: streets and lanes split from junction to junction, lanes led on to the street outside their block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray

from gis_core.demo.rings import Points, Ring, edge_at, on_grid, with_vertices
from gis_core.demo.streets import WIDTHS, Street

NEAR = 6.0  # lanes that reach a street this near to each other meet there, metres


@dataclass(frozen=True)
class Way:
    """
    A piece of street between two junctions: class, width (m), number of its street in the superblock, course.

    `joins` says whether its ends on the superblock's kerb lead on to the main road.
    """

    kind: str
    width: float
    street: int
    line: Points
    joins: bool = True


def ways_of(streets: Sequence[Street], joints: Points, *, joins: Sequence[bool] | None = None) -> list[Way]:
    """
    Split each street at the ends of the others and at the joints that lie on it.

    Parameters
    ----------
    streets
        Streets, each ending on another or outside.
    joints
        Further junctions (n, 2), on the streets' lines within a millimetre.
    joins
        For each street, see `Way`; all when not given.
    """
    ends = np.concatenate([*(street.line[[0, -1]] for street in streets), joints]).reshape(-1, 2)
    known = {tuple(end) for end in ends.tolist()}
    ways = []
    for number, street in enumerate(streets):
        line, _ = with_vertices(street.line, ends, closed=False)
        at = [i for i in range(1, len(line) - 1) if tuple(line[i].tolist()) in known]
        for first, last in zip([0, *at], [*at, len(line) - 1], strict=True):
            way = Way(
                street.kind, WIDTHS[street.kind], number + 1, line[first : last + 1], joins is None or joins[number]
            )
            ways.append(way)
    return ways


def joined_lanes(
    villages: Sequence[tuple[list[Street], Ring]], streets: Sequence[Street], outside: Ring
) -> tuple[list[Way], Points]:
    """
    Lead the lanes of village blocks on to the streets around them.

    Lanes on a main road's kerb end there, as they do in real villages, unless they'd be cut off from everything else.

    Parameters
    ----------
    villages
        The lanes of each village block, and the block's ring.
    streets
        The streets of the superblock.
    outside
        The superblock's ring.

    Returns
    -------
    lanes, joints
        The lanes as ways (numbered over all villages), and where they meet the streets (n, 2).
    """
    courses = np.array([shapely.linestrings(street.line) for street in streets], dtype=object)
    joints: list[Points] = []
    ways: list[Way] = []
    count = 0
    for lanes, ring in villages:
        led: list[Street] = []
        reached: list[bool] = []
        kerb: list[bool] = []
        for lane in lanes:
            line, met = lane.line, False
            for first in (True, False):
                end = line[0] if first else line[-1]
                if edge_at(ring, end) is None or edge_at(outside, end) is not None or not len(courses):
                    continue
                joint = _foot(end, courses, joints)
                line = np.concatenate([joint[None], line] if first else [line, joint[None]])
                met = True
            led.append(Street(lane.kind, line))
            reached.append(met)
            kerb.append(any(edge_at(outside, end) is not None for end in (line[0], line[-1])))
        for way in ways_of(led, np.empty((0, 2)), joins=_cut_off(led, reached, kerb)):
            ways.append(Way(way.kind, way.width, way.street + count, way.line, way.joins))
        count += len(lanes)
    return ways, np.array(joints).reshape(-1, 2)


def _foot(end: Points, courses: NDArray[np.object_], joints: list[Points]) -> Points:
    """Return where the nearest street is reached: at a known joint if one is near, else at a new one."""
    point = shapely.points(end)
    street = int(shapely.distance(courses, point).argmin())
    foot = on_grid(shapely.get_coordinates(shapely.shortest_line(courses[street], point))[0])
    ends = shapely.get_coordinates(courses[street])[[0, -1]]
    known: list[Points] = [*ends, *joints]
    distances = [float(np.hypot(*(joint - foot))) for joint in known]
    nearest = int(np.argmin(distances))
    if distances[nearest] < NEAR:
        return known[nearest]
    joints.append(foot)
    return foot


def _cut_off(lanes: Sequence[Street], reached: Sequence[bool], kerb: Sequence[bool]) -> list[bool]:
    """Return for each lane whether it has to join the main road: one of each group that meets no street."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(lanes)))
    courses = np.array([shapely.linestrings(lane.line) for lane in lanes], dtype=object)
    graph.add_edges_from(shapely.STRtree(courses).query(courses, predicate="dwithin", distance=0.005).T.tolist())
    joins = [False] * len(lanes)
    for group in nx.connected_components(graph):
        if not any(reached[lane] for lane in group):
            joins[min((lane for lane in group if kerb[lane]), default=min(group))] = True
    return joins
