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
AROUND = 0.5
"""Degrees around the place within which a shape is told exactly; the survey CRS has no image of the whole earth."""
STEP, STEP_M = 0.002, 200.0
"""Degrees or metres after which a long edge gets another point: what is straight there is 0.4 mm from straight here."""
WIDEST = 180.0
"""Degrees of a box over the antimeridian; a wider one has west and east in the wrong order."""


def read_shape(literal: Any, place: Place, system: System, field: str) -> bytes:
    """
    Return the shape that a literal (GeoJSON or `{"bbox": […]}`) means, as WKB in the survey CRS.

    Raises
    ------
    WrongUseError
        If it is no valid shape of finite numbers that lies on the earth; the sentence begins with `field`.
    """
    boxed = "bbox" in literal and "type" not in literal
    found = _box(literal, field, system) if boxed else _geojson(literal, field)
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
        moved = _moved(shapely.force_2d(found), place, system)
    except CrsError as error:
        raise WrongUseError(f"{field}: {error}", field=field) from error
    if not all(math.isfinite(edge) for edge in moved.bounds):
        raise WrongUseError(f"{field}: its shape has no image in {place.crs.survey}; it lies too far away", field=field)
    return bytes(shapely.to_wkb(moved))


def _moved(found: Any, place: Place, system: System) -> Any:
    """Return a shape in the survey CRS; of what reaches far beyond the place, the part around it."""
    survey, degrees = systems.parse(place.crs.survey), systems.parse(systems.WGS84)
    if system.name == survey.name:
        return found
    west, south, east, north = place.map.extent
    region = (west - AROUND, south - AROUND, east + AROUND, north + AROUND)
    there = systems.transform(found, system, degrees)
    if shapely.box(*region).covers(shapely.box(*there.bounds)):
        return systems.transform(_finely(found, STEP if system.geographic else STEP_M), system, survey)
    near = _together([_near(part, region) for part in shapely.get_parts(there)])
    return systems.transform(_finely(near, STEP), degrees, survey)


def _finely(found: Any, step: float) -> Any:
    """Return a shape whose long edges have points every step, or farther apart where that made too many."""
    return shapely.segmentize(found, max(step, shapely.length(found) / MOST_POINTS))


def _near(part: Any, region: tuple[float, float, float, float]) -> Any:
    """Return what a part has of a region; one that lies elsewhere is stood for by its like in the region's corner."""
    inside = shapely.intersection(part, shapely.box(*region))
    if shapely.get_dimensions(inside) == shapely.get_dimensions(part) and not inside.is_empty:
        return inside
    x, y = region[0], region[1]
    stands = (
        shapely.Point(x, y),
        shapely.LineString([(x, y), (x + STEP, y)]),
        shapely.box(x, y, x + STEP, y + STEP),
    )
    return stands[shapely.get_dimensions(part)]


def _together(parts: list[Any]) -> Any:
    """Return parts as one shape, as simple as it can be."""
    flat = [one for part in parts for one in shapely.get_parts(part)]
    return flat[0] if len(flat) == 1 else shapely.union_all(flat)


def _box(literal: dict[str, Any], field: str, system: System) -> Any:
    corners = literal["bbox"]
    if not (isinstance(corners, list) and len(corners) in (4, 6) and all(map(is_finite, corners))):
        raise WrongUseError(f"{field}: a box is four numbers: BBOX(west, south, east, north)", field=field)
    if len(corners) == 6:  # with heights
        corners = [*corners[:2], *corners[3:5]]
    west, south, east, north = map(float, corners)
    crosses = system.geographic and west > east and east + 360 - west <= WIDEST
    if south >= north or not (west < east or crosses):
        raise WrongUseError(f"{field}: its box isn't west, south, east, north", field=field)
    if crosses:  # the antimeridian (RFC 7946, 5.2)
        return shapely.union_all([shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)])
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
