"""Parcel assembly on a grid against a raster region-growing as "Locate Regions" describes it."""

import numpy as np
import pandas as pd
import pytest

from gis_core.siting.assembly import Weights, assemble
from tests.gis_core.siting.region_growing import around, located

CELL_M = 20.0


def grid(cost: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cells of a raster as parcels and neighbours."""
    cells = list(np.ndindex(*cost.shape))
    names = {cell: f"R{cell[0]:02}C{cell[1]:02}" for cell in cells}
    table = pd.DataFrame(
        {
            "area_m2": CELL_M**2,
            "perimeter_m": 4 * CELL_M,
            "cost": [cost[cell] for cell in cells],
            "owners": 1,
            "probability": 1.0,
        },
        index=[names[cell] for cell in cells],
    )
    pairs = [
        (names[cell], names[other], CELL_M) for cell in cells for other in around(cell, cost.shape) if cell < other
    ]
    return table, pd.DataFrame(pairs, columns=["a", "b", "shared_m"])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("tradeoff", [0.2, 0.5, 0.8])
def test_assembled_land_is_at_least_as_good_as_a_grown_region(seed: int, tradeoff: float) -> None:
    random = np.random.default_rng(seed)
    rows, columns = np.mgrid[0:8, 0:8]
    hills = np.zeros((8, 8))
    for _ in range(4):
        y, x = random.uniform(0, 8, 2)
        hills += np.exp(-((rows - y) ** 2 + (columns - x) ** 2) / 6)
    cost = 10 - 8 * hills / hills.max() + random.uniform(0, 1, hills.shape)
    wanted = 9
    table, adjacency = grid(cost)
    region = located(-cost, wanted, tradeoff)
    weights = Weights(cost=1.0, boundary=0.05)
    inside = sum(other in region for cell in region for other in around(cell, cost.shape)) / 2
    boundary = 4 * CELL_M * len(region) - 2 * CELL_M * inside
    peer = sum(cost[cell] for cell in region) + weights.boundary * boundary
    found = assemble(table, adjacency, wanted * CELL_M**2, weights=weights)[0]
    assert found.proven
    assert found.area_m2 == pytest.approx(wanted * CELL_M**2)
    assert found.objective <= peer + 1e-9
