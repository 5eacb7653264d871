"""How good a network is: what is unconnected, what ends blindly, what had to be joined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gis_core.siting.network.noding import Noded


@dataclass(frozen=True)
class Quality:
    """
    What the user of a network should know of it; lengths in m, shares 0–1.

    `components` unconnected parts, of which the longest has `largest_m`, that is `largest_share` of `length_m`;
    `dead_ends` nodes with one edge; `joined_ends` ends of lines that were moved to meet another (at most `snap_m`);
    `cuts` places where a line was cut for another's end or for a crossing; `crossings` places where lines cross
    without meeting (bridges, or nodes that are missing); `dropped` lines that are too short, or not walked.
    """

    nodes: int
    edges: int
    length_m: float
    components: int
    largest_m: float
    largest_share: float
    dead_ends: int
    joined_ends: int
    cuts: int
    crossings: int
    dropped: int
    snap_m: float


def quality(net: Noded, component: NDArray[np.int64], *, snap_m: float, dropped: int) -> Quality:
    """Return the quality of a network whose nodes have the numbers of their components."""
    by_component = np.bincount(component[net.start], weights=net.length, minlength=int(component.max()) + 1)
    total, largest = float(net.length.sum()), float(by_component.max())
    degree = np.bincount(np.concatenate([net.start, net.end]), minlength=len(net.nodes))
    return Quality(
        nodes=len(net.nodes),
        edges=len(net.length),
        length_m=total,
        components=int((by_component > 0).sum()),
        largest_m=largest,
        largest_share=largest / total,
        dead_ends=int((degree == 1).sum()),
        joined_ends=net.moved,
        cuts=net.cuts,
        crossings=net.crossings,
        dropped=dropped,
        snap_m=snap_m,
    )
