"""A raster as a notebook holds it: its numbers as a NumPy array, and the profile with which rasterio writes it back."""

from __future__ import annotations

import base64
import warnings
from dataclasses import dataclass, field
from typing import IO, Any

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.errors import NotGeoreferencedWarning

from gis_core.siting.rasters.ramp import colours
from gis_core.workspace.cards import picture_card

MOST_PIXELS = 600  # along a side of the picture


@dataclass(frozen=True)
class Raster:
    """
    A raster in the survey CRS, north up.

    Parameters
    ----------
    name, unit
        What it is called, and the unit of its values.
    values
        First band, NaN where nothing is known.
    profile
        As rasterio has it: `transform`, `crs`, `width`, `height`, `nodata` …
    bounds
        West, south, east, north in m.
    """

    name: str
    unit: str
    values: NDArray[np.float64] = field(repr=False)
    profile: dict[str, Any] = field(repr=False)
    bounds: tuple[float, float, float, float]

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """West, east, south, north, as matplotlib's `imshow` takes them."""
        west, south, east, north = self.bounds
        return west, east, south, north

    def _repr_html_(self) -> str:
        rows, columns = self.values.shape
        step = max(1, -(-max(rows, columns) // MOST_PIXELS))
        low, high = np.nanpercentile(self.values, (2, 98)) if np.isfinite(self.values).any() else (0.0, 1.0)
        about = f"{columns} × {rows} · {self.profile['transform'].a:g} m · {low:,.4g} – {high:,.4g} {self.unit}"
        return picture_card(self.name, about, _picture(self.values[::step, ::step], low, high))


def read(source: str | IO[bytes], name: str) -> Raster:
    """Read the first band of a file (or bytes) that rasterio opens."""
    with rasterio.open(source) as raster:
        values = raster.read(1, masked=True, out_dtype="float64").filled(np.nan)
        return Raster(name, raster.units[0] or "", values, dict(raster.profile), tuple(raster.bounds))


def _picture(values: NDArray[np.float64], low: float, high: float) -> str:
    """Return a PNG in the ramp of all rasters, clear where nothing is known, as base64."""
    ramp = np.array([*colours().values()], dtype=np.uint8)
    known = np.isfinite(values)
    share = np.clip((np.where(known, values, low) - low) / ((high - low) or 1), 0, 1)
    picture = ramp[(share * 255).round().astype(int)]
    picture[~known] = 0
    profile = {"driver": "PNG", "width": values.shape[1], "height": values.shape[0], "count": 4, "dtype": "uint8"}
    with rasterio.MemoryFile() as memory, warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)  # a picture lies nowhere
        with memory.open(**profile) as out:
            out.write(np.moveaxis(picture, 2, 0))
        return base64.b64encode(memory.read()).decode()
