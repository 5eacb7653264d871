"""Shapes in a filter: literals in degrees (or in the filter's own CRS) carried into the survey CRS, and predicates."""

from __future__ import annotations

import math
from typing import Any

import shapely
from shapely.geometry import shape as shape_of

from gis_core import crs as systems
from gis_core.crs import System
from gis_core.errors import CrsError, WrongUseError
from gis_core.place import Place
from gis_core.selection.values import is_finite

GEOMETRY = ("geom", "geometry", "shape")
"""Names that a filter may use for a feature's shape."""
PREDICATES = {
    "s_intersects": "ST_Intersects",
    "s_disjoint": "ST_Disjoint",
    "s_within": "ST_Within",
    "s_contains": "ST_Contains",
    "s_touches": "ST_Touches",
    "s_crosses": "ST_Crosses",
    "s_overlaps": "ST_Overlaps",
    "s_equals": "ST_Equals",
}
"""CQL2's names and PostGIS' functions."""
SHAPES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)
UNREADABLE = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError),
    shapely.errors.ShapelyError,
)
"""What shapely raises at coordinates that are none."""
MOST_POINTS = 20_000
FARTHEST_M = 100_000.0


def read_shape(literal: Any, place: Place, system: System, field: str) -> bytes:
    """
    Return the shape that a literal (GeoJSON or `{"bbox": […]}`) means, as WKB in the survey CRS.

    Raises
    ------
    WrongUseError
        If it is no valid shape of finite numbers that lies on the earth; the sentence begins with `field`.
    """
    found = _box(literal, field) if "bbox" in literal and "type" not in literal else _geojson(literal, field)
    if found.is_empty or not shapely.is_valid(found):
        raise WrongUseError(f"{field}: its shape is {_fault(found)}", field=field)
    if shapely.get_num_coordinates(found) > MOST_POINTS:
        raise WrongUseError(f"{field}: its shape has more than {MOST_POINTS:,} points; simplify it", field=field)
    west, south, east, north = found.bounds
    if system.geographic and not (west >= -180 and south >= -90 and east <= 180 and north <= 90):
        raise WrongUseError(
            f"{field}: its shape reaches {max(abs(east), abs(north)):,.0f}, which are no degrees; say the CRS of the"
            " filter, or give longitude and latitude",
            field=field,
        )
    try:
        moved = systems.transform(shapely.force_2d(found), system, systems.parse(place.crs.survey))
    except CrsError as error:
        raise WrongUseError(f"{field}: {error}", field=field) from error
    if not all(math.isfinite(edge) for edge in moved.bounds):
        raise WrongUseError(f"{field}: its shape has no image in {place.crs.survey}; it lies too far away", field=field)
    return bytes(shapely.to_wkb(moved))


def _box(literal: dict[str, Any], field: str) -> Any:
    corners = literal["bbox"]
    if isinstance(corners, list) and len(corners) == 6:  # with heights
        corners = [*corners[:2], *corners[3:5]]
    if not (isinstance(corners, list) and len(corners) == 4 and all(map(is_finite, corners))):
        raise WrongUseError(f"{field}: a box is four numbers: BBOX(west, south, east, north)", field=field)
    west, south, east, north = map(float, corners)
    if west >= east or south >= north:
        raise WrongUseError(f"{field}: its box isn't west, south, east, north", field=field)
    return shapely.box(west, south, east, north)


def _geojson(literal: dict[str, Any], field: str) -> Any:
    if str(literal.get("type")) not in SHAPES:
        raise WrongUseError(f"{field}: {str(literal.get('type'))[:40]!r} is no shape of GeoJSON", field=field)
    try:
        found = shape_of(literal)
        finite = all(math.isfinite(edge) for edge in found.bounds)
    except UNREADABLE:
        raise WrongUseError(f"{field}: its {literal['type']} can't be read", field=field) from None
    if not finite:
        raise WrongUseError(f"{field}: its {literal['type']} is empty or has endless numbers", field=field)
    return found


def _fault(found: Any) -> str:
    return "empty" if found.is_empty else f"not valid ({shapely.is_valid_reason(found)})"
