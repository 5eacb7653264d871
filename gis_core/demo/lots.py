"""Lots: a block cut across its long side again and again, every lot keeping its share of the street."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gis_core.demo.rings import (
    KERB,
    LOT,
    Anchors,
    Points,
    Ring,
    corners_of,
    direction,
    frame_of,
    noded,
    straight_cut,
)
from gis_core.demo.zones import LOTS

TRIES = 8
WEDGE = 1.2  # a corner sharper than this (radians) is left over where streets meet
FRONTAGE = {"village": 6.0, "mixed": 10.0, "green": 0.0}  # least frontage in metres; elsewhere by the lot's size
NARROWEST = {"village": 2.3, "mixed": 4.5, "green": 1.0}  # least mean half width in metres


@dataclass(frozen=True)
class Lot:
    """A lot before it has a use: its ring, and whether it is a leftover wedge (边角地)."""

    ring: Ring
    wedge: bool = False


def lots_of(ring: Ring, zone: str, rng: np.random.Generator) -> list[Lot]:
    """
    Cut a block into lots; their rings are noded with each other and tile the block.

    Parameters
    ----------
    ring
        The block, tags `KERB` or `BANK`.
    zone
        Decides the size of the lots.
    """
    sizes = LOTS[zone]
    target = float(rng.choice([size for size, _ in sizes], p=[share for _, share in sizes]))
    anchors = Anchors()
    wedges, rest = ([], ring) if zone == "village" or ring.area < 4000 else _wedges(ring, rng, anchors)
    stack, done = [rest], []
    while stack:
        piece = stack.pop()
        if piece.area < target * rng.uniform(1.2, 1.8):
            done.append(piece)
            continue
        halves = _halved(piece, target, zone, rng, anchors)
        if halves is None:
            done.append(piece)
        else:
            stack += halves
    rings = noded([*done, *wedges])
    return [Lot(lot, number >= len(done)) for number, lot in enumerate(rings)]


def _wedges(ring: Ring, rng: np.random.Generator, anchors: Anchors) -> tuple[list[Ring], Ring]:
    """Cut the tips off sharp corners."""
    wedges: list[Ring] = []
    outline = corners_of(ring.polygon().simplify(6))
    before, after = np.roll(outline, 1, axis=0) - outline, np.roll(outline, -1, axis=0) - outline
    left, right = np.hypot(*before.T), np.hypot(*after.T)
    angles = np.arccos(np.clip((before * after).sum(axis=1) / (left * right), -1, 1))
    convex = (after[:, 0] * before[:, 1] - after[:, 1] * before[:, 0]) * (1 if _ccw(outline) else -1) > 0
    rest = ring
    for i in np.nonzero((angles < WEDGE) & convex & (left > 45) & (right > 45))[0]:
        bisector = before[i] / left[i] + after[i] / right[i]
        bisector /= np.hypot(*bisector)
        across = np.array([-bisector[1], bisector[0]])
        cut = straight_cut(rest, outline[i] + bisector * rng.uniform(24, 42), across, LOT, anchors)
        if cut is None:
            continue
        tip, remainder = sorted(cut[:2], key=lambda half: half.area)
        if 150 < tip.area < 0.3 * rest.area:
            wedges.append(tip)
            rest = remainder
            for end in cut[2]:
                anchors.add(end)
    return wedges, rest


def _ccw(points: Points) -> bool:
    x, y = (points - points[0]).T
    return bool(x @ np.roll(y, -1) > y @ np.roll(x, -1))


def _halved(
    piece: Ring, target: float, zone: str, rng: np.random.Generator, anchors: Anchors
) -> tuple[Ring, Ring] | None:
    """Cut a piece across: balanced, each half with frontage and not a strip; `None` where that can't be."""
    long = frame_of(piece.points, direction(piece, np.where(piece.tags >= KERB, 1.0, 0.6)))
    frontage = FRONTAGE.get(zone, 14.0 if target < 4000 else 25.0)
    narrowest = NARROWEST.get(zone, 8.0)
    for attempt in range(TRIES):
        box = long if attempt < 5 else long.turned()
        pieces = 2
        if zone == "village":
            pieces = max(2, round(box.u_extent / max(box.v_extent, 0.9 * math.sqrt(target))))
        loose = (0.03 if zone == "village" else 0.09) * (1 + attempt % 5)
        share = (pieces // 2) / pieces + rng.uniform(-loose, loose) * 0.5
        cut = straight_cut(piece, box.at(share, 0.5), box.v, LOT, anchors)
        if cut is None:
            continue
        first, second, ends = cut
        smaller = min(first.area, second.area)
        if abs(first.area + second.area - piece.area) > 0.5 or smaller < 0.22 * piece.area:
            continue
        if not (first.polygon().is_valid and second.polygon().is_valid):
            continue
        if min(first.frontage(), second.frontage()) < frontage or min(first.width, second.width) < 2 * narrowest:
            continue
        for end in ends:
            anchors.add(end)
        return first, second
    return None
