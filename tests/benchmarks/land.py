"""Land to measure on: jittered quadrilaterals that share their vertices, with uses that cluster as in a town."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray

from gis_core.copy import copy_rows
from layers.codes import LAND_USE

SIDE_M = 44.7  # parcels of about 2,000 m²
JITTER = 0.3  # of a side
BLOCK = 8  # parcels along a block's side
STRANGERS = 0.25  # share of the parcels whose use isn't their block's
SURVEY_CRS, WEST_M, SOUTH_M = 4547, 490_000.0, 2_510_000.0


def parcels(count: int, seed: int = 7) -> gpd.GeoDataFrame:
    """Return about `count` parcels (a square number of them) in EPSG:4547, with `code` and `land_use`."""
    random = np.random.default_rng(seed)
    side = round(count**0.5)
    corners = np.stack(np.meshgrid(np.arange(side + 1.0), np.arange(side + 1.0)), axis=-1)
    corners = (corners + random.uniform(-JITTER, JITTER, corners.shape)) * SIDE_M + (WEST_M, SOUTH_M)
    rings = np.stack([corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]], axis=2)
    shapes = shapely.multipolygons(shapely.polygons(rings.reshape(-1, 4, 2)), indices=np.arange(side * side))
    return gpd.GeoDataFrame(
        {"code": [f"S{number:07d}" for number in range(side * side)], "land_use": _uses(side, random)},
        geometry=shapes,
        crs=SURVEY_CRS,
    ).rename_geometry("geom")


def _uses(side: int, random: np.random.Generator) -> NDArray[np.str_]:
    known = np.array([row.code for row in LAND_USE.codes])
    blocks = random.integers(len(known), size=(side // BLOCK + 1, side // BLOCK + 1))
    uses = np.kron(blocks, np.ones((BLOCK, BLOCK), dtype=int))[:side, :side]
    strange = random.random((side, side)) < STRANGERS
    return known[np.where(strange, random.integers(len(known), size=(side, side)), uses)].ravel()


def lay_out(connection: psycopg.Connection[Any], count: int) -> int:
    """Fill the empty layer `parcels` and return how many parcels there are."""
    connection.execute("SELECT matian.set_indexes_aside('parcels')")
    laid = copy_rows(connection, "parcels", parcels(count))
    connection.execute("SELECT matian.bring_indexes_back('parcels')")
    return laid
