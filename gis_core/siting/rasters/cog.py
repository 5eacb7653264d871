"""Cloud-optimised GeoTIFFs, written strip by strip, whole or not at all, with the record of how they were made."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import rasterio
import rasterio.shutil
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.windows import Window

from gis_core.siting.rasters.grid import Grid

BLOCK = 512  # cells along the side of a tile of the file
CACHE_MB = 32  # of GDAL while it works; its own choice, a share of the machine's memory, would grow with the machine
ALL_CPUS = "ALL_CPUS"
MADE = "MATIAN_MADE"
"""Tag that holds the record of how a raster was made, as JSON."""


def write_cog(
    path: Path,
    strips: Iterable[NDArray[np.generic]],
    grid: Grid,
    *,
    nodata: float | None,
    predictor: int,
    unit: str = "",
    tags: Mapping[str, str] | None = None,
    made: Mapping[str, object] | None = None,
    resampling: Resampling = Resampling.average,
    threads: str = "1",
) -> None:
    """
    Write a cloud-optimised GeoTIFF with no more of it in memory than a strip.

    Parameters
    ----------
    path
        File to write.
    strips
        Full-width parts (bands, rows, columns) from the top down.
    grid
        Place, cells and CRS of the whole raster.
    nodata
        The value that says that nothing is known; NaN for floating point.
    predictor
        Of the compression: 2 for whole numbers, 3 for floating point.
    unit
        Unit of the values, such as `m`; empty where they have none.
    tags
        Further tags of the file.
    made
        What was done to what, by which rule: kept in the tag `MATIAN_MADE`, so that it can be done again.
    resampling
        How the overviews are made.
    threads
        That compress; each holds tiles of its own, so that with `ALL_CPUS` memory grows with the machine.
    """
    drawn, unfinished = path.with_suffix(".drawn.tif"), path.with_suffix(".part.tif")
    tags = dict(tags or {})
    if made is not None:
        tags[MADE] = json.dumps(made, ensure_ascii=False, sort_keys=True)
    try:
        with rasterio.Env(GDAL_CACHEMAX=CACHE_MB):
            _draw(drawn, strips, grid, nodata=nodata, unit=unit, tags=tags)
            rasterio.shutil.copy(
                drawn,
                unfinished,
                driver="COG",
                compress="DEFLATE",
                predictor=predictor,
                blocksize=BLOCK,
                bigtiff="IF_SAFER",
                overview_resampling=resampling.name,
                num_threads=threads,
            )
        unfinished.replace(path)
    finally:
        drawn.unlink(missing_ok=True)
        unfinished.unlink(missing_ok=True)


def _draw(
    path: Path,
    strips: Iterable[NDArray[np.generic]],
    grid: Grid,
    *,
    nodata: float | None,
    unit: str,
    tags: Mapping[str, str],
) -> None:
    raster, row = None, 0
    try:
        for strip in strips:
            bands, rows, columns = strip.shape
            if raster is None:
                raster = rasterio.open(
                    path,
                    "w",
                    driver="GTiff",
                    dtype=str(strip.dtype),
                    count=bands,
                    height=grid.rows,
                    width=grid.columns,
                    crs=grid.crs,
                    transform=grid.transform,
                    nodata=nodata,
                    tiled=True,
                    blockxsize=BLOCK,
                    blockysize=BLOCK,
                    bigtiff="IF_SAFER",
                    photometric="RGB" if bands == len("RGB") else "MINISBLACK",
                )
                raster.update_tags(**tags)
                if unit:
                    raster.units = (unit,) * bands
            raster.write(strip, window=Window(0, row, columns, rows))
            row += rows
    finally:
        if raster is not None:
            raster.close()


def made_of(path: Path) -> dict[str, object] | None:
    """Return the record of how a raster was made, or `None` where it has none."""
    with rasterio.open(path) as raster:
        record = raster.tags().get(MADE)
    found: dict[str, object] | None = None if record is None else json.loads(record)
    return found
