"""Clean tilings of parcels in the survey CRS, and deliveries made of them, for tests that plant faults."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from gis_core.exchange.delivery import Delivery, Finding, Identified

WEST, SOUTH = 490_000.0, 2_517_500.0
"""Lower left corner of every tiling, EPSG:4547: inside the extent of Matian."""
CELL = 40.0


def tiling(columns: int, rows: int, *, seed: int = 7, spread: float = 0.3) -> NDArray[np.object_]:
    """Return `rows` times `columns` parcels that share edges, their corners moved about, to the millimetre."""
    random = np.random.default_rng(seed)
    x, y = np.meshgrid(np.arange(columns + 1) * CELL, np.arange(rows + 1) * CELL)
    corners = np.stack([x, y], axis=-1) + random.uniform(-spread, spread, (rows + 1, columns + 1, 2)) * CELL
    corners = np.round(corners + np.array([WEST, SOUTH]), 3)
    around = [corners[:-1, :-1], corners[:-1, 1:], corners[1:, 1:], corners[1:, :-1]]
    rings = np.stack([*around, around[0]], axis=2).reshape(-1, 5, 2)
    return np.asarray(shapely.polygons(rings), dtype=object)


def square(east: float, north: float, width: float = 40.0, height: float | None = None) -> shapely.Polygon:
    """Return a rectangle whose lower left corner lies `east`, `north` metres from the tilings'."""
    x, y = WEST + east, SOUTH + north
    return shapely.box(x, y, x + width, y + (width if height is None else height))


def shape(*corners: tuple[float, float]) -> shapely.Polygon:
    """Return a polygon of corners given in metres from the tilings' lower left one."""
    return shapely.Polygon([(WEST + east, SOUTH + north) for east, north in corners])


def codes_for(count: int) -> list[str]:
    """Return codes in the office's manner."""
    return [f"440306001001GB{number:05d}" for number in range(1, count + 1)]


def delivery_of(
    shapes: Sequence[Any] | NDArray[Any],
    codes: Sequence[str | None] | None = None,
    *,
    format_name: str = "gpkg",
    findings: tuple[Finding, ...] = (),
    **attributes: pd.Series,
) -> Delivery:
    """Return a delivery as reading gives it."""
    geometries = np.empty(len(shapes), dtype=object)
    geometries[:] = list(shapes)
    known = codes_for(len(shapes)) if codes is None else codes
    columns = {"code": pd.Series(known, dtype=pd.ArrowDtype(pa.string())), **attributes}
    return Delivery(
        file_name="delivery.gpkg",
        sha256="0" * 64,
        format=format_name,
        source_layer=None,
        encoding=None,
        declared_crs="EPSG:4547",
        identified=Identified("EPSG:4547", "file"),
        row_numbers=np.arange(1, len(shapes) + 1),
        geometries=geometries,
        attributes=pd.DataFrame(columns),
        mapping={},
        unmapped=(),
        findings=findings,
        notes=(),
    )


def text_column(values: Sequence[str | None]) -> pd.Series:
    """Return a text column as reading gives it."""
    return pd.Series(values, dtype=pd.ArrowDtype(pa.string()))


def date_column(values: Sequence[dt.date | None]) -> pd.Series:
    """Return a date column as reading gives it."""
    return pd.Series(values, dtype=pd.ArrowDtype(pa.date32()))


def area_column(values: Sequence[float] | NDArray[np.float64]) -> pd.Series:
    """Return an area column (m²) as reading gives it."""
    return pd.Series(values, dtype=pd.ArrowDtype(pa.float64()))


def write_gpkg(path: Path, shapes: Any, codes: Sequence[str | None] | None = None, **columns: Sequence[Any]) -> Path:
    """Write parcels as a GeoPackage in the survey CRS and return the file."""
    known = codes_for(len(shapes)) if codes is None else codes
    frame = gpd.GeoDataFrame({"code": known, **columns}, geometry=list(shapes), crs="EPSG:4547")
    frame.to_file(path, driver="GPKG", layer="parcels", engine="pyogrio", geometry_type="Unknown")
    return path
