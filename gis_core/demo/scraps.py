"""Scraps: pieces of surface too small to stand alone, given to the neighbour with which they share most."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gis_core.demo.rings import Ring

SCRAP = 40.0  # a piece of street surface below this belongs to its neighbour, m²


def with_scraps(rings: Sequence[Ring], owners: list[int]) -> list[int]:
    """Return the owners of the pieces, scraps now owned by whoever owns the piece they share the longest edge with."""
    sides: dict[tuple[tuple[float, ...], ...], list[int]] = {}
    for number, ring in enumerate(rings):
        points = [tuple(point) for point in ring.points.tolist()]
        for side in zip(points, [*points[1:], points[0]], strict=True):
            sides.setdefault(tuple(sorted(side)), []).append(number)
    scraps = [number for number, ring in enumerate(rings) if ring.area < SCRAP]
    shared = {scrap: dict[int, float]() for scrap in scraps}
    for (start, end), pair in sides.items():
        for scrap, other in (pair, pair[::-1]) if len(pair) == 2 else ():
            if scrap in shared and rings[other].area >= SCRAP:
                length = float(np.hypot(end[0] - start[0], end[1] - start[1]))
                shared[scrap][other] = shared[scrap].get(other, 0.0) + length
    joined = list(owners)
    for scrap, others in shared.items():
        if others:
            joined[scrap] = owners[max(others, key=lambda other: (others[other], -other))]
    return joined
