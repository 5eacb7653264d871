"""A piece of a layer, as the district streams them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis_core.demo.curves import SURVEY
from layers.registry import all_layers

MULTI: dict[str, Callable[..., Any]] = {
    "MultiPolygon": shapely.multipolygons,
    "MultiLineString": shapely.multilinestrings,
}
SOURCE = "示意数据"
DRAWN = dt.date(2021, 12, 1)


@dataclass(frozen=True)
class Piece:
    """
    Some rows of a layer.

    Parameters
    ----------
    layer
        Table name.
    rows
        GeoDataFrame in EPSG:4547 with `code`, every declared field, `valid_from`, `valid_to` and `source`.
    """

    layer: str
    rows: gpd.GeoDataFrame


def piece(layer: str, geometry: Sequence[Any] | NDArray[np.object_], columns: Mapping[str, Any]) -> Piece:
    """
    Return rows of a layer; fields that aren't given stand empty, multi-part layers get multi-part geometry.

    Raises
    ------
    KeyError
        If a column isn't declared by the layer.
    """
    declared = all_layers()[layer]
    names = [field.name for field in declared.fields]
    for name in columns:
        if name not in names and name != "code":
            raise KeyError(f"{layer} has no field {name}")
    shapes = np.array(geometry, dtype=object)
    if declared.geometry.startswith("Multi"):
        make = MULTI[declared.geometry]
        single = ~np.isin(shapely.get_type_id(shapes), (5, 6))
        if single.any():
            shapes[single] = make(shapes[single][:, None])
    data = {name: columns.get(name) for name in ("code", *names)}
    data |= {"valid_from": DRAWN, "valid_to": None, "source": SOURCE}
    return Piece(layer, gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(shapes, crs=SURVEY), index=range(len(shapes))))
