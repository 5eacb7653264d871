"""
Regions of industrial land that a demo project can make contiguous: parcels near each other, apart from the rest.

The demo author decides which parcels are vacant, state-held or consolidated, and when; what area is released follows
from the geometry by the definition of `contiguous_area`. Keeping regions apart by more than the gap makes each a block
of its own, and keeping the reserved land in each below the smallest block makes it appear only with the completion.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

Indices = NDArray[np.int64]

GAP_M = 12.0
SMALLEST_M2 = 30_000.0
REGION_M2 = (32_000.0, 64_000.0)  # large enough for a block, small enough that half of it is none
RESERVED_M2 = 29_000.0


@dataclass(frozen=True)
class Region:
    """
    Parcels that together make one block, by their positions in the candidates.

    Parameters
    ----------
    members
        All parcels of the region.
    reserved
        Those of them that are vacant and state-held from the start; together below the smallest block.
    area_m2, reserved_m2
        Area of all members, and of the reserved ones.
    project
        Number of the project that it belongs to.
    """

    members: Indices
    reserved: Indices
    area_m2: float
    reserved_m2: float
    project: int = 0

    @property
    def consolidated(self) -> Indices:
        """The parcels whose completion makes the block."""
        return np.setdiff1d(self.members, self.reserved)


def neighbours(shapes: NDArray[np.object_], gap_m: float = GAP_M) -> list[Indices]:
    """Return for each shape the positions of the others at most `gap_m` away, nearest codes first."""
    tree = shapely.STRtree(shapes)
    left, right = tree.query(shapes, predicate="dwithin", distance=gap_m)
    apart = left != right
    order = np.lexsort((right[apart], left[apart]))
    left, right = left[apart][order], right[apart][order]
    return np.split(right, np.searchsorted(left, np.arange(1, len(shapes))))


def components(members: Indices, near: list[Indices]) -> list[Indices]:
    """Return the groups of `members` that hang together, each in the order of `members`."""
    place = {int(member): position for position, member in enumerate(members)}
    pairs = [(place[int(m)], place[int(n)]) for m in members for n in near[m] if int(n) in place]
    rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    graph = coo_array((np.ones(len(pairs)), (rows, columns)), shape=(len(members), len(members)))
    count, label = connected_components(graph, directed=False)
    return [members[label == group] for group in range(count)]


def find_regions(
    shapes: NDArray[np.object_], areas: NDArray[np.float64], usable: NDArray[np.bool_], vacant: NDArray[np.bool_]
) -> list[Region]:
    """
    Cut the usable parcels into regions that lie further apart than the gap.

    Parameters
    ----------
    shapes, areas
        Polygons of the candidates in the survey CRS (metres), in a fixed order, and their areas as stored (m²).
    usable
        Which of them a project may take; the others merely keep regions apart.
    vacant
        Which of them are vacant already, and so are taken for reserved land first.

    Returns
    -------
    regions
        In no particular order; the parcels between two regions belong to none.
    """
    near = neighbours(shapes)
    regions: list[Region] = []
    for group in components(np.flatnonzero(usable), near):
        free = set(map(int, group))
        while free:
            grown = _grow(min(free), free, near, areas)
            ring = {int(n) for member in grown for n in near[member]}
            free -= ring | set(grown)
            members = np.array(sorted(grown), dtype=np.int64)
            area = float(areas[members].sum())
            if area >= REGION_M2[0]:
                reserved = _reserve(members, areas, vacant)
                regions.append(Region(members, reserved, area, float(areas[reserved].sum())))
    return regions


def _grow(start: int, free: set[int], near: list[Indices], areas: NDArray[np.float64]) -> list[int]:
    """Take parcel after parcel, in the order in which they touch what is taken, until the region is large enough."""
    taken, area, queue = [start], float(areas[start]), [start]
    seen = {start}
    while queue and area < REGION_M2[0]:
        for candidate in map(int, near[queue.pop(0)]):
            fits = area + areas[candidate] <= REGION_M2[1] or area < REGION_M2[0]
            if candidate in free and candidate not in seen and fits:
                seen.add(candidate)
                taken.append(candidate)
                queue.append(candidate)
                area += float(areas[candidate])
    return taken


def _reserve(members: Indices, areas: NDArray[np.float64], vacant: NDArray[np.bool_]) -> Indices:
    """Choose reserved land: vacant parcels first, then small ones, at most half of the region and below a block."""
    limit = min(RESERVED_M2, areas[members].sum() / 2)
    order = members[np.lexsort((areas[members], ~vacant[members]))]
    chosen, total = [], 0.0
    for member in order:
        if total + areas[member] <= limit:
            chosen.append(int(member))
            total += float(areas[member])
    return np.array(sorted(chosen), dtype=np.int64)


def trim(parcel: BaseGeometry, rest: BaseGeometry, keep_m2: float) -> BaseGeometry:
    """
    Cut a parcel down to `keep_m2` on the side that lies away from `rest`.

    The cut runs across the direction in which the rest lies, so what is kept stays beside it. It is found by halving
    until the area is met to less than a square millimetre.

    Parameters
    ----------
    parcel
        What is cut, survey CRS, metres.
    rest
        What it has to stay beside.
    keep_m2
        How much stays, in m²; less than the parcel's area.
    """
    centre, towards = shapely.centroid(parcel), shapely.centroid(rest)
    dx, dy = towards.x - centre.x, towards.y - centre.y
    length = float(np.hypot(dx, dy)) or 1.0
    dx, dy = dx / length, dy / length
    reach = 2 * float(np.hypot(parcel.bounds[2] - parcel.bounds[0], parcel.bounds[3] - parcel.bounds[1]))

    def kept(offset: float) -> BaseGeometry:
        """The part beyond a line across the direction, `offset` metres from the centre."""
        x, y = centre.x + dx * offset, centre.y + dy * offset
        corners = [
            (x - dy * reach, y + dx * reach),
            (x + dy * reach, y - dx * reach),
            (x + dy * reach + dx * 2 * reach, y - dx * reach + dy * 2 * reach),
            (x - dy * reach + dx * 2 * reach, y + dx * reach + dy * 2 * reach),
        ]
        return shapely.intersection(parcel, Polygon(corners))

    low, high = -reach, reach
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if shapely.area(kept(middle)) > keep_m2 else (low, middle)
    return kept((low + high) / 2)
