"""
Weighted overlay (加权叠加): rasters valued 0–1 and added up by weight, cell by cell, in strips.

All layers answer on one grid. A layer with other cells is brought onto it by the rule that it states itself
(`resampling`); another CRS, or another unit than the one that its value function is made for, is refused.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from gis_core.errors import CrsError, RefusedInputError, WrongUseError
from gis_core.siting.rasters.cog import CACHE_MB, write_cog
from gis_core.siting.rasters.grid import Grid

Values = NDArray[np.float64]
Rule = Literal["same_grid", "nearest", "bilinear", "average"]
Missing = Literal["unknown", "worst"]
NEAR_ONE = 1e-6


@dataclass(frozen=True)
class OverlayLayer:
    """
    One raster of an overlay.

    Parameters
    ----------
    path
        The file; its first band counts.
    value
        What a number is worth (0–1, NaN stays NaN): `apply` of a value function (`gis_core.siting.values`).
    weight
        Its weight; all together are 1.
    unit
        Unit that `value` is made for; the file's must be the same.
    rule
        How it comes onto the grid where its cells are others: `same_grid` (not at all, it is refused), `nearest` (for
        codes), `bilinear`, or `average` (from finer cells).
    described
        `value` in words or numbers, for the record.
    """

    path: Path
    value: Callable[[Values], Values]
    weight: float
    unit: str = ""
    rule: Rule = "same_grid"
    described: str = ""


def write_overlay(
    layers: Mapping[str, OverlayLayer], path: Path, *, grid: Grid | None = None, missing: Missing = "unknown"
) -> None:
    """
    Write the weighted sum of the layers' values as a cloud-optimised GeoTIFF (float32, 0–1, nodata NaN).

    Parameters
    ----------
    layers
        By name.
    path
        File to write.
    grid
        On which to answer; that of the first layer unless given.
    missing
        A cell that one of the layers doesn't know is `unknown` in the sum, or that layer counts 0 there (`worst`);
        a cell that none of them knows is unknown always.

    Raises
    ------
    WrongUseError
        If there is no layer or the weights aren't 0 or more and 1 together.
    CrsError, RefusedInputError
        If a layer's CRS, unit or (with `same_grid`) cells are others, or a value leaves 0–1.
    """
    if not layers:
        raise WrongUseError("an overlay of no layer is none; give at least one", field="layers")
    total = sum(layer.weight for layer in layers.values())
    if abs(total - 1) > NEAR_ONE or any(not layer.weight >= 0 for layer in layers.values()):
        raise WrongUseError(f"the weights must be 0 or more and 1 together; they are {total:g}", field="weights")
    with contextlib.ExitStack() as opened:
        opened.enter_context(rasterio.Env(GDAL_CACHEMAX=CACHE_MB))
        rasters = {name: opened.enter_context(rasterio.open(layer.path)) for name, layer in layers.items()}
        on = grid or Grid.of(next(iter(rasters.values())))
        sources = {name: opened.enter_context(_aligned(name, layers[name], rasters[name], on)) for name in layers}
        record = {
            "what": "weighted overlay",
            "missing": missing,
            "layers": {
                name: {
                    "of": layer.path.name,
                    "weight": layer.weight,
                    "unit": layer.unit,
                    "rule": layer.rule,
                    "value": layer.described or repr(getattr(layer.value, "__self__", "")),
                }
                for name, layer in layers.items()
            },
        }
        strips = _strips(layers, sources, on, missing)
        write_cog(path, strips, on, nodata=float("nan"), predictor=3, made=record)


def _aligned(
    name: str, layer: OverlayLayer, raster: rasterio.DatasetReader, grid: Grid
) -> contextlib.AbstractContextManager[rasterio.DatasetReader]:
    """Return a reader on the grid."""
    own = Grid.of(raster)
    if rasterio.CRS.from_user_input(own.crs) != rasterio.CRS.from_user_input(grid.crs):
        raise CrsError(f"layer {name!r} is in {own.crs}, the overlay in {grid.crs}; warp it first")
    unit = raster.units[0] or ""
    if unit != layer.unit:
        raise RefusedInputError(
            f"layer {name!r} is in {unit or 'no unit'}, its value function in {layer.unit or 'no unit'}; convert one"
        )
    if own.same_as(grid):
        return contextlib.nullcontext(raster)
    if layer.rule == "same_grid":
        raise RefusedInputError(
            f"layer {name!r} has other cells than the overlay; state how it is resampled (nearest, bilinear, average)"
        )
    virtual: contextlib.AbstractContextManager[rasterio.DatasetReader] = WarpedVRT(
        raster,
        crs=raster.crs,
        transform=grid.transform,
        width=grid.columns,
        height=grid.rows,
        resampling=Resampling[layer.rule],
        dtype="float64",
        nodata=float("nan"),
        warp_mem_limit=CACHE_MB,
    )
    return virtual


def _strips(
    layers: Mapping[str, OverlayLayer],
    sources: Mapping[str, rasterio.DatasetReader],
    grid: Grid,
    missing: Missing,
) -> Iterator[NDArray[np.float32]]:
    for window in grid.strips():
        known_anywhere = np.zeros((int(window.height), grid.columns), bool)
        total = np.zeros(known_anywhere.shape)
        for name, layer in layers.items():
            value = _valued(name, layer, sources[name], window)
            known = ~np.isnan(value)
            known_anywhere |= known
            total += layer.weight * (np.where(known, value, 0.0) if missing == "worst" else value)
        total[~known_anywhere] = np.nan
        yield total[None].astype(np.float32)


def _valued(name: str, layer: OverlayLayer, source: rasterio.DatasetReader, window: Window) -> Values:
    numbers = source.read(1, window=window, masked=True, out_dtype="float64").filled(np.nan)
    value = np.asarray(layer.value(numbers.ravel()), dtype=float).reshape(numbers.shape)
    if ((value < 0) | (value > 1)).any():
        raise RefusedInputError(f"the value function of layer {name!r} leaves 0–1; clamp it")
    value[np.isnan(numbers)] = np.nan
    return value
