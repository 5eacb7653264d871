"""What of a map frame is taken: obstacles from the start, and each label as it is placed."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from shapely import STRtree
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

AIR = 0.15  # mm between two labels


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
        self._obstacles = STRtree([one for one in obstacles if not one.is_empty])
        self._bounds = np.empty((256, 4))
        self._boxes: list[Polygon] = []

    def take(self, box: Polygon) -> bool:
        """Take the ground of `box` if it is in the frame and free; say whether."""
        if not self.free(box):
            return False
        if len(self._boxes) == len(self._bounds):
            self._bounds = np.concatenate((self._bounds, np.empty_like(self._bounds)))
        self._bounds[len(self._boxes)] = box.bounds
        self._boxes.append(box)
        return True

    def free(self, box: Polygon) -> bool:
        """Say whether `box` is in the frame, and no obstacle and no other box touches it."""
        if not self._frame.contains(box):
            return False
        west, south, east, north = box.bounds
        taken = self._bounds[: len(self._boxes)]
        near = np.flatnonzero(
            (taken[:, 0] < east + AIR)
            & (taken[:, 2] > west - AIR)
            & (taken[:, 1] < north + AIR)
            & (taken[:, 3] > south - AIR)
        )
        if any(shapely.dwithin(box, self._boxes[at], AIR) for at in near):
            return False
        return not len(self._obstacles.query(box, predicate="intersects"))
