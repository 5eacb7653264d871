"""Which parcels are neighbours, from their polygons: across a boundary, or across a street."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis_core.consolidation.analysis.blocks import GAP_M
from gis_core.errors import CrsError, GeometryError, WrongUseError

GRID_M = 0.001


def neighbours(parcels: gpd.GeoDataFrame, *, gap_m: float = GAP_M) -> pd.DataFrame:
    """
    Return the pairs of parcels that lie at most `gap_m` apart, and the boundary that they share.

    Parcels across a street (Matian's parcels leave the streets out) are neighbours as they are for contiguous blocks
    (decision 0701); they share no boundary, as the street stays between them. With `gap_m=0` only those that share a
    boundary, not a mere corner, are neighbours.

    Parameters
    ----------
    parcels
        Polygons by code, in a projected CRS in metres.
    gap_m
        Largest distance between neighbours, m; the distance itself counts.

    Returns
    -------
    adjacency
        `a`, `b` (codes, in the order of the parcels), `shared_m`.

    Raises
    ------
    CrsError
        If the CRS is unknown or in degrees.
    GeometryError
        If a parcel is no valid polygon (the code is named).
    """
    if parcels.crs is None or not parcels.crs.is_projected:
        raise CrsError(
            f"Neighbours are looked for in metres, but the parcels are in {parcels.crs}: project them first."
        )
    if not gap_m >= 0:
        raise WrongUseError(f"gap_m is {gap_m}: give metres, at least 0.", field="gap_m")
    shapes = parcels.geometry.to_numpy()
    wrong = ~(np.isin(shapely.get_type_id(shapes), (3, 6)) & shapely.is_valid(shapes) & ~shapely.is_empty(shapes))
    if wrong.any():
        raise GeometryError(f"Parcel {parcels.index[wrong.argmax()]} is no valid polygon: repair it first.")
    near = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=gap_m)
    first, second = near[:, near[0] < near[1]]
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    edges = shapely.boundary(shapes)
    shared = shapely.length(shapely.intersection(edges[first], edges[second], grid_size=GRID_M))
    codes = parcels.index.to_numpy()
    table = pd.DataFrame({"a": codes[first], "b": codes[second], "shared_m": shared})
    return table if gap_m > 0 else table[table["shared_m"] > 0].reset_index(drop=True)
