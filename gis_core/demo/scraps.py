"""Scraps: pieces of surface too small to stand alone, given to the neighbour with which they share most."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gis_core.demo.rings import Ring

SCRAP = 40.0  # a piece of street surface below this belongs to its neighbour, m²


def with_scraps(rings: Sequence[Ring], owners: list[int]) -> list[int]:
    """
    Return the owners of the pieces, each scrap owned by whoever owns the piece with which it shares most.

    A scrap among scraps waits until one of them has found its owner.
    """
    settled = dict(enumerate(owners))
    waiting = [number for number, ring in enumerate(rings) if ring.area < SCRAP]
    for scrap in waiting:
        del settled[scrap]
    shared = _shared_lengths(rings)
    while waiting:
        found: dict[int, int] = {}
        for scrap in waiting:
            beside = {other: length for other, length in shared[scrap].items() if other in settled}
            if beside:
                found[scrap] = settled[max(beside, key=lambda other: (beside[other], -other))]
        if not found:
            break
        settled |= found
        waiting = [scrap for scrap in waiting if scrap not in found]
    return [settled.get(number, owner) for number, owner in enumerate(owners)]


def _shared_lengths(rings: Sequence[Ring]) -> list[dict[int, float]]:
    """Return for each ring the length of its edges that each other ring has too, in metres."""
    sides: dict[tuple[tuple[float, ...], ...], list[int]] = {}
    for number, ring in enumerate(rings):
        points = [tuple(point) for point in ring.points.tolist()]
        for side in zip(points, [*points[1:], points[0]], strict=True):
            sides.setdefault(tuple(sorted(side)), []).append(number)
    shared = [dict[int, float]() for _ in rings]
    for (start, end), pair in sides.items():
        for one, other in (pair, pair[::-1]) if len(pair) == 2 else ():
            shared[one][other] = shared[one].get(other, 0.0) + math.dist(start, end)
    return shared
