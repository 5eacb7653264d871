"""What of a map frame is taken: obstacles from the start, and each label as it is placed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator

import shapely
from shapely import STRtree
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.labels.candidates import Block

AIR = 0.15  # mm between two labels
CELL = 8.0  # mm; the side of the squares in which neighbours are looked up


class Ground:
    """
    A map frame in paper mm, on which boxes are taken.

    Parameters
    ----------
    frame
        Which no box leaves.
    obstacles
        Which no box touches.
    """

    def __init__(self, frame: Polygon, obstacles: Iterable[BaseGeometry] = ()) -> None:
        self._frame = frame
        self._bounds = frame.bounds
        self._obstacles = STRtree([one for one in obstacles if not one.is_empty])
        self._taken: defaultdict[tuple[int, int], list[Block]] = defaultdict(list)

    def take(self, block: Block) -> bool:
        """Take the ground of a block if it is in the frame and free; say whether."""
        if not self.free(block):
            return False
        for cell in _cells(block):
            self._taken[cell].append(block)
        return True

    def free(self, block: Block) -> bool:
        """Say whether a block is in the frame, and no obstacle and no other block touches it."""
        west, south, east, north = block.bounds
        if west < self._bounds[0] or south < self._bounds[1] or east > self._bounds[2] or north > self._bounds[3]:
            return False
        if any(_touch(block, other) for cell in _cells(block) for other in self._taken.get(cell, ())):
            return False
        return self._frame.contains(block.box) and not len(self._obstacles.query(block.box, predicate="intersects"))


def _cells(block: Block) -> Iterator[tuple[int, int]]:
    """Yield the squares that a block and the air around it meet."""
    west, south, east, north = block.bounds
    for column in range(math.floor((west - AIR) / CELL), math.floor((east + AIR) / CELL) + 1):
        for row in range(math.floor((south - AIR) / CELL), math.floor((north + AIR) / CELL) + 1):
            yield column, row


def _touch(one: Block, other: Block) -> bool:
    a, b = one.bounds, other.bounds
    if a[0] > b[2] + AIR or b[0] > a[2] + AIR or a[1] > b[3] + AIR or b[1] > a[3] + AIR:
        return False
    return not (one.angle or other.angle) or bool(shapely.dwithin(one.box, other.box, AIR))
