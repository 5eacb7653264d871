"""
The rasters that an instance shows: the files in its folder `files/rasters`, by name.

A raster is registered by lying there; only its name is ever taken from a request, and only if a file has it.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import rasterio
from rasterio.errors import RasterioIOError

from gis_core.errors import EnvironmentProblemError, MatianError, NotFoundError, WrongUseError
from gis_core.instance import Instance
from gis_core.siting.rasters.cog import CACHE_MB, made_of
from gis_core.siting.rasters.grid import Grid

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
SUFFIX = ".tif"
MOST_ASKED = 512  # cells along a side of the overview that lowest and highest value are read from


@dataclass(frozen=True)
class ShownRaster:
    """
    A raster as it is shown.

    `low` and `high` are the 2nd and 98th percentile of its values (of an overview), between which the colours run;
    `bounds` west, south, east, north in the survey CRS; `made` how it was made, where that is on record.
    """

    name: str
    path: Path
    unit: str
    low: float
    high: float
    bounds: tuple[float, float, float, float]
    crs: str
    cell_m: float
    made: dict[str, object] | None


def folder(instance: Instance) -> Path:
    """Return where the rasters of an instance lie."""
    return instance.files / "rasters"


def names(instance: Instance) -> list[str]:
    """Return the names of the rasters that are shown."""
    found = [path for path in folder(instance).glob(f"*{SUFFIX}") if path.is_file() and not path.is_symlink()]
    return sorted(path.stem for path in found if NAME.fullmatch(path.stem))


def path_for(instance: Instance, name: str) -> Path:
    """
    Return where a new raster of a name is to be written, and make the folder.

    Raises
    ------
    WrongUseError
        If the name isn't made of small letters, digits, `_` and `-`.
    """
    if not NAME.fullmatch(name):
        raise WrongUseError(f"{name[:60]!r} is no name for a raster; use small letters, digits, _ and -", field="name")
    folder(instance).mkdir(exist_ok=True)
    return folder(instance) / f"{name}{SUFFIX}"


def shown(instance: Instance, name: str) -> ShownRaster:
    """
    Return a raster by its name.

    Raises
    ------
    NotFoundError
        If the instance shows none of that name.
    EnvironmentProblemError
        If the file can't be read as a raster.
    CrsError, GeometryError
        If it isn't in metres, north up.
    """
    if name not in names(instance):
        raise NotFoundError(f"there is no raster {name[:60]!r}; /api/rasters lists them", field="name")
    path = folder(instance) / f"{name}{SUFFIX}"
    state = path.stat()
    return _read(path, (state.st_mtime_ns, state.st_size))


def all_shown(instance: Instance) -> list[ShownRaster]:
    """Return the rasters of an instance; a file that isn't one is left out, and says why when asked for by name."""
    found = []
    for name in names(instance):
        with contextlib.suppress(MatianError):
            found.append(shown(instance, name))
    return found


@lru_cache(maxsize=64)
def _read(path: Path, _state: tuple[int, int]) -> ShownRaster:
    """Describe a file; once for each state of it, as every tile asks."""
    try:
        with rasterio.Env(GDAL_CACHEMAX=CACHE_MB), rasterio.open(path) as raster:
            grid = Grid.of(raster)
            scale = min(1.0, MOST_ASKED / max(raster.shape))
            size = (max(1, round(raster.height * scale)), max(1, round(raster.width * scale)))
            values = raster.read(1, out_shape=size, masked=True, out_dtype="float64").filled(np.nan)
            unit = raster.units[0] or ""
    except RasterioIOError as error:
        raise EnvironmentProblemError(f"the raster {path.name} can't be read; make it anew or remove it") from error
    known = values[np.isfinite(values)]
    low, high = (float(value) for value in np.percentile(known, (2, 98))) if known.size else (0.0, 1.0)
    return ShownRaster(path.stem, path, unit, low, high, grid.bounds, grid.crs, grid.cell[0], made_of(path))
