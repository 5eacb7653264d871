"""
The map frame: a rectangle on paper, the ground under it, and the way between the two.

Ground is planar, in the survey CRS (x = easting, y = northing, metres); the scale is true in it. `turn` is the azimuth
of the frame's upward side in degrees, clockwise from grid north: a frame turned by 30° has north 30° to the left.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from gis_core.cartography.scene import Georeference

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MapFrame:
    """
    Where a map stands on paper and on the ground.

    Parameters
    ----------
    x, y, width, height
        The inner frame (内图廓) on paper: its lower left corner and its sides, in mm.
    scale
        Denominator.
    centre
        The ground under its middle: easting and northing in metres.
    turn
        Azimuth of its upward side, in degrees.
    """

    x: float
    y: float
    width: float
    height: float
    scale: int
    centre: tuple[float, float]
    turn: float = 0.0

    @property
    def metres(self) -> float:
        """Metres on the ground that a millimetre on paper is."""
        return self.scale / 1000

    @property
    def window(self) -> Polygon:
        """The frame on paper."""
        return box(self.x, self.y, self.x + self.width, self.y + self.height)

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """The frame's corners on paper, counter-clockwise from the lower left."""
        right, top = self.x + self.width, self.y + self.height
        return ((self.x, self.y), (right, self.y), (right, top), (self.x, top))

    @property
    def to_ground(self) -> tuple[float, float, float, float, float, float]:
        """Affine from paper to ground: easting = a·x + b·y + c, northing = d·x + e·y + f."""
        m, turn = self.metres, math.radians(self.turn)
        cos, sin = m * math.cos(turn), m * math.sin(turn)
        x, y = self.x + self.width / 2, self.y + self.height / 2
        return (cos, sin, self.centre[0] - cos * x - sin * y, -sin, cos, self.centre[1] + sin * x - cos * y)

    @property
    def ground(self) -> Polygon:
        """The ground under the frame, its corners in the order of `corners`."""
        return Polygon(self.on_ground(np.array(self.corners)))

    def on_ground(self, points: Floats) -> Floats:
        """Carry points (n × 2) from paper to ground."""
        a, b, c, d, e, f = self.to_ground
        x, y = points[:, 0], points[:, 1]
        return np.column_stack([a * x + b * y + c, d * x + e * y + f])

    def on_paper(self, points: Floats) -> Floats:
        """Carry points (n × 2) from ground to paper."""
        m, turn = self.metres, math.radians(self.turn)
        cos, sin = math.cos(turn) / m, math.sin(turn) / m
        east, north = points[:, 0] - self.centre[0], points[:, 1] - self.centre[1]
        x, y = self.x + self.width / 2, self.y + self.height / 2
        return np.column_stack([x + cos * east - sin * north, y + sin * east + cos * north])

    def drawn(self, geometries: Any) -> Any:
        """Carry geometries, one or an array, from ground to paper."""
        return shapely.transform(geometries, self.on_paper)

    def reaching(self, margin: float) -> Polygon:
        """Return the ground of the frame and of `margin` mm around it."""
        wider = replace(
            self, x=self.x - margin, y=self.y - margin, width=self.width + 2 * margin, height=self.height + 2 * margin
        )
        return wider.ground

    def georeference(self, wkt: str) -> Georeference:
        """Return what a program needs to find the map's place."""
        a, b, c, d = self.corners
        return Georeference((a, b, c, d), self.to_ground, wkt)


def rounded(point: tuple[float, float], step: float) -> tuple[float, float]:
    """Return a point at multiples of `step` metres, near another."""
    return (round(point[0] / step) * step, round(point[1] / step) * step)


def turned(points: Floats, turn: float) -> Floats:
    """Return ground (n × 2) as a frame turned so sees it: eastings along its lower side; `-turn` leads back."""
    angle = math.radians(turn)
    cos, sin = math.cos(angle), math.sin(angle)
    return np.column_stack([cos * points[:, 0] - sin * points[:, 1], sin * points[:, 0] + cos * points[:, 1]])


def turned_extent(shape: BaseGeometry, turn: float) -> tuple[float, float, tuple[float, float]]:
    """Return width and height of ground seen in a frame turned so, in metres, and the ground under its middle."""
    west, south, east, north = shapely.transform(shape, partial(turned, turn=turn)).bounds
    ((x, y),) = turned(np.array([((west + east) / 2, (south + north) / 2)]), -turn).tolist()
    return east - west, north - south, (x, y)
