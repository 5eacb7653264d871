"""
The sieve: edges that meet their opposite are in order, and only around the others can anything be wrong.

Where coverage changes from one feature to none or to two, some edge has no opposite. So every overlap and every gap
touches an unmatched edge, and a clean tiling of 300,000 parcels leaves a few thousand edges to look at.
"""

from __future__ import annotations

import numpy as np

from gis_core.exchange.checks.faults import Positions
from gis_core.exchange.checks.rings import CLOSEST_M, Rings

MIX_LOW, MIX_HIGH = np.int64(-7046029254386353131), np.int64(2685821657736338717)
"""Odd multipliers that spread the keys of an edge's ends over 64 bits (golden ratio; Knuth's linear congruence)."""


def unmatched_edges(rings: Rings) -> Positions:
    """
    Return the first vertex of each edge that isn't met by exactly one edge the other way round.

    Directions are taken as if every feature lay to the left of its edges, whichever way the file's rings run. Edges
    shorter than a millimetre are left out.
    """
    grid = np.round((rings.vertices - rings.vertices.min(axis=0)) / CLOSEST_M).astype(np.int64)
    corner = (grid[:, 0] << np.int64(32)) + grid[:, 1]
    begins = np.flatnonzero(rings.opens)
    here, there = corner[begins], corner[begins + 1]
    moves = here != there
    begins, here, there = begins[moves], here[moves], there[moves]
    turn = np.where((rings.signed_area > 0) == rings.outer, 1, -1)[rings.ring_of[begins]]
    direction = np.where(here < there, turn, -turn)
    with np.errstate(over="ignore"):
        key = np.minimum(here, there) * MIX_LOW ^ np.maximum(here, there) * MIX_HIGH
    order = np.argsort(key)
    sorted_key = key[order]
    first = np.flatnonzero(np.concatenate([[True], sorted_key[1:] != sorted_key[:-1]]))
    count = np.diff(np.concatenate([first, [len(order)]]))
    balance = np.add.reduceat(direction[order], first)
    met = (count == 2) & (balance == 0)
    unmatched: Positions = begins[np.sort(order[np.repeat(~met, count)])]
    return unmatched
