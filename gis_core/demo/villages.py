"""Lanes and alleys of a village block (城中村), and between them clusters two lots deep."""

from __future__ import annotations

import math

import numpy as np

from gis_core.demo.rings import Anchors, Points, Ring, direction, frame_of, straight_cut
from gis_core.demo.streets import Face, Street

CLUSTER = 2300.0  # a cluster is cut until it is smaller, m²
DEPTH = 27.0  # of two lots back to back with half of both lanes, metres
STUBBORN = 6


def lanes_of(ring: Ring, rng: np.random.Generator) -> tuple[list[Face], list[Street]]:
    """
    Cut a village block by lanes into clusters.

    Lanes run across the long side first, alleys along between every second row; each is a little off the right angle.

    Returns
    -------
    faces, streets
        As `StreetPlan` gives them: tags are `KERB`, `BANK` or the number of a lane.
    """
    anchors = Anchors()
    faces: list[Face] = []
    streets: list[Street] = []
    stack = [(ring, float(rng.normal(0, 0.06)))]
    while stack:
        piece, turn = stack.pop()
        halves = None
        if piece.area > CLUSTER * rng.uniform(0.85, 1.3):
            halves = _cut(piece, turn, len(streets) + 1, rng, anchors)
        if halves is None:
            faces.append(Face(piece, "village"))
            continue
        first, second, line, kind = halves
        streets.append(Street(kind, line))
        for end in line:
            anchors.add(end)
        stack += [(first, turn), (second, turn)]
    return faces, streets


def _cut(
    piece: Ring, turn: float, number: int, rng: np.random.Generator, anchors: Anchors
) -> tuple[Ring, Ring, Points, str] | None:
    box = frame_of(piece.points, direction(piece))
    for attempt in range(STUBBORN):
        across = box.u_extent > 1.9 * box.v_extent or (box.u_extent > 95 and rng.random() < 0.7) or attempt > 3
        if across:
            share, frame, kind = 0.5 + rng.uniform(-0.09, 0.09), box, "lane"
        else:
            rows = max(2, round(box.v_extent / DEPTH))
            frame = box.turned()
            share = (rows // 2) / rows + rng.uniform(-0.02, 0.02)
            kind = "alley" if rng.random() < 0.7 else "lane"
        angle = rng.normal(0, 0.035) + turn
        heading = np.array(
            [
                frame.v[0] * math.cos(angle) - frame.v[1] * math.sin(angle),
                frame.v[0] * math.sin(angle) + frame.v[1] * math.cos(angle),
            ]
        )
        cut = straight_cut(piece, frame.at(share, 0.5), heading, number, anchors)
        if cut is None:
            continue
        first, second, line = cut
        if abs(first.area + second.area - piece.area) < 0.5 and min(first.area, second.area) > 0.18 * piece.area:
            return first, second, line, kind
    return None
