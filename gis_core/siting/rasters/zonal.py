"""Zonal figures: what a raster says of each polygon, every cell weighted by the share of it that lies inside."""

from __future__ import annotations

import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
from exactextract import exact_extract
from numpy.typing import NDArray
from rasterio.windows import Window

from gis_core.siting.rasters.cog import CACHE_MB, write_cog
from gis_core.siting.rasters.grid import Grid
from gis_core.siting.rasters.slope import Unit, write_slope

MOST_CELLS = 2_000_000
"""Cells of a polygon held at once; larger polygons are taken in pieces."""


def zonal(path: Path, zones: gpd.GeoSeries, *, above: float | None = None) -> pd.DataFrame:
    """
    Return the figures of a raster's first band for each polygon.

    Parameters
    ----------
    path
        The raster.
    zones
        Polygons in its CRS.
    above
        A threshold in the raster's unit.

    Returns
    -------
    figures
        In the index of `zones`: `mean`, `min`, `max` (NaN where the raster knows nothing), `known` (share 0–1 of the
        polygon of which it does) and, with a threshold, `above` (share 0–1 of the known part with more).

    Raises
    ------
    CrsError
        If the polygons come in another CRS.
    """
    columns = ["mean", "min", "max", "known", *(["above"] if above is not None else [])]
    with rasterio.Env(GDAL_CACHEMAX=CACHE_MB), rasterio.open(path) as raster:
        grid = Grid.of(raster)
        grid.refuse_other_crs(zones.crs.to_string() if zones.crs else None, "the polygons")
        if zones.empty:
            return pd.DataFrame(columns=columns, index=zones.index, dtype=float)
        vector = gpd.GeoDataFrame(geometry=zones.to_numpy(), crs=zones.crs)
        figures = _extracted(raster, vector, ["mean", "min", "max", "count"])
        figures.index = zones.index
        cell = grid.cell[0] * grid.cell[1]
        figures["known"] = np.clip(figures["count"] * cell / zones.area, 0, 1)
        if above is not None:
            figures["above"] = _share_above(raster, grid, vector, above)
    found: pd.DataFrame = figures[columns].astype(float)
    return found


def _extracted(raster: rasterio.DatasetReader, vector: gpd.GeoDataFrame, figures: list[str]) -> pd.DataFrame:
    """Ask cell by cell of the raster, not polygon by polygon: each piece of the file is read once."""
    found: pd.DataFrame = exact_extract(
        raster, vector, figures, output="pandas", strategy="raster-sequential", max_cells_in_memory=MOST_CELLS
    )
    return found


def _share_above(
    raster: rasterio.DatasetReader, grid: Grid, vector: gpd.GeoDataFrame, threshold: float
) -> NDArray[np.float64]:
    """Return the mean of a raster that is 1 where there is more than the threshold, and 0 elsewhere."""

    def more(window: Window) -> NDArray[np.float32]:
        values = raster.read(1, window=window, masked=True, out_dtype="float64").filled(np.nan)
        return np.where(np.isnan(values), np.nan, values > threshold).astype(np.float32)[None]

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "above.tif"
        write_cog(path, map(more, grid.strips()), grid, nodata=float("nan"), predictor=3)
        with rasterio.open(path) as marked:
            return np.asarray(_extracted(marked, vector, ["mean"])["mean"], dtype=float)


def mean_slope(terrain: Path, zones: gpd.GeoSeries, *, unit: Unit = "percent") -> pd.Series:
    """
    Return the mean slope of each polygon, NaN where the terrain model knows nothing of it.

    Parameters
    ----------
    terrain
        Heights in m.
    zones
        Polygons in its CRS.
    unit
        `percent` or `degrees`.

    Raises
    ------
    CrsError, GeometryError
        If the polygons come in another CRS, or the model isn't in metres.
    """
    with tempfile.TemporaryDirectory() as folder:
        slope = Path(folder) / "slope.tif"
        write_slope(terrain, slope, unit=unit)
        found: pd.Series = zonal(slope, zones)["mean"]
    return found
