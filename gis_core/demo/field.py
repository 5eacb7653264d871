"""
The cross field: at every place the two directions, at right angles, that streets follow.

Near the edge of a superblock they run along and across it; each village has a turn of its own; a little smooth noise
keeps it from looking ruled. Directions are kept as `exp(4iθ)`, in which a turn by 90° changes nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from gis_core.demo.rings import Points, Ring

CELL = 25.0  # raster of the field, metres
DECAY = 180.0  # distance over which an edge's direction loses its hold, metres


@dataclass(frozen=True)
class Swirl:
    """A village that turns the field: centre, radius in metres, angle in radians."""

    x: float
    y: float
    radius: float
    angle: float


class CrossField:
    """
    Directions inside a superblock.

    Parameters
    ----------
    ring
        The superblock.
    swirls
        Villages in or near it.
    rng
        Source of the noise.
    noise
        Standard deviation of the turn, in radians of the fourfold angle.
    """

    def __init__(self, ring: Ring, swirls: tuple[Swirl, ...], rng: np.random.Generator, noise: float = 0.35) -> None:
        low, high = ring.points.min(axis=0) - CELL, ring.points.max(axis=0) + CELL
        self._x0, self._y0 = float(low[0]), float(low[1])
        columns = np.arange(low[0], high[0] + CELL, CELL)
        rows = np.arange(low[1], high[1] + CELL, CELL)
        x, y = np.meshgrid(columns, rows)
        samples, angles = _edge_samples(ring)
        count = min(24, len(samples))
        distance, index = cKDTree(samples).query(np.column_stack([x.ravel(), y.ravel()]), k=count)
        distance, index = distance.reshape(-1, count), index.reshape(-1, count)
        field = (np.exp(-distance / DECAY) * np.exp(4j * angles[index])).sum(axis=1).reshape(x.shape) + 1e-9
        field /= np.abs(field)
        for swirl in swirls:
            hold = np.exp(-((x - swirl.x) ** 2 + (y - swirl.y) ** 2) / (0.8 * swirl.radius) ** 2)
            field = field * (1 - 0.7 * hold) + hold * np.exp(4j * swirl.angle)
        turn = gaussian_filter(rng.normal(size=x.shape), 8)
        field = field * np.exp(1j * noise * turn / max(float(turn.std()), 1e-9))
        field = gaussian_filter(field.real, 1.5) + 1j * gaussian_filter(field.imag, 1.5)
        self._angle: list[list[float]] = (np.angle(field) / 4).tolist()
        self._rows, self._columns = x.shape

    def heading(self, x: float, y: float, towards: float) -> float:
        """Return the direction of the field at a place (radians) that is nearest to `towards`."""
        row = min(max(int((y - self._y0) / CELL), 0), self._rows - 1)
        column = min(max(int((x - self._x0) / CELL), 0), self._columns - 1)
        angle = self._angle[row][column]
        return angle + round((towards - angle) / (math.pi / 2)) * math.pi / 2


def _edge_samples(ring: Ring) -> tuple[Points, NDArray[np.float64]]:
    counts = np.maximum(1, (ring.lengths / CELL).astype(int))
    edge = np.repeat(np.arange(len(counts)), counts)
    share = (np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts) + 0.5) / counts[edge]
    samples = ring.points[edge] + share[:, None] * ring.edges[edge]
    return samples, np.arctan2(ring.edges[edge, 1], ring.edges[edge, 0])
