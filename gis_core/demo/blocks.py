"""
Blocks and the surface of the streets between them.

A face loses half the width of each street around it and has its corners rounded: that is the block. What lies between
the blocks is cut across the mouth of every side street, so that each street has one surface of its own without holes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon

from gis_core.demo.curves import overshot
from gis_core.demo.rings import BANK, KERB, Points, Ring, edges_of, on_grid, ring_of, rounded_corners, with_vertices
from gis_core.demo.streets import WIDTHS, Face, Street

SMALLEST = 60.0  # what is left of a face below this belongs to the street, m²
MOUTH = 60.0  # a street's mouth reaches corners within it, metres


@dataclass(frozen=True)
class Block:
    """Land between streets: its ring (tags `KERB` or `BANK`), its zone, and the number of the face it was cut from."""

    ring: Ring
    zone: str
    face: int


@dataclass(frozen=True)
class StreetSurface:
    """A piece of street surface and the number of the street it belongs to (from 1)."""

    ring: Ring
    street: int


def blocks_of(faces: Sequence[Face], streets: Sequence[Street], outer: Ring) -> list[Block]:
    """Return the blocks of the faces of one superblock (or of the lanes of one village block, `outer` its ring)."""
    outside = {tuple(point) for point in outer.points.tolist()}
    blocks = []
    for number, face in enumerate(faces):
        village = face.zone in ("village", "mixed")
        for inset in _insets(face.ring, streets, outside):
            radius = 2.0 if streets and streets[0].kind in ("lane", "alley") else (4.0 if village else 9.0)
            blocks.append(Block(rounded_corners(inset, radius), face.zone, number))
    return blocks


def _insets(ring: Ring, streets: Sequence[Street], outside: set[tuple[float, ...]]) -> list[Ring]:
    left = ring.polygon()
    following = np.roll(ring.points, -1, axis=0)
    own_streets = [int(tag) for tag in np.unique(ring.tags) if tag > KERB]
    for number in own_streets:
        half = WIDTHS[streets[number - 1].kind] / 2
        own = ring.tags == number
        merged = shapely.line_merge(shapely.multilinestrings(np.stack([ring.points[own], following[own]], axis=1)))
        chains = [LineString(overshot(np.asarray(chain.coords), half)) for chain in shapely.get_parts(merged)]
        surface = shapely.multilinestrings(chains).buffer(half, cap_style="flat", join_style="mitre", mitre_limit=2)
        left = shapely.difference(left, surface)
    insets = []
    for part in shapely.get_parts(left):
        if part.geom_type != "Polygon" or part.area < SMALLEST:
            continue
        inset = ring_of(Polygon(part.exterior))
        keep = (inset.lengths > 0.03) | np.array([tuple(point) in outside for point in inset.points.tolist()])
        inset = Ring(inset.points[keep], inset.tags[keep])
        if len(inset.points) > 2 and inset.polygon().is_valid:
            insets.append(Ring(inset.points, _banks(inset, ring)))
    return insets


def _banks(inset: Ring, face: Ring) -> NDArray[np.int64]:
    """Tag the edges that lie on a `BANK` edge of the face; all others have a street or a kerb."""
    bank = face.tags == BANK
    tags = np.full(len(inset.points), KERB, np.int64)
    if bank.any():
        following = np.roll(face.points, -1, axis=0)
        shore = shapely.multilinestrings(np.stack([face.points[bank], following[bank]], axis=1))
        middles = shapely.points((inset.points + np.roll(inset.points, -1, axis=0)) / 2)
        tags[shapely.distance(middles, shore) < 0.02] = BANK
    return tags


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
    mouths = _mouths(outlines, blocks, faces, streets)
    linework = np.concatenate([edges_of([outer.points, *(outline.points for outline in outlines)]), mouths])
    pieces = _between(linework, outlines)
    if abs(float(shapely.area(pieces).sum()) - area) > 0.5:
        # A mouth met something else than its corners: without mouths the surface is in one piece, and sound.
        pieces = _between(linework[: len(linework) - len(mouths)], outlines)
    return [
        StreetSurface(ring_of(piece), street) for piece, street in zip(pieces, _owners(pieces, streets), strict=True)
    ]


def _between(linework: NDArray[np.object_], outlines: Sequence[Ring]) -> NDArray[np.object_]:
    pieces = shapely.get_parts(shapely.polygonize(linework))
    inside = shapely.point_on_surface(pieces)
    tree = shapely.STRtree([outline.polygon() for outline in outlines])
    kept: NDArray[np.object_] = np.delete(pieces, np.unique(tree.query(inside, predicate="within")[0]))
    return kept


def _mouths(
    outlines: Sequence[Ring], blocks: Sequence[Block], faces: Sequence[Face], streets: Sequence[Street]
) -> NDArray[np.object_]:
    """Return a line across each end of each street, from the corner of one block to the corner of the other."""
    beside: defaultdict[int, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        for tag in np.unique(faces[block.face].ring.tags):
            if tag > KERB:
                beside[int(tag)].append(number)
    lines = []
    for number, street in enumerate(streets, 1):
        for end, inner in ((street.line[0], street.line[1]), (street.line[-1], street.line[-2])):
            along = (inner - end) / np.hypot(*(inner - end))
            corners: dict[bool, tuple[float, Points]] = {}
            for block in beside[number]:
                points = outlines[block].points
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


def with_outline(outer: Ring, points: Sequence[Points]) -> Ring:
    """Return the ring with every given point that lies on it inserted."""
    if not len(points):
        return outer
    dense, edges = with_vertices(outer.points, np.unique(np.concatenate(points), axis=0))
    return Ring(on_grid(dense), outer.tags[edges])
