"""
The surface of the streets between the blocks.

What lies between the blocks is cut across the mouth of every side street, so that each street has a surface of its own
and none has holes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString

from gis_core.demo.blocks import Block
from gis_core.demo.rings import KERB, Points, Ring, edge_at, edges_of, ring_of
from gis_core.demo.scraps import with_scraps
from gis_core.demo.streets import Face, Street

MOUTH = 60.0  # a street's mouth reaches corners within it, metres


@dataclass(frozen=True)
class StreetSurface:
    """A piece of street surface and the number of the street it belongs to (from 1)."""

    ring: Ring
    street: int


def surfaces_of(
    outer: Ring, outlines: Sequence[Ring], blocks: Sequence[Block], faces: Sequence[Face], streets: Sequence[Street]
) -> list[StreetSurface]:
    """
    Divide what lies between the blocks among the streets.

    Parameters
    ----------
    outer
        The ring around all, with the blocks' vertices in it.
    outlines
        The blocks' rings with every vertex that a lot has put on them.
    blocks, faces, streets
        As grown.
    """
    if not streets:
        return []
    area = outer.area - sum(outline.area for outline in outlines)
    mouths = _mouths(outer, outlines, blocks, faces, streets)
    linework = np.concatenate([edges_of([outer.points, *(outline.points for outline in outlines)]), mouths])
    pieces = _between(linework, outlines)
    if abs(float(shapely.area(pieces).sum()) - area) > 0.5:
        # Two mouths crossed: node them.
        pieces = _between(shapely.get_parts(shapely.union_all(linework)), outlines)
    return _merged(pieces, _owners(pieces, streets))


def _merged(pieces: NDArray[np.object_], owners: list[int]) -> list[StreetSurface]:
    """Unite the pieces of each street; scraps at corners go to the piece with which they share most."""
    rings = [ring_of(piece) for piece in pieces]
    owners = with_scraps(rings, owners)
    surfaces = []
    for street in dict.fromkeys(owners):
        own = [piece for piece, owner in zip(pieces, owners, strict=True) if owner == street]
        whole = shapely.get_parts(shapely.coverage_union_all(own))
        if any(len(part.interiors) for part in whole):
            whole = np.array(own, dtype=object)
        surfaces += [StreetSurface(ring_of(part), street) for part in whole]
    return surfaces


def _between(linework: NDArray[np.object_], outlines: Sequence[Ring]) -> NDArray[np.object_]:
    pieces = shapely.get_parts(shapely.polygonize(linework))
    inside = shapely.point_on_surface(pieces)
    tree = shapely.STRtree([outline.polygon() for outline in outlines])
    kept: NDArray[np.object_] = np.delete(pieces, np.unique(tree.query(inside, predicate="within")[0]))
    return kept


def _mouths(
    outer: Ring, outlines: Sequence[Ring], blocks: Sequence[Block], faces: Sequence[Face], streets: Sequence[Street]
) -> NDArray[np.object_]:
    """Return a line across each end of each street within `outer`, from block corner to block corner."""
    beside: defaultdict[int, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        for tag in np.unique(faces[block.face].ring.tags):
            if tag > KERB:
                beside[int(tag)].append(number)
    lines = []
    for number, street in enumerate(streets, 1):
        for end, inner in ((street.line[0], street.line[1]), (street.line[-1], street.line[-2])):
            if edge_at(outer, end) is not None:
                continue
            along = (inner - end) / np.hypot(*(inner - end))
            corners: dict[bool, tuple[float, Points]] = {}
            for beside_it in beside[number]:
                points = outlines[beside_it].points
                offset = points - end
                distance = np.hypot(offset[:, 0], offset[:, 1])
                nearest = int(distance.argmin())
                left = bool(along[0] * offset[nearest, 1] - along[1] * offset[nearest, 0] > 0)
                if distance[nearest] < MOUTH and (left not in corners or distance[nearest] < corners[left][0]):
                    corners[left] = (float(distance[nearest]), points[nearest])
            if len(corners) == 2 and not np.array_equal(corners[True][1], corners[False][1]):
                lines.append(LineString([corners[True][1], corners[False][1]]))
    found = np.array(lines, dtype=object)
    if not len(found):
        return found
    tree = shapely.STRtree([outline.polygon() for outline in outlines])
    crossing, _ = tree.query(found, predicate="crosses")
    return np.delete(found, np.unique(crossing))


def _owners(pieces: NDArray[np.object_], streets: Sequence[Street]) -> list[int]:
    """Return for each piece the street that runs through it longest, or the nearest."""
    lines = np.array([LineString(street.line) for street in streets])
    tree = shapely.STRtree(lines)
    piece, street = tree.query(pieces, predicate="intersects")
    lengths = shapely.length(shapely.intersection(pieces[piece], lines[street]))
    owners: dict[int, tuple[float, int]] = {}
    for i, j, length in zip(piece.tolist(), street.tolist(), lengths.tolist(), strict=True):
        if length > owners.get(i, (0.0, 0))[0]:
            owners[i] = (length, j + 1)
    return [owners[i][1] if i in owners else int(tree.nearest(pieces[i])) + 1 for i in range(len(pieces))]
