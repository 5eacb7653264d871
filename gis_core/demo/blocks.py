"""Blocks: a face loses half the width of each street around it and has its corners rounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from gis_core.demo.curves import overshot
from gis_core.demo.rings import (
    BANK,
    KERB,
    Points,
    Ring,
    on_grid,
    ring_of,
    rounded_corners,
    with_vertices,
)
from gis_core.demo.streets import WIDTHS, Face, Street

SMALLEST = 60.0  # what is left of a face below this belongs to the street, m²


@dataclass(frozen=True)
class Block:
    """Land between streets: its ring (tags `KERB` or `BANK`), its zone, and the number of the face it was cut from."""

    ring: Ring
    zone: str
    face: int


def blocks_of(faces: Sequence[Face], streets: Sequence[Street], outer: Ring) -> list[Block]:
    """Return the blocks of the faces of one superblock (or of the lanes of one village block, `outer` its ring)."""
    if not streets:
        return [Block(outer, faces[0].zone, 0)]
    outside = frozenset(tuple(point) for point in outer.points.tolist())
    blocks = []
    for number, face in enumerate(faces):
        village = face.zone in ("village", "mixed")
        for inset in _insets(face.ring, streets, outside):
            radius = 2.0 if streets and streets[0].kind in ("lane", "alley") else (4.0 if village else 9.0)
            blocks.append(Block(rounded_corners(inset, radius, kept=outside), face.zone, number))
    return blocks


def _insets(ring: Ring, streets: Sequence[Street], outside: frozenset[tuple[float, ...]]) -> list[Ring]:
    left: BaseGeometry = ring.polygon()
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


def with_outline(outer: Ring, points: Sequence[Points]) -> Ring:
    """Return the ring with every given point that lies on it inserted."""
    if not len(points):
        return outer
    dense, edges = with_vertices(outer.points, np.unique(np.concatenate(points), axis=0))
    return Ring(on_grid(dense), outer.tags[edges])
