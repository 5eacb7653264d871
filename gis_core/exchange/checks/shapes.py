"""Checks of each shape by itself: missing or empty, of the wrong type, invalid, outside the extent, a sliver."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from gis_core import crs as systems
from gis_core.exchange.checks.faults import Faults, Positions, faults
from gis_core.exchange.checks.threads import in_pieces
from gis_core.place import Place
from layers.base import GeometryType, Label, Layer

POINT, LINE, POLYGON, MULTILINE, MULTIPOLYGON = 0, 1, 3, 5, 6

FITTING: dict[GeometryType, tuple[int, ...]] = {
    "Point": (POINT,),
    "LineString": (LINE,),
    "MultiLineString": (LINE, MULTILINE),
    "Polygon": (POLYGON,),
    "MultiPolygon": (POLYGON, MULTIPOLYGON),
}
"""Types of shape that a column takes; single parts are promoted where it is of a multi type."""

REASONS = {
    "Self-intersection": Label("自相交", "self-intersection"),
    "Ring Self-intersection": Label("环自相交", "ring self-intersection"),
    "Hole lies outside shell": Label("孔洞在外环之外", "hole lies outside its shell"),
    "Holes are nested": Label("孔洞嵌套", "holes are nested"),
    "Interior is disconnected": Label("内部不连通", "interior is disconnected"),
    "Nested shells": Label("外环嵌套", "nested shells"),
    "Duplicate Rings": Label("环重复", "duplicate rings"),
    "Duplicated Rings": Label("环重复", "duplicate rings"),
    "Too few points in geometry component": Label("点数不足", "too few distinct points"),
    "Invalid Coordinate": Label("坐标无效", "coordinate is no number"),
    "Ring is not closed": Label("环未闭合", "ring is not closed"),
}
"""Everything that GEOS's validity test can answer, in words."""

NARROW_M = 0.5
"""Mean width (2 · area / perimeter) in metres below which a polygon is a sliver: less than any lane or drain."""

MARGIN = 0.01
"""Share of the extent's longer side by which a shape may stand out, as the extent is given in rounded degrees."""


@dataclass(frozen=True)
class Sound:
    """
    Which rows have a shape to go on with.

    Parameters
    ----------
    present
        Rows with a shape of a fitting type that isn't empty.
    valid
        Those of them that GEOS finds valid.
    """

    present: NDArray[np.bool_]
    valid: NDArray[np.bool_]


def check_shapes(geometries: NDArray[Any], layer: Layer) -> tuple[list[Faults], Sound]:
    """Find rows whose shape is missing, empty, of the wrong type or invalid, and tell which are sound."""
    kinds = shapely.get_type_id(geometries)
    empty = shapely.is_missing(geometries) | shapely.is_empty(geometries)
    fits = np.isin(kinds, FITTING[layer.geometry])
    wrong = np.flatnonzero(~empty & ~fits)
    present = ~empty & fits
    valid = present.copy()
    rows = np.flatnonzero(present)
    valid[rows] = in_pieces(shapely.is_valid, geometries[rows])
    broken = np.flatnonzero(present & ~valid)
    found = [
        faults("empty_geometry", np.flatnonzero(empty)),
        faults(
            "wrong_type",
            wrong,
            _corners(geometries[wrong]),
            [
                Label(f"是 {shape.geom_type}，应为 {layer.geometry}", f"{shape.geom_type} instead of {layer.geometry}")
                for shape in geometries[wrong]
            ],
        ),
        _invalid(geometries, broken),
    ]
    return found, Sound(present, valid)


def _corners(shapes: NDArray[Any]) -> NDArray[np.float64]:
    return np.asarray(shapely.bounds(shapes)[:, :2])


def _invalid(geometries: NDArray[Any], broken: Positions) -> Faults:
    places = np.full((len(broken), 2), np.nan)
    details = []
    for index, reason in enumerate(shapely.is_valid_reason(geometries[broken]).tolist()):
        name, _, at = reason.partition("[")
        known = REASONS.get(name, Label(name, name.lower()))
        spot = re.match(r"(\S+) (\S+?)\]", at)
        if spot and np.isfinite(numbers := [float(spot[1]), float(spot[2])]).all():
            places[index] = numbers
        details.append(Label(f"{known.zh}（{name}）", f"{known.en} ({name})"))
    return faults("invalid_geometry", broken, places, details)


def survey_extent(place: Place) -> tuple[float, float, float, float]:
    """Return the place's extent in its survey CRS (metres: west, south, east, north), widened by `MARGIN`."""
    degrees, survey = systems.parse(systems.WGS84), systems.parse(place.crs.survey)
    west, south, east, north = systems.move_bounds(place.map.extent, degrees, survey)
    margin = MARGIN * max(east - west, north - south)
    return west - margin, south - margin, east + margin, north + margin


def outside_extent(geometries: NDArray[Any], rows: Positions, extent: tuple[float, float, float, float]) -> Faults:
    """Find which of `rows` have a part outside `extent` (survey CRS, metres)."""
    bounds = shapely.bounds(geometries[rows])
    west, south, east, north = extent
    with np.errstate(invalid="ignore"):
        low = np.stack([west - bounds[:, 0], south - bounds[:, 1]]).max(axis=0)
        high = np.stack([bounds[:, 2] - east, bounds[:, 3] - north]).max(axis=0)
    beyond = np.maximum(low, high)
    out = np.flatnonzero(beyond > 0)
    details = [Label(f"超出 {metres:,.0f} 米", f"by {metres:,.0f} m") for metres in beyond[out].tolist()]
    corner = np.where((low[out] >= high[out])[:, None], bounds[out, :2], bounds[out, 2:])
    return faults("outside_extent", rows[out], corner, details)


def slivers(geometries: NDArray[Any], rows: Positions, layer: Layer) -> Faults:
    """Find which of `rows` (valid polygons) are smaller than the layer's smallest, or narrower than `NARROW_M`."""
    shapes = geometries[rows]
    area, around = shapely.area(shapes), shapely.length(shapes)
    width = 2 * area / around
    thin = np.flatnonzero((area < layer.rules.smallest_m2) | (width < NARROW_M))
    details = [
        Label(f"面积 {a:.2f} m²，平均宽度 {w:.2f} m", f"{a:.2f} m², {w:.2f} m wide on average")
        for a, w in zip(area[thin].tolist(), width[thin].tolist(), strict=True)
    ]
    places = shapely.get_coordinates(shapely.point_on_surface(shapes[thin]))
    return faults("sliver", rows[thin], places, details)
