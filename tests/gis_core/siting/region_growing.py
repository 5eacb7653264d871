"""
Region growing on a raster, as the documentation of ArcGIS Pro's "Locate Regions" describes it; the peer of assembly.

Regions grow from seed cells: of the cells along the edge the one with the highest utility is added, a mixture of how
suitable the cell is and how well it keeps the region's shape, until the region has its area. Of all regions grown the
one with the highest average suitability is taken.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Cell = tuple[int, int]


def around(cell: Cell, shape: tuple[int, ...]) -> list[Cell]:
    row, column = cell
    near = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
    return [(r, c) for r, c in near if 0 <= r < shape[0] and 0 <= c < shape[1]]


def located(suitability: NDArray[np.float64], cells: int, tradeoff: float = 0.5) -> set[Cell]:
    """
    Return the region of so many cells with the highest average suitability that growing from every cell finds.

    `tradeoff`: share of the shape in a cell's utility; the preferred shape is a circle about the seed.
    """
    low, high = suitability.min(), suitability.max()
    scaled = (suitability - low) / max(high - low, 1e-12)
    radius = np.sqrt(cells / np.pi)
    best: tuple[float, set[Cell]] = (-np.inf, set())
    for seed in np.ndindex(*suitability.shape):
        region: set[Cell] = {(int(seed[0]), int(seed[1]))}
        edge = set(around((int(seed[0]), int(seed[1])), suitability.shape))
        while len(region) < cells:
            cell = max(
                sorted(edge),
                key=lambda one: (
                    (1 - tradeoff) * scaled[one]
                    + tradeoff * (1 - np.hypot(one[0] - seed[0], one[1] - seed[1]) / (2 * radius))
                ),
            )
            region.add(cell)
            edge = (edge | set(around(cell, suitability.shape))) - region
        average = float(np.mean([suitability[cell] for cell in region]))
        if average > best[0]:
            best = (average, region)
    return best[1]
